"""What somebody under 16 sends: sealed until a guardian agrees to these words, then on this site only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.db.tables import guardian_code, metadata
from memorial.application import guardians, hide_codes, jobs, receipt
from memorial.application.checking import Wrong, check
from memorial.application.consent_record import consent_record
from memorial.application.everything import described, everything
from memorial.application.guardians import guardian_changes
from memorial.application.receipt import ACTIONS, consent_changes
from memorial.domain.consent import Grants, fold
from memorial.domain.errors import Conflict, NotAllowed, NotFound, Refusal
from memorial.domain.minors import wanted_of_guardian, years_after
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import ActorKind, Audience, ConsentState, Decision, Flag, Scope, Standing, Use
from tests.installations import EDITOR, SECOND_EDITOR, STORY, TestInstallation, installation

CHOICES = {"person_name_shown": "full", "signature": "none"}


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


def young(here: TestInstallation, **answers: str) -> tuple[str, Remembrance, str]:
    """The sender's code, what was sent, and a code for the guardian."""
    code, given = here.give(under_age="yes", **answers)
    return code, given, guardians.make(here.services, code)


def answer(here: TestInstallation, made: str, action: str, version: int = 1) -> None:
    guardians.act(here.services, made, action, version=version, language="en")


def accept_by_two(here: TestInstallation, given: Remembrance) -> Remembrance:
    here.decide(given)
    here.decide(given, by=SECOND_EDITOR)
    return now(here, given)


def now(here: TestInstallation, given: Remembrance) -> Remembrance:
    return here.remembrance(given.memorial_id, given.id)


def published(here: TestInstallation, **answers: str) -> tuple[str, Remembrance, str]:
    code, given, made = young(here, **answers)
    answer(here, made, "agree")
    return code, accept_by_two(here, given), made


def wrong(here: TestInstallation) -> list[Wrong]:
    found = check(here.services, ArchiveInspection(here.installation.archive, here.clock))
    # Keys that wait to be taken are old after two years.
    return [one for one in found if one.detail != "a key that nothing names"]


# Before, and after


def test_without_a_guardian_it_stays_in_the_archive_whoever_accepts_it(here: TestInstallation) -> None:
    _, given, _ = young(here)

    accepted = accept_by_two(here, given)

    assert (here.shown(), here.names()) == ([], [])
    assert (accepted.status, accepted.latest.publish_at) == ("accepted", None)


def test_with_a_guardian_and_two_people_visitors_of_this_site_see_it_and_no_search_engine(
    here: TestInstallation,
) -> None:
    _, given, made = young(here)
    answer(here, made, "agree")
    assert here.shown() == []

    here.decide(given)
    assert here.shown() == []
    here.decide(given, by=SECOND_EDITOR)

    (shown,) = here.shown()
    assert (shown.audience, here.names()) == ("unlisted", ["Ayla Verdin"])
    assert wrong(here) == []


def test_who_accepted_it_for_the_archive_has_not_accepted_it_for_visitors(here: TestInstallation) -> None:
    _, given, made = young(here)
    accept_by_two(here, given)

    answer(here, made, "agree")

    again = now(here, given)
    assert (again.status, again.latest.accepted_by, here.shown()) == ("in_review", (), [])
    here.decide(given)
    assert here.shown() == []
    here.decide(given, by=SECOND_EDITOR)
    assert len(here.shown()) == 1


def test_one_acceptance_from_before_does_not_count_for_visitors(here: TestInstallation) -> None:
    _, given, made = young(here)
    here.decide(given)

    answer(here, made, "agree")
    here.decide(given, by=SECOND_EDITOR)

    assert (now(here, given).status, here.shown()) == ("in_review", [])


def test_what_readers_keep_in_the_archive_no_guardian_opens(here: TestInstallation) -> None:
    _, given, made = young(here)
    here.decide(given, Decision.KEEP, message="For the archive.")

    assert guardians.look(here.services, made, media_base="/m").asked == 0
    with pytest.raises(Conflict):
        answer(here, made, "agree")

    assert now(here, given).status == "accepted" and here.shown() == []


