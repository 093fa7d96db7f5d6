"""What families type for a date, in six languages, and how it is said back to them."""

from __future__ import annotations

from datetime import date

import edtf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.adapters.family_date_words import WORDS
from memorial.adapters.family_dates import in_words, understand, year_in
from memorial.domain.fuzzy_date import FuzzyDate, Point
from tests.stopwatch import least_seconds

UNDERSTOOD = [
    ("en", "about 1943", "1943~"),
    ("en", "25 February 1992", "1992-02-25"),
    ("en", "25.02.1992", "1992-02-25"),
    ("en", "1943~", "1943~"),
    ("en", "spring 1944", "1944-21"),
    ("en", "unknown", "XXXX"),
    ("en", "Feb. 25, 1992", "1992-02-25"),
    ("en", "25th of February 1992", "1992-02-25"),
    ("en", "February 25 1992", "1992-02-25"),
    ("en", "c. 1943", "1943~"),
    ("en", "c1943", "1943~"),
    ("en", "ca 1943", "1943~"),
    ("en", "1943?", "1943?"),
    ("en", "maybe 1943", "1943?"),
    ("en", "maybe about 1943", "1943%"),
    ("en", "1940s", "194X"),
    ("en", "the 1940s", "194X"),
    ("en", "1940's", "194X"),
    ("en", "20th century", "19XX"),
    ("en", "between 1943 and 1945", "1943/1945"),
    ("en", "from 1943 to 1945", "1943/1945"),
    ("en", "1943-1945", "1943/1945"),
    ("en", "1943–45", "1943/1945"),
    ("en", "1941 - 1945", "1941/1945"),
    ("en", "1943 or 1944", "1943/1944"),
    ("en", "before 1950", "../1949"),
    ("en", "after 1943", "1944/.."),
    ("en", "1943 or later", "1943/.."),
    ("en", "1943 or earlier", "../1943"),
    ("en", "spring 1944 or later", "1944-21/.."),
    ("en", "since 1943", "1943/.."),
    ("en", "03/04/1990", "1990"),
    ("en", "25/02/1992", "1992-02-25"),
    ("en", "02/25/1992", "1992-02-25"),
    ("en", "03.04.1990", "1990-04-03"),
    ("en", "3/3/1990", "1990-03-03"),
    ("en", "25-26 February 1992", "1992-02-25/1992-02-26"),
    ("en", "25–26 February 1992", "1992-02-25/1992-02-26"),
    ("en", "night of 25 to 26 February 1992", "1992-02-25/1992-02-26"),
    ("en", "February–March 1992", "1992-02/1992-03"),
    ("en", "Feb 28 - Mar 2, 1992", "1992-02-28/1992-03-02"),
    ("en", "February 1992", "1992-02"),
    ("en", "2/1992", "1992-02"),
    ("en", "192x", "192X"),
    ("en", "1992-02-25", "1992-02-25"),
    ("en", "1992-02", "1992-02"),
    ("en", "1992/02/25", "1992-02-25"),
    ("en", "１９４３", "1943"),
    ("en", "١٩٤٣", "1943"),
    ("en", "?", "XXXX"),
    ("en", "not sure", "XXXX"),
    ("en", "I don’t know", "XXXX"),
    ("en", "May 1943", "1943-05"),
    ("en", "Sept 1939", "1939-09"),
    ("en", "winter 1944", "1944-24"),
    ("en", "1992-02-25/1992-02-26", "1992-02-25/1992-02-26"),
    ("ru", "около 1943", "1943~"),
    ("ru", "ок. 1943 г.", "1943~"),
    ("ru", "25 февраля 1992 г.", "1992-02-25"),
    ("ru", "25 февраля 1992 года", "1992-02-25"),
    ("ru", "в феврале 1992", "1992-02"),
    ("ru", "в мае 1945 года", "1945-05"),
    ("ru", "май 1945", "1945-05"),
    ("ru", "1940-е", "194X"),
    ("ru", "1940-е годы", "194X"),
    ("ru", "в 1940-х годах", "194X"),
    ("ru", "весной 1944 года", "1944-21"),
    ("ru", "неизвестно", "XXXX"),
    ("ru", "не знаю", "XXXX"),
    ("ru", "до 1943", "../1942"),
    ("ru", "после 1943 года", "1944/.."),
    ("ru", "с 1941 по 1945", "1941/1945"),
    ("ru", "между 1941 и 1945", "1941/1945"),
    ("ru", "1941–1945 гг.", "1941/1945"),
    ("ru", "XX век", "19XX"),
    ("ru", "20 век", "19XX"),
    ("ru", "XIX в.", "18XX"),
    ("ru", "возможно 1943", "1943?"),
    ("ru", "25-го февраля 1992", "1992-02-25"),
    ("ru", "в ночь с 25 на 26 февраля 1992", "1992-02-25/1992-02-26"),
    ("ru", "25-26 февраля 1992 года", "1992-02-25/1992-02-26"),
    ("ru", "1943 или 1944", "1943/1944"),
    ("ru", "не позднее 1950", "../1950"),
    ("az", "25 fevral 1992", "1992-02-25"),
    ("az", "25 fevral 1992-ci il", "1992-02-25"),
    ("az", "1992-ci ilin fevralı", "1992-02"),
    ("az", "1992-ci il fevralın 25-i", "1992-02-25"),
    ("az", "1943-cü il", "1943"),
    ("az", "təxminən 1943", "1943~"),
    ("az", "texminen 1943", "1943~"),
    ("az", "1943-cü ildən sonra", "1944/.."),
    ("az", "1943-cü ildən əvvəl", "../1942"),
    ("az", "1940-cı illər", "194X"),
    ("az", "naməlum", "XXXX"),
    ("az", "bilinmir", "XXXX"),
    ("az", "1944-cü ilin yazı", "1944-21"),
    ("az", "yaz 1944", "1944-21"),
    ("az", "yay 1944", "1944-22"),
    ("az", "XX əsr", "19XX"),
    ("az", "1941-1945", "1941/1945"),
    ("az", "25 FEVRAL 1992", "1992-02-25"),
    ("az", "1992-ci il fevralın 25-dən 26-na keçən gecə", "1992-02-25/1992-02-26"),
    ("az", "fevral 1992", "1992-02"),
    ("az", "İYUN 1943", "1943-06"),
    ("az", "1943-cü ilə yaxın", "1943~"),
    ("az", "bəlkə 1943", "1943?"),
    ("tr", "25 Şubat 1992", "1992-02-25"),
    ("tr", "25 SUBAT 1992", "1992-02-25"),
    ("tr", "Şubat 1992'de", "1992-02"),
    ("tr", "1943 yılı", "1943"),
    ("tr", "yaklaşık 1943", "1943~"),
    ("tr", "1943 civarı", "1943~"),
    ("tr", "1940’lar", "194X"),
    ("tr", "1940’lı yıllar", "194X"),
    ("tr", "yaz 1944", "1944-22"),
    ("tr", "1943 yılından önce", "../1942"),
    ("tr", "1943'ten sonra", "1944/.."),
    ("tr", "bilinmiyor", "XXXX"),
    ("tr", "25.02.1992", "1992-02-25"),
    ("tr", "KASIM 1938", "1938-11"),
    ("tr", "belki 1943", "1943?"),
    ("tr", "1944 yazı", "1944-22"),
    ("tr", "20. yüzyıl", "19XX"),
    ("hy", "1992 թ. փետրվարի 25", "1992-02-25"),
    ("hy", "1992 թվականի փետրվարի 25-ին", "1992-02-25"),
    ("hy", "25 փետրվարի 1992", "1992-02-25"),
    ("hy", "25 փետրվարի, 1992 թ.", "1992-02-25"),
    ("hy", "մոտ 1943", "1943~"),
    ("hy", "1943 թ.", "1943"),
    ("hy", "1943 թվական", "1943"),
    ("hy", "փետրվար 1992", "1992-02"),
    ("hy", "1940-ական թվականներ", "194X"),
    ("hy", "անհայտ", "XXXX"),
    ("hy", "1944 գարուն", "1944-21"),
    ("hy", "1943-ից հետո", "1944/.."),
    ("hy", "1943-ից առաջ", "../1942"),
    ("hy", "մինչև 1950", "../1950"),
    ("hy", "1941-1945 թթ.", "1941/1945"),
    ("ar", "25 فبراير 1992", "1992-02-25"),
    ("ar", "٢٥ فبراير ١٩٩٢", "1992-02-25"),
    ("ar", "25 شباط 1992", "1992-02-25"),
    ("ar", "25 شباط/فبراير 1992", "1992-02-25"),
    ("ar", "نحو عام 1943", "1943~"),
    ("ar", "حوالي 1943", "1943~"),
    ("ar", "عام 1943", "1943"),
    ("ar", "غير معروف", "XXXX"),
    ("ar", "لا أعرف", "XXXX"),
    ("ar", "ربيع 1944", "1944-21"),
    ("ar", "قبل 1950", "../1949"),
    ("ar", "بعد 1943", "1944/.."),
    ("ar", "بين 1943 و 1945", "1943/1945"),
    ("ar", "بين 1943 و1945", "1943/1945"),
    ("ar", "١٩٤٣", "1943"),
    ("ar", "تقريبًا 1943", "1943~"),
    ("ar", "اغسطس 1943", "1943-08"),
    ("ar", "ايلول 1970", "1970-09"),
    ("ar", "٢٥/٠٢/١٩٩٢", "1992-02-25"),
    ("ar", "1943 أو 1944", "1943/1944"),
    ("fa", "۱۹۴۳", "1943"),
    ("ka", "03.04.1990", "1990-04-03"),
    ("ka", "3/4/1990", "1990-04-03"),
    ("und", "3/4/1990", "1990"),
    ("ka", "25 февраля 1992", "1992-02-25"),
    ("de", "25.2.1992", "1992-02-25"),
    ("ru", "в ночь с 25 на 26 февраля 1992 года", "1992-02-25/1992-02-26"),
    ("az", "fevralın 25-26-da 1992", "1992-02-25/1992-02-26"),
    ("az", "1992-ci il fevralın 25-26-da", "1992-02-25/1992-02-26"),
    ("en", "February 25-26, 1992", "1992-02-25/1992-02-26"),
    ("en", "night of 25-26 February 1992", "1992-02-25/1992-02-26"),
    ("hy", "1992 թ. փետրվարի 25-ից 26-ի գիշերը", "1992-02-25/1992-02-26"),
    ("hy", "1992 թ. փետրվարի 25-26", "1992-02-25/1992-02-26"),
    ("ar", "ليلة 25-26 فبراير 1992", "1992-02-25/1992-02-26"),
]
LEFT_AS_TYPED = [
    ("en", "1941 or 1943"),
    ("en", "43"),
    ("en", "in 43"),
    ("en", "1322"),
    ("en", "31.02.1992"),
    ("en", "30 February 1992"),
    ("en", "early 1943"),
    ("en", "a long time ago"),
    ("en", "12 345"),
    ("en", "1943 1944"),
    ("en", "may"),
    ("en", "about spring 1944"),
    ("en", "before about 1950"),
    ("ru", "примерно весна 1944"),
    ("ru", "в конце 1943"),
    ("ru", "25.02.92"),
    ("ar", "1322"),
    ("fa", "۱۳۲۲"),
    ("en", "yaz 1944"),
    ("tr", "25 Şubat'ı 26 Şubat'a bağlayan gece 1992"),
    ("am", "1943"),
    ("th", "2486"),
]


