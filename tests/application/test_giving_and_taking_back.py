"""The main path and every way back from it, on a real installation."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from memorial.application import giving, jobs, memorials, receipt, reviewing
from memorial.application.offer import Incomplete
from memorial.domain.consent import fold
from memorial.domain.errors import AlreadySentDifferently, Conflict, NotAllowed, NotFound
from memorial.domain.holds import NAME, Hold
from memorial.domain.person import NameClaim, Person
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.remembrance import Span
from memorial.vocabulary import Audience, Basis, Decision, Flag, Ground, ReasonCode
from tests.installations import EDITOR, MODERATOR, SECOND_EDITOR, TestInstallation, installation, memorial_like

PHOTOGRAPH = Path("tests/samples/images/IMG_20180725_163423-tiny.jpg").read_bytes()


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


def test_an_accepted_remembrance_stands_on_the_wall_with_its_person(here: TestInstallation) -> None:
    here.publish(signature="relation", relation="friend", born="about 1943", place="Verdin Quay")

    (shown,) = here.shown()
    assert (shown.person.label, shown.relation, shown.signature, shown.audience) == (
        "Ayla Verdin", "friend", "", "public",
    )  # fmt: skip
    assert here.names() == ["Ayla Verdin"]


def test_nothing_is_shown_before_a_person_accepted_it(here: TestInstallation) -> None:
    here.give()

    assert here.shown() == [] and here.names() == []


@pytest.mark.parametrize("audience", ["archive", "until"])
def test_what_is_for_the_archive_or_under_embargo_is_not_shown(here: TestInstallation, audience: str) -> None:
    here.publish(audience=audience, embargo_until="2087-05-17")

    assert here.shown() == [] and here.names() == []


def test_an_embargo_opens_after_its_day_by_a_trusted_clock_and_not_before(here: TestInstallation) -> None:
    here.publish(audience="until", embargo_until="2026-03-04")
    jobs.run_due(here.services)

    here.clock.pass_by(hours=20)
    jobs.run_due(here.services)
    here.clock.pass_by(hours=18, minutes=55)
    jobs.run_due(here.services)
    assert here.shown() == []
    for _ in range(4):
        here.clock.pass_by(minutes=6)
        jobs.run_due(here.services)

    assert len(here.shown()) == 1


def test_a_clock_that_leaps_ahead_opens_no_embargo(here: TestInstallation) -> None:
    here.publish(audience="until", embargo_until="2026-03-04")
    jobs.run_due(here.services)

    here.clock.pass_by(days=3650)
    for _ in range(5):
        jobs.run_due(here.services)
        here.clock.pass_by(minutes=11)

    assert here.shown() == []


@pytest.mark.parametrize(("name_shown", "initials"), [("initials", "A. V."), ("none", "")])
def test_a_withheld_name_is_taken_out_and_the_person_is_not_on_the_wall(
    here: TestInstallation, name_shown: str, initials: str
) -> None:
    here.publish(person_name_shown=name_shown, story="Ayla sang. Айла Вердин was her name, and AYLA's cup is blue.")

    (shown,) = here.shown()
    assert shown.person is None and shown.person_initials == initials
    assert "ayla" not in shown.body.html.lower() and "Айла" not in shown.body.html and "Verdin" not in shown.body.html
    assert "cup is blue" in shown.body.html
    assert here.names() == []


def test_a_signature_that_stays_private_is_taken_out_of_the_text(here: TestInstallation) -> None:
    here.publish(signature="relation", relation="family", contributor_name="Orin Hask", story="I, Orin, saw the boat.")

    assert "Orin" not in here.shown()[0].body.html


def test_a_place_confirmed_as_not_the_name_is_released_and_only_that_place(here: TestInstallation) -> None:
    _, given = here.give(person_name="Rose", person_name_shown="none", story="A rose grew there. Rose laughed.")

    here.decide(given, findings={"released": (Span("story", 2, 6),)})

    assert "A rose grew" in here.shown()[0].body.html
    assert "Rose laughed" not in here.shown()[0].body.html


def test_a_withheld_name_needs_the_readers_word_that_they_looked(here: TestInstallation) -> None:
    _, given = here.give(person_name_shown="none")
    verdict = reviewing.Verdict(Decision.ACCEPT, 1, given.revision, reviewing.Findings())

    with pytest.raises(Exception, match="look_for_the_name"):
        reviewing.decide(here.services, EDITOR, given.memorial_id, given.id, verdict)

    assert here.shown() == []


def test_one_familys_private_remembrance_changes_no_byte_of_anothers(here: TestInstallation) -> None:
    here.publish(story="She taught me to swim.")
    before, edition = (here.shown(), here.names()), here.edition()

    here.publish(person_name_shown="none", story="Ayla owed us bread.", audience="archive")

    assert (here.shown(), here.names()) == before
    assert here.edition() == edition


def test_a_person_leaves_the_wall_when_the_only_grant_is_taken_back_and_stays_for_another(
    here: TestInstallation,
) -> None:
    first, _ = here.publish()
    person_id = here.shown()[0].person.id
    second, given = here.give(person_id=person_id)
    here.decide(given)

    here.act(first, "withdraw")
    assert here.names() == ["Ayla Verdin"]
    here.act(second, "withdraw")

    assert here.names() == [] and here.shown() == []


def test_an_objection_to_a_name_takes_it_out_of_every_remembrance_about_the_person(here: TestInstallation) -> None:
    here.publish(story="Ayla taught me to swim.")
    person_id = here.shown()[0].person.id
    _, given = here.give(person_id=person_id, story="Ayla sang.")
    here.decide(given)

    with here.services.unit_of_work() as uow:
        uow.people.save(
            replace(uow.people.get(here.memorial.id, person_id), objections=(Hold("kin", NAME, Ground.FAMILY),))
        )
        uow.commit()

    assert here.names() == []
    assert [(row.person, "Ayla" in row.body.html) for row in here.shown()] == [(None, False)] * 2


def test_a_remembrance_with_initials_keeps_nobody_on_the_wall(here: TestInstallation) -> None:
    first, _ = here.publish()
    person_id = here.shown()[0].person.id
    _, given = here.give(person_id=person_id, person_name_shown="initials")
    here.decide(given)
    assert [row.person_initials for row in here.shown() if row.person is None] == ["A. V."]

    here.act(first, "withdraw")

    assert here.names() == []


def test_the_own_form_of_a_name_comes_first_whoever_wrote_last(here: TestInstallation) -> None:
    here.publish(person_name="صبحي الوراقي", person_name_other="Subhi al-Warraqi")
    person_id = here.shown()[0].person.id

    _, given = here.give(person_id=person_id, story="He lent me a book.")
    here.decide(given)

    assert here.names() == ["صبحي الوراقي"]


@pytest.mark.parametrize("action", ["hide", "withdraw", "erase"])
def test_taking_back_acts_in_the_commit(here: TestInstallation, action: str) -> None:
    code, _ = here.publish()

    here.act(code, action)

    assert here.shown() == [] and here.names() == []
    with here.installation.reader.snapshot() as snapshot:
        assert snapshot.search(here.memorial.id, "nets", after="", limit=5).rows == ()
        assert list(snapshot.find_people(here.memorial.id, "Ayla", limit=5)) == []


def test_hidden_by_its_contributor_it_comes_back_as_it_was(here: TestInstallation) -> None:
    code, _ = here.publish()
    body = here.shown()[0].body

    here.act(code, "hide")
    here.act(code, "show")

    assert here.shown()[0].body == body


def test_withdrawn_credit_leaves_the_text_unsigned(here: TestInstallation) -> None:
    code, _ = here.publish(signature="name", contributor_name="Orin Hask", relation="family")
    assert here.shown()[0].signature == "Orin Hask"

    here.act(code, "unsign")

    (shown,) = here.shown()
    assert (shown.signature, shown.relation) == ("", "") and "nets" in shown.body.html


def test_changed_words_wait_while_the_published_ones_stay(here: TestInstallation) -> None:
    code, given = here.publish()

    here.act(code, "change", story="She mended sails.")
    assert "nets" in here.shown()[0].body.html
    here.decide(given)

    assert "sails" in here.shown()[0].body.html and len(here.shown()) == 1


def test_wider_choices_wait_and_stricter_ones_do_not(here: TestInstallation) -> None:
    code, given = here.publish(audience="unlisted", person_name_shown="initials")

    here.act(code, "change", audience="public", person_name_shown="none", signature="none")
    (now,) = here.shown()
    assert (now.audience, now.person_initials) == ("unlisted", "")
    here.decide(given)

    assert here.shown()[0].audience == "public"


def test_return_needs_new_choices_and_a_new_reading(here: TestInstallation) -> None:
    code, given = here.publish()
    here.act(code, "withdraw")

    with pytest.raises(Incomplete):
        here.act(code, "return")
    here.act(code, "return", audience="unlisted", person_name_shown="full", signature="none")
    assert here.shown() == []
    here.decide(given)

    assert here.shown()[0].audience == "unlisted"


def test_what_was_withdrawn_is_erased_after_thirty_days_unless_kept(here: TestInstallation) -> None:
    gone, _ = here.publish()
    kept, _ = here.publish()
    for code in (gone, kept):
        here.act(code, "withdraw")
    here.act(kept, "keep")

    here.clock.pass_by(days=30, minutes=1)
    jobs.run_due(here.services)

    with pytest.raises(NotFound):
        receipt.open_receipt(here.services, gone, media_base="/x")
    assert receipt.open_receipt(here.services, kept, media_base="/x").remembrance.kept_in_archive


def test_an_erased_record_leaves_no_key_no_file_and_an_entry_in_the_ledger(here: TestInstallation) -> None:
    code = here.offer()
    kept = giving.keep_file(here.services, code, "a.jpg", [PHOTOGRAPH])
    giving.save_answers(here.services, code, {f"file:{kept.id}:publish": "yes", f"file:{kept.id}:living": "no"})
    given = here.send(code)

    here.act(code, "erase")

    assert given.key_id not in set(here.installation.key_store.key_ids())
    assert list(here.services.vault.ids()) == []
    assert ("erased", given.id) in [(entry.action, entry.record_id) for _, entry in here.services.keys.ledger()]


def test_an_unanswered_question_ends_in_the_archive(here: TestInstallation) -> None:
    code, given = here.give()
    here.decide(given, Decision.ASK, message="Which quay was it?")

    here.clock.pass_by(days=91)
    jobs.run_due(here.services)

    assert here.remembrance(given.memorial_id, given.id).status == "accepted"
    assert here.shown() == []
    assert "appeal" in receipt.open_receipt(here.services, code, media_base="/x").possible


def test_a_suggestion_is_taken_over_only_by_its_contributor(here: TestInstallation) -> None:
    code, given = here.give()
    here.decide(given, Decision.SUGGEST, suggestion="She mended nets.", message="shorter")
    assert here.shown() == []

    here.act(code, "agree")
    here.decide(given)

    assert here.shown()[0].excerpt == "She mended nets."


def test_a_declined_remembrance_may_be_appealed_and_another_reader_decides(here: TestInstallation) -> None:
    code, given = here.give()
    here.decide(given, Decision.DECLINE, reason=ReasonCode.OFF_TOPIC)
    here.act(code, "appeal", message="Please look again.")

    with pytest.raises(NotAllowed):
        here.decide(given, by=EDITOR)
    here.decide(given, by=SECOND_EDITOR)

    assert len(here.shown()) == 1


@pytest.mark.parametrize("flag", [Flag.MINOR, Flag.LIVING_PERSON, Flag.ACCUSATION, Flag.EXACT_PLACE])
def test_what_two_must_see_waits_for_two_editors(here: TestInstallation, flag: Flag) -> None:
    _, given = here.give()

    here.decide(given, flags=[flag])
    here.decide(given, by=EDITOR)
    here.decide(given, by=MODERATOR)
    assert here.shown() == []
    here.decide(given, by=SECOND_EDITOR)

    assert len(here.shown()) == 1


def test_two_readers_do_not_decide_the_same_version_unnoticed(here: TestInstallation) -> None:
    _, given = here.give()
    verdict = reviewing.Verdict(Decision.KEEP, 1, given.revision, reviewing.Findings())
    here.decide(given)

    with pytest.raises(Conflict):
        reviewing.decide(here.services, SECOND_EDITOR, given.memorial_id, given.id, verdict)

    assert len(here.shown()) == 1


def test_undo_works_until_the_time_is_over(home: Path) -> None:
    with installation(home, MEMORIAL_UNDO_MINUTES="10") as here:
        _, given = here.give()
        here.decide(given)
        jobs.run_due(here.services)
        assert here.shown() == []
        here.clock.pass_by(minutes=9)
        reviewing.undo(here.services, EDITOR, given.memorial_id, given.id, 1)
        here.clock.pass_by(minutes=5)
        jobs.run_due(here.services)
        assert here.shown() == []

        here.decide(given)
        here.clock.pass_by(minutes=10)
        jobs.run_due(here.services)

        assert len(here.shown()) == 1


def test_an_unpublished_item_needs_two_editors_to_come_back(here: TestInstallation) -> None:
    _, given = here.publish()
    reviewing.pause(here.services, MODERATOR, given.memorial_id, given.id)
    assert here.shown() == []

    assert not reviewing.resume(here.services, EDITOR, given.memorial_id, given.id)
    assert not reviewing.resume(here.services, EDITOR, given.memorial_id, given.id)
    assert here.shown() == []
    assert reviewing.resume(here.services, SECOND_EDITOR, given.memorial_id, given.id)

    assert len(here.shown()) == 1


def test_sent_twenty_times_at_once_it_is_one_remembrance_with_one_receipt(here: TestInstallation) -> None:
    code = here.offer()
    look = giving.look(here.services, code, media_base="/x")
    key = look.draft.answers["idempotency_key"]

    def send(_: int) -> str:
        return giving.send(here.services, code, idempotency_key=key, payload=look.payload).record_id

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(send, range(20)))

    assert len(ids) == 1
    with here.services.unit_of_work(read_only=True) as uow:
        assert len(list(uow.remembrances.ids(here.memorial.id))) == 1
    with pytest.raises(AlreadySentDifferently):
        giving.send(here.services, code, idempotency_key=key, payload="other words")


def test_words_changed_after_the_look_are_shown_again_before_they_are_sent(here: TestInstallation) -> None:
    code = here.offer()
    look = giving.look(here.services, code, media_base="/x")
    giving.save_answers(here.services, code, {"story": "Other words."})

    with pytest.raises(giving.ChangedSinceLook):
        giving.send(here.services, code, idempotency_key=look.draft.answers["idempotency_key"], payload=look.payload)


def test_the_check_page_is_what_the_public_will_see(here: TestInstallation) -> None:
    code = here.offer(
        person_name_shown="none", story="Ayla Verdin sang.", signature="initials", contributor_name="O. H."
    )
    promised = giving.look(here.services, code, media_base="/x").shown
    given = here.send(code)
    here.decide(given)

    (shown,) = here.shown()
    assert promised is not None
    assert (promised.body, promised.signature, promised.person, promised.audience) == (
        shown.body, shown.signature, shown.person, shown.audience,
    )  # fmt: skip


def test_a_draft_is_gone_when_its_time_is_over_and_its_files_too(here: TestInstallation) -> None:
    code = here.offer()
    giving.keep_file(here.services, code, "a.jpg", [PHOTOGRAPH])

    here.clock.pass_by(hours=24, minutes=1)
    jobs.run_due(here.services)

    with pytest.raises(NotFound):
        giving.open_draft(here.services, code)
    assert list(here.services.vault.ids()) == []


@pytest.mark.parametrize(("bytes_", "name"), [(b"", "a.jpg"), (b"<html>", "a.jpg"), (PHOTOGRAPH[:9000], "a.jpg")])
def test_a_file_that_cannot_be_kept_leaves_the_draft_as_it_was(
    here: TestInstallation, bytes_: bytes, name: str
) -> None:
    code = here.offer()

    with pytest.raises(giving.FileRefused):
        giving.keep_file(here.services, code, name, [bytes_])

    assert giving.open_draft(here.services, code).answers["story"]
    assert list(here.services.vault.ids()) == []


def test_living_people_in_a_photograph_keep_it_back_unless_they_agreed(here: TestInstallation) -> None:
    code = here.offer()
    ids = [giving.keep_file(here.services, code, f"{n}.jpg", [PHOTOGRAPH]).id for n in range(3)]
    answers = {f"file:{one}:publish": "yes" for one in ids}
    answers |= {f"file:{ids[0]}:living": "no", f"file:{ids[1]}:living": "yes", f"file:{ids[2]}:living": "unsure"}
    giving.save_answers(here.services, code, answers | {f"file:{ids[1]}:agreed": "yes"})
    given = here.send(code)
    here.decide(given)
    assert here.shown() == []
    here.decide(given, by=SECOND_EDITOR)

    (shown,) = here.shown()
    assert len(shown.pictures) == 2 and shown.audience == "unlisted"


def test_consent_folds_to_what_is_stored_and_names_the_version(here: TestInstallation) -> None:
    code, given = here.publish(signature="name", contributor_name="Orin Hask")
    here.act(code, "unsign")
    here.act(code, "change", audience="archive", person_name_shown="none", signature="none")

    stored = here.remembrance(given.memorial_id, given.id)
    with here.services.unit_of_work(read_only=True) as uow:
        folded = fold(uow.remembrances.consent(given.memorial_id, given.id))
    for version in stored.versions:
        assert {g.key: g for g in folded[(given.id, version.number)].entries} == {
            g.key: g for g in version.grants.entries
        }
    assert here.shown() == []


def test_nothing_of_one_memorial_shows_in_another(here: TestInstallation) -> None:
    other = memorials.create(here.services, memorial_like(here.services, "hillside"))
    here.publish(other, story="Only on the hill.")

    assert here.shown() == [] and here.names() == []
    assert len(here.shown(other)) == 1
    with here.installation.reader.snapshot() as snapshot:
        assert snapshot.search(here.memorial.id, "hill", after="", limit=5).rows == ()


def test_a_lowered_ceiling_closes_everything_and_a_raised_one_shows_it_again(here: TestInstallation) -> None:
    here.publish()

    def ceiling(to: Audience) -> None:
        memorials.change_settings(here.services, "harbour", change=lambda m: memorials.replace(m, ceiling=to))

    ceiling(Audience.ARCHIVE)
    assert here.shown() == [] and here.names() == []
    ceiling(Audience.PUBLIC)

    assert len(here.shown()) == 1


def test_the_ceiling_holds_for_names_from_lists(here: TestInstallation) -> None:
    claim = NameClaim("Ayla Verdin", Basis.PUBLISHED_SOURCE, "list", Audience.PUBLIC)
    with here.services.unit_of_work() as uow:
        key = here.services.keys.take()
        uow.people.add(Person(here.services.new_id(), here.memorial.id, key.id, (claim,)))
        uow.commit()
    assert here.names() == ["Ayla Verdin"]

    memorials.change_settings(here.services, "harbour", change=lambda m: replace(m, ceiling=Audience.ARCHIVE))

    assert here.names() == []


def test_a_code_that_was_never_given_opens_nothing(here: TestInstallation) -> None:
    with pytest.raises(NotFound):
        receipt.open_receipt(here.services, ReceiptCode.generate().digits, media_base="/x")


def test_a_claim_holds_for_half_an_hour(here: TestInstallation) -> None:
    _, given = here.give()
    assert reviewing.claim(here.services, EDITOR, given.memorial_id, given.id)
    assert not reviewing.claim(here.services, MODERATOR, given.memorial_id, given.id)

    here.clock.now += timedelta(minutes=31)

    assert reviewing.claim(here.services, MODERATOR, given.memorial_id, given.id)


def test_what_a_reader_takes_out_is_said_to_be_removed_and_a_name_to_be_withheld(here: TestInstallation) -> None:
    _, given = here.give(person_name_shown="none", story="Ayla lives at 555 123 4567 with Orin.")
    other, second = here.give(story="Call 555 123 4567 for bread.")
    here.decide(second, findings={"redactions": (Span("story", 5, 17),)})
    assert here.shown()[0].excerpt == "Call [removed to protect someone] for bread."
    here.act(other, "hide")

    here.decide(given, findings={"redactions": (Span("story", 14, 26),)})

    text = here.shown()[0].excerpt
    assert text == "[name withheld] lives at [removed to protect someone] with Orin."
    with here.installation.reader.snapshot() as snapshot:
        found = [snapshot.search(here.memorial.id, q, after="", limit=5).rows for q in ("555", "removed", "withheld")]
    assert found == [(), (), ()]
