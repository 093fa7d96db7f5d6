"""Lists of names in every state, each with words planted in its cells, its headings and what is said of it."""

from __future__ import annotations

from memorial.application import importing, list_staging
from memorial.domain.name_list import AboutList
from memorial.vocabulary import Audience
from tests.canaries import Case, Finder, Planter

EDITORS = frozenset({Finder.EDITORS})
NOBODY: frozenset[Finder] = frozenset()


def _staged(p: Planter, name: str, *, seen: frozenset[Finder], audience: Audience = Audience.TEAM) -> tuple[Case, str]:
    """Uploaded and described. `seen`: who has to come upon what stands in its rows."""
    case, services, member = Case(name, "", p.memorial), p.built.services, p.staff["archivist"]
    cells = [p.plant(case, place, must=seen).capitalize() for place in ("first", "last", "place", "note", "ignored")]
    heading, file = p.plant(case, "heading", may=seen), p.plant(case, "file", must=seen)
    first, last, place, note, ignored = cells
    data = f"Name,Place,Note,Born,{heading}\n{first} {last},{place},{note},1943,{ignored}\n,{place},{note},never,x\n"
    list_id = list_staging.stage(services, member, p.memorial.id, f"{file}.csv", [data.encode()])
    about = AboutList(
        title=p.plant(case, "title", must=EDITORS),
        made_by=p.plant(case, "maker", must=EDITORS),
        purpose=p.plant(case, "purpose", must=EDITORS),
        seen_at=p.plant(case, "seen at", must=EDITORS),
    )
    list_staging.describe(services, member, p.memorial.id, list_id, about, audience)
    return case, list_id


def _imported(p: Planter, list_id: str) -> None:
    importing.begin(p.built.services, p.staff["archivist"], p.memorial.id, list_id)
    while not importing.run_some(p.built.services, p.memorial.id, list_id, within_seconds=60):
        pass


def _a_list_waits(p: Planter, name: str) -> None:
    case, list_id = _staged(p, name, seen=EDITORS)
    mended = p.plant(case, "mended", must=EDITORS)
    list_staging.correct(p.built.services, p.staff["archivist"], p.memorial.id, list_id, {(3, 3): f"{mended} never"})


def _a_list_for_the_team(p: Planter, name: str) -> None:
    """The team are all who read for the memorial: they know its people, and that a list says so."""
    case, list_id = _staged(p, name, seen=EDITORS)
    _imported(p, list_id)
    for place in ("first", "last", "place", "title"):
        p.rule(case, place, must=EDITORS, may={Finder.READERS})


def _a_public_list(p: Planter, name: str) -> None:
    """Its names and places are everyone's; what was not imported, and the file, are not."""
    case, list_id = _staged(p, name, seen=EDITORS, audience=Audience.PUBLIC)
    _imported(p, list_id)
    for place in ("first", "last"):
        p.rule(case, place, must={Finder.ANYONE, Finder.EDITORS})
    for place in ("place", "title", "maker", "purpose", "seen at"):
        p.rule(case, place, must=EDITORS, may={Finder.ANYONE})


def _a_list_taken_back(p: Planter, name: str) -> None:
    """What it was stays; of what stood in it nothing does."""
    case, list_id = _staged(p, name, seen=NOBODY, audience=Audience.PUBLIC)
    _imported(p, list_id)
    importing.undo(p.built.services, p.staff["archivist"], p.memorial.id, list_id)
    while not importing.run_some(p.built.services, p.memorial.id, list_id, within_seconds=60):
        pass
    p.rule(case, "file", may=EDITORS)


def _a_list_thrown_away(p: Planter, name: str) -> None:
    case, list_id = _staged(p, name, seen=NOBODY)
    list_staging.discard(p.built.services, p.staff["archivist"], p.memorial.id, list_id)
    for place in case.words:
        p.rule(case, place)


LIST_STATES = (_a_list_waits, _a_list_for_the_team, _a_public_list, _a_list_taken_back, _a_list_thrown_away)
