"""Who may do what: written down from the model of trust, by hand, and sharing no code with the program.

The readers are the moderator, the editors and the archivist of the memorial; an archivist is an editor too. Who is
`stale` showed more than five minutes ago who they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CONSENTS = ("public", "unlisted", "archive", "until")
EMBARGO_DAYS = 400

READERS = frozenset({"moderator", "editor", "second_editor", "archivist", "stale_editor"})
EDITORS = READERS - {"moderator"}
NO_RIGHTS = ("anonymous", "wrong_code", "erased_code", "disabled", "signed_out")
"""Whom the desk does not know, or knows no more."""
STALE = frozenset({"stale_editor", "stale_admin"})
ADMINS = frozenset({"admin", "admin_everywhere", "stale_admin"})
ANY_READER = READERS | {"editor_elsewhere"}
ANY_ADMIN = ADMINS | {"admin_elsewhere"}
OPEN_STAFF = READERS | ADMINS | {"editor_elsewhere", "admin_elsewhere", "role_taken"}
"""Who is signed in with both factors, whatever for."""
SENDERS = ("sender", "other_sender")
ACTORS = (*NO_RIGHTS, *SENDERS, "guardian", "password_only", *sorted(OPEN_STAFF))
"""`guardian`: who has the code that a sender under age gave to them; of all others they have none."""


@dataclass(frozen=True)
class Facts:
    """What holds of a remembrance in a state, as its page at the desk would say it."""

    waits: bool = False
    """For a reader's decision."""
    question: bool = False
    suggestion: bool = False
    undo: bool = False
    published: bool = False
    hidden_by: str = ""
    two_people: bool = False
    agreed: frozenset[str] = frozenset()
    held_by: str = ""
    said_denial: str = ""
    declined_by: str = ""
    appealable: bool = False
    asked: str = ""
    taken_back: bool = False
    removed: bool = False
    there: bool = True
    under_age: bool = False
    """The sender."""
    guardian: str = ""
    """'', 'agreed' or 'took it back'."""


STATES: Mapping[str, Facts] = {
    "draft": Facts(there=False),
    "in_review": Facts(waits=True),
    "claimed": Facts(waits=True, held_by="second_editor"),
    "one_of_two": Facts(waits=True, two_people=True, agreed=frozenset({"editor"})),
    "flagged": Facts(waits=True, two_people=True),
    "denial_said_once": Facts(waits=True, said_denial="moderator"),
    "asked": Facts(question=True),
    "suggested": Facts(suggestion=True),
    "accepted": Facts(undo=True),
    "published": Facts(published=True),
    "new_words": Facts(published=True, waits=True),
    "paused_by_sender": Facts(published=True, hidden_by="sender"),
    "paused_by_staff": Facts(published=True, hidden_by="staff"),
    "resume_asked": Facts(published=True, hidden_by="staff", asked="resume"),
    "remove_asked": Facts(published=True, asked="remove"),
    "declined": Facts(appealable=True, declined_by="editor"),
    "kept": Facts(appealable=True, declined_by="editor"),
    "appealed": Facts(waits=True, declined_by="editor"),
    "removed": Facts(removed=True, appealable=True),
    "withdrawn": Facts(taken_back=True),
    "withdrawn_and_kept": Facts(taken_back=True),
    "erased": Facts(there=False),
    "young": Facts(waits=True, two_people=True, under_age=True),
    "young_shown": Facts(published=True, under_age=True, guardian="agreed"),
    "young_taken_back": Facts(published=True, under_age=True, guardian="took it back"),
}


def possible(state: str, consent: str) -> bool:
    """What its sender keeps to the archive is never published, and so never taken down either."""
    return consent != "archive" or not (STATES[state].published or STATES[state].removed)


def has_undo(state: str, consent: str) -> bool:
    return STATES[state].undo and consent != "archive"


# What is seen


def visible(state: str, consent: str) -> bool:
    facts = STATES[state]
    agreed = not facts.under_age or facts.guardian == "agreed"
    return facts.published and agreed and not facts.hidden_by and consent in ("public", "unlisted")


@dataclass(frozen=True)
class Expected:
    """`changes`: whether the act takes effect. `status`: of the remembrance afterwards, '' where the act leaves it
    open. `visible`: whether visitors see it afterwards."""

    changes: bool
    status: str = ""
    visible: bool | None = None


REFUSED = Expected(False)


def sees(actor: str, page: str, state: str, consent: str) -> bool:
    """Whether this actor finds the remembrance, or what it is about, on that page."""
    facts = STATES[state]
    if page in ("feed", "sitemap"):
        return visible(state, consent) and consent == "public" and not facts.under_age
    if page in ("remembrance", "person", "plaque", "wall", "names", "search"):
        return visible(state, consent)
    if page == "media":
        return visible(state, consent)
    if actor == "guardian":
        # What is public, and with their code what would be: nothing else that its sender has under theirs.
        seen = consent != "archive" and page in ("guardian", "receipt_file")
        return facts.under_age and (page == "receipt" or seen)
    if page == "guardian":
        return False
    if page in ("receipt", "receipt_words", "receipt_choices", "receipt_erase", "receipt_return", "receipt_file"):
        opens = actor == "sender" and facts.there
        return opens or (actor == "sender" and state == "draft" and page == "receipt")
    if page in ("share_say", "share_check", "share_file", "share_save"):
        return actor == "sender" and state == "draft"
    if actor not in READERS or not facts.there or facts.taken_back:
        return False
    return _on_the_desk(page, state, consent)


