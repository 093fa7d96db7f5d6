"""How words are cleaned when they arrive: nothing visible is lost, nothing invisible stays but what a script needs."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.domain.writing import MOST_MARKS, clean, clean_line, has_direction_override, splits_a_character
from tests.stopwatch import least_seconds

AWKWARD = (
    "aé\u0301\u0300\u0316ßبه\u0646\u064bक्षרָ\u05b4ไทยខ្មែរ가가가🙂❤️👩‍👩‍👧🇦🇿e\u0308\u0344\u1f82\u212b\u2329\ufb1d\u0958 "
    "\n\r\t\0\x0b\x0c\x85\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d"
    "\u202e\u2060\u2066\u2067\u2068\u2069\ufe0f\ufeff\ufffe\U000e0041\U0001fffe\ud800"
)
awkward_text = st.text(st.one_of(st.sampled_from(AWKWARD), st.characters()), max_size=60)

NAMES_IN_THEIR_OWN_SPELLING = {
    "Persian with ZWNJ": "علی\u200cاکبر نجف\u200cآبادی",
    "Kurdish": "بێ\u200cکەس",
    "Urdu": "فاطمہ زہرا",
    "Arabic with marks": "مُحَمَّد بْنُ عَبْدِ ٱلله",
    "Arabic abbreviation with ZWJ": "ه\u200d",
    "Uyghur": "ئايگۈل",
    "Hebrew with points": "רָחֵל בַּת־שֶׁבַע",
    "Yiddish": "ייִצחק־לייב",
    "Syriac": "ܡܪܝܡ",
    "Hindi with ZWJ": "क्\u200dष",
    "Marathi with ZWNJ": "सुहास दर्\u200dयाकर",
    "Bengali": "র\u200d্যাব রহমান",
    "Punjabi": "ਗੁਰਪ੍ਰੀਤ",
    "Gujarati": "કૃષ્ણા",
    "Odia": "ସୁଶ୍ରୀ",
    "Tamil": "கிருஷ்ணன்",
    "Telugu with ZWNJ": "రాజ్\u200cకుమార్",
    "Kannada with ZWNJ": "ರಾಜ್\u200cಕುಮಾರ್",
    "Malayalam with ZWJ": "അവന്\u200dക",
    "Sinhala with ZWJ": "ශ්\u200dරී",
    "Thai with ZWSP": "สม\u200bชาย",
    "Lao": "ສົມ\u200bພອນ",
    "Khmer with ZWSP": "សុ\u200bខា",
    "Burmese": "အောင်\u200bဆန်း",
    "Tibetan": "བསྟན་འཛིན་",
    "Mongolian": "ᠲᠡᠮᠦᠵᠢᠨ",
    "Georgian": "თამარ",
    "Armenian": "Աննա Սարգսյան",
    "Greek, many accents": "Ἀθηνᾶ",
    "Cyrillic": "Ёлочка Йовановић",
    "Azerbaijani": "Şəhla Əlizadə İ.",
    "Vietnamese": "Nguyễn Thị Hương",
    "Yoruba": "Ọlábísí Ẹ̀kọ́",
    "Chinese": "龍𠮷",
    "Japanese": "渡邊 サクラ",
    "Korean": "김하늘",
    "Amharic": "ሰላም አበበ",
    "Cherokee": "ᏣᎳᎩ",
    "N'Ko": "ߡߊߡߊߘߎ",
    "Adlam": "𞤀𞤤𞤭𞥅𞤵",
    "Hawaiian": "Keʻala O’Neill-D’Arc",
    "Icelandic": "Þórður Ægir",
}


@pytest.mark.parametrize("name", NAMES_IN_THEIR_OWN_SPELLING.values(), ids=NAMES_IN_THEIR_OWN_SPELLING)
def test_real_spellings_stay_as_they_are(name: str) -> None:
    assert clean(name) == unicodedata.normalize("NFC", name)


@given(awkward_text)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)

    assert clean(once) == once


@given(awkward_text)
def test_what_was_cleaned_is_in_normal_form_and_the_decomposed_form_comes_to_the_same(text: str) -> None:
    assert unicodedata.is_normalized("NFC", clean(text))
    assert clean(unicodedata.normalize("NFD", text)) == clean(unicodedata.normalize("NFC", text))


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_no_letter_digit_or_sign_is_lost(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@given(awkward_text)
def test_what_was_cleaned_can_be_stored_and_sent(text: str) -> None:
    cleaned = clean(text)

    assert "\0" not in cleaned
    assert "\r" not in cleaned
    assert cleaned.encode().decode() == cleaned


@given(st.text(st.sampled_from("a\n\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"), max_size=30))
def test_direction_never_leaks_out_of_a_line(text: str) -> None:
    for line in clean(text).split("\n"):
        opened: list[str] = []
        for character in line:
            if character in "\u202a\u202b":
                opened.append("\u202c")
            elif character in "\u2066\u2067\u2068":
                opened.append("\u2069")
            elif character in "\u202c\u2069":
                assert opened.pop() == character
        assert not opened
        assert not has_direction_override(line)


def test_overrides_go_and_matched_isolates_stay() -> None:
    assert clean("Anna \u202enahtanoJ\u202c said") == "Anna nahtanoJ said"
    assert clean("א \u2066Anna\u2069 ב") == "א \u2066Anna\u2069 ב"
    assert clean("\u2067open\nnext\u2069") == "open\nnext"
    assert has_direction_override("\u202eabc")
    assert not has_direction_override("אבג")


@pytest.mark.parametrize(
    "hidden", ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\u2063", "\ufeff", "\u180e", "\u034f", "\U000e0061"]
)
def test_an_invisible_character_cannot_hide_a_name_from_a_search(hidden: str) -> None:
    assert clean(f"An{hidden}na") == "Anna"
    assert clean(f"Ан{hidden}на") == "Анна"


def test_a_line_end_is_a_line_end_whatever_made_it() -> None:
    assert clean("a\r\nb\rc\x0bd\x0ce\u2028f\u2029g\x85h") == "\n".join("abcdefgh")


def test_emoji_families_and_flags_stay_whole() -> None:
    text = "👩\u200d👩\u200d👧 🏳️\u200d🌈 🇦🇿"

    assert clean(text) == text


def test_piles_of_marks_are_cut_to_what_a_script_can_need() -> None:
    smear = "Z" + "\u0316" * 500

    assert len(clean(smear)) == 1 + MOST_MARKS


def test_a_name_or_caption_is_one_line_with_single_spaces() -> None:
    assert clean_line("  Anna\u00a0\n  M.\t\u200b ") == "Anna M."


WORST = ("a", "\u0316\u0300", "\u0f71\u0f72", "\u0e48\u0e38", "\u0344", "\u202e", "\u2066a\u2069", "a\u200d", "\u200b")


@pytest.mark.parametrize("unit", [*WORST, "ก\u200b", "\u05b4\u034f", "\r", "\0", "\u202e\n", "\ud800", "ᄀ", "e\u0301"])
def test_a_hundred_kilobytes_of_the_worst_take_a_moment(unit: str) -> None:
    text = unit * (100_000 // len(unit))

    assert least_seconds(clean, text, enough=0.4) <= 0.4


def test_a_cut_never_tears_what_a_reader_sees_as_one_character() -> None:
    regex = pytest.importorskip("regex")
    samples = ["".join(NAMES_IN_THEIR_OWN_SPELLING.values()), "👩\u200d👩\u200d👧🇦🇿🇬🇪🇹👍🏽1️⃣e\u0301x\r\n각각각"]

    for text in map(clean, samples):
        ends = {found.end() for found in regex.finditer(r"\X", text)}
        allowed = {at for at in range(1, len(text)) if not splits_a_character(text, at)}
        assert allowed <= ends
        assert len(allowed) > len(ends) * 0.8


def test_the_ends_of_a_text_may_always_be_cut() -> None:
    assert not splits_a_character("\u0301a", 0)
    assert not splits_a_character("a", 1)
    assert splits_a_character("e\u0301", 1)
    assert not re.search("[\ud800-\udfff]", clean("\ud83d\ude00"))
