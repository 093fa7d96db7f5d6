"""The record at the desk: who may, nothing saved without its source, a look before saving, signatures, a way back."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest

from memorial.application import record as use
from memorial.domain.memorial import Memorial
from memorial.domain.record import EntryKind, RecordSource, Standing
from memorial.domain.record_entry import AnyEntry
from memorial.published.record import PublishedRecord
from memorial.vocabulary import MemorialKind, Role
from memorial.web.desk.record_fields import ASKED, KINDS
from tests.web.desk.desk_client import Browser, World

HERE = "/desk/record/ferry"
SOURCE = {"title": "Report of the inquiry", "publisher": "The inquiry", "year": "1988", "kind": "report"}
FIGURE = {
    "subject": "People aboard",
    "category": "aboard",
    "value": "61",
    "qualifier": "about",
    "unit": "persons",
    "source_id": "the-inquiry-1988",
}


@pytest.fixture
def desk(world: World, ferry: Memorial) -> Browser:
    return world.signed_in("archivist@example.org", Role.ARCHIVIST)


def entries(world: World, memorial: Memorial, kind: EntryKind | None = None) -> list[AnyEntry]:
    with world.services.unit_of_work(read_only=True) as uow:
        return [one for one in uow.record.all(memorial.id) if kind in (None, one.kind)]


def shown(world: World, memorial: Memorial) -> PublishedRecord:
    with world.installation.reader.snapshot() as snapshot:
        found: PublishedRecord = snapshot.record(memorial.id).whole()
    return found


def typed(desk: Browser, what: str, do: str = "save_in", /, **answers: Any) -> Any:
    desk.get(f"{HERE}/{what}/new")
    return desk.submit("short_name", **{"do": do, "reason": "entered from the report", **answers})


def sourced(desk: Browser) -> str:
    """A source in the record; the address of its page."""
    world = desk.world
    state = RecordSource("Report of the inquiry", "The inquiry", 1988, "report")
    with world.services.unit_of_work(read_only=True) as uow:
        keeper, memorial = uow.staff.by_email(desk.email), uow.memorials.by_slug("ferry")
    done = use.begin(world.services, keeper, memorial.id, EntryKind.SOURCE, "the-inquiry-1988", state,
                     reason="entered from the report", in_record=True)  # fmt: skip
    return f"{HERE}/entry/{done.entry.id}"


def test_every_kind_has_its_list_and_its_form(desk: Browser) -> None:
    desk.get("/desk/")
    assert HERE in desk.get("/desk/record").text
    overview = desk.get(HERE).text
    for kind, words in KINDS.items():
        assert desk.get(f"{HERE}/{kind}").status_code == 200
        assert desk.get(f"{HERE}/{kind}/new").status_code == (200 if kind in ASKED else 404), kind
        assert str(words) in overview or kind not in ASKED
    assert desk.get(f"{HERE}/anything").status_code == 404
    assert desk.get(f"{HERE}/entry/{'0' * 32}").status_code == 404


def test_an_archivist_enters_a_source_and_a_figure_and_each_act_leaves_one_entry(
    world: World, ferry: Memorial, desk: Browser
) -> None:
    before = len(world.log())
    made = typed(desk, "source", **SOURCE).text
    assert "Saved." in made
    assert "not said" in made
    assert "und<" not in made
    answer = typed(desk, "figure", **FIGURE | {"source_id": "inquiry"})

    assert "Saved." in answer.text
    (figure,) = entries(world, ferry, EntryKind.FIGURE)
    assert (figure.now.value, figure.now.unit, figure.now.source_id) == (61, "persons", "source-1")
    assert figure.name == "figure-1", "an address is never made of what an entry says"
    assert [one.id for one in shown(world, ferry).figures] == [figure.name]
    assert [one.action for one in reversed(world.log(ferry.id)[:2])] == ["record_begin", "record_begin"]
    assert len(world.log()) == before + 2
    assert "inquiry" not in str(world.log(ferry.id)).lower(), "no word of the record stands in the log"


def test_a_figure_without_unit_qualifier_or_source_is_not_saved_and_nothing_typed_is_lost(
    world: World, ferry: Memorial, desk: Browser
) -> None:
    sourced(desk)
    for missing in ("unit", "qualifier", "source_id"):
        answer = typed(desk, "figure", **FIGURE | {missing: "", "note": "seen on page 12", "as_of": "1987-11"})
        assert answer.status_code == 422
        assert "is still empty" in answer.text
        assert f'href="#{missing}"' in answer.text
        kept = desk.form(holding="short_name")
        assert (kept["subject"], kept["value"], kept["note"]) == ("People aboard", "61", "seen on page 12")
        assert kept["reason"] == "entered from the report"
        assert entries(world, ferry, EntryKind.FIGURE) == []
        assert world.log(ferry.id)[0].outcome == "refused"
    # What the rules of the record refuse is said at its field too.
    answer = typed(desk, "figure", **FIGURE | {"as_of": "some day", "value_max": "12", "short_name": "No Name!"})
    assert answer.status_code == 422
    for field in ("as_of", "value_max", "short_name"):
        assert f'href="#{field}"' in answer.text, field
    answer = typed(desk, "figure", **FIGURE, reason="")
    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text
    assert "“What to say in the list of changes” is still empty." in answer.text
    assert typed(desk, "source", **SOURCE, short_name="the-inquiry-1988").status_code == 422


def test_rows_come_and_go_by_buttons_and_what_was_typed_stays(world: World, ferry: Memorial, desk: Browser) -> None:
    sourced(desk)
    desk.get(f"{HERE}/question/new")
    for says in ("It turned.", "It stopped."):
        desk.submit("short_name", do="more:accounts", question="What did the ferry do?")
        number = 0 if says == "It turned." else 1
        own = {f"accounts-{number}-says": says, f"accounts-{number}-source_id": "inquiry"}
        desk.submit("short_name", do="more:accounts", **own)
    assert desk.submit("short_name", do="less:accounts-0").status_code == 200
    answer = desk.submit("short_name", do="save_in", reason="two accounts")

    (question,) = entries(world, ferry, EntryKind.QUESTION)
    assert [one.says for one in question.now.accounts] == ["It stopped."]
    assert "Saved." in answer.text
    assert entries(world, ferry, EntryKind.QUESTION)[0].name == "question-1"


def test_a_look_shows_what_visitors_would_see_and_saves_nothing(world: World, ferry: Memorial, desk: Browser) -> None:
    sourced(desk)
    answer = typed(desk, "figure", "look", **FIGURE | {"note": "only for editors"})

    assert answer.status_code == 200
    assert "As visitors would see it" in answer.text
    seen = answer.text.partition("As visitors would see it")[2].partition("</section>")[0]
    assert "People aboard" in seen
    assert "about <b>61</b>" in seen
    assert "The inquiry" in seen
    assert "only for editors" not in seen
    assert entries(world, ferry, EntryKind.FIGURE) == []
    assert desk.submit("short_name", do="save_in").status_code == 200
    assert len(entries(world, ferry, EntryKind.FIGURE)) == 1
    typed(desk, "source", "save", **SOURCE | {"year": "1990"})
    answer = typed(desk, "figure", "look", **FIGURE | {"source_id": "the inquiry, 1990"})
    assert "Nothing: what it rests on is not in the record" in answer.text


def test_every_change_has_a_reason_is_told_and_can_be_taken_back(world: World, ferry: Memorial, desk: Browser) -> None:
    sourced(desk)
    here = typed(desk, "figure", **FIGURE).request.path
    desk.get(f"{here}?do=change")
    missing = desk.submit("revision", do="save", value="62", reason="")
    assert missing.status_code == 422
    assert "“Why?” is still empty." in missing.text
    answer = desk.submit("revision", do="save", value="62", reason="misread")

    assert "Saved." in answer.text
    assert "misread" in answer.text
    assert "What it was" in answer.text
    assert shown(world, ferry).figures[0].value == 62
    desk.get(f"{here}?do=take_back&change=1")
    assert desk.submit("change", reason="it was right").status_code == 200
    assert shown(world, ferry).figures[0].value == 61
    assert [one.reason for one in entries(world, ferry, EntryKind.FIGURE)[0].history] == [
        "entered from the report", "misread", "it was right"
    ]  # fmt: skip
    assert desk.get(f"{here}?do=take_back&change=9").status_code == 404
    assert desk.get(f"{here}?do=burn").status_code == 404


def test_what_another_saved_meanwhile_is_shown_beside_what_was_typed(
    world: World, ferry: Memorial, desk: Browser
) -> None:
    sourced(desk)
    here = typed(desk, "figure", **FIGURE).request.path
    other = world.signed_in("second@example.org", Role.ARCHIVIST)
    for browser in (desk, other):
        browser.get(f"{here}?do=change")
    other.submit("revision", do="save", subject="Passengers aboard", reason="more exact")
    answer = desk.submit("revision", do="save", value="63", reason="misread")

    assert answer.status_code == 422
    assert "Somebody changed this entry meanwhile" in answer.text
    assert "Passengers aboard" in answer.text
    assert desk.form(holding="revision")["value"] == "63"
    assert "Saved." in desk.submit("revision", do="save").text


def test_a_source_is_taken_out_after_what_falls_away_was_shown(world: World, ferry: Memorial, desk: Browser) -> None:
    here = sourced(desk)
    typed(desk, "figure", **FIGURE)
    answer = desk.get(f"{here}?do=take_out")
    assert "What goes with it" in answer.text
    assert "People aboard" in answer.text
    assert "seen no more" in answer.text

    desk.submit("reason", reason="it is withdrawn")
    assert shown(world, ferry).figures == ()
    desk.get(f"{here}?do=bring_back")
    desk.submit("reason", reason="it stands again")
    assert [one.value for one in shown(world, ferry).figures] == [61]


def test_what_waits_is_never_public(world: World, ferry: Memorial, desk: Browser) -> None:
    sourced(desk)
    typed(desk, "figure", "save", **FIGURE)
    statement = {"kind": "count", "statement": "61 were aboard.", "attributed_to": "inquiry"}
    typed(desk, "statement", "save_in", **statement)

    assert {one.standing for one in entries(world, ferry) if one.kind is not EntryKind.SOURCE} == {Standing.PENDING}
    assert shown(world, ferry).figures == shown(world, ferry).statements == ()
    listed = desk.get(f"{HERE}/statement?show=pending")
    assert "61 were aboard." in listed.text
    answer = desk.submit("Take it into the record: 61 were aboard.")
    assert "It stands in the record now." in answer.text
    assert [one.statement for one in shown(world, ferry).statements] == ["61 were aboard."]


def test_a_kind_of_statement_that_does_not_enter_leaves_only_its_kind(
    world: World, ferry: Memorial, desk: Browser
) -> None:
    sourced(desk)
    given = {"statement": "They wanted it so.", "attributed_to": "inquiry"}
    answer = typed(desk, "statement", "save", kind="left:motive", **given)

    assert "Only the kind of the statement was noted." in answer.text
    assert "a motive or a long plan" in answer.text
    (left,) = entries(world, ferry, EntryKind.LEFT_OUT)
    assert left.now.from_source_id == "the-inquiry-1988"
    assert entries(world, ferry, EntryKind.STATEMENT) == []
    assert "wanted" not in str([left, *world.log()])
    answer = desk.submit("category", source="inquiry", category="comparison")
    assert len(entries(world, ferry, EntryKind.LEFT_OUT)[0].now.categories) == 2
    desk.get(f"{HERE}/left_out")
    assert desk.submit("category", source="nobody", category="").status_code == 422


def real(world: World, memorial: Memorial) -> None:
    with world.services.unit_of_work() as uow:
        kept = uow.memorials.get(memorial.id)
        uow.memorials.save(replace(kept, kind=MemorialKind.REAL, fictional_note={}))
        uow.commit()


def test_a_source_is_signed_by_name_after_comparing_and_that_ends_the_draft(
    world: World, ferry: Memorial, desk: Browser
) -> None:
    here = sourced(desk)
    real(world, ferry)
    assert "Draft: 1 of 1 sources have not been signed." in desk.get(HERE).text
    assert "Report of the inquiry" in desk.get(f"{HERE}/source?show=unsigned").text

    other = world.signed_in("second@example.org", Role.ARCHIVIST)
    other.get(f"{here}?do=sign")
    answer = other.submit("compared", name="Ada Lind")
    assert answer.status_code == 422
    assert "Please compare it first" in answer.text
    assert other.submit("compared", compared="y", name=" ").status_code == 422
    answer = other.submit("compared", compared="y", name="Ada Lind")
    assert "Signed by Ada Lind" in answer.text
    with world.services.unit_of_work(read_only=True) as uow:
        assert not uow.memorials.get(ferry.id).draft
    assert "is signed" in desk.get(HERE).text
    assert "To the next source" not in answer.text, "there is no other"
    later = typed(desk, "source", **SOURCE | {"title": "A second report", "year": "1990"})
    assert "waits outside the record until a named reviewer signs it" in later.text


def test_readers_and_keepers_of_another_memorial_find_nothing(world: World, ferry: Memorial, desk: Browser) -> None:
    here = sourced(desk)
    for role in (Role.EDITOR, Role.MODERATOR):
        reader = world.signed_in(f"{role}@example.org", role)
        for address in ("/desk/record", HERE, f"{HERE}/source", f"{HERE}/source/new", f"{HERE}/files", here):
            answer = reader.get(address)
            assert answer.status_code == 404, address
            assert "inquiry" not in answer.text
    world.begin_memorial("mill", "The mill")
    world.add_staff("admin@example.org", Role.EDITOR, "ferry")
    stranger = world.signed_in("admin@example.org", Role.ADMIN, "mill")
    for address in (HERE, f"{HERE}/source", here, here.replace("ferry", "mill")):
        assert stranger.get(address).status_code == 404, address
    stranger.get("/desk/")
    token = {"csrf_token": stranger.form(holding="Sign out")["csrf_token"]}
    for address in (here, here.replace("ferry", "mill")):
        answer = stranger.post(address, {**token, "action": "take_out", "reason": "gone"})
        assert answer.status_code == 404
    assert entries(world, ferry)[0].standing is Standing.IN_RECORD


def test_what_somebody_sent_is_filed_as_a_source_that_waits(world: World, ferry: Memorial, desk: Browser) -> None:
    sent = world.send(about="event", person_name="", story="A long essay about the ferry.")
    filing = f"{HERE}/source/new?remembrance={sent}"
    assert filing in desk.get(f"/desk/review/ferry/{sent}").text
    desk.get(filing)
    answer = desk.submit("short_name", do="save", reason="filed", **SOURCE)

    assert "Saved." in answer.text
    (source,) = entries(world, ferry)
    assert source.standing is Standing.PENDING
    assert sent not in str(source), "who takes it back leaves no trace of it here"
    assert sent not in desk.get(f"{HERE}/entry/{source.id}").text
    assert shown(world, ferry).sources == ()
    admin = world.signed_in("admin@example.org", Role.ADMIN)
    assert "File what somebody sent" not in admin.get(HERE).text
    assert "Nobody sent anything of that id here." in admin.get(f"{HERE}/source/new?remembrance={sent}").text
    admin.get(f"{HERE}/source/new")
    forged = admin.submit("short_name", do="save", reason="filed", filed=sent, **SOURCE | {"year": "1999"})
    assert forged.status_code == 422
    assert len(entries(world, ferry)) == 1


def test_a_record_goes_out_as_a_file_and_comes_in_with_a_report(world: World, ferry: Memorial, desk: Browser) -> None:
    sourced(desk)
    typed(desk, "figure", **FIGURE)
    desk.get(f"{HERE}/files")
    answer = desk.submit("Take it out")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    whole = json.loads(answer.data)
    assert whole["figures"][0]["value"] == 61

    whole["figures"][0]["value"] = 64
    whole["figures"].append({"id": "no-source", "subject": "People", "value": 3})
    report = brought(desk, whole, "look")
    assert "Nothing was saved." in report
    assert "figures[1]" in report
    assert shown(world, ferry).figures[0].value == 61
    unit = whole["figures"][0].pop("unit")
    wrong = brought(desk, whole, "look")
    assert "2 things were refused" in wrong
    assert "nothing differs" not in wrong
    assert "not in the file" not in wrong
    whole["figures"][0]["unit"] = unit
    report = brought(desk, whole, "in")
    assert "What came of it" in report
    assert shown(world, ferry).figures[0].value == 64
    assert "The file is not JSON." in brought(desk, b"{", "in")
    assert [one.action for one in world.log(ferry.id)[1:2]] == ["import_record"]


def brought(desk: Browser, whole: Any, trial: str) -> str:
    desk.get(f"{HERE}/files")
    raw = whole if isinstance(whole, bytes) else json.dumps(whole).encode()
    data = desk.form(holding="trial") | {"trial": trial}
    data["file"] = (io.BytesIO(raw), "record.json")
    return desk.post(f"{HERE}/files/in", data).text


def test_lists_are_filtered_searched_and_come_in_pages(world: World, ferry: Memorial, desk: Browser) -> None:
    sourced(desk)
    archivist = world.add_staff("third@example.org", Role.ARCHIVIST)
    source = entries(world, ferry)[0].now
    for number in range(54):
        state = replace(source, title=f"Report number {number}", year=1990 + number)
        use.begin(world.services, archivist, ferry.id, EntryKind.SOURCE, f"report-{number}", state,
                  reason="entered", in_record=bool(number % 2))  # fmt: skip

    first = desk.get(f"{HERE}/source?show=pending")
    assert "Report number 0" in first.text
    assert "Report number 1 " not in first.text
    second = desk.get(f"{HERE}/source?page=2")
    assert "Report number 53" in second.text
    found = desk.get(f"{HERE}/source?q=report+53&show=in_record")
    assert "Report number 53" in found.text
    assert "Report number 51" not in found.text
