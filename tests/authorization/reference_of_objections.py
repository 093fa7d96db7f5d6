"""Who may do what with objections, codes that only hide, and lists of words: by hand, with no code of the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.authorization.reference import ADMINS, EDITORS, OPEN_STAFF, READERS, STALE

OBJECTOR, DELEGATE = "objector", "delegate"
"""Who holds the code of the objection; and who was given a code that can only hide."""


@dataclass(frozen=True)
class Objected:
    """What holds of an objection in a state."""

    waits: bool = True
    hides: bool = True
    """It asks that something be hidden."""
    hidden: bool = False
    name: bool = False
    """It is about a name, which proven kin may have hidden."""
    kin: bool = False
    asked: str = ""
    """What `editor` has said, and one more must say."""
    there: bool = True


OBJECTIONS: Mapping[str, Objected] = {
    "open": Objected(),
    "about_a_name": Objected(name=True),
    "kin_confirmed": Objected(name=True, kin=True, hidden=True),
    "hiding": Objected(hidden=True),
    "uphold_asked": Objected(hidden=True, asked="uphold"),
    "reject_asked": Objected(hidden=True, asked="reject"),
    "something_wrong": Objected(hides=False),
    "upheld": Objected(waits=False, hidden=True),
    "rejected": Objected(waits=False),
    "answered": Objected(waits=False, hides=False),
    "taken_back": Objected(waits=False, there=False),
}
DESK_ACTS = ("hide", "kin", "uphold", "reject", "answer", "message")
OWN_ACTS = ("message", "proof", "erase")
PAGES = ("list", "one", "own")


def sees(actor: str, page: str, state: str) -> bool:
    """`list` and `one` at the desk, `own` with the objection's code."""
    facts = OBJECTIONS[state]
    if page == "own":
        return actor == OBJECTOR and facts.there
    return actor in READERS and facts.there


def at_the_desk(actor: str, act: str, state: str) -> bool:
    """Whether it takes effect."""
    facts = OBJECTIONS[state]
    if actor not in READERS or not facts.waits:
        return False
    if act == "message":
        return True
    if act == "answer":
        return not facts.hides
    if not facts.hides:
        return False
    if act == "hide":
        return not facts.hidden
    if act == "kin":
        return facts.name and not facts.kin
    return actor in EDITORS - STALE


def hidden_after(actor: str, act: str, state: str) -> bool:
    """Whether what it is about is out of sight afterwards, the act refused or not."""
    facts = OBJECTIONS[state]
    if not at_the_desk(actor, act, state) or act in ("message", "answer"):
        return facts.hidden
    if act in ("hide", "kin", "uphold"):
        # One of two that uphold it hides nothing yet.
        return facts.hidden or act != "uphold"
    return facts.hidden and not (facts.asked == "reject" and actor != "editor")


def with_its_code(actor: str, act: str, state: str) -> bool:
    facts = OBJECTIONS[state]
    if actor != OBJECTOR or not facts.there:
        return False
    return act == "erase" or (facts.waits and (act == "message" or facts.hides))


def entries(actor: str) -> int:
    """How many entries an act at the desk leaves, done or refused."""
    return 1 if actor in OPEN_STAFF or actor == "password_only" else 0


# Codes that can only hide: of a remembrance that is published, waits, or was taken back

HIDE_STATES = {"published": True, "in_review": True, "withdrawn": False}
"""Whether there is anything to hide."""
HIDE_ACTS = ("hide", "show", "withdraw", "erase", "message", "unsign", "appeal", "extend", "change", "return",
             "make_code", "revoke_code")  # fmt: skip
HIDE_PAGES = ("receipt/words", "receipt/choices", "receipt/erase", "receipt/record", "receipt/record.json",
              "receipt/everything.zip", "receipt/hide-code", "receipt/return", "receipt/take-back")  # fmt: skip


def with_a_hide_code(act: str, state: str) -> bool:
    return act == "hide" and HIDE_STATES[state]


# Lists of words


def changes_words(actor: str) -> bool:
    return actor in ADMINS - STALE


def sees_words(actor: str) -> bool:
    return actor in ADMINS
