"""`disclose()`: the one function that decides what of a remembrance may be seen, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from memorial.disclosure.audience import Bearing, effective_audience, embargo_over
from memorial.disclosure.names_in_text import find_mentions, initials_of, redact
from memorial.disclosure.person import PersonDisclosure
from memorial.disclosure.sounds import SoundDisclosure, as_if_heard, some_name_kept, sound_audience
from memorial.domain.holds import SIGNATURE, TEXT, file_element
from memorial.domain.memorial import Memorial
from memorial.domain.minors import guardian_agreed, under_age, wanted_of_guardian
from memorial.domain.moderation import FOUR_EYES, flags_of
from memorial.domain.person import FactClaim, NameClaim, Person
from memorial.domain.personal_details import find_details
from memorial.domain.remembrance import FileKept, FileShown, Remembrance, Span, StoredDerivative, Version
from memorial.vocabulary import (
    SHOWN_TO_VISITORS,
    Audience,
    Basis,
    Fate,
    FileKind,
    Rendering,
    Scope,
    Standing,
    VersionState,
)

WITHHELD = "\u2425"
"""Stands in a disclosed text where a name was taken out: a sign that nobody writes; a typed one becomes a space."""
REMOVED = "\u2421"
"""Stands where a reader took something else out, such as a telephone number."""


@dataclass(frozen=True)
class PictureDisclosure:
    file_id: str
    caption: str
    derivatives: tuple[StoredDerivative, ...]


@dataclass(frozen=True)
class RemembranceDisclosure:
    """What may be seen of one remembrance. Names in it are only those that may be shown."""

    remembrance_id: str
    version: int
    about: str
    audience: Audience
    indexable: bool
    story: str
    language: str
    signature: str
    relation: str
    person_id: str | None
    person_name: str
    person_initials: str
    day: date
    pictures: tuple[PictureDisclosure, ...]
    sounds: tuple[SoundDisclosure, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What would be seen if it were accepted. The store publishes disclosures only, never a preview."""

    shown: RemembranceDisclosure | None


@dataclass(frozen=True)
class Surroundings:
    """What else bears on a remembrance: its memorial, its person, and a time that can be trusted (None: doubt)."""

    memorial: Memorial
    trusted_now: datetime | None
    person: Person | None = None
    person_shown: PersonDisclosure | None = None


def disclose(remembrance: Remembrance, around: Surroundings) -> RemembranceDisclosure | None:
    """What visitors may see of a remembrance, or None. The only way into the published tables."""
    if not around.memorial.public:
        return None
    version = remembrance.published
    return _disclose(remembrance, version, around) if version else None


def preview(remembrance: Remembrance, version: Version, around: Surroundings, *, if_agreed: bool = False) -> Preview:
    """What visitors would see of that version once it is accepted, published and its embargo over.

    `if_agreed`: and once a guardian has agreed to it. Of what is not published yet: once somebody has listened to its
    recordings too, of which the copies may not be made yet.
    """
    unmade = version.state is not VersionState.PUBLISHED
    as_if = replace(
        version,
        state=VersionState.PUBLISHED,
        accepted_by=("first", "second") if unmade else (*version.accepted_by, "first", "second"),
        heard=as_if_heard(version, ("first", "second")),
        names_looked_for=True,
        publish_at=None,
        grants=version.grants.at_once(),
        guardian=(wanted_of_guardian(version) if if_agreed else version.guardian).at_once(),
    )
    opened = replace(remembrance.with_version(as_if), standing=Standing.OPEN)
    return Preview(_disclose(opened, as_if, around, unmade=unmade))


