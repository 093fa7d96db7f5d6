"""What families agree to is written for everybody: short sentences, plain words, measured over the real texts.

The grade is Flesch-Kincaid's: Kincaid, Fishburne, Rogers and Chissom, "Derivation of New Readability Formulas for Navy
Enlisted Personnel", Research Branch Report 8-75 (1975). Syllables are counted by groups of vowels, as programs do that
know no dictionary; the known words below keep that honest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file

from memorial.adapters.family_texts import STANDS_IN

ROOT = Path(__file__).parents[3]
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "_l": None, "ngettext": (1, 2)}
HIGHEST_GRADE, LONGEST_MEAN, LONGEST = 6.0, 12.0, 20
FURTHER = {
    "safety": ("templates/contribute/safety.html",),
    "helping": ("templates/contribute/help.html",),
    "paper": ("templates/contribute/paper.html", "templates/contribute/paper_sheet.html"),
}
PARTS = {part: (*STANDS_IN.get(part, ()), *FURTHER.get(part, ())) for part in {**STANDS_IN, **FURTHER}}


def texts(part: str) -> Iterator[str]:
    for file in dict.fromkeys(PARTS[part]):
        method = "jinja2.ext:babel_extract" if file.endswith(".html") else "python"
        with (ROOT / file).open("rb") as _:
            found = extract_from_file(method, ROOT / file, KEYWORDS, options={"trimmed": "true"})
        for _line, message, _comments, _context in found:
            yield message[-1] if isinstance(message, tuple) else message


def sentences(part: str) -> list[list[str]]:
    """Whole sentences only: a label of two words has no grade."""
    found = []
    for text in dict.fromkeys(texts(part)):
        plain = re.sub(r"%\(\w+\)s", "one", text)
        if not re.search(r"[.?!:”]$", plain.strip()):
            continue
        for sentence in re.split(r"(?<=[.?!])\s+", plain):
            words = re.findall(r"[A-Za-z][A-Za-z’'-]*", sentence)
            if words:
                found.append(words)
    return found


def syllables(word: str) -> int:
    plain = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", plain))
    silent = re.search(r"[^aeiouyl]e$|[^tdaeiouy]ed$|[^sxzcg]es$", plain)
    return max(1, groups - (1 if silent and groups > 1 else 0))


def grade(found: list[list[str]]) -> float:
    words = [word for sentence in found for word in sentence]
    return 0.39 * len(words) / len(found) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize(
    ("word", "count"),
    [("code", 1), ("name", 1), ("people", 2), ("remember", 3), ("photograph", 3), ("agreed", 2), ("shared", 1),
     ("pages", 2), ("public", 2), ("anybody", 4), ("the", 1), ("write", 1), ("little", 2), ("device", 2)],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize("part", sorted(PARTS))
def test_a_child_of_eleven_can_read_it(part: str) -> None:
    found = sentences(part)

    assert len(found) > (0 if part == "taking back" else 5), "there is something to measure"
    lengths = [len(sentence) for sentence in found]
    too_long = [" ".join(sentence) for sentence in found if len(sentence) > LONGEST]
    print(f"{part}: grade {grade(found):.1f}, mean {sum(lengths) / len(lengths):.1f}, longest {max(lengths)}")
    assert too_long == []
    assert sum(lengths) / len(lengths) <= LONGEST_MEAN
    assert grade(found) <= HIGHEST_GRADE


def test_a_text_like_a_lawyers_would_be_noticed() -> None:
    legal = ["The", "undersigned", "irrevocably", "authorises", "disseminating", "aforementioned", "materials"]

    assert grade([legal]) > HIGHEST_GRADE
