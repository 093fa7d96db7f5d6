"""Words that stand in almost every text of a language, so that no line of a list is made of nothing else."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from memorial.domain.labels.patterns import ANY, DASH, PEOPLE, START
from memorial.domain.labels.words import fold


@cache
def common_words() -> dict[str, frozenset[str]]:
    """Folded words by language."""
    text = (resources.files("memorial.domain.labels") / "common.toml").read_text(encoding="utf-8")
    return {language: frozenset(map(fold, words.split())) for language, words in tomllib.loads(text).items()}


def is_common(word: str) -> bool:
    """Whether a folded word stands in almost every text of any one language."""
    return any(word in words for words in common_words().values())


def only_common(line: str) -> bool:
    """Whether, in some language, each word of a line fits a very common one: then it would mark almost every text.

    Of alternatives one is enough, and a beginning counts where a common word begins so. A set is never common.
    """
    parts = [part for part in line.split() if part not in (PEOPLE, ANY, START, DASH)]
    if not parts or any(part.startswith("{") for part in parts):
        return False
    return any(all(_fits_common(part, words) for part in parts) for words in common_words().values())


def _fits_common(part: str, words: frozenset[str]) -> bool:
    return any(_is_or_begins(written, words) for written in part.split("|"))


def _is_or_begins(written: str, words: frozenset[str]) -> bool:
    word = fold(written.removesuffix("*"))
    if not written.endswith("*"):
        return word in words
    return any(common.startswith(word) for common in words)
