"""Names of peoples in the languages of the core lists, so that no line of a list names one of them and not another."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from memorial.domain.labels.common import is_common
from memorial.domain.labels.patterns import ANY, DASH, PEOPLE, START, Choice, choice
from memorial.domain.labels.words import fold, words_of


@dataclass(frozen=True, slots=True)
class NamesOfPeople:
    """What one language calls one people: a plural for sentences, and every word or beginning that names it."""

    plural: str
    written: tuple[str, ...]
    """As a list writes them: `word` or `word*`; the plural need not be among them."""


@dataclass(frozen=True, slots=True)
class People:
    """One people by the key of the file. `cldr` are codes of its language and its country, where it has them."""

    key: str
    cldr: tuple[str, ...]
    names: dict[str, NamesOfPeople]


@cache
def peoples() -> tuple[People, ...]:
    """Everybody in the file, in its order."""
    text = (resources.files("memorial.domain.labels") / "peoples.toml").read_text(encoding="utf-8")
    return tuple(_people(key, said) for key, said in tomllib.loads(text).items())


def _people(key: str, said: dict[str, str | list[str]]) -> People:
    names = {}
    for language, line in said.items():
        if isinstance(line, str):
            plural, *written = line.split()
            names[language] = NamesOfPeople(plural, tuple(written))
    return People(key, tuple(said.get("cldr", ())), names)


@cache
def plurals(language: str) -> tuple[str, ...]:
    """Every people by its name in the plural, in the order of the file; none in a language without a core list."""
    return tuple(people.names[language].plural for people in peoples() if language in people.names)


@cache
def _names_in(language: str) -> Choice:
    """What counts as a name in a line of this language: its own names, and those of all other languages.

    Lines are held against texts in every language. A name that is a very common word elsewhere counts at home only.
    """
    found: set[str] = set()
    for people in peoples():
        for of, one in people.names.items():
            words = (one.plural, *one.written)
            found.update(word for word in words if of == language or not is_common(fold(word)))
    return choice(sorted(found))


def named_in(line: str, language: str) -> str:
    """The first word of a line that names a people of the file, as it is written there; '' where none does."""
    parts = (part for part in line.split() if part not in (PEOPLE, ANY, START, DASH) and not part.startswith("{"))
    return next((word for part in parts for word in part.split("|") if is_listed(word, language)), "")


def is_listed(written: str, language: str) -> bool:
    """Whether a word of a line, as it is written there, names a people of the file or could be the name of one.

    A beginning (`word*`) counts where any name begins so.
    """
    names = _names_in(language)
    bare = written.removesuffix("*")
    if any(map(names.fits, words_of(bare))):
        return True
    beginning = fold(bare)
    return written.endswith("*") and any(name.startswith(beginning) for name in (*names.exact, *names.beginnings))
