"""The published form of what was disclosed: rows of the edition, field by field, and how a text is rendered."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from memorial.adapters import markup
from memorial.adapters.collation import collation_key, first_letter
from memorial.adapters.db.wall_keys import wall_keys
from memorial.adapters.documents import from_bytes, to_text
from memorial.adapters.phrases import gettext_for, mark
from memorial.disclosure.gate import REMOVED, WITHHELD, PictureDisclosure, RemembranceDisclosure
from memorial.disclosure.person import PersonDisclosure
from memorial.disclosure.sounds import POSTER, SoundDisclosure
from memorial.domain.embedding import origin_of
from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf, Unspecified
from memorial.domain.labels.core import in_force
from memorial.domain.languages import direction_of, script_of
from memorial.domain.media_copy import MediaCopy
from memorial.domain.memorial import Memorial
from memorial.domain.person import FactClaim, NameClaim
from memorial.domain.setting_up import OwnPicture
from memorial.published.sound import PublishedRecording, PublishedSound, PublishedVoice
from memorial.published.types import (
    PersonRef,
    PictureSource,
    PublishedDay,
    PublishedFact,
    PublishedMemorial,
    PublishedName,
    PublishedOwnPicture,
    PublishedPerson,
    PublishedPicture,
    PublishedRemembrance,
    PublishedSource,
    PublishedWords,
)
from memorial.vocabulary import Basis, FactKind

EXCERPT_CHARACTERS = 280
MIMES = {"webp": "image/webp", "jpeg": "image/jpeg"}
_NAME_WITHHELD = mark("[name withheld]")
_REMOVED = mark("[removed to protect someone]")
_SCRIPT_DIRECTION = {"Arab": "rtl", "Hebr": "rtl", "Syrc": "rtl", "Thaa": "rtl", "Nkoo": "rtl"}


def in_words(disclosed: str, language: str) -> str:
    """A disclosed text as it is printed: each place that was taken out says so, in the text's language."""
    gettext = gettext_for(language)
    return disclosed.replace(WITHHELD, gettext(_NAME_WITHHELD)).replace(REMOVED, gettext(_REMOVED))


def render(
    disclosed: RemembranceDisclosure,
    pictures: tuple[PublishedPicture, ...],
    sounds: tuple[PublishedVoice, ...] = (),
    *,
    plain: str | None = None,
) -> PublishedRemembrance:
    """The published form of a disclosure. The wall, the check page and the desk's preview all come from here.

    `plain`: the story's plain text, for a caller who has it.
    """
    story = in_words(disclosed.story, disclosed.language)
    person = None
    if disclosed.person_name:
        script = script_of(disclosed.person_name)
        person = PersonRef(
            disclosed.person_id or "", disclosed.person_name, "und", _SCRIPT_DIRECTION.get(script, "ltr")
        )
    return PublishedRemembrance(
        id=disclosed.remembrance_id,
        position=0,
        about=disclosed.about,
        audience="public" if disclosed.indexable else "unlisted",
        language=disclosed.language,
        direction=str(direction_of(disclosed.language)),
        body=markup.render(story),
        excerpt=markup.excerpt(markup.plain_text(story) if plain is None else plain, EXCERPT_CHARACTERS),
        signature=disclosed.signature,
        relation=disclosed.relation,
        person=person,
        person_initials=disclosed.person_initials,
        day=disclosed.day,
        pictures=pictures,
        sounds=sounds,
    )


def voice(disclosed: SoundDisclosure, names: Mapping[str, str], language: str) -> PublishedVoice:
    """`names` gives the access copy's file name, or its address, for each copy's vault id."""
    by_format = {one.format: _sound(one, names) for one in disclosed.copies}
    poster = by_format.pop(POSTER, None)
    recording = PublishedRecording(
        disclosed.file_id,
        disclosed.video,
        starts=0,
        duration=disclosed.duration,
        sources=tuple(by_format.values()),
        poster=poster,
        peaks=disclosed.peaks,
    )
    return PublishedVoice(in_words(disclosed.caption, language), recording)


def _sound(copy: MediaCopy, names: Mapping[str, str]) -> PublishedSound:
    return PublishedSound(names[copy.vault_id], copy.mime, copy.length, copy.format)


