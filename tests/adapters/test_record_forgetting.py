"""A family's words leave the record that quotes them when they are erased: from what it states and from its history."""

from __future__ import annotations

from dataclasses import replace

from memorial.adapters.documents import to_text
from memorial.domain.record import Account, EntryKind, Event, Precision, Question, RecordAbout, Statement
from memorial.domain.record_forgetting import forgotten
from tests.installations import ON_BOTH, TestInstallation
from tests.record_entries import change, entry, figure, in_archive, problems, question, shown, source

WORD = "zervanquil"


def everything(here: TestInstallation) -> str:
    with here.services.unit_of_work(read_only=True) as uow:
        return to_text([one for one in uow.record.all(here.memorial.id)])


def quoting(here: TestInstallation) -> tuple[str, str]:
    """A remembrance whose words stand in the record, now and in histories; its code and id."""
    code, told = here.publish(story=f"We were {WORD} in the boat.", audience="public")
    quote = Account("told", f"We were {WORD} in the boat.", quotation=True)
    _, _, _, asked, later, *_ = in_archive(
        here,
        source("s"),
        source("told", f"Told by {WORD}", remembrance_id=told.id),
        figure("f", "told"),
        question("q", quote, Account("s", "Twelve.")),
        question("later", Account("s", "Twelve.")),
        entry(EntryKind.STATEMENT, "t", Statement("count", f"They were {WORD}.", "told")),
        entry(EntryKind.EVENT, "e", Event("1987-05-16", Precision.DAY, "The boat leaves.", ("s", "told"))),
        entry(EntryKind.ABOUT, "about", RecordAbout("M", f"It was {WORD}.", ("s", "told"))),
    )
    change(here, asked, now=Question("What of q?", (Account("s", "Twelve."), quote)))
    change(here, later, now=Question("What?", (quote,)))
    change(here, later, now=Question("What?", (Account("s", "Twelve."),)))
    return code, told.id


@ON_BOTH
def test_an_erased_remembrance_is_nowhere_in_the_record(here: TestInstallation) -> None:
    code, told = quoting(here)
    assert everything(here).count(WORD) >= 6

    here.act(code, "erase")

    assert WORD not in everything(here)
    assert told not in everything(here)
    assert [one.id for one in shown(here).sources] == ["s"]
    assert {one.id for one in shown(here).questions} == {"q", "later"}
    assert problems(here) == []


def test_its_title_stands_in_no_heading_of_the_memorial_while_it_is_there(here: TestInstallation) -> None:
    quoting(here)

    with here.services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.get(here.memorial.id)
    with here.installation.reader.snapshot() as snapshot:
        published = snapshot.memorial(here.memorial.slug)

    assert "told" in {one.id for one in memorial.sources}
    assert WORD not in to_text(memorial)
    assert published is not None
    assert {one.id for one in published.sources} == {"s"}


def test_what_a_source_cited_before_is_forgotten_too(here: TestInstallation) -> None:
    code, told = here.publish(story=f"We were {WORD}.", audience="public")
    (cited,) = in_archive(here, source("told", f"Told by {WORD}", remembrance_id=told.id))
    change(here, cited, now=source("told", "A printed letter").now)

    here.act(code, "erase")

    assert WORD not in everything(here)


def test_the_words_of_others_stay() -> None:
    kept = question("q", Account("s", "Twelve."))
    many = entry(EntryKind.EVENT, "e", Event("1987", Precision.YEAR, "It leaves.", ("s", "gone")))

    assert forgotten(kept, frozenset({"gone"})) is kept
    left = forgotten(many, frozenset({"gone"}))
    assert left == replace(many, now=replace(many.now, source_ids=("s",)))
