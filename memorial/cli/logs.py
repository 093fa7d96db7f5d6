"""Logs with ids only: what went wrong and where in the program, never the words that somebody typed."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Discreet(logging.Formatter):
    """Prints of an error its kind and the places in the code: its message may hold what somebody typed."""

    def __init__(self, fmt: str = FORMAT, datefmt: str | None = None) -> None:
        super().__init__(fmt, datefmt)

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have left its own words for the error in the record.
        record.exc_text, record.stack_info = None, None
        return super().format(record)

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        lines: list[str] = []
        error, seen = ei[1], set[int]()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            kind = type(error)
            frames = traceback.extract_tb(error.__traceback__)
            lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
            lines.append(f"{kind.__module__}.{kind.__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


class Meant(logging.Filter):
    """Leaves out the server's warning about its many threads: nearly all of them only wait (`web/overload.py`)."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith("Configuration allows spawning up to")


def set_up_logs(level: int = logging.INFO) -> None:
    """Everything to standard error, once."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet())
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level)
    for noisy in ("alembic", "flask_wtf.csrf", "fontTools", "PIL", "weasyprint"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def server_logs() -> dict[str, Any]:
    """The same for the server's own messages."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"discreet": {"()": Discreet}},
        "filters": {"meant": {"()": Meant}},
        "handlers": {
            "console": {
                "formatter": "discreet",
                "filters": ["meant"],
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
            }
        },
        "loggers": {"_granian": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
    }