def say(text: str, locale: str = "en") -> str:
    return in_words(FuzzyDate.parse(text), locale, str)


@pytest.mark.parametrize(("language", "typed", "meant"), UNDERSTOOD)
def test_what_families_type_is_understood(language: str, typed: str, meant: str) -> None:
    understood = understand(typed, language)

    assert understood is not None
    assert understood.edtf == meant
    assert edtf.is_valid_edtf(meant)


@pytest.mark.parametrize(("language", "typed"), LEFT_AS_TYPED)
def test_what_is_not_certain_is_left_as_it_was_typed(language: str, typed: str) -> None:
    assert understand(typed, language) is None


@pytest.mark.parametrize(
    "typed", ["", " ", "\n", "x" * 200, "1943 " * 40, "🕊", "\ud800", "\0", "§19920225", "§1", "()"]
)
def test_nothing_and_nonsense_are_no_date(typed: str) -> None:
    assert understand(typed, "en") is None


def test_day_and_month_of_a_date_with_slashes_are_guessed_only_where_no_one_writes_the_month_first() -> None:
    assert understand("03/04/1990", "en") == FuzzyDate(Point(1990))
    assert understand("03/04/1990", "und") == FuzzyDate(Point(1990))
    assert understand("03/04/1990", "tr") == FuzzyDate(Point(1990, 4, 3))
    assert understand("03.04.1990", "en") == FuzzyDate(Point(1990, 4, 3))


