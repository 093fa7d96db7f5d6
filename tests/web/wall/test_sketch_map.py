"""The places of the record with all their names, and the sketch: what sources give, to scale, labels kept apart."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.domain.record import Coordinate, Event, Figure, Place, PlaceName, Precision, Qualifier
from memorial.published.record import PublishedCoordinate, PublishedPlaceName, PublishedRecordPlace
from memorial.vocabulary import Audience
from memorial.web.wall.sketch import DOT, LETTERS, SMALL_LETTERS, WIDTH, Box, Label, Sketch, box_of, sketch_of
from tests.installations import TestInstallation
from tests.page_tree import Element, read_page
from tests.web.wall.conftest import Place as Memorial
from tests.web.wall.conftest import Visitor
from tests.web.wall.listed import listed, listed_place
from tests.web.wall.records import keep, source, typed

Points = list[tuple[float, float]]


def _place(
    *points: tuple[float, float], precision: int | None = None, course: Points | None = None
) -> PublishedRecordPlace:
    name = PublishedPlaceName("Karvel", "en", "Latn", "ltr", "one", "")
    here = tuple(PublishedCoordinate(lat, lon, precision, "one") for lat, lon in points)
    line = tuple(PublishedCoordinate(lat, lon, None, "one") for lat, lon in course or [])
    return PublishedRecordPlace("karvel", "town", (name,), here, line)


def _sketch(*places: PublishedRecordPlace, name: str = "Karvel") -> Sketch:
    sketch = sketch_of([(at, place, name) for at, place in enumerate(places, start=1)])
    assert sketch is not None
    return sketch


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along the earth's surface (the haversine formula)."""
    (north, east), (north2, east2) = ((math.radians(lat), math.radians(lon)) for lat, lon in (one, other))
    half = math.sin((north2 - north) / 2) ** 2
    half += math.cos(north) * math.cos(north2) * math.sin((east2 - east) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


def _drawn_kilometres(sketch: Sketch, first: int, second: int) -> float:
    one, other = sketch.marks[first].points[0], sketch.marks[second].points[0]
    length, metres = sketch.scale
    return math.dist(one, other) / length * metres / 1000


# --- the sheet


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((39.911, 46.789), (39.993, 46.931)),
        ((-48.951, -123.502), (-48.806, -123.384)),
        ((64.1, 25.0), (64.1, 25.4)),
        ((-17.0, 179.9), (-17.1, -179.9)),
        ((0.0, 10.0), (0.2, 10.0)),
    ],
)
def test_distances_on_the_sketch_are_those_on_the_earth(one: tuple[float, float], other: tuple[float, float]) -> None:
    sketch = _sketch(_place(one), _place(other))

    assert _drawn_kilometres(sketch, 0, 1) == pytest.approx(_kilometres(one, other), rel=0.01)


def test_north_is_above_and_east_at_the_right() -> None:
    south_west, north_east = (mark.points[0] for mark in _sketch(_place((40.0, 46.0)), _place((40.1, 46.1))).marks)

    assert south_west[0] < north_east[0]
    assert south_west[1] > north_east[1]


def test_a_circle_shows_how_far_off_a_point_may_be_where_that_is_said() -> None:
    sketch = _sketch(_place((40.0, 46.0), precision=5000), _place((40.1, 46.1)))
    length, metres = sketch.scale
    ((_at, radius),) = sketch.marks[0].circles

    assert radius / length * metres == pytest.approx(5000, rel=0.02)
    assert sketch.marks[1].circles == ()


def test_what_lies_within_the_dot_has_no_circle() -> None:
    sketch = _sketch(_place((40.0, 46.0), precision=10), _place((41.0, 47.0)))

    assert sketch.marks[0].circles == ()


def test_a_place_that_two_sources_put_at_two_points_is_one_mark() -> None:
    (mark,) = _sketch(_place((40.0, 46.0), (40.1, 46.1))).marks

    assert len(mark.points) == 2


def test_points_of_one_place_that_cover_one_another_are_one_and_it_is_the_first() -> None:
    first, beside, far = (40.0, 46.0), (40.001, 46.001), (40.1, 46.1)
    alone, all_ = _sketch(_place(first, far)).marks[0], _sketch(_place(first, beside, far)).marks[0]

    assert all_.points == alone.points
    assert len(all_.points) == 2


