"""What a page to look at is, and where: the lists are in `sights_wall.py`, `sights_contribute.py`, `sights_desk.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

STATES = ("empty", "typical", "long", "error")


@dataclass(frozen=True)
class Sight:
    """One page in one state, as one kind of reader has it before them.

    `path` holds `{l}` for the language and the names of the exhibition's ids. `press`: what is pressed there, with
    `typed` in fields of those names, before anything is looked at.
    """

    rule: str
    path: str
    state: str = "typical"
    who: str = "anyone"
    status: int = 200
    press: str = ""
    typed: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return f"{self.rule} {self.state}{f' {self.path}' if '?' in self.path else ''}"

    def address(self, language: str, values: Mapping[str, str]) -> str:
        """Its address; a page without a language in its address is asked in another way (`Accept-Language`, `?l=`)."""
        found = self.path.format(l=language, **values)
        if "{l}" in self.path or (self.who == "anyone" and not found.startswith("/receipt")):
            return found
        parts = urlsplit(found)
        if not parts.path.startswith("/receipt"):
            return found
        query = urlencode([*parse_qsl(parts.query), ("l", language)])
        return f"{parts.path}?{query}"


def error(rule: str, path: str, who: str = "anyone", **typed: str) -> Sight:
    """A form sent back with what was wrong in it."""
    return Sight(rule, path, "error", who, 422, "main [data-next]", tuple(typed.items()))


def many(rule: str, paths: Sequence[str], state: str = "typical", who: str = "anyone") -> tuple[Sight, ...]:
    return tuple(Sight(rule, path, state, who) for path in paths)
