"""Names taken apart and compared: by sound, across letters, by form, with slips; and what is another name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.adapters.finding.forms import form_of, words_of
from memorial.adapters.finding.keys import LONGEST_KEY, keys_of, wanted, whole
from memorial.adapters.finding.nicknames import Nicknames, all_nicknames
from memorial.adapters.finding.scoring import Comparison, Likeness
from memorial.published.types import WhyFound

NONE = Nicknames({})
LETTERS_OF_MANY_SCRIPTS = "aəışğçöüțłžéАйщъїЎΑψωՀաևგჯאשפعبدلی김이ひナ陈阮थி'’-. \u0301\u200d\ud7a3𝓐ﬁ"


def compared(query: str, name: str, nicknames: Nicknames = NONE) -> Likeness:
    parts = ([form_of(word) for word in words_of(text)] for text in (query, name))
    return Comparison(nicknames).of_names(*parts)


@pytest.mark.parametrize(
    ("query", "name", "why"),
    [
        ("Ayla", "AYLA", WhyFound.SAME),
        ("Verdin Ayla", "Ayla Verdin", WhyFound.SAME),
        ("Séan", "Sean", WhyFound.SAME),
        ("O'Brien", "O’Brien", WhyFound.SAME),
        ("Şahin", "Шахин", WhyFound.LETTERS),
        ("Hakobyan", "Հակոբյան", WhyFound.LETTERS),
        ("Kapanadze", "კაპანაძე", WhyFound.LETTERS),
        ("Nikolaou", "Νικολάου", WhyFound.LETTERS),
        ("Mansur", "منصور", WhyFound.LETTERS),
        ("یاسمین", "Yasmin", WhyFound.LETTERS),
        ("Baruch", "ברוך", WhyFound.LETTERS),
        ("Min", "민", WhyFound.LETTERS),
        ("Aliyeva", "Aliyev", WhyFound.FORM),
        ("Nováková", "Novák", WhyFound.FORM),
        ("Papadopoulou", "Papadopoulos", WhyFound.FORM),
        ("Meyer", "Maier", WhyFound.SOUND),
        ("Shevtchenko", "Shevchenko", WhyFound.SPELLING),
        ("A", "Ayla", WhyFound.INITIAL),
        ("Elizbaeth", "Elizabeth", WhyFound.SPELLING),
    ],
)
def test_a_name_is_the_same_however_it_is_written(query: str, name: str, why: WhyFound) -> None:
    found = compared(query, name)

    assert found.why is why
    assert found.score >= 0.72


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ayla Verdin", "Orin Hask"), ("Verdin", "Quist"), ("Мира", "Сурен"), ("Nazlı", "Kapanadze"), ("علی", "Quist")],
)
def test_other_names_are_not_alike(one: str, other: str) -> None:
    assert compared(one, other).score < 0.72


def test_the_same_stands_before_other_letters_and_those_before_what_is_alike() -> None:
    scores = [compared("Ayla", name).score for name in ("Ayla", "Айла", "Ayla Verdin", "Orin")]

    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_another_consonant_or_vowel_in_its_place_is_less_like_than_a_letter_left_out() -> None:
    assert compared("Fedorov", "Fedotov").score < compared("Fedorov", "Fedrov").score
    assert compared("Jamal", "Jamil").score < compared("Jamal", "Jammal").score


def test_a_short_form_is_known_in_both_directions_and_from_all_languages() -> None:
    known = all_nicknames()

    for one, other in (("bess", "elizabeth"), ("pepe", "jose"), ("сашка", "александр"), ("лесик", "олексій")):
        folded = form_of(one).folded, form_of(other).folded
        assert known.joins(*folded) == known.joins(*reversed(folded)), (one, other)
    assert compared("Bess", "Elizabeth", known).why is WhyFound.NICKNAME
    assert compared("Elizabeth", "Bess", known).score == pytest.approx(compared("Bess", "Elizabeth", known).score)


def test_no_name_is_its_own_short_form_and_empty_rows_are_nothing() -> None:
    known = Nicknames.between([("Ada", "ada"), ("Ada", ""), ("", ""), ("Ada", "Adi")])

    assert dict(known.others) == {"ada": frozenset({"adi"}), "adi": frozenset({"ada"})}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Верден", "Ayla Verdin"),
        ("Hacobian", "Սուրեն Հակոբյան"),
        ("Elizbaeth", "Elizabeth"),
        ("Burns", "Bourne"),
        ("Golub", "Holub"),
        ("ahmed", "أحمد"),
        ("An", "Ann"),
    ],
)
def test_the_index_brings_what_is_alike(query: str, name: str) -> None:
    assert any(wanted(word, NONE).wide & set(keys_of([name])) for word in words_of(query))


def test_a_whole_name_is_found_in_any_order() -> None:
    assert set(whole(words_of("Verdin Ayla"))) <= set(keys_of(["Ayla Verdin"]))


@given(st.text(alphabet=LETTERS_OF_MANY_SCRIPTS, max_size=40) | st.text(max_size=40))
def test_any_text_gives_keys_that_an_index_reads_as_one_word_each(text: str) -> None:
    every = {*keys_of([text]), *whole(words_of(text))}
    for word in words_of(text):
        asked = wanted(word, NONE)
        assert asked.same <= asked.close <= asked.wide
        every |= asked.wide | asked.alone(asked.wide)

    for key in every:
        assert key.isascii()
        assert key.isalnum()
        assert key == key.lower()
        assert len(key) <= LONGEST_KEY + 1


@given(st.text(alphabet=LETTERS_OF_MANY_SCRIPTS, max_size=25), st.text(alphabet=LETTERS_OF_MANY_SCRIPTS, max_size=25))
def test_a_likeness_is_a_share_and_every_name_is_like_itself(one: str, other: str) -> None:
    assert 0 <= compared(one, other).score <= 1
    if words_of(one):
        assert compared(one, one).score == pytest.approx(1)


@given(st.text(alphabet="aeiouhwvyjrst" + "шщаеи", min_size=1, max_size=60))
def test_however_many_readings_a_word_has_few_are_kept(word: str) -> None:
    assert len(form_of(word).codes) <= 24
    assert len(form_of(word).others) <= 6