def test_points_of_two_places_are_never_made_one() -> None:
    marks = _sketch(_place((40.0, 46.0)), _place((40.001, 46.001)), _place((40.1, 46.1))).marks

    assert [len(mark.points) for mark in marks] == [1, 1, 1]


def test_a_river_is_drawn_along_its_course_and_without_one_not_at_all() -> None:
    river, other = _place(course=[(40.0, 46.0), (40.1, 46.1), (40.1, 46.2)]), _place()
    sketch = _sketch(river, other)

    assert [len(course.points) for course in sketch.courses] == [3]
    assert sketch.marks == ()


def test_one_place_alone_stands_in_the_middle() -> None:
    (mark,) = _sketch(_place((40.0, 46.0))).marks

    assert mark.points[0][0] == WIDTH / 2


def test_without_a_coordinate_there_is_no_sketch() -> None:
    assert sketch_of([(1, _place(), "Karvel")]) is None
    assert sketch_of([]) is None


def _boxes(label: Label) -> list[Box]:
    number = len(str(label.number))
    named = [box_of(label.at, label.anchor, number + 1 + len(label.name), SMALL_LETTERS)] if label.name else []
    return [box_of(label.at, label.anchor, number, LETTERS), *named]


_NEAR = st.tuples(st.floats(39.8, 40.0), st.floats(46.5, 47.0))


@given(st.lists(st.tuples(_NEAR, st.text("ابcdefghijklm", min_size=1, max_size=30)), min_size=1, max_size=40))
def test_labels_never_meet_one_another_nor_a_mark_and_stay_on_the_sheet(
    places: list[tuple[tuple[float, float], str]],
) -> None:
    numbered = [(at, _place(point), name) for at, (point, name) in enumerate(places, start=1)]
    sketch = sketch_of(numbered)
    assert sketch is not None
    labels = [mark.label for mark in sketch.marks if mark.label]
    dots = [Box(x - DOT, y - DOT, x + DOT, y + DOT) for mark in sketch.marks for x, y in mark.points]
    sheet = Box(0, 0, WIDTH, sketch.height)

    assert sketch == sketch_of(numbered)
    for label in labels:
        assert all(sheet.holds(box) and not any(box.meets(dot) for dot in dots) for box in _boxes(label))
    for one, other in combinations(labels, 2):
        assert not any(box.meets(beside) for box in _boxes(one) for beside in _boxes(other))


def test_a_name_without_room_leaves_its_number() -> None:
    (mark,) = _sketch(_place((40.0, 46.0)), name="A" * 200).marks

    assert mark.label is not None
    assert (mark.label.number, mark.label.name) == (1, "")


# --- the page


@pytest.fixture
def place(site: TestInstallation) -> Memorial:
    return listed_place(site, languages=("en", "ar"))


KARVEL = Place(
    "town",
    (PlaceName("en-Latn", "Karvel", "one"), PlaceName("en-Latn", "Carvell", "two", period="before 1950"),
     PlaceName("ar-Arab", "كارفيل", "two"), PlaceName("uk-Cyrl", "Карвель", None, seen=False)),
    (Coordinate(-48.951, -123.502, "one", 100), Coordinate(-48.943, -123.488, "two")),
)  # fmt: skip
PELIN = Place("town", (PlaceName("en-Latn", "Pelin", "one"),))


def _page(visitor: Visitor, place: Memorial, language: str = "en") -> Element:
    answer = visitor.get(f"/{language}/{place.memorial.slug}/map")
    assert answer.status_code == 200
    return read_page(answer.text).root.all("main")[0]


def _entry(main: Element, name: str) -> Element:
    return next(one for one in main.all("li") if one.get("id") == f"place-{name}")


def _keep(place: Memorial, **states: object) -> None:
    keep(place, typed({"one": source("Inquiry"), "two": source("Company")} | states))  # type: ignore[arg-type]


def test_every_name_and_every_coordinate_stands_with_its_source(visitor: Visitor, place: Memorial) -> None:
    _keep(place, karvel=KARVEL)
    main = _page(visitor, place)
    entry = _entry(main, "karvel")
    said = " ".join(entry.text().split())

    assert entry.all("h3")[0].text() == "1 Karvel"
    assert "Karvel The Inquiry office, 1990 [1]; Carvell (before 1950) The Company office, 1990 [2]" in said
    assert "كارفيل The Company office, 1990 [2]" in said
    assert "48.951° south, 123.502° west, to within 100 m The Inquiry office, 1990 [1]" in said
    assert "48.943° south, 123.488° west, how exact is not said The Company office, 1990 [2]" in said
    assert "Карвель" not in main.text()


