"""The consent record: to print, as JSON that verifies with nothing but the file, and all of it to take along."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import random
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from memorial.adapters.attesting import Ed25519Attestor, fingerprint
from memorial.adapters.consent_archive import read_file
from memorial.adapters.consent_events import linked
from memorial.adapters.consent_json import canonical, signed_record
from memorial.adapters.consent_verify import PRESENT_FORM, NotARecord, events_of, read_record, schemas, verify
from memorial.adapters.json_shape import misfits
from memorial.application import giving, memorials, receipt
from memorial.application.consent_record import consent_record
from memorial.domain.memorial import Memorial
from memorial.domain.remembrance import Message
from memorial.vocabulary import Decision, Flag
from tests.installations import STORY, TestInstallation
from tests.web.contribute.family import Family, picture

SCHEMAS = schemas()
SCHEMA = SCHEMAS[PRESENT_FORM]
NOTICE = "We keep what you send, and show what you allow."
MANDATORY = [
    ("dct:conformsTo",), ("dpv:hasIdentifier",), ("dct:created",),
    *((("dpv:hasRecordOfActivity", 0), name) for name in (
        "dct:conformsTo", "dct:identifier", "dct:language", "dpv:hasDataSubject", "dpv:hasNotice", "dpv:hasProcess",
        "dpv:hasDataController", "dpv:hasJurisdiction", "dpv:hasConsentControl", "dpv:hasConsentStatus",
    )),
]  # fmt: skip
"""Fields that ISO/IEC TS 27560 makes mandatory, by their place here; those of lists are looked at one by one."""
OF_PROCESS = ("dpv:hasPurpose", "dpv:hasPersonalData", "dpv:hasDataController", "dpv:hasRecipient",
              "dpv:hasStorageCondition")  # fmt: skip
OF_PARTY = ("dct:identifier", "dpv:hasName", "dpv:hasAddress", "dpv:hasContact", "@type")
OF_EVENT = ("dpv:isIndicatedAtTime", "dct:valid", "dpv:isIndicatedBy", "@type")


def opened(family: Family, code: str) -> Family:
    family.open("/receipt")
    family.press(code=code)
    return family


def record_of(family: Family) -> dict[str, Any]:
    answer = family.open("/receipt/record.json")
    assert answer.status_code == 200 and answer.mimetype == "application/json"
    found: dict[str, Any] = read_record(answer.data)
    return found


def with_a_photograph(place: TestInstallation, **answers: str) -> str:
    code = place.offer(**answers)
    name, body = picture("IMG_20180725_163423-tiny.jpg")
    kept = giving.keep_file(place.services, code, name, [body])
    answers = {f"file:{kept.id}:publish": "yes", f"file:{kept.id}:living": "no", f"file:{kept.id}:caption": "The pier"}
    giving.save_answers(place.services, code, answers)
    place.send(code)
    return code


def change_notice(place: TestInstallation, words: str) -> None:
    def changed(before: Memorial) -> Memorial:
        return replace(before, notice={**before.notice, "en": words})

    memorials.change_settings(place.services, place.memorial.slug, change=changed)


def ten_changes(place: TestInstallation, code: str) -> None:
    """Words, choices, a name, another notice, hiding, showing, taking back and coming back."""
    choices = {"audience": "archive", "person_name_shown": "initials", "signature": "none"}
    with place.services.unit_of_work(read_only=True) as uow:
        memorial_id, record_id = uow.receipts.find(code) or ("", "")
        files = uow.remembrances.get(memorial_id, record_id).files
    back = {**choices, "audience": "unlisted", **{f"file:{kept.id}:publish": "yes" for kept in files}}
    acts: list[tuple[str, dict[str, str]]] = [
        ("unsign", {}), ("change", {"story": "Other words."}), ("change", choices), ("hide", {}), ("show", {}),
        ("message", {"message": "Thank you."}), ("change", {"story": "Words again."}), ("withdraw", {}),
        ("return", back), ("withdraw", {}),
    ]  # fmt: skip
    for number, (action, given) in enumerate(acts):
        place.clock.pass_by(days=1)
        if number == 5:
            change_notice(place, "Another wording.")
        receipt.act(place.services, code, action, given)


def leaves(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in the document that is not itself made of values."""
    pairs = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in pairs:
        if isinstance(value, dict | list) and value:
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key)


