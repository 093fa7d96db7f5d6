"""Texts with which a message begins: a memorial's own, and those that the program brings along, by language."""

from __future__ import annotations

import pytest

from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from tests.web.desk.desk_client import World

PAGE = "/desk/memorials/ferry/messages"


@pytest.mark.parametrize(
    "role", [Role.EDITOR, *(pytest.param(one, marks=pytest.mark.long) for one in (Role.ARCHIVIST, Role.ADMIN))]
)
def test_an_editor_keeps_a_text_and_readers_begin_a_message_with_it(world: World, ferry: Memorial, role: Role) -> None:
    keeper = world.signed_in("keeper@example.org", role)
    entries = len(world.log())
    keeper.get(PAGE)

    keeper.submit("title", language="en", decision="ask", title="Which pier", text="Which pier was it?")

    assert len(world.log()) == entries + 1
    assert world.log(ferry.id)[0].action == "message_texts"
    reader = world.signed_in("reader@example.org", Role.MODERATOR)
    sent = world.send()
    reader.get(f"/desk/review/ferry/{sent}")
    options = {one.text(): one.get("value") for one in reader.page().all("option")}
    reader.submit("decision", action="put", template=options["Ask the sender: Which pier"])
    assert reader.form(holding="decision")["message"] == "Which pier was it?"


def test_a_moderator_finds_no_such_page_and_changes_nothing(world: World, ferry: Memorial) -> None:
    reader = world.signed_in("reader@example.org", Role.MODERATOR)
    token = reader.form(holding="Sign out")["csrf_token"]

    assert reader.get(PAGE).status_code == 404
    given = {"csrf_token": token, "action": "save", "language": "en", "decision": "ask", "title": "x", "text": "x"}
    assert reader.post(PAGE, given).status_code == 404
    with world.services.unit_of_work(read_only=True) as uow:
        assert uow.memorials.get(ferry.id).message_templates == ()


def test_a_text_is_changed_and_taken_out_and_what_is_missing_is_asked_for(world: World, ferry: Memorial) -> None:
    editor = world.signed_in("ed@example.org", Role.EDITOR)
    editor.get(PAGE)
    wrong = editor.submit("title", title="", text="Something to keep")
    assert (wrong.status_code, "Something to keep" in wrong.text) == (422, True)
    editor.submit("title", language="ar", decision="decline", title="First", text="Words")

    change = next(one for one in editor.page().all("a") if one.text() == "Change")
    editor.get(change.get("href").partition("#")[0])
    assert editor.form(holding="title")["decision"] == "decline"
    editor.submit("title", title="Second")
    assert "First" not in editor.get(PAGE).text
    assert "Second" in editor.last.text  # type: ignore[union-attr]

    editor.submit("Take out")
    assert "Second" not in editor.get(PAGE).text


def test_texts_that_nobody_translated_say_so_and_none_is_offered_as_the_senders_language(
    world: World, ferry: Memorial
) -> None:
    editor = world.signed_in("ed@example.org", Role.EDITOR)

    page = editor.get(PAGE).text

    assert "Not translated yet: the sender would read English." in page or "No native speaker has read" in page
