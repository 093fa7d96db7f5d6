"""What became narrower between two states of a record, in machine words; and the same done again to an older state.

The words go into the ledger beside the keys. They hold ids, scopes, audiences and numbers, never a name or a sentence.
Doing them again only ever narrows, whatever the older state is: nobody sees more than it showed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from memorial.domain.consent import Grant, Grants, reach, widens
from memorial.domain.holds import Hold, with_hold
from memorial.domain.language_reading import LanguageReading
from memorial.domain.memorial import Memorial
from memorial.domain.minors import revoked
from memorial.domain.moderation import FOUR_EYES, flags_of
from memorial.domain.remembrance import Message, Remembrance, Version
from memorial.domain.setting_up import mark_of
from memorial.domain.showing import pause
from memorial.domain.taking_back import keep_in_archive, withdraw
from memorial.vocabulary import (
    Audience,
    ConsentState,
    Ground,
    ObjectionState,
    Rendering,
    Risk,
    Scope,
    Standing,
    Use,
    VersionState,
)

Action = Literal["erased", "withdrawn", "narrowed", "hidden", "removed"]


@dataclass(frozen=True)
class Narrowing:
    """One thing that became narrower. `detail` is `kind=values,in,a,row`."""

    action: Action
    detail: str = ""


def narrowings(before: Remembrance, after: Remembrance) -> list[Narrowing]:
    """Everything that a restored older state of this remembrance has to be told, in the order to do it in."""
    found = [*of_holds(before.objections, after.objections)]
    closed = after.standing is Standing.WITHDRAWN
    for old in before.versions:
        new = after.version(old.number)
        if new is None:
            found += [Narrowing("narrowed", f"retired={old.number}")] if _on_its_way(old) else []
            continue
        if not closed:
            found += [Narrowing("narrowed", _grant_words(old.number, g)) for g in _lowered(old.grants, new.grants)]
        found += [*_of_version(old, new), *_of_guardian(old, new)]
    if before.guardian_code and after.guardian_code != before.guardian_code:
        found.append(Narrowing("narrowed", f"guardian_code={before.guardian_code}"))
    if closed and before.standing is not Standing.WITHDRAWN:
        found.append(Narrowing("withdrawn"))
    if closed and after.kept_in_archive and not before.kept_in_archive:
        found.append(Narrowing("withdrawn", "kept"))
    found += [Narrowing("hidden", f"by={who}") for who in after.paused_by if who not in before.paused_by]
    if after.standing is Standing.REMOVED and before.standing is not Standing.REMOVED:
        found.append(Narrowing("removed"))
    return found


def narrow(remembrance: Remembrance, action: str, detail: str, at: datetime) -> Remembrance:
    """The remembrance after that was done to it (again). What does not apply to this older state changes nothing."""
    if action == "withdrawn":
        return _withdrawn(remembrance, detail, at)
    if action == "hidden":
        return _paused(remembrance, detail.partition("=")[2] or "staff", at)
    if action == "removed":
        if remembrance.standing in (Standing.REMOVED, Standing.WITHDRAWN):
            return remembrance
        told = (*remembrance.messages, Message(at, False, "", code="removed"))
        return replace(remembrance, standing=Standing.REMOVED, standing_since=at, messages=told)
    kind, _, words = detail.partition("=")
    again = _AGAIN.get(kind)
    # What cannot be understood was narrower than it is now: nobody outside sees it until two people have looked.
    return again(remembrance, words, at) if again else _paused(remembrance, "staff", at)


def narrowings_of_memorial(before: Memorial, after: Memorial) -> list[Narrowing]:
    found = []
    if before.public and not after.public:
        found.append(Narrowing("narrowed", "public=no"))
    if after.ceiling < before.ceiling:
        found.append(Narrowing("narrowed", f"ceiling={after.ceiling.word}"))
    if _RISKS.index(after.risk) > _RISKS.index(before.risk):
        found.append(Narrowing("narrowed", f"risk={after.risk.value}"))
    own, now = before.setup.picture, after.setup.picture
    if own is not None and (now is None or now.id != own.id):
        found.append(Narrowing("narrowed", f"picture={own.id}"))
    elif own is not None and now is not None and own.shown and not now.shown:
        found.append(Narrowing("narrowed", f"picture_hidden={own.id}"))
    signed = {one.language for one in after.language_readings}
    taken = [one for one in before.language_readings if one.language not in signed]
    found += [Narrowing("narrowed", f"reading={_reading_words(one)}") for one in taken]
    sites = [host for host in before.embed_hosts if host not in after.embed_hosts]
    found += [Narrowing("narrowed", f"embed={mark_of(host)}") for host in sites]
    if after.setup.reading.second_reader and not before.setup.reading.second_reader:
        found.append(Narrowing("narrowed", "second_reader"))
    return found


def narrow_memorial(memorial: Memorial, detail: str) -> Memorial:
    """The memorial after that was done to it (again). What does not apply to this older state changes nothing."""
    kind, _, word = detail.partition("=")
    setup = memorial.setup
    match kind:
        case "ceiling":
            return replace(memorial, ceiling=min(memorial.ceiling, Audience.parse(word)))
        case "risk":
            told = Risk(word) if word in list(Risk) else Risk.HIGH
            return replace(memorial, risk=max(memorial.risk, told, key=_RISKS.index))
        case "picture":
            kept = setup.picture if setup.picture and setup.picture.id != word else None
            return replace(memorial, setup=replace(setup, picture=kept))
        case "picture_hidden":
            own = setup.picture
            hidden = replace(own, shown=False) if own and own.id == word else own
            return replace(memorial, setup=replace(setup, picture=hidden))
        case "reading":
            left = tuple(one for one in memorial.language_readings if _reading_words(one) != word)
            return replace(memorial, language_readings=left)
        case "embed":
            return replace(memorial, embed_hosts=tuple(one for one in memorial.embed_hosts if mark_of(one) != word))
        case "second_reader":
            return replace(memorial, setup=replace(setup, reading=replace(setup.reading, second_reader=True)))
    # `public`, and what cannot be understood: nobody outside sees it until somebody has looked.
    return replace(memorial, public=False)


_RISKS = (Risk.NONE, Risk.SOME, Risk.HIGH)


def _reading_words(one: LanguageReading) -> str:
    return f"{one.language},{one.staff_id},{one.read_on}"


# Versions


def _on_its_way(version: Version) -> bool:
    """Published, or accepted and published by itself when the undo time is over."""
    return version.state is VersionState.PUBLISHED or (
        version.state is VersionState.ACCEPTED and version.publish_at is not None
    )


def _of_version(old: Version, new: Version) -> list[Narrowing]:
    if not _on_its_way(old):
        return []
    if not _on_its_way(new) or (old.content_hash, old.files) != (new.content_hash, new.files):
        return [Narrowing("narrowed", f"retired={old.number}")]
    stricter = (
        set(new.redactions) - set(old.redactions)
        or set(old.released) - set(new.released)
        or new.staff_ceiling < old.staff_ceiling
        or (FOUR_EYES & flags_of(new)) - (FOUR_EYES & flags_of(old))
        or set(old.accepted_by) - set(new.accepted_by)
        or set(old.heard) - set(new.heard)
        or any(not one.no_name_said for one in set(new.heard) - set(old.heard))
    )
    return [Narrowing("narrowed", f"redacted={old.number}")] if stricter else []


def _retired(remembrance: Remembrance, words: str, at: datetime) -> Remembrance:
    """Its sender, or a reader, put something else in its place, which is lost: it waits until its sender shows it."""
    version = _version(remembrance, words)
    if version is None or not _on_its_way(version):
        return remembrance
    if version.state is VersionState.PUBLISHED:
        return _paused(remembrance, "contributor", at)
    waiting = replace(version, state=VersionState.IN_REVIEW, accepted_by=(), heard=(), publish_at=None, state_since=at)
    return remembrance.with_version(waiting)


def _redacted(remembrance: Remembrance, words: str, at: datetime) -> Remembrance:
    """A reader took something out, and where it stood is lost: two editors look before anybody sees it again."""
    version = _version(remembrance, words)
    if version is None or not _on_its_way(version):
        return remembrance
    return _paused(remembrance, "staff", at)


def _version(remembrance: Remembrance, number: str) -> Version | None:
    return remembrance.version(int(number)) if number.isdecimal() else None


# Standing


def _withdrawn(remembrance: Remembrance, detail: str, at: datetime) -> Remembrance:
    gone = withdraw(remembrance, now=at)
    if detail == "kept" and not gone.kept_in_archive and gone.standing is Standing.WITHDRAWN:
        return keep_in_archive(gone, now=at)
    return gone


def _paused(remembrance: Remembrance, by: str, at: datetime) -> Remembrance:
    if remembrance.standing not in (Standing.OPEN, Standing.PAUSED) or by in remembrance.paused_by:
        return remembrance
    return pause(remembrance, by, now=at)


# Objections


def of_holds(before: Sequence[Hold], after: Sequence[Hold]) -> list[Narrowing]:
    """Those that came to nothing too: an older state must not stay hidden by what nobody can decide any more."""
    return [Narrowing("narrowed", _hold_words(hold)) for hold in after if hold not in before]


def _hold_words(hold: Hold) -> str:
    version = "" if hold.version is None else str(hold.version)
    return f"hold={hold.objection_id},{hold.element},{hold.ground.value},{hold.state.value},{version}"


def hold_of(words: str) -> Hold:
    objection, element, ground, state, version = words.split(",")
    return Hold(objection, element, Ground(ground), ObjectionState(state), int(version) if version else None)


def _held(remembrance: Remembrance, words: str, at: datetime) -> Remembrance:
    return replace(remembrance, objections=with_hold(remembrance.objections, hold_of(words)))


# Grants


def _lowered(before: Grants, after: Grants) -> list[Grant]:
    """The grants that let less be seen, or later, than they did."""
    found = []
    for old in before.entries:
        new = after.find(old.scope, old.use, old.element)
        new = new or replace(old, audience=Audience.NONE, rendering=Rendering.NONE, state=ConsentState.WITHDRAWN)
        if widens(new, old):
            found.append(new)
    return found


def _grant_words(number: int, grant: Grant) -> str:
    opens = grant.not_before.isoformat() if grant.not_before else ""
    words = (str(number), grant.scope.value, grant.use.value, grant.element, grant.audience.word)
    return "grant=" + ",".join((*words, grant.rendering.value, grant.state.value, opens))


def _granted(remembrance: Remembrance, words: str, at: datetime) -> Remembrance:
    number, scope, use, element, audience, rendering, state, opens = words.split(",")
    version = _version(remembrance, number)
    current = version.grants.find(Scope(scope), Use(use), element) if version else None
    if version is None or current is None:
        return remembrance
    limit = Grant(current.scope, current.use, Audience.parse(audience), Rendering(rendering), element)
    limit = replace(limit, state=ConsentState(state), not_before=date.fromisoformat(opens) if opens else None)
    return remembrance.with_version(replace(version, grants=version.grants.with_changes([_stricter(current, limit)])))


def _stricter(current: Grant, limit: Grant) -> Grant:
    """Of both the narrower in each respect."""
    if not widens(limit, current):
        return current
    days = [day for day in (current.not_before, limit.not_before) if day is not None]
    lesser = limit if reach(limit)[1] < reach(current)[1] else current
    return replace(
        current,
        audience=min(current.audience, limit.audience),
        rendering=lesser.rendering,
        state=current.state if limit.state.permits else limit.state,
        not_before=max(days, default=None),
    )


# A guardian's word


def _of_guardian(old: Version, new: Version) -> list[Narrowing]:
    still = {grant.key for grant in new.guardian.entries if grant.state.permits}
    lost = [grant for grant in old.guardian.entries if grant.state.permits and grant.key not in still]
    return [Narrowing("narrowed", f"guardian={old.number}")] if lost else []


def _without_guardian(remembrance: Remembrance, words: str, at: datetime) -> Remembrance:
    version = _version(remembrance, words)
    if version is None:
        return remembrance
    return remembrance.with_version(replace(version, guardian=revoked(version.guardian)))


def _without_code(remembrance: Remembrance, words: str, at: datetime) -> Remembrance:
    """That code opens nothing again; a later one is lost, and its sender can make another."""
    return replace(remembrance, guardian_code="") if remembrance.guardian_code == words else remembrance


_AGAIN: dict[str, Callable[[Remembrance, str, datetime], Remembrance]] = {
    "grant": _granted,
    "guardian": _without_guardian,
    "guardian_code": _without_code,
    "hold": _held,
    "redacted": _redacted,
    "retired": _retired,
}
