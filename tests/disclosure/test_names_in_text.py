"""A withheld name is found in every script and disguise, ordinary words stay, and nothing is left after taking out."""

from __future__ import annotations

import json
import re
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.disclosure.names_in_text import Mention, find_mentions, initials_of, redact

CORPUS: dict[str, Any] = json.loads(Path(__file__).with_name("names_corpus.json").read_text("utf-8"))
ROWS: list[dict[str, str]] = CORPUS["spellings"]
CASED = ("en", "az", "ru", "hy", "el")
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c\u2066\u2069\u061c\u180e"


@dataclass(frozen=True)
class Case:
    """A sentence, the name that is withheld, and the places of the sentence that give it away."""

    kind: str
    name: str
    text: str
    hidden: tuple[tuple[int, int], ...]

    def missed(self) -> bool:
        found = taken(self.text, self.name)
        return any(index not in found for start, end in self.hidden for index in range(start, end))

    def too_much(self) -> list[str]:
        """The mentions that reach beyond what gives the name away."""
        least, most = self.hidden[0][0], self.hidden[-1][1]
        return [m.text for m in find_mentions(self.text, [self.name]) if m.end <= least or m.start >= most]


def taken(text: str, name: str) -> set[int]:
    return {index for mention in find_mentions(text, [name]) for index in range(mention.start, mention.end)}


def in_sentence(kind: str, name: str, language: str, written: str, words: bool = True) -> Case:
    """`written` in the sentence of its language; with `words`, only its letters must be found."""
    before, after = CORPUS["carriers"][language].split("{x}")
    start = len(before)
    spans = [m.span() for m in re.finditer(r"[^\W\d_]+", written)] if words else [(0, len(written))]
    return Case(kind, name, f"{before}{written}{after}", tuple((start + a, start + b) for a, b in spans))


# --- The corpus: every function yields the cases of one or more kinds ---


def written_by_hand() -> Iterator[Case]:
    for row in ROWS:
        for known, seen in permutations(row, 2):
            kind = "exact" if row[known] == row[seen] else "other script"
            yield in_sentence(kind, row[known], seen, row[seen])
        for language, name in row.items():
            yield in_sentence("exact", name, language, name)
            for word in name.split():
                yield in_sentence("part", name, language, word)
    for one, other in CORPUS["other_spellings"]:
        yield in_sentence("other spelling", one, "en", other)
        yield in_sentence("other spelling", other, "en", one)
    for language, pairs in CORPUS["inflected"].items():
        for name, forms in pairs:
            for form in forms.split():
                # An ending after an apostrophe may stay.
                yield in_sentence("inflected", name, language, re.split(r"['’]", form)[0])


def by_case_and_marks() -> Iterator[Case]:
    for row in ROWS:
        for language in CASED:
            name = row[language]
            for written in (name.upper(), name.lower(), name.swapcase(), name.title(), name.capitalize()):
                yield in_sentence("case", name, language, written, words=False)
        for language, name in row.items():
            marked = "".join(c + "\u0301" if c.isalpha() else c for c in name)
            bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
            for written in (unicodedata.normalize("NFD", name), unicodedata.normalize("NFKC", name), marked, bare):
                yield in_sentence("diacritics", name, language, written, words=False)
                yield in_sentence("diacritics", written, language, name, words=False)
    plain = str.maketrans("əıİşçğöüƏŞÇĞÖÜ", "eiIscgouESCGOU")
    for name in (*(row["az"] for row in ROWS), "Gülnar Məmmədağalı", "Şəfiqə Xançobanlı"):
        yield in_sentence("diacritics", name, "az", name.translate(plain), words=False)
    for name, written in (("آيلا فيردين", "آيْلَا فِيرْدِين"), ("איילה ורדין", "אַיְילָה וֶרְדִין"), ("Юрий Щегольцов", "Ю́рий Щегольцо́в")):
        yield in_sentence("diacritics", name, "en", written, words=False)


def with_invisible_signs() -> Iterator[Case]:
    for row in ROWS:
        for language, name in row.items():
            for number, sign in enumerate(INVISIBLE):
                yield in_sentence("zero-width", name, language, sign.join(name), words=False)
                place = 1 + number % (len(name) - 2)
                yield in_sentence("zero-width", name, language, name[:place] + sign + name[place:], words=False)


def as_initials() -> Iterator[Case]:
    for row in ROWS:
        for language, name in row.items():
            given_name, surname = name.split()
            if surname.startswith("ال"):
                surname = surname[2:]
            a, b = given_name[0], surname[0]
            for written in (f"{a}. {b}.", f"{a}.{b}.", f"{b}. {a}.", f"{a}. {surname}", f"{surname} {a}.", f"{given_name} {b}."):
                yield in_sentence("initials", name, language, written)
            if language in CASED:
                yield in_sentence("initials", name, language, f"{a}{b}.")
        for known, seen in permutations(("en", "ru", "hy", "ka", "el", "az"), 2):
            a, b = (word[0] for word in row[seen].split())
            yield in_sentence("initials in another script", row[known], seen, f"{a}. {b}.")