def _on_the_desk(page: str, state: str, consent: str) -> bool:
    facts = STATES[state]
    if page == "queue":
        return facts.waits
    if page == "person_record":
        # A record holds what a family grants, and only while visitors see it.
        return visible(state, consent)
    if page == "published":
        return facts.published or has_undo(state, consent)
    if page == "published_find":
        return facts.published or facts.removed or has_undo(state, consent)
    if page == "archive":
        kept = state == "accepted" and consent == "archive"
        return facts.question or facts.suggestion or facts.removed or state in ("declined", "kept") or kept
    return page in ("review", "ask", "decided", "desk_media")


# What is done at the desk


def decided(actor: str, decision: str, state: str, consent: str) -> Expected:
    """One of the decisions on the review page, by that actor."""
    facts = STATES[state]
    if actor not in READERS or not facts.waits or facts.held_by not in ("", actor):
        return REFUSED
    if actor in STALE and (facts.two_people or decision == "decline_denial"):
        return REFUSED
    own_case = facts.declined_by == actor
    if own_case and decision in ("accept", "keep", "decline", "decline_denial"):
        return REFUSED
    if decision == "decline_denial" and facts.said_denial == actor:
        return REFUSED
    status = _status(actor, decision, facts)
    if status == "declined" and facts.published:
        # What was public before stays so.
        status = "published"
    return Expected(True, status, visible(state, consent))


def _status(actor: str, decision: str, facts: Facts) -> str:
    if decision == "accept":
        return _accepted(actor, facts)
    if decision == "decline_denial":
        return "declined" if facts.said_denial else "in_review"
    return {"ask": "needs_contributor", "suggest": "contributor_review", "keep": "accepted", "second": "in_review",
              "decline": "declined"}[decision]  # fmt: skip


def _accepted(actor: str, facts: Facts) -> str:
    if not facts.two_people:
        return "accepted"
    agreed = facts.agreed | ({actor} if actor in EDITORS else set())
    return "accepted" if len(agreed) >= 2 and actor in EDITORS else "in_review"


def acted(actor: str, act: str, state: str, consent: str) -> Expected:
    """A button of the review page or of the published list."""
    facts, seen = STATES[state], visible(state, consent)
    if actor not in READERS:
        return REFUSED
    if act == "claim":
        # To hold what one holds already, at the same moment, changes nothing.
        return Expected(True, "", seen) if facts.waits and not facts.held_by else REFUSED
    if act == "write":
        # A question where it waits for a decision; else a word that changes nothing beside itself.
        if facts.waits:
            return decided(actor, "ask", state, consent)
        return Expected(True, "", seen) if facts.there and not facts.taken_back else REFUSED
    if act == "pass":
        return Expected(True, "", seen) if facts.held_by == actor else REFUSED
    if act == "undo":
        return Expected(True, "in_review", False) if has_undo(state, consent) else REFUSED
    if act == "pause":
        return Expected(True, "paused", False) if facts.published else REFUSED
    if actor not in EDITORS - STALE:
        return REFUSED
    if act == "identity":
        return Expected(facts.there and not facts.taken_back)
    second = facts.asked == act and actor != "editor"
    if act == "resume":
        if facts.hidden_by != "staff":
            return REFUSED
        shown = consent in ("public", "unlisted")
        return Expected(True, "published", shown) if second else Expected(True, "paused", False)
    assert act == "remove"
    if not facts.published:
        return REFUSED
    return Expected(True, "removed", False) if second else Expected(True, "", seen)


# What is done with a guardian's code


def answered(actor: str, act: str, state: str, consent: str) -> Expected:
    """A guardian says yes or no to what its sender lets visitors see, or takes it back. Nobody else does."""
    facts = STATES[state]
    if actor != "guardian" or not facts.under_age:
        return REFUSED
    agreed = facts.guardian == "agreed"
    if act == "guardian_agree":
        seen = facts.published and consent in ("public", "unlisted")
        return Expected(True, "", seen) if consent != "archive" and not agreed else REFUSED
    if act == "guardian_take_back":
        return Expected(True, "", False) if agreed else REFUSED
    assert act == "guardian_refuse", act
    return Expected(True, "", False) if consent != "archive" else REFUSED


# What is done with a receipt


def sent_back(actor: str, act: str, state: str, consent: str) -> Expected:
    """One of the receipt page's acts. Whoever holds another code, a wrong one or none changes nothing here."""
    facts, seen = STATES[state], visible(state, consent)
    if actor != "sender" or state == "erased":
        return REFUSED
    if state == "draft":
        return Expected(True, "", False) if act == "erase" else REFUSED
    if act in ("erase", "withdraw"):
        return Expected(True, "withdrawn" if act == "withdraw" else "", False)
    if act in ("message", "unsign"):
        return Expected(True, "", seen)
    if act in ("return", "keep_sealed"):
        return Expected(True, "", False) if facts.taken_back else REFUSED
    if act == "appeal":
        return Expected(True, "in_review", False) if facts.appealable else REFUSED
    if act == "extend":
        # A later day is narrower, and so is open as long as there is a day: what was kept after all has none.
        dated = consent == "until" and state != "withdrawn_and_kept"
        return Expected(True, "", seen) if dated else REFUSED
    if facts.taken_back or facts.removed:
        return REFUSED
    if act == "hide":
        return Expected(True, "paused", False)
    if act == "show":
        shown = facts.published and consent in ("public", "unlisted")
        return Expected(True, "published", shown) if facts.hidden_by == "sender" else REFUSED
    if act in ("agree", "refuse"):
        return Expected(True, "in_review", False) if facts.suggestion else REFUSED
    assert act in ("change_words", "change_narrow", "change_wide"), act
    narrow = act == "change_narrow"
    if narrow and consent == "archive":
        return REFUSED
    return Expected(True, "", seen and not narrow)