def test_a_guardian_takes_it_back_at_once_and_may_agree_again(here: TestInstallation) -> None:
    _, given, made = published(here)
    before = here.edition()

    answer(here, made, "take_back")

    assert (here.shown(), here.names()) == ([], []) and here.edition() > before
    view = guardians.look(here.services, made, media_base="/m")
    assert (view.agreed, view.stands, view.word) == (False, False, ConsentState.REVOKED)
    assert [one.detail for _, one in here.services.keys.ledger() if one.record_id == given.id] == ["guardian=1"]
    assert wrong(here) == []
    answer(here, made, "agree")
    assert len(here.shown()) == 1 and wrong(here) == []


def test_taken_back_while_the_undo_time_runs_it_is_never_shown(home: Path) -> None:
    with installation(home, MEMORIAL_UNDO_MINUTES="10") as here:
        _, given, made = young(here)
        answer(here, made, "agree")
        accept_by_two(here, given)
        answer(here, made, "take_back")
        here.clock.pass_by(minutes=11)
        jobs.run_due(here.services)

        assert here.shown() == [] and wrong(here) == []


def test_under_an_embargo_a_guardian_sees_the_words_and_visitors_only_when_it_is_over(here: TestInstallation) -> None:
    code, given, made = young(here, audience="until", embargo_until="2026-04-01")
    view = guardians.look(here.services, made, media_base="/m")
    assert view.shown is not None and view.opens is not None and view.opens.isoformat() == "2026-04-01"
    answer(here, made, "agree")
    accept_by_two(here, given)
    assert here.shown() == []
    assert guardians.look(here.services, made, media_base="/m").shown is not None
    here.act(code, "extend", embargo_until="2026-05-01")
    assert guardians.look(here.services, made, media_base="/m").agreed
    for _ in range(62 * 2):
        here.clock.pass_by(hours=12)
        jobs.run_due(here.services)

    assert len(here.shown()) == 1


def test_a_refusal_keeps_it_in_the_archive_and_can_be_changed(here: TestInstallation) -> None:
    _, given, made = young(here)
    answer(here, made, "refuse")
    accept_by_two(here, given)
    assert here.shown() == []
    assert guardians.look(here.services, made, media_base="/m").word is ConsentState.REFUSED

    answer(here, made, "agree")
    accept_by_two(here, given)

    assert len(here.shown()) == 1 and wrong(here) == []


def test_new_words_ask_the_guardian_anew_and_the_old_ones_stay_meanwhile(here: TestInstallation) -> None:
    code, given, made = published(here)

    here.act(code, "change", story="Other words by the harbour.")
    accept_by_two(here, given)

    assert [one.excerpt for one in here.shown()] == [STORY]
    view = guardians.look(here.services, made, media_base="/m")
    assert (view.asked, view.agreed, view.stands) == (2, False, True)
    with pytest.raises(Conflict):
        answer(here, made, "agree", version=1)
    answer(here, made, "agree", version=2)
    assert [one.excerpt for one in here.shown()] == [STORY]
    accept_by_two(here, given)
    assert [one.excerpt for one in here.shown()] == ["Other words by the harbour."]
    answer(here, made, "take_back")
    assert here.shown() == [] and wrong(here) == []


def test_a_wider_choice_asks_the_guardian_anew(here: TestInstallation) -> None:
    code, given, _ = published(here, person_name_shown="none")

    here.act(code, "change", audience="public", **CHOICES)
    accept_by_two(here, given)

    assert here.names() == [] and len(here.shown()) == 1


def test_what_comes_back_after_it_was_taken_back_asks_the_guardian_anew(here: TestInstallation) -> None:
    code, given, made = published(here)
    here.act(code, "withdraw")
    assert guardians.look(here.services, made, media_base="/m").shown is None

    here.act(code, "return", audience="unlisted", **CHOICES)
    accept_by_two(here, given)

    assert here.shown() == []


