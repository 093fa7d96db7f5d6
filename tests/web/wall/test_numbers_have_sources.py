"""No number and no statement of a record stands on any page without who says it; what is the desk's stands on none.

Two records, the real one as a draft and the made-up one, with every number and every text marked. Whatever is found of
them on a page must stand in one row or one entry with the source that says it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from werkzeug.test import Client

from memorial.adapters.record_json_form import record_form
from memorial.application.ports.record_form import Named
from memorial.domain.record import GRAPHIC, EntryKind
from memorial.vocabulary import MemorialKind
from tests.installations import TestInstallation, installation
from tests.page_tree import Element, read_page
from tests.web.wall.conftest import Place, made_place, wall_over
from tests.web.wall.marked_record import Marked, marked
from tests.web.wall.records import DOSSIER, FERRY, keep, of_file

ROWS = frozenset({"li", "tr"})
WORDS_TO_SEARCH = ("killed", "people", "Karvel", "march", "canarypending")
PAGES = (
    *("", "record", "record/changes", "timeline", "timeline?open=1", "map", "how-we-decide", "names", "wall", "lists"),
    *("days", "families", "places-of-memory", "words", "on/02-26", "on/05-17"),
    *(f"search?q={words}" for words in WORDS_TO_SEARCH),
)
NO_PAGES = ("feed.atom", "calendar.ics")
EVERY_SO_MANY_SOURCES = 12


@dataclass
class Shown:
    """One memorial with its marked record, and every page of it that was fetched."""

    place: Place
    record: Marked
    pages: dict[str, str] = field(default_factory=dict)
    by_source: dict[str, tuple[str, ...]] = field(default_factory=dict)


def _is_statement(one: Named) -> bool:
    return one.kind is EntryKind.STATEMENT


def _is_graphic(one: Named) -> bool:
    return getattr(one.state, "sensitivity", None) == GRAPHIC


def _nothing(one: Named) -> bool:
    return False


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture(scope="module")
def shown(site: TestInstallation) -> list[Shown]:
    """The real one as a draft whose statements wait, and the made-up one whose statements were taken in."""
    real = Shown(made_place(site), marked(of_file(DOSSIER), pending=_is_statement))
    ferry = made_place(site, kind=MemorialKind.FICTIONAL, fictional_note={"en": "Nothing here happened."})
    made_up = Shown(ferry, marked(of_file(FERRY), pending=_nothing))
    keep(real.place, real.record.entries, signed=False, waiting=(EntryKind.STATEMENT,))
    keep(made_up.place, made_up.record.entries)
    client = Client(wall_over(site, loopback_only=True, public_url=""), use_cookies=False)
    for one in (real, made_up):
        _fetch(client, one)
    return [real, made_up]


def _fetch(client: Client, one: Shown) -> None:
    states = {kind: [entry for entry in one.record.entries if entry.kind is kind] for kind in EntryKind}
    questions = [f"record/{entry.name}" for entry in states[EntryKind.QUESTION]]
    questions += [f"record/{entry.name}?open=1" for entry in states[EntryKind.QUESTION] if _is_graphic(entry)]
    some = states[EntryKind.SOURCE][::EVERY_SO_MANY_SOURCES]
    sources = [f"record/sources/{entry.name}?open=1&address=1" for entry in some]
    for page in (*PAGES, *questions, *sources, *NO_PAGES):
        answer = client.get(one.place.base + page)
        assert answer.status_code in (200, 404), page
        if answer.status_code == 200:
            one.pages[page] = answer.text
    assert len(one.pages) > len(questions) + len(sources) + len(PAGES) - 4, list(one.pages)
    one.by_source = {entry.name: _names(entry) for entry in states[EntryKind.SOURCE]}


def _names(source: Named) -> tuple[str, ...]:
    said: Any = source.state
    return tuple(filter(None, (said.publisher, said.title)))


# A mark and its row


def marks_in(page: Element, marks: re.Pattern[str]) -> Iterator[tuple[str, Element]]:
    """Every mark of the page, in its text or in any attribute, with the element in which it stands."""
    for element in page.walk():
        own = " ".join(piece for piece in element.pieces if isinstance(piece, str))
        for text in (own, *element.attributes.values()):
            for mark in marks.findall(text):
                yield mark, element


def row_of(element: Element) -> Element | None:
    """The row of a table or list, or the entry of a list of terms, in which it stands; else its paragraph."""
    around = [element, *element.ancestors()]
    for above in around:
        if above.name in ROWS or (above.name == "div" and above.parent is not None and above.parent.name == "dl"):
            return above
    return next((above for above in around if above.name == "p"), None)


def speakers(row: Element, page: Element) -> str:
    """All words of the row, and the lines at the foot to which its links lead."""
    ways = {one.get("href").removeprefix("#") for one in row.walk() if one.get("href").startswith("#")}
    foot = (one for one in page.walk() if one.get("id") in ways and one.name == "li")
    return " ".join([row.text(), *(one.text() for one in foot)])


def without_speaker(one: Shown, text: str, said_by: str = "") -> list[str]:
    """Each mark of a page that stands beside none of those who say it. `said_by`: the source that the page is about."""
    page = read_page(text).root
    marks = re.compile("|".join(sorted(map(re.escape, one.record.beside), key=len, reverse=True)))
    faults = []
    for mark, element in marks_in(page, marks):
        if said_by in one.record.beside[mark]:
            continue
        row = row_of(element)
        said = speakers(row, page) if row is not None else ""
        if not all(any(name in said for name in one.by_source[source]) for source in one.record.beside[mark]):
            faults.append(f"{mark} in <{element.name}>: {(row or element).text()[:200]}")
    return faults


def _source_of(page: str) -> str:
    """All that stands on the page of a source is said by it, as its heading says."""
    return page.removeprefix("record/sources/").partition("?")[0] if page.startswith("record/sources/") else ""


def test_every_number_and_statement_on_every_page_stands_with_who_says_it(shown: list[Shown]) -> None:
    faults = {
        (one.place.memorial.kind.value, page): found
        for one in shown
        for page, text in one.pages.items()
        if page not in NO_PAGES and (found := without_speaker(one, text, _source_of(page)))
    }

    assert faults == {}


def test_the_marks_are_there_to_be_found(shown: list[Shown]) -> None:
    """Every figure, account, event, name and coordinate that is not graphic stands on the pages, most of them often."""
    for one in shown:
        everything = "\n".join(one.pages.values())
        missing = [mark for mark in one.record.beside if mark not in everything]
        assert missing == []
        assert Counter(mark in one.pages["record"] for mark in one.record.beside)[True] > len(one.record.beside) / 2


def test_a_number_without_its_source_would_be_noticed(shown: list[Shown]) -> None:
    for one in shown:
        number = next(mark for mark in one.record.beside if "," in mark)
        alone = f"<!doctype html><html><body><ul><li>{number}</li></ul><p>{number}</p></body></html>"
        (speaker,) = one.record.beside[number]
        named = alone.replace(f"<li>{number}", f"<li>{number} {one.by_source[speaker][0]}")

        assert len(without_speaker(one, alone)) == 2
        assert len(without_speaker(one, named)) == 1


def test_what_opens_after_a_choice_only_is_on_no_other_page(shown: list[Shown]) -> None:
    for one in shown:
        closed = "\n".join(text for page, text in one.pages.items() if "open=1" not in page)

        assert one.record.graphic
        assert [mark for mark in one.record.graphic if mark in closed] == []


def test_what_waits_at_the_desk_or_is_for_editors_alone_is_on_no_page(shown: list[Shown]) -> None:
    faults = [
        (one.place.memorial.kind.value, page, word)
        for one in shown
        for page, text in one.pages.items()
        for word in re.findall(r"canary[a-z]+\d+x", text)
    ]

    assert faults == []
    assert all(len(one.record.never) > 20 for one in shown)
    assert sum(word.startswith("canarypending") for word in shown[0].record.never) == 40


def test_no_statement_of_the_essay_is_on_any_page_while_it_waits(shown: list[Shown]) -> None:
    """Neither a sentence of the forty, nor a word that only such a sentence has."""
    real = shown[0]
    words = Counter(word for one in of_file(DOSSIER) for word in _words(one) if not _is_statement(one))
    sentences = [one.state.statement for one in of_file(DOSSIER) if _is_statement(one)]  # type: ignore[union-attr]
    own = {word for sentence in sentences for word in _letters(sentence)} - set(words)
    everything = "\n".join(read_page(page).root.text() for page in real.pages.values())

    assert len(sentences) == 40
    assert [sentence for sentence in sentences if sentence in everything] == []
    assert len(own) > 20
    assert own & _letters(everything) - _letters(_frame(real)) == set()


def _frame(one: Shown) -> str:
    """Pages that show nothing of a record: the program's own words."""
    return "\n".join(read_page(one.pages[page]).root.text() for page in ("words", "names", "wall", "days"))


def _words(one: Named) -> set[str]:
    return _letters(repr(one.state))


def _letters(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{4,}", text.casefold()))


def test_in_the_file_every_number_stands_in_one_object_with_its_source(shown: list[Shown]) -> None:
    for one in shown:
        form = record_form(one.record.entries)
        sources = {source["id"] for source in form["sources"]}

        assert form["figures"]
        assert all(figure["source_id"] in sources for figure in form["figures"])
        assert all(account["source_id"] in sources for asked in form["disputed"] for account in asked["accounts"])
        assert all(set(event["source_ids"]) <= sources and event["source_ids"] for event in form["timeline"])
