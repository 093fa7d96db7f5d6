"""The record in the archive and the edition, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from memorial.adapters.db.edition_tables import published_record
from memorial.adapters.db.record_entries import record_entry
from memorial.application import memorials
from memorial.domain.errors import Conflict
from memorial.domain.memorial import Source
from memorial.domain.record import Account, Standing
from memorial.domain.record_entry import changed
from memorial.vocabulary import Audience, MemorialKind
from tests.installations import ON_BOTH, TestInstallation
from tests.record_entries import AT, change, figure, in_archive, problems, question, shown, signature, source


@ON_BOTH
def test_the_record_comes_and_goes_with_its_sources(here: TestInstallation) -> None:
    kept, *_ = in_archive(here, source("s"), source("t"), figure("f", "s"), question("q", Account("t", "13")))
    assert [one.id for one in shown(here).figures] == ["f"]
    before = here.edition()

    change(here, kept, standing=Standing.REMOVED)

    assert shown(here).figures == ()
    assert [one.id for one in shown(here).questions] == ["q"]
    assert here.edition() > before
    assert problems(here) == []

    change(here, kept, standing=Standing.IN_RECORD)
    assert [one.id for one in shown(here).figures] == ["f"]


@ON_BOTH
def test_who_changes_an_entry_that_another_changed_is_told(here: TestInstallation) -> None:
    (kept,) = in_archive(here, source("s"))
    change(here, kept, now=source("s", "New title").now)

    with here.services.unit_of_work() as uow, pytest.raises(Conflict):
        uow.record.save(replace(kept, revision=1))


def test_an_entry_is_sealed_and_its_history_comes_back(here: TestInstallation) -> None:
    (kept,) = in_archive(here, source("s", "A planted title", note="A planted note"))
    after = change(here, kept, now=source("s", "Another title").now)

    with here.installation.engines.reading.connect() as connection:
        row = connection.execute(select(record_entry)).one()
    assert b"planted" not in bytes(row.sealed)
    with here.services.unit_of_work(read_only=True) as uow:
        opened = uow.record.get(here.memorial.id, kept.id)
    assert replace(opened, revision=0) == replace(after, revision=0)
    assert opened.history[-1].was.title == "A planted title"


def test_headings_of_its_sources_are_the_memorials_and_make_a_real_one_a_draft(here: TestInstallation) -> None:
    with here.services.unit_of_work() as uow:
        memorial = uow.memorials.get(here.memorial.id)
        own = Source("own", "A list", kind="list", rows=12)
        uow.memorials.save(replace(memorial, kind=MemorialKind.REAL, sources=(own,)))
        uow.commit()
    kept, own_too = in_archive(here, source("s", "Of the record", address="https://example.org/"), source("own"))

    def current() -> tuple[bool, list[tuple[str, str, bool]]]:
        memorials.recompute_waiting(here.services)
        with here.installation.reader.snapshot() as snapshot:
            memorial = snapshot.memorial(here.memorial.slug)
            assert memorial is not None
            return memorial.draft, [(one.id, one.title, bool(one.address)) for one in memorial.sources]

    assert current() == (True, [("own", "A list", False), ("s", "Of the record", False)])
    change(here, kept, signed=signature())
    change(here, own_too, signed=signature())
    assert current()[0] is False
    change(here, kept, now=source("s", "Corrected").now)
    assert current() == (True, [("own", "A list", False), ("s", "Corrected", False)])
    change(here, kept, standing=Standing.REMOVED)
    assert current() == (False, [("own", "A list", False)])
    assert problems(here) == []


def test_a_memorial_that_closes_takes_its_record_along(here: TestInstallation) -> None:
    in_archive(here, source("s"), figure("f", "s"))

    with here.services.unit_of_work() as uow:
        uow.memorials.save(replace(uow.memorials.get(here.memorial.id), ceiling=Audience.TEAM))
        uow.commit()
    memorials.recompute(here.services, here.memorial.id)

    with here.installation.engines.reading.connect() as connection:
        assert connection.execute(select(published_record)).all() == []


def test_a_preview_shows_an_entry_as_if_it_were_in_the_record_and_saves_nothing(here: TestInstallation) -> None:
    _, kept = in_archive(here, source("s"), figure("f", "s", 12))
    typed = changed(replace(kept, standing=Standing.PENDING), at=AT, by="x", reason="", now=figure("f", "s", 14).now)

    with here.services.unit_of_work(read_only=True) as uow:
        preview = uow.preview_record(here.memorial.id, [typed])

    assert [one.value for one in preview.figures] == [14]
    assert [one.value for one in shown(here).figures] == [12]


def test_what_was_changed_in_the_edition_by_hand_is_found_by_the_check(here: TestInstallation) -> None:
    in_archive(here, source("s"), figure("f", "s"))
    assert problems(here) == []

    with here.installation.engines.writing.begin() as connection:
        connection.execute(published_record.delete().where(published_record.c.part == "figures"))

    assert problems(here) != []


def test_an_erased_entry_is_gone_with_its_key(here: TestInstallation) -> None:
    kept, _ = in_archive(here, source("s"), source("t"))

    with here.services.unit_of_work() as uow:
        uow.record.erase(uow.record.get(here.memorial.id, kept.id))
        uow.commit()

    assert [one.id for one in shown(here).sources] == ["t"]
    assert kept.key_id not in set(here.services.keys.key_ids())
    assert problems(here) == []


def test_a_cited_remembrance_takes_what_rests_on_it_away_when_it_is_taken_back(here: TestInstallation) -> None:
    code, remembrance = here.publish(story="There were thirteen of us in the boat.", audience="public")
    cited = source("told", remembrance_id=remembrance.id)
    in_archive(here, source("s"), cited, figure("f", "told"), question("q", Account("told", "13"), Account("s", "12")))
    assert [one.id for one in shown(here).figures] == ["f"]

    here.act(code, "withdraw")

    assert shown(here).figures == ()
    assert [one.source_id for one in shown(here).questions[0].accounts] == ["s"]
    assert problems(here) == []


def test_a_remembrance_on_this_site_only_is_not_cited(here: TestInstallation) -> None:
    _, remembrance = here.publish(story="There were thirteen of us in the boat.", audience="unlisted")

    in_archive(here, source("told", remembrance_id=remembrance.id), figure("f", "told"))

    assert shown(here).sources == ()


def test_nothing_of_a_draft_is_for_search_engines(here: TestInstallation) -> None:
    here.publish(story="There were thirteen of us in the boat.", audience="public")
    with here.services.unit_of_work() as uow:
        memorial = uow.memorials.get(here.memorial.id)
        uow.memorials.save(replace(memorial, kind=MemorialKind.REAL))
        uow.commit()

    def machines_may_have() -> tuple[int, bool, bool]:
        memorials.recompute_waiting(here.services)
        with here.installation.reader.snapshot() as snapshot:
            found = snapshot.sitemap(here.memorial.id, after="", limit=10).rows
            memorial = snapshot.memorial(here.memorial.slug)
            assert memorial is not None
            return len(found), snapshot.record(here.memorial.id).indexable(), memorial.accepting

    assert machines_may_have() == (2, True, True)
    (kept,) = in_archive(here, source("s"))
    assert machines_may_have() == (0, False, False)
    change(here, kept, signed=signature())
    assert machines_may_have() == (2, True, True)