def picture(disclosed: PictureDisclosure, names: dict[str, str], language: str) -> PublishedPicture:
    """`names` gives the access copy's file name for each derivative's vault id."""
    sources = tuple(
        PictureSource(names[d.vault_id], MIMES[d.format], d.width, d.height, d.size) for d in disclosed.derivatives
    )
    caption = in_words(disclosed.caption, language)
    return PublishedPicture(caption, caption, sources)


def published_form(memorial: Memorial, names: Mapping[str, str]) -> PublishedMemorial:
    """What visitors may know of a memorial's settings; `names`: its picture's access copies, by their vault ids."""
    sources = tuple(
        PublishedSource(
            s.id, s.title, s.publisher, s.year, s.kind, s.perspective, s.language, s.seen_as,
            None if s.guarded else s.address, s.made_by, s.made_on, s.purpose, s.seen_at, s.rows,
        )
        for s in memorial.open_sources
    )  # fmt: skip
    return PublishedMemorial(
        id=memorial.id,
        slug=memorial.slug,
        kind=memorial.kind.value,
        languages=memorial.languages,
        title=memorial.title,
        time_zone=memorial.time_zone,
        purpose=memorial.purpose,
        words=memorial.words,
        accent=memorial.accent,
        risk=memorial.risk.value,
        accepting=memorial.accepting and not memorial.draft,
        draft=memorial.draft,
        fictional_note=memorial.fictional_note,
        neutral_site=memorial.neutral_site,
        controller_name=memorial.controller.name,
        sources=sources,
        added_words=tuple(
            PublishedWords(one.language, one.kind.value, one.line) for one in memorial.added_words if in_force(one)
        ),
        days=tuple(
            PublishedDay(one.community, one.month_day, one.name, one.local_time, one.time_zone, one.source_id)
            for one in memorial.days_of_remembrance
        ),
        wall_order=memorial.setup.wall_order.value,
        picture=_own_picture(memorial.shown_picture, names),
        embed_hosts=tuple(origin_of(host) for host in memorial.embed_hosts),
        reach=memorial.reach.word,
    )


def _own_picture(own: OwnPicture | None, names: Mapping[str, str]) -> PublishedOwnPicture | None:
    if own is None:
        return None
    sources = tuple(
        PictureSource(names[d.vault_id], MIMES[d.format], d.width, d.height, d.size) for d in own.derivatives
    )
    return PublishedOwnPicture(sources, own.alt, own.across, own.down)


def person_row(memorial_id: str, disclosed: PersonDisclosure) -> dict[str, Any]:
    names = tuple(published_name(claim) for claim in disclosed.names)
    label = names[0] if names else _NAME_KEPT
    # A sort key in another script than the name would put it among letters it does not begin with.
    key = disclosed.sort_key if script_of(disclosed.sort_key) == label.script else label.text
    facts = tuple(_fact(claim) for claim in sorted(disclosed.facts, key=_order))
    place = next((fact.value for fact in facts if fact.kind == "place"), "")
    return {
        "memorial_id": memorial_id,
        "id": disclosed.person_id,
        "position": 0,
        "sort_key": AFTER_ALL_NAMES if disclosed.kept else collation_key(key, label.language),
        "script": label.script,
        "letter": "" if disclosed.kept else first_letter(key, label.language),
        "label": label.text,
        "language": label.language,
        "direction": label.direction,
        "years": _years(disclosed.facts),
        "place": place,
        "audience": disclosed.audience.word,
        "names": to_text(names),
        "facts": to_text(facts),
        "kept": disclosed.kept,
        "portrait": "",
    } | wall_keys(facts, place)


def published_person(memorial_id: str, disclosed: PersonDisclosure) -> PublishedPerson:
    """The published form of a disclosure, for a preview: what the reader would give of its row."""
    row = person_row(memorial_id, disclosed)
    return PublishedPerson(
        id=disclosed.person_id,
        names=from_bytes(row["names"], tuple[PublishedName, ...]),
        label=row["label"],
        letter=row["letter"],
        script=row["script"],
        sort_key=row["sort_key"],
        years=row["years"],
        place=row["place"],
        facts=from_bytes(row["facts"], tuple[PublishedFact, ...]),
        audience=row["audience"],
    )


_NAME_KEPT = PublishedName("", "und", "Zyyy", "ltr", "own")
AFTER_ALL_NAMES = "9"
"""Where entries without a name stand: in no order that tells anything but that of their random ids."""


