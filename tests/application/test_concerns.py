"""Objections: what hides at once, what a person looks at first, who decides, and what happens by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from memorial.application import concern_decisions as desk
from memorial.application import concerns, giving, jobs, memorials, receipt
from memorial.application.concerns import LONGEST_MESSAGE, Raised
from memorial.application.offer import Incomplete
from memorial.domain.errors import AlreadySentDifferently, Conflict, NotAllowed, NotFound
from memorial.domain.holds import NAME
from memorial.domain.objection import PROOF_DAYS, Objection
from memorial.domain.person import NameClaim, Person
from memorial.domain.receipt_code import ReceiptCode
from memorial.vocabulary import Audience, Basis, Ground, ObjectionState
from tests.installations import EDITOR, MODERATOR, SECOND_EDITOR, STORY, TestInstallation, installation

PHOTOGRAPH = Path("tests/samples/images/IMG_20180725_163423-tiny.jpg").read_bytes()


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


def object_to(here: TestInstallation, about: str, code: str = "", **given: str) -> tuple[str, Raised]:
    """Ask that it be hidden because it tells of a living person, unless said otherwise."""
    code = code or ReceiptCode.generate().digits
    fields = {"kind": "hide", "reason": "living_person", "message": "That is me.", "about": about, **given}
    return code, concerns.raise_objection(here.services, "harbour", code, fields, language="en")


def objection(here: TestInstallation, raised: Raised) -> Objection:
    with here.services.unit_of_work(read_only=True) as uow:
        return uow.objections.get(raised.memorial_id, raised.objection_id)


def at_the_desk(here: TestInstallation, raised: Raised, action: str, by: Any = EDITOR, message: str = "") -> bool:
    return desk.act(here.services, by, here.memorial, raised.objection_id, action, message)


def shown_ids(here: TestInstallation) -> set[str]:
    return {one.id for one in here.shown()}


def log_of(here: TestInstallation) -> list[tuple[str, str]]:
    with here.services.unit_of_work(read_only=True) as uow:
        return [(one.action, one.outcome) for _, one in uow.audit.entries(here.memorial.id, before=None, limit=500)]


def add_from_a_list(here: TestInstallation, count: int) -> list[Person]:
    people = [
        Person(
            here.services.new_id(),
            here.memorial.id,
            here.services.keys.take().id,
            (NameClaim(f"Orin Hask {n}", Basis.PUBLISHED_SOURCE, "list-1", Audience.PUBLIC),),
            import_id="batch",
        )
        for n in range(count)
    ]
    with here.services.unit_of_work() as uow:
        uow.people.add_many(people)
        uow.commit()
    return people


# What hides at once


@pytest.mark.parametrize("ground", ["living_person", "child", "address", "contact"])
def test_four_grounds_hide_one_text_at_once_and_its_name_stays(here: TestInstallation, ground: str) -> None:
    _, given = here.publish()

    _, raised = object_to(here, given.id, reason=ground)

    assert raised.hidden
    assert here.shown() == []
    assert here.names() == ["Ayla Verdin"]
    assert log_of(here)[0] == ("hide_at_once", "done")


@pytest.mark.parametrize("ground", ["wrong", "picture", "hurtful", "family", "other"])
def test_other_grounds_hide_nothing_before_a_person_has_looked(here: TestInstallation, ground: str) -> None:
    _, given = here.publish()

    _, raised = object_to(here, given.id, reason=ground)

    assert not raised.hidden
    assert shown_ids(here) == {given.id}
    assert objection(here, raised).held_back == "ground"


@pytest.mark.parametrize("ground", list(Ground))
def test_correct_changes_nothing_by_itself(here: TestInstallation, ground: Ground) -> None:
    _, given = here.publish()
    before = here.edition()

    _, raised = object_to(here, given.id, kind="correct", reason=ground.value)

    assert not raised.hidden
    assert here.edition() == before


def test_one_picture_is_hidden_and_the_text_and_the_other_picture_stay(here: TestInstallation) -> None:
    code = here.offer()
    for caption in ("The first", "The second"):
        kept = giving.keep_file(here.services, code, "a.jpg", [PHOTOGRAPH])
        answers = {"caption": caption, "living": "no", "publish": "yes"}
        giving.save_answers(here.services, code, {f"file:{kept.id}:{k}": v for k, v in answers.items()})
    given = here.send(code)
    here.decide(given)
    elements = concerns.elements_of(here.services, here.memorial.id, given.id)
    assert [one.kind for one in elements] == ["text", "picture", "picture"]

    with pytest.raises(Incomplete):
        object_to(here, given.id)
    object_to(here, given.id, element=elements[1].word)

    (shown,) = here.shown()
    assert [picture.caption for picture in shown.pictures] == ["The second"]
    assert "mended nets" in shown.body.__html__()


def test_the_signature_alone_can_be_hidden(here: TestInstallation) -> None:
    _, given = here.publish(signature="name", contributor_name="Orin Hask")

    object_to(here, given.id, element="signature")

    (shown,) = here.shown()
    assert shown.signature == ""


def test_a_name_that_a_family_gave_is_hidden_and_taken_out_of_the_text(here: TestInstallation) -> None:
    _, given = here.publish(story="Ayla Verdin sang on the pier.")

    object_to(here, here.remembrance(here.memorial.id, given.id).person_id or "")

    assert here.names() == []
    (shown,) = here.shown()
    assert shown.person is None
    assert "Ayla" not in shown.body.__html__()


def test_a_name_from_a_list_waits_for_a_person_until_kinship_is_confirmed(here: TestInstallation) -> None:
    (person,) = add_from_a_list(here, 1)

    _, raised = object_to(here, person.id)
    assert (raised.hidden, objection(here, raised).held_back) == (False, "from_a_list")
    assert here.names() == ["Orin Hask 0"]

    at_the_desk(here, raised, "kin", MODERATOR)
    assert here.names() == []


def test_kinship_pauses_names_only(here: TestInstallation) -> None:
    _, given = here.publish()
    _, raised = object_to(here, given.id, reason="family")

    with pytest.raises(NotAllowed):
        at_the_desk(here, raised, "kin")

    assert shown_ids(here) == {given.id}


def test_around_a_commemorative_day_a_person_looks_first(here: TestInstallation) -> None:
    _, given = here.publish()
    memorials.change_settings(here.services, "harbour", change=lambda m: replace(m, commemorative_days=("03-05",)))

    _, raised = object_to(here, given.id)
    here.clock.pass_by(days=7)
    _, later = object_to(here, given.id)

    assert (raised.hidden, objection(here, raised).held_back) == (False, "commemoration")
    assert later.hidden


def test_at_most_three_or_one_in_fifty_are_hidden_before_anybody_has_looked(here: TestInstallation) -> None:
    given = [here.publish(person_name=f"Ayla Verdin {n}")[1] for n in range(6)]
    small = [object_to(here, one.id)[1].hidden for one in given]
    add_from_a_list(here, 250)
    large = [object_to(here, one.id)[1].hidden for one in given]

    assert small == [True, True, True, False, False, False]
    assert sum(large) == 2
    assert len(here.shown()) == 1


def test_a_reader_may_hide_beyond_the_limit(here: TestInstallation) -> None:
    _, given = here.publish()
    _, raised = object_to(here, given.id, reason="hurtful")

    at_the_desk(here, raised, "hide", MODERATOR)

    assert here.shown() == []


def test_the_record_and_what_nobody_sees_can_be_spoken_of_and_nothing_is_hidden(here: TestInstallation) -> None:
    code, given = here.publish()
    here.act(code, "hide")

    _, hidden = object_to(here, given.id, given_about=given.id)
    _, unknown = object_to(here, "0" * 32)

    assert not hidden.hidden and not unknown.hidden
    assert objection(here, hidden).given_about == given.id
    assert objection(here, hidden).subject_id == ""


# What is kept, and sent twice


def test_without_words_or_with_too_many_nothing_is_kept(here: TestInstallation) -> None:
    for wrong in ({"message": " "}, {"message": "a" * (LONGEST_MESSAGE + 1)}, {"kind": "x"}, {"reason": ""}):
        with pytest.raises(Incomplete):
            object_to(here, "", **wrong)
    code = ReceiptCode.generate().digits
    with pytest.raises(Incomplete):
        object_to(here, "", code, message=f"My code is {code}")

    with here.services.unit_of_work(read_only=True) as uow:
        assert uow.objections.count_waiting(here.memorial.id) == 0


def test_the_same_form_twice_makes_one_objection(here: TestInstallation) -> None:
    _, given = here.publish()
    code, first = object_to(here, given.id)

    _, again = object_to(here, given.id, code)
    with pytest.raises(AlreadySentDifferently):
        object_to(here, given.id, code, message="Other words.")

    assert (again.objection_id, again.again) == (first.objection_id, True)


def test_nothing_of_an_objection_can_be_read_in_the_database(here: TestInstallation) -> None:
    _, given = here.publish()
    code, _raised = object_to(here, given.id, message="I am Neve Quarrel of Pier 9.")
    concerns.act(here.services, code, "proof", {"message": "My passport says Quarrel."})

    here.installation.engines.dispose()
    raw = b"".join(path.read_bytes() for path in here.installation.settings.home.rglob("*") if path.is_file())

    assert b"mended nets" in raw
    assert b"Quarrel" not in raw
    assert code.encode() not in raw


# What happens by itself


def test_without_proof_it_lapses_and_the_same_ground_hides_no_more_at_once(here: TestInstallation) -> None:
    _, given = here.publish()
    _, raised = object_to(here, given.id)

    here.clock.pass_by(days=PROOF_DAYS, minutes=-1)
    jobs.run_due(here.services)
    assert here.shown() == []
    here.clock.pass_by(minutes=2)
    jobs.run_due(here.services)

    assert shown_ids(here) == {given.id}
    assert objection(here, raised).state is ObjectionState.LAPSED
    assert log_of(here)[0] == ("objection_lapsed", "done")
    assert not object_to(here, given.id)[1].hidden
    assert object_to(here, given.id, reason="child")[1].hidden


def test_with_proof_it_waits_for_the_decision(here: TestInstallation) -> None:
    _, given = here.publish()
    code, raised = object_to(here, given.id)
    concerns.act(here.services, code, "proof", {"message": "Here is who I am."})

    here.clock.pass_by(days=30)
    jobs.run_due(here.services)

    assert here.shown() == []
    assert objection(here, raised).state is ObjectionState.HIDING


def test_a_closed_objection_is_destroyed_after_sixty_days_and_what_it_did_stays(here: TestInstallation) -> None:
    _, given = here.publish()
    code, raised = object_to(here, given.id)
    at_the_desk(here, raised, "uphold", EDITOR)
    at_the_desk(here, raised, "uphold", SECOND_EDITOR)
    key = objection(here, raised).key_id

    here.clock.pass_by(days=61)
    jobs.run_due(here.services)

    with pytest.raises(NotFound):
        concerns.open_concern(here.services, code)
    assert key not in set(here.services.keys.key_ids())
    assert here.shown() == []


def test_taken_back_by_its_sender_it_is_gone_and_the_text_is_seen_again(here: TestInstallation) -> None:
    _, given = here.publish()
    code, _raised = object_to(here, given.id)

    concerns.act(here.services, code, "erase", {})

    assert shown_ids(here) == {given.id}
    with pytest.raises(NotFound):
        concerns.open_concern(here.services, code)
    assert not object_to(here, given.id)[1].hidden


# Two people decide


def test_two_editors_uphold_it_and_other_words_may_be_shown_later(here: TestInstallation) -> None:
    code, given = here.publish()
    _, raised = object_to(here, given.id)

    assert not at_the_desk(here, raised, "uphold", EDITOR)
    assert not at_the_desk(here, raised, "uphold", EDITOR), "the same person twice is one person"
    assert objection(here, raised).state is ObjectionState.HIDING
    assert at_the_desk(here, raised, "uphold", SECOND_EDITOR, "It named you.")
    assert here.shown() == []

    here.act(code, "change", story="She mended nets.")
    here.decide(given)
    (shown,) = here.shown()
    assert "hummed" not in shown.body.__html__()


def test_the_same_words_in_a_new_version_stay_hidden_when_it_was_upheld(here: TestInstallation) -> None:
    code, given = here.publish(audience="unlisted")
    _, raised = object_to(here, given.id)
    for by in (EDITOR, SECOND_EDITOR):
        at_the_desk(here, raised, "uphold", by)

    here.act(code, "change", audience="public", person_name_shown="full", signature="none")
    here.decide(given)

    assert here.remembrance(given.memorial_id, given.id).published != given.published
    assert here.shown() == []
    here.act(code, "change", story="She mended nets.")
    here.decide(given)
    here.act(code, "change", story=STORY)
    here.decide(given)
    assert here.shown() == [], "words that come back are the same words"


def test_the_same_signature_under_other_words_stays_hidden_when_it_was_upheld(here: TestInstallation) -> None:
    code, given = here.publish(signature="name", contributor_name="Orin Hask")
    _, raised = object_to(here, given.id, element="signature")
    for by in (EDITOR, SECOND_EDITOR):
        at_the_desk(here, raised, "uphold", by)

    here.act(code, "change", story="She mended nets.")
    here.decide(given)

    (shown,) = here.shown()
    assert "hummed" not in shown.body.__html__()
    assert shown.signature == ""


@pytest.mark.parametrize("way", ["it lapses", "it is taken back", "two people reject it"])
def test_what_was_upheld_stays_hidden_though_its_objection_came_back_from_before(
    here: TestInstallation, way: str
) -> None:
    """A restored objection is older than the hold on the record, which the ledger brought up to date."""
    _, given = here.publish()
    code, raised = object_to(here, given.id)
    upheld = replace(objection(here, raised).hold, state=ObjectionState.UPHELD, version=1)
    with here.services.unit_of_work() as uow:
        concerns.keep_hold(uow, objection(here, raised), upheld, now=here.services.now())
        uow.commit()

    if way == "it lapses":
        here.clock.pass_by(days=PROOF_DAYS, minutes=1)
        jobs.run_due(here.services)
        assert objection(here, raised).state is ObjectionState.LAPSED
    elif way == "it is taken back":
        concerns.act(here.services, code, "erase", {})
    else:
        for by in (EDITOR, SECOND_EDITOR):
            at_the_desk(here, raised, "reject", by)

    assert here.shown() == []
    assert here.remembrance(given.memorial_id, given.id).objections == (upheld,)


def test_two_editors_reject_it_and_the_same_ground_hides_no_more(here: TestInstallation) -> None:
    _, given = here.publish()
    _, raised = object_to(here, given.id)

    at_the_desk(here, raised, "reject", EDITOR)
    assert here.shown() == []
    at_the_desk(here, raised, "reject", SECOND_EDITOR)

    assert shown_ids(here) == {given.id}
    _, again = object_to(here, given.id)
    assert not again.hidden
    with pytest.raises(NotAllowed, match="rejected_before"):
        at_the_desk(here, again, "hide")


def test_editors_who_disagree_decide_nothing(here: TestInstallation) -> None:
    _, given = here.publish()
    _, raised = object_to(here, given.id)

    assert not at_the_desk(here, raised, "reject", EDITOR)
    assert not at_the_desk(here, raised, "uphold", SECOND_EDITOR)

    assert objection(here, raised).state is ObjectionState.HIDING


def test_a_moderator_decides_nothing_and_the_refusal_is_in_the_log(here: TestInstallation) -> None:
    _, given = here.publish()
    _, raised = object_to(here, given.id)

    with pytest.raises(NotAllowed):
        at_the_desk(here, raised, "uphold", MODERATOR)

    assert log_of(here)[0] == ("objection_uphold", "refused")


def test_a_decided_objection_cannot_be_decided_or_added_to(here: TestInstallation) -> None:
    _, given = here.publish()
    code, raised = object_to(here, given.id)
    for by in (EDITOR, SECOND_EDITOR):
        at_the_desk(here, raised, "reject", by)

    with pytest.raises(Conflict):
        at_the_desk(here, raised, "uphold")
    with pytest.raises(Conflict):
        concerns.act(here.services, code, "proof", {"message": "More."})


def test_upholding_never_shows_more_than_the_sender_allows(here: TestInstallation) -> None:
    code, given = here.publish()
    _, raised = object_to(here, given.id)
    here.act(code, "change", audience="archive", person_name_shown="none", signature="none")

    for by in (EDITOR, SECOND_EDITOR):
        at_the_desk(here, raised, "reject", by)

    assert here.shown() == []
    assert here.names() == []


def test_what_was_erased_meanwhile_closes_the_objection(here: TestInstallation) -> None:
    code, given = here.publish()
    _, raised = object_to(here, given.id)
    here.act(code, "erase")

    at_the_desk(here, raised, "uphold")

    assert objection(here, raised).state is ObjectionState.GONE


@pytest.mark.parametrize(
    ("before", "quoted"),
    [({"signature": "name"}, "Orin Hask"), ({"signature": "initials"}, "O. H.")],
)
def test_a_reader_reads_of_the_name_under_a_text_what_visitors_read(
    here: TestInstallation, before: dict[str, str], quoted: str
) -> None:
    _, given = here.publish(contributor_name="Orin Hask", **before)
    _, raised = object_to(here, given.id, element="signature")

    assert desk.read(here.services, MODERATOR, here.memorial, raised.objection_id).concern.quotation == quoted


@pytest.mark.parametrize("narrower", ["unsign", "change"])
def test_a_name_that_its_sender_takes_from_under_the_text_is_no_longer_quoted_in_full(
    here: TestInstallation, narrower: str
) -> None:
    code, given = here.publish(contributor_name="Orin Hask", signature="name")
    _, raised = object_to(here, given.id, element="signature")
    choices = {"audience": "public", "person_name_shown": "full", "signature": "initials"}
    here.act(code, narrower, **(choices if narrower == "change" else {}))

    assert desk.read(here.services, EDITOR, here.memorial, raised.objection_id).concern.quotation == "O. H."


def described(here: TestInstallation, raised: Raised) -> list[desk.DeskConcern]:
    """Everything that a reader is told of what an objection is about: in the list, and on its page."""
    waiting, closed = desk.listed(here.services, MODERATOR, here.memorial)
    rows = [one for one in (*waiting, *closed) if one.objection.id == raised.objection_id]
    return [*rows, desk.read(here.services, MODERATOR, here.memorial, raised.objection_id).concern]


@pytest.mark.parametrize("taken_back", ["withdraw", "erase"])
@pytest.mark.parametrize("element", ["text", "signature"])
def test_what_was_taken_back_is_gone_for_the_readers_of_an_objection(
    here: TestInstallation, taken_back: str, element: str
) -> None:
    code, given = here.publish(contributor_name="Orin Hask", signature="name")
    _, raised = object_to(here, given.id, element=element)
    assert {one.name for one in described(here, raised)} == {"Ayla Verdin"}

    here.act(code, taken_back)

    found = described(here, raised)
    assert [(one.gone, one.name, one.quotation) for one in found] == [(True, "", "")] * 2


def notes_to(here: TestInstallation, record_id: str) -> int:
    with here.services.unit_of_work(read_only=True) as uow:
        return sum(one.record_id == record_id for one in uow.outbox.listed(here.memorial.id, limit=50))


def test_no_hold_and_no_mail_touches_what_was_taken_back(here: TestInstallation) -> None:
    code, given = here.publish()
    receipt.leave_address(here.services, code, "family@example.org")
    _, waits = object_to(here, given.id, reason="hurtful")
    here.act(code, "withdraw")
    before, notes = here.remembrance(given.memorial_id, given.id), notes_to(here, given.id)

    with pytest.raises(Conflict):
        at_the_desk(here, waits, "hide", MODERATOR)
    with here.services.unit_of_work() as uow, pytest.raises(NotFound):
        concerns.keep_hold(uow, objection(here, waits), objection(here, waits).hold, now=here.services.now())
    at_the_desk(here, waits, "uphold")

    assert objection(here, waits).state is ObjectionState.GONE
    assert here.remembrance(given.memorial_id, given.id) == before
    assert notes_to(here, given.id) == notes


@pytest.mark.parametrize("how", ["uphold", "lapse", "erase"])
def test_who_takes_back_and_returns_is_not_held_by_what_nobody_can_decide_any_more(
    here: TestInstallation, how: str
) -> None:
    code, given = here.publish()
    receipt.leave_address(here.services, code, "family@example.org")
    objectors_code, raised = object_to(here, given.id)
    here.act(code, "withdraw")
    told = notes_to(here, given.id)

    if how == "uphold":
        at_the_desk(here, raised, "uphold")
    elif how == "erase":
        concerns.act(here.services, objectors_code, "erase", {})
    else:
        here.clock.pass_by(days=PROOF_DAYS, minutes=1)
        jobs.run_due(here.services)

    assert notes_to(here, given.id) <= told
    here.act(code, "return", audience="public", person_name_shown="full", signature="none")
    assert here.shown() == [], "a reader looks at it again first"
    here.decide(given)
    assert shown_ids(here) == {given.id}


def test_something_wrong_is_answered_by_one_reader(here: TestInstallation) -> None:
    code, raised = object_to(here, "", kind="correct", reason="wrong")

    at_the_desk(here, raised, "answer", MODERATOR, "It is put right.")

    view = concerns.open_concern(here.services, code)
    assert view.objection.state is ObjectionState.ANSWERED
    assert view.objection.messages[-1].text == "It is put right."


# Who is told, and what is remembered


def test_the_sender_is_told_on_the_receipt_and_by_a_neutral_note(here: TestInstallation) -> None:
    code, given = here.publish()
    receipt.leave_address(here.services, code, "family@example.org")
    _, person = object_to(here, here.remembrance(here.memorial.id, given.id).person_id or "")
    object_to(here, given.id)

    holds = receipt.open_receipt(here.services, code, media_base="").objections
    assert [(hold.element, hold.state) for hold in holds] == [
        ("text", ObjectionState.HIDING),
        (NAME, ObjectionState.HIDING),
    ]
    with here.services.unit_of_work(read_only=True) as uow:
        notes = [one for one in uow.outbox.listed(here.memorial.id, limit=10) if one.record_id == given.id]
    assert len(notes) >= 2
    assert person.hidden


def test_the_ledger_beside_the_keys_remembers_what_was_hidden(here: TestInstallation) -> None:
    _, given = here.publish()
    _, raised = object_to(here, given.id)

    (entry,) = [entry for _, entry in here.services.keys.ledger() if entry.record_id == given.id]

    assert (entry.action, entry.detail) == ("narrowed", f"hold={raised.objection_id},text,living_person,hiding,")


def test_who_may_not_read_there_sees_no_objection(here: TestInstallation) -> None:
    _, raised = object_to(here, "", kind="correct")
    stranger = replace(MODERATOR, id="stranger", roles=())

    with pytest.raises(NotAllowed):
        desk.read(here.services, stranger, here.memorial, raised.objection_id)
    with pytest.raises(NotAllowed):
        desk.listed(here.services, stranger, here.memorial)
    with pytest.raises(NotAllowed):
        at_the_desk(here, raised, "answer", stranger, "x")
