"""What an administrator takes away from a memorial is taken away again from every older state, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from memorial.application.ports.secrets import LedgerEntry
from memorial.domain.language_reading import LanguageReading
from memorial.domain.memorial import Memorial
from memorial.domain.narrowing import narrow_memorial, narrowings_of_memorial
from memorial.domain.setting_up import OwnPicture, ReadingRules, SettingUp
from memorial.vocabulary import Audience, MemorialKind, Risk
from tests.domain.test_narrowing import NOW

PICTURE = OwnPicture("a" * 32, (), {"en": "A quay"}, shown=True)
OTHER = replace(PICTURE, id="b" * 32, shown=False)
ARABIC = LanguageReading("ar", "reader-one", "2026-02-01", "0" * 64)
WIDE = Memorial(
    "m" * 32, "harbour", MemorialKind.REAL, ("en", "ar"), {"en": "The harbour"}, public=True,
    setup=SettingUp(picture=PICTURE), language_readings=(ARABIC, replace(ARABIC, language="hy")),
    embed_hosts=("news.example.org", "localhost:8001"),
)  # fmt: skip


def with_setup(one: Memorial, **changes: object) -> Memorial:
    return replace(one, setup=replace(one.setup, **changes))  # type: ignore[arg-type]


TAKEN: dict[str, Callable[[Memorial], Memorial]] = {
    "no longer open": (lambda one: replace(one, public=False)),
    "a lower ceiling": (lambda one: replace(one, ceiling=Audience.UNLISTED)),
    "the picture removed": (lambda one: with_setup(one, picture=None)),
    "the picture no longer shown": (lambda one: with_setup(one, picture=replace(PICTURE, shown=False))),
    "a signature taken back": (lambda one: replace(one, language_readings=one.language_readings[1:])),
    "a site that may show it no more": (lambda one: replace(one, embed_hosts=("localhost:8001",))),
    "two readers": (lambda one: with_setup(one, reading=ReadingRules(second_reader=True))),
    "some risk": (lambda one: replace(one, risk=Risk.SOME)),
    "high risk": (lambda one: replace(one, risk=Risk.HIGH)),
}


@pytest.mark.parametrize("what", TAKEN)
def test_it_is_done_again_to_an_older_state_and_once_more_changes_nothing(what: str) -> None:
    after = TAKEN[what](WIDE)
    told = narrowings_of_memorial(WIDE, after)

    again = once_more = WIDE
    for one in told:
        LedgerEntry(NOW, one.action, WIDE.id, WIDE.id, one.detail)
        again = narrow_memorial(again, one.detail)
    for one in (*told, *told):
        once_more = narrow_memorial(once_more, one.detail)

    assert (len(told), again, once_more) == (1, after, after)
    assert narrow_memorial(after, told[0].detail) == after


@pytest.mark.parametrize("what", TAKEN)
def test_giving_it_back_is_told_nobody(what: str) -> None:
    assert narrowings_of_memorial(TAKEN[what](WIDE), WIDE) == []


def test_another_picture_in_its_place_takes_away_the_one_before_and_not_a_later_one() -> None:
    (told,) = narrowings_of_memorial(WIDE, with_setup(WIDE, picture=OTHER))

    assert narrow_memorial(WIDE, told.detail).setup.picture is None
    later = with_setup(WIDE, picture=replace(OTHER, shown=True))
    assert narrow_memorial(later, told.detail) == later


def test_a_signature_given_anew_by_another_stays() -> None:
    (told,) = narrowings_of_memorial(WIDE, TAKEN["a signature taken back"](WIDE))
    anew = replace(WIDE, language_readings=(replace(ARABIC, staff_id="reader-two"),))

    assert narrow_memorial(anew, told.detail) == anew


def test_a_lower_risk_or_a_word_that_is_unknown_never_makes_it_less_careful() -> None:
    careful = replace(WIDE, risk=Risk.HIGH)

    assert narrow_memorial(careful, "risk=some") == careful
    assert narrow_memorial(WIDE, "risk=another").risk is Risk.HIGH
    assert not narrow_memorial(WIDE, "another=1").public
