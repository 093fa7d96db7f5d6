"""Consent: grants bound to a version, the append-only events that record them, and the chain that proves them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from memorial.vocabulary import (
    ActorKind,
    Audience,
    Basis,
    ConsentState,
    Living,
    NameShown,
    Rendering,
    Scope,
    Signature,
    Use,
)


@dataclass(frozen=True)
class Grant:
    """What one element may be used for. `element` is '' for the whole, or a file's id. Absence grants nothing."""

    scope: Scope
    use: Use
    audience: Audience
    rendering: Rendering = Rendering.FULL
    element: str = ""
    not_before: date | None = None
    state: ConsentState = ConsentState.GIVEN
    basis: Basis = Basis.CONTRIBUTOR

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.scope.value, self.use.value, self.element)


@dataclass(frozen=True)
class Grants:
    """All grants of one version. Asking for what was never granted answers closed."""

    entries: tuple[Grant, ...] = ()

    def find(self, scope: Scope, use: Use = Use.DISPLAY, element: str = "") -> Grant | None:
        for grant in self.entries:
            if grant.scope is scope and grant.use is use and grant.element == element:
                return grant
        return None

    def audience(self, scope: Scope, element: str = "") -> Audience:
        """The audience that the contributor allows for an element: `TEAM` unless a permitting grant says more.

        `PUBLIC` needs the use `index` for the text; without it the element is `UNLISTED`.
        """
        grant = self.find(scope, Use.DISPLAY, element)
        if grant is None or not grant.state.permits:
            return Audience.TEAM
        if grant.audience is Audience.PUBLIC and not self.may_index:
            return Audience.UNLISTED
        return grant.audience

    @property
    def may_index(self) -> bool:
        grant = self.find(Scope.TEXT, Use.INDEX)
        return grant is not None and grant.state.permits and grant.audience is Audience.PUBLIC

    def rendering(self, scope: Scope, element: str = "") -> Rendering:
        grant = self.find(scope, Use.DISPLAY, element)
        return grant.rendering if grant is not None and grant.state.permits else Rendering.NONE

    def not_before(self) -> date | None:
        grant = self.find(Scope.TEXT)
        return grant.not_before if grant else None

    def at_once(self) -> Grants:
        """The same without any embargo."""
        return Grants(tuple(replace(grant, not_before=None) for grant in self.entries))

    def with_changes(self, changes: Iterable[Grant]) -> Grants:
        merged = {grant.key: grant for grant in self.entries}
        merged.update({grant.key: grant for grant in changes})
        return Grants(tuple(merged.values()))


@dataclass(frozen=True)
class FileChoice:
    """What the contributor answered for one file."""

    element: str
    scope: Scope
    publish: bool
    living: Living
    agreed: bool


@dataclass(frozen=True)
class Choices:
    """The answers of the form: three questions, and a few for each file."""

    audience: Audience
    person_name_shown: NameShown
    signature: Signature
    not_before: date | None = None
    index: bool = False
    files: tuple[FileChoice, ...] = ()
    wall_place: bool = False
    """A place on the wall without the name; it counts only where the name is not shown in full."""


def grants_from(choices: Choices) -> Grants:
    """The grants that these answers set; everything not asked keeps the closed default of the model."""
    text = Grant(Scope.TEXT, Use.DISPLAY, choices.audience, not_before=choices.not_before)
    found = [
        text,
        *_index_grant(choices),
        *_name_grants(choices.person_name_shown),
        *_place_grant(choices),
        *_signature_grants(choices.signature),
    ]
    found += [file_grant(choice, choices.audience) for choice in choices.files]
    found += [
        Grant(Scope.CONTACT, Use.DISPLAY, Audience.TEAM),
        Grant(Scope.ORIGINAL_FILE, Use.DISPLAY, Audience.ARCHIVE),
    ]
    return Grants(tuple(found))


def _index_grant(choices: Choices) -> list[Grant]:
    allowed = choices.index and choices.audience is Audience.PUBLIC
    state = ConsentState.GIVEN if allowed else ConsentState.REFUSED
    return [Grant(Scope.TEXT, Use.INDEX, Audience.PUBLIC if allowed else Audience.TEAM, state=state)]


def _name_grants(shown: NameShown) -> list[Grant]:
    if shown is NameShown.FULL:
        return [
            Grant(Scope.PERSON_NAME, Use.DISPLAY, Audience.PUBLIC, Rendering.FULL),
            Grant(Scope.DATES, Use.DISPLAY, Audience.PUBLIC, Rendering.YEAR),
            Grant(Scope.PLACE, Use.DISPLAY, Audience.PUBLIC, Rendering.TOWN),
        ]
    if shown is NameShown.INITIALS:
        name = Grant(Scope.PERSON_NAME, Use.DISPLAY, Audience.PUBLIC, Rendering.INITIALS)
    else:
        name = Grant(Scope.PERSON_NAME, Use.DISPLAY, Audience.TEAM, Rendering.NONE, state=ConsentState.REFUSED)
    return [name, Grant(Scope.DATES, Use.DISPLAY, Audience.TEAM), Grant(Scope.PLACE, Use.DISPLAY, Audience.TEAM)]


def _place_grant(choices: Choices) -> list[Grant]:
    """Asked for, or not there at all: what nobody ticked is no answer."""
    if not choices.wall_place or choices.person_name_shown is NameShown.FULL:
        return []
    return [Grant(Scope.WALL_PLACE, Use.DISPLAY, Audience.UNLISTED)]


def without_place(current: Grants, wanted: Grants) -> Grants:
    """What is wanted, and a place on the wall taken back that is granted now and not wanted any more."""
    granted = current.find(Scope.WALL_PLACE)
    if granted is None or not granted.state.permits or wanted.find(Scope.WALL_PLACE) is not None:
        return wanted
    return wanted.with_changes([taken_back(granted)])