def test_what_its_sender_hides_or_keeps_no_guardian_reads_or_opens(here: TestInstallation) -> None:
    code, given, made = published(here)
    here.act(code, "hide")

    view = guardians.look(here.services, made, media_base="/m")
    assert (view.shown, view.asked, view.stands) == (None, 0, True)
    with pytest.raises(Conflict):
        answer(here, made, "agree")
    answer(here, made, "take_back")
    here.act(code, "show")
    assert here.shown() == [] and now(here, given).standing is Standing.OPEN
    _, _, kept = young(here, audience="archive")
    assert guardians.look(here.services, kept, media_base="/m").shown is None


# What the store takes


def test_the_store_takes_no_agreement_but_a_guardians_own(here: TestInstallation) -> None:
    _, given, _ = young(here)
    given = now(here, given)
    agreed = given.with_version(replace(given.latest, guardian=wanted_of_guardian(given.latest)))
    said = guardian_changes(given, agreed, here.clock())
    assert said

    for actor in (None, *(kind for kind in ActorKind if kind is not ActorKind.GUARDIAN)):
        events = [replace(event, actor_kind=actor) for event in said] if actor else []
        with here.services.unit_of_work() as uow, pytest.raises(NotAllowed):
            uow.remembrances.save(agreed, events)
    wider = Grants(tuple(replace(one, audience=Audience.PUBLIC) for one in agreed.latest.guardian.entries))
    public = given.with_version(replace(given.latest, guardian=wider))
    with here.services.unit_of_work() as uow, pytest.raises(NotAllowed):
        uow.remembrances.save(public, guardian_changes(given, public, here.clock()))

    with here.services.unit_of_work() as uow:
        uow.remembrances.save(agreed, said)


@pytest.mark.parametrize("use", [use for use in Use if use is not Use.DISPLAY])
def test_the_store_takes_no_other_use_of_what_somebody_under_age_sends(here: TestInstallation, use: Use) -> None:
    _, given, _ = young(here)
    given = now(here, given)
    text = given.latest.grants.find(Scope.TEXT)
    assert text is not None
    for element in ({"grants": given.latest.grants}, {"guardian": given.latest.guardian}):
        ((name, grants),) = element.items()
        used = grants.with_changes([replace(text, use=use, audience=Audience.UNLISTED)])
        changed = given.with_version(replace(given.latest, **{name: used}))
        events = [*consent_changes(given, changed, here.clock()), *guardian_changes(given, changed, here.clock())]
        assert events

        with here.services.unit_of_work() as uow, pytest.raises(NotAllowed, match="under_age"):
            uow.remembrances.save(changed, events)


def test_nobody_but_the_sender_makes_somebody_of_age(here: TestInstallation) -> None:
    _, given, _ = young(here)
    given = now(here, given)
    grown = given.with_version(replace(given.latest, flags=()))
    renewed = tuple(replace(one, state=ConsentState.RENEWED) for one in given.latest.grants.entries)
    also = grown.with_version(replace(grown.latest, grants=Grants(renewed)))

    for changed in (grown, also):
        for actor in (None, ActorKind.STAFF, ActorKind.JOB, ActorKind.GUARDIAN):
            events = consent_changes(given, changed, here.clock(), actor_kind=actor) if actor else []
            with here.services.unit_of_work() as uow, pytest.raises(NotAllowed, match="nobody_agreed"):
                uow.remembrances.save(changed, events)


# The record of it


