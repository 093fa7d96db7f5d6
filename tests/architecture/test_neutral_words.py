"""The program has no word of its own for what happened: names of an event stand in data only, each with its users.

A heading is a place and a date. Whatever goes beyond these in a name that somebody gives the event is looked for in
everything that the program itself says: templates, strings, translations, style sheets, settings.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT, name_of, project_files, text_of

RECORD = ROOT / "config" / "memorials" / "khojaly-1992" / "record.json"

SAYS = ("templates/", "memorial/", "static/", "config/", "migrations/")
"""What a visitor, a sender or somebody at the desk may get to read, and what is kept in the installation."""

MAY_HOLD_THEM = {
    "config/memorials/": "data of the demonstration: each name stands there with the sources that use it",
    "memorial/domain/labels/lists/": "words by which a text against a people is noticed; they are matched, not said",
}

# Words of the names that set no name apart.
PLAIN = {
    "events": "says of what happened no more than that it happened, and the program tells of dated events",
    "դեպքեր": "the same word in Armenian",
    "ходжалинская": "the place, as an adjective",
    "ходжалинский": "the place, as an adjective",
    "խոջալուի": "the place, in the genitive",
}

# In languages in which the program speaks and no source of that record does.
IN_OTHER_LANGUAGES = ("مجزرة", "مذبحة", "إبادة", "مأساة", "soykırımı")

LONGEST_ENDING = 2
SHORTEST_STEM = 4


def plain(text: str) -> str:
    """Without case and marks, so that all spellings of a word are one."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", plain(text)))


@cache
def contested() -> frozenset[str]:
    """The words, in every language, by which a name of the event goes beyond its place."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    places = words(" ".join(name["name"] for place in record["places"] for name in place["names"]))
    neutral = places | words(record["memorial"]["neutral_label"]) | {plain(word) for word in PLAIN}
    named = words(" ".join(name["name"] for name in record["memorial"]["names"]))
    return frozenset((named | words(" ".join(IN_OTHER_LANGUAGES))) - neutral)


@cache
def _begins_with() -> re.Pattern[str]:
    stems = sorted(word[: max(SHORTEST_STEM, len(word) - LONGEST_ENDING)] for word in contested())
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, stems))})[^\W\d_]*")


def names_in(text: str) -> list[str]:
    """Contested words of a text, with any ending."""
    return _begins_with().findall(plain(text))


def program_texts() -> dict[str, str]:
    found = {}
    for path in project_files():
        name = name_of(path)
        if name.startswith(SAYS) and not name.startswith(tuple(MAY_HOLD_THEM)) and (text := text_of(path)) is not None:
            found[name] = text
    return found


def test_the_words_that_are_looked_for_are_those_of_every_name_of_the_event() -> None:
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    unmarked = {
        name["name"]
        for name in record["memorial"]["names"]
        if not words(name["name"]) & (contested() | {plain(word) for word in PLAIN})
    }

    assert unmarked == set()
    assert {"massacre", "genocide", "tragedy", "soyqirimi", "faciəsi", "katliami"} <= contested()
    assert {"резня", "геноцид", "трагедия", "արյունահեղություն"} <= contested()


def test_no_text_of_the_program_holds_a_contested_name_of_the_event() -> None:
    texts = program_texts()

    assert {"templates/layouts/wall.html", "config/default.toml", "memorial/translations/messages.pot"} <= set(texts)
    assert {name: found for name, text in texts.items() if (found := names_in(text))} == {}


def test_no_file_or_address_of_the_program_is_called_by_one() -> None:
    called = [name_of(path) for path in project_files()]

    assert called
    assert [name for name in called if names_in(name.replace("/", " ").replace("-", " "))] == []


def test_what_may_hold_them_is_there() -> None:
    for place in MAY_HOLD_THEM:
        assert any(names_in(text_of(path) or "") for path in sorted(Path(ROOT / place).rglob("*")) if path.is_file())


@pytest.mark.parametrize(
    "text",
    [
        '<h1>{{ _("The massacre") }}</h1>',
        "_('Massacres and what came of them')",
        "a genocidal act",
        "/the-tragedy/sources",
        "XOCALI SOYQIRIMI",
        "Xocalı faciəsi",
        "о резне",
        "Геноцида",
        "трагедией",
        "Hocalı Katliamı’nda",
        "արյունահեղությունը",
        "مأساة خوجالي",
    ],
)
def test_a_contested_name_would_be_noticed(text: str) -> None:
    assert names_in(text)


@pytest.mark.parametrize(
    "text", ["What happened", "events of that day", "a strategic height", "Khojaly, 25-26 February 1992"]
)
def test_plain_words_pass(text: str) -> None:
    assert names_in(text) == []
