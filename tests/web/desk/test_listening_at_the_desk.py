"""Recordings on the review page: loaded only when somebody listens, heard outside only when somebody has."""

from __future__ import annotations

import re
from typing import cast

from memorial.application import giving, receipt
from memorial.application.ports.recordings import MediaProblem
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from tests.installations import TestInstallation
from tests.voices import COPIED, made_ready, voice
from tests.web.desk.desk_client import Browser, World

LISTENED = "Visitors hear no recording that nobody here has listened to."


def sent_with_a_voice(world: World, ferry: Memorial, **answers: str) -> str:
    return coded_with_a_voice(world, ferry, **answers)[1]


def coded_with_a_voice(world: World, ferry: Memorial, **answers: str) -> tuple[str, str]:
    """(receipt code, id)."""
    given = {"about": "event", "story": "She sang.", "audience": "public", "signature": "none", **answers}
    code = giving.begin(world.services, ferry.slug, "en", {"person_name_shown": "none", **given})
    voice(cast(TestInstallation, world), code)
    look = giving.look(world.services, code, media_base="/look")
    key = look.draft.answers["idempotency_key"]
    return code, giving.send(world.services, code, idempotency_key=key, payload=look.payload).record_id


def ready(world: World, problem: MediaProblem | None = None) -> None:
    assert made_ready(cast(TestInstallation, world), problem)


def on_review(world: World, sent: str) -> Browser:
    editor = world.signed_in("ed@example.org", Role.EDITOR)
    editor.get(f"/desk/review/ferry/{sent}")
    return editor


def heard_outside(world: World, ferry: Memorial) -> int:
    with world.installation.reader.snapshot() as snapshot:
        return sum(len(one.sounds) for one in snapshot.remembrances(ferry.id, after="", limit=5).rows)


def test_a_recording_is_streamed_by_range_to_its_readers_and_nothing_is_loaded_by_itself(
    world: World, ferry: Memorial
) -> None:
    sent = sent_with_a_voice(world, ferry)
    editor = on_review(world, sent)
    page = editor.last.text  # type: ignore[union-attr]
    assert "It is being made ready to be heard." in page
    assert LISTENED not in page
    ready(world)

    page = editor.get(f"/desk/review/ferry/{sent}").text
    (player,) = re.findall(r"<audio[^>]*>", page)
    assert 'preload="none"' in player
    assert " download>" not in page
    (source,) = re.findall(r'<source src="([^"]+)"', page)
    answer = editor.client.get(source, headers={"Range": "bytes=5-8"})

    assert (answer.status_code, answer.data) == (206, COPIED[5:9])
    assert answer.headers["Cache-Control"] == "no-store"
    assert editor.client.get(source.replace(".opus", ".mp3")).status_code == 404
    other = world.browser()
    assert other.get(source, follow=False).status_code in (302, 303, 403, 404)


def test_with_the_ticks_it_is_heard_and_without_them_the_text_stands_alone(world: World, ferry: Memorial) -> None:
    for ticked in (False, True):
        sent = sent_with_a_voice(world, ferry)
        ready(world)
        editor = on_review(world, sent)
        tape = world.record(ferry, sent).files[0].id
        ticks = {"heard": tape, "no_name_said": "y"} if ticked else {}

        editor.submit("decision", decision="accept", names_looked_for="y", **ticks)
        world.clock.go(minutes=11)
        assert world.publish(ferry, sent)

        assert sent in world.shown(ferry)
        assert heard_outside(world, ferry) == int(ticked)


def test_what_was_accepted_before_it_could_be_heard_is_opened_by_who_listens_and_the_log_says_so(
    world: World, ferry: Memorial
) -> None:
    sent = sent_with_a_voice(world, ferry)
    editor = on_review(world, sent)
    editor.submit("decision", decision="accept", names_looked_for="y")
    world.clock.go(minutes=11)
    world.publish(ferry, sent)
    ready(world)
    assert heard_outside(world, ferry) == 0

    editor.get(f"/desk/review/ferry/{sent}")
    answer = editor.submit("heard")
    assert "Please tick the recordings that you listened to." in answer.text
    editor.get(f"/desk/review/ferry/{sent}")
    editor.submit("heard", heard=world.record(ferry, sent).files[0].id, no_name_said="yes")

    assert heard_outside(world, ferry) == 1
    assert sorted(one.outcome for one in world.log(ferry.id) if one.action == "listen") == ["done", "refused"]


def test_a_page_from_before_the_family_changed_something_opens_nothing(world: World, ferry: Memorial) -> None:
    code, sent = coded_with_a_voice(world, ferry)
    editor = on_review(world, sent)
    editor.submit("decision", decision="accept", names_looked_for="y")
    world.clock.go(minutes=11)
    world.publish(ferry, sent)
    ready(world)
    editor.get(f"/desk/review/ferry/{sent}")
    receipt.act(world.services, code, "message", {"message": "She says a name at the end."})

    answer = editor.submit("heard", heard=world.record(ferry, sent).files[0].id, no_name_said="yes")

    assert answer.status_code == 409
    assert heard_outside(world, ferry) == 0


def test_of_one_that_was_set_aside_the_reader_learns_why(world: World, ferry: Memorial) -> None:
    sent = sent_with_a_voice(world, ferry)
    ready(world, MediaProblem.SILENT)

    editor = on_review(world, sent)

    assert "Nothing can be heard in it from beginning to end." in editor.last.text  # type: ignore[union-attr]
