"""The building blocks: what each macro promises to who reads, types, listens or prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, FormField, MultipleFileField, RadioField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from tests.page_tree import Element, read_page
from tests.web.page_samples import environment, line, name, picture, remembrance, written


class _FilePart(PlainForm):
    caption = StringField("What is in it?", [DataRequired("Please say what is in it.")])


class _Offer(FlaskForm):
    story = TextAreaField("Tell us", [DataRequired("Please write something."), Length(max=20_000)])
    audience = RadioField(
        "Who may see it?",
        [DataRequired("Please choose who may see it.")],
        choices=[SelectChoice(value="public", label="Everyone"), SelectChoice(value="archive", label="Only our staff")],
    )
    files = MultipleFileField("Photographs")
    looked = BooleanField("I looked for this name")
    parts = FieldList(FormField(_FilePart), min_entries=1)


@pytest.fixture
def form() -> Iterator[Any]:
    app = Flask(__name__, static_folder=None)
    app.secret_key = "for the tests"
    with app.test_request_context(method="POST"):
        yield _Offer()


FORM = """
{% from "components/field.html" import field, form_tag, textarea %}
{% from "components/choice.html" import checkbox, radio_group %}
{% from "components/file_input.html" import file_input %}
{% from "components/error_summary.html" import error_summary %}
{% from "components/button.html" import button %}
{{ error_summary(form) }}
{% call form_tag(form, files=true) %}
{{ textarea(form.story, hint='As you would tell it.') }}
{% call(value) radio_group(form.audience, {'public': 'Anyone can copy it.'}) %}
{{ 'Under it' if value == 'archive' }}
{% endcall %}
{{ file_input(form.files, multiple=true) }}
{{ checkbox(form.looked, hint='In every spelling.') }}
{{ field(form.parts.entries[0].form.caption) }}
{{ button('Continue', next=true) }}
{% endcall %}
"""


def _tree(text: str) -> Element:
    read = read_page(f"<!doctype html>{text}")
    assert list(read.faults) == []
    return read.root


def _ids(root: Element) -> set[str]:
    return {element.get("id") for element in root.walk() if element.has("id")}


def test_every_error_stands_at_its_field_and_in_the_summary_in_the_same_words(form: Any) -> None:
    form.validate()

    text = written(FORM, form=form)

    for words in ("Please write something.", "Please choose who may see it.", "Please say what is in it."):
        assert text.count(words) == 2


def test_every_link_of_the_summary_leads_to_a_field_that_can_be_filled(form: Any) -> None:
    form.validate()
    root = _tree(written(FORM, form=form))

    targets = [a.get("href").removeprefix("#") for a in root.all("a")]

    controls = {e.get("id") for e in root.all("input", "textarea", "select")}
    assert len(targets) == 3
    assert set(targets) <= controls


def test_a_form_without_errors_has_no_summary(form: Any) -> None:
    assert "error" not in written(FORM, form=form).lower()


def test_what_explains_a_field_is_tied_to_it(form: Any) -> None:
    form.validate()
    root = _tree(written(FORM, form=form))

    (story,) = root.all("textarea")
    assert story.get("aria-describedby").split() == ["story-hint", "story-error"]
    assert set(story.get("aria-describedby").split()) <= _ids(root)
    assert story.get("aria-invalid") == "true"


def test_the_browser_neither_refuses_nor_cuts_what_is_typed(form: Any) -> None:
    text = written(FORM, form=form)

    assert "maxlength" not in text
    assert " required" not in text
    assert "novalidate" in text


def test_nothing_is_chosen_beforehand(form: Any) -> None:
    assert "checked" not in written(FORM, form=form)


def test_an_answer_says_what_follows_from_it_and_what_belongs_to_it_stands_under_it(form: Any) -> None:
    text = written(FORM, form=form)

    assert (
        text.index("Everyone")
        < text.index("Anyone can copy it.")
        < text.index("Only our staff")
        < text.index("Under it")
    )
    assert text.count('class="choice-more"') == 1


def test_the_button_that_leads_on_is_marked_once(form: Any) -> None:
    assert written(FORM, form=form).count("data-next") == 1


def test_what_was_typed_comes_back_and_cannot_become_markup(form: Any) -> None:
    form.story.data = "</textarea><script>alert(1)</script>"

    text = written(FORM, form=form)

    assert "<script" not in text
    assert "&lt;/textarea&gt;" in text


def test_the_own_form_of_a_name_comes_first_and_the_readers_language_next() -> None:
    names = (name("Անահիտ", "hy"), name("Анаит", "ru"), name("أناهيت", "ar", "rtl"), name("Անահիտ", "en"))

    text = written(
        '{% from "components/person_name.html" import person_name %}{{ person_name(names, "ar") }}', names=names
    )

    assert re.findall(r'lang="(\w+)" dir="(\w+)">([^<]+)<', text) == [
        ("hy", "ltr", "Անահիտ"),
        ("ar", "rtl", "أناهيت"),
        ("ru", "ltr", "Анаит"),
    ]


def test_a_name_of_unknown_language_finds_its_own_direction() -> None:
    text = written(
        '{% from "components/person_name.html" import person_heading %}{{ person_heading(names, "en") }}',
        names=(name("Isa بن Osman", "und", ""),),
    )

    assert '<bdi class="name-own" dir="auto">Isa بن Osman</bdi>' in text


def test_a_preview_of_a_remembrance_holds_no_link() -> None:
    text = written(
        '{% from "components/remembrance.html" import remembrance_article %}{{ remembrance_article(r) }}',
        r=remembrance(pictures=(picture("page"),)),
    )

    assert "<strong>lamp</strong>" in text
    assert "<a " not in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"person": None, "person_initials": "A. L."}, "A. L."),
        ({"person": None}, "Someone remembered"),
        ({"person": None, "about": "event"}, "About what happened"),
        ({"person": None, "about": "self"}, "Something lived through"),
    ],
)
def test_a_card_names_no_more_than_was_allowed(given: dict[str, Any], words: str) -> None:
    text = written(
        '{% from "components/remembrance.html" import remembrance_list %}{{ remembrance_list([r], "/en/vell/") }}',
        r=remembrance(**given),
    )

    assert words in text
    assert "people/" not in text


@pytest.mark.parametrize(
    ("signature", "relation", "words"),
    [("Ida", "family", "Ida</bdi> · Family"), ("Ida", "", "Ida</bdi></p>"), ("", "witness", "A witness")],
)
def test_a_remembrance_is_signed_as_its_sender_chose(signature: str, relation: str, words: str) -> None:
    text = written(
        '{% from "components/remembrance.html" import signature %}{{ signature(r) }}',
        r=remembrance(signature=signature, relation=relation),
    )

    assert words in text


@pytest.mark.parametrize("relation", ["", "other", "none", "not a relation"])
def test_without_a_signature_there_is_no_line_for_one(relation: str) -> None:
    text = written(
        '{% from "components/remembrance.html" import signature %}{{ signature(r) }}', r=remembrance(relation=relation)
    )

    assert text.strip() == ""


def test_a_picture_offers_the_wanted_size_with_a_copy_that_every_browser_shows() -> None:
    text = written(
        '{% from "components/picture.html" import picture %}{{ picture(file, "card") }}', file=picture("card", "page")
    )

    (image,) = _tree(text).all("img")
    assert (image.get("src"), image.get("width"), image.get("height")) == ("/media/card.jpeg", "480", "360")
    assert 'srcset="/media/card.webp" type="image/webp"' in text
    assert "page." not in text


def test_a_picture_without_the_wanted_size_shows_its_largest() -> None:
    text = written(
        '{% from "components/picture.html" import picture %}{{ picture(file, "full") }}', file=picture("card", "page")
    )

    assert 'src="/media/page.jpeg"' in text


def test_a_picture_whose_copies_are_gone_leaves_nothing_behind() -> None:
    text = written('{% from "components/picture.html" import figure %}{{ figure(file, "card") }}', file=picture())

    assert text.strip() == ""


def test_each_name_of_the_wall_carries_its_own_language_and_direction() -> None:
    people = [line("ليلى", "ar", "rtl", "1970–1987"), line("<b>Ada</b>", "und", "")]

    text = written(
        '{% from "components/names_list.html" import names_list %}{{ names_list(people, "/en/vell/") }}', people=people
    )

    assert '<bdi class="names-name" lang="ar" dir="rtl">ليلى</bdi>' in text
    assert '<bdi class="names-name" lang="und" dir="auto">&lt;b&gt;Ada&lt;/b&gt;</bdi>' in text


def test_a_row_without_an_answer_says_so_and_typed_text_keeps_its_lines() -> None:
    rows = [
        SimpleNamespace(term="Born", value="", change="/change"),
        SimpleNamespace(term="Text", value="one\ntwo <i>", change=None),
        SimpleNamespace(term="Seen", value=["a", "b"], change=None),
        SimpleNamespace(term="Page", value=remembrance().body, change=None),
    ]

    text = written('{% from "components/summary_list.html" import summary_list %}{{ summary_list(rows) }}', rows=rows)

    assert ">Born</dt>" in text
    assert "Not given" in text
    assert '<p class="typed" dir="auto">one\ntwo &lt;i&gt;</p>' in text
    assert text.count('<a href="/change">') == 1
    assert "<strong>lamp</strong>" in text


def test_the_code_runs_from_left_to_right_and_is_found_by_its_mark() -> None:
    code = "1234 5678 9012 3456 7890"

    shown, folded = (
        _tree(
            written(
                '{% from "components/receipt_code.html" import receipt_code %}{{ receipt_code(c, h) }}', c=code, h=h
            )
        )
        for h in (False, True)
    )

    for root in (shown, folded):
        (digits,) = [element for element in root.walk() if element.has("data-receipt")]
        assert digits.text() == code
        assert digits.get("dir") == "ltr"
    assert folded.all("details")
    assert not shown.all("details")


def test_a_page_list_without_other_pages_has_no_links() -> None:
    text = written(
        '{% from "components/pagination.html" import pagination %}{{ pagination(none, none, "Page 1 of 1") }}'
    )

    assert text.strip() == ""


def test_every_component_can_be_imported() -> None:
    jinja = environment()

    for path in jinja.list_templates(filter_func=lambda found: found.startswith("components/")):
        assert vars(jinja.get_template(path).module), path
