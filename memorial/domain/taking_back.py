"""What a contributor may do at any time with the receipt. Narrowing acts at once; widening goes to a reader."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from memorial.domain.consent import Grant, Grants, Notice, any_widening, narrowed, withdrawn
from memorial.domain.errors import Invalid, NotAllowed
from memorial.domain.moderation import MOST_APPEALS
from memorial.domain.paragraphs import with_changes
from memorial.domain.remembrance import PENDING_STATES, Message, Remembrance, Version
from memorial.domain.showing import resume
from memorial.vocabulary import Audience, Basis, ConsentState, Rendering, Scope, Standing, Use, VersionState


@dataclass(frozen=True)
class NewWords:
    """What a contributor changes in a version; None leaves a field as it is."""

    story: str | None = None
    language: str | None = None


def live_versions(remembrance: Remembrance) -> tuple[Version, ...]:
    """The published and the pending version, and where there is neither, the latest."""
    found = [v for v in remembrance.versions if v.state is VersionState.PUBLISHED or v.state in PENDING_STATES]
    return tuple(found) or (remembrance.latest,)


def _require_open(remembrance: Remembrance) -> None:
    if remembrance.standing not in (Standing.OPEN, Standing.PAUSED):
        raise NotAllowed("not_open")


def _with_new_version(remembrance: Remembrance, version: Version, now: datetime) -> Remembrance:
    """`version` becomes the pending one; an earlier pending one is superseded, a published one stays."""
    older = tuple(
        replace(v, state=VersionState.SUPERSEDED, publish_at=None, state_since=now) if v.state in PENDING_STATES else v
        for v in remembrance.versions
    )
    return replace(remembrance, versions=(*older, version))


def _next_version(remembrance: Remembrance, base: Version, *, now: datetime) -> Version:
    """A fresh version with the words and consent of `base`, and nothing that a reader found in it."""
    return replace(
        base,
        number=remembrance.latest.number + 1,
        state=VersionState.IN_REVIEW,
        made_at=now,
        state_since=now,
        redactions=(),
        released=(),
        accepted_by=(),
        passed_by=(),
        denied_by=(),
        publish_at=None,
        names_looked_for=False,
        suggestion=None,
        question="",
        reason="",
        reason_message="",
        staff_ceiling=Audience.PUBLIC,
        guardian=Grants(),
        heard=(),
    )


def with_next_version(remembrance: Remembrance, like: Version, *, now: datetime) -> Remembrance:
    """A fresh version with the words, files and consent of `like` waits for a reader; what is published stays."""
    return _with_new_version(remembrance, _next_version(remembrance, like, now=now), now)


def change_words(remembrance: Remembrance, words: NewWords, *, now: datetime) -> Remembrance:
    """Changed words wait for a reader under the same consent; what is published stays as it was."""
    _require_open(remembrance)
    base = remembrance.pending or remembrance.published or remembrance.latest
    story = base.story if words.story is None else words.story
    if not story.strip() and not base.files:
        raise Invalid("story", "nothing_left")
    changed = replace(base, story=story, language=words.language or base.language)
    if changed == base:
        return remembrance
    return _with_new_version(remembrance, _next_version(remembrance, changed, now=now), now)


def change_choices(remembrance: Remembrance, wanted: Grants, notice: Notice, *, now: datetime) -> Remembrance:
    """Stricter choices hold at once for every live version; wider ones wait for a reader in a version of their own."""
    _require_open(remembrance)
    lowered = remembrance
    for version in live_versions(remembrance):
        lowered = lowered.with_version(replace(version, grants=narrowed(version.grants, wanted)))
    base = lowered.pending or lowered.published or lowered.latest
    if not any_widening(base.grants, wanted):
        return lowered
    wider = replace(
        _next_version(lowered, base, now=now), grants=base.grants.with_changes(wanted.entries), notice=notice
    )
    return _with_new_version(lowered, wider, now)


def hidden_by_holder(remembrance: Remembrance) -> tuple[str, ...]:
    """Whose pauses the holder of the receipt may lift: their own, and one by a code that they gave away."""
    return tuple(who for who in ("contributor", "delegate") if who in remembrance.paused_by)


def show_again(remembrance: Remembrance, *, now: datetime) -> Remembrance:
    """Lift every pause on the holder's side; it is seen again when no other holds."""
    holders = hidden_by_holder(remembrance)
    if not holders:
        raise NotAllowed("not_paused_by_you")
    for who in holders:
        remembrance = resume(remembrance, who, now=now)
    return remembrance


def unsign(remembrance: Remembrance) -> Remembrance:
    """The text stays; nothing is shown under it any more."""
    closed = Grants(
        (
            Grant(Scope.CONTRIBUTOR_NAME, Use.DISPLAY, Audience.TEAM, Rendering.NONE, state=ConsentState.WITHDRAWN),
            Grant(Scope.RELATION, Use.DISPLAY, Audience.TEAM, Rendering.NONE, state=ConsentState.WITHDRAWN),
        )
    )
    changed = remembrance
    for version in live_versions(remembrance):
        changed = changed.with_version(replace(version, grants=version.grants.with_changes(closed.entries)))
    return changed


def withdraw(remembrance: Remembrance, *, now: datetime) -> Remembrance:
    """All consent taken back; sealed, and kept so that the person may return."""
    if remembrance.standing in (Standing.WITHDRAWN, Standing.ERASED):
        return remembrance
    versions = tuple(replace(v, grants=withdrawn(v.grants), publish_at=None) for v in remembrance.versions)
    return replace(remembrance, standing=Standing.WITHDRAWN, standing_since=now, versions=versions, paused_by=())


