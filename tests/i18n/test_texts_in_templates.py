"""No template says anything to a reader that does not go through gettext."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.i18n.catalogues import ROOT

TEMPLATES = ROOT / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
NOTES = sorted((TEMPLATES / "mail").glob("*.txt"))
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
TRANSLATE = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
SAID_BY_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-valuetext", "label"}

_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# The name of a class, and the attributes that a macro gives to a tag, are said to nobody.
_FOR_A_TAG = re.compile(r"\{% block surface %\}[\w -]+\{% endblock %\}|(?<=[ \n}])(lang|dir)=\"[^\"<>]*\"(?=\{%|\n)")
_A_WORD = re.compile(r"[^\W\d_]{2,}")
# What a reader reads begins with a capital letter, or is more than one word with a full stop.
_A_SENTENCE = re.compile(r"^[A-Z“][a-z]+(?: |$|[.,:?!])|[a-z] [a-z]+.*[.?!]$")


def test_there_are_templates() -> None:
    assert len(PAGES) > 50
    assert NOTES


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_holds_no_words_of_its_own(path: Path) -> None:
    assert [*_words_of_its_own(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.name)
def test_a_note_holds_no_words_of_its_own(path: Path) -> None:
    assert _A_WORD.findall(_JINJA.sub(" ", path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", [*PAGES, *NOTES], ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_hands_on_no_words_that_are_not_translated(path: Path) -> None:
    """`{{ button('Save') }}` would show the English word in every language."""
    assert [*_handed_on(ENVIRONMENT.parse(path.read_text(encoding="utf-8")))] == []


@pytest.mark.parametrize(
    "wrong",
    [
        "<p>Thank you.</p>",
        "{% if a %}<b>Names</b>{% endif %}",
        '<img src="a.png" alt="A cup">',
        '<button type="submit" aria-label="Close {{ what }}">×</button>',
        '<input type="submit" value="Send">',
    ],
)
def test_words_outside_gettext_are_seen(wrong: str) -> None:
    assert [*_words_of_its_own(wrong)] != []


@pytest.mark.parametrize("wrong", ["{{ button('Save') }}", "{% set x = 'We keep it.' %}", "{{ _(x) ~ 'Not given' }}"])
def test_words_handed_on_are_seen(wrong: str) -> None:
    assert [*_handed_on(ENVIRONMENT.parse(wrong))] != []


@pytest.mark.parametrize(
    "right", ["{{ button(_('Save')) }}", "{{ link('#main', kind='quiet') }}", "{% set a = 'b c' %}"]
)
def test_translated_words_and_names_of_things_pass(right: str) -> None:
    assert [*_handed_on(ENVIRONMENT.parse(right))] == []
    assert [*_words_of_its_own(right)] == []


def _words_of_its_own(source: str) -> Iterator[str]:
    reader = _Said()
    reader.feed(_JINJA.sub(" ", _FOR_A_TAG.sub("", source)))
    reader.close()
    yield from (text.strip() for text in reader.said if _A_WORD.search(text))


def _handed_on(tree: nodes.Node) -> Iterator[str]:
    for node in tree.iter_child_nodes():
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in TRANSLATE:
            continue
        if isinstance(node, nodes.Const) and isinstance(node.value, str) and _A_SENTENCE.search(node.value):
            yield node.value
        yield from _handed_on(node)


class _Said(HTMLParser):
    """Text, and the attributes that are read out or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        given = dict(attrs)
        # A button element says what stands in it; its value is for the server alone.
        is_button = tag == "input" and given.get("type") in ("submit", "button", "reset")
        shown = SAID_BY_ATTRIBUTES | ({"value"} if is_button else set())
        self.said += [value for name, value in attrs if name in shown and value]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)
