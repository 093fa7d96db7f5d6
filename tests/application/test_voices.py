"""A voice given with a remembrance: from the family to whoever listens, and back again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select, text

from memorial.adapters.db.database import migrate, migrate_down
from memorial.adapters.db.edition_tables import published_media
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.db.tables import audit_entry
from memorial.adapters.documents import from_bytes, to_bytes
from memorial.application import concerns, fixity, listening, media_work, receipt, reviewing
from memorial.application.checking import check
from memorial.application.everything import everything, file_parts
from memorial.application.offer import Incomplete, answers_from
from memorial.application.ports.recordings import MediaProblem
from memorial.domain.errors import Conflict, Invalid, NotAllowed, Refusal
from memorial.domain.moderation import Findings
from memorial.domain.remembrance import Remembrance
from memorial.settings import project_folder
from memorial.vocabulary import Audience, Scope, Use
from tests.installations import EDITOR, MODERATOR, ON_BOTH, SECOND_EDITOR, TestInstallation, installation, on_postgresql
from tests.voices import COPIED, Copier, accepted, given_voice, made_ready, voice

COME_BACK = {"audience": "public", "person_name_shown": "full", "signature": "none"}


@pytest.fixture
def here(request: pytest.FixtureRequest, home: Path) -> Iterator[TestInstallation]:
    postgres = getattr(request, "param", "sqlite") == "postgresql"
    environ = on_postgresql(request.getfixturevalue("postgres_server")) if postgres else {}
    with installation(home, **environ) as made:
        yield made


def of(here: TestInstallation, given: Remembrance) -> Remembrance:
    return here.remembrance(given.memorial_id, given.id)


def files_of_visitors(here: TestInstallation) -> list[str]:
    with here.installation.engines.reading.connect() as connection:
        return list(connection.execute(select(published_media.c.name)).scalars())


def jobs(here: TestInstallation) -> list[tuple[str, str, str]]:
    with here.services.unit_of_work(read_only=True) as uow:
        found = uow.media_jobs.listed(here.memorial.id, limit=10)
    return [(one.record_kind, one.file_id, one.state) for one in found]


def on_the_wall(here: TestInstallation, kind: str) -> int:
    with here.installation.reader.snapshot() as snapshot:
        return len(snapshot.remembrances(here.memorial.id, after="", limit=10, kind=kind).rows)


def listen(here: TestInstallation, given: Remembrance, *files: str, by: object = EDITOR, no_name: bool = False) -> None:
    findings = Findings(heard=frozenset(files), no_name_said=no_name)
    revision = of(here, given).revision
    listening.listen(here.services, by, given.memorial_id, given.id, 1, findings, revision=revision)  # type: ignore[arg-type]


@ON_BOTH
def test_a_voice_is_given_made_ready_accepted_and_heard_and_taken_back_with_its_files(here: TestInstallation) -> None:
    code, given = given_voice(here)
    (tape,) = given.files
    assert jobs(here) == [("remembrance", tape.id, "waiting")]

    assert made_ready(here)
    assert jobs(here) == []
    assert files_of_visitors(here) == []
    accepted(here, given)

    (shown,) = here.shown()
    (heard,) = shown.sounds
    (source,) = heard.recording.sources
    assert (heard.caption, heard.recording.duration, heard.recording.peaks) == (
        "The song of the nets",
        90_000,
        (10, 90),
    )
    assert files_of_visitors(here) == [source.name]
    copy = here.installation.reader.media(source.name)
    assert copy is not None
    assert (copy.mime, copy.length) == ("audio/ogg", len(COPIED))
    with here.installation.reader.open_media(copy) as opened:  # type: ignore[union-attr]
        assert opened.read() == COPIED
    with here.installation.reader.snapshot() as snapshot:
        assert snapshot.search(here.memorial.id, "song", after="", limit=5).rows
        assert snapshot.kinds(here.memorial.id) == {"voice"}
    assert (on_the_wall(here, "voice"), on_the_wall(here, "text"), on_the_wall(here, "photo")) == (1, 1, 0)
    assert [str(one) for one in check(here.services, ArchiveInspection(here.installation.archive, here.clock))] == []

    here.act(code, "withdraw")
    assert (here.shown(), files_of_visitors(here)) == ([], [])
    assert here.installation.reader.open_media(copy) is None
    here.act(code, "erase")
    assert list(here.services.vault.ids()) == []


def test_a_voice_alone_is_a_remembrance(here: TestInstallation) -> None:
    _, given = given_voice(here, story="")
    made_ready(here)

    accepted(here, given)

    (shown,) = here.shown()
    assert (shown.body.html, shown.excerpt, len(shown.sounds)) == ("", "", 1)
    assert shown.audience == "public"


def test_nothing_is_made_of_a_recording_before_it_is_sent_and_nobody_is_asked_twice(here: TestInstallation) -> None:
    code = here.offer()
    voice(here, code)
    assert jobs(here) == []
    assert not media_work.waits(here.services)

    here.send(code)

    assert len(jobs(here)) == 1
    here.act(code, "message", message="Thank you.")
    assert len(jobs(here)) == 1


@pytest.mark.parametrize("action", ["withdraw", "erase"])
def test_what_is_taken_back_is_not_worked_on_and_what_comes_back_is(here: TestInstallation, action: str) -> None:
    code, given = given_voice(here)

    here.act(code, action)

    assert jobs(here) == []
    if action == "withdraw":
        here.act(code, "return", **COME_BACK, **{f"file:{given.files[0].id}:publish": "yes"})
        assert len(jobs(here)) == 1
        assert made_ready(here)
        assert of(here, given).files[0].copies


@pytest.mark.parametrize("action", ["withdraw", "erase"])
def test_what_is_taken_back_while_copies_are_made_keeps_none(here: TestInstallation, action: str) -> None:
    code, given = given_voice(here)

    assert media_work.do_next(here.services, Copier(here, meanwhile=lambda: here.act(code, action)))

    left = [] if action == "erase" else [given.files[0].vault_id]
    assert list(here.services.vault.ids()) == left
    assert jobs(here) == []


def test_what_was_accepted_before_it_could_be_heard_is_heard_once_somebody_listened(here: TestInstallation) -> None:
    code, given = given_voice(here)
    tape = given.files[0].id
    accepted(here, given)
    made_ready(here)
    (shown,) = here.shown()
    assert shown.sounds == ()
    view = receipt.open_receipt(here.services, code, media_base="/receipt/file")
    assert view.shown_now is not None
    assert view.shown_now.sounds == ()
    before = entries(here)

    with pytest.raises(Invalid, match="listen_first"):
        listen(here, given)
    with pytest.raises(Invalid):
        listen(here, given, "another file")
    listen(here, given, tape)

    assert entries(here) == before + 3
    (shown,) = here.shown()
    assert len(shown.sounds) == 1


def entries(here: TestInstallation) -> int:
    with here.installation.engines.reading.connect() as connection:
        staff = audit_entry.c.actor_kind == "staff"
        return int(connection.execute(select(func.count()).select_from(audit_entry).where(staff)).scalar_one())


def test_nobody_listens_to_what_waits_or_was_taken_back(here: TestInstallation) -> None:
    code, given = given_voice(here)
    made_ready(here)
    with pytest.raises(Conflict):
        listen(here, given, given.files[0].id)
    here.act(code, "withdraw")

    with pytest.raises(Conflict):
        listen(here, given, given.files[0].id)


def test_where_a_name_is_private_a_recording_waits_for_somebody_who_says_that_it_is_not_said(
    here: TestInstallation,
) -> None:
    _, given = given_voice(here, person_name_shown="none")
    made_ready(here)
    accepted(here, given)
    (shown,) = here.shown()
    assert (bool(shown.excerpt), shown.sounds) == (True, ())

    # Who heard it first has not said that yet.
    listen(here, given, given.files[0].id, by=MODERATOR, no_name=True)
    assert files_of_visitors(here) == []
    listen(here, given, given.files[0].id, no_name=True)

    (shown,) = here.shown()
    assert len(shown.sounds) == 1


def test_a_name_that_becomes_private_takes_the_recording_off_until_somebody_has_listened_for_it(
    here: TestInstallation,
) -> None:
    code, given = given_voice(here)
    made_ready(here)
    accepted(here, given)
    assert files_of_visitors(here)

    here.act(code, "change", audience="public", person_name_shown="none", signature="none")

    assert files_of_visitors(here) == []
    assert all(not one.sounds for one in here.shown())


def test_another_living_voice_makes_it_a_matter_for_two_who_both_listened(here: TestInstallation) -> None:
    _, given = given_voice(here, file={"living": "yes", "agreed": "yes"})
    made_ready(here)
    accepted(here, given)
    assert here.shown() == []
    here.decide(given, by=SECOND_EDITOR)
    (shown,) = here.shown()
    assert shown.sounds == ()

    listen(here, given, given.files[0].id, by=MODERATOR)
    assert files_of_visitors(here) == []
    listen(here, given, given.files[0].id, by=SECOND_EDITOR)

    (shown,) = here.shown()
    assert (len(shown.sounds), shown.audience) == (1, "unlisted")


def test_a_recording_that_cannot_be_read_is_set_aside_and_the_text_stands(here: TestInstallation) -> None:
    code, given = given_voice(here)

    assert made_ready(here, MediaProblem.SILENT)

    assert of(here, given).files[0].problem == "silent"
    assert jobs(here) == [("remembrance", given.files[0].id, "quarantined")]
    accepted(here, given)
    (shown,) = here.shown()
    assert shown.sounds == ()
    here.act(code, "message", message="Thank you.")
    assert len(jobs(here)) == 1
    with here.services.unit_of_work() as uow:
        assert uow.media_jobs.again(here.memorial.id, given.id, given.files[0].id)
        uow.commit()
    assert made_ready(here)
    assert (of(here, given).files[0].problem, len(of(here, given).files[0].copies)) == ("", 1)


def test_a_family_that_says_no_keeps_it_with_the_staff_and_may_open_it_later(here: TestInstallation) -> None:
    code, given = given_voice(here, file={"publish": "no"})
    made_ready(here)
    accepted(here, given)
    (shown,) = here.shown()
    assert shown.sounds == ()
    with pytest.raises(Invalid):
        here.act(code, "change", **COME_BACK)

    here.act(code, "change", **COME_BACK, **{f"file:{given.files[0].id}:publish": "yes"})
    assert all(not one.sounds for one in here.shown())
    accepted(here, given)

    (shown,) = here.shown()
    assert len(shown.sounds) == 1
    version = of(here, given).published
    assert version is not None
    assert version.grants.audience(Scope.VOICE, given.files[0].id) is Audience.PUBLIC
    assert answers_from(version)[f"file:{given.files[0].id}:publish"] == "yes"


def test_new_words_beside_a_recording_make_somebody_listen_again(here: TestInstallation) -> None:
    code, given = given_voice(here)
    made_ready(here)
    accepted(here, given)
    here.act(code, "change", story="Other words, by which the song means something else.")

    here.decide(given)

    (shown,) = here.shown()
    assert (shown.excerpt[:11], shown.sounds) == ("Other words", ())


def test_a_recording_needs_an_answer_before_it_is_sent(here: TestInstallation) -> None:
    code = here.offer()
    voice(here, code, publish="")

    with pytest.raises(Incomplete, match=":publish:choose_publish"):
        here.send(code)


def test_copies_change_neither_what_was_consented_to_nor_who_may_see_it(here: TestInstallation) -> None:
    _, given = given_voice(here)
    before = given.latest

    made_ready(here)

    after = of(here, given).latest
    assert (after.content_hash, after.grants, after.files) == (before.content_hash, before.grants, before.files)
    with here.services.unit_of_work(read_only=True) as uow:
        events = uow.remembrances.consent(given.memorial_id, given.id)
    assert {one.version for one in events} == {1}
    assert any(one.grant.scope is Scope.VOICE and one.grant.use is Use.DISPLAY for one in events)


def test_records_of_an_older_program_are_read(here: TestInstallation) -> None:
    _, given = given_voice(here)
    document = json.loads(to_bytes(given))
    for name in ("copies", "duration", "peaks", "problem"):
        del document["files"][0][name]
    del document["versions"][0]["heard"]

    assert from_bytes(msgspec.json.encode(document), Remembrance) == given


def test_the_copies_are_taken_along_read_over_and_can_be_objected_to(here: TestInstallation) -> None:
    code, given = given_voice(here)
    made_ready(here)
    accepted(here, given)
    kept = of(here, given)

    assert [part.path for part in file_parts(everything(here.services, code).record.remembrance)] == [
        "files/01/original-voice.mp3",
        "files/01/copy.opus",
    ]
    parts = {one.vault_id for one in fixity.parts_of(kept)}
    assert parts == set(kept.files[0].vault_ids) == set(here.services.vault.ids())
    (element,) = [
        one for one in concerns.elements_of(here.services, given.memorial_id, given.id) if one.kind == "recording"
    ]
    fields = {"kind": "hide", "reason": "living_person", "message": "It is my voice.", "about": given.id}
    raised = concerns.raise_objection(
        here.services, "harbour", "12345678901234567890", {**fields, "element": element.word}, language="en"
    )
    assert raised.hidden
    (shown,) = here.shown()
    assert (bool(shown.excerpt), shown.sounds, files_of_visitors(here)) == (True, (), [])


def test_no_decision_but_acceptance_makes_a_recording_heard(here: TestInstallation) -> None:
    _, given = given_voice(here)
    made_ready(here)
    for decision in reviewing.Decision:
        if decision is not reviewing.Decision.ACCEPT:
            with suppress(Refusal):
                here.decide(given, decision, findings={"heard": frozenset({given.files[0].id})}, message="A word.")
            assert files_of_visitors(here) == []


def test_whose_account_is_closed_has_not_listened(here: TestInstallation) -> None:
    """Where two decide, and the first of them is gone before the second agrees, the recording stays closed."""
    _, given = given_voice(here, file={"living": "yes", "agreed": "yes"})
    made_ready(here)
    accepted(here, given)
    with here.services.unit_of_work() as uow:
        member = uow.staff.get(EDITOR.id)
        assert member is not None
        uow.staff.save(replace(member, disabled=True))
        uow.commit()

    with suppress(NotAllowed):
        accepted(here, given, SECOND_EDITOR)

    assert files_of_visitors(here) == []


@ON_BOTH
def test_an_older_program_finds_nothing_that_it_cannot_show_and_a_newer_one_brings_it_back(
    here: TestInstallation,
) -> None:
    _, alone = given_voice(here, story="", person_name="Orin Hask")
    _, with_words = given_voice(here)
    while made_ready(here):
        pass
    for given in (alone, with_words):
        accepted(here, given)
    url, folder = here.installation.settings.database.url, project_folder("migrations")
    here.installation.engines.dispose()

    migrate_down(url, folder, "0020")

    with here.installation.engines.writing.connect() as connection:
        rows = connection.execute(text("SELECT id, kind FROM published_remembrance")).all()
        assert [(row.id, row.kind) for row in rows] == [(with_words.id, "text")]
        for table in ("published_media", "access_copy", "media_job"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
        assert connection.execute(text("SELECT count(*) FROM published_remembrance_search")).scalar_one() == 1
    here.installation.engines.dispose()
    migrate(url, folder)
    with here.services.unit_of_work() as uow:
        for given in (alone, with_words):
            uow.republish(given.memorial_id, given.id)
        uow.commit()
    assert sorted(len(one.sounds) for one in here.shown()) == [1, 1]
