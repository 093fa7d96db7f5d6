"""Reads the JSON that describes a demonstration memorial into what the archive keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from memorial.application.demonstration_groups import days_from
from memorial.application.labels_found import Texts, flags_for
from memorial.application.offer import AUDIENCES, notice_of
from memorial.application.ports.record_form import ReadRecord
from memorial.domain.consent import Choices, FileChoice, grants_from
from memorial.domain.memorial import Controller, Memorial, Source
from memorial.domain.person import FactClaim, KinClaim, NameClaim, Person
from memorial.domain.person_named import PersonNamed
from memorial.domain.remembrance import FileKept, FileShown, Version
from memorial.vocabulary import (
    Audience,
    Basis,
    Certainty,
    FactKind,
    Fate,
    Kinship,
    Living,
    MemorialKind,
    NameShown,
    Relation,
    Risk,
    Signature,
)


def memorial_from(described: Mapping[str, Any], memorial_id: str, record: ReadRecord | None = None) -> Memorial:
    """The memorial as its `memorial.json` describes it, with the days of remembrance that its record tells of."""
    return Memorial(
        id=memorial_id,
        slug=described["slug"],
        kind=MemorialKind(described["kind"]),
        languages=tuple(described["languages"]),
        title=described["title"],
        time_zone=described["time_zone"],
        purpose=described["purpose"],
        words=described["words"],
        notice=described["notice"],
        controller=Controller(**described["controller"]),
        ceiling=Audience.parse(described["ceiling"]),
        risk=Risk(described["risk"]),
        public=described["public"],
        accepting=described["accepting"],
        neutral_site={code: url for code, url in described["neutral_site"].items() if url},
        accent=described["accent"],
        fictional_note=described["fictional_note"],
        sources=tuple(_source(one) for one in described["sources"]),
        days_of_remembrance=days_from(described, record),
    )


_SOURCE_FIELDS = (
    "id", "title", "publisher", "year", "kind", "perspective", "language", "seen_as", "address", "made_by",
    "made_on", "purpose", "seen_at", "rows",
)  # fmt: skip


def _source(described: Mapping[str, Any]) -> Source:
    return Source(**{name: described[name] for name in _SOURCE_FIELDS if described.get(name) is not None})


def person_from(described: Mapping[str, Any], person_id: str, memorial_id: str, key_id: str, today: date) -> Person:
    """Someone whom a source of the memorial names; everything said of them rests on that source."""
    source = described["source"]

    def fact(kind: str, value: Any, language: str = "und") -> tuple[FactClaim, ...]:
        if value is None:
            return ()
        return (FactClaim(kind, str(value), Basis.PUBLISHED_SOURCE, source, Audience.PUBLIC, language),)

    place = described["place"] or {"text": None, "language": "und"}
    facts = [fact(kind, described[kind]) for kind in ("born", "died", "age", "fate")]
    return Person(
        id=person_id,
        memorial_id=memorial_id,
        key_id=key_id,
        names=tuple(
            NameClaim(
                one["text"], Basis.PUBLISHED_SOURCE, source, Audience.PUBLIC,
                one["language"], one["script"], one["kind"],
            )
            for one in described["names"]
        ),
        facts=tuple(claim for claims in [*facts, fact("place", place["text"], place["language"])] for claim in claims),
        sort_key=described.get("sort_key") or "",
        added_on=today,
    )  # fmt: skip


def with_ties(people: Mapping[str, Person], ties: Mapping[str, Any]) -> dict[str, Person]:
    """The people by key, with what further sources say of them, and who is what to whom."""
    told = dict(people)
    for one in ties.get("claims", ()):
        claim = FactClaim(
            FactKind(one["kind"]).value, one["value"], Basis.PUBLISHED_SOURCE, one["source"], Audience.PUBLIC,
            one.get("language", "und"), words=one.get("words", ""), on=one.get("on", ""),
            precision=one.get("precision", ""),
        )  # fmt: skip
        told[one["of"]] = replace(told[one["of"]], facts=(*told[one["of"]].facts, claim))
    for one in ties.get("kin", ()):
        tie = KinClaim(
            people[one["other"]].id, Kinship(one["kinship"]), Basis.PUBLISHED_SOURCE, one["source"], Audience.PUBLIC,
            Certainty(one["certainty"]),
        )  # fmt: skip
        told[one["of"]] = replace(told[one["of"]], kin=(*told[one["of"]].kin, tie))
    return told


def version_from(one: Mapping[str, Any], files: tuple[FileKept, ...], memorial: Memorial, at: datetime) -> Version:
    """What the family sent, with the consent that its choices set."""
    language = one["story_language"] if one["story_language"] in memorial.languages else memorial.languages[0]
    shown = tuple(_shown(kept.id, given) for kept, given in zip(files, one["files"], strict=True))
    choices = Choices(
        audience=AUDIENCES[one["audience"]],
        person_name_shown=NameShown(one["person_name_shown"] or NameShown.NONE),
        signature=Signature(one["signature"]),
        not_before=date.fromisoformat(one["embargo_until"]) if one["embargo_until"] else None,
        index=one["audience"] in ("public", "until"),
        files=tuple(
            FileChoice(given.file_id, kept.scope, given.publish, given.living, given.agreed)
            for kept, given in zip(files, shown, strict=True)
        ),
    )
    return Version(
        number=1,
        story=one["story"],
        language=one["story_language"],
        files=shown,
        grants=grants_from(choices),
        notice=notice_of(memorial, language),
        made_at=at,
        named=_named(one),
        contributor_name=one["contributor_name"] or "",
        relation=Relation(one["relation"]) if one["relation"] else None,
        flags=flags_for(
            Texts.of(one["story"], _named(one), one["contributor_name"] or "", shown), files, memorial.added_words
        ),
        state_since=at,
    )


def _shown(file_id: str, given: Mapping[str, Any]) -> FileShown:
    living = Living(given["living"])
    return FileShown(file_id, given["caption"], living, given["agreed"] == "yes", given["publish"] == "yes")


def _named(one: Mapping[str, Any]) -> PersonNamed | None:
    if not one["person_name"]:
        return None
    rest = {field: one[field] or "" for field in ("born", "died", "place")}
    fate = Fate(one["fate"] or Fate.NOT_SAID)
    return PersonNamed(one["person_name"], one["person_name_other"] or "", fate, **rest)
