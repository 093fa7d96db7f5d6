"""Whichever people is named, the answer is the same: of the lists, of the mirror, and in each of the nine languages."""

from __future__ import annotations

import random
from itertools import permutations

import pytest
from babel import Locale
from babel.lists import format_list

from memorial.domain.labels import mirror
from memorial.domain.labels.added import AddedWords
from memorial.domain.labels.common import common_words, only_common
from memorial.domain.labels.core import core_lists, in_force, labels_in, reader_of
from memorial.domain.labels.patterns import LabelKind, choice
from memorial.domain.labels.peoples import is_listed, named_in, peoples, plurals
from memorial.domain.labels.words import fold, words_of

LANGUAGES = ("ar", "az", "de", "en", "es", "fr", "hy", "ru", "tr")
LINES = {
    "ar": ("كل {a} اشرار", "{a} يخونون {b}", "لعنة {a}"),
    "az": ("bütün {a} pisdir", "{a} {b} satdı", "lənət {a}"),
    "de": ("alle {a} taugen nichts", "{a} verraten {b}", "dreckige {a}"),
    "en": ("all {a} are bad", "{a} betray {b}", "filthy {a}"),
    "es": ("todos los {a} sobran", "{a} traicionan {b}", "sucios {a}"),
    "fr": ("tous les {a} mentent", "{a} trahissent {b}", "sales {a}"),
    "hy": ("բոլոր {a} վատն են", "{a} մատնում են {b}", "կեղտոտ {a}"),
    "ru": ("все {a} плохие", "{a} предали {b}", "грязные {a}"),
    "tr": ("bütün {a} kötüdür", "{a} {b} sattı", "pis {a}"),
}
"""A line about one people, one about two, and one without a verb: what an administrator might try."""

AUDITED = {
    "en": "armenians azerbaijanis russians azeris turks kurds jews gypsies roma yazidis serbs hutus tutsis",
    "az": "ermənilər türklər azərbaycanlılar azərilər yəhudilər",
    "tr": "ermeniler azeriler azerbaycanlılar türkler kürtler ruslar",
    "hy": "հայեր թուրքեր ադրբեջանցիներ հրեաներ ռուսներ",
    "ru": "армяне азербайджанцы азеры турки евреи курды",
    "de": "armenier aserbaidschaner türken aseris juden kurden zigeuner",
    "fr": "arméniens azerbaïdjanais azéris juifs",
    "es": "armenios azerbaiyanos azeríes judíos",
    "ar": "الأرمن الأذربيجانيون الأتراك الأكراد الأذريون",
}


def refused(line: str, language: str) -> bool:
    """Without any name but those of the program: what a caller adds to them must not be what decides."""
    return mirror.unmirrored(AddedWords(language, LabelKind.SLUR, line), (), ()) != ""


def spoken_of(language: str) -> str:
    """Two peoples that do not exist, in this language's letters."""
    letters = {"ar": "ARABIC", "hy": "ARMENIAN", "ru": "CYRILLIC"}.get(language, "LATIN")
    return format_list(mirror.INVENTED[letters], locale=language)


# The file


def test_every_people_is_named_in_every_language_and_in_the_order_of_the_alphabet() -> None:
    assert len(peoples()) >= 80
    assert [people.key for people in peoples()] == sorted(people.key for people in peoples())
    for people in peoples():
        assert set(people.names) == set(LANGUAGES), people.key


