"""Words against a people raise a label whichever it is; a name alone raises none, nor do quoted or told words."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from importlib import resources

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from memorial.domain.labels import mirror, words
from memorial.domain.labels.added import AddedWords
from memorial.domain.labels.core import MOST_LABELS, core_lists, labels_in, reader_of
from memorial.domain.labels.patterns import LabelKind, NotAPattern, choice, read_pattern
from tests.domain.labels_cases import OPEN, PLAIN, TOLD, sentences
from tests.stopwatch import least_seconds

LANGUAGES = ("ar", "az", "de", "en", "es", "fr", "hy", "ru", "tr")


def raised(cases: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [case for case in cases if labels_in(case[1])]


def names_in(language: str) -> tuple[str, ...]:
    """Every language and country by its name in that language: no list of our own, which would leave somebody out."""
    locale = Locale.parse(language)
    return mirror.usable_names(language, [*locale.languages.values(), *locale.territories.values()])


def test_there_is_a_list_for_each_language_with_every_kind_and_a_mirror() -> None:
    assert tuple(core_lists()) == LANGUAGES
    for one in core_lists().values():
        assert {pattern.kind for pattern in one.patterns} == set(LabelKind)
        assert len(one.raises) >= 6 and len(one.quiet) >= 5


def test_every_list_says_why_it_is_there_and_where_it_comes_from() -> None:
    for language in LANGUAGES:
        text = (resources.files("memorial.domain.labels") / "lists" / f"{language}.toml").read_text(encoding="utf-8")
        assert text.startswith("# Why these words are here") and "# Sources:" in text
        assert tomllib.loads(text)["language"] == language


# M2: counter-speech and quotation


def test_told_quoted_denied_and_condemned_words_are_labelled_no_more_often_than_plain_ones() -> None:
    told, plain = sentences(TOLD), sentences(PLAIN)
    assert len(told) >= 300 and len(plain) >= 150

    difference = len(raised(told)) / len(told) - len(raised(plain)) / len(plain)

    assert difference <= 0.05, raised(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_no_language_are_told_words_labelled_much_more_often(language: str) -> None:
    told = sentences({language: TOLD[language]})

    assert len(raised(told)) <= 0.1 * len(told), raised(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_open_hatred_is_seen_in_most_cases(language: str) -> None:
    """So that a list that raises nothing cannot pass the tests above."""
    hateful = sentences({language: OPEN[language]})

    assert len(raised(hateful)) >= 0.75 * len(hateful), [case for case in hateful if case not in raised(hateful)]


# The mirror


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_core_list_says_the_same_of_every_people(language: str) -> None:
    names = names_in(language)

    assert len(names) >= 500
    assert mirror.differing(reader_of(), language, "", names) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_of_a_people_alone_raises_nothing(language: str) -> None:
    one = core_lists()[language]
    frames = ["{people}", "{people}, {people}. {people}!", *one.quiet]

    assert [
        sentence
        for frame in frames
        for name in names_in(language)
        if labels_in(sentence := frame.replace("{people}", name))
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_of_the_mirror_raise_what_they_are_there_to_raise(language: str) -> None:
    one = core_lists()[language]
    own = mirror.INVENTED[{"ar": "ARABIC", "hy": "ARMENIAN", "ru": "CYRILLIC"}.get(language, "LATIN")]

    for name in own:
        assert [frame for frame in one.raises if not labels_in(frame.replace("{people}", name))] == []


def added(line: str, language: str = "en", kind: LabelKind = LabelKind.SLUR) -> AddedWords:
    return AddedWords(language, kind, line)


@pytest.mark.parametrize("line", ["Zarvian dogs", "zarvians|Ostrenes", "filthy Zarv*"])
def test_a_line_that_names_a_people_is_shown_in_the_mirror(line: str) -> None:
    sentence = mirror.unmirrored(added(line), (), names_in("en"))

    assert sentence and labels_in(sentence, [added(line)])


@pytest.mark.parametrize("language", LANGUAGES)
def test_hardly_any_name_of_a_people_gets_into_a_list_in_its_own_letters(language: str) -> None:
    names = [name for name in names_in(language) if " " not in name and len(words.fold(name)) >= 4]
    chosen = random.Random(11).sample(names, 40)

    let_in = [name for name in chosen if not mirror.unmirrored(added(name.lower(), language), (), names)]

    assert let_in == []


@pytest.mark.parametrize(
    "line", ["{people} are thie*", "never trust {people}", "scumbag*", "all {people} _ poison our wells"]
)
def test_a_line_that_fits_any_people_is_taken(line: str) -> None:
    assert mirror.unmirrored(added(line), (), names_in("en")) == ""


def test_a_line_may_use_the_sets_of_its_language() -> None:
    line = added("{people} crawl like {vermin}", kind=LabelKind.DEHUMANISING)

    assert mirror.unmirrored(line, (), names_in("en")) == ""
    assert [label.kind for label in labels_in("The Lumeks crawl like rats.", [line])] == [LabelKind.DEHUMANISING]


@pytest.mark.parametrize(
    "line", ["", "{nothing}", "_ _", "{people}", "a*", "word " * 13, "wo-rd", "one ^ two", "|", "*"]
)
def test_what_is_no_line_is_refused(line: str) -> None:
    with pytest.raises(NotAPattern):
        read_pattern(LabelKind.SLUR, "en", line, {}, frozenset())


# Reading


def test_a_label_says_where_it_stands_in_the_text_as_it_was_typed() -> None:
    text = "We léft in spring.\nZarvians are VÉRMIN, and so on."

    (label,) = labels_in(text)

    assert text[label.start : label.end] == "Zarvians are VÉRMIN"


@pytest.mark.parametrize(
    "text",
    [
        "The Zarvians are vеrmin.",
        "The Zarvians are ver\u0301min.",
        "THE ZARVIANS ARE VERMIN",
        "Bütün Zarvians HAŞEREDİR.",
    ],
)
def test_look_alike_letters_accents_and_capitals_hide_nothing(text: str) -> None:
    assert labels_in(text)


def test_people_who_speak_of_themselves_raise_nothing() -> None:
    for text in ("We were animals to them.", "They are my dogs.", "Who are the rats?", "You are guilty, he is not."):
        assert labels_in(text) == ()


def test_a_text_full_of_labels_is_answered_with_the_first_fifty() -> None:
    assert len(labels_in("The Zarvians are vermin. " * 400)) == MOST_LABELS


@given(st.text(st.one_of(st.sampled_from("all Zarvians are rats “„»«\"'‘’—.:\n کل و"), st.characters()), max_size=200))
def test_labels_are_in_order_and_stay_within_the_text(text: str) -> None:
    starts = [label.start for label in labels_in(text)]

    assert starts == sorted(starts)
    assert all(0 <= label.start < label.end <= len(text) for label in labels_in(text))


@given(st.sampled_from(LANGUAGES), st.data())
def test_exchanging_the_people_never_changes_the_label(language: str, data: st.DataObject) -> None:
    one = core_lists()[language]
    frame = data.draw(st.sampled_from([*one.raises, *one.quiet]))
    first, second = (data.draw(st.sampled_from(names_in(language))) for _ in range(2))

    assert mirror.kinds(reader_of(), frame.replace("{people}", first)) == mirror.kinds(
        reader_of(), frame.replace("{people}", second)
    )


def test_a_beginning_fits_longer_words_and_a_word_only_itself() -> None:
    one = choice(["thie*", "rat"])
    (first, second, third) = words.words_of("thieves rat ratify")

    assert (one.fits(first), one.fits(second), one.fits(third)) == (True, True, False)


# Speed


def units() -> Iterator[str]:
    yield from (
        "a ",
        "all ",
        "all the rats are ",
        "“a",
        "“",
        '"a ',
        "— a\n",
        "death to ",
        "they say all are rats ",
        "rats ",
    )
    yield from (
        "' a",
        "‘a ",
        "'a'b",
        "e\u0301",
        "\u0640",
        "kill all ",
        "not ",
        "a" * 50 + " ",
        "a",
        "„a",
        "«",
        "- ",
        ": ",
    )
    yield from ("كل ", "все - ", "all {people} are ", "x. ", "»", "\n> ", "\t", "—", "'", "nation of ", "so called ")


@pytest.mark.parametrize("unit", [*units()], ids=repr)
def test_each_pattern_takes_at_most_fifty_milliseconds_for_a_hundred_kilobytes_of_the_worst(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]

    for name, pattern in vars(words).items():
        if isinstance(pattern, re.Pattern):
            assert least_seconds(pattern.finditer, text, enough=0.05) <= 0.05, name


@pytest.mark.parametrize("unit", [*units()], ids=repr)
def test_a_whole_text_of_a_hundred_kilobytes_is_read_in_a_second(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]

    assert least_seconds(labels_in, text, enough=1.0) <= 1.0
