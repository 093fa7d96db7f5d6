"""Every text of the program is in the catalogues, whole, with its placeholders, and in the compiled files too."""

from __future__ import annotations

import ast
import gettext
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from memorial.web.language import SOURCE_LANGUAGE, interface_languages, is_unread
from tests.i18n.catalogues import (
    LANGUAGES,
    ROOT,
    TEMPLATE,
    TRANSLATIONS,
    catalogue,
    extracted,
    forms,
    isolates_are_paired,
    keywords,
    messages,
    placeholders,
    sources,
    template,
    texts,
)

BABELS_OWN = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
_STOPS = ".\u060c\u0589"
"""A full stop; in Arabic a comma may stand for it, and Armenian has its own."""
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(params=LANGUAGES)
def translated(request: pytest.FixtureRequest) -> Catalog:
    return catalogue(request.param)


def test_the_program_speaks_six_languages() -> None:
    assert {SOURCE_LANGUAGE, *LANGUAGES} == {"ar", "az", "en", "hy", "ru", "tr"}


def test_every_text_of_the_sources_is_in_the_template_and_no_other(tmp_path: Path) -> None:
    now, written = texts(extracted(tmp_path)), texts(template())

    assert now - written == set(), "new texts: run `make i18n` and translate them"
    assert written - now == set(), "texts that are gone: run `make i18n`"


def test_every_function_that_marks_a_text_is_known_to_the_collector() -> None:
    known = BABELS_OWN | {keyword.partition(":")[0] for keyword in keywords()}

    assert {name: place for name, place in _marking_names().items() if name not in known} == {}


def test_every_text_is_translated_in_all_its_forms(translated: Catalog) -> None:
    missing = [message.id for message in messages(translated) if not all(form.strip() for form in forms(message))]

    assert texts(translated) == texts(template())
    assert missing == []
    for message in messages(translated):
        assert len(forms(message)) == (translated.num_plurals if message.pluralizable else 1), message.id


def test_no_translation_is_a_guess_or_left_over(translated: Catalog) -> None:
    assert [message.id for message in messages(translated) if message.fuzzy] == []
    assert list(translated.obsolete) == []


def test_placeholders_are_those_of_the_source(translated: Catalog) -> None:
    """A form that stands for one number alone may say it in words; nothing else may be left out.

    In Russian the first form is that of 21 too, and Turkish and Armenian have one for all.
    """
    for_one_number = {"ar": 3, "az": 1}.get(str(translated.locale), 0)
    for message in messages(translated):
        wanted = placeholders(sources(message)[-1])
        for number, form in enumerate(forms(message)):
            given = placeholders(form)
            in_words = sorted([*given, "%(count)s"]) if message.pluralizable and number < for_one_number else given
            assert wanted in (given, in_words), f"{message.id!r}: {form!r}"


def test_translations_keep_the_shape_of_their_source(translated: Catalog) -> None:
    for message in messages(translated):
        for form in forms(message):
            assert form == form.strip(), form
            assert "\n" not in form, form
            assert isolates_are_paired(form), form
            assert (form[-1] in _STOPS) == (sources(message)[0][-1] == "."), form


@pytest.mark.parametrize("language", ["ar", "hy", "ru"])
def test_the_words_of_other_scripts_hold_no_english_but_what_is_typed_as_it_stands(language: str) -> None:
    allowed = {"name", "example", "org", "en", "ar", "Europe", "Warsaw", "localhost", "DE", "people"}
    allowed |= {"memorial", "create", "verify", "FILE"}  # commands
    allowed |= {"CSV", "TSV", "XLSX", "XLS", "ODS", "PDF", "UTF", "JSON"}  # kinds of files
    allowed |= {"WebVTT", "OHMS", "XML", "SRT", "SHA"}
    allowed |= {"az", "Latn", "http", "https"}  # what is typed so
    allowed |= {"README", "consent", "record", "schema", "data", "files", "messages", "words", "html", "json", "txt"}
    allowed |= {"UTC", "cookie", "Control", "Ctrl", "Enter", "Shift", "SVG", "news"}  # as they are called everywhere
    allowed |= {"WEBVTT", "start", "tab", "sources", "figures"}  # what stands in files
    for message in messages(catalogue(language)):
        for form in forms(message):
            words = _LATIN_WORD.findall(re.sub(r"%\(\w+\)s", "", form))
            assert set(words) <= allowed, form


def test_the_catalogues_say_nothing_of_the_day_or_the_machine() -> None:
    """So that a change to them shows words, and nothing else."""
    for path in (TEMPLATE, *TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"^#:|Date:|Generated-By|EMAIL@ADDRESS", text, re.MULTILINE) == [], path


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_says_that_nobody_has_signed_it_yet_until_somebody_has(language: str) -> None:
    """Its pages say so too, by the same file."""
    says_so = "No native reader has signed this translation yet." in catalogue(language).header_comment

    assert says_so == is_unread(language)


def test_the_compiled_catalogues_are_those_that_are_written(translated: Catalog) -> None:
    language = str(translated.locale)
    compiled = gettext.translation("messages", TRANSLATIONS, [language])
    said = compiled._catalog  # type: ignore[attr-defined]

    for message in messages(translated):
        for number, form in enumerate(forms(message)):
            key = (
                (_compiled(message, message.id[0]), number) if message.pluralizable else _compiled(message, message.id)
            )
            assert said.get(key) == form, f"{message.id!r}: run `make i18n-compile`"


def test_only_compiled_languages_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page in a language whose words are missing would be half English and mirrored."""
    assert interface_languages() == (SOURCE_LANGUAGE, *LANGUAGES)
    (tmp_path / "ar" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "ar" / "LC_MESSAGES" / "messages.po").touch()
    monkeypatch.setattr("memorial.web.language.TRANSLATIONS", tmp_path)

    assert interface_languages.__wrapped__() == (SOURCE_LANGUAGE,)


def test_the_wheel_carries_the_compiled_catalogues(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=110)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        held = set(opened.namelist())

    assert {f"memorial/translations/{language}/LC_MESSAGES/messages.mo" for language in LANGUAGES} <= held


def _compiled(message: Message, text: str) -> str:
    """What stands under one text in several senses is kept with the sense before it."""
    return f"{message.context}\x04{text}" if message.context else text


def _marking_names() -> dict[str, str]:
    """The names under which the modules of the program call gettext, each with one place."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "memorial").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module in ("flask_babel", "memorial.adapters.phrases"):
                for name in node.names:
                    if name.name == "mark" or name.name.endswith("gettext"):
                        found[name.asname or name.name] = str(path.relative_to(ROOT))
    return found