def published_name(claim: NameClaim) -> PublishedName:
    source = "" if claim.basis is Basis.CONTRIBUTOR else claim.source_id
    script = script_of(claim.text)
    return PublishedName(
        claim.text, claim.language, script, _direction(claim.text), claim.kind, source, claim.preferred
    )


def _direction(name: str) -> str:
    return _SCRIPT_DIRECTION.get(script_of(name), "ltr")


def _fact(claim: FactClaim) -> PublishedFact:
    """A source is named; a family is not: its claim stands without one."""
    source = "" if claim.basis is Basis.CONTRIBUTOR else claim.source_id
    return PublishedFact(claim.kind, claim.value, claim.language, source, claim.words, claim.on)


def _order(claim: FactClaim) -> tuple[bool, str]:
    """As they were given; what befell someone is told in the order of its dates, what has none last."""
    if claim.kind != FactKind.FATE:
        return False, ""
    try:
        return True, FuzzyDate.parse(claim.on).sort_key
    except NotEdtf:
        return True, "9" * 17


def _years(facts: Sequence[FactClaim]) -> str:
    """The two years as they stand beside a name; of years that contradict each other none."""
    born, died = (_one_year([f.value for f in facts if f.kind == kind]) for kind in (FactKind.BORN, FactKind.DIED))
    if born and died:
        return f"{born}\u2013{died}"
    return f"{born}\u2013" if born else f"\u2013{died}" if died else ""


def _one_year(dates: Sequence[str]) -> str:
    years = [year for year in map(_year, dates) if year]
    return years[0] if len({year.lstrip("~") for year in years}) == 1 else ""


def _year(edtf: str) -> str:
    """A year as it stands beside a name in every language: '1943', '~1943' for about; '' where it is not one year."""
    try:
        point = FuzzyDate.parse(edtf).point
    except NotEdtf:
        return ""
    if point is None or point.year is None or point.unspecified is not Unspecified.NOTHING:
        return ""
    return f"~{point.year}" if point.approximate or point.uncertain else str(point.year)


def remembrance_row(memorial_id: str, shown: PublishedRemembrance) -> dict[str, Any]:
    return {
        "memorial_id": memorial_id,
        "id": shown.id,
        "position": 0,
        "day": shown.day,
        "about": shown.about,
        "kind": kind_of(shown),
        "audience": shown.audience,
        "language": shown.language,
        "direction": shown.direction,
        "body": shown.body.html,
        "excerpt": shown.excerpt,
        "signature": shown.signature,
        "relation": shown.relation,
        "person_id": (shown.person.id or None) if shown.person else None,
        "person_label": shown.person.label if shown.person else "",
        "person_language": shown.person.language if shown.person else "und",
        "person_direction": shown.person.direction if shown.person else "ltr",
        "person_initials": shown.person_initials,
        "pictures": to_text(shown.pictures),
        "sounds": to_text(shown.sounds) if shown.sounds else "",
    }


def kind_of(shown: PublishedRemembrance) -> str:
    """By what the wall can be narrowed: text, photo, voice, or voice_photo."""
    found = [word for word, given in (("voice", shown.sounds), ("photo", shown.pictures)) if given]
    return "_".join(found) or "text"


def searchable(disclosed: RemembranceDisclosure, plain: str | None) -> list[str]:
    """The words under which a remembrance may be found: disclosed ones, and none where something was taken out.

    `plain`: the story's plain text, if nothing was taken out of it.
    """
    captions = [one.caption for one in disclosed.pictures] + [one.caption for one in disclosed.sounds]
    rest = [disclosed.signature, disclosed.person_name, *captions]
    if plain is None:
        plain = markup.plain_text(disclosed.story.replace(WITHHELD, " ").replace(REMOVED, " "))
    return [plain, *(markup.plain_text(one.replace(WITHHELD, " ").replace(REMOVED, " ")) for one in rest if one)]


def position_on(day: date) -> int:
    """Newer days stand higher; within a day the order is random and so tells no hour."""
    return (day.toordinal() << 40) | secrets.randbits(40)


def read_pictures(raw: str) -> tuple[PublishedPicture, ...]:
    return from_bytes(raw, tuple[PublishedPicture, ...])


def read_sounds(raw: str) -> tuple[PublishedVoice, ...]:
    return from_bytes(raw, tuple[PublishedVoice, ...])
