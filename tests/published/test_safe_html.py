"""The one unescaped type: it cannot be made by accident, changed, or printed by mistake."""

from __future__ import annotations

import copy
import pickle

import jinja2
import pytest

from memorial.published.safe_html import SafeHtml


def test_it_cannot_be_made_without_naming_the_sanitiser() -> None:
    with pytest.raises(TypeError):
        SafeHtml()
    with pytest.raises(TypeError):
        SafeHtml("<b>")  # type: ignore[call-arg]


def test_it_refuses_what_is_not_plain_text() -> None:
    with pytest.raises(TypeError):
        SafeHtml.from_sanitiser(None)  # type: ignore[arg-type]


def test_it_cannot_be_changed() -> None:
    made = SafeHtml.from_sanitiser("<p>a</p>")

    with pytest.raises(AttributeError):
        made.html = "<script>"
    with pytest.raises(AttributeError):
        del made.html
    assert made.html == "<p>a</p>"


def test_a_template_prints_it_as_it_is_and_everything_else_escaped() -> None:
    page = jinja2.Environment(autoescape=True).from_string("{{ safe }}{{ text }}")

    printed = page.render(safe=SafeHtml.from_sanitiser("<p>a</p>"), text="<p>b</p>")

    assert printed == "<p>a</p>&lt;p&gt;b&lt;/p&gt;"


def test_equal_html_is_equal_and_empty_html_is_false() -> None:
    one, other = SafeHtml.from_sanitiser("<p>a</p>"), SafeHtml.from_sanitiser("<p>a</p>")

    assert one == other
    assert hash(one) == hash(other)
    assert one != "<p>a</p>"
    assert one
    assert not SafeHtml.from_sanitiser("")


def test_it_can_be_copied_and_its_repr_shows_no_word() -> None:
    made = SafeHtml.from_sanitiser("<p>secret</p>")

    assert copy.deepcopy(made) == made
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 (our own bytes)
    assert "secret" not in repr(made)
