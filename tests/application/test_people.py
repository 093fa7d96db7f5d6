"""Lists of names come in whole, with their source, closed unless said otherwise, and go out again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from memorial.adapters.family_dates import year_in
from memorial.adapters.lists.reading import read_list
from memorial.application import importing, jobs, memorials, opening
from memorial.application.people import Imported, SameListAgain, import_people, undo_import
from memorial.application.ports.lists import Asked
from memorial.domain.errors import NotAllowed, NotFound
from memorial.domain.name_list import DateOrder
from memorial.domain.person import Person
from memorial.vocabulary import Audience, Basis, Fate
from tests.installations import TestInstallation, installation

TITANIC = Path("tests/samples/titanic-passengers/titanic3.csv")
SOURCE = "titanic3, compiled from Encyclopedia Titanica"


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


def bring_in(here: TestInstallation, path: Path = TITANIC, *, dry_run: bool = False, public: bool = True) -> Imported:
    return import_people(
        here.services,
        here.memorial.slug,
        read_list(path).names(),
        source=SOURCE,
        read_date=year_in,
        audience=Audience.PUBLIC if public else Audience.TEAM,
        dry_run=dry_run,
    )


def a_list(folder: Path, *rows: str) -> Path:
    path = folder / "names.csv"
    path.write_text("\n".join(("name,age,survived,place", *rows)) + "\n", encoding="utf-8")
    return path


def everyone(here: TestInstallation) -> list[Person]:
    with here.services.unit_of_work(read_only=True) as uow:
        return [uow.people.get(here.memorial.id, person_id) for person_id in uow.people.ids(here.memorial.id)]


def test_all_rows_of_a_real_list_stand_on_the_wall_as_they_are_printed(here: TestInstallation) -> None:
    began = time.process_time()
    imported = bring_in(here)
    seconds = time.process_time() - began

    people = everyone(here)
    assert (imported.added, imported.left_out, len(people)) == (1309, 0, 1309)
    names = here.names()
    assert len(names) == 1000, "as many as the page was asked for"
    assert "Allison, Master. Hudson Trevor" in names
    fates = [claim.value for person in people for claim in person.facts if claim.kind == "fate"]
    assert (fates.count(Fate.DIED), fates.count(Fate.SURVIVED)) == (809, 500)
    ages = [claim for person in people for claim in person.facts if claim.kind == "age"]
    assert len(ages) == 1309 - 263
    assert sum(person.all_names() == ("Kelly, Mr. James",) for person in people) == 2, "namesakes stay two people"
    # The bar is 1,000 rows a second; a busy machine gets some room.
    assert 1309 / seconds > 1000, f"{1309 / seconds:.0f} rows a second of processor time"


def test_every_claim_rests_on_the_list_and_says_who_decided(here: TestInstallation, tmp_path: Path) -> None:
    bring_in(here, a_list(tmp_path, "Anna Berg,30,1,Here"))

    (person,) = everyone(here)
    with here.services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.get(here.memorial.id)
    (source,) = memorial.sources
    assert {claim.basis for claim in (*person.names, *person.facts)} == {Basis.PUBLISHED_SOURCE}
    assert {claim.source_id for claim in person.names} == {source.id}
    assert (source.title, source.decided_by, source.added_on) == (SOURCE, "operator", "2026-03-02")
    assert not memorial.draft


def test_without_an_audience_nobody_is_shown(here: TestInstallation) -> None:
    before = here.edition()

    imported = bring_in(here, public=False)

    assert imported.added == 1309
    assert here.names() == []
    assert here.edition() <= before + 1, "only the memorial's own row, for its new source"


def test_a_dry_run_reports_and_changes_nothing(here: TestInstallation, tmp_path: Path) -> None:
    imported = bring_in(here, a_list(tmp_path, "Anna Berg,30,1,Here", ",30,1,Here", "Bela,old,1,"), dry_run=True)

    assert (imported.added, imported.left_out, imported.id) == (2, 1, "")
    assert [(report.number, report.problems) for report in imported.reports] == [
        (3, (("no_name", "", 0),)),
        (4, (("age_not_understood", "old", 1),)),
    ]
    assert everyone(here) == []


def test_the_same_file_twice_is_refused_until_it_was_undone(here: TestInstallation, tmp_path: Path) -> None:
    path = a_list(tmp_path, "Anna Berg,30,1,Here")
    first = bring_in(here, path)

    with pytest.raises(SameListAgain) as refused:
        bring_in(here, path)
    undo_import(here.services, first.id)
    again = bring_in(here, path)

    assert refused.value.detail == first.id
    assert again.added == len(everyone(here)) == 1


def test_undoing_takes_everyone_away_with_source_and_keys(here: TestInstallation) -> None:
    keys = set(here.services.keys.key_ids())
    imported = bring_in(here)
    with here.services.unit_of_work(read_only=True) as uow:
        of_the_list = uow.lists.get(here.memorial.id, imported.id).key_id
    taken = {of_the_list, *(person.key_id for person in everyone(here))}

    undone = undo_import(here.services, imported.id)

    with here.services.unit_of_work(read_only=True) as uow:
        sources = uow.memorials.get(here.memorial.id).sources
    assert (undone.erased, undone.kept) == (1309, 0)
    assert (everyone(here), here.names(), sources) == ([], [], ())
    left = set(here.services.keys.key_ids())
    assert not taken & left and keys - taken <= left


@pytest.mark.parametrize("published", [True, False])
def test_someone_about_whom_a_family_has_written_stays_when_the_list_goes(
    here: TestInstallation, tmp_path: Path, published: bool
) -> None:
    imported = bring_in(here, a_list(tmp_path, "Anna Berg,30,1,Here", "Bela Cohn,30,0,Here"))
    anna = next(person for person in everyone(here) if person.all_names() == ("Anna Berg",))
    (here.publish if published else here.give)(person_id=anna.id)

    undone = undo_import(here.services, imported.id)

    (left,) = everyone(here)
    assert (undone.erased, undone.kept, left.id) == (1, 1, anna.id)
    assert {claim.audience for claim in left.facts} == {Audience.TEAM}
    assert here.names() == (["Anna Berg"] if published else []), "the family's own word stands, the list's does not"


def test_what_was_undone_cannot_be_undone_again_nor_what_never_was(here: TestInstallation, tmp_path: Path) -> None:
    imported = bring_in(here, a_list(tmp_path, "Anna Berg,30,1,Here"))
    undo_import(here.services, imported.id)

    with pytest.raises(NotAllowed):
        undo_import(here.services, imported.id)
    with pytest.raises(NotFound):
        undo_import(here.services, "no such import")


def test_a_fault_in_the_middle_of_the_file_adds_nobody(here: TestInstallation, tmp_path: Path) -> None:
    path = a_list(tmp_path, *(f"Person {n},30,1,Here" for n in range(600)), '"unclosed,30,1,Here')

    with pytest.raises(Exception, match="line 602"):
        bring_in(here, path)

    assert everyone(here) == []


def test_a_list_in_a_closed_memorial_shows_nobody_until_it_opens(here: TestInstallation, tmp_path: Path) -> None:
    quiet = replace(here.memorial, id=here.services.new_id(), slug="quiet-place", public=False, accepting=False)
    quiet = replace(quiet, notice={code: "We keep what you send." for code in quiet.languages})
    memorials.create(here.services, quiet)
    names = read_list(a_list(tmp_path, "Anna Berg,30,1,Here")).names()
    import_people(here.services, quiet.slug, names, source=SOURCE, read_date=year_in, audience=Audience.PUBLIC)
    hidden = here.names(quiet)

    opening.open_memorial(here.services, quiet.slug)

    assert (hidden, here.names(quiet)) == ([], ["Anna Berg"])


def test_one_memorial_knows_nothing_of_the_list_of_another(here: TestInstallation, tmp_path: Path) -> None:
    path = a_list(tmp_path, "Anna Berg,30,1,Here")
    other = memorials.create(here.services, replace(here.memorial, id=here.services.new_id(), slug="other-place"))
    bring_in(here, path)

    names = here.names(other)

    assert names == []


def test_where_a_command_was_killed_the_background_work_goes_on(
    here: TestInstallation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 25)
    path = a_list(tmp_path, *(f"Person {n},30,1,Here" for n in range(60)))

    def killed(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_people(
            here.services, here.memorial.slug, read_list(path).names(), source="x", read_date=year_in, progress=killed
        )
    here.clock.pass_by(minutes=9)
    jobs.do_due(here.services)
    before = len(everyone(here))
    here.clock.pass_by(minutes=2)
    jobs.do_due(here.services)

    assert (before, len(everyone(here))) == (25, 60)


def test_another_encoding_and_an_order_of_dates_come_in_by_command(here: TestInstallation, tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("имя\tродился\nАнна\t03/04/1990\n", encoding="cp1251")
    found = read_list(path, asked=Asked(encoding="cp1251"), dates=DateOrder.DAY_FIRST)

    import_people(here.services, here.memorial.slug, found.names(), source="x", read_date=year_in)

    (person,) = everyone(here)
    assert [(claim.kind, claim.value, claim.words) for claim in person.facts] == [("born", "1990-04-03", "03/04/1990")]
