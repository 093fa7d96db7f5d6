"""A part of the record that somebody writes about: what it is called, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from memorial.domain.objection import of_record
from memorial.published.record import PublishedRecord
from memorial.web.contribute.frame import Place, parts


@dataclass(frozen=True)
class RecordPart:
    """`label` is the record's own words, '' for all of it and for a question whose words are graphic.

    `path`: where it stands below the memorial's address. `reply`: somebody wants to answer it.
    """

    label: str
    language: str
    path: str
    reply: bool


def part_of_record(place: Place, about: str) -> RecordPart | None:
    """What visitors see of the record under these words of an address, such as 'record/killed'; None for nothing."""
    asked = of_record(about)
    if asked is None:
        return None
    with parts().reader.snapshot() as snapshot:
        record = snapshot.record(place.memorial.id)
        if not record.any():
            return None
        whole = record.whole()
    if asked.source:
        source = whole.source_by_id.get(asked.source)
        return RecordPart(source.title, source.language, f"record/sources/{source.id}", asked.reply) if source else None
    if asked.question:
        return _question(whole, asked.question, asked.reply)
    return RecordPart("", "und", "record", asked.reply)


def _question(record: PublishedRecord, name: str, reply: bool) -> RecordPart | None:
    question = record.question_by_id.get(name)
    if question is None:
        return None
    label = "" if question.graphic else question.question
    return RecordPart(label, record.language, f"record/{question.id}", reply)
