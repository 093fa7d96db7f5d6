"""All that passed between a sender and the desk, oldest first: the same lines on every page that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from memorial.domain.deciding import unseen
from memorial.domain.remembrance import Message, Remembrance, Version
from memorial.web.desk.words import reason_words

SHORT = 3
"""So many of the newest stand on the review page at least; all of them on the page of the conversation."""


@dataclass(frozen=True)
class Said:
    """One message as the thread prints it."""

    author: str
    mine: bool
    text: str
    day: date


def lines_of(remembrance: Remembrance) -> list[Said]:
    """Messages both ways, with what the sender reads of a decision and of a suggestion that stands."""
    return [line for _at, line in _dated(remembrance)]


def newest_of(remembrance: Remembrance) -> int:
    """How many of the newest lines stand on the review page: whoever decides there has seen all that came since."""
    new = unseen(remembrance)
    return max(SHORT, sum(at >= new[0].at for at, _line in _dated(remembrance))) if new else SHORT


def said_of(messages: Iterable[Message]) -> list[Said]:
    return [_message(one) for one in messages]


def _dated(remembrance: Remembrance) -> list[tuple[datetime, Said]]:
    found = [(one.at, _message(one)) for one in remembrance.messages]
    for version in remembrance.versions:
        found += _of_version(version)
    return sorted(found, key=lambda pair: pair[0])


def _message(message: Message) -> Said:
    codes = {
        "suggestion_refused": _("Keeps their own words."),
        "suggestion_in_part": _("Took over a part of what was suggested."),
        "appeal": _("Appeals."),
        "removed": _("Removed."),
    }
    text = " ".join(part for part in (codes.get(message.code, ""), message.text) if part)
    if message.from_contributor:
        return Said(_("The sender"), False, text, message.at.date())
    return _of_desk(message.at, text, message.signed)


def _of_version(version: Version) -> Iterator[tuple[datetime, Said]]:
    at = version.state_since or version.made_at
    if version.reason_message:
        reason = reason_words(version.reason)
        yield at, _of_desk(at, f"{reason}: {version.reason_message}" if reason else version.reason_message)
    suggestion = version.suggestion
    if suggestion is not None:
        text = " ".join(part for part in (_("Suggested other words."), suggestion.reason) if part)
        yield suggestion.at, _of_desk(suggestion.at, text)


def _of_desk(at: datetime, text: str, signed: str = "") -> Said:
    author = _("The desk")
    return Said(f"{author} · {signed}" if signed else author, True, text, at.date())
