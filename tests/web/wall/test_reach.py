"""What a memorial as a whole may reach: under a ceiling below the public nothing of it goes to machines."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from memorial.application import memorials, own_picture
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Audience, MemorialKind, Risk, Role
from tests.page_tree import read_page
from tests.web.wall.conftest import Place, Visitor, made_place

HOST = "news.example.org"
ADMIN = StaffMember("adm", "", "adm@example.org", "Adm", "", (("*", Role.ADMIN),))
PHOTOGRAPH = Path("tests/samples/images/IMG_20180725_163423-tiny.jpg").read_bytes()


def change(place: Place, **changes: object) -> None:
    memorials.change_settings(
        place.site.services,
        place.memorial.slug,
        change=lambda one: replace(one, **changes),  # type: ignore[arg-type]
    )


def embedded(place: Place) -> tuple[str, ...]:
    return (f"/embed/{place.memorial.slug}/names",)


def for_machines(place: Place) -> tuple[str, ...]:
    return (f"{place.base}preview.png", f"{place.base}feed.atom", *embedded(place))


def told_to_machines(visitor: Visitor, place: Place) -> list[str]:
    """Everything that machines are told of it, in words."""
    found = [path for path in for_machines(place) if visitor.client.get(path).status_code == 200]
    answer = visitor.get(place.base)
    assert answer.status_code == 200
    page = read_page(answer.text).root
    if "noindex" not in answer.headers["X-Robots-Tag"]:
        found.append("index")
    found += [name for meta in page.all("meta") if (name := meta.get("property") or "").startswith("og:")]
    found += [link.get("href") for link in page.all("link") if link.get("type") == "application/atom+xml"]
    if place.memorial.slug in visitor.get("/sitemap.xml").text:
        found.append("sitemap")
    return found


def test_of_an_unlisted_memorial_no_machine_is_told_anything(visitor: Visitor, place: Place) -> None:
    change(place, embed_hosts=(HOST,))
    place.publish()
    assert {"index", "og:title", "og:image", "sitemap", *for_machines(place)} <= set(told_to_machines(visitor, place))

    for ceiling in (Audience.UNLISTED, Audience.ARCHIVE, Audience.TEAM):
        change(place, ceiling=ceiling)
        assert told_to_machines(visitor, place) == [], ceiling
    assert visitor.get("/sitemap.xml?of=" + place.memorial.slug).status_code == 404

    change(place, ceiling=Audience.PUBLIC)
    assert "index" in told_to_machines(visitor, place)


def test_a_fictional_one_that_is_unlisted_has_no_feed_and_is_in_no_other_page(visitor: Visitor, place: Place) -> None:
    made_up = made_place(place.site, kind=MemorialKind.FICTIONAL, fictional_note={"en": "Made up."})
    change(made_up, embed_hosts=(HOST,))
    assert f"{made_up.base}feed.atom" in told_to_machines(visitor, made_up)

    change(made_up, ceiling=Audience.UNLISTED)

    assert told_to_machines(visitor, made_up) == []


def test_at_high_risk_no_other_site_shows_it(visitor: Visitor, place: Place) -> None:
    change(place, embed_hosts=(HOST,))
    _, given = place.publish()
    paths = (*embedded(place), f"/embed/{place.memorial.slug}/people/{place.person_of(given)}")
    assert [visitor.client.get(path).status_code for path in paths] == [200, 200]

    change(place, risk=Risk.HIGH)

    assert [visitor.client.get(path).status_code for path in paths] == [404, 404]


@pytest.mark.parametrize("older", [True, False])
def test_of_a_reach_that_is_unknown_no_machine_is_told_and_an_older_row_says_as_before(
    visitor: Visitor, place: Place, older: bool
) -> None:
    change(place, embed_hosts=(HOST,))
    memorial_id, engine = place.memorial.id, place.site.installation.engines.writing
    found = text("SELECT document FROM published_memorial WHERE memorial_id = :m")
    put = text("UPDATE published_memorial SET document = :d WHERE memorial_id = :m")
    raised = text("UPDATE published_edition SET number = number + 1")
    with engine.begin() as connection:
        row = json.loads(connection.execute(found, {"m": memorial_id}).scalar_one())
        assert row.pop("reach") == "public"
        row |= {} if older else {"reach": "something"}
        connection.execute(put, {"m": memorial_id, "d": json.dumps(row)})
        connection.execute(raised)

    assert ("index" in told_to_machines(visitor, place)) is older
    assert (told_to_machines(visitor, place) == []) is not older


def test_under_a_ceiling_below_visitors_its_own_picture_is_not_copied_out(visitor: Visitor, place: Place) -> None:
    services, slug = place.site.services, place.memorial.slug
    own_picture.keep(services, ADMIN, slug, "a.jpg", iter([PHOTOGRAPH]))
    own_picture.change(services, ADMIN, slug, {"alt_en": "A quay", "across": "50", "down": "50"})
    names = picture_names(place)
    assert names and copies(place) == len(names)

    for ceiling in (Audience.RESEARCH, Audience.ARCHIVE, Audience.TEAM):
        change(place, ceiling=ceiling)
        assert (picture_names(place), copies(place)) == ([], 0), ceiling
        assert [visitor.client.get(f"/media/{name}").status_code for name in names] == [404] * len(names)
    change(place, ceiling=Audience.UNLISTED)
    assert len(picture_names(place)) == copies(place) == len(names)


def picture_names(place: Place) -> list[str]:
    with place.site.installation.reader.snapshot() as snapshot:
        shown = snapshot.memorial(place.memorial.slug)
    assert shown is not None
    return [one.name for one in shown.picture.sources] if shown.picture else []


def copies(place: Place) -> int:
    """How many files for visitors are kept of it."""
    wanted = text("SELECT count(*) FROM access_copy WHERE memorial_id = :m AND record_id = :m")
    with place.site.installation.engines.reading.connect() as connection:
        return int(connection.execute(wanted, {"m": place.memorial.id}).scalar_one())
