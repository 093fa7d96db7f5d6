"""Ordinary words that lead to nobody's door are left alone: years, ages, numbers of the dead, stories."""

from __future__ import annotations

import json
from pathlib import Path

from memorial.domain.personal_details import find_details
from memorial.settings import project_folder
from tests.domain.labels_cases import OPEN, PLAIN, TOLD, sentences

NUMBERS = ("7", "23", "613", "1,275", "1 275", "1.275", "12 000", "487", "63", "106", "1941", "1992", "24.5", "300 000")
FRAMES = """
In {year} the bridge was closed.
She was born in {year} and died in {year2}.
He was {n} years old that winter.
{n} people were killed and {m} were wounded.
{n} dead, {m} missing, {m} children among them.
From {year} to {year2} we lived there.
On 25 February {year} at 23:30 it began.
On 25.02.{year}, {n} families left.
We walked {n} km in {m} days.
The list of {year} has {n} names on {m} pages.
Volume {n}, page {m}, line 12.
Room {m}, bed 4, in the winter of {year}.
A loaf cost {n} roubles in {year}.
School number {m}, class 5.
Psalm 23:4 and verse {m}.
{n} von {m} Häusern brannten {year}.
Im Jahr {year} waren es {n}.
В {year} году погибло {n} человек, {m} пропали.
Ему было {m} года, а мне {n}.
{year}-ci ildə {n} nəfər öldü.
{year} yılında {n} kişi öldü, {m} kişi kayıp.
{year} թվականին զոհվեց {n} մարդ։
في عام {year} قتل {n} شخصا وفقد {m}.
En {year} murieron {n} personas.
En {year}, {n} personnes sont mortes.
They read {n} names in {m} hours at the ceremony of {year}.
""".strip().splitlines()


def ordinary_sentences() -> list[str]:
    found = []
    for row, frame in enumerate(FRAMES):
        for column, number in enumerate(NUMBERS):
            year, year2 = 1915 + (row * 7 + column * 5) % 100, 1950 + (row + column * 3) % 70
            fill = {"n": number, "m": NUMBERS[(column + 4) % 3], "year": str(year), "year2": str(year2)}
            found.append(frame.format(**fill))
    return found


def told_in_the_demonstration() -> list[str]:
    folder: Path = project_folder("config") / "memorials" / "fictional-ferry-1987"
    remembrances = json.loads((folder / "remembrances.json").read_text(encoding="utf-8"))
    told = [one for one in remembrances if isinstance(one, dict)] if isinstance(remembrances, list) else []
    texts = [one["story"] for one in told]
    return [line for text in texts for line in text.splitlines() if line.strip()]


def wrongly_pointed_out(texts: list[str]) -> list[tuple[str, str]]:
    return [(text, text[one.start : one.end]) for text in texts for one in find_details(text)]


def test_years_ages_and_numbers_of_the_dead_are_hardly_ever_pointed_out() -> None:
    texts = ordinary_sentences()
    assert len(texts) >= 300

    wrong = wrongly_pointed_out(texts)

    assert len(wrong) <= 0.01 * len(texts), wrong


def test_in_the_stories_of_the_demonstration_only_the_two_details_planted_there_are_pointed_out() -> None:
    texts = told_in_the_demonstration()
    assert len(texts) >= 150

    assert {found for _, found in wrongly_pointed_out(texts)} == {"07700 900142", "22 Ropewalk Lane"}


def test_sentences_of_families_without_any_number_are_never_pointed_out() -> None:
    assert wrongly_pointed_out([text for of in (TOLD, PLAIN, OPEN) for _, text in sentences(of)]) == []
