"""How this person wants the desk: what a page shows of files, their keys, and how long they have been at it today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from memorial.application import resting
from memorial.application.services import Services
from memorial.domain.desk_settings import DeskSettings, Key
from memorial.domain.staff import StaffMember
from memorial.web.desk.words import clock_words

KEY_WORDS = {
    Key.NEXT: _l("the next one"),
    Key.PREVIOUS: _l("the one before"),
    Key.UNDO: _l("undo"),
    Key.MEDIA: _l("load the next file"),
    Key.PASS: _l("pass, no reason needed"),
}
_WITH_KEYS = frozenset({"queue.queue", "review.review", "review.decide", "review.decided"})
_REVIEW = frozenset({"review.review", "review.decide"})
_READING = _WITH_KEYS | {"lists.today", "queue.rest"}


@dataclass(frozen=True)
class Own:
    """What a page does otherwise for this person. `only_text`: no file is offered today."""

    small_first: bool = False
    grey: bool = False
    mute: bool = False
    only_text: bool = False


@dataclass(frozen=True)
class Sitting:
    """How much was opened today, for the eyes of this person only."""

    opened: int
    minutes: int
    since: str
    only_easy: bool


@dataclass(frozen=True)
class Keys:
    """Letters by what they do, for the script, and in words for the person."""

    letters: str
    lines: tuple[tuple[str, str], ...]


def own_ways(
    services: Services, member: StaffMember, endpoint: str, zone: str, scripts: Mapping[str, str]
) -> dict[str, Any]:
    """`sees`, `sitting` and `keys` for a page of that endpoint; nothing where nobody reads."""
    if endpoint not in _READING:
        return {}
    reading, desk = resting.reading_of(services, member), member.desk
    since = clock_words(reading.began_at, zone) if reading.began_at else ""
    return {
        "sees": Own(desk.small_first, desk.grey, desk.mute, reading.only_text and not request.args.get("files")),
        "sitting": Sitting(len(reading.opened), reading.minutes, since, reading.only_easy),
        "keys": keys_of(desk) if desk.keys_on and endpoint in _WITH_KEYS else None,
        # The review page has a script of its own: with keys it asks for both in one.
        "keys_script": scripts["review_keys" if endpoint in _REVIEW else "desk"],
    }


def keys_of(desk: DeskSettings) -> Keys:
    letters = {key: desk.key_of(key) for key in Key}
    lines = [(letters[key], str(words)) for key, words in KEY_WORDS.items()]
    fixed = [
        (_("1 to 6"), _("choose a decision, without making it")),
        (_("Ctrl or ⌘ with Enter"), _("make the decision")),
    ]
    return Keys(" ".join(f"{key.value}:{letter}" for key, letter in letters.items()), (*lines, *fixed))
