"""A consent record tells of nobody else: no hour of staff, no count of others' events. Its first form still holds."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from memorial.adapters.consent_json import signed_record
from memorial.adapters.consent_verify import events_of, form_of, read_record, schemas, verify
from memorial.adapters.db.tables import consent_event
from memorial.application import receipt
from memorial.application.consent_record import consent_record
from memorial.domain.consent import Grant
from memorial.vocabulary import ActorKind, Audience, Scope, Use
from tests.architecture.source_tree import ROOT
from tests.installations import TestInstallation
from tests.web.contribute.family import Family
from tests.web.contribute.test_consent_record import (
    another,
    archive_of,
    leaves,
    opened,
    parent,
    record_of,
    signed_again,
    ten_changes,
)

SCHEMAS = schemas()
FIRST_FORM = ROOT / "tests" / "samples" / "consent-record-first-form.json"
"""As a family may have kept it: 81 events, four wordings, two notices; others' events stand between."""
OTHERS = [ActorKind.STAFF, ActorKind.GUARDIAN, ActorKind.DELEGATE, ActorKind.JOB, ActorKind.OPERATOR]


def first_form() -> dict[str, Any]:
    found: dict[str, Any] = read_record(FIRST_FORM.read_bytes())
    return found


def narrowed_by(place: TestInstallation, code: str, actor: ActorKind) -> None:
    """Somebody else than the sender is at work, at 17 minutes and 41 seconds past the hour."""
    place.clock.pass_by(days=1, hours=4, minutes=17, seconds=41, microseconds=123457)
    with place.services.unit_of_work() as uow:
        found = uow.receipts.find(code)
        assert found is not None
        current = uow.remembrances.get(*found)
        before = uow.remembrances.consent(*found)[-1]
        less = Grant(Scope.TEXT, Use.DISPLAY, Audience.TEAM)
        told = replace(before, grant=less, actor_kind=actor, method="somewhere", at=place.clock.now)
        uow.remembrances.save(current, [told])
        uow.commit()
    place.clock.pass_by(days=1)


@pytest.mark.parametrize("actor", OTHERS)
def test_the_hour_at_which_others_were_at_work_is_nowhere_in_it(
    place: TestInstallation, family: Family, actor: ActorKind
) -> None:
    code, _ = place.give()
    narrowed_by(place, code, actor)
    opened(family, code)

    archive = archive_of(family)
    page = family.open("/receipt/record").get_data(as_text=True)

    texts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    texts |= {"page": page, "json": family.open("/receipt/record.json").get_data(as_text=True)}
    hour = re.compile(r"13[:.]17|17:41|123457")
    assert [name for name, text in texts.items() if hour.search(text)] == []
    told = events_of(record_of(family))[-1]
    assert (told["actor_kind"], told["at"]) == (actor.value, "2026-03-03")
    assert "3 March 2026" in page
    assert verify(record_of(family), SCHEMAS).problems == ()


def test_of_the_sender_it_keeps_the_moment(place: TestInstallation, family: Family) -> None:
    code, _ = place.give()

    assert {event["at"] for event in events_of(record_of(opened(family, code)))} == {"2026-03-02T09:00:00.000000Z"}


def without_chance(document: Any) -> Any:
    """The record with everything left out that is drawn by chance or follows from it."""
    marks = re.compile(r"[0-9a-f]{128}|[0-9a-f]{64}|[0-9a-f]{32}|(?<=:)[\w-]{16,}|[\w-]{22,}")
    return json.loads(marks.sub("*", json.dumps(document["dpv:hasRecordOfActivity"])))


def test_it_is_the_same_however_much_other_families_gave_and_took_back(place: TestInstallation, family: Family) -> None:
    alone, _ = place.give()
    receipt.act(place.services, alone, "hide", {})
    first = record_of(opened(family, alone))
    later, _ = place.give()
    for _ in range(3):
        other, _ = place.give()
        receipt.act(place.services, other, "withdraw", {})
    receipt.act(place.services, later, "hide", {})
    made = signed_record(consent_record(place.services, later), place.services.attestor, exercised_at="/receipt")

    second = json.loads(json.dumps(made).replace('"/receipt"', json.dumps(exercised_at(first))))

    assert without_chance(second) == without_chance(first)


def exercised_at(document: dict[str, Any]) -> str:
    address: str = document["dpv:hasRecordOfActivity"][0]["dpv:hasConsentControl"]["dpv:isExercisedAt"]
    return address


def test_no_hash_and_no_number_of_the_chain_is_in_it(place: TestInstallation, family: Family) -> None:
    """With a hash of the row before and one of the row, its number and its moment could be found by trying."""
    place.give()
    code, _ = place.give()
    ten_changes(place, code)
    opened(family, code)

    archive = archive_of(family)

    texts = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    with place.installation.engines.reading.connect() as connection:
        rows = connection.execute(select(consent_event.c.hash, consent_event.c.prev_hash)).all()
    assert [one for row in rows for one in row if one in texts] == []
    assert not {"seq", "prev_hash", "hash", "at_utc"} & {key for event in events_of(record_of(family)) for key in event}


# Records of the first form


def test_a_record_of_the_first_form_still_verifies() -> None:
    found = verify(first_form(), SCHEMAS)

    assert (found.problems, found.events, found.gaps, found.versions) == ((), 81, 1, 4)
    assert found.key == "8b9b fd67 1358 8aaf 137d 676e 4ed2 80b7"


@pytest.mark.parametrize(
    "most", [pytest.param(1, id="one of each list"), pytest.param(4, id="four", marks=pytest.mark.long)]
)
def test_whatever_is_changed_in_one_makes_it_fail_even_where_all_is_signed_anew(most: int) -> None:
    document = first_form()
    passed = []
    for path in leaves(document):
        if any(isinstance(key, int) and key >= most for key in path) or path[0] in ("@context", "memorial:attestation"):
            continue
        changed = copy.deepcopy(document)
        parent(changed, path)[path[-1]] = another(parent(changed, path)[path[-1]])
        assert verify(changed, SCHEMAS).problems, path
        if "memorial:row" in path:
            passed += [path] if not verify(signed_again(changed), SCHEMAS).problems else []
    assert passed == []


@pytest.mark.parametrize("way", ["swap", "repeat"])
def test_a_forged_history_in_the_first_form_fails(way: str) -> None:
    document = first_form()
    events = document["dpv:hasRecordOfActivity"][0]["dpv:hasConsentStatus"]
    if way == "swap":
        events[1], events[2] = events[2], events[1]
    else:
        events.insert(2, copy.deepcopy(events[1]))

    assert verify(signed_again(document), SCHEMAS).problems


def test_a_record_that_names_the_end_of_the_whole_chain_as_the_oldest_do_still_holds() -> None:
    document = first_form()
    chain = document["dpv:hasRecordOfActivity"][0]["memorial:chain"]
    chain["memorial:headNumber"] += 100
    chain["memorial:headHash"] = "5" * 64

    assert verify(signed_again(document), SCHEMAS).problems == ()


def test_one_form_is_not_taken_for_the_other(place: TestInstallation, family: Family) -> None:
    old, new = first_form(), record_of(opened(family, place.give()[0]))
    old["@context"], new["@context"] = new["@context"], old["@context"]

    assert verify(signed_again(old), SCHEMAS).problems and verify(signed_again(new), SCHEMAS).problems
    assert (form_of(first_form()), form_of({}), form_of([])) == (1, 2, 2)
