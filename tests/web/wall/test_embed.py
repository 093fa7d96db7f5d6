"""What other sites may show of a memorial: what everybody may find, on sites that were allowed, and never more."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from memorial.application import memorials
from memorial.domain.embedding import is_host, origin_of
from memorial.vocabulary import MemorialKind
from tests.installations import TestInstallation
from tests.web.wall.conftest import PUBLIC_URL, Place, Visitor, made_place, wall_over

HOST = "news.example.org"


def allow(place: Place, *hosts: str) -> None:
    memorials.change_settings(
        place.site.services, place.memorial.slug, change=lambda before: replace(before, embed_hosts=hosts)
    )


@pytest.fixture
def place(site: TestInstallation) -> Place:
    made = made_place(site, languages=("en", "ar"))
    allow(made, HOST)
    return made


@pytest.fixture(scope="module")
def raw(site: TestInstallation) -> Client:
    return Client(wall_over(site), use_cookies=False)


def person(place: Place, **answers: str) -> str:
    return place.person_of(place.publish(**answers)[1])


def fetched(raw: Client, path: str) -> TestResponse:
    """A page inside a frame has other headers than pages have."""
    answer = raw.get(path)
    if answer.status_code == 200:
        assert "<script" not in answer.text
        assert "style=" not in answer.text
        assert "Set-Cookie" not in answer.headers
    return answer


def parts_of(answer: TestResponse, name: str) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in answer.headers[name].split("; "))


def test_a_name_may_be_shown_by_the_sites_that_were_allowed_and_by_no_other(raw: Client, place: Place) -> None:
    shown = fetched(raw, f"/embed/{place.memorial.slug}/people/{person(place, person_name='Ayla Verdin')}")

    assert shown.status_code == 200
    assert "Ayla Verdin" in shown.text
    assert parts_of(shown, "Content-Security-Policy")["frame-ancestors"] == f"https://{HOST}"
    assert shown.headers["X-Robots-Tag"] == "noindex, noarchive"
    links = re.findall(r"<a [^>]*>", shown.text)
    assert links
    assert all('target="_top"' in link and f'href="{PUBLIC_URL}/' in link for link in links)


def test_the_names_stand_in_their_order_with_a_way_to_all_of_them(raw: Client, place: Place) -> None:
    for name in ("Mira Lund", "Ayla Verdin"):
        person(place, person_name=name)

    shown = fetched(raw, f"/embed/{place.memorial.slug}/names")

    assert shown.text.index("Ayla Verdin") < shown.text.index("Mira Lund")
    assert "2 names" in shown.text
    assert "اسمان" in fetched(raw, f"/embed/{place.memorial.slug}/names?l=ar").text


def test_what_search_engines_may_not_have_is_not_there(raw: Client, place: Place, visitor: Visitor) -> None:
    hidden = person(place, person_name="Quiet Person", audience="unlisted")
    unknown = visitor.get("/embed/nowhere/names")

    answer = raw.get(f"/embed/{place.memorial.slug}/people/{hidden}")

    assert answer.status_code == 404
    assert answer.data == unknown.data
    assert dict(answer.headers) == dict(unknown.headers)
    assert "Quiet Person" not in fetched(raw, f"/embed/{place.memorial.slug}/names").text


def test_a_memorial_that_allows_no_site_and_a_draft_are_as_if_unknown(raw: Client, site: TestInstallation) -> None:
    closed = made_place(site)
    one = person(closed, person_name="Ayla Verdin")

    assert raw.get(f"/embed/{closed.memorial.slug}/people/{one}").status_code == 404
    allow(closed, HOST)
    assert raw.get(f"/embed/{closed.memorial.slug}/people/{one}").status_code == 200
    # No other page may be framed by it.
    page = raw.get(f"{closed.base}people/{one}")
    assert parts_of(page, "Content-Security-Policy")["frame-ancestors"] == "'none'"


def test_taken_back_it_is_gone_at_the_next_request(raw: Client, place: Place) -> None:
    from memorial.application import receipt

    code, given = place.publish(person_name="Ayla Verdin")
    address = f"/embed/{place.memorial.slug}/people/{place.person_of(given)}"
    assert raw.get(address).status_code == 200

    receipt.act(place.site.services, code, "withdraw", {})

    assert raw.get(address).status_code == 404


def test_a_fictional_memorial_says_so_inside_the_frame_too(raw: Client, site: TestInstallation) -> None:
    made = made_place(site, kind=MemorialKind.FICTIONAL, fictional_note={"en": "Nothing here happened."})
    allow(made, HOST)

    assert "Nothing here happened." in fetched(raw, f"/embed/{made.memorial.slug}/names").text


def test_two_hundred_names_weigh_less_than_fifteen_kilobytes_with_their_sheet(raw: Client, place: Place) -> None:
    from tests.people import add_person, name

    here: Any = replace(place.site, memorial=place.memorial)
    for number in range(210):
        add_person(here, name(f"Rightful Name The {number:03}", language="en"))

    shown = fetched(raw, f"/embed/{place.memorial.slug}/names")
    sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', shown.text)
    weight = sum(len(gzip.compress(raw.get(path).data, 9)) for path in sheets) + len(gzip.compress(shown.data, 9))

    assert shown.text.count("Rightful Name") == 200
    assert "All names" in shown.text
    assert weight <= 15_000, weight
    assert len(sheets) == 1


@pytest.mark.parametrize("text", ["news.example.org", "localhost:8001", "xn--80ak6aa92e.example"])
def test_a_host_is_one_host(text: str) -> None:
    assert is_host(text)


@pytest.mark.parametrize(
    "text", ["", "*", "*.example.org", "https://news.example.org", "news.example.org/path", "a b", "x; img-src", "com"]
)
def test_patterns_addresses_and_policies_are_no_hosts(text: str) -> None:
    assert not is_host(text)


def test_only_this_machine_is_allowed_unencrypted() -> None:
    assert origin_of("news.example.org") == "https://news.example.org"
    assert origin_of("localhost:8001") == "http://localhost:8001"
