"""The pages of the wall, whole: each in its empty, usual and awkward states, under the rules that every page keeps."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from memorial.published.record import PublishedRecord, PublishedRecordSource
from memorial.published.types import PersonRef, PublishedPerson
from memorial.vocabulary import Surface
from memorial.web.assets import joined_stylesheet
from memorial.web.record_shown import Shown
from tests.page_tree import read_page
from tests.servers.chromium import Visitor
from tests.web.page_samples import (
    LONG_WORD,
    TEMPLATES,
    checked,
    group,
    line,
    link,
    memorial,
    name,
    page,
    picture,
    remembrance,
)

SHARE = link("Add a remembrance", "/en/vell/share")
RIGHT_TO_LEFT = {"language": "ar", "direction": "rtl"}


def _names(**more: Any) -> SimpleNamespace:
    letters = [SimpleNamespace(label="Latin", dir="ltr", letters=[link("A", current=True), link("B")])]
    known: dict[str, Any] = {
        "title": "The names",
        "people": (),
        "groups": [group(line("Ada Lind", years="1943–1987"), line("ليلى", "ar", "rtl"))],
        "start": 1,
        "total": 1309,
        "letters": letters,
        "previous": None,
        "next": link("Next names", "?page=2"),
        "position": "Page 1 of 2",
        "query": "",
        "search_action": "/en/vell/names",
        "orders": [link("By name", current=True), link("By date")],
        "views": [link("List", current=True), link("Cards")],
        "more": [link("On this day")],
        "share": SHARE,
        "lists_known": [],
    }
    return page(**known | more)


def _found(*people: Any) -> SimpleNamespace:
    """The answer to a search."""
    nothing: dict[str, Any] = {"groups": (), "total": None, "letters": [], "orders": [], "views": [], "more": []}
    return _names(people=people, query="ada", previous=None, next=None, position=None, **nothing)


def _front(**more: Any) -> SimpleNamespace:
    known: dict[str, Any] = {
        "title": "Vell",
        "lead": "For the people of Vell.",
        "picture": picture("page"),
        "search_action": "/en/vell/search",
        "doors": [link("The names", about="Everyone who is named here."), link("Remembrances")],
        "today": [line()],
        "today_link": link("All names of this day"),
        "remembrances": [remembrance()],
        "remembrances_link": link("All remembrances", "/en/vell/wall"),
        "record": None,
    }
    return page(**known | more)


def _person(**more: Any) -> SimpleNamespace:
    said = {"language": "en", "direction": "ltr", "quoted": "", "quoted_language": "und", "day": ""}
    born = SimpleNamespace(value="about 1943", source="Parish list", **said | {"quoted": "в сорок третьем"})
    fate = SimpleNamespace(value="Missing, as the list says", source="", **said | {"day": "February 1987"})
    brother = SimpleNamespace(
        other=PersonRef("p2", "Bela"), kinship="brother or sister", certainty="probably", quoted=""
    )
    brother.source = "Parish list"
    people = more.pop("people", (name("Անահիտ", "hy"), name("Anahit")))
    known: dict[str, Any] = {
        "person": _published_person(*people),
        "names": [
            SimpleNamespace(text=one.text, language=one.language, direction=one.direction, about="nickname", source="")
            for one in people
        ],
        "facts": [
            SimpleNamespace(term="Born", said=(born, fate), differ=True),
            SimpleNamespace(term="Fate", said=(fate,), differ=False),
        ],
        "family": [brother],
        "beside": [],
        "source": "",
        "portrait": picture("card"),
        "remembrances": [remembrance(id="r1", signature="Ida"), remembrance(id="r2", pictures=(picture("page"),) * 2)],
        "previous": None,
        "next": None,
        "share": SHARE,
        "concern": link("Something is wrong", "/en/vell/concern?about=p1"),
        "permanent": "memorial.example/p/p1",
    }
    return page(**known | more)


def _published_person(*names: Any) -> PublishedPerson:
    kept = {"letter": "", "script": "", "sort_key": "", "years": "1943–1987", "place": "Vell", "facts": ()}
    return PublishedPerson(id="p1", names=names, label=names[0].text, audience="public", **kept)


def _search(**more: Any) -> SimpleNamespace:
    known: dict[str, Any] = {"title": "Search", "query": "lamp", "search_action": "/en/vell/search"}
    known["people"] = [(line(), ""), (line("Alya Lamb"), "sounds alike")]
    known |= {"remembrances": [remembrance()], "previous": None, "next": link("Older", "?after=x"), "share": SHARE}
    return page(**known | more)


def _wall(**more: Any) -> SimpleNamespace:
    known: dict[str, Any] = {
        "title": "Remembrances",
        "remembrances": [
            remembrance(id="r1"),
            remembrance(id="r2", person=None, person_initials="A. L.", pictures=(picture("card"),)),
            remembrance(id="r3", person=None, about="event", language="und", direction="auto"),
        ],
        "previous": link("Newest", "/en/vell/wall"),
        "next": link("Older", "?after=x"),
        "query": "",
        "kinds": [link("All", current=True), link("About a person")],
        "search_action": "/en/vell/search",
        "share": SHARE,
    }
    return page(**known | more)


STATES = {
    "home": ("wall/home.html", page(memorial=None, nav=[], title="Memorials", memorials=[
        SimpleNamespace(title="Vell", href="/en/vell/", purpose="For Vell.", language="en", direction="ltr", told=True,
                        fictional_note="No such place.", draft=True)])),
    "home without memorials": ("wall/home.html", page(memorial=None, nav=[], title="Memorials", memorials=[])),
    "front": ("wall/memorial.html", _front()),
    "front, bare": ("wall/memorial.html", _front(lead="", picture=None, search_action=None, today=[], today_link=None,
                                                 remembrances=[], remembrances_link=None)),
    "names": ("wall/names.html", _names()),
    "names, right to left": ("wall/names.html", _names(**RIGHT_TO_LEFT)),
    "names found": ("wall/names.html", _found((line(), ""), (line("Alya"), "sounds alike"))),
    "no match": ("wall/names.html", _found()),
    "wall": ("wall/wall.html", _wall()),
    "empty wall": ("wall/wall.html", _wall(remembrances=[])),
    "person": ("wall/person.html", _person()),
    "person, bare": ("wall/person.html", _person(facts=[], portrait=None, remembrances=[], share=None, concern=None,
                                                 permanent=None)),
    "remembrance": ("wall/remembrance.html", page(remembrance=remembrance(), share=SHARE, concern=None)),
    "remembrance of nobody named": ("wall/remembrance.html", page(remembrance=remembrance(person=None), share=None,
                                                                  concern=link("Something is wrong"))),
    "search": ("wall/search.html", _search()),
    "before a search": ("wall/search.html", _search(query="", people=[], remembrances=[])),
    "nothing found": ("wall/search.html", _search(people=[], remembrances=[])),
    **{code: (f"errors/{code}.html", page(title="Sorry", memorial=None, nav=[], languages=[]))
       for code in ("403", "404", "413", "422", "429", "500", "503")},
    "404 with a search": ("errors/404.html", page(search_action="/en/vell/search")),
    "500 on a form": ("errors/500.html", page(kept=True, back=link("Back to the form"))),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_a_page_keeps_the_rules_in_every_state(state: str) -> None:
    template, given = STATES[state]

    checked(template, given)


def test_a_fictional_memorial_and_a_draft_say_so_on_the_page() -> None:
    fictional = checked("wall/names.html", _names())
    draft = checked("wall/names.html", _names(memorial=memorial(fictional_note="", draft=True)))

    assert "This memorial is fictional." in fictional
    assert "No such place." in fictional
    assert "not reviewed, do not cite" not in fictional
    assert "not reviewed, do not cite" in draft
    assert "fictional" not in draft


def test_an_empty_names_wall_says_why_and_shows_no_count() -> None:
    known = [("Library of Vell", "Lists of the dead.")]

    text = checked("wall/names.html", _names(groups=(), total=None, letters=[], lists_known=known))

    assert "No names have been entered." in text
    assert "Library of Vell" in text
    assert not any(character.isdigit() for character in read_page(text).root.all("main")[0].text())


def test_the_count_of_names_is_said_in_words_and_not_of_a_search() -> None:
    assert "1,309 names" in checked("wall/names.html", _names())
    assert "1 name<" in checked("wall/names.html", _names(total=1))
    assert "1,309" not in checked("wall/names.html", _found((line(), "")))


def test_why_a_name_was_found_stands_beside_it() -> None:
    found = [(line("Ada"), ""), (line("Адa", "ru"), "the same in other letters")]

    text = checked("wall/names.html", _found(*found))

    assert text.count("the same in other letters") == 1
    assert text.index("Адa</bdi>") < text.index("the same in other letters")


def test_a_page_that_must_not_be_indexed_says_so_and_none_is_kept_by_archives() -> None:
    assert 'content="noindex, noarchive"' in checked("wall/names.html", _names())
    assert 'content="noarchive"' in checked("wall/names.html", _names(noindex=False))


def test_the_title_names_the_memorial_unless_it_must_stay_quiet() -> None:
    assert "<title>The names · Vell</title>" in checked("wall/names.html", _names())
    assert "<title>The names</title>" in checked("wall/names.html", _names(quiet=True))
    assert "<title>Error: The names · Vell</title>" in checked("wall/names.html", _names(has_errors=True))


def test_the_reader_chooses_light_or_dark_and_the_archivist_an_accent() -> None:
    text = checked("wall/names.html", _names(theme="dark", accent="pine"))

    assert '<html lang="en" dir="ltr" data-theme="dark" data-accent="pine">' in text
    assert "data-theme" not in checked("wall/names.html", _names())


def test_the_front_page_tells_what_the_record_is_about_with_its_sources() -> None:
    said = {"date": "", "kind": "report", "perspective": "", "language": "en", "seen_as": "full text", "guarded": False}
    source = PublishedRecordSource(
        id="s1", title="Report", publisher="Commission", year=1989, address="https://a.example/",
        via="", remembrance_id="", signed=True, **said,
    )  # fmt: skip
    sources = Shown(PublishedRecord(sources=(source,)), "en", str).sources(uses=False)
    record = SimpleNamespace(
        scope="People of Vell.",
        summary="It failed.",
        language="en",
        direction="ltr",
        sources=sources,
        here="/en/vell/record",
    )

    main = read_page(checked("wall/memorial.html", _front(record=record))).root.all("main")[0]

    assert "People of Vell." in main.text()
    assert "It failed." in main.text()
    assert "Report Commission · 1989 · report · seen as: full text" in main.text()
    assert {"https://a.example/", "/en/vell/record"} <= {one.get("href") for one in main.all("a")}


def test_the_leave_button_stands_before_everything_else() -> None:
    text = checked("wall/names.html", _names(leave=link("Leave this page", "/leave?m=vell")))

    assert text.index("Leave this page") < text.index("العربية") < text.index("<main")


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("direction", [{}, RIGHT_TO_LEFT], ids=["ltr", "rtl"])
def test_no_name_is_cut_and_nothing_scrolls_sideways(
    browser_context: Visitor, width: int, direction: dict[str, str]
) -> None:
    people = [line(LONG_WORD), line("Maria del Carmen Rodríguez-Etxeberria"), line("ليلى منصور", "ar", "rtl")] * 2
    people = [
        line(f"{person.label}", person.language, person.direction, years="about 1943 – 1987") for person in people
    ]
    whole = remembrance(person=PersonRef(id="p", label=LONG_WORD), signature=LONG_WORD, excerpt=LONG_WORD * 4)
    states = {
        "wall/names.html": _names(groups=[group(*people[:3])], **direction),
        "wall/search.html": _search(people=[(person, f"{LONG_WORD}: spelled nearly so") for person in people[:3]]),
        "wall/wall.html": _wall(remembrances=[whole], **direction),
        "wall/person.html": _person(people=(name(LONG_WORD), name(LONG_WORD + "a")), **direction),
        "wall/memorial.html": _front(title=LONG_WORD, memorial=memorial(title=LONG_WORD), **direction),
    }

    for template, given in states.items():
        opened = browser_context.new_page(width=width, javascript=True)
        opened.set_content(_dressed(checked(template, given)))
        assert opened.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, template
        assert opened.evaluate(_CUT) == [], template


_CUT = """() => [...document.querySelectorAll('bdi, h1, h2, h3, a, p, li, dd')]
    .filter(box => !box.closest('.hidden-words') && box.clientWidth && box.scrollWidth > box.clientWidth)
    .map(box => box.outerHTML)"""


def _dressed(text: str) -> str:
    """The page with the wall's sheet in it, to be looked at without a server."""
    sheet = joined_stylesheet(TEMPLATES.parent / "static" / "css", Surface.WALL)
    return text.replace("</head>", f"<style>{sheet}</style></head>")