def test_a_page_is_headed_by_the_name_in_its_own_language(visitor: Visitor, place: Memorial) -> None:
    _keep(place, karvel=KARVEL)

    assert _entry(_page(visitor, place, "ar"), "karvel").all("h3")[0].text() == "1 كارفيل"


def test_a_place_without_coordinates_is_in_the_list_and_says_so(visitor: Visitor, place: Memorial) -> None:
    _keep(place, karvel=KARVEL, pelin=PELIN)
    main = _page(visitor, place)
    (sketch,) = main.all("svg")

    assert "Location not recorded." in _entry(main, "pelin").text()
    assert "Location not recorded." not in _entry(main, "karvel").text()
    assert "Pelin" not in sketch.text()
    assert len([one for one in sketch.all("circle") if one.get("class") == "sm-dot"]) == 2


def test_no_dot_is_cut_by_the_ground_of_another(visitor: Visitor, place: Memorial) -> None:
    _keep(place, karvel=KARVEL)
    (sketch,) = _page(visitor, place).all("svg")
    layers = [one.get("class") for one in sketch.all("circle") if one.get("class") != "sm-circle"]

    assert layers == ["sm-halo", "sm-halo", "sm-dot", "sm-dot"]


def test_the_sketch_is_an_image_with_words_a_scale_and_a_north(visitor: Visitor, place: Memorial) -> None:
    _keep(place, karvel=KARVEL)
    (sketch,) = _page(visitor, place).all("svg")

    assert sketch.get("role") == "img"
    assert sketch.all("title")[0].text()
    assert sketch.all("desc")[0].text()
    assert "North" in sketch.text()
    assert sketch.text().split()[-1] in ("km", "m")


def test_a_place_leads_to_what_the_record_says_of_it(visitor: Visitor, place: Memorial) -> None:
    _keep(
        place,
        karvel=KARVEL,
        began=Event("1990-05-17", Precision.DAY, "It began.", ("one",), place_id="karvel"),
        wounds=Event("1990-05-18", Precision.DAY, "Wounds.", ("one",), place_id="karvel", sensitivity="graphic"),
        dead=Figure("People", "killed", 3, Qualifier.ABOUT, "one", "persons", place_id="karvel"),
    )
    entry = _entry(_page(visitor, place), "karvel")
    links = {link.text(): link.get("href") for link in entry.all("a")}

    assert links["17 May 1990"] == f"{place.base}timeline#event-began"
    assert "1 dated entry" in entry.text()
    assert "1 figure of the record" in entry.text()
    assert "Wounds." not in visitor.get(f"{place.base}map").text


def test_hostile_words_are_text(visitor: Visitor, place: Memorial) -> None:
    hostile = "<svg onload=alert(1)>"
    _keep(place, karvel=Place(hostile, (PlaceName("en-Latn", hostile, "one"),), (Coordinate(40, 46, "one"),)))
    main = _page(visitor, place)

    assert len(main.all("svg")) == 1
    assert hostile in _entry(main, "karvel").text()


def test_places_of_the_names_are_counted_and_lead_to_them(visitor: Visitor, place: Memorial) -> None:
    _keep(place, karvel=KARVEL)
    for name, at in (("Ada", "Karvel"), ("Bela", "Karvel"), ("Cora", "Lindra")):
        listed(place, name, place=at)
    main = _page(visitor, place)
    before = visitor.get(f"{place.base}map").data
    listed(place, "Hidden", audience=Audience.TEAM, place="Elsewhere")

    assert "2 people named here Karvel" in _entry(main, "karvel").text()
    assert "Lindra 1 person named here" in main.text()
    assert visitor.get(f"{place.base}map").data == before


def test_a_memorial_without_places_has_no_map(visitor: Visitor, place: Memorial) -> None:
    _keep(place)
    missing, unknown = visitor.get(f"{place.base}map"), visitor.get(f"{place.base}nothing-of-the-kind")

    assert (missing.status_code, missing.data) == (404, unknown.data)
