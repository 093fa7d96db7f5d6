"""Who decides, what they saw, and what must hold before anything is decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from memorial.domain.consent import Grants
from memorial.domain.errors import Conflict, NotAllowed
from memorial.domain.minors import guardian_agreed, minor_ceiling, under_age
from memorial.domain.remembrance import Remembrance, Span, Version
from memorial.vocabulary import Audience, Flag, Living, ReasonCode, Rendering, Scope, Standing, VersionState

FOUR_EYES = frozenset(
    {Flag.MINOR, Flag.LIVING_PERSON, Flag.ACCUSATION, Flag.EXACT_PLACE, Flag.SENDER_UNDER_AGE, Flag.ON_PAPER}
)
"""What a reader saw, the sender said, or how it came, that makes publication a matter for two editors.

Nothing that a program finds by itself is in here: a label that a word list or a pattern raises decides nothing.
"""

FOUND_IN_WORDS = frozenset({Flag.PHONE_NUMBER, Flag.LINK, Flag.AGAINST_A_PEOPLE, Flag.FILE_UNREAD})
"""What a program finds in a wording, and finds anew in the next one. All else stays when the words change."""

NEVER_ALONE = frozenset({ReasonCode.DENIAL, ReasonCode.DISTORTION})
MOST_APPEALS = 2


@dataclass(frozen=True)
class Reader:
    """Who decides: the staff id, whether an editor, and whether the only one who may decide in this memorial.

    `two`: the memorial wants two editors for whatever becomes public. `signed`: the name under their messages, or ''.
    """

    staff_id: str
    editor: bool = False
    alone: bool = False
    two: bool = False
    signed: str = ""


@dataclass(frozen=True)
class Findings:
    """What the reader ticked, and which places are to be taken out or are confirmed as not this person's name.

    `heard`: the ids of recordings that the reader listened to; `no_name_said`: and in them neither the person's name
    nor the sender's is said, private or not.
    """

    flags: frozenset[Flag] = frozenset()
    names_looked_for: bool = False
    redactions: tuple[Span, ...] = ()
    released: tuple[Span, ...] = ()
    heard: frozenset[str] = frozenset()
    no_name_said: bool = False
    compared: bool = False
    """The words with the scan of the paper form from which somebody else entered them."""


def open_version(remembrance: Remembrance, number: int, revision: int) -> Version:
    """The version that is being decided, if it still waits and nobody changed it since it was read."""
    version = remembrance.version(number)
    if version is None or remembrance.standing in (Standing.WITHDRAWN, Standing.ERASED):
        raise Conflict("withdrawn_meanwhile")
    if remembrance.revision != revision or version.state is not VersionState.IN_REVIEW:
        raise Conflict
    return version


def flags_of(version: Version) -> frozenset[Flag]:
    """The flags on a version, with what the contributor said of each file that may be shown.

    By the first answer or by a later one: that one changes the grant of the file, not what was said of it.
    """
    found = set(version.flags)
    opened = {one.element for one in version.grants.entries if one.audience > Audience.RESEARCH}
    if any((one.publish or one.file_id in opened) and one.living is not Living.NO for one in version.files):
        found.add(Flag.LIVING_PERSON)
    return frozenset(found)


def ceiling_of(version: Version) -> Audience:
    """The most that staff and the sender's age allow: without a guardian's agreement, the archive."""
    return min(version.staff_ceiling, minor_ceiling(under_age(version), guardian_agreed(version)))


def relabelled(version: Version, found: Iterable[Flag]) -> Version:
    """The version with what a program found in its words now, and all that was said of it otherwise."""
    return replace(version, flags=tuple(sorted({*version.flags} - FOUND_IN_WORDS | {*found})))


def withholds_a_name(version: Version) -> bool:
    """Whether the person's or the contributor's name stays private, so that the text must be searched for it."""
    return keeps_a_name(version.grants, version.contributor_name)


def keeps_a_name(grants: Grants, contributor_name: str) -> bool:
    """Whether these grants keep a name from visitors, in part or wholly."""
    person, signature = (
        grants.audience(scope) <= Audience.RESEARCH or grants.rendering(scope) is not Rendering.FULL
        for scope in (Scope.PERSON_NAME, Scope.CONTRIBUTOR_NAME)
    )
    return person or (signature and bool(contributor_name))


def require_another_reader(remembrance: Remembrance, reader: Reader) -> None:
    """An appeal is decided by somebody else than who declined or kept it."""
    if reader.staff_id in remembrance.declined_by:
        raise NotAllowed("another_reader_decides_an_appeal")


def needs_two(version: Version, findings: Findings, reason: ReasonCode | None) -> bool:
    """Whether what is decided here is a matter for two people, by its labels or by the reason."""
    return bool(FOUR_EYES & (flags_of(version) | findings.flags)) or reason in NEVER_ALONE


def with_word_of(remembrance: Remembrance, editors: frozenset[str], readers: frozenset[str]) -> Remembrance:
    """Without the agreement of those who may not decide here any more: a closed account agrees to nothing."""
    asked = tuple(act for act in remembrance.asked_acts if act.staff_id in editors)
    here = replace(remembrance, asked_acts=asked)
    waiting = remembrance.pending
    if waiting is None or waiting.state is not VersionState.IN_REVIEW:
        return here
    accepted = tuple(one for one in waiting.accepted_by if one in editors)
    denied = tuple(one for one in waiting.denied_by if one in readers)
    return here.with_version(replace(waiting, accepted_by=accepted, denied_by=denied))


def with_one(ids: tuple[str, ...], one: str) -> tuple[str, ...]:
    """These and that one, each once."""
    return tuple(dict.fromkeys((*ids, one)))
