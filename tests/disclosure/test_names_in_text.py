"""A withheld name is found in every script and disguise, ordinary words stay, and nothing is left after taking out."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial.disclosure.names_in_text import Mention, find_mentions, initials_of, redact
from tests.stopwatch import least_seconds

CORPUS: dict[str, Any] = json.loads(Path(__file__).with_name("names_corpus.json").read_text("utf-8"))
ROWS: list[dict[str, str]] = CORPUS["spellings"]
CASED = ("en", "az", "ru", "hy", "el")
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c\u2066\u2069\u061c\u180e"


@dataclass(frozen=True)
class Case:
    """A sentence, the name that is withheld, and the places of the sentence that give it away."""

    kind: str
    name: str
    text: str
    hidden: tuple[tuple[int, int], ...]

    def judged(self) -> tuple[bool, bool]:
        """Whether a place was missed, and whether words away from the name were taken."""
        mentions = find_mentions(self.text, [self.name])
        taken = {index for mention in mentions for index in range(mention.start, mention.end)}
        missed = any(index not in taken for start, end in self.hidden for index in range(start, end))
        least, most = self.hidden[0][0], self.hidden[-1][1]
        return missed, any(mention.end <= least or mention.start >= most for mention in mentions)


def in_sentence(kind: str, name: str, language: str, written: str, words: bool = True) -> Case:
    """`written` in the sentence of its language; with `words`, only its letters must be found."""
    before, after = CORPUS["carriers"][language].split("{x}")
    start = len(before)
    spans = [m.span() for m in re.finditer(r"[^\W\d_]+", written)] if words else [(0, len(written))]
    return Case(kind, name, f"{before}{written}{after}", tuple((start + a, start + b) for a, b in spans))


# --- The corpus: every function yields the cases of one or more kinds ---


def written_by_hand() -> Iterator[Case]:
    for row in ROWS:
        for known, seen in permutations(row, 2):
            kind = "exact" if row[known] == row[seen] else "other script"
            yield in_sentence(kind, row[known], seen, row[seen])
        for language, name in row.items():
            yield in_sentence("exact", name, language, name)
            for word in name.split():
                yield in_sentence("part", name, language, word)
    for one, other in CORPUS["other_spellings"]:
        yield in_sentence("other spelling", one, "en", other)
        yield in_sentence("other spelling", other, "en", one)
    for language, pairs in CORPUS["inflected"].items():
        for name, forms in pairs:
            for form in forms.split():
                # An ending after an apostrophe may stay.
                yield in_sentence("inflected", name, language, re.split(r"['’]", form)[0])


def by_case_and_marks() -> Iterator[Case]:
    for row in ROWS:
        for language in CASED:
            name = row[language]
            for written in (name.upper(), name.lower(), name.swapcase(), name.title(), name.capitalize()):
                yield in_sentence("case", name, language, written, words=False)
        for language, name in row.items():
            marked = "".join(c + "\u0301" if c.isalpha() else c for c in name)
            bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
            for written in (unicodedata.normalize("NFD", name), unicodedata.normalize("NFKC", name), marked, bare):
                yield in_sentence("diacritics", name, language, written, words=False)
                yield in_sentence("diacritics", written, language, name, words=False)
    plain = str.maketrans("əıİşçğöüƏŞÇĞÖÜ", "eiIscgouESCGOU")
    for name in (*(row["az"] for row in ROWS), "Gülnar Məmmədağalı", "Şəfiqə Xançobanlı"):
        yield in_sentence("diacritics", name, "az", name.translate(plain), words=False)
    for name, written in (
        ("آيلا فيردين", "آيْلَا فِيرْدِين"),
        ("איילה ורדין", "אַיְילָה וֶרְדִין"),
        ("Юрий Щегольцов", "Ю́рий Щегольцо́в"),
    ):
        yield in_sentence("diacritics", name, "en", written, words=False)


def with_invisible_signs() -> Iterator[Case]:
    for row in ROWS:
        for language, name in row.items():
            for number, sign in enumerate(INVISIBLE):
                yield in_sentence("zero-width", name, language, sign.join(name), words=False)
                place = 1 + number % (len(name) - 2)
                yield in_sentence("zero-width", name, language, name[:place] + sign + name[place:], words=False)


def as_initials() -> Iterator[Case]:
    for row in ROWS:
        for language, name in row.items():
            given_name, surname = name.split()
            if surname.startswith("ال"):
                surname = surname[2:]
            a, b = given_name[0], surname[0]
            for written in (
                f"{a}. {b}.",
                f"{a}.{b}.",
                f"{b}. {a}.",
                f"{a}. {surname}",
                f"{surname} {a}.",
                f"{given_name} {b}.",
            ):
                yield in_sentence("initials", name, language, written)
            if language in CASED:
                yield in_sentence("initials", name, language, f"{a}{b}.")
        for known, seen in permutations(("en", "ru", "hy", "ka", "el", "az"), 2):
            a, b = (word[0] for word in row[seen].split())
            yield in_sentence("initials in another script", row[known], seen, f"{a}. {b}.")


def disguised() -> Iterator[Case]:
    to_cyrillic = str.maketrans("aeopcyxiABEKMHOPCTX", "аеорсухіАВЕКМНОРСТХ")
    for row in ROWS:
        for language in ("en", "ru"):
            name = row[language]
            table = to_cyrillic if language == "en" else {v: k for k, v in to_cyrillic.items()}
            words = name.split()
            half = [w[: len(w) // 2] + w[len(w) // 2 :].translate(table) for w in words]
            for written in (name.translate(table), " ".join(half), name[:1].translate(table) + name[1:]):
                yield in_sentence("look-alikes", name, language, written)
        for language, name in row.items():
            for gap in (" ", ".", "-", "\u00a0", "  ", "·", "_", "*", "\n"):
                yield in_sentence("letters apart", name, language, "   ".join(gap.join(w) for w in name.split()))
            for word in name.split():
                if len(word) < 4:
                    continue
                yield from _cut_up(name, language, word[:2], word[2:])


def _cut_up(name: str, language: str, one: str, two: str) -> Iterator[Case]:
    marked_up = ("{}**{}**", "**{}**{}", "_{}_{}", "{}~~{}~~", "{}`{}`", "{}\\{}", "{}<b>{}</b>", "{}<!-- x -->{}")
    for pattern in (*marked_up, "[{}](https://example.org){}"):
        before, between, _ = pattern.split("{}")
        start, second = len(before), len(before) + len(one) + len(between)
        spans = (start, start + len(one)), (second, second + len(two))
        yield Case("markup", name, pattern.format(one, two), spans)
    decimal = "".join(f"&#{ord(c)};" for c in one) + two
    percent = "".join(f"%{byte:02X}" for byte in (one + two).encode())
    for written in (decimal, f"&#x{ord(one[0]):x};{one[1:]}{two}", f"{one}&shy;{two}", f"{one}&zwnj;{two}", percent):
        yield in_sentence("entities", name, language, written, words=False)
    for gap in ("-\n", "\u00ad\n", "-\r\n", "- \n  ", "‐\n"):
        yield in_sentence("hyphenation", name, language, f"{one}{gap}{two}")
    if language in CASED:
        yield in_sentence("line break", name, language, f"{one}\n{two}")


def in_file_names() -> Iterator[Case]:
    for row in ROWS:
        for language in ("en", "az", "ru", "hy", "ka", "he"):
            name = row[language]
            one, two = name.split()
            low = (one.replace("İ", "I").lower(), two.lower())
            for written in (
                f"{low[0]}_{low[1]}-1988.jpg",
                f"{low[1]}-{low[0]}.pdf",
                f"{low[0]}.{low[1]}@example.org",
                f"IMG_{one}{two}2.png",
                f"{low[0]}{low[1]}.pdf",
                f"foto-{low[1]}-2.jpg",
                f"{one.upper()}_{two.upper()}.JPG",
                f"#{low[0]}{low[1]}",
            ):
                spans = [
                    m.span() for w in (one.replace("İ", "[Iiİ]"), two) for m in re.finditer(w, written, re.IGNORECASE)
                ]
                yield Case("file names", name, written, tuple(sorted(spans)))


def by_possessives_and_order() -> Iterator[Case]:
    for row in ROWS:
        for name in (row["en"], row["ru"]):
            one, two = name.split()
            for written in (
                f"{two}, {one}",
                f"{two} {one}",
                f"{one}\n{two}",
                f"“{one}” {two}",
                f"{one}-{two}",
                f"({two})",
            ):
                yield in_sentence("order and signs", name, "en", written)
        for word in row["en"].split():
            for mark in ("'", "’", "ʼ", "´"):
                yield Case("possessive", row["en"], f"This is {word}{mark}s house.", ((8, 8 + len(word)),))


SOURCES = (
    written_by_hand,
    by_case_and_marks,
    with_invisible_signs,
    as_initials,
    disguised,
    in_file_names,
    by_possessives_and_order,
)
KINDS = (
    *("exact", "part", "case", "diacritics", "zero-width", "initials", "initials in another script", "other script"),
    *("other spelling", "inflected", "look-alikes", "letters apart", "markup", "entities", "hyphenation", "line break"),
    *("file names", "order and signs", "possessive"),
)
WHOLE = ("exact", "part", "case", "diacritics", "zero-width", "initials")


@cache
def outcomes() -> dict[str, tuple[int, list[Case], list[Case]]]:
    """By kind: how many cases, those that were missed, those where more was taken than the name."""
    kinds: dict[str, tuple[int, list[Case], list[Case]]] = {}
    for case in (case for source in SOURCES for case in source()):
        count, missed, excess = kinds.get(case.kind, (0, [], []))
        one_missed, one_excess = case.judged()
        kinds[case.kind] = count + 1, missed + [case] * one_missed, excess + [case] * one_excess
    return kinds


def figures() -> str:
    rows = [
        f"{kind:28} {count:5} cases {len(m):4} missed {len(x):4} too much" for kind, (count, m, x) in outcomes().items()
    ]
    return "\n".join(rows)


@pytest.mark.parametrize("kind", WHOLE)
def test_a_name_written_as_it_is_known_is_never_missed(kind: str) -> None:
    count, missed, _ = outcomes()[kind]

    assert count >= 60
    assert missed == []


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(WHOLE)))
def test_a_name_in_another_script_form_or_disguise_is_hardly_ever_missed(kind: str) -> None:
    count, missed, _ = outcomes()[kind]

    found = 1 - len(missed) / count
    # Forty-eight pairs leave no room for a share of 98 in a hundred: one may be missed.
    assert found >= 0.98 or len(missed) <= 1, (figures(), missed)


def test_the_corpus_has_every_kind_and_more_than_three_hundred_cases() -> None:
    counts = {kind: count for kind, (count, _, _) in outcomes().items()}

    assert set(counts) == set(KINDS)
    assert sum(counts.values()) > 9000
    assert len(CORPUS["ordinary"]) >= 20
    assert len({paragraph["language"] for paragraph in CORPUS["ordinary"]}) >= 8


def test_next_to_a_name_the_ordinary_words_stay() -> None:
    cases = sum(count for count, _, _ in outcomes().values())
    excess = [case for _, _, too_much in outcomes().values() for case in too_much]

    assert len(excess) <= cases * 0.001, excess


def test_ordinary_words_are_not_taken_for_names() -> None:
    names = {name for row in ROWS for name in row.values()} | {n for pair in CORPUS["other_spellings"] for n in pair}
    names |= {name for pairs in CORPUS["inflected"].values() for name, _ in pairs}

    found = {m.text for p in CORPUS["ordinary"] for m in find_mentions(p["text"], sorted(names))}

    # Shirin is also the word for sweet; a reader at the desk may release it.
    assert found == {"شیرین\u200c"}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Ayla Verdin", "Ayla Verdin", "exact"),
        ("Ayla Verdin", "VERDIN, ayla", "exact"),
        ("Ayla Verdin", "Ayla", "part"),
        ("Ayla Verdin", "A. Verdin", "part"),
        ("Ayla Verdin", "A. V.", "initials"),
        ("Айла Вердин", "Айлу Вердину", "inflected"),
        ("Ayla Verdin", "Айла Вердин", "other_script"),
        ("Xaçatur Verdin", "Khachatur", "other_script"),
    ],
)
def test_a_mention_says_how_the_name_was_recognised(name: str, text: str, expected: str) -> None:
    assert find_mentions(text, [name]) == (Mention(0, len(text), text, name, expected),)


def test_a_whole_name_is_one_mention_and_a_name_said_twice_is_two() -> None:
    text = "Ludwig van Dahlen came. Ludwig, Ludwig! And van Dahlen."

    found = [m.text for m in find_mentions(text, ["Ludwig van Dahlen"])]

    assert found == ["Ludwig van Dahlen", "Ludwig", "Ludwig", "van Dahlen"]


def test_two_withheld_people_with_one_surname_are_both_found() -> None:
    found = find_mentions("Ayla and Timur Verdin", ["Ayla Verdin", "Timur Verdin"])

    assert [(m.text, m.name) for m in found] == [("Ayla", "Ayla Verdin"), ("Timur Verdin", "Timur Verdin")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Li Na Verdin", "I like the line and all in it, na."),
        ("Ida Ek", "an idea, an ekphrasis, he said"),
        ("Ann Dy", "An apple and a dye"),
        ("Ayla Verdin", "all day in the valley; verdant, veranda, always; a y"),
        ("Марк Вердин", "маркировка, верди и верить"),
        ("علي الورغاني", "جلس على الكرسي وعليه ثوب"),
        ("Ali Verdin", "ذهب إلى البيت ثم على الطريق"),
        ("Anna Verdin", "أنا هنا وأين أنت"),
        ("Justin Verdin", "just in time, justice"),
    ],
)
def test_short_names_are_not_found_inside_ordinary_words(name: str, text: str) -> None:
    assert find_mentions(text, [name]) == ()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Li Na Verdin", "Then Li came.", ["Li"]),
        ("Li Na Verdin", "then li na came", ["li na"]),
        ("Anna Verdin", "جاءت آنا فيردين", ["آنا فيردين"]),
        ("علي الورغاني", "زارنا على الورغاني", ["على الورغاني"]),
        ("李明", "我見李明了", ["李明"]),
        ("김철수", "철수가 왔다", ["철수"]),
        ("Əli Həsən oğlu Quşyuvalı", "Əli Həsən oğlu", ["Əli Həsən oğlu"]),
        ("Ayla Verdin", "А. И. Вердин", ["А. И. Вердин"]),
        ("Ayla Verdin", "Verdin A. B., born 1961", ["Verdin A. B."]),
        ("Ayla Verdin", "#justiceforayla", ["justiceforayla"]),
        ("अमित वेर्दिन", "अमित घर गया", ["अमित"]),
        ("O'Verdin Sean", "OVerdin and O’Verdin", ["OVerdin", "O’Verdin"]),
        ("Abd al-Rahman Verdin", "Abdurrahman", ["Abdurrahman"]),
        ("Павел Вердин", "видел Павла", ["Павла"]),
        ("Marina Karsova", "Karsov", ["Karsov"]),
    ],
)
def test_hard_names_are_found(name: str, text: str, expected: list[str]) -> None:
    assert [m.text for m in find_mentions(text, [name])] == expected


def test_initials_stay_where_they_may_be_shown() -> None:
    text = "A. V. was here, and Ayla Verdin too."

    found = find_mentions(text, ["Ayla Verdin"], initials=False)

    assert [m.text for m in found] == ["Ayla Verdin"]


def test_markup_is_taken_out_whole() -> None:
    text = "She was **A**yla."
    spans = [(m.start, m.end) for m in find_mentions(text, ["Ayla Verdin"])]

    assert redact(text, spans, "█") == "She was █."


@pytest.mark.parametrize("names", [[], [""], ["—"], ["   "], ["\u200b"], ["123"]])
def test_a_name_without_letters_is_found_nowhere(names: list[str]) -> None:
    assert find_mentions("Anything at all, 123 — \u200b.", names) == ()


def test_spans_that_touch_are_replaced_once() -> None:
    assert redact("abcdef", [(2, 4), (0, 2), (3, 5)], "█") == "█f"


def test_an_accent_goes_with_its_letter() -> None:
    assert redact("re\u0301sume\u0301", [(1, 2), (6, 7)], "█") == "r█sum█"


@pytest.mark.parametrize("span", [(-1, 2), (2, 9), (3, 2)])
def test_a_place_outside_the_text_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no such place"):
        redact("abc", [span], "█")


@pytest.mark.parametrize("replacement", ["", " ", "\u200b", "\u00ad"])
def test_a_replacement_that_nobody_sees_is_refused(replacement: str) -> None:
    with pytest.raises(ValueError, match="seen"):
        redact("abc", [(0, 1)], replacement)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ayla Verdin", "A. V."),
        ("ayla verdin", "A. V."),
        ("Anna-Maria van Dahlen", "A.-M. D."),
        ("Юрий Ёлкин", "Ю. Ё."),
        ("Հրանուշ Քարաձորյան", "Հ. Ք."),
        ("ქეთევან მთაწვერი", "ქ. მ."),
        ("جمانة الورغاني", "ج. و."),
        ("Jumana al-Warghani", "J. W."),
        ("יערית גבלון", "י. ג."),
        ("Θάλεια Ακρονήσου", "Θ. Α."),
        ("Əli Həsən oğlu Quşyuvalı", "Ə. H. Q."),
        ("E\u0301milie Brule\u0301", "É. B."),
        ("x\u0323avi verdin", "X\u0323. V."),
        ("O'Verdin Sean", "O. S."),
        ("J. R. Verdin", "J. R. V."),
        ("Anna (Anya) Verdin", "A. V."),
        ("李明", "L. M."),
        ("김철수", "G. C. S."),
        ("अमित कुमारदिन", "अ. कु."),
        ("แสงดาว เวอร์ดิน", "ส. ว."),
        ("İlham Verdin", "İ. V."),
        ("de la Verdin", "V."),
        ("", ""),
        ("—", ""),
    ],
)
def test_initials_are_given_in_every_script(name: str, expected: str) -> None:
    assert initials_of(name) == expected


NAMES = [
    *("Ayla Verdin", "Nərgiz Qaladağlı", "Юрий Щегольцов", "جمانة الورغاني", "Anna-Maria van Dahlen", "Li Na", "李明"),
    *("Əli Həsən oğlu Quşyuvalı", "Θάλεια Ακρονήσου", "איילה ורדין", "O'Verdin, Sean"),
]
WORDS = [word for name in NAMES for word in name.replace(",", "").split()]
SHREDS = sorted(
    {w[:k] for w in WORDS for k in range(1, len(w) + 1)} | {w[k:].lower() for w in WORDS for k in range(len(w))}
)
SIGNS = [
    *(
        "",
        " ",
        "  ",
        "\n",
        "-",
        "-\n",
        ".",
        ". ",
        ", ",
        "_",
        "*",
        "**",
        "\u200b",
        "\u00ad",
        "\u202b",
        "\u202c",
        "'",
        "’",
    ),
    *("<b>", "</b>", "&shy;", "&#65;", "%41", "](", ")", "[", "#", "@", "1", "\u0301", "“", "&", ";", "<", ">", "van "),
    *("oğlu ", "…", "A. ", "V.", "AV.", " and "),
]
TEXTS = st.lists(
    st.one_of(st.sampled_from(SHREDS), st.sampled_from(SIGNS), st.sampled_from(SIGNS), st.characters()), max_size=24
).map("".join)
SOME_NAMES = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3)


@given(TEXTS, SOME_NAMES, st.sampled_from(["█", "[name withheld]", "[…]"]), st.booleans())
def test_nothing_is_found_where_everything_was_taken_out(
    text: str, names: list[str], replacement: str, initials: bool
) -> None:
    spans = [(m.start, m.end) for m in find_mentions(text, names, initials=initials)]

    left = redact(text, spans, replacement)

    assert find_mentions(left, names, initials=initials) == ()


@given(TEXTS, SOME_NAMES)
def test_mentions_are_places_of_the_text_in_order_and_whole_characters(text: str, names: list[str]) -> None:
    last = 0
    for mention in find_mentions(text, names):
        assert last <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert mention.name in names
        assert not unicodedata.category(text[mention.start]).startswith("M") or mention.start == 0
        assert mention.end == len(text) or not unicodedata.category(text[mention.end]).startswith("M")
        last = mention.end


@given(
    st.text(alphabet=st.characters(categories=["Nd", "P", "Sm", "Sc", "Sk", "Z", "C"], exclude_characters="%&")),
    SOME_NAMES,
)
def test_where_there_are_no_letters_there_is_no_name(text: str, names: list[str]) -> None:
    assert find_mentions(text, names) == ()


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4))
def test_redaction_keeps_all_that_is_outside_and_cuts_no_character(text: str, pairs: list[tuple[int, int]]) -> None:
    spans = [(min(a, b), max(a, b)) for a, b in pairs if max(a, b) <= len(text)]

    rest = redact(text, spans, "█").split("█") if "█" not in text else []

    assert all(piece in text for piece in rest)
    assert all(not unicodedata.category(piece[0]).startswith("M") for piece in rest[1:] if piece)


SHAPES = {
    "words": "Ayla Verdin ",
    "one letter": "a",
    "one long word": "ayla",
    "letters apart": "a y l ",
    "hyphens": "v-e-r-d-i-",
    "invisible": "a\u200b",
    "marks": "a\u0301",
    "accents only": "\u0301",
    "initials": "A.V.",
    "entities": "&#65;yla ",
    "percent": "%D0%90",
    "tags": "<b>a</b>y",
    "open tags": "<a",
    "links": "](a",
    "case": "aYlA",
    "scripts": "А y л a ",
    "Arabic": "آ ي ل ا ",
    "markup": "_a_y_l_",
    "lines": "Ver\n",
    "spaces": " ",
}


# Seconds that the loop of `slowness` took there.
REFERENCE = 0.010


def seconds(text: str, rounds: int) -> float:
    """The processor time of the best of some rounds, the names being ready."""
    return least_seconds(find_mentions, text, NAMES[:4], times=rounds)


def slowness() -> float:
    """How much slower this machine is now than the one on which the bars were measured, but not below 1."""
    numbers = dict.fromkeys(range(1000), 1)

    def add_up() -> None:
        total = 0
        for _ in range(200):
            for number in range(1000):
                total += numbers[number]

    return max(1.0, least_seconds(add_up, times=5) / REFERENCE)


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_no_faster_than_the_text(shape: str) -> None:
    small, large = (SHAPES[shape] * size for size in (200, 800))
    seconds(small, 1)

    assert seconds(large, 2) <= 8 * max(seconds(small, 3), 0.001)


@pytest.mark.long
@pytest.mark.parametrize("shape", SHAPES)
def test_a_hundred_kilobytes_of_any_shape_take_half_a_second(shape: str) -> None:
    text = SHAPES[shape] * (100_000 // len(SHAPES[shape].encode()))

    assert seconds(text, 3) <= 0.5 * slowness()


@pytest.mark.parametrize("language", ["en", "ru", "ar", "ka"])
def test_a_long_testimony_is_searched_in_fifty_milliseconds(language: str) -> None:
    paragraphs = "\n\n".join(p["text"] for p in CORPUS["ordinary"] if p["language"] == language)
    text = (paragraphs * 60)[:20_000]

    assert seconds(text, 5) <= 0.05 * slowness()