def test_a_season_word_that_means_two_things_is_read_on_its_own_page_only() -> None:
    assert understand("yaz 1944", "az") == FuzzyDate.parse("1944-21")
    assert understand("yaz 1944", "tr") == FuzzyDate.parse("1944-22")
    assert understand("yaz 1944", "en") is None


@pytest.mark.parametrize("page", [*WORDS, "ka", "he", "und"])
@pytest.mark.parametrize("typed", ["25 февраля 1992", "25 fevral 1992", "25 February 1992", "25 شباط 1992"])
def test_a_family_may_write_in_another_language_than_that_of_the_page(page: str, typed: str) -> None:
    assert understand(typed, page) == FuzzyDate.of(date(1992, 2, 25))


@pytest.mark.parametrize("zero", "0٠۰०০߀๐０")
def test_digits_of_any_script_are_read(zero: str) -> None:
    typed = "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in "about 25.02.1992")

    assert understand(typed, "en") == FuzzyDate.parse("1992-02-25~")


@given(st.dates(date(1500, 1, 1), date(2100, 12, 31)), st.sampled_from(sorted(WORDS)), st.integers(0, 2))
def test_what_is_said_back_is_understood_as_the_same_date(day: date, language: str, parts: int) -> None:
    said_of = FuzzyDate.parse(day.isoformat()[: (4, 7, 10)[parts]])

    assert understand(in_words(said_of, language, str), language) == said_of


