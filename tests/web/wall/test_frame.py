"""What stands around every page of the wall: at most five ways, one foot, light and dark, a search where nothing is."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

from memorial.settings import project_folder
from memorial.web.footing import footing
from memorial.web.language import interface_languages
from memorial.web.page import LanguageLink
from memorial.web.wall.visit import MOST_WAYS
from tests.installations import TestInstallation
from tests.page_tree import Element, read_page
from tests.web.page_samples import written
from tests.web.wall.conftest import Place, Visitor, made_place, wall_over

PAGES = ("", "names", "wall", "search", "help", "on/02-29", "days", "families", "lists", "words")


def _nav(page: Element, inside: str) -> list[Element]:
    return [link for nav in page.all("nav") if nav.inside(inside) for link in nav.all("a")]


def test_no_page_has_more_than_five_ways(visitor: Visitor, place: Place, whole: Place) -> None:
    place.publish()

    for base in (place.base, whole.base):
        page = read_page(visitor.get(f"{base}names").text).root
        (ways,) = [nav for nav in page.all("nav") if nav.inside("header") and nav.get("aria-label") == "Main pages"]
        assert 4 <= len(list(ways.all("li"))) <= MOST_WAYS


def test_the_foot_is_the_same_on_every_page(visitor: Visitor, place: Place) -> None:
    _, remembrance = place.publish()
    person = f"people/{place.person_of(remembrance)}"

    feet = {path: read_page(visitor.get(place.base + path).text).root for path in (*PAGES, person)}

    links = {path: [link.get("href") for link in _nav(page, "footer")] for path, page in feet.items()}
    own = [f"{place.base}{way}" for way in ("help", "safety", "share/notice")]
    for path, given in links.items():
        assert given[:5] == [*own, "/receipt", "/"], path
        assert given[-3:] == ["/theme/light", "/theme/dark", "/theme/system"], path


def test_every_language_of_the_program_has_the_same_foot(visitor: Visitor, place: Place) -> None:
    spoken = made_place(place.site, languages=interface_languages())

    for code in interface_languages():
        page = read_page(visitor.get(f"/{code}/{spoken.memorial.slug}/help").text).root
        assert f"/{code}/{spoken.memorial.slug}/safety" in [link.get("href") for link in _nav(page, "footer")]


def test_help_says_who_runs_it_and_offers_only_what_is_open(visitor: Visitor, place: Place) -> None:
    closed = made_place(place.site, accepting=False)

    text = visitor.get(f"{place.base}help").text
    assert place.memorial.controller.name in text
    ways = [link.get("href") for link in read_page(text).root.all("main")[0].all("a")]
    assert f"{place.base}share/notice" in ways, "how to write to them"
    assert f'href="{place.base}share"' in text
    assert f'href="{closed.base}share"' not in visitor.get(f"{closed.base}help").text


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_choice_of_light_or_dark_holds_on_every_page_and_on_errors(
    site: TestInstallation, place: Place, choice: str
) -> None:
    client = Client(wall_over(site))

    answer = client.get(f"/theme/{choice}", headers={"Referer": f"http://localhost{place.base}help"})
    assert answer.headers["Location"] == f"{place.base}help"
    for path in (place.base, f"{place.base}help", "/", "/en/search", "/en/nowhere/x"):
        assert f'data-theme="{choice}"' in client.get(path).text, path
    client.get("/theme/system")
    assert "data-theme" not in client.get(place.base).text


def test_what_is_not_there_offers_a_search_that_knows_no_memorial(visitor: Visitor, place: Place) -> None:
    missing = visitor.get(f"{place.base}people/{'0' * 32}")
    (form,) = read_page(missing.text).root.all("form")

    assert missing.status_code == 404
    assert (form.get("action"), form.get("method")) == ("/en/search", "get")
    assert place.memorial.slug not in missing.text
    assert "did you mean" not in missing.text.lower()


def test_a_search_without_a_memorial_asks_which_or_leads_to_the_only_one(
    visitor: Visitor, site: TestInstallation, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = made_place(site, public=False)
    asked = visitor.get("/en/search?q=Ayla Verdin")

    links = [link.get("href") for link in read_page(asked.text).root.all("a")]
    assert f"{place.base}search?q=Ayla+Verdin" in links
    assert hidden.memorial.slug not in asked.text
    assert "noindex" in asked.headers["X-Robots-Tag"]
    monkeypatch.setattr(
        "memorial.web.wall.search_anywhere.open_to_visitor", lambda memorial: memorial.slug == place.memorial.slug
    )
    alone = visitor.get("/en/search?q=Ayla")
    assert (alone.status_code, alone.headers["Location"]) == (302, f"{place.base}search?q=Ayla")


def test_printed_sheets_carry_title_and_address_but_no_title_at_high_risk(visitor: Visitor, place: Place) -> None:
    risky = made_place(place.site, risk="high")

    (page,) = read_page(visitor.get(f"{place.base}names").text).root.all("html")
    (quiet,) = read_page(visitor.get(f"{risky.base}names").text).root.all("html")

    assert page.get("data-running") == place.memorial.title["en"]
    assert page.get("data-whence").endswith(f"{place.base}names")
    assert not quiet.has("data-running")
    sheet = (project_folder("static") / "css" / "print.css").read_text()
    assert "content: var(--running)" in sheet
    assert "columns: 3" in sheet


def test_a_foot_without_a_memorial_names_none(site: TestInstallation) -> None:
    with wall_over(site)._app.test_request_context():  # type: ignore[attr-defined]
        assert [link.href for link in footing()] == ["/receipt", "/"]


@pytest.mark.parametrize(("count", "folded"), [(2, 0), (8, 0), (9, 1), (14, 1)])
def test_more_languages_than_fit_into_a_row_open_on_the_spot(count: int, folded: int) -> None:
    languages = [LanguageLink(f"l{n}", f"Language {n}", "ltr", f"/l{n}/", n == 0) for n in range(count)]

    text = written(
        '{% from "components/language_row.html" import language_row %}{{ language_row(all) }}', all=languages
    )

    row = read_page(text).root
    assert len(list(row.all("details"))) == folded
    assert len(list(row.all("li"))) == count
    assert all(one.endonym in text for one in languages)
