"""No address of the record holds a disputed name of what happened, in whichever script the name is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from anyascii import anyascii

from memorial.application import memorials, record
from memorial.application.offer import Incomplete
from memorial.disclosure.folding import ascii_spellings
from memorial.domain.memorial import Memorial
from memorial.domain.record import EntryKind, EventName, Place, PlaceName, RecordAbout, RecordSource, State
from memorial.domain.record_known import Known, contested_words
from memorial.domain.record_rules import name_problems
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Role
from tests.installations import TestInstallation, installation, memorial_like

ARCHIVIST = StaffMember("archivist", "", "a@example.org", "A", "", (("*", Role.ARCHIVIST),))
IN_SCRIPTS = {
    "Cyrillic": ("Крушение «Миры»", "Крушение на озере"),
    "Cyrillic with its stress": ("Круше\u0301ние", "Крушение"),
    "Armenian": ("Նավի կործանումը", "Կործանումը լճում"),
    "Armenian, of two letters as one sound": ("Ողբերգություն", "Ողբերգություն 1987"),
    "Arabic": ("كارثة العبارة", "كارثة في البحيرة"),
    "Arabic, with its article": ("الكارثة", "كارثة"),
    "Arabic, without its article": ("كارثة", "تقرير عن الكارثة"),
    "Arabic, with its vowels": ("كَارِثَة", "كارثة"),
    "Georgian": ("კატასტროფა", "კატასტროფა ტბაზე"),
    "Latin with its own letters": ("Gəminin faciəsi", "Faciəsi haqqında"),
}


def words(*states: State) -> frozenset[str]:
    return contested_words(states, ascii_spellings)


def letters_of(title: str) -> str:
    """An address as programs commonly make it of a title."""
    plain = "".join(sign if sign.isalnum() else " " for sign in anyascii(title).lower())
    return "-".join(plain.split())


def holds_contested(address: str, found: frozenset[str]) -> bool:
    return any(one.code == "contested_name" for one in name_problems(EntryKind.SOURCE, address, Known(contested=found)))


@pytest.mark.parametrize(("name", "title"), IN_SCRIPTS.values(), ids=IN_SCRIPTS)
def test_an_address_that_is_made_of_a_title_shows_the_disputed_name_in_it(name: str, title: str) -> None:
    address = letters_of(title)

    assert holds_contested(address, words(EventName("und", name)))


def test_the_folded_spelling_is_found_too() -> None:
    assert holds_contested("ahlu-voghbergutyun", words(EventName("hy", "Ողբերգություն")))


def test_what_places_and_the_neutral_label_say_stays_usable_in_every_script() -> None:
    place = Place("lake", (PlaceName("ru", "Озеро Саврена"), PlaceName("ar", "بحيرة سافرينا")))
    about = RecordAbout("Паром «Мира», 1987", "")
    found = words(EventName("ru", "Крушение парома на озере Саврена"), EventName("ar", "كارثة سافرينا"), place, about)

    for title in ("Саврена", "سافرينا", "Озеро", "Мира"):
        assert not holds_contested(letters_of(title), found), title


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("home")) as one:
        yield one


@pytest.fixture
def memorial(built: TestInstallation) -> Memorial:
    made = memorial_like(built.services, f"place-{built.services.new_id()[:8]}")
    return memorials.create(built.services, made)


def begin(built: TestInstallation, memorial: Memorial, name: str, state: State) -> None:
    kind = {RecordSource: EntryKind.SOURCE, EventName: EntryKind.NAME}[type(state)]
    record.begin(built.services, ARCHIVIST, memorial.id, kind, name, state, reason="from the list", in_record=True)


def test_the_desk_refuses_an_address_of_a_disputed_name_of_another_script(
    built: TestInstallation, memorial: Memorial
) -> None:
    begin(built, memorial, "report", RecordSource("A report"))
    begin(built, memorial, "n1", EventName("ru", "Крушение «Миры»", ("report",)))

    address = letters_of("О крушении")
    with pytest.raises(Incomplete) as refused:
        begin(built, memorial, letters_of("Крушение"), RecordSource("Крушение"))
    assert [(one.field, one.code) for one in refused.value.problems] == [("name", "contested_name")]
    begin(built, memorial, address, RecordSource("О крушении"))


def test_a_source_may_be_called_by_its_publisher_beside_a_disputed_name(
    built: TestInstallation, memorial: Memorial
) -> None:
    begin(built, memorial, "report", RecordSource("A report"))
    begin(built, memorial, "n1", EventName("ru", "Крушение «Миры»", ("report",)))

    begin(built, memorial, "ozero-1988", RecordSource("Крушение", "Озеро", 1988))
