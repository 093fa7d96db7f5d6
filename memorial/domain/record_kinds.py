"""What kinds of statement enter a record, and what kinds are left out of it: two closed lists."""

from __future__ import annotations

from enum import StrEnum

from memorial.domain.record import EntryKind


class StatementKind(StrEnum):
    """Each can be checked against another source. There is no kind for what a people is, wants or is guilty of."""

    COUNT = "count"
    MEASURE = "measure"
    CLAIM = "claim"
    EVENT = "event"
    DATE = "date"
    PLACE = "place"
    ROUTE = "route"
    CAUSE = "cause"
    FATE = "fate"
    UNIT = "unit"
    HERITAGE = "heritage"
    JOURNALISM = "journalism"
    WITNESS = "witness"
    FOOTAGE = "footage"
    DOCUMENT = "document"
    LIST = "list"
    REMAINS = "remains"
    OBSERVANCE = "observance"
    RELATED_EVENT = "related-event"
    CONTEXT = "context"


LEFT_OUT = {
    "about-a-people": "statements about the character, aims or guilt of a people or nation",
    "motive": "claims of motive or long-term plan",
    "grievance": "historical grievance and territorial argument",
    "comparison": "comparison or ranking with other atrocities",
    "characterisation": "characterisation of whole groups and emotive adjectives",
    "calls": "calls for legal action and political recognition",
    "graphic-detail": "graphic description beyond the fact that it is made",
}
"""Code to words. The words stand in the JSON form; of what was left out nothing but its kind is kept."""

SENSITIVITIES = frozenset({"distressing", "graphic"})

HOMES = frozenset({"home", "house", "dwelling", "flat", "apartment", "residence", "address", "household"})
"""Kinds of place that the record never holds: it goes down to settlements, never to where people live."""

RESERVED_NAMES = {
    EntryKind.QUESTION: frozenset({"sources", "changes"}),
}
"""Pages that stand where a question of that name would."""


def left_out_words(category: str) -> str | None:
    """The words of a category, given by its code or its words; None for none such."""
    return LEFT_OUT.get(category, category if category in LEFT_OUT.values() else None)
