"""A memorial's own order of the wall; and rows that an older program published say the same as before."""

from __future__ import annotations

import json
from dataclasses import replace

from sqlalchemy import text

from memorial.application import memorials
from memorial.domain.memorial import Memorial
from memorial.domain.setting_up import WallOrder
from tests.web.wall.conftest import Place, Visitor


def order(place: Place, which: WallOrder) -> None:
    def changed(before: Memorial) -> Memorial:
        return replace(before, setup=replace(before.setup, wall_order=which))

    memorials.change_settings(place.site.services, place.memorial.slug, change=changed)


def title(visitor: Visitor, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200, address
    return answer.text.partition("<h1>")[2].partition("</h1>")[0].strip()


def test_the_wall_stands_in_the_memorials_own_order_until_another_is_asked_for(visitor: Visitor, place: Place) -> None:
    place.publish(born="1943", died="1992")
    names, base = f"{place.base}names", place.base
    usual = title(visitor, names)

    order(place, WallOrder.DATE)

    assert (usual, title(visitor, names)) == ("The names", "The names by date")
    assert title(visitor, f"{names}?order=name") == "The names"
    assert f'href="{base}names?order=name"' in visitor.get(names).text
    assert f'href="{base}names"' in visitor.get(f"{names}?order=name").text
    order(place, WallOrder.TOGETHER)
    assert title(visitor, names) == "The names"


def test_what_an_older_program_published_is_neither_drift_nor_shown_otherwise(place: Place) -> None:
    services, engine, memorial_id = place.site.services, place.site.installation.engines.writing, place.memorial.id
    found, put = (
        text("SELECT document FROM published_memorial WHERE memorial_id = :m"),
        text("UPDATE published_memorial SET document = :d WHERE memorial_id = :m"),
    )
    with engine.begin() as connection:
        older = json.loads(connection.execute(found, {"m": memorial_id}).scalar_one())
        assert older.pop("wall_order") == "name" and older.pop("picture") is None
        connection.execute(put, {"m": memorial_id, "d": json.dumps(older)})
    with place.site.installation.reader.snapshot() as snapshot:
        edition, shown = snapshot.edition(memorial_id), snapshot.memorial(place.memorial.slug)

    with services.unit_of_work() as uow:
        uow.republish(memorial_id, memorial_id)
        drifts = uow.drifts()

    assert not drifts
    assert shown is not None and (shown.wall_order, shown.picture) == ("name", None)
    with place.site.installation.reader.snapshot() as snapshot:
        assert snapshot.edition(memorial_id) == edition
