"""The demonstration: all that one should try, nothing private in the edition, nobody invented for a real event."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from memorial import bootstrap
from memorial.adapters.db.edition_tables import PUBLISHED
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.application import giving, opening, receipt
from memorial.application.checking import check
from memorial.application.demonstration import Described, InventedForARealEvent, load
from memorial.application.demonstration_staff import NotOnThisMachineOnly, ensure_staff
from memorial.bootstrap import Installation
from memorial.cli.demonstration import FICTIONAL, REAL, described
from memorial.domain.errors import Invalid, NotAllowed
from memorial.domain.languages import script_of
from memorial.domain.record import EntryKind, Standing, Statement
from memorial.settings import load_settings
from memorial.vocabulary import Role

NOW = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)


def built(home: Path, **environ: str) -> Installation:
    settings = load_settings({"MEMORIAL_HOME": str(home), **environ})
    bootstrap.initialise(settings)
    return bootstrap.build(settings, now=lambda: NOW, quick_passwords=True)


class Demonstration:
    """Loaded once for all tests of this module; they only read."""

    def __init__(self, home: Path) -> None:
        self.installation = built(home)
        self.services = self.installation.services
        self.accounts = ensure_staff(self.services, {})
        self.readers = [account.staff_id for account in self.accounts[:2]]
        self.fictional = load(self.services, described(FICTIONAL), self.readers)
        self.real = load(self.services, described(REAL), self.readers)
        with self.services.unit_of_work(read_only=True) as uow:
            self.ids = {memorial.slug: memorial.id for memorial in uow.memorials.all()}

    def published(self) -> str:
        """Everything in the edition, as one text."""
        with self.installation.engines.reading.connect() as connection:
            rows = [connection.execute(text(f"SELECT * FROM {name}")).all() for name in PUBLISHED]
        return repr(rows)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    made = Demonstration(tmp_path_factory.mktemp("demonstration") / "home")
    yield made
    made.installation.close()


def test_there_is_enough_to_look_at_in_many_scripts(shown: Demonstration) -> None:
    with shown.installation.reader.snapshot() as edition:
        wall = edition.remembrances(shown.ids[FICTIONAL], after="", limit=500).rows
        names, _ = edition.names(shown.ids[FICTIONAL], page=1, per_page=500)
    scripts = Counter(script_of(one.excerpt) for one in wall)

    assert len(wall) >= 40
    assert len(names.rows) >= 60
    assert len([script for script, number in scripts.items() if number >= 2]) >= 5
    assert sum(bool(one.pictures) for one in wall) >= 10


def test_someone_whose_name_is_written_in_four_scripts_is_found_from_each(shown: Demonstration) -> None:
    of_many = [one for one in described(FICTIONAL).people if len({name["script"] for name in one["names"]}) >= 4]
    assert len(of_many) >= 2

    with shown.installation.reader.snapshot() as edition:
        for person in of_many:
            own = person["names"][0]["text"]
            for name in person["names"]:
                found = edition.find_people(shown.ids[FICTIONAL], name["text"].casefold(), limit=10)
                assert found[0].line.label == own, name["text"]
                assert found[0].name == name["text"]


def test_kin_stand_on_each_others_pages_with_who_says_so(shown: Demonstration) -> None:
    memorial_id = shown.ids[FICTIONAL]
    names = {one["key"]: one["names"][0]["text"] for one in described(FICTIONAL).people}
    with shown.installation.reader.snapshot() as edition:
        ids = {line.label: line.id for line in edition.names(memorial_id, page=1, per_page=500)[0].rows}

        def kin(key: str) -> set[tuple[str, str]]:
            person = edition.person(memorial_id, ids[names[key]])
            assert person is not None
            return {(one.other.label, one.kinship) for one in edition.kin(memorial_id, person)}

        assert kin("p01") == {(names["p02"], "spouse"), (names["p03"], "child")}
        assert kin("p03") == {(names["p01"], "parent"), (names["p02"], "parent")}
        assert kin("p77") == set()


def test_something_stands_in_every_state(shown: Demonstration) -> None:
    with shown.services.unit_of_work(read_only=True) as uow:
        memorial_id = shown.ids[FICTIONAL]
        states = Counter(uow.remembrances.clear(memorial_id, one).status for one in uow.remembrances.ids(memorial_id))

    assert set(states) == {
        "in_review", "needs_contributor", "contributor_review", "accepted", "published", "declined", "paused",
        "withdrawn",
    }  # fmt: skip
    assert states["in_review"] >= 5


@pytest.mark.parametrize("private", ["Nora Selwick", "Selwick", "Нора Селвик", "Theodora", "Marchbank", "Ծովակյան"])
def test_a_private_name_stands_nowhere_in_the_edition(shown: Demonstration, private: str) -> None:
    assert private not in shown.published()


def test_what_is_under_embargo_is_not_in_the_edition(shown: Demonstration) -> None:
    story = next(one["story"] for one in described(FICTIONAL).remembrances if one["audience"] == "until")

    assert story.split("\n")[0][:60] not in shown.published()


def test_days_are_moved_so_that_all_of_it_happened_lately(shown: Demonstration) -> None:
    with shown.services.unit_of_work(read_only=True) as uow:
        memorial_id = shown.ids[FICTIONAL]
        received = [uow.remembrances.get(memorial_id, one).received_at for one in uow.remembrances.ids(memorial_id)]
        entries = [entry for _, entry in uow.audit.entries(memorial_id, before=None, limit=1000)]
    with shown.installation.reader.snapshot() as edition:
        days = [one.day for one in edition.remembrances(memorial_id, after="", limit=500).rows]

    assert max(received).date() == (NOW - timedelta(days=2)).date()
    assert max(days) <= NOW.date()
    times = [entry.at for entry in reversed(entries[:-1]) if entry.at]
    assert times == sorted(times), "the log tells things in the order in which they happened"


def test_the_receipt_opens_something_published_and_can_take_it_back(shown: Demonstration) -> None:
    view = receipt.open_receipt(shown.services, shown.fictional.receipt, media_base="/x")

    assert view.shown_now is not None
    assert {"withdraw", "hide", "erase"} <= view.possible


def test_the_draft_opens_with_its_code(shown: Demonstration) -> None:
    assert giving.open_draft(shown.services, shown.fictional.draft_code).answers["story"]


def test_the_real_memorial_is_a_closed_draft_without_people(shown: Demonstration) -> None:
    with shown.services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.by_slug(REAL)
        people = list(uow.people.ids(memorial.id))
        remembrances = list(uow.remembrances.ids(memorial.id))

    assert (people, remembrances) == ([], [])
    assert memorial.draft
    assert not memorial.accepting
    assert len(memorial.sources) == 75
    assert all(source.of_record and not source.signed for source in memorial.sources)
    assert memorial.record is None


def test_the_record_of_the_real_memorial_is_there_whole_and_its_statements_wait(shown: Demonstration) -> None:
    dossier = described(REAL).record
    assert dossier is not None
    with shown.services.unit_of_work(read_only=True) as uow:
        entries = uow.record.all(shown.ids[REAL])
    pending = [entry for entry in entries if entry.standing is Standing.PENDING]
    with shown.installation.reader.snapshot() as edition:
        record = edition.record(shown.ids[REAL]).whole()

    assert {(one.kind, one.name, one.number): one.now for one in entries} == {
        (one.kind, one.name, one.number): one.state for one in dossier.entries
    }
    assert {entry.kind for entry in pending} == {EntryKind.STATEMENT}
    assert len(pending) == 40
    assert record.statements == ()
    assert (len(record.sources), len(record.figures), len(record.questions)) == (75, 122, 18)
    assert (len(record.events), len(record.places), len(record.names), len(record.observances)) == (32, 15, 12, 1)


def test_the_made_up_memorial_has_a_record_and_is_no_draft(shown: Demonstration) -> None:
    with shown.services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.by_slug(FICTIONAL)
    with shown.installation.reader.snapshot() as edition:
        record = edition.record(memorial.id).whole()

    assert not memorial.draft
    assert record.questions
    assert record.figures


def test_no_word_of_a_statement_that_waits_is_in_the_edition(shown: Demonstration) -> None:
    for slug in (FICTIONAL, REAL):
        record = described(slug).record
        assert record is not None
        statements = [one.state.statement for one in record.entries if isinstance(one.state, Statement)]
        assert statements
        assert not [one for one in statements if one in shown.published()]


def test_a_record_that_says_it_was_made_up_is_not_loaded_for_a_real_event(home: Path) -> None:
    installation, fictional, real = built(home), described(FICTIONAL), described(REAL)
    assert fictional.record is not None
    with pytest.raises(NotAllowed) as refused:
        load(installation.services, replace(real, record=fictional.record), ["one", "two"])

    assert refused.value.code == "never_invented_for_a_real_event"
    with installation.services.unit_of_work(read_only=True) as uow:
        assert list(uow.memorials.all()) == []
    installation.close()


def test_a_record_of_which_something_cannot_be_used_keeps_the_memorial_out(home: Path) -> None:
    installation, real = built(home), described(REAL)
    assert real.record is not None
    entries = tuple(one for one in real.record.entries if one.name != "hw-1992")
    with pytest.raises(Invalid):
        load(installation.services, replace(real, record=replace(real.record, entries=entries)), ["one", "two"])

    with installation.services.unit_of_work(read_only=True) as uow:
        assert list(uow.memorials.all()) == []
    installation.close()


def test_opening_a_draft_makes_it_take_nothing(shown: Demonstration) -> None:
    opened = opening.open_memorial(shown.services, REAL)

    assert opened.public
    assert not opened.accepting


def test_two_may_decide_one_keeps_the_record_and_one_administers(shown: Demonstration) -> None:
    with shown.services.unit_of_work(read_only=True) as uow:
        members = list(uow.staff.all())

    assert sum(member.may_decide(shown.ids[FICTIONAL]) for member in members) >= 2
    assert any(member.is_admin(shown.ids[FICTIONAL]) for member in members)
    assert all(member.demonstration and not member.totp_secret for member in members)
    assert {account.role for account in shown.accounts} == {Role.EDITOR, Role.MODERATOR, Role.ARCHIVIST, Role.ADMIN}


def test_the_integrity_check_finds_nothing_wrong(shown: Demonstration) -> None:

    assert list(check(shown.services, ArchiveInspection(shown.installation.archive, shown.services.now))) == []


def test_loading_again_leaves_everything_as_it_is(shown: Demonstration) -> None:
    before = shown.published()

    again = load(shown.services, described(FICTIONAL), shown.readers)
    accounts = ensure_staff(shown.services, {account.email: account.password for account in shown.accounts})

    assert again.again
    assert accounts == shown.accounts
    assert shown.published() == before


def test_nobody_is_invented_for_a_real_event(home: Path) -> None:
    installation, fictional = built(home), described(FICTIONAL)
    for people, remembrances in ((fictional.people, []), ([], fictional.remembrances)):
        invented = Described(described(REAL).memorial, people, remembrances, fictional.folder)
        with pytest.raises(InventedForARealEvent):
            load(installation.services, invented, ["one", "two"])

    with installation.services.unit_of_work(read_only=True) as uow:
        assert list(uow.memorials.all()) == []
    installation.close()


def test_a_load_that_fails_leaves_nothing_behind(home: Path, tmp_path: Path) -> None:
    installation, whole = built(home), described(FICTIONAL)
    first = whole.remembrances[0]
    lost = {**first, "key": "lost", "files": [{**first["files"][0], "file": "files/not-there.jpg"}]}
    broken = Described(whole.memorial, whole.people, [*whole.remembrances, lost], whole.folder)

    with pytest.raises(FileNotFoundError):
        load(installation.services, broken, ["one", "two"])

    assert list(installation.archive.vault.ids()) == []
    with installation.services.unit_of_work(read_only=True) as uow:
        assert list(uow.memorials.all()) == []
    installation.close()


def test_demonstration_staff_are_made_on_this_machine_only(home: Path) -> None:
    installation = built(home, MEMORIAL_PUBLIC_URL="https://memorial.example")

    with pytest.raises(NotOnThisMachineOnly):
        ensure_staff(installation.services, {})

    installation.close()
    assert os.listdir(home)
