"""Who may be the same person: found within a list and beside who stands there, decided by people, joined by nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from memorial.application import importing, jobs, list_staging, same_people
from memorial.application.same_people import PairShown
from memorial.domain.errors import NotAllowed, NotFound
from memorial.domain.name_list import AboutList, SameState, WhySame
from memorial.vocabulary import Audience
from tests.installations import EDITOR, MODERATOR, TestInstallation, installation


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


def stage(here: TestInstallation, *rows: str, header: str = "name,born,sex") -> str:
    content = "\n".join((header, *rows)) + "\n"
    list_id = list_staging.stage(here.services, EDITOR, here.memorial.id, "n.csv", [content.encode()])
    work(here)
    return list_id


def work(here: TestInstallation) -> None:
    while jobs.do_due(here.services):
        pass


def bring_in(here: TestInstallation, list_id: str, audience: Audience = Audience.PUBLIC) -> None:
    at = (here.services, EDITOR, here.memorial.id, list_id)
    list_staging.describe(*at, AboutList("A list"), audience)
    importing.begin(*at)
    work(here)


def pairs(here: TestInstallation, list_id: str, state: SameState = SameState.OPEN) -> Sequence[PairShown]:
    found = same_people.pairs(here.services, EDITOR, here.memorial.id, list_id, state=state)
    return sorted(found, key=lambda pair: (pair.left.row, pair.right.row, pair.right.name))


def rows_of(found: Sequence[PairShown]) -> list[tuple[int, int, str]]:
    return [(pair.left.row, pair.right.row, pair.why.value) for pair in found]


def test_namesakes_within_a_list_are_asked_about(here: TestInstallation) -> None:
    list_id = stage(here, "Anna Berg,1901,f", "Bela Cohn,1902,m", "Berg Anna,1901,", "anna BERG,1901,f")

    assert rows_of(pairs(here, list_id)) == [(4, 2, "same_words"), (5, 2, "same_words")]


def test_namesakes_of_other_years_or_another_sex_are_not(here: TestInstallation) -> None:
    list_id = stage(here, "Anna Berg,1901,f", "Anna Berg,1950,f", "Anna Berg,1901,m", "Anna Berg,1902,f")

    assert rows_of(pairs(here, list_id)) == [(5, 2, "same_name")]


def test_somebody_of_the_memorial_is_asked_about_public_or_not(here: TestInstallation) -> None:
    bring_in(here, stage(here, "Anna Berg,1901,f"), Audience.TEAM)
    here.publish(person_name="Bela Cohn")

    list_id = stage(here, "Berg Anna,,", "Bela Cohn,1902,")

    found = pairs(here, list_id)
    assert [(pair.left.row, pair.right.name, pair.why) for pair in found] == [
        (2, "Anna Berg", WhySame.SAME_WORDS),
        (3, "Bela Cohn", WhySame.SAME_NAME),
    ]
    assert all(pair.right.person_id and not pair.left.person_id for pair in found)
    assert dict(found[0].right.facts)["born"] == "1901"


def test_a_published_name_in_other_letters_is_asked_about(here: TestInstallation) -> None:
    here.publish(person_name="Yelena Petrova")

    list_id = stage(here, "Елена Петрова,,")

    (pair,) = pairs(here, list_id)
    assert (pair.right.name, pair.left.name) == ("Yelena Petrova", "Елена Петрова")


def test_what_was_decided_stays_decided_and_joins_nobody(here: TestInstallation) -> None:
    list_id = stage(here, "Anna Berg,1901,f", "Anna Berg,1901,f")
    (pair,) = pairs(here, list_id)

    decided = same_people.decide(here.services, EDITOR, here.memorial.id, pair.id, SameState.SAME)
    at = (here.services, EDITOR, here.memorial.id, list_id)
    list_staging.correct(*at, {(2, 1): "1902"})
    work(here)
    bring_in(here, list_id)

    assert (decided.state, pairs(here, list_id)) == (SameState.SAME, [])
    (after,) = pairs(here, list_id, SameState.SAME)
    assert after.left.person_id and after.right.person_id and after.left.person_id != after.right.person_id
    assert here.names() == ["Anna Berg", "Anna Berg"], "two people still"
    assert same_people.counts(*at) == {
        SameState.OPEN: 0,
        SameState.SAME: 1,
        SameState.NOT_SAME: 0,
        SameState.LATER: 0,
    }


def test_a_decision_leaves_one_entry_without_a_name_and_can_be_changed(here: TestInstallation) -> None:
    list_id = stage(here, "Anna Berg,1901,f", "Anna Berg,1901,f")
    (pair,) = pairs(here, list_id)

    for state in (SameState.LATER, SameState.NOT_SAME):
        same_people.decide(here.services, EDITOR, here.memorial.id, pair.id, state)

    with here.services.unit_of_work(read_only=True) as uow:
        log = [entry for _, entry in uow.audit.entries(here.memorial.id, before=None, limit=2)]
    assert [(one.action, one.reason, one.subject_id) for one in log] == [
        ("decide_same_person", "not_same", pair.id),
        ("decide_same_person", "later", pair.id),
    ]


def test_nobody_but_an_editor_sees_or_decides_and_no_pair_of_another_memorial(here: TestInstallation) -> None:
    list_id = stage(here, "Anna Berg,1901,f", "Anna Berg,1901,f")
    (pair,) = pairs(here, list_id)

    with pytest.raises(NotAllowed):
        same_people.pairs(here.services, MODERATOR, here.memorial.id, list_id)
    with pytest.raises(NotAllowed):
        same_people.decide(here.services, MODERATOR, here.memorial.id, pair.id, SameState.SAME)
    with pytest.raises(NotFound):
        same_people.decide(here.services, EDITOR, here.memorial.id, "nothing", SameState.SAME)
    with pytest.raises(NotFound):
        same_people.pairs(here.services, EDITOR, "elsewhere", list_id)


def test_the_database_tells_nobody_who_is_like_whom(here: TestInstallation) -> None:
    bring_in(here, stage(here, "Anna Berg,1901,"), Audience.TEAM)
    list_id = stage(here, "Anna Berg,1901,f")
    bring_in(here, list_id)

    (pair,) = pairs(here, list_id)
    with here.installation.engines.reading.connect() as connection:
        (row,) = connection.execute(text("SELECT * FROM same_person")).mappings().all()
    stored = repr(dict(row))
    assert pair.right.person_id not in stored
    assert pair.left.person_id not in stored


def test_a_list_brought_in_is_not_compared_with_its_own_people(here: TestInstallation) -> None:
    list_id = stage(here, "Anna Berg,1901,f", "Bela Cohn,1902,m")
    bring_in(here, list_id)
    at = (here.services, EDITOR, here.memorial.id, list_id)
    with here.services.unit_of_work() as uow:
        of = uow.lists.get(here.memorial.id, list_id)
        uow.lists.save(replace(of, progress=replace(of.progress, compared=0)), work_at=here.services.now())
        uow.commit()
    work(here)

    assert pairs(here, list_id) == []
    assert list_staging.get(*at).progress.compared == 2


def test_the_same_people_under_another_file_stop_at_a_number_that_somebody_can_read(
    here: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(same_people, "MOST_PAIRS", 7)

    list_id = stage(here, *("Anna Berg,1901,f" for _ in range(30)))

    assert len(pairs(here, list_id)) == 7
    assert list_staging.get(here.services, EDITOR, here.memorial.id, list_id).progress.compared == 30


def test_whoever_changes_a_list_while_it_is_compared_is_not_refused(
    here: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.publish(person_name="Cyril Dunn")
    at = (here.services, EDITOR, here.memorial.id)
    list_id = list_staging.stage(*at, "n.csv", [b"name,born\nAnna Berg,1901\nBela Cohn,1902\n"])
    real = list_staging.corrected_rows

    def while_it_is_compared(*given: Any) -> Any:
        monkeypatch.setattr(list_staging, "corrected_rows", real)
        work(here)
        return real(*given)

    monkeypatch.setattr(list_staging, "corrected_rows", while_it_is_compared)
    list_staging.correct(*at, list_id, {(2, 1): "1903"})
    work(here)

    kept = list_staging.get(*at, list_id)
    assert (kept.corrections, kept.progress.compared) == ({"2:1": "1903"}, 2)
