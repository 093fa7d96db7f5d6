"""Folding brings the spellings of a word together, whatever its case, marks and script, and stays as it is then."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.disclosure.folding import fold, script_of, search_tokens, search_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ayla Verdin", "ayla verdin"),
        ("  Ayla \n\t Verdin ", "ayla verdin"),
        ("ŞƏFİQƏ şəfiqə Xançobanlı", "sefiqe sefiqe xancobanli"),
        ("IĞDIR ığdır", "igdir igdir"),
        ("Łoś Müller Straße Ångström", "los muller strasse angstrom"),
        ("Айла Вердин Щукин Юрий Ёлкин", "ayla verdin shchukin yuriy elkin"),
        ("Հարությունյան Ոսկան և Երևան", "harutyunyan voskan ev erevan"),
        ("ქეთევან ჭყონდიდელი", "ketevan chqondideli"),
        ("Αυγή Γεωργίου", "avgi georgiu"),
        ("آيلا", "ayla"),
        ("O'Brien O’Brien OʼBrien", "obrien obrien obrien"),
        ("Anna-Maria, (1988)", "anna maria 1988"),
        ("٣٤ ۳۴ 34", "34 34 34"),
        ("Ay\u200bla Ay\u00adla Ay\u2060la", "ayla ayla ayla"),
        ("علی\u200cزاده", "lyzadh"),
        ("अमित कुमार", "amit kumar"),
        ("😀 ❤ — …", ""),
        ("", ""),
    ],
)
def test_text_folds_to_ascii_words(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folded_text_is_plain_words(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+( [a-z0-9]+)*)?", fold(text))


@given(st.text())
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(alphabet="abcxyzабвгджйёüöşəığçñłαβγδհուև "))
def test_case_makes_no_difference(text: str) -> None:
    assert fold(text.upper()) == fold(text.upper().lower())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Айла", ["ayla", "аила"]),
        ("Ayla", ["ayla"]),
        ("Əli", ["eli"]),
        ("Ayla's", ["aylas", "ayla"]),
        ("Ayla'nın evi", ["aylanin", "ayla", "nin", "evi"]),
        ("آيلا", ["ayla", "ايلا"]),
        ("کتاب", ["ktab", "كتاب"]),
        ("Anna-Maria 1988", ["anna", "maria", "1988"]),
        ("李明", ["li", "李", "ming", "明"]),
        ("ՀԱՐՈՒԹՅՈՒՆՅԱՆ", ["harutyunyan", "հարությունյան"]),
        ("!? — …", []),
    ],
)
def test_search_keeps_each_word_in_ascii_and_in_its_own_script(text: str, expected: list[str]) -> None:
    assert search_tokens(text) == expected


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Айла", "Ayla"),
        ("Айла", "айла"),
        ("Ayla's house", "ayla"),
        ("Ҫәфиқә", "ҫәфиқә"),
        ("Şəfiqə", "sefiqe"),
        ("Łoś", "Los"),
        ("Щёголь", "щеголь"),
        ("Հարություն", "Harutyun"),
        ("კახეთი", "Kakheti"),
        ("علی", "علي"),
        ("München", "munchen"),
    ],
)
def test_a_word_is_found_by_either_spelling(stored: str, asked: str) -> None:
    kept = set(search_tokens(stored))

    assert all(kept & set(forms) for forms in search_words(asked))


@given(st.text())
def test_search_tokens_are_single_words_that_are_the_same_each_time(text: str) -> None:
    tokens = search_tokens(text)

    assert all(token and not any(c.isspace() for c in token) for token in tokens)
    assert tokens == search_tokens(text) == [t for forms in search_words(text) for t in forms]


@pytest.mark.parametrize(
    ("letter", "script"),
    [("a", "LATIN"), ("Ａ", "LATIN"), ("𝐀", "LATIN"), ("ж", "CYRILLIC"), ("ﻻ", "ARABIC"), ("明", "CJK")],
)
def test_a_letter_belongs_to_its_script_however_it_is_styled(letter: str, script: str) -> None:
    assert script_of(letter) == script
