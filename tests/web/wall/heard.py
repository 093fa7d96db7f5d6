"""Interviews of one memorial, for the tests of what visitors hear and read of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from memorial.domain.interview import About, Interview, Session
from memorial.domain.transcript import Cue, Transcript
from memorial.vocabulary import MemorialKind
from tests.installations import TestInstallation
from tests.interviews import changed, interview, kept, recording, transcript
from tests.web.wall.conftest import Place, made_place

SAID = (
    "I was born beside the old bridge.",
    "My mother kept the lamp of the pump house.",
    "We had one lamp.",
    "In the morning the boats came.",
)


def heard_place(site: TestInstallation, **changes: Any) -> Place:
    return made_place(site, **{"kind": MemorialKind.REAL, "languages": ("en", "ar")} | changes)


def of(place: Place) -> TestInstallation:
    return replace(place.site, memorial=place.memorial)


def lines(*texts: str, name: str = "c", speaker: str = "ADA REED", apart: int = 10_000) -> tuple[Cue, ...]:
    """Lines that begin so far apart, the first at 0."""
    return tuple(
        Cue(f"{name}{number}", number * apart, number * apart + apart - 1000, text, speaker)
        for number, text in enumerate(texts)
    )


def written(*texts: str, id: str = "t1", **given: Any) -> Transcript:
    return transcript(*lines(*(texts or SAID), name=given.pop("name", "c")), id=id, **given)


def tell(place: Place, title: str = "The lamp on the stairs", *, sound: bool = True, **given: Any) -> Interview:
    """An open interview with a recording of ten minutes (but for `sound=False`) and a transcript, unless given."""
    here = of(place)
    recordings = (recording(here, duration=600_000),) if sound else ()
    base: dict[str, Any] = {
        "about": About({"en": title}, languages=("en",)),
        "sessions": (Session(1, on="2026-02-01", recordings=recordings),),
        "transcripts": (written(),),
    }
    return kept(here, interview(here, **base | given))


def change(place: Place, one: Interview, **given: Any) -> Interview:
    return changed(of(place), one, **given)


def address(place: Place, one: Interview, language: str = "en") -> str:
    return f"/{language}/{place.memorial.slug}/interviews/{one.id}"
