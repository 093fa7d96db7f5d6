"""Everybody × every state of an objection × every act on it; codes that can only hide; lists of words."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from memorial.application import concern_decisions, concerns, hide_codes
from memorial.domain.labels.added import AddedWords
from memorial.domain.labels.patterns import LabelKind
from memorial.domain.receipt_code import ReceiptCode
from tests.authorization import reference_of_objections as reference
from tests.authorization.keeping import open_databases
from tests.authorization.reference import ACTORS
from tests.authorization.reference_of_objections import DELEGATE, OBJECTIONS, OBJECTOR
from tests.authorization.town import SLUG, STAFF, Thing, Town, _let_everybody_in, _open, _real_one, _token
from tests.web.desk.desk_client import build_world

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

SHARE = 8
WORD = AddedWords("en", LabelKind.SLUR, "gutter folk")
EVERYBODY = tuple(one for one in ACTORS if one not in ("sender", "other_sender", "guardian"))


@dataclass
class Place:
    town: Town
    objections: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    about: dict[str, Thing] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, actor: str, of: str) -> tuple[Client, str]:
        """The actor's browser and its form token; `of`: the state whose code they may hold."""
        if actor in (OBJECTOR, DELEGATE):
            key = f"{actor} {of}"
            # Whatever was done before, this browser holds its code as at first.
            self.clients[key] = client = Client(self.town.application)
            _open(self.town, client, self.codes[key], expected=422 if of == "taken_back" else 303)
            return client, _token(client.get("/receipt", follow_redirects=True))
        return self.town.client_of[actor], self.town.tokens.get(actor, "none")

    def standing(self) -> tuple[Any, ...]:
        rows = self.town.database.rows
        return (
            *self.town.standing(),
            *rows("SELECT id, state, revision FROM objection ORDER BY id"),
            *rows("SELECT count(*) FROM hide_code"),
            *rows("SELECT memorial_id, revision FROM memorial ORDER BY memorial_id"),
        )

    def shown(self, thing: Thing) -> bool:
        """Whether visitors see the element that is objected to: the story's own word, or the name."""
        answer = self.town.client_of["anonymous"].get(f"/en/{SLUG}/remembrances/{thing.record_id}")
        return answer.status_code == 200 and thing.word in answer.text


def raised(place: Place, state: str, thing: Thing) -> None:
    code, word = ReceiptCode.generate().digits, f"qo{zlib.crc32(state.encode()):x}"
    facts = OBJECTIONS[state]
    given = {"kind": "hide" if facts.hides else "correct", "reason": "hurtful" if facts.hides else "wrong",
             "message": f"The {word} is mine.", "about": thing.record_id, "element": "text"}  # fmt: skip
    if facts.name:
        given["about"], given["element"] = thing.person_id, "name"
    services = place.town.services
    found = concerns.raise_objection(services, SLUG, code, given, language="en").objection_id
    place.objections[state], place.words[state], place.about[state] = found, word, thing
    place.codes[f"{OBJECTOR} {state}"] = code

    def act(who: str, *acts: str) -> None:
        for one in acts:
            concern_decisions.act(services, place.town.staff[who], place.town.memorial, found, one, "It is so.")

    if state == "kin_confirmed":
        act("moderator", "kin")
    elif facts.hidden or state == "rejected":
        act("moderator", "hide")
    if facts.asked:
        act("editor", facts.asked)
    for verdict in ("uphold", "reject"):
        if state == {"uphold": "upheld", "reject": "rejected"}[verdict]:
            act("editor", verdict)
            act("second_editor", verdict)
    if state == "answered":
        act("moderator", "answer")
    if state == "taken_back":
        concerns.act(services, code, "erase", {})


def build(home: Path) -> Place:
    world = build_world(home, undo_minutes=10)
    memorial = _real_one(world)
    world.begin_memorial("mill")
    with world.services.unit_of_work() as uow:
        uow.memorials.save(replace(uow.memorials.get(memorial.id), added_words=(WORD,)))
        uow.commit()
    settings = world.installation.settings
    town = Town(world, memorial, open_databases(settings.database.url, settings.keys.url))
    place = Place(town)
    for who, (role, where) in STAFF.items():
        town.staff[who] = world.add_staff(f"{who}@example.org", role, where)
    for state in OBJECTIONS:
        thing = town.make("published", "public")
        thing.state = f"objection_{state}"
        town.things.append(thing)
        raised(place, state, thing)
    for state in reference.HIDE_STATES:
        thing = town.make(state, "public")
        place.about[f"hide {state}"] = thing
        place.codes[f"{DELEGATE} {state}"] = ""
        town.things.append(thing)
    for thing in town.things:
        town.look_up(thing)
    for state in reference.HIDE_STATES:
        place.codes[f"{DELEGATE} {state}"] = hide_codes.make(town.services, place.about[f"hide {state}"].code)
    _let_everybody_in(town)
    town.keep()
    return place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = build(tmp_path_factory.mktemp("objections") / "home")
    yield made
    made.town.close()


def chosen(share: int, *cell: str) -> bool:
    return zlib.crc32("/".join(cell).encode()) % share == 0


def posted(
    place: Place, actor: str, of: str, path: str, data: Mapping[str, str]
) -> tuple[TestResponse, bool, list[tuple[str, str, str, str]]]:
    """The answer, whether anything changed, and what it left in the log."""
    client, token = place.client(actor, of)
    before, count = place.standing(), place.town.entries()
    answer = client.post(path, data={"csrf_token": token, **data})
    return answer, place.standing() != before, place.town.entries_after(count)


