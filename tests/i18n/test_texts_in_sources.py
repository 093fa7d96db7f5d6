"""No text of the program stands where the collector of texts does not look: within an f-string."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.i18n.catalogues import ROOT, keywords

SOURCES = sorted((ROOT / "memorial").rglob("*.py"))
MARKING = {"_", "gettext", "ngettext", "pgettext", "npgettext"} | {one.partition(":")[0] for one in keywords()}


def test_no_text_to_translate_stands_within_an_f_string() -> None:
    """It would be English in every language, and no catalogue would show that it is missing."""
    assert len(SOURCES) > 100
    assert [f"{path.relative_to(ROOT)}:{line}" for path in SOURCES for line in _lost(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "wrong",
    ["f\"{_('Name')}: {name}\"", "f\"{ngettext('a', 'b', n) if n else ''}\"", "f\"{babel.pgettext('c', 'Name')}\""],
)
def test_a_text_within_an_f_string_is_seen(wrong: str) -> None:
    assert [*_lost(wrong)] == [1]


@pytest.mark.parametrize("right", ["_('Name') + f': {name}'", "f'{said(name)}'", "_('%(name)s', name=f'{name}')"])
def test_what_the_collector_finds_passes(right: str) -> None:
    assert [*_lost(right)] == []


def _lost(source: str) -> Iterator[int]:
    """The lines of f-strings in which something marks a text."""
    for text in ast.walk(ast.parse(source)):
        if isinstance(text, ast.JoinedStr) and any(_name(part) in MARKING for part in ast.walk(text)):
            yield text.lineno


def _name(part: ast.AST) -> str:
    if not isinstance(part, ast.Call):
        return ""
    called = part.func
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