def return_to_review(remembrance: Remembrance, wanted: Grants, notice: Notice, *, now: datetime) -> Remembrance:
    """Come back within the time for it, with new choices; a reader decides again."""
    if remembrance.standing is not Standing.WITHDRAWN:
        raise NotAllowed("not_withdrawn")
    base = remembrance.latest
    fresh = replace(_next_version(remembrance, base, now=now), grants=wanted, notice=notice)
    older = tuple(
        replace(v, state=VersionState.SUPERSEDED)
        if v.state is VersionState.PUBLISHED or v.state in PENDING_STATES
        else v
        for v in remembrance.versions
    )
    return replace(
        remembrance, standing=Standing.OPEN, standing_since=now, versions=(*older, fresh), kept_in_archive=False
    )


def keep_in_archive(remembrance: Remembrance, *, now: datetime) -> Remembrance:
    """Instead of being erased after the time to return, what was taken back stays sealed in the archive."""
    if remembrance.standing is not Standing.WITHDRAWN:
        raise NotAllowed("not_withdrawn")
    kept = Grant(Scope.TEXT, Use.DISPLAY, Audience.ARCHIVE, state=ConsentState.GIVEN, basis=Basis.CONTRIBUTOR)
    latest = remembrance.latest
    changed = remembrance.with_version(replace(latest, grants=latest.grants.with_changes([kept])))
    return replace(changed, kept_in_archive=True, standing_since=now)


def say(remembrance: Remembrance, text: str, *, now: datetime) -> Remembrance:
    """A message to the desk; it answers an open question."""
    if not text.strip():
        raise Invalid("message", "write_something")
    told = replace(remembrance, messages=(*remembrance.messages, Message(now, True, text)))
    pending = told.pending
    if pending is not None and pending.state is VersionState.NEEDS_CONTRIBUTOR:
        return told.with_version(replace(pending, state=VersionState.IN_REVIEW, state_since=now))
    return told


def with_reason(remembrance: Remembrance, why: str, *, now: datetime) -> Remembrance:
    """Why it was taken back, where its holder wants to tell: a message to the desk that answers no open question."""
    if not why.strip():
        return remembrance
    return replace(remembrance, messages=(*remembrance.messages, Message(now, True, why)))


def agree(remembrance: Remembrance, *, now: datetime, taken: Collection[int] | None = None) -> Remembrance:
    """Take over the words that a reader suggested: they become the contributor's own new version.

    With `taken` only the changes of these paragraphs; with none of them, it is a refusal.
    """
    pending = _under_suggestion(remembrance)
    suggestion = pending.suggestion
    assert suggestion is not None
    every, told = {one.paragraph for one in suggestion.changes}, tuple[Message, ...]()
    if taken is None or (every and every <= set(taken)):
        story = suggestion.story
    elif not every & set(taken):
        return refuse(remembrance, now=now)
    else:
        story = with_changes(pending.story, suggestion.changes, taken)
        told = (Message(now, True, "", code="suggestion_in_part"),)
    changed = replace(_next_version(remembrance, pending, now=now), story=story)
    agreed = _with_new_version(remembrance, changed, now)
    return replace(agreed, messages=(*agreed.messages, *told))


def refuse(remembrance: Remembrance, *, now: datetime) -> Remembrance:
    """Keep one's own words; the version goes back to a reader."""
    pending = _under_suggestion(remembrance)
    back = replace(pending, state=VersionState.IN_REVIEW, suggestion=None, state_since=now)
    refused = Message(now, True, "", code="suggestion_refused")
    return replace(remembrance.with_version(back), messages=(*remembrance.messages, refused))


def _under_suggestion(remembrance: Remembrance) -> Version:
    _require_open(remembrance)
    pending = remembrance.pending
    if pending is None or pending.state is not VersionState.CONTRIBUTOR_REVIEW or pending.suggestion is None:
        raise NotAllowed("no_suggestion")
    return pending


def appeal(remembrance: Remembrance, text: str, *, now: datetime) -> Remembrance:
    """Ask another reader to look again at what was declined, kept or removed."""
    latest = remembrance.latest
    appealable = latest.state is VersionState.DECLINED or latest.reason in ("kept", "needs_two_people")
    if remembrance.standing is Standing.REMOVED:
        appealable = True
    if not appealable or remembrance.appeals >= MOST_APPEALS:
        raise NotAllowed("no_appeal")
    fresh = replace(
        latest,
        state=VersionState.IN_REVIEW,
        reason="",
        reason_message="",
        staff_ceiling=Audience.PUBLIC,
        accepted_by=(),
        passed_by=(),
        denied_by=(),
        heard=(),
        state_since=now,
    )
    reopened = replace(remembrance.with_version(fresh), appeals=remembrance.appeals + 1)
    if remembrance.standing is Standing.REMOVED:
        reopened = replace(reopened, standing=Standing.OPEN, standing_since=now)
    return replace(reopened, messages=(*reopened.messages, Message(now, True, text, code="appeal")))


def extend_embargo(remembrance: Remembrance, until: date) -> Remembrance:
    """A later day for the embargo. An earlier one would widen, and is refused here."""
    changed = remembrance
    for version in live_versions(remembrance):
        text = version.grants.find(Scope.TEXT)
        if text is None or text.not_before is None:
            raise NotAllowed("no_embargo")
        if until <= text.not_before:
            raise Invalid("embargo_until", "only_later")
        grants = version.grants.with_changes([replace(text, not_before=until)])
        changed = changed.with_version(replace(version, grants=grants))
    return changed