def pages(place: Place) -> Iterator[tuple[str, bool]]:
    for state, found in place.objections.items():
        for actor in (*EVERYBODY, OBJECTOR):
            if actor == OBJECTOR and state == "taken_back":
                continue
            client, _ = place.client(actor, state)
            for page, path in {"list": f"/desk/concerns?memorial={SLUG}", "one": f"/desk/concerns/{SLUG}/{found}",
                               "own": "/receipt/concern"}.items():  # fmt: skip
                answer = client.get(path)
                held = found in answer.text if page == "list" else place.words[state] in answer.text
                yield f"{actor} {page} {state} -> {answer.status_code}", held == reference.sees(actor, page, state)


def acts_at_the_desk(place: Place, share: int) -> Iterator[tuple[str, bool]]:
    for state, found in place.objections.items():
        for act in reference.DESK_ACTS:
            for actor in (*EVERYBODY, OBJECTOR):
                # Whether one alone, or who proved nothing lately, can decide is asked every time.
                always = act in ("uphold", "reject") and actor in ("moderator", "stale_editor")
                if (actor == OBJECTOR and state == "taken_back") or not (always or chosen(share, state, act, actor)):
                    continue
                data = {"action": act, "message": "A word."}
                answer, changed, noted = posted(place, actor, state, f"/desk/concerns/{SLUG}/{found}", data)
                expected = reference.at_the_desk(actor, act, state)
                shown = place.shown(place.about[state])
                name = OBJECTIONS[state].name
                fits = changed == expected and len(noted) == reference.entries(actor)
                fits = fits and (name or shown != reference.hidden_after(actor, act, state))
                fits = fits and all(one[2] == ("done" if expected else "refused") and one[3] for one in noted)
                if changed:
                    place.town.restore()
                yield (
                    f"{actor} {act} {state} -> {answer.status_code}, changed {changed}, shown {shown}, {noted}",
                    fits,
                )


def acts_with_its_code(place: Place, share: int) -> Iterator[tuple[str, bool]]:
    for state in place.objections:
        for act in reference.OWN_ACTS:
            for actor in (*EVERYBODY, OBJECTOR):
                own = actor == OBJECTOR
                if (own and state == "taken_back") or not (own or chosen(share, state, act, actor)):
                    continue
                data = {"action": act, "message": "My word.", "confirm": "yes"}
                answer, changed, _ = posted(place, actor, state, "/receipt/concern", data)
                if changed:
                    place.town.restore()
                yield (
                    f"{actor} {act} {state} -> {answer.status_code}, {changed}",
                    changed == reference.with_its_code(actor, act, state),
                )


def hide_code_cells(place: Place) -> Iterator[tuple[str, bool]]:
    for state in reference.HIDE_STATES:
        thing = place.about[f"hide {state}"]
        client, _ = place.client(DELEGATE, state)
        for page in ("receipt", *reference.HIDE_PAGES):
            answer = client.get(f"/{page}", follow_redirects=True)
            told = any(word in answer.get_data(as_text=True) for word in (thing.word, thing.name))
            yield f"delegate reads {page} {state}", not told
        for act in reference.HIDE_ACTS:
            path = "/receipt/hide-code" if act.endswith("code") else "/receipt"
            data = {"action": act.removesuffix("_code"), "message": "A word.", "confirm": "yes", "story": "Words.",
                    "asked": "1", "audience": "public", "embargo_until": "2030-01-01"}  # fmt: skip
            answer, changed, noted = posted(place, DELEGATE, state, path, data)
            expected = reference.with_a_hide_code(act, state)
            fits = changed == expected and len(noted) == expected and not (changed and place.shown(thing))
            if changed:
                place.town.restore()
            yield f"delegate {act} {state} -> {answer.status_code}, changed {changed}, {noted}", fits


def cells_of_words(place: Place) -> Iterator[tuple[str, bool]]:
    path = f"/desk/memorials/{SLUG}/words"
    for actor in EVERYBODY:
        client, _ = place.client(actor, "")
        answer = client.get(path)
        yield f"{actor} reads words -> {answer.status_code}", (answer.status_code == 200) == reference.sees_words(actor)
        data = {"action": "remove", "language": WORD.language, "kind": WORD.kind.value, "line": WORD.line}
        answer, changed, noted = posted(place, actor, "", path, data)
        expected = reference.changes_words(actor)
        fits = changed == expected and len(noted) == reference.entries(actor)
        fits = fits and all(one[2] == ("done" if expected else "refused") and one[3] for one in noted)
        if changed:
            place.town.restore()
        yield f"{actor} removes words -> {answer.status_code}, changed {changed}, {noted}", fits


def check(cells: Iterator[tuple[str, bool]], *, least: int) -> None:
    asked = list(cells)
    wrong = [name for name, fits in asked if not fits]

    assert len(asked) >= least
    assert not wrong, f"{len(wrong)} of {len(asked)}: " + "; ".join(wrong[:40])


def test_an_objection_is_read_by_readers_and_by_whoever_made_it(place: Place) -> None:
    check(pages(place), least=550)


def test_an_act_on_an_objection_takes_effect_for_whom_it_is_allowed(place: Place) -> None:
    check(acts_at_the_desk(place, SHARE), least=150)


def test_with_its_code_an_objection_is_told_more_proved_and_taken_back(place: Place) -> None:
    check(acts_with_its_code(place, SHARE), least=80)


def test_a_code_that_can_only_hide_hides_and_does_and_tells_nothing_else(place: Place) -> None:
    check(hide_code_cells(place), least=60)


def test_words_are_changed_by_who_administers_that_memorial_after_a_proof(place: Place) -> None:
    check(cells_of_words(place), least=30)


@pytest.mark.long
def test_every_act_on_an_objection(place: Place) -> None:
    check(acts_at_the_desk(place, 1), least=1_100)
    check(acts_with_its_code(place, 1), least=500)
