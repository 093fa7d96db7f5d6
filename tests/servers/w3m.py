"""w3m, a browser for a terminal without pictures, style or script, at whose keys somebody sits."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import termios
import time
from pathlib import Path
from types import TracebackType
from typing import Self

ROWS, COLUMNS = 120, 100
PATIENCE_SECONDS = 20.0
REMEDY = "w3m is missing: install Debian's package `w3m` (apt-get install w3m), or run `make setup`"
ENTER, REDRAW, TAB, BACK_TAB = "\r", "\x0c", "\t", "\x1b\t"
_CONTROL = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>78])|[\x00\x07\x08\x0e\x0f]")


class W3mIsMissing(RuntimeError):
    """There is no w3m on this machine; the message says how to get it."""


class W3m:
    """One terminal. `seen` is what it shows, as text; a step waits until what it leads to can be read."""

    def __init__(self, folder: Path, address: str, *, typed: str) -> None:
        """`typed` is what somebody writes in the editor that opens for a large box."""
        found = shutil.which("w3m")
        if found is None:
            raise W3mIsMissing(REMEDY)
        editor = folder / "editor.sh"
        editor.write_text(f"#!/bin/sh\ncat > \"$1\" <<'END'\n{typed}\nEND\n", encoding="utf-8")
        editor.chmod(0o700)
        options = ["-o", f"editor={editor}", "-o", "use_cookie=1", "-o", "accept_cookie=1", "-o", "confirm_qq=0"]
        self._screen, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        environ = {"HOME": str(folder), "TERM": "vt100", "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        self._process = subprocess.Popen(
            [found, *options, address], stdin=terminal, stdout=terminal, stderr=terminal, env=environ,
            start_new_session=True,
        )  # fmt: skip
        os.close(terminal)
        self.seen = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._screen)

    def press(self, *keys: str) -> None:
        for key in keys:
            os.write(self._screen, key.encode())
            time.sleep(0.03)

    def wait_for(self, words: str) -> str:
        """All that can be seen, once these words are among it."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            self.press(REDRAW)
            self.seen = self._read()
            if words in " ".join(self.seen.split()):
                return self.seen
        raise AssertionError(f"{words!r} did not come. This was seen:\n{self.seen}")

    def _read(self) -> str:
        read = b""
        while select.select([self._screen], [], [], 0.25)[0]:
            try:
                read += os.read(self._screen, 65536)
            except OSError:
                break
        return _CONTROL.sub("\n", read.decode("utf-8", "replace"))

    def go_to(self, words: str, *, times: int = 1) -> None:
        """The cursor to these words, from the top of the page; `times`: to the how manieth."""
        self.press("g", f"/{words}", ENTER, *["n"] * (times - 1))

    def follow(self, words: str) -> None:
        """The link or the button of these words."""
        self.go_to(words)
        self.press(ENTER)

    def next_box(self) -> None:
        """Into the box after the cursor; a large one opens the editor."""
        self.press(TAB, ENTER)

    def choose(self, label: str, *, times: int = 1) -> None:
        """The answer whose words these are: its button stands before them."""
        self.go_to(label, times=times)
        self.press(BACK_TAB, ENTER)

    def write(self, label: str, text: str) -> None:
        """Into the box after that label."""
        self.go_to(label)
        self.next_box()
        self.press(text, ENTER)