def disguised() -> Iterator[Case]:
    to_cyrillic = str.maketrans("aeopcyxiABEKMHOPCTX", "аеорсухіАВЕКМНОРСТХ")
    for row in ROWS:
        for language in ("en", "ru"):
            name = row[language]
            table = to_cyrillic if language == "en" else {v: k for k, v in to_cyrillic.items()}
            words = name.split()
            half = [w[: len(w) // 2] + w[len(w) // 2 :].translate(table) for w in words]
            for written in (name.translate(table), " ".join(half), name[:1].translate(table) + name[1:]):
                yield in_sentence("look-alikes", name, language, written)
        for language, name in row.items():
            for gap in (" ", ".", "-", "\u00a0", "  ", "·", "_", "*", "\n"):
                yield in_sentence("letters apart", name, language, "   ".join(gap.join(w) for w in name.split()))
            for word in name.split():
                if len(word) < 4:
                    continue
                yield from _cut_up(name, language, word[:2], word[2:])


def _cut_up(name: str, language: str, one: str, two: str) -> Iterator[Case]:
    marked_up = ("{}**{}**", "**{}**{}", "_{}_{}", "{}~~{}~~", "{}`{}`", "{}\\{}", "{}<b>{}</b>", "{}<!-- x -->{}")
    for pattern in (*marked_up, "[{}](https://example.org){}"):
        before, between, _ = pattern.split("{}")
        start, second = len(before), len(before) + len(one) + len(between)
        spans = (start, start + len(one)), (second, second + len(two))
        yield Case("markup", name, pattern.format(one, two), spans)
    decimal = "".join(f"&#{ord(c)};" for c in one) + two
    percent = "".join(f"%{byte:02X}" for byte in (one + two).encode())
    for written in (decimal, f"&#x{ord(one[0]):x};{one[1:]}{two}", f"{one}&shy;{two}", f"{one}&zwnj;{two}", percent):
        yield in_sentence("entities", name, language, written, words=False)
    for gap in ("-\n", "\u00ad\n", "-\r\n", "- \n  ", "‐\n"):
        yield in_sentence("hyphenation", name, language, f"{one}{gap}{two}")
    if language in CASED:
        yield in_sentence("line break", name, language, f"{one}\n{two}")


def in_file_names() -> Iterator[Case]:
    for row in ROWS:
        for language in ("en", "az", "ru", "hy", "ka", "he"):
            name = row[language]
            one, two = name.split()
            low = (one.replace("İ", "I").lower(), two.lower())
            for written in (
                f"{low[0]}_{low[1]}-1988.jpg",
                f"{low[1]}-{low[0]}.pdf",
                f"{low[0]}.{low[1]}@example.org",
                f"IMG_{one}{two}2.png",
                f"{low[0]}{low[1]}.pdf",
                f"foto-{low[1]}-2.jpg",
                f"{one.upper()}_{two.upper()}.JPG",
                f"#{low[0]}{low[1]}",
            ):
                spans = [m.span() for w in (one.replace("İ", "[Iiİ]"), two) for m in re.finditer(w, written, re.IGNORECASE)]
                yield Case("file names", name, written, tuple(sorted(spans)))


def by_possessives_and_order() -> Iterator[Case]:
    for row in ROWS:
        for name in (row["en"], row["ru"]):
            one, two = name.split()
            for written in (f"{two}, {one}", f"{two} {one}", f"{one}\n{two}", f"“{one}” {two}", f"{one}-{two}", f"({two})"):
                yield in_sentence("order and signs", name, "en", written)
        for word in row["en"].split():
            for mark in ("'", "’", "ʼ", "´"):
                yield Case("possessive", row["en"], f"This is {word}{mark}s house.", ((8, 8 + len(word)),))


SOURCES = (
    written_by_hand,
    by_case_and_marks,
    with_invisible_signs,
    as_initials,
    disguised,
    in_file_names,
    by_possessives_and_order,
)
WHOLE = ("exact", "part", "case", "diacritics", "zero-width", "initials")


@cache
def outcomes() -> dict[str, tuple[int, list[Case], list[Case]]]:
    """By kind: how many cases, those that were missed, those where more was taken than the name."""
    kinds: dict[str, tuple[int, list[Case], list[Case]]] = {}
    for case in (case for source in SOURCES for case in source()):
        count, missed, excess = kinds.get(case.kind, (0, [], []))
        missed, excess = missed + [case] * case.missed(), excess + [case] * bool(case.too_much())
        kinds[case.kind] = count + 1, missed, excess
    return kinds


def figures() -> str:
    rows = [f"{kind:28} {count:5} cases {len(m):4} missed {len(x):4} too much" for kind, (count, m, x) in outcomes().items()]
    return "\n".join(rows)
