"""Reads what the JSON of a demonstration says of families, groups, places of memory and days of remembrance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from memorial.application.ports.record_form import ReadRecord
from memorial.application.services import Services
from memorial.domain.days_of_remembrance import DayOfRemembrance, problems_of
from memorial.domain.errors import Invalid
from memorial.domain.group import Group, GroupKind, Member
from memorial.domain.heritage import (
    Condition,
    ConditionClaim,
    HeritageItem,
    HeritageKind,
    HeritageState,
    PlaceClaim,
)
from memorial.domain.person import NameClaim, Person
from memorial.domain.record import EntryKind, Observance
from memorial.vocabulary import Audience, Basis, Certainty

LIST, EVERYBODY = Basis.PUBLISHED_SOURCE, Audience.PUBLIC


def groups_from(
    services: Services, memorial_id: str, people: Mapping[str, Person], ties: Mapping[str, Any]
) -> Iterator[Group]:
    """The groups of the demonstration; each of their people stands in it by the key of `people.json`."""
    for one in ties.get("groups", ()):
        members = tuple(
            Member(
                people[said["of"]].id, LIST, said["source"], EVERYBODY, Certainty(said.get("certainty", "not_said")),
                said.get("role", ""), said.get("language", "und"), services.new_id(),
            )
            for said in one["members"]
        )  # fmt: skip
        key = services.keys.take()
        yield Group(services.new_id(), memorial_id, key.id, GroupKind(one["kind"]), _names(services, one), members)


def heritage_from(services: Services, memorial_id: str, ties: Mapping[str, Any]) -> Iterator[HeritageItem]:
    for one in ties.get("heritage", ()):
        places = tuple(
            PlaceClaim(said["text"], LIST, said["source"], EVERYBODY, said["language"], services.new_id())
            for said in one["places"]
        )
        conditions = tuple(
            ConditionClaim(
                Condition(said["condition"]), LIST, said["source"], EVERYBODY, said.get("on", ""),
                said.get("words", ""), said.get("language", "und"), services.new_id(),
            )
            for said in one["conditions"]
        )  # fmt: skip
        state = HeritageState(HeritageKind(one["kind"]), _names(services, one), places, conditions)
        yield HeritageItem(services.new_id(), memorial_id, services.keys.take().id, state)


def _names(services: Services, described: Mapping[str, Any]) -> tuple[NameClaim, ...]:
    return tuple(
        NameClaim(said["text"], LIST, said["source"], EVERYBODY, said["language"], id=services.new_id())
        for said in described.get("names", ())
    )


def days_from(described: Mapping[str, Any], record: ReadRecord | None = None) -> tuple[DayOfRemembrance, ...]:
    """The days of `memorial.json`, and those that its record tells of beside them, each with its first source.

    Raises `Invalid` for a day that is none.
    """
    days = [
        DayOfRemembrance(
            one["community"], one["month_day"], one["name"], one.get("local_time", ""), one.get("time_zone", ""),
            one.get("source", ""),
        )
        for one in described.get("days_of_remembrance", ())
    ]  # fmt: skip
    states = [one.state for one in record.entries] if record else []
    kept = {(day.month_day, day.local_time) for day in days}
    for one in states:
        if isinstance(one, Observance) and (one.date[-5:], one.local_time) not in kept:
            # The record gives the hour by a distance from UTC; the calendar needs a zone: that of the place.
            zone = described["time_zone"] if one.local_time else ""
            words = {"en": one.observance}
            days.append(DayOfRemembrance("", one.date[-5:], words, one.local_time, zone, one.source_ids[0]))
    known = {one["id"] for one in described["sources"]}
    known |= {one.name for one in record.entries if one.kind is EntryKind.SOURCE} if record else set()
    for day in days:
        for field, code in problems_of(day, known):
            raise Invalid(field, code, day.month_day)
    return tuple(days)