def test_no_people_has_the_name_of_another_one() -> None:
    for language in LANGUAGES:
        names = [fold(name) for name in plurals(language)]
        assert sorted(set(names)) == sorted(names), language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_of_the_locale_data_repository_are_known(language: str) -> None:
    """Languages and countries as the repository calls them: the names that a memorial's own languages have, too."""
    locale = Locale.parse(language)
    for people in peoples():
        own = choice([people.names[language].plural, *people.names[language].written])
        for code in people.cldr:
            name = (locale.territories if code.isupper() else locale.languages)[code]
            assert any(map(own.fits, words_of(name))), (people.key, code, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_core_list_names_nobody(language: str) -> None:
    own = core_lists()[language]

    assert [pattern.line for pattern in own.patterns if named_in(pattern.line, language)] == []
    assert not any(is_listed(word, language) for words in own.sets.values() for word in words.exact)


def test_hardly_any_very_common_word_is_taken_for_a_people_in_its_own_language() -> None:
    for language, words in common_words().items():
        assert [word for word in words if is_listed(word, language)] == []


# Lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_that_took_sides_once_are_all_refused(language: str) -> None:
    names = AUDITED[language].split()

    assert [name for name in names if not refused(LINES[language][0].format(a=name), language)] == []
    assert [name for name in names if not refused(f"{{vermin}} {name}", language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_is_refused_whichever_people_it_names(language: str) -> None:
    one, _two, bare = LINES[language]
    for people in peoples():
        names = people.names[language]
        for written in (names.plural.lower(), names.plural[: max(3, len(names.plural) - 2)] + "*", *names.written):
            for line in (one.format(a=written), bare.format(a=written), f"{{people}} {written}|nobody"):
                assert refused(line, language), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_is_refused_whichever_two_peoples_it_names(language: str) -> None:
    pairs = list(permutations(plurals(language), 2))

    assert _let_in(language, random.Random(3).sample(pairs, 3000)) == []


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_is_refused_for_every_pair_in_both_orders(language: str) -> None:
    assert _let_in(language, list(permutations(plurals(language), 2))) == []


def _let_in(language: str, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    two = LINES[language][1]
    return [(a, b) for a, b in pairs if not refused(two.format(a=a.lower(), b=b.lower()), language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_lines_without_a_people_are_taken(language: str) -> None:
    """So that refusing everything cannot pass the tests above."""
    one, two, _bare = LINES[language]

    assert not refused(one.format(a="{people}"), language)
    assert not refused(two.format(a="{people}", b="{people}"), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_is_known_in_a_line_that_is_said_to_be_of_another_language(language: str) -> None:
    others = [one for one in (*LANGUAGES, "ka") if one != language]
    common = set().union(*common_words().values())

    names = [name.lower() for name in plurals(language) if fold(name) not in common]
    assert [(name, of) for of in others for name in names if not refused(name, of)] == []


def test_a_line_that_names_a_people_and_is_there_from_before_raises_nothing() -> None:
    for name in ("armenians", "azeris", "turks"):
        line = AddedWords("en", LabelKind.BLAME, f"all {name} lied")
        assert not in_force(line)
        assert labels_in(f"all {name} lied", [line]) == ()
    assert labels_in("All the Ostrenes lied", [AddedWords("en", LabelKind.BLAME, "all {people} lied")])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_of_very_common_words_is_known_and_one_with_another_word_is_not(language: str) -> None:
    words = sorted(common_words()[language])
    drawn = random.Random(5)

    assert all(only_common(word) for word in words)
    assert all(only_common(" ".join(drawn.sample(words, 3))) for _ in range(50))
    assert not any(only_common(f"{word} zarvelling") for word in words)


# Texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_raises_the_same_about_every_people_of_the_file(language: str) -> None:
    assert mirror.differing(reader_of(), language, "", plurals(language)) == ""


def _about_two(language: str, pairs: list[tuple[str, str]]) -> list[str]:
    """Sentences about two peoples that raise something else than the same sentence about two others, or about one."""
    own, reader, found = core_lists()[language], reader_of(), []
    for frame in (*own.raises, *own.quiet):
        expected = mirror.kinds(reader, frame.replace("{people}", spoken_of(language)))
        assert bool(expected) == (frame in own.raises), frame
        sentences = (frame.replace("{people}", format_list(pair, locale=language)) for pair in pairs)
        found += [sentence for sentence in sentences if mirror.kinds(reader, sentence) != expected]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_about_two_peoples_raises_the_same_about_any_two(language: str) -> None:
    pairs = list(permutations(plurals(language), 2))

    assert _about_two(language, random.Random(7).sample(pairs, 60)) == []


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_about_two_peoples_raises_the_same_about_every_pair(language: str) -> None:
    assert _about_two(language, list(permutations(plurals(language), 2))) == []