def test_what_a_guardian_says_is_an_event_of_its_own_under_its_own_notice(here: TestInstallation) -> None:
    _, given, made = young(here)
    guardians.act(here.services, made, "agree", version=1, language="ar")
    answer(here, made, "take_back")
    answer(here, made, "take_back")

    with here.services.unit_of_work(read_only=True) as uow:
        events = uow.remembrances.consent(given.memorial_id, given.id)
        log = [entry for _, entry in uow.audit.entries(given.memorial_id, before=None, limit=50)]
    said = [event for event in events if event.actor_kind is ActorKind.GUARDIAN]
    half = len(said) // 2
    assert {event.grant.scope for event in said} >= {Scope.TEXT, Scope.PERSON_NAME}
    assert {(e.grant.state, e.grant.audience) for e in said[:half]} == {(ConsentState.GIVEN, Audience.UNLISTED)}
    assert {(e.grant.state, e.grant.audience) for e in said[half:]} == {(ConsentState.REVOKED, Audience.NONE)}
    assert {event.grant.use for event in said} == {Use.DISPLAY}
    assert [said[0].notice.language, said[-1].notice.language] == ["ar", "en"]
    assert said[0].notice.text_hash == here.memorial.notice_hash("ar")
    assert said[0].notice.controls_hash != events[0].notice.controls_hash
    latest = now(here, given).latest
    assert fold(events)[(given.id, 1)] == latest.grants
    assert fold(events, of_guardians=True)[(given.id, 1)] == latest.guardian
    by_guardian = [(e.action, e.subject_id, e.outcome) for e in log if e.actor_kind is ActorKind.GUARDIAN]
    assert by_guardian == [("guardian_take_back", given.id, "done"), ("guardian_agree", given.id, "done")]


def test_the_nightly_check_finds_an_agreement_that_no_event_tells_of(here: TestInstallation) -> None:
    _, given, _ = published(here)
    changed = now(here, given)
    less = Grants(tuple(replace(one, state=ConsentState.REVOKED) for one in changed.latest.guardian.entries))
    with here.services.unit_of_work() as uow:
        uow.remembrances.save(changed.with_version(replace(changed.latest, guardian=less)))
        uow.commit()

    assert [(one.kind, "guardian" in one.detail) for one in wrong(here) if one.kind == "consent"] == [("consent", True)]


def test_what_the_sender_takes_along_says_that_a_guardian_agreed_and_no_more(here: TestInstallation) -> None:
    code, _, made = published(here)
    data = described(everything(here.services, code))

    assert data["versions"][0]["guardian_agreed"] is True
    assert data["guardian_code"] == {"made_on": "2026-03-02"}
    assert made not in str(data) and "guardian" not in str({**data, "versions": [], "guardian_code": None}).replace(
        "guardian_code", ""
    )


# Codes


def opens(here: TestInstallation, made: str) -> bool:
    try:
        guardians.look(here.services, made, media_base="/m")
    except NotFound:
        return False
    return True


def test_a_code_made_anew_ends_the_old_one_and_erasing_ends_all(here: TestInstallation) -> None:
    code, _, first = young(here)
    second = guardians.make(here.services, code)
    assert [opens(here, one) for one in (first, second)] == [False, True]
    guardians.end(here.services, code)
    assert not opens(here, second)
    third = guardians.make(here.services, code)
    with here.installation.engines.reading.connect() as connection:
        stored = "".join(str(connection.execute(select(table)).all()) for table in metadata.tables.values())
        assert third not in stored and len(connection.execute(select(guardian_code)).all()) == 1

    here.act(code, "erase")

    assert not opens(here, third)
    with here.installation.engines.reading.connect() as connection:
        assert connection.execute(select(guardian_code)).all() == []


def test_a_code_that_came_back_with_a_backup_opens_nothing(here: TestInstallation) -> None:
    code, given, first = young(here)
    with here.installation.engines.reading.connect() as connection:
        row = dict(connection.execute(select(guardian_code)).mappings().one())
    guardians.end(here.services, code)
    with here.installation.engines.writing.begin() as connection:
        connection.execute(guardian_code.insert(), row)

    assert not opens(here, first)
    with pytest.raises(NotFound):
        answer(here, first, "agree")
    assert [one.detail for _, one in here.services.keys.ledger() if one.record_id == given.id] == [
        f"guardian_code={row['id']}"
    ]


def test_while_an_agreement_stands_its_code_can_be_made_anew_and_not_ended(here: TestInstallation) -> None:
    code, _, made = published(here)

    with pytest.raises(NotAllowed, match="guardian_agreed"):
        guardians.end(here.services, code)
    again = guardians.make(here.services, code)

    assert not opens(here, made) and len(here.shown()) == 1
    answer(here, again, "take_back")
    assert here.shown() == []


