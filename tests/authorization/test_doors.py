"""Every route is declared, a route that is not is refused, and nobody goes through another's door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from memorial.vocabulary import Role, Surface
from memorial.web.authorization import DOORS, Door, door_of
from memorial.web.desk.step_up import NEEDS_PROOF
from tests.authorization.reference import ANY_ADMIN, ANY_READER, OPEN_STAFF
from tests.authorization.town import STAFF, Town, build_town
from tests.journeys.routes import applications
from tests.web.desk.desk_client import World, build_world


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = build_town(tmp_path_factory.mktemp("town") / "home", {}, ())
    yield made
    made.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = build_world(tmp_path / "home")
    yield made
    made.installation.close()


@pytest.mark.parametrize("surface", Surface)
def test_every_route_has_a_door_and_every_door_a_route(town: Town, surface: Surface) -> None:
    app = applications(town.world.installation)[surface.value]

    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(DOORS[surface])


@pytest.mark.parametrize("surface", Surface)
def test_a_route_that_nobody_declared_is_refused_and_said_in_the_log(
    world: World, surface: Surface, caplog: pytest.LogCaptureFixture
) -> None:
    app: Flask = applications(world.installation)[surface.value]
    app.add_url_rule("/desk/forgotten", endpoint="forgotten.page", view_func=lambda: "everything")

    answer = app.test_client().get("/desk/forgotten")

    assert (answer.status_code, "everything" in answer.text) == (404, False)
    assert "forgotten.page has no line" in caplog.text


def test_what_asks_for_a_fresh_proof_is_declared_and_behind_a_door_of_the_desk() -> None:
    assert {DOORS[Surface.DESK].get(endpoint) for endpoint in NEEDS_PROOF} <= {
        Door.STAFF, Door.READER, Door.EDITOR, Door.KEEPER, Door.ADMIN,
    }  # fmt: skip


def allowed_through(door: Door) -> frozenset[str]:
    return {
        Door.ANYONE: frozenset({*OPEN_STAFF, "password_only", "anonymous", "disabled", "signed_out"}),
        Door.STAFF: frozenset(OPEN_STAFF),
        Door.READER: frozenset(ANY_READER),
        Door.EDITOR: frozenset(ANY_READER - {"moderator"}),
        Door.KEEPER: frozenset({"archivist", *ANY_ADMIN}),
        Door.ADMIN: frozenset(ANY_ADMIN),
    }[door]


@pytest.mark.journey
def test_each_page_of_the_desk_opens_to_its_own_and_to_nobody_else(town: Town) -> None:
    """Every route without an id in it, by GET, for everybody; what is behind an id the matrix asks."""
    app, cells, wrong = applications(town.world.installation)["desk"], 0, []
    for rule in app.url_map.iter_rules():
        door = door_of(app, rule.endpoint)
        if rule.arguments or "GET" not in (rule.methods or ()) or door in (None, Door.ENTERING):
            continue
        for who in (
            "anonymous",
            "disabled",
            "signed_out",
            *(one for one in STAFF if one not in ("disabled", "signed_out")),
        ):
            answer, cells = town.client_of[who].get(rule.rule), cells + 1
            # Who is signed in is led on from the sign-in; who reads nowhere has no log and no mail to look at.
            opened = answer.status_code == 200 or (rule.endpoint == "entry.sign_in" and answer.status_code == 303)
            narrower = rule.endpoint in ("log.log", "lists.outbox") and who == "role_taken"
            if opened != (who in allowed_through(door) and not narrower):
                wrong.append((rule.rule, who, answer.status_code))
    assert wrong == []
    assert cells > 150


@pytest.mark.journey
def test_an_act_behind_another_door_is_refused_and_leaves_one_entry(town: Town) -> None:
    app, cells, wrong = applications(town.world.installation)["desk"], 0, []
    for rule in app.url_map.iter_rules():
        door = door_of(app, rule.endpoint)
        if "POST" not in (rule.methods or ()) or door not in (
            Door.STAFF,
            Door.READER,
            Door.EDITOR,
            Door.KEEPER,
            Door.ADMIN,
        ):
            continue
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<{name}>", "ferry" if name == "slug" else "0" * 32)
        for who in ("anonymous", "disabled", "signed_out", "password_only", *OPEN_STAFF - allowed_through(door)):
            before, entries = town.standing(), town.entries()
            answer = town.client_of[who].post(path, data={"csrf_token": town.tokens.get(who, "none")})
            cells += 1
            known = who in OPEN_STAFF or who == "password_only"
            left = town.entries_after(entries)
            refused = answer.status_code in (303, 404) and town.standing() == before
            if not refused or len(left) != known or any(entry[2] != "refused" or not entry[3] for entry in left):
                wrong.append((path, who, answer.status_code, left))
    assert wrong == []
    assert cells > 120


def test_the_cast_has_every_role() -> None:
    assert {role for role, _where in STAFF.values()} == set(Role)