def taken_back(grant: Grant) -> Grant:
    """Nothing of it reaches anybody any more."""
    return replace(grant, audience=Audience.TEAM, rendering=Rendering.NONE, state=ConsentState.WITHDRAWN)


def _signature_grants(signature: Signature) -> list[Grant]:
    name, relation = Audience.TEAM, Audience.TEAM
    rendering = Rendering.NONE
    if signature is Signature.NAME:
        name, rendering = Audience.PUBLIC, Rendering.FULL
    elif signature is Signature.INITIALS:
        name, rendering = Audience.PUBLIC, Rendering.INITIALS
    elif signature is Signature.RELATION:
        relation = Audience.PUBLIC
    return [
        Grant(Scope.CONTRIBUTOR_NAME, Use.DISPLAY, name, rendering),
        Grant(Scope.RELATION, Use.DISPLAY, relation),
    ]


def file_grant(choice: FileChoice, text_audience: Audience) -> Grant:
    """A file has at most the audience of the text; unlisted where a living person agreed; the archive where not."""
    audience = text_audience
    if not choice.publish:
        audience = Audience.ARCHIVE
    elif choice.living is not Living.NO:
        agreed = choice.living is Living.YES and choice.agreed
        audience = Audience.UNLISTED if agreed else Audience.ARCHIVE
    return Grant(choice.scope, Use.DISPLAY, min(audience, text_audience), element=choice.element)


_RENDERING_REACH = {
    Rendering.NONE: 0,
    Rendering.INITIALS: 1,
    Rendering.COUNTRY: 1,
    Rendering.YEAR: 2,
    Rendering.REGION: 2,
}
_WIDEST_RENDERING = 3


def reach(grant: Grant | None) -> tuple[int, int]:
    """How much a grant lets be seen, comparable: (audience, rendering). A grant that does not permit reaches nobody."""
    if grant is None or not grant.state.permits:
        return (Audience.TEAM, 0)
    return (grant.audience, _RENDERING_REACH.get(grant.rendering, _WIDEST_RENDERING))


def widens(before: Grant | None, after: Grant) -> bool:
    """Whether `after` lets anyone see more, or sooner, than `before`. In doubt: yes."""
    old_audience, old_rendering = reach(before)
    new_audience, new_rendering = reach(after)
    if new_audience <= Audience.TEAM:
        return False
    if new_audience > old_audience or new_rendering > old_rendering:
        return True
    embargo_before = before.not_before if before else None
    return embargo_before is not None and (after.not_before is None or after.not_before < embargo_before)


def narrowed(current: Grants, wanted: Grants) -> Grants:
    """`current` with every element lowered to `wanted` where that is stricter, and nothing raised."""
    changes = [
        grant for grant in wanted.entries if not widens(current.find(grant.scope, grant.use, grant.element), grant)
    ]
    return current.with_changes(changes)


def any_widening(current: Grants, wanted: Grants) -> bool:
    return any(widens(current.find(g.scope, g.use, g.element), g) for g in wanted.entries)


def withdrawn(grants: Grants, state: ConsentState = ConsentState.WITHDRAWN) -> Grants:
    """The same elements with consent taken back for all of them."""
    return Grants(tuple(replace(grant, audience=Audience.NONE, state=state) for grant in grants.entries))


@dataclass(frozen=True)
class Notice:
    """Which text the contributor had before them: id, language, SHA-256 of its exact words and of the controls."""

    id: str
    language: str
    text_hash: str
    controls_hash: str


@dataclass(frozen=True)
class ConsentEvent:
    """One row of the append-only consent record, before it gets its place in the chain.

    `content_commitment` is an HMAC of the version's hash under the record's key: without the key it says nothing.
    """

    record_id: str
    version: int
    grant: Grant
    from_audience: Audience
    at: datetime
    actor_kind: ActorKind
    method: str
    notice: Notice
    content_commitment: str = ""


def consent_events(
    record_id: str,
    version: int,
    before: Grants,
    after: Grants,
    *,
    at: datetime,
    actor_kind: ActorKind,
    method: str,
    notice: Notice,
) -> list[ConsentEvent]:
    """One event for every grant of `after` that differs from `before`, in order."""
    events = []
    for grant in after.entries:
        old = before.find(grant.scope, grant.use, grant.element)
        if old == grant:
            continue
        was = old.audience if old else Audience.NONE
        events.append(ConsentEvent(record_id, version, grant, was, at, actor_kind, method, notice))
    return events


def fold(events: Sequence[ConsentEvent], *, of_guardians: bool = False) -> dict[tuple[str, int], Grants]:
    """The current grants of every (record, version): the last event for each element wins.

    What guardians said stands beside what senders said, and is folded by itself.
    """
    found: dict[tuple[str, int], dict[tuple[str, str, str], Grant]] = {}
    for event in events:
        if (event.actor_kind is ActorKind.GUARDIAN) == of_guardians:
            found.setdefault((event.record_id, event.version), {})[event.grant.key] = event.grant
    return {key: Grants(tuple(grants.values())) for key, grants in found.items()}


def chain_hash(previous: str, row: dict[str, Any]) -> str:
    """SHA-256 over the previous hash and the row as canonical JSON (keys sorted, no spaces, UTF-8), in hex."""
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def first_link(memorial_id: str, chain: str) -> str:
    """What stands before the first row of a chain: bound to its memorial, so that chains cannot be exchanged."""
    return hashlib.sha256(f"memorial:{memorial_id}:{chain}".encode()).hexdigest()
