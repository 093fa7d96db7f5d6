"""Numbers and dates in words, exactly: a language with six plural forms beside one with two."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale, ngettext

from memorial.adapters.family_dates import in_words
from memorial.adapters.phrases import gettext_for, translations
from memorial.domain.fuzzy_date import FuzzyDate
from memorial.settings import project_folder
from memorial.vocabulary import Surface
from memorial.web.language import set_language
from memorial.web.surface import SurfaceSettings, create_surface, date_words, number
from tests.i18n.catalogues import catalogue

NAMES = {
    "en": {0: "0 names", 1: "1 name", 2: "2 names", 11: "11 names"},
    "ar": {
        0: "لا أسماء",
        1: "اسم واحد",
        2: "اسمان",
        3: "3 أسماء",
        10: "10 أسماء",
        11: "11 اسمًا",
        48: "48 اسمًا",
        99: "99 اسمًا",
        100: "100 اسم",
        102: "102 اسم",
        103: "103 أسماء",
        111: "111 اسمًا",
    },
}
IN_WORDS = {
    "1943": ("1943", "1943"),
    "1943~": ("about 1943", "نحو 1943"),
    "1943?": ("perhaps 1943", "ربما 1943"),
    "1943%": ("perhaps about 1943", "ربما نحو 1943"),
    "194X": ("the 1940s", "عقد 1940"),
    "19XX": ("between 1900 and 1999", "بين 1900 و1999"),
    "1992-02-25": ("25 February 1992", "25 فبراير 1992"),
    "1992-02": ("February 1992", "فبراير 1992"),
    "1992-02-XX": ("February 1992, day not known", "فبراير 1992، اليوم غير معروف"),
    "1992-XX": ("1992, month not known", "1992، الشهر غير معروف"),
    "1992-XX-XX": ("1992, day and month not known", "1992، اليوم والشهر غير معروفين"),
    "1944-21": ("spring 1944", "ربيع 1944"),
    "1944-22": ("summer 1944", "صيف 1944"),
    "1944-23": ("autumn 1944", "خريف 1944"),
    "1944-24": ("winter 1944", "شتاء 1944"),
    "1944-21/..": ("spring 1944 or later", "ربيع 1944 أو بعد ذلك"),
    "../1950": ("1950 or earlier", "1950 أو قبل ذلك"),
    "1943/1944": ("1943 or 1944", "1943 أو 1944"),
    "1943/1947": ("between 1943 and 1947", "بين 1943 و1947"),
    "XXXX": ("date not known", "التاريخ غير معروف"),
}


@pytest.fixture
def app() -> Flask:
    return create_surface(Surface.WALL, SurfaceSettings(project_folder("templates"), project_folder("static")))


@pytest.mark.parametrize(("language", "count"), [(code, count) for code, said in NAMES.items() for count in said])
def test_names_are_counted_as_the_language_counts(app: Flask, language: str, count: int) -> None:
    with app.test_request_context(), force_locale(language):
        said = ngettext("%(count)s name", "%(count)s names", count, count=count)

    assert said == NAMES[language][count]
    if language != "en":
        assert translations(language).ngettext("%(count)s name", "%(count)s names", count) % {"count": count} == said


def test_the_arabic_plural_rule_is_the_one_of_the_unicode_consortium() -> None:
    """Babel's own rule for Arabic takes the last two forms the other way round."""
    arabic = catalogue("ar")
    rule = arabic.locale.plural_form  # type: ignore[union-attr]
    order = ("zero", "one", "two", "few", "many", "other")
    compiled = translations("ar")

    assert arabic.num_plurals == 6
    for count in range(1000):
        assert order[compiled.plural(count)] == rule(count), count  # type: ignore[attr-defined]


@pytest.mark.parametrize("edtf", IN_WORDS)
def test_a_date_is_said_in_both_languages(edtf: str) -> None:
    said = tuple(in_words(FuzzyDate.parse(edtf), language, gettext_for(language)) for language in ("en", "ar"))

    assert said == IN_WORDS[edtf]


@pytest.mark.parametrize(
    ("language", "day", "thousand"), [("en", "17 May 1987", "1,309"), ("ar", "17 مايو 1987", "1,309")]
)
def test_days_and_numbers_use_the_same_digits(app: Flask, language: str, day: str, thousand: str) -> None:
    """Names, years and codes stand in these digits on every page; a page does not mix two kinds."""
    with app.test_request_context():
        set_language(language)

        assert date_words(date(1987, 5, 17)) == day
        assert number(1309) == thousand