def _disclose(
    remembrance: Remembrance, version: Version, around: Surroundings, *, unmade: bool = False
) -> RemembranceDisclosure | None:
    """`unmade`: with recordings of which there is nothing to hear yet."""
    bearing = bearing_of(remembrance, version, around)
    audience = effective_audience(replace(bearing, granted=version.grants.audience(Scope.TEXT)))
    if audience not in SHOWN_TO_VISITORS:
        return None
    name_shown = _person_name_shown(remembrance, version, around, bearing)
    withheld = _withheld_names(remembrance, version, around, name_shown)
    pictures = tuple(_pictures(remembrance, version, bearing, audience, withheld))
    sounds = tuple(_sounds(remembrance, version, bearing, audience, withheld, unmade))
    if not version.story.strip() and not pictures and not sounds:
        return None
    signature, relation = _signature(remembrance, version, bearing)
    embargo = version.grants.not_before()
    published_on = remembrance.published_on or version.made_at.date()
    return RemembranceDisclosure(
        remembrance_id=remembrance.id,
        version=version.number,
        about=remembrance.about.value,
        audience=audience,
        indexable=all(p.indexable for p in pictures) and {audience, *(one for _, one in sounds)} == {Audience.PUBLIC},
        story=_without_names(version.story, "story", version, withheld),
        language=version.language,
        signature=signature,
        relation=relation,
        person_id=_shown_person(remembrance, around) if name_shown else None,
        person_name=_preferred_name(version, around) if name_shown else "",
        person_initials=_initials(version, around, bearing) if not name_shown else "",
        day=max(published_on, embargo) if embargo else published_on,
        pictures=tuple(p.picture for p in pictures),
        sounds=tuple(sound for sound, _ in sounds),
    )


def bearing_of(remembrance: Remembrance, version: Version, around: Surroundings) -> Bearing:
    """What bears on every element of this version alike."""
    memorial = around.memorial
    over = embargo_over(version.grants.not_before(), memorial.time_zone, around.trusted_now)
    return Bearing(
        basis=Basis.CONTRIBUTOR,
        state=version.state,
        standing=remembrance.standing,
        approvals=len({*version.accepted_by} - {remembrance.witness}),
        four_eyes=bool(FOUR_EYES & flags_of(version)),
        embargo_over=over,
        objected=remembrance.objected(version, TEXT),
        name_withheld=_something_withheld(remembrance, version, around),
        name_looked_for=version.names_looked_for,
        under_age=under_age(version),
        guardian_agreed=guardian_agreed(version),
        staff_ceiling=version.staff_ceiling,
        memorial_ceiling=memorial.reach,
    )


def _something_withheld(remembrance: Remembrance, version: Version, around: Surroundings) -> bool:
    full = version.grants.rendering(Scope.PERSON_NAME) is Rendering.FULL
    person_named = version.named is not None or remembrance.person_id is not None
    signature_open = version.grants.rendering(Scope.CONTRIBUTOR_NAME) is Rendering.FULL
    return (person_named and not full) or (bool(version.contributor_name) and not signature_open)


def _person_name_shown(remembrance: Remembrance, version: Version, around: Surroundings, bearing: Bearing) -> bool:
    """Whether this remembrance may show the person's full name: by its own grant, and by the person's own standing."""
    if version.grants.rendering(Scope.PERSON_NAME) is not Rendering.FULL:
        return False
    granted = effective_audience(replace(bearing, granted=version.grants.audience(Scope.PERSON_NAME)))
    if granted not in SHOWN_TO_VISITORS:
        return False
    if remembrance.person_id is None:
        return version.named is not None
    return around.person_shown is not None and bool(around.person_shown.names)


def _shown_person(remembrance: Remembrance, around: Surroundings) -> str | None:
    """The id under which visitors see the person: another than its own where two records were joined."""
    return around.person_shown.person_id if around.person_shown is not None else remembrance.person_id


@dataclass(frozen=True)
class _Withheld:
    """Names that may not stand in the text; those of `but_initials` may stand there as initials."""

    wholly: tuple[str, ...]
    but_initials: tuple[str, ...]
    some: bool

    def places(self, text: str) -> list[tuple[int, int]]:
        found = [*find_mentions(text, self.wholly), *find_mentions(text, self.but_initials, initials=False)]
        return [(mention.start, mention.end) for mention in found]


def _withheld_names(remembrance: Remembrance, version: Version, around: Surroundings, person_shown: bool) -> _Withheld:
    person: list[str] = []
    if not person_shown:
        if version.named is not None:
            person += version.named.looked_for
        if around.person is not None:
            person += around.person.all_names()
    wholly: list[str] = []
    but_initials: list[str] = []
    for scope, names in ((Scope.PERSON_NAME, person), (Scope.CONTRIBUTOR_NAME, [version.contributor_name])):
        rendering = version.grants.rendering(scope)
        if scope is Scope.CONTRIBUTOR_NAME and rendering is Rendering.FULL:
            continue
        (but_initials if rendering is Rendering.INITIALS else wholly).extend(name for name in names if name.strip())
    some = some_name_kept(remembrance, (*wholly, *but_initials), person_shown=person_shown)
    return _Withheld(tuple(dict.fromkeys(wholly)), tuple(dict.fromkeys(but_initials)), some)


