"""What a record never says of a people in its own voice: plain sentences too, and alike whichever people is named."""

from __future__ import annotations

import pytest

from memorial.domain.labels.peoples import plurals
from memorial.domain.record import Account, Question, Statement
from memorial.domain.record_peoples import says_ill_of_people
from memorial.domain.record_texts import speaks_against, text_problems
from tests.stopwatch import least_seconds

ILL = {
    "en": (
        "The {} are murderers.",
        "{} were the worst criminals.",
        "Those {} murderers came.",
        "The {} have always been savages.",
    ),
    "de": ("Die {} sind Mörder.", "{} waren immer Verbrecher.", "Man weiß, dass die {} Verräter sind."),
    "fr": ("Ces assassins {} sont venus.", "Les {} sont des assassins.", "Les {} étaient des lâches."),
    "es": ("Los {} son asesinos.", "Los {} eran unos traidores."),
    "ru": ("{} — убийцы.", "{} это фашисты.", "{} были палачами.", "{} убийцы и воры."),
    "tr": ("{} katildir.", "{} hep katil.", "{} katiller geldi.", "{} haindir ve korkaktır."),
    "az": ("{} qatildir.", "{} həmişə düşməndir."),
    "hy": ("{} մարդասպաններ են։", "{} միշտ դահիճներ էին։"),
    "ar": ("{} قتلة.", "{} هم مجرمون.", "كان {} إرهابيين."),
}
PLAIN = {
    "en": (
        "The {} were killed by criminals.",
        "Many {} were treated as enemies.",
        "The {} are not murderers.",
        "The {} were buried beside the river.",
        "The court asked whether {} had been victims of murderers.",
    ),
    "de": ("Die {} wurden von Verbrechern getötet.", "Die {} sind keine Mörder.", "Die {} wohnten in der Stadt."),
    "fr": ("Les {} ont été tués par des criminels.", "Les {} ne sont pas des assassins."),
    "es": ("Los {} fueron asesinados por criminales.", "Los {} no son asesinos."),
    "ru": ("Газета называла {} врагами.", "{} жили в нижнем городе.", "{} не убийцы."),
    "tr": ("{} şehirde yaşadı.", "{} katil değildir.", "{} katiller değildir."),
    "az": ("{} şəhərdə yaşayırdı.", "{} qatil deyil."),
    "hy": ("{} ապրում էին քաղաքում։", "{} մարդասպաններ չեն։"),
    "ar": ("عاش {} في المدينة.", "{} ليسوا قتلة."),
}


@pytest.mark.parametrize("language", ILL)
def test_a_plain_sentence_against_any_people_is_refused_in_every_language(language: str) -> None:
    passed = [
        one.format(name)
        for one in ILL[language]
        for name in plurals(language)
        if not says_ill_of_people(one.format(name))
    ]
    assert passed == []


@pytest.mark.parametrize("language", PLAIN)
def test_what_happened_to_a_people_and_what_it_is_not_can_be_said_of_each(language: str) -> None:
    refused = [
        one.format(name)
        for one in PLAIN[language]
        for name in plurals(language)
        if says_ill_of_people(one.format(name))
    ]
    assert refused == []


@pytest.mark.parametrize(
    "words",
    [
        "killed by the barbarians", "убиты варварами", "von Barbaren getötet", "tués par les barbares",
        "muertos por los bárbaros", "barbarlar tarafından öldürüldü", "barbarlar tərəfindən öldürüldü",
        "սպանվել են բարբարոսների կողմից", "قتلهم البرابرة",
    ],
)  # fmt: skip
def test_a_name_for_no_human_is_refused_without_naming_anybody(words: str) -> None:
    assert speaks_against(words)


@pytest.mark.parametrize("name", ["Armenia", "Azerbaijan", "Turkey", "Russia"])
def test_a_court_may_find_a_state_responsible_and_its_people_are_still_not_called_so(name: str) -> None:
    assert not speaks_against(f"The Court found that {name} was responsible.")
    assert speaks_against("The Armenians are responsible.")
    assert speaks_against("The Azerbaijanis are responsible.")


@pytest.mark.alone
@pytest.mark.parametrize(
    "unit", ["Armenians are a ", "murderers ", "all such murderers ", "убийцы ", "Ermeni katiller ", "barbari ", "x"]
)
def test_a_hundred_kilobytes_are_read_in_a_second(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]

    assert least_seconds(says_ill_of_people, text, enough=1.0) <= 1.0


@pytest.mark.parametrize("people", ["Armenians", "Azerbaijanis", "Turks", "Kurds", "Russians"])
def test_only_a_marked_quotation_holds_such_a_sentence(people: str) -> None:
    words = f"The {people} are murderers."
    for quotation in (False, True):
        account = Account("a-source", words, quotation=quotation)
        assert bool(text_problems(Question("Who?", (account,)))) is not quotation
        assert bool(text_problems(Statement("what happened", words, "a-source", quotation=quotation))) is not quotation
