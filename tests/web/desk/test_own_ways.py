"""How one person works at the desk: their own settings, what they take, their keys, and whom they can talk to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from memorial.application.queueing import only_for
from memorial.domain.desk_settings import DeskSettings, Key, checked_keys
from memorial.domain.errors import Invalid
from memorial.domain.exposure import Reading
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Flag, Role
from tests.installations import EDITOR
from tests.web.desk.desk_client import World
from tests.web.desk.test_resting import event, take

USUAL = {Key.NEXT: "n", Key.PREVIOUS: "p", Key.UNDO: "u", Key.MEDIA: "m", Key.PASS: "x"}


def test_everything_is_off_at_first_and_no_page_asks_for_a_script(world: World, ferry: Memorial) -> None:
    sent = event(world)
    reader = world.signed_in("ed@example.org", Role.EDITOR)

    reader.get("/desk/account/desk")
    assert not [one for one in reader.page().all("input") if one.has("checked")]
    for page in ("/desk/queue", f"/desk/review/ferry/{sent}"):
        assert "data-desk-keys" not in reader.get(page).text
    assert 'src="/static/desk.' not in reader.get("/desk/queue").text


def test_settings_are_kept_for_the_person_wherever_they_sign_in(world: World, ferry: Memorial) -> None:
    event(world)
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get("/desk/account/desk")
    before = len(world.log())
    reader.submit("small_first", small_first="y", grey="y", languages=["ar", "en"], topics=["minor"], minutes="20",
                  items="30", keys_on="y", key_pass="z")  # fmt: skip
    assert len(world.log()) == before + 1
    assert (world.log("*")[0].action, world.log("*")[0].reason) == ("desk_ways", "asked")

    elsewhere = world.browser()
    elsewhere.sign_in("ed@example.org")
    elsewhere.get("/desk/account/desk")
    form = elsewhere.form(holding="small_first")

    assert form["small_first"] and form["grey"] and "mute" not in form
    assert (form["minutes"], form["hard"], form["items"], form["key_pass"]) == ("20", "", "30", "z")
    assert (set(form["languages"]), form["topics"]) == ({"en", "ar"}, ["minor"])
    queue = elsewhere.get("/desk/queue").text
    assert 'data-desk-keys="next:n previous:p undo:u media:m pass:z"' in queue
    assert 'class="desk own-grey"' in queue
    assert queue.count('src="/static/desk.') == 1
    assert "data-desk-keys" not in elsewhere.get("/desk/").text
    other = world.signed_in("two@example.org", Role.EDITOR)
    assert "data-desk-keys" not in other.get("/desk/queue").text


WRONG = (
    *(("minutes", words) for words in ("46", "4")),
    *(("hard", words) for words in ("13", "x")),
    ("items", "-1"),
    *(("key_next", words) for words in ("ä", "", "p", "nn", "o")),
    ("key_undo", "z"),
)


def test_what_cannot_be_used_is_said_at_its_field_and_everything_typed_is_kept(world: World, ferry: Memorial) -> None:
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    for field, words in WRONG:
        reader.get("/desk/account/desk")
        assert "grey" not in reader.form(holding="small_first"), "nothing of what was refused is kept"

        refused = reader.submit("small_first", grey="y", **{field: words})

        form = reader.form(holding="small_first")
        assert (refused.status_code, form["grey"], form[field]) == (422, ["y"], words)
        assert [one for one in reader.page().all("p") if "field-error" in one.get("class").split()], (field, words)
        assert (world.log("*")[0].action, world.log("*")[0].outcome) == ("desk_ways", "refused")


def test_opposite_letters_never_lie_side_by_side() -> None:
    assert checked_keys(USUAL) == {}
    for one, other in (("n", "m"), ("n", "b"), ("n", "h"), ("n", "j")):
        with pytest.raises(Invalid):
            checked_keys({**USUAL, Key.NEXT: one, Key.PREVIOUS: other, Key.MEDIA: "q"})
    assert checked_keys({**USUAL, Key.NEXT: "k", Key.PREVIOUS: "d"}) == {"next": "k", "previous": "d"}


def test_take_next_brings_the_languages_that_somebody_reads_and_not_what_they_leave_to_others(
    world: World, ferry: Memorial
) -> None:
    minor = event(world, under_age="yes", story_language="ar")
    arabic, english = event(world, story_language="ar"), event(world, story_language="en")
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get("/desk/account/desk")
    reader.submit("languages", languages=["en"])
    assert take(reader) == f"/desk/review/ferry/{english}"
    assert "1 is waiting in your languages. 3 are waiting." in " ".join(reader.get("/desk/").text.split())
    assert take(reader, but_not=english) == "/desk/queue"
    assert "What waits is for others" in reader.last.text  # type: ignore[union-attr]

    reader.get("/desk/account/desk")
    reader.submit("languages", languages=["ar"])
    assert take(reader) == f"/desk/review/ferry/{minor}"
    reader.get("/desk/account/desk")
    reader.submit("languages", languages=[], topics=["minor"])
    assert take(reader, but_not=arabic) == f"/desk/review/ferry/{english}"
    # Whoever asks for it by name may always open it: nothing is hidden from a reader.
    assert minor in reader.get("/desk/queue").text


def test_who_leaves_hard_ones_to_others_leaves_those_too_that_their_senders_call_hard() -> None:
    somebody = replace(EDITOR, desk=DeskSettings(not_topics=(Flag.GRAPHIC,)))

    assert only_for(somebody, Reading(), hard_too=True).without == ("graphic", "graphic_said")


@pytest.mark.long
def test_the_day_of_only_text_ends_by_itself(world: World, ferry: Memorial) -> None:
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    reader.get("/desk/account/desk")
    reader.submit("only_text", only_text="y")
    reader.get("/desk/account/desk")
    assert reader.form(holding="only_text")["only_text"]

    world.clock.go(hours=9)
    later = world.browser()
    later.sign_in("ed@example.org")
    later.get("/desk/account/desk")

    assert "only_text" not in later.form(holding="only_text")


def test_administrators_say_whom_readers_can_talk_to(world: World, ferry: Memorial) -> None:
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    assert "Nobody has been named yet" in reader.get("/desk/support").text
    assert reader.get("/desk/memorials/ferry/support").status_code == 404
    admin = world.signed_in("admin@example.org", Role.ADMIN)
    admin.get("/desk/memorials/ferry/support")

    assert admin.submit("support_en", support_en="x" * 601).status_code == 422
    admin.submit("support_en", support_en="Mara Lind, in the evenings: 01 23 45", support_ar="مارا")

    assert "Mara Lind, in the evenings: 01 23 45" in reader.get("/desk/support").text
    reader.headers = {"Accept-Language": "ar"}
    assert "مارا" in reader.get("/desk/support").text
    assert (world.log(ferry.id)[0].action, world.log(ferry.id)[0].subject_kind) == ("support", "memorial")


PICTURE = Path("tests/samples/images/IMG_20180725_163423-tiny.jpg")


def test_files_are_offered_as_somebody_wants_them_and_never_loaded_for_them(world: World, ferry: Memorial) -> None:
    sent = world.send(picture=PICTURE.read_bytes())
    reader = world.signed_in("ed@example.org", Role.EDITOR)
    review = f"/desk/review/ferry/{sent}"

    def offered() -> list[str]:
        links = [one for one in reader.page().all("a") if "/desk/media/" in one.get("href")]
        inside = [one for fold in reader.page().all("details") for one in fold.all("a") if one in links]
        return [one.text().split()[0] + (" folded" if one in inside else "") for one in links]

    reader.get(review)
    assert offered() == ["Small", "Full"]
    reader.get("/desk/account/desk")
    reader.submit("small_first", small_first="y")
    reader.get(review)
    assert offered() == ["Small", "Full folded"]
    reader.get("/desk/account/desk")
    reader.submit("only_text", only_text="y")
    reader.get(review)
    assert offered() == []
    reader.get(next(one.get("href") for one in reader.page().all("a") if one.text() == "Show the files of this one"))
    assert offered() == ["Small", "Full folded"]
    assert reader.page().all("img") == []