@given(st.text(max_size=130), st.sampled_from([*WORDS, "he", ""]))
def test_any_text_is_answered_with_a_valid_date_or_with_none(typed: str, language: str) -> None:
    understood = understand(typed, language)

    assert understood is None or edtf.is_valid_edtf(understood.edtf)


@pytest.mark.parametrize("unit", ["-", "1-", "a ", "between 1 and ", "25 ", "1943-", "? ", "§1 ", "с 1 по ", "1992 - "])
def test_the_longest_nonsense_is_answered_in_a_moment(unit: str) -> None:
    typed = (unit * 120)[:119]
    understand(typed, "hy")

    assert least_seconds(understand, typed, "hy", enough=0.25) <= 0.25


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1943", "1943"),
        ("1943~", "about 1943"),
        ("1943?", "perhaps 1943"),
        ("1943%", "perhaps about 1943"),
        ("1992-02", "February 1992"),
        ("1992-02-25", "25 February 1992"),
        ("1992-02-25~", "about 25 February 1992"),
        ("1992-02-XX", "February 1992, day not known"),
        ("1992-XX", "1992, month not known"),
        ("1992-XX-XX", "1992, day and month not known"),
        ("1944-21", "spring 1944"),
        ("1944-22", "summer 1944"),
        ("1944-23", "autumn 1944"),
        ("1944-24", "winter 1944"),
        ("192X", "the 1920s"),
        ("192X~", "about the 1920s"),
        ("19XX", "between 1900 and 1999"),
        ("1943/1945", "between 1943 and 1945"),
        ("1943/1944", "1943 or 1944"),
        ("192X/193X", "between the 1920s and the 1930s"),
        ("1944-21/..", "spring 1944 or later"),
        ("1950/", "1950 or later"),
        ("../1950", "1950 or earlier"),
        ("/1950", "1950 or earlier"),
        ("XXXX", "date not known"),
    ],
)
def test_a_date_is_said_in_words(text: str, words: str) -> None:
    assert say(text) == words


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("az", "25 fevral 1992"),
        ("ru", "25 февраля 1992\u202fг."),
        ("tr", "25 Şubat 1992"),
        ("ar", "25 فبراير 1992"),
        ("de", "25. Februar 1992"),
        ("zh", "1992年2月25日"),
        ("az-Arab", "25 fevral 1992"),
        ("en-US", "February 25, 1992"),
        ("xx", "25 February 1992"),
        ("", "25 February 1992"),
        ("../etc", "25 February 1992"),
    ],
)
def test_months_and_order_are_those_of_the_language(locale: str, words: str) -> None:
    assert say("1992-02-25", locale) == words


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("25 February 1992", "1992"),
        ("about 25.02.1992", "1992~"),
        ("spring 1944", "1944"),
        ("25-26 февраля 1992", "1992"),
        ("1940s", "194X"),
        ("between 1943 and 1945", ""),
        ("1943 or later", ""),
        ("unknown", ""),
        ("long ago", ""),
        ("", ""),
    ],
)
def test_the_year_alone_is_taken_out_of_what_was_typed(typed: str, year: str) -> None:
    assert year_in(typed) == year


def test_the_phrases_are_translated_and_the_date_stands_where_the_translation_puts_it() -> None:
    translations = {"about %(date)s": "%(date)s civarı", "%(first)s or %(last)s": "%(first)s ya da %(last)s"}

    def gettext(phrase: str) -> str:
        return translations[phrase]

    assert in_words(FuzzyDate.parse("1992-02~"), "tr", gettext) == "Şubat 1992 civarı"
    assert in_words(FuzzyDate.parse("1943/1944"), "tr", gettext) == "1943 ya da 1944"
