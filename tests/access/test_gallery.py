"""The gallery of `docs/pages` shows every page that can be asked for."""

from __future__ import annotations

import re

from tests.access.gallery import OUT, files_of, rooms
from tests.access.sights_contribute import CONTRIBUTE
from tests.access.sights_desk import DESK
from tests.access.sights_wall import WALL


def test_every_page_has_a_plate_of_its_own() -> None:
    plates = [plate for room in rooms() for plate in room.plates]
    others = [plate.title for plate in plates if plate.name.startswith("other-")]
    rules = {sight.rule for sight in (*WALL, *CONTRIBUTE, *DESK)}

    assert len({plate.name for plate in plates}) == len(plates)
    for rule in rules:
        shape = re.compile("[^/]+".join(map(re.escape, re.split(r"<[^>]*>", rule))))
        shown = [plate for plate in plates if shape.fullmatch(plate.path.partition("?")[0])]
        assert shown or re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule) in others, rule


def test_every_plate_is_hung_and_nothing_else() -> None:
    """After a page is added: `make gallery`."""
    wanted = {name for room in rooms() for plate in room.plates for name in files_of(plate)}
    there = {one.name for one in OUT.glob("*.webp")}

    assert there == wanted
    page = (OUT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\(([\w-]+\.webp)\)", page)) == wanted
