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
from memorial.web.language import interface_languages, set_language
from memorial.web.surface import SurfaceSettings, create_surface, date_words, number
from tests.i18n.catalogues import catalogue
from tests.i18n.dates_in_words import IN_WORDS

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
    "az": {0: "0 ad", 1: "1 ad", 2: "2 ad", 100: "100 ad"},
    "hy": {0: "0 անուն", 1: "1 անուն", 2: "2 անուն", 100: "100 անուն"},
    "ru": {
        0: "0 имён",
        1: "1 имя",
        2: "2 имени",
        5: "5 имён",
        11: "11 имён",
        12: "12 имён",
        21: "21 имя",
        22: "22 имени",
        25: "25 имён",
        100: "100 имён",
        101: "101 имя",
        111: "111 имён",
    },
    "tr": {0: "0 ad", 1: "1 ad", 2: "2 ad", 100: "100 ad"},
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


@pytest.mark.parametrize("language", IN_WORDS)
def test_a_date_is_said_in_every_language(language: str) -> None:
    wanted = IN_WORDS[language]
    said = {edtf: in_words(FuzzyDate.parse(edtf), language, gettext_for(language)) for edtf in wanted}

    assert said == wanted
    assert len(wanted) == 30
    assert set(IN_WORDS) == set(interface_languages())


@pytest.mark.parametrize(
    ("language", "day", "thousand"),
    [
        ("en", "17 May 1987", "1,309"),
        ("ar", "17 مايو 1987", "1,309"),
        ("az", "17 may 1987", "1.309"),
        ("hy", "17 մայիսի, 1987 թ.", "1\u00a0309"),
        ("ru", "17 мая 1987\u202fг.", "1\u00a0309"),
        ("tr", "17 Mayıs 1987", "1.309"),
    ],
)
def test_days_and_numbers_use_the_same_digits(app: Flask, language: str, day: str, thousand: str) -> None:
    """Names, years and codes stand in these digits on every page; a page does not mix two kinds."""
    with app.test_request_context():
        set_language(language)

        assert date_words(date(1987, 5, 17)) == day
        assert number(1309) == thousand
