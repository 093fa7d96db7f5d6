"""What a family wrote of a person: every name is in one list, and older fingerprints stay what they were."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memorial.domain.person_named import PersonNamed
from memorial.vocabulary import Fate, NameKind

AYLA = PersonNamed("Ayla Verdin", "Айла Вердин", Fate.DIED, "1943", "", "Low Pier")


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("", ()),
        (" , ", ()),
        ("Ayka", ("Ayka",)),
        ("Ayka, the singer; Ayka", ("Ayka", "the singer")),
        ("نينو، بابا", ("نينو", "بابا")),
        ("a/b|c、d", ("a", "b", "c", "d")),
    ],
)
def test_each_name_that_people_used_stands_alone(written: str, called: tuple[str, ...]) -> None:
    assert replace(AYLA, nickname=written).called == called


def test_every_name_is_said_with_what_it_is() -> None:
    named = replace(AYLA, nickname="Ayka, Aya")

    assert named.names == (
        ("Ayla Verdin", NameKind.OWN),
        ("Айла Вердин", NameKind.OTHER_SCRIPT),
        ("Ayka", NameKind.NICKNAME),
        ("Aya", NameKind.NICKNAME),
    )
    assert named.spellings == ("Ayla Verdin", "Айла Вердин", "Ayka", "Aya")
    assert PersonNamed("  ").names == ()


def test_what_was_agreed_to_before_these_were_asked_keeps_its_fingerprint() -> None:
    assert AYLA.content == ["Ayla Verdin", "Айла Вердин", "died", "1943", "", "Low Pier"]
    for changed in (replace(AYLA, nickname="Ayka"), replace(AYLA, born_on="1943"), replace(AYLA, died_on="1992")):
        assert changed.content[:6] == AYLA.content and len(changed.content) == 9


def test_boxes_go_before_words() -> None:
    assert (AYLA.born_meant, AYLA.died_meant) == ("1943", "")
    boxes = replace(AYLA, born_on="1943-05", died_on="XXXX")
    assert (boxes.born_meant, boxes.died_meant) == ("1943-05", "XXXX")


@pytest.mark.parametrize(
    ("written", "looked_for"), [("the singer", ("singer",)), ("The, A", ("The", "A")), ("Old Anni", ("Old Anni",))]
)
def test_an_article_is_not_looked_for_in_a_text(written: str, looked_for: tuple[str, ...]) -> None:
    assert PersonNamed("Ayla Verdin", nickname=written).looked_for == ("Ayla Verdin", *looked_for)
