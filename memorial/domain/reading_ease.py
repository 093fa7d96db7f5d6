"""How easily a text reads: sentences for every language, and the Flesch-Kincaid grade for English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

MOST_GRADE = 6.0
MOST_MEAN = 12.0
MOST_WORDS = 20
"""The bars: a grade for English, words in a sentence on average, words in any one sentence."""

_MARKS = re.compile(r"[*_#>`|~]|^\s*[-+•]\s+|^\s*\d+[.)]\s+|\]\([^)]*\)|https?://\S+|\[", re.MULTILINE)
# A line ends a sentence too: lists and headings have no full stop. The signs are those of Latin, Cyrillic and Greek,
# Arabic and Urdu, Armenian, Devanagari, Ethiopic, Chinese and Japanese.
_ENDS = re.compile(r"[.!?…؟۔։।።。！？;]+(?=\s|$)|\n+")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ՚-][^\W_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


class Hard(StrEnum):
    """What makes a text hard to read."""

    GRADE = "grade"
    MEAN = "mean"
    LONGEST = "longest"


@dataclass(frozen=True)
class Ease:
    """What was counted. `grade` is None but for English. `longest_words` is the longest sentence itself."""

    words: int
    sentences: int
    longest: int
    longest_words: str
    grade: float | None = None

    @property
    def mean(self) -> float:
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def hard(self) -> tuple[Hard, ...]:
        """What is over a bar; nothing where the text reads easily."""
        found = []
        if self.grade is not None and self.grade > MOST_GRADE:
            found.append(Hard.GRADE)
        if self.mean > MOST_MEAN:
            found.append(Hard.MEAN)
        if self.longest > MOST_WORDS:
            found.append(Hard.LONGEST)
        return tuple(found)


def ease_of(text: str, language: str) -> Ease:
    """Of a text with or without Markdown. Addresses of pages are no words."""
    plain = _MARKS.sub(" ", text)
    sentences = [" ".join(one.split()) for one in _ENDS.split(plain)]
    counted = [(len(_WORD.findall(one)), one) for one in sentences]
    counted = [one for one in counted if one[0]]
    if not counted:
        return Ease(0, 0, 0, "")
    words = sum(count for count, _ in counted)
    longest, which = max(counted, key=lambda one: one[0])
    grade = _grade(plain, words, len(counted)) if language.partition("-")[0] == "en" else None
    return Ease(words, len(counted), longest, which, grade)


def _grade(plain: str, words: int, sentences: int) -> float:
    """The Flesch-Kincaid grade, as years at school in the United States; never below 0."""
    syllables = sum(_syllables(word) for word in _WORD.findall(plain))
    return max(0.0, 0.39 * words / sentences + 11.8 * syllables / words - 15.59)


def _syllables(word: str) -> int:
    """As many as there are groups of vowels, without a silent `e` or `es` or `ed` at the end; at least one."""
    low = word.lower()
    count = len(_VOWELS.findall(low))
    silent = re.search(r"[^aeiouylr]e$|[^aeiouy]re$|[^aeiouytd]ed$|[^aeiouysxzc]es$", low) and not low.endswith("le")
    return max(1, count - (1 if silent else 0))