def parent(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path[:-1]:
        document = document[key]
    return document


def another(value: Any) -> Any:
    """A value as much like this one as can be, and not the same."""
    if isinstance(value, str) and value:
        last = value[-1]
        return value[:-1] + ("0" if last != "0" else "1")
    if isinstance(value, int):
        return value + 1
    return "2026-03-02" if value is None or value == "" else None


def signed_again(document: dict[str, Any], seed: bytes = b"x" * 32) -> dict[str, Any]:
    """As a forger would: everything signed anew, with a key of their own."""
    attestor = Ed25519Attestor(seed)
    rest = {name: value for name, value in document.items() if name != "memorial:attestation"}
    attestation = {
        "memorial:algorithm": "Ed25519",
        "memorial:publicKey": attestor.public_key.hex(),
        "memorial:signature": attestor.sign(canonical(rest)).hex(),
    }
    return {**rest, "memorial:attestation": attestation}


def test_the_page_says_what_was_agreed_under_which_words_when_and_how(place: TestInstallation, family: Family) -> None:
    code, _ = place.publish(signature="relation", relation="family")
    place.clock.pass_by(days=1)
    receipt.act(place.services, code, "withdraw", {})
    opened(family, code)

    family.open("/receipt/record")

    said = family.words()
    wanted = [
        *("2 March 2026 09:00", "3 March 2026 09:00", "Everyone may see it", "Search engines", "Taken back"),
        *("version 1 of your words", "By you, on the form", "By you, on the page of your code", NOTICE, "The Keepers"),
        *("You have taken it back.", STORY, fingerprint(place.services.attestor.public_key)),
    ]
    assert [words for words in wanted if words not in said] == []


def test_the_record_fits_its_schema_and_every_mandatory_field_is_there(place: TestInstallation, family: Family) -> None:
    code = with_a_photograph(place)
    ten_changes(place, code)
    document = record_of(opened(family, code))

    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(document, SCHEMA)

    record = document["dpv:hasRecordOfActivity"][0]
    absent = [name for name in ("dct:conformsTo", "dpv:hasIdentifier", "dct:created") if not document[name]]
    absent += [path[-1] for path in MANDATORY[3:] if not record[path[-1]]]
    absent += [name for one in record["dpv:hasProcess"] for name in OF_PROCESS if not one[name]]
    absent += [name for name in OF_PARTY if not record["dpv:hasDataController"][name]]
    absent += [name for one in record["dpv:hasConsentStatus"] for name in OF_EVENT if not one[name]]
    assert absent == []
    assert {one["dct:description"] for one in record["dpv:hasNotice"]} == {NOTICE, "Another wording."}
    assert record["dpv:hasConsentControl"]["dpv:isExercisedAt"].endswith("/receipt")


def test_a_record_verifies_and_old_ones_still_do_after_ten_changes(place: TestInstallation, family: Family) -> None:
    place.give()  # somebody else's events stand in the chain too
    code, _ = place.give()
    opened(family, code)
    kept = [record_of(family)]
    place.give()
    ten_changes(place, code)
    kept.append(record_of(family))

    found = [verify(document, SCHEMAS) for document in kept]

    assert [one.problems for one in found] == [(), ()]
    assert found[1].events > found[0].events and found[1].versions > found[0].versions
    assert found[0].key == found[1].key == fingerprint(place.services.attestor.public_key)


@pytest.mark.parametrize(
    "most", [pytest.param(2, id="two of each list"), pytest.param(99, id="all", marks=pytest.mark.long)]
)
def test_any_field_changed_or_left_out_or_added_makes_it_fail(
    place: TestInstallation, family: Family, most: int
) -> None:
    code = with_a_photograph(place)
    receipt.act(place.services, code, "withdraw", {})
    document = record_of(opened(family, code))
    paths = [path for path in leaves(document) if all(key < most for key in path if isinstance(key, int))]
    assert len(paths) > (120 if most == 2 else 500)

    passed = []
    for path in paths:
        changed, without = copy.deepcopy(document), copy.deepcopy(document)
        parent(changed, path)[path[-1]] = another(parent(changed, path)[path[-1]])
        del parent(without, path)[path[-1]]
        passed += [path for one in (changed, without) if not verify(one, SCHEMAS).problems]
    for path in {path[:-1] for path in paths}:
        added = copy.deepcopy(document)
        inside = parent(added, (*path, ""))
        inside.append(copy.deepcopy(inside[0])) if isinstance(inside, list) else inside.update({"more": "x"})
        passed += [path] if not verify(added, SCHEMAS).problems else []
    assert passed == []


def test_the_record_says_nothing_of_what_other_families_give_or_take_back_later(
    place: TestInstallation, family: Family
) -> None:
    code, _ = place.give()
    before = record_of(opened(family, code))["dpv:hasRecordOfActivity"]
    other, _ = place.give(person_name="Another Name")
    receipt.act(place.services, other, "withdraw", {})

    assert record_of(family)["dpv:hasRecordOfActivity"] == before


def test_an_event_that_was_changed_fails_even_where_all_is_signed_anew(place: TestInstallation, family: Family) -> None:
    code, _ = place.give()
    receipt.act(place.services, code, "withdraw", {})
    document = record_of(opened(family, code))
    count = len(document["dpv:hasRecordOfActivity"][0]["dpv:hasConsentStatus"])

    passed = []
    for number in range(count):
        for name in events_of(document)[number]:
            forged = copy.deepcopy(document)
            event = events_of(forged)[number]
            event[name] = another(event[name])
            passed += [(number, name)] if not verify(signed_again(forged), SCHEMAS).problems else []
    assert passed == []


@pytest.mark.parametrize(
    "way", ["swap", "drop the first", "drop the middle", "drop the last", "repeat", "other words", "other notice",
            "other state", "another record"]
)  # fmt: skip
def test_a_forged_history_fails_or_shows_another_key(place: TestInstallation, family: Family, way: str) -> None:
    code, _ = place.give()
    document = record_of(opened(family, code))
    record = document["dpv:hasRecordOfActivity"][0]
    events = record["dpv:hasConsentStatus"]
    if way == "swap":
        events[1], events[2] = events[2], events[1]
    elif way.startswith("drop"):
        del events[{"first": 0, "middle": 3, "last": -1}[way.rpartition(" ")[2]]]
    elif way == "another record":
        another_one = consent_record(place.services, place.give()[0])
        other = signed_record(another_one, place.services.attestor, exercised_at="/receipt")
        record["dpv:hasConsentStatus"] = other["dpv:hasRecordOfActivity"][0]["dpv:hasConsentStatus"]
    elif way == "repeat":
        events.insert(2, copy.deepcopy(events[1]))
    elif way == "other words":
        record["memorial:words"][0]["memorial:contentHash"] = hashlib.sha256(b"other").hexdigest()
    elif way == "other notice":
        record["dpv:hasNotice"][0]["dct:description"] = "You give us everything."
    else:
        events[0]["@type"][0] = "dpv:ConsentWithdrawn"

    assert verify(signed_again(document), SCHEMAS).problems


def test_a_whole_new_history_holds_together_and_shows_that_another_key_made_it(
    place: TestInstallation, family: Family
) -> None:
    """What the file alone cannot know; why the fingerprint is to be compared."""
    code, _ = place.give()
    document = record_of(opened(family, code))
    record = document["dpv:hasRecordOfActivity"][0]
    last = record["dpv:hasConsentStatus"][-1]
    last["memorial:event"]["at"] = last["dpv:isIndicatedAtTime"] = "2020-01-01"
    link = linked(record["memorial:chain"]["memorial:of"], record["dct:identifier"], events_of(document))[-1]
    last["memorial:link"] = record["memorial:chain"]["memorial:lastLink"] = link

    found = verify(signed_again(document), SCHEMAS)

    assert found.problems == () and found.key != fingerprint(place.services.attestor.public_key)


@pytest.mark.parametrize("places", [30, pytest.param(300, marks=pytest.mark.long)])
def test_our_check_of_the_form_agrees_with_a_full_validator(
    place: TestInstallation, family: Family, places: int
) -> None:
    code = with_a_photograph(place)
    document = record_of(opened(family, code))
    validator = jsonschema.Draft202012Validator(SCHEMA)
    chance, paths, differing, unfit = random.Random(7), list(leaves(document)), [], 0
    for path in chance.sample(paths, places):
        for value in ("", "zzz", None, -1, True, [], {}):
            changed = copy.deepcopy(document)
            parent(changed, path)[path[-1]] = value
            fits = validator.is_valid(changed)
            unfit += not fits
            differing += [(path, value)] if fits != (not any(misfits(changed, SCHEMA))) else []
    assert differing == [] and unfit > 3 * places


@pytest.mark.parametrize("raw", [b"", b"[", b"\xff", b'{"a":1,"a":2}', b"NaN", b'{"a":1.5}', b"[" * 100_000])
def test_what_cannot_be_read_in_one_way_only_is_no_record(raw: bytes) -> None:
    with pytest.raises(NotARecord):
        read_record(raw)


@pytest.mark.parametrize("raw", [b"{}", b"[]", b'"x"', b"1", b"null"])
def test_other_json_does_not_fit_the_form(raw: bytes) -> None:
    assert verify(read_record(raw), SCHEMAS).problems


def test_a_wording_that_was_not_kept_is_said_to_be_missing_and_not_made_up(
    place: TestInstallation, family: Family
) -> None:
    code, given = place.give()
    with place.services.unit_of_work() as uow:
        current = uow.remembrances.get(given.memorial_id, given.id)
        lost = replace(current.latest.notice, text_hash=hashlib.sha256(b"an older notice").hexdigest())
        events = [replace(event, notice=lost) for event in uow.remembrances.consent(given.memorial_id, given.id)[:1]]
        uow.remembrances.save(current, events)
        uow.commit()
    opened(family, code)

    family.open("/receipt/record")
    assert "were not kept at that time" in family.words()
    document = record_of(family)
    words = [one["dct:description"] for one in document["dpv:hasRecordOfActivity"][0]["dpv:hasNotice"]]
    assert words == [NOTICE, None] and verify(document, SCHEMAS).problems == ()


# All that was given, to take along


def archive_of(family: Family) -> zipfile.ZipFile:
    answer = family.open("/receipt/everything.zip")
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    found = zipfile.ZipFile(io.BytesIO(answer.data))
    assert found.testzip() is None
    return found


def test_everything_that_is_bound_to_the_receipt_is_in_the_archive_and_nothing_of_others(
    place: TestInstallation, family: Family, tmp_path: Path
) -> None:
    others = with_a_photograph(place, story="A neighbour's marigold.", contributor_name="Otherwise", signature="name")
    receipt.act(place.services, others, "message", {"message": "Others' larkspur."})
    code = with_a_photograph(place, story="My foxglove.", contributor_name="Tansy Rue", signature="name", born="1943")
    given = place.remembrance(*_bound(place, code))
    place.decide(given, Decision.ASK, message="Which heather?")
    receipt.act(place.services, code, "message", {"message": "The white hyssop."})
    receipt.act(place.services, code, "change", {"story": "My yarrow."})
    receipt.leave_address(place.services, code, "borage@example.org")
    opened(family, code)

    archive = archive_of(family)

    everything = b"\n".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
    mine = ("My foxglove.", "My yarrow.", "Tansy Rue", "1943", "Which heather?", "The white hyssop.", "The pier",
            "borage@example.org", NOTICE, "IMG_20180725_163423-tiny.jpg")  # fmt: skip
    assert [words for words in mine if words not in everything] == []
    theirs = ("marigold", "larkspur", "Otherwise", "editor-one", "vault_key", code)
    assert [words for words in theirs if words in everything] == []
    name, original = picture("IMG_20180725_163423-tiny.jpg")
    assert archive.read(f"files/01/original-{name}") == original
    kept = place.remembrance(*_bound(place, code)).files[0]
    sizes = {f"files/01/{made.size}.{made.format}" for made in kept.derivatives}
    assert len(sizes) >= 6 and sizes <= set(archive.namelist())
    for version in (1, 2):
        words = archive.read(f"words/version-{version}.json")
        assert hashlib.sha256(words).hexdigest() in everything
    path = tmp_path / "all.zip"
    path.write_bytes(family.open("/receipt/everything.zip").data)
    document, beside = read_file(path)
    assert (verify(document, SCHEMAS).problems, beside) == ((), [])


def test_the_data_tell_of_readers_neither_the_hour_nor_what_they_marked(
    place: TestInstallation, family: Family
) -> None:
    code, given = place.give(story="Call me: 555 010 4477 881.", under_age="yes", names_living="yes")
    given = place.remembrance(given.memorial_id, given.id)
    spoken = (Message(place.services.now(), False, "Thank you."), Message(place.services.now(), True, "Yes."))
    (version,) = given.versions
    marked = replace(version, flags=(*version.flags, Flag.ACCUSATION, Flag.SPAM_LIKELY, Flag.MINOR))
    with place.services.unit_of_work() as uow:
        uow.remembrances.save(replace(given, messages=spoken, versions=(marked,)))
        uow.commit()

    data = json.loads(archive_of(opened(family, code)).read("data.json"))

    readers, mine = data["messages"]
    assert readers["at"] == f"{spoken[0].at:%Y-%m-%d}" and not readers["from_you"]
    assert mine["at"] == spoken[1].at.isoformat()
    assert data["versions"][0]["labels"] == ["phone_number", "sender_under_age"]


def _bound(place: TestInstallation, code: str) -> tuple[str, str]:
    with place.services.unit_of_work(read_only=True) as uow:
        found = uow.receipts.find(code)
    assert found is not None
    return found


def test_no_entry_tells_a_time_finer_than_a_day_and_nothing_is_kept_on_the_way(
    place: TestInstallation, family: Family
) -> None:
    code = with_a_photograph(place)
    place.clock.pass_by(days=2, hours=5, minutes=17)
    opened(family, code)

    archive = archive_of(family)

    assert {entry.date_time for entry in archive.infolist()} == {(2026, 3, 4, 0, 0, 0)}
    assert {entry.extra for entry in archive.infolist()} <= {b"", archive.infolist()[0].extra}
    assert family.page is not None and family.page.headers["Cache-Control"] == "no-store"
    assert family.page.headers["Content-Disposition"] == 'attachment; filename="remembrance.zip"'


@pytest.mark.parametrize("name", ["../../etc/passwd", "/abs.jpg", "a\\b.jpg", "..", "\x00.jpg", "صورة.jpg", "x" * 200])
def test_the_name_of_a_file_leads_out_of_no_folder(place: TestInstallation, family: Family, name: str) -> None:
    code = place.offer()
    giving.keep_file(place.services, code, name, [picture("IMG_20180725_163423-tiny.jpg")[1]])
    draft = giving.open_draft(place.services, code)
    giving.save_answers(place.services, code, {f"file:{draft.files[0].id}:publish": "no"})
    place.send(code)
    opened(family, code)

    (path,) = [one for one in archive_of(family).namelist() if "original-" in one]

    assert path.count("/") == 2 and "\\" not in path and ".." not in path.split("/") and path.startswith("files/01/")


@pytest.mark.parametrize("changed", ["words/version-1.json", "files/01/original-IMG_20180725_163423-tiny.jpg"])
def test_words_or_files_changed_in_the_archive_are_found(
    place: TestInstallation, family: Family, tmp_path: Path, changed: str
) -> None:
    opened(family, with_a_photograph(place))
    whole, path = archive_of(family), tmp_path / "changed.zip"
    with zipfile.ZipFile(path, "w") as forged:
        for name in whole.namelist():
            forged.writestr(name, b"other" if name == changed else whole.read(name))

    _, beside = read_file(path)

    assert beside == [f"{changed} is not what it was."]


@pytest.mark.parametrize("address", ["/receipt/record", "/receipt/record.json", "/receipt/everything.zip"])
def test_without_a_receipt_the_way_leads_to_the_box_for_a_code(
    place: TestInstallation, family: Family, address: str
) -> None:
    code, _ = place.give()
    assert family.open(address).status_code == 200 and "Come back with your code" in family.words()

    opened(family, code)
    receipt.act(place.services, code, "erase", {})
    family.open(address)

    assert "Come back with your code" in family.words()