def _without_names(text: str, field: str, version: Version, withheld: _Withheld) -> str:
    """The text with `WITHHELD` for each withheld name, and `REMOVED` for each other place that a reader took out.

    A place that a reader confirmed as *not this person's name* stays, if it is exactly the place that was found.
    """
    clean = text.replace(WITHHELD, " ").replace(REMOVED, " ")
    released = {(span.start, span.end) for span in version.released if span.field == field}
    names = [place for place in withheld.places(clean) if place not in released]
    removed = [(span.start, min(span.end, len(clean))) for span in version.redactions if span.field == field]
    # From the end on, so that what stands before keeps its place.
    for start, end, sign in reversed(_joined(names, removed)):
        clean = redact(clean, [(start, end)], sign)
    return clean


def _joined(names: list[tuple[int, int]], removed: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Places that touch as one, in order; one that holds a name is said to be a name."""
    joined: list[tuple[int, int, str]] = []
    for start, end, sign in sorted([(*p, WITHHELD) for p in names] + [(*p, REMOVED) for p in removed]):
        if joined and start <= joined[-1][1]:
            first, last, before = joined[-1]
            joined[-1] = (first, max(last, end), WITHHELD if WITHHELD in (sign, before) else REMOVED)
        elif start < end:
            joined.append((start, end, sign))
    return joined


def mentions_to_look_at(remembrance: Remembrance, version: Version, around: Surroundings) -> tuple[Span, ...]:
    """Every place in the story and the captions where a withheld name seems to stand, for the reader at the desk."""
    bearing = bearing_of(remembrance, replace(version, accepted_by=("first", "second"), names_looked_for=True), around)
    as_published = replace(bearing, state=VersionState.PUBLISHED, embargo_over=True)
    shown = _person_name_shown(remembrance, version, around, as_published)
    withheld = _withheld_names(remembrance, version, around, shown)
    spans = [Span("story", *place) for place in withheld.places(version.story)]
    for given in version.files:
        spans += [Span(f"caption:{given.file_id}", *place) for place in withheld.places(given.caption)]
    return tuple(spans)


def _signature(remembrance: Remembrance, version: Version, bearing: Bearing) -> tuple[str, str]:
    """(name or initials, relation), each '' where it may not be shown."""
    name, relation = "", ""
    if remembrance.objected(version, SIGNATURE):
        bearing = replace(bearing, objected=True)
    signed = effective_audience(replace(bearing, granted=version.grants.audience(Scope.CONTRIBUTOR_NAME)))
    if signed in SHOWN_TO_VISITORS and version.contributor_name:
        in_full = version.grants.rendering(Scope.CONTRIBUTOR_NAME) is Rendering.FULL
        name = version.contributor_name if in_full else initials_of(version.contributor_name)
    related = effective_audience(replace(bearing, granted=version.grants.audience(Scope.RELATION)))
    if related in SHOWN_TO_VISITORS and version.relation is not None:
        relation = version.relation.value
    return name, relation


def _preferred_name(version: Version, around: Surroundings) -> str:
    if around.person_shown is not None:
        return around.person_shown.names[0].text
    return version.named.name if version.named else ""


def _initials(version: Version, around: Surroundings, bearing: Bearing) -> str:
    if version.grants.rendering(Scope.PERSON_NAME) is not Rendering.INITIALS:
        return ""
    granted = effective_audience(replace(bearing, granted=version.grants.audience(Scope.PERSON_NAME)))
    if granted not in SHOWN_TO_VISITORS:
        return ""
    if version.named is not None:
        return initials_of(version.named.name)
    return initials_of(around.person.all_names()[0]) if around.person and around.person.names else ""


@dataclass(frozen=True)
class _Picture:
    picture: PictureDisclosure
    indexable: bool


def _pictures(
    remembrance: Remembrance, version: Version, bearing: Bearing, text: Audience, withheld: _Withheld
) -> list[_Picture]:
    found = []
    for given in version.files:
        kept = remembrance.file_to_show(given.file_id)
        if kept is None or kept.kind is not FileKind.PHOTO or not kept.derivatives:
            continue
        objected = bearing.objected or remembrance.objected(version, file_element(kept.id))
        audience = min(text, _file_audience(given, kept, version, replace(bearing, objected=objected)))
        if audience in SHOWN_TO_VISITORS:
            caption = _without_names(given.caption, f"caption:{given.file_id}", version, withheld)
            disclosed = PictureDisclosure(kept.id, caption, kept.derivatives)
            found.append(_Picture(disclosed, audience is Audience.PUBLIC))
    return found


def _sounds(
    remembrance: Remembrance, version: Version, bearing: Bearing, text: Audience, withheld: _Withheld, unmade: bool
) -> list[tuple[SoundDisclosure, Audience]]:
    found = []
    for given in version.files:
        kept = remembrance.file_to_show(given.file_id)
        if kept is None or not kept.is_recording or kept.problem or not (kept.copies or unmade):
            continue
        bears = replace(bearing, objected=bearing.objected or remembrance.objected(version, file_element(kept.id)))
        audience = min(text, sound_audience(given, kept, version, bears, name_kept=withheld.some))
        if audience in SHOWN_TO_VISITORS:
            caption = _without_names(given.caption, f"caption:{given.file_id}", version, withheld)
            video = kept.kind is FileKind.VIDEO
            sound = SoundDisclosure(kept.id, caption, video, kept.duration, kept.peaks, kept.copies)
            found.append((sound, audience))
    return found


def _file_audience(given: FileShown, kept: FileKept, version: Version, bearing: Bearing) -> Audience:
    granted = version.grants.audience(kept.scope, kept.id)
    return effective_audience(
        replace(bearing, granted=granted, shows_people=True, living=given.living, living_agreed=given.agreed)
    )


def claims_granted(
    remembrance: Remembrance, around: Surroundings, year_of: Callable[[str], str]
) -> tuple[tuple[NameClaim, ...], tuple[FactClaim, ...]]:
    """The claims about the person that this remembrance gives by its own consent, as it stands now.

    An objection to its text takes the text out of sight, not the name: that one is a matter of its own.
    A remembrance that keeps the name private gives none, and so changes nothing that anybody else sees; nor does one
    whose text nobody outside may see. What it gives of the person reaches no further than its text.
    `year_of` turns a date in words into a year, '' where there is none: nothing finer is granted by the form. A place
    that reads like an address or a position is finer than the form allows, and is left out.
    """
    version = remembrance.published
    if version is None or version.grants.rendering(Scope.PERSON_NAME) is not Rendering.FULL:
        return (), ()
    bearing = replace(bearing_of(remembrance, version, around), objected=False)

    def audience(scope: Scope) -> Audience:
        granted = min(version.grants.audience(scope), version.grants.audience(Scope.TEXT))
        return effective_audience(replace(bearing, granted=granted))

    name_audience = audience(Scope.PERSON_NAME)
    if name_audience not in SHOWN_TO_VISITORS:
        return (), ()
    given = version.named
    if given is None:
        return _attached_name(remembrance, around, name_audience), ()
    names = tuple(
        NameClaim(text, Basis.CONTRIBUTOR, remembrance.id, name_audience, kind=kind.value) for text, kind in given.names
    )
    facts = [("born", year_of(given.born_meant), Scope.DATES), ("died", year_of(given.died_meant), Scope.DATES)]
    facts += [("place", "" if find_details(given.place) else given.place, Scope.PLACE)]
    facts += [("fate", given.fate.value if given.fate is not Fate.NOT_SAID else "", Scope.DATES)]
    claims = tuple(
        FactClaim(kind, value, Basis.CONTRIBUTOR, remembrance.id, audience(scope))
        for kind, value, scope in facts
        if value
    )
    return names, claims


def _attached_name(remembrance: Remembrance, around: Surroundings, audience: Audience) -> tuple[NameClaim, ...]:
    """A family that picks someone from the wall and agrees to the full name grants the name as it stands there.

    What only the desk knows it cannot grant. What stood there once it has granted, whatever a list says later.
    """
    if around.person is None:
        return ()
    names, ceiling = around.person.names, around.memorial.reach
    others = [c for c in names if c.source_id != remembrance.id and min(c.audience, ceiling) in SHOWN_TO_VISITORS]
    # The name that most may see: one for this site only would reach search engines by this grant.
    others.sort(key=lambda claim: -min(claim.audience, ceiling))
    mine = [c for c in names if c.source_id == remembrance.id]
    first = (others or mine)[:1]
    return tuple(
        replace(claim, basis=Basis.CONTRIBUTOR, source_id=remembrance.id, audience=audience, id="") for claim in first
    )
