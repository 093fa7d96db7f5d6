"""Languages, their direction, the script of a text, and the words that may stand in an address."""

from __future__ import annotations

import unicodedata

import pytest

from memorial.domain.languages import (
    LANGUAGES,
    RESERVED_SLUGS,
    Direction,
    direction_of,
    is_language_code,
    script_of,
    valid_slug,
)

OUR_ADDRESSES = (
    "receipt leave desk media static api p embed share healthz readyz metrics robots.txt sitemap.xml oai iiif "
    "concern search names wall people remembrances interviews record timeline map on feed .well-known"
)
NO_SLUGS = (
    "",
    "a",
    "ab",
    "Abc",
    "a--b",
    "-ab",
    "ab-",
    "a_b",
    "a b",
    "a.b",
    "a/b",
    "школа",
    "abc\n",
    "ａｂｃ",
    "１２３",
)
RIGHT_TO_LEFT = {"ar", "ckb", "fa", "he", "ps", "ug", "ur", "yi"}

SAMPLES = {
    "Latn": "Şuşa",
    "Cyrl": "Сосна",
    "Arab": "پروانه",
    "Armn": "Սար",
    "Geor": "მთა",
    "Hebr": "הר",
    "Grek": "Βουνό",
    "Hani": "山河",
    "Jpan": "山のなか",
    "Kore": "산",
    "Deva": "पहाड़",
    "Beng": "পাহাড়",
    "Guru": "ਪਹਾੜ",
    "Gujr": "પર્વત",
    "Orya": "ପର୍ବତ",
    "Taml": "மலை",
    "Telu": "కొండ",
    "Knda": "ಬೆಟ್ಟ",
    "Mlym": "മല",
    "Sinh": "කන්ද",
    "Thai": "ภูเขา",
    "Laoo": "ພູ",
    "Khmr": "ភ្នំ",
    "Mymr": "တောင်",
    "Tibt": "རི",
    "Mong": "ᠠᠭᠤᠯᠠ",
    "Ethi": "ተራራ",
    "Syrc": "ܛܘܪܐ",
    "Thaa": "ފަރުބަދަ",
    "Nkoo": "ߞߎߟߎ",
    "Cher": "ᎣᏓᎸ",
    "Tfng": "ⴰⴷⵔⴰⵔ",
}


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_every_language_names_itself_in_its_own_script(code: str) -> None:
    language = LANGUAGES[code]

    found = script_of(language.endonym)

    assert language.code == code
    assert found == {"Hans": "Hani", "Jpan": "Hani"}.get(language.script, language.script)
    assert unicodedata.is_normalized("NFC", language.endonym)


def test_the_languages_asked_for_are_known() -> None:
    asked = "en ar az ru hy tr he ka fa ur ku uk be pl de fr es el kk uz zh ja ko"

    assert all(is_language_code(code) for code in asked.split())
    assert len(LANGUAGES) >= 40


@pytest.mark.parametrize("code", ["", "und", "xx", "EN", "en-GB", "english", "e\n"])
def test_what_no_memorial_can_offer_is_no_language_code(code: str) -> None:
    assert not is_language_code(code)


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_the_direction_of_each_language_is_that_of_its_letters(code: str) -> None:
    strong = {unicodedata.bidirectional(letter) for letter in LANGUAGES[code].endonym} & {"L", "R", "AL"}

    assert direction_of(code) == (Direction.LTR if strong == {"L"} else Direction.RTL)
    assert (direction_of(code) == "rtl") == (code in RIGHT_TO_LEFT)


@pytest.mark.parametrize(
    ("tag", "direction"),
    [
        ("az-Arab", "rtl"),
        ("az_Arab_IR", "rtl"),
        ("ku-Arab", "rtl"),
        ("ar-Latn", "ltr"),
        ("en-GB", "ltr"),
        ("he-IL", "rtl"),
        ("AR", "rtl"),
        ("und", "auto"),
        ("und-Hebr", "rtl"),
        ("", "auto"),
        ("xx", "auto"),
    ],
)
def test_the_direction_of_a_tag_follows_its_script_and_is_left_open_when_unknown(tag: str, direction: str) -> None:
    assert direction_of(tag) == direction


@pytest.mark.parametrize(("script", "text"), SAMPLES.items())
def test_the_script_of_a_name_is_recognised(script: str, text: str) -> None:
    assert script_of(text) == script
    assert script_of(f"1943 — {text}!") == script
    assert script_of(unicodedata.normalize("NFD", text)) == script


def test_the_script_of_a_mixed_text_is_that_of_most_letters() -> None:
    assert script_of("Мы жили у моря (sea)") == "Cyrl"
    assert script_of("a б") == "Latn"
    assert script_of("б a") == "Cyrl"


@pytest.mark.parametrize("text", ["", " ", "1943", "—!?", "😀", "\ud800"])
def test_a_text_without_letters_has_no_script(text: str) -> None:
    assert script_of(text) == "Zyyy"


def test_a_script_that_is_not_listed_is_said_to_be_another() -> None:
    assert script_of("𐀀𐀁") == "Zzzz"
    assert script_of("𝐀𝐁") == "Latn"
    assert script_of("ｱｲ") == "Jpan"


@pytest.mark.parametrize("slug", ["khojaly-1992", "the-accident", "abc", "a1b", "1943", "a-b-c", "x" * 60, "de-lima"])
def test_plain_words_make_a_slug(slug: str) -> None:
    assert valid_slug(slug)


@pytest.mark.parametrize(
    "slug",
    [*NO_SLUGS, "x" * 61, "und", "pt-br", "az-arab", "zh-hant", "en-gb", *sorted(LANGUAGES)],
)
def test_other_shapes_and_language_codes_make_none(slug: str) -> None:
    assert not valid_slug(slug)


@pytest.mark.parametrize("word", OUR_ADDRESSES.split())
def test_the_words_of_our_own_addresses_are_reserved(word: str) -> None:
    assert word in RESERVED_SLUGS
    assert not valid_slug(word)