def test_no_code_opens_what_another_one_is_for(here: TestInstallation) -> None:
    code, given, made = published(here)
    hiding, before = hide_codes.make(here.services, code), now(here, given)

    for action in ACTIONS:
        with pytest.raises(NotFound):
            receipt.act(here.services, made, action, {"story": "Other words.", "message": "x", "audience": "public"})
    for use_case in (consent_record, everything, hide_codes.make, hide_codes.hide, guardians.make, guardians.end):
        with pytest.raises(NotFound):
            use_case(here.services, made)
    for other in (code, hiding, ReceiptCode.generate().digits):
        with pytest.raises(NotFound):
            answer(here, other, "take_back")
    with pytest.raises(NotFound):
        guardians.make(here.services, hiding)
    for action in ("withdraw", "erase", "hide", "change", ""):
        with pytest.raises(Refusal):
            answer(here, made, action)

    assert now(here, given) == before


def test_who_is_of_age_needs_no_guardian(here: TestInstallation) -> None:
    code, _ = here.publish()

    with pytest.raises(NotAllowed):
        guardians.make(here.services, code)


# At 18


def asked(here: TestInstallation, code: str) -> bool:
    return "of_age" in receipt.open_receipt(here.services, code, media_base="/m").possible


def pass_to(here: TestInstallation, year: int, month: int, day: int) -> None:
    here.clock.now = datetime(year, month, day, 9, tzinfo=UTC)


def test_nobody_is_asked_before_two_years_and_after_not_yet_for_another_year(here: TestInstallation) -> None:
    code, given, _ = published(here)
    pass_to(here, 2028, 3, 1)
    assert not asked(here, code)
    with pytest.raises(NotAllowed):
        here.act(code, "of_age")
    pass_to(here, 2028, 3, 2)
    assert asked(here, code)

    before = now(here, given)
    here.act(code, "not_yet")

    assert len(here.shown()) == 1 and now(here, given).versions == before.versions
    pass_to(here, 2029, 3, 1)
    assert not asked(here, code)
    pass_to(here, 2029, 3, 2)
    assert asked(here, code) and len(here.shown()) == 1
    other, _ = here.publish()
    pass_to(here, 2039, 3, 2)
    assert not asked(here, other)


def test_a_leap_day_has_its_years_too() -> None:
    assert years_after(datetime(2028, 2, 29).date(), 2).isoformat() == "2030-03-01"
    assert years_after(datetime(2028, 2, 29).date(), 4).isoformat() == "2032-02-29"


def test_of_age_the_sender_alone_renews_and_the_guardians_code_ends(here: TestInstallation) -> None:
    code, given, made = published(here)
    pass_to(here, 2028, 3, 2)

    here.act(code, "of_age")

    (shown,) = here.shown()
    assert (shown.audience, opens(here, made), asked(here, code)) == ("unlisted", False, False)
    with here.services.unit_of_work(read_only=True) as uow:
        events = uow.remembrances.consent(given.memorial_id, given.id)
    renewed = [event for event in events if event.grant.state is ConsentState.RENEWED]
    assert renewed and {event.actor_kind for event in renewed} == {ActorKind.CONTRIBUTOR}
    assert Flag.SENDER_UNDER_AGE not in now(here, given).latest.flags
    assert wrong(here) == []
    # From now on their own words need a reader, and nobody else.
    here.act(code, "change", story="Grown-up words.")
    here.decide(given)
    assert [one.excerpt for one in here.shown()] == ["Grown-up words."]


@pytest.mark.parametrize("how", ["nobody agreed", "taken back", "refused"])
def test_what_no_guardian_agreed_to_stays_unseen_until_its_sender_opens_it(here: TestInstallation, how: str) -> None:
    code, given, made = published(here) if how == "taken back" else young(here)
    if how != "nobody agreed":
        answer(here, made, "take_back" if how == "taken back" else "refuse")
    if how != "taken back":
        accept_by_two(here, given)
    pass_to(here, 2028, 3, 2)

    here.act(code, "of_age")

    assert here.shown() == [] and wrong(here) == []
    here.act(code, "change", audience="public", **CHOICES)
    assert here.shown() == []
    here.decide(given, by=EDITOR)
    assert len(here.shown()) == 1
