"""An editor finds remembrances by a private name or address and sees nothing private; the log says who, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text

from memorial.adapters.db.found_by import HASH_BYTES, STEP, found_by_table
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.application import giving, identity, openings, receipt, reviewing, seeking
from memorial.application.checking import Wrong, check
from memorial.application.step_up import ProveAnew
from memorial.disclosure.folding import fold, search_tokens
from memorial.disclosure.found_by import RULES
from memorial.domain.errors import Invalid, NotAllowed
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role, SearchReason, SoughtBy
from memorial.web.desk import words as said_in_words
from tests.web.desk.desk_client import Browser, World
from tests.web.desk.test_openings import EDITOR, entered, entries, member

EMAIL, SENDER, PERSON = SoughtBy.EMAIL, SoughtBy.SENDER, SoughtBy.PERSON
PRIVATE = {"contributor_name": "Osman Weir", "signature": "none",
           "person_name": "Zümrüd Əliyeva", "person_name_other": "Զումրուդ", "person_name_shown": "none"}  # fmt: skip
ADDRESS = "Osman.Weir@Example.org"


@pytest.fixture
def sent(world: World, ferry: Memorial) -> str:
    world.send(contributor_name="Somebody Else", person_name="Ayla Verdin")
    return send(world)[0]


def send(world: World, **answers: str) -> tuple[str, str]:
    record_id, code = world.send_with_code(**{**PRIVATE, **answers})
    receipt.leave_address(world.services, code, ADDRESS)
    return record_id, code


@pytest.fixture
def editor(world: World, sent: str) -> Browser:
    return world.signed_in(EDITOR, Role.EDITOR)


def found(world: World, by: SoughtBy, words: str, slug: str = "ferry") -> list[str]:
    return [one.record_id for one in search(world, by, words, slug).ones]


def search(world: World, by: SoughtBy, words: str, slug: str = "ferry", reason: str = "lost_code") -> seeking.FoundAll:
    with world.services.unit_of_work(read_only=True) as uow:
        memorial_id = uow.memorials.by_slug(slug).id
    return seeking.search(world.services, entered(world, EDITOR), memorial_id, by, words, reason)


@pytest.fixture
def no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openings, "MOST_A_DAY", 1000)


FINDS = [
    (EMAIL, "osman.weir@example.ORG"),
    (EMAIL, " Osman.Weir@Example.org "),
    (SENDER, "osman"),
    (SENDER, "WEIR, Osman"),
    (SENDER, "Осман"),
    (PERSON, "zumrud"),
    (PERSON, "əliyeva zümrüd"),
    (PERSON, "Зумруд"),
    (PERSON, "Զումրուդ"),
]
DOES_NOT_FIND = [
    (EMAIL, "osman.weir@example.or"),
    (EMAIL, "weir@example.org"),
    (SENDER, "osm"),
    (SENDER, "osman verdin"),
    (SENDER, "zumrud"),
    (PERSON, "osman"),
    (PERSON, "aliyev"),
    (SENDER, ":0"),
]


def test_it_is_found_by_the_whole_address_and_by_words_of_a_name_in_any_order_and_script(
    world: World, editor: Browser, sent: str, no_limit: None
) -> None:
    assert {(by, words): found(world, by, words) for by, words in FINDS} == {key: [sent] for key in FINDS}


def test_it_is_not_found_by_a_part_by_one_word_too_many_or_by_what_is_of_another_kind(
    world: World, editor: Browser, no_limit: None
) -> None:
    assert {(by, words): found(world, by, words) for by, words in DOES_NOT_FIND} == {key: [] for key in DOES_NOT_FIND}


def test_the_page_lists_it_with_a_link_and_shows_and_keeps_nothing_private(
    world: World, ferry: Memorial, editor: Browser, sent: str
) -> None:
    editor.get("/desk/search?memorial=ferry")
    page = editor.submit("words", by="sender_name", words="Osman Weir", reason="lost_code").text

    assert f'href="/desk/review/ferry/{sent}"' in page
    assert "Sent on" in page and "waits for a reader" in page
    for private in ("Osman", "Weir", "weir", "Zümrüd", "example.org"):
        assert private not in page, private
    [entry] = [one for one in world.log() if one.action == openings.SEARCHED]
    assert (entry.outcome, entry.reason) == ("done", "lost_code:found=1")
    assert (entry.subject_kind, entry.subject_id) == ("search", "sender_name")
    assert (entry.actor, entry.memorial_id) == (member(world, EDITOR).id, ferry.id)
    assert not {"osman", "weir"} & set(str(entry).lower().split("'"))
    world.add_staff(EDITOR, Role.ADMIN)
    log = world.signed_in(EDITOR).get("/desk/log").text
    assert "searched by a private name or address" in log
    assert "Somebody lost the code of what they sent (found: 1)" in log


def test_an_empty_answer_is_said_in_words_and_counts_too(world: World, editor: Browser) -> None:
    editor.get("/desk/search")
    page = editor.submit("words", by="sender_email", words="nobody@example.org", reason="lost_code").text

    assert "Nothing was found." in page
    assert entries(world, openings.SEARCHED) == [(member(world, EDITOR).id, "done", "lost_code:found=0")]


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"reason": ""}, "Please choose why you search."),
    ({"reason": "curious"}, "Please choose why you search."),
    ({"by": "story"}, "Please choose by what you search."),
    ({"words": " … "}, "Please write the name or the address."),
    ({"words": "o" * 255}, "Please use at most 254 characters."),
    ({"by": "sender_email"}, "Please write the whole e-mail address."),
]


def test_without_a_reason_or_a_word_nothing_is_searched_and_the_refusal_is_noted_without_the_words(
    world: World, editor: Browser
) -> None:
    for changes, said in REFUSED:
        editor.get("/desk/search")
        answer = editor.submit("words", **{"by": "sender_name", "words": "Osman", "reason": "lost_code", **changes})

        assert (answer.status_code, said in answer.text, "/desk/review/" in answer.text) == (422, True, False), said
    assert [outcome for _, outcome, _ in entries(world, openings.SEARCHED)] == ["refused"] * len(REFUSED)
    assert "Osman" not in str(world.log())
    assert {one.subject_id for one in world.log() if one.action == openings.SEARCHED} <= {*SoughtBy, "-"}


def test_it_needs_a_fresh_proof_and_only_editors_of_that_memorial_may(world: World, ferry: Memorial, sent: str) -> None:
    world.begin_memorial("mill", "The mill")
    world.signed_in(EDITOR, Role.EDITOR, "mill")
    with pytest.raises(NotAllowed, match="editors_only"):
        search(world, SENDER, "osman")
    world.add_staff(EDITOR, Role.MODERATOR, "ferry")
    with pytest.raises(NotAllowed, match="editors_only"):
        search(world, SENDER, "osman")
    assert "Only editors search" in world.signed_in(EDITOR).get("/desk/search?memorial=ferry").text
    world.add_staff(EDITOR, Role.ARCHIVIST, "ferry")
    assert found(world, SENDER, "osman") == [sent]
    world.clock.go(minutes=5, seconds=1)
    with pytest.raises(ProveAnew):
        search(world, SENDER, "osman")
    assert [outcome for _, outcome, _ in entries(world, openings.SEARCHED)].count("refused") == 3


def test_another_memorial_is_not_searched(world: World, ferry: Memorial, editor: Browser, sent: str) -> None:
    world.begin_memorial("mill", "The mill")
    world.send("mill", **PRIVATE)

    assert found(world, SENDER, "osman") == [sent]


def test_searches_and_openings_count_together_to_ten_a_day_and_are_looked_at_together(
    world: World, ferry: Memorial, editor: Browser, sent: str
) -> None:
    identity.open_identity(world.services, entered(world, EDITOR), ferry.id, sent, "check_kinship")
    for _ in range(9):
        search(world, SENDER, "nobody")

    with pytest.raises(NotAllowed, match="searched_enough"):
        search(world, SENDER, "osman")
    with pytest.raises(NotAllowed, match="opened_enough"):
        identity.open_identity(world.services, entered(world, EDITOR), ferry.id, sent, "check_kinship")
    editor.get("/desk/search")
    assert (
        "Ask an administrator for more"
        in editor.submit("words", by="sender_name", words="Osman", reason="lost_code").text
    )
    admin = world.signed_in("admin@example.org", Role.ADMIN)
    page = admin.get("/desk/openings").text
    assert page.count("a search by the sender’s name") == 9
    world.clock.go(days=1)
    world.signed_in(EDITOR)
    assert found(world, SENDER, "osman") == [sent]


def states(world: World, ferry: Memorial) -> dict[str, str]:
    """One remembrance in every state that still has a key, and one erased."""
    services, made = world.services, dict[str, str]()

    def one(state: str, **answers: str) -> tuple[str, str]:
        record_id, code = send(world, **answers)
        made[state] = record_id
        return record_id, code

    def accept(record_id: str) -> None:
        browser = world.signed_in("first@example.org")
        browser.get(f"/desk/review/ferry/{record_id}")
        browser.submit("decision", decision="accept", names_looked_for="y")
        world.clock.go(minutes=11)
        world.publish(ferry, record_id)

    one("in review")
    record_id, _ = one("kept in the archive", audience="archive")
    accept(record_id)
    record_id, _ = one("embargo", audience="until", embargo_until="2030-01-01")
    accept(record_id)
    record_id, _ = one("published")
    accept(record_id)
    record_id, _ = one("hidden")
    accept(record_id)
    reviewing.pause(services, member(world, "first@example.org"), ferry.id, record_id, "")
    _, code = one("taken back")
    receipt.act(services, code, "withdraw", {})
    _, code = one("erased")
    receipt.act(services, code, "erase", {})
    return made


def test_every_state_that_has_a_key_is_found_and_a_draft_and_what_was_erased_are_not(
    world: World, ferry: Memorial, no_limit: None
) -> None:
    world.signed_in("first@example.org", Role.EDITOR)
    world.add_staff(EDITOR, Role.EDITOR)
    made = states(world, ferry)
    giving.begin(world.services, "ferry", "en", {**PRIVATE, "about": "person", "story": "A draft."})
    world.signed_in(EDITOR)

    for by, words in ((SENDER, "osman weir"), (EMAIL, ADDRESS), (PERSON, "zumrud")):
        answer = search(world, by, words)
        assert {one.record_id for one in answer.ones} == set(made.values()) - {made["erased"]}, by
        assert [one.record_id for one in answer.ones if not one.opens] == [made["taken back"]]


def test_new_words_are_found_and_an_address_that_was_taken_out_is_not(
    world: World, ferry: Memorial, no_limit: None
) -> None:
    record_id, code = send(world)
    world.signed_in(EDITOR, Role.EDITOR)
    receipt.leave_address(world.services, code, "new@example.org")

    assert found(world, EMAIL, ADDRESS) == []
    assert found(world, EMAIL, "new@example.org") == [record_id]
    assert wrong(world) == []


def rows(world: World) -> dict[str, tuple[int, bytes]]:
    with world.installation.engines.reading.connect() as connection:
        return {row.record_id: (row.rules, row.hashes) for row in connection.execute(select(found_by_table))}


def test_a_thief_of_the_database_cannot_tell_that_two_families_share_a_name(
    world: World, ferry: Memorial, sent: str
) -> None:
    world.begin_memorial("mill", "The mill")
    same = [world.send(**PRIVATE), world.send(**PRIVATE), world.send("mill", **PRIVATE)]

    kept = [hashes for record_id, (_, hashes) in rows(world).items() if record_id in (sent, *same)]
    pieces = [hashes[at : at + HASH_BYTES] for hashes in kept for at in range(0, len(hashes), HASH_BYTES)]
    assert len(kept) == 4
    assert len(set(pieces)) == len(pieces)
    assert {len(hashes) for _, hashes in rows(world).values()} == {HASH_BYTES * STEP}


def test_the_hashes_go_with_an_erasure_in_the_same_transaction_and_no_byte_of_them_stays(
    world: World, ferry: Memorial
) -> None:
    record_id, code = world.send_with_code(**PRIVATE)
    hashes = rows(world)[record_id][1]
    home = world.installation.settings.home

    def traces() -> int:
        places = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
        return sum(hashes[at : at + HASH_BYTES] in place for at in range(0, len(hashes), 16) for place in places)

    assert traces() > 0
    receipt.act(world.services, code, "erase", {})
    assert record_id not in rows(world)
    assert traces() == 0


def test_an_installation_of_before_is_made_ready_bit_by_bit_and_the_page_says_what_is_not_yet_found(
    world: World, ferry: Memorial, editor: Browser, sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(world)
    with world.installation.engines.writing.begin() as connection:
        connection.execute(text("DELETE FROM found_by"))
    editor.get("/desk/search")
    page = editor.submit("words", by="sender_name", words="Osman", reason="lost_code").text
    assert "Nothing was found." in page
    assert "Some remembrances are still being made ready" in page

    monkeypatch.setattr(seeking, "AT_ONCE", 1)
    seen: list[int] = []

    def interrupted(done: int) -> None:
        seen.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seeking.prepare_all(world.services, interrupted)
    assert (len(rows(world)), seeking.how_many_wait(world.services)) == (1, 1)
    assert seeking.prepare_some(world.services, within_seconds=5) == 1

    assert rows(world) == before
    assert seeking.prepare_all(world.services) == 0
    assert search(world, SENDER, "osman").not_ready == 0


def wrong(world: World) -> list[Wrong]:
    installation = world.installation
    return list(check(world.services, ArchiveInspection(installation.archive, world.clock)))


def test_the_check_finds_missing_other_and_left_over_hashes(world: World, ferry: Memorial, sent: str) -> None:
    assert wrong(world) == []

    def after(statement: str, **values: Any) -> list[tuple[str, str]]:
        kept = rows(world)
        with world.installation.engines.writing.begin() as connection:
            connection.execute(text(statement), {"id": sent, **values})
        found = [(one.kind, one.where) for one in wrong(world)]
        with world.installation.engines.writing.begin() as connection:
            connection.execute(text("DELETE FROM found_by"))
            rows_back = [
                {"memorial_id": ferry.id, "record_id": one, "rules": rules, "hashes": hashes}
                for one, (rules, hashes) in kept.items()
            ]
            connection.execute(found_by_table.insert(), rows_back)
        return found

    here = f"{ferry.id}/{sent}"
    assert after("DELETE FROM found_by WHERE record_id = :id") == [("desk search", here)]
    assert after("UPDATE found_by SET hashes = :h WHERE record_id = :id", h=b"x" * 256) == [("desk search", here)]
    assert after("UPDATE found_by SET rules = 0 WHERE record_id = :id") == []
    assert after("INSERT INTO found_by VALUES (:m, 'gone', 1, :h)", m=ferry.id, h=b"x" * 256) == [
        ("orphan", f"{ferry.id}/gone")
    ]


def test_a_record_that_cannot_be_opened_keeps_nobody_from_the_others(
    world: World, ferry: Memorial, editor: Browser, sent: str
) -> None:
    lost = world.send(**PRIVATE)
    world.installation.key_store.destroy([world.record(ferry, lost).key_id], entries=())
    assert found(world, SENDER, "osman") == [sent]
    with world.installation.engines.writing.begin() as connection:
        connection.execute(text("DELETE FROM found_by"))

    seeking.prepare_all(world.services)

    assert found(world, SENDER, "osman") == [sent]
    assert seeking.how_many_wait(world.services) == 1


def test_another_name_of_a_person_finds_what_is_attached_to_that_person(
    world: World, ferry: Memorial, no_limit: None
) -> None:
    world.signed_in("first@example.org", Role.EDITOR)
    first = world.send(person_name="Ayla Verdin")
    browser = world.signed_in("first@example.org")
    browser.get(f"/desk/review/ferry/{first}")
    browser.submit("decision", decision="accept", names_looked_for="y")
    world.clock.go(minutes=11)
    world.publish(ferry, first)
    person_id = world.record(ferry, first).person_id
    assert person_id
    second = world.send(person_id=person_id, person_name="")
    world.signed_in(EDITOR, Role.EDITOR)
    assert set(found(world, PERSON, "verdin")) == {first, second}
    assert rows(world)[second][0] == RULES

    with world.services.unit_of_work() as uow:
        person = uow.people.get(ferry.id, person_id)
        other = replace(person.names[0], text="Aylin Moreau", source_id="list")
        uow.people.save(replace(person, names=(*person.names, other)))
        uow.commit()
    seeking.prepare_some(world.services, within_seconds=5)

    assert set(found(world, PERSON, "moreau")) == {first, second}
    assert [one for one in wrong(world) if one.kind != "drift"] == []


def test_too_many_are_counted_and_none_is_listed(
    world: World, ferry: Memorial, editor: Browser, sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeking, "MOST", 1)
    world.send(**PRIVATE)
    editor.get("/desk/search")

    page = editor.submit("words", by="sender_name", words="Osman", reason="asked_by_law").text

    assert "2 were found: too many to list." in page
    assert "/desk/review/" not in page


def test_whoever_changes_how_words_are_folded_raises_the_number_of_the_rules() -> None:
    assert RULES == 1
    assert (
        fold("Zümrüd Əliyeva Ալիև Нур-Ахмад O'Brien عائشة 李明")
        == "zumrud eliyeva aliev nur akhmad obrien aishh liming"
    )
    assert search_tokens("Ալիև Нур عائشة") == ["aliev", "ալիեւ", "nur", "нур", "aishh", "عايشه"]


def test_every_reason_and_kind_has_words() -> None:
    assert set(said_in_words.SEARCH_REASONS) == set(SearchReason)
    assert set(said_in_words.SEARCH_BY) == set(said_in_words.SEARCHED_BY) == set(SoughtBy)


def test_an_unknown_kind_raises_and_is_kept_in_no_log(world: World, editor: Browser) -> None:
    with pytest.raises(Invalid):
        search(world, "Osman Weir", "osman")  # type: ignore[arg-type]
    assert "Osman" not in str(world.log())
