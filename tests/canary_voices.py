"""Voices given with remembrances, in states of their own, with a word said in each and one written about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from memorial.application import giving
from memorial.vocabulary import Decision
from tests.canaries import Case, Finder, Planter
from tests.installations import TestInstallation
from tests.voices import MP3, made_ready

PRIVATE = frozenset({Finder.SENDER, Finder.READERS})
WRITTEN = ("story", "name 1", "name 2", "other name", "nickname 1", "nickname 2", "town", "contributor")


def _given(p: Planter, name: str, *, publish: str = "yes", **answers: str) -> Case:
    """Sent, and its copy is made: the bytes of the copy hold the word that is said."""
    case, services = p.offer(name, **answers), p.built.services
    caption, said = p.plant(case, "caption", may=PRIVATE), p.plant(case, "said", may=PRIVATE)
    kept = giving.keep_file(services, case.code, f"{p.plant(case, 'file name', may=PRIVATE)}.mp3", [MP3])
    told = {"caption": f"The {caption} song", "living": "no", "publish": publish}
    giving.save_answers(services, case.code, {f"file:{kept.id}:{key}": text for key, text in told.items()})
    p.send(case)
    assert made_ready(cast(TestInstallation, p.built), content=f"They say {said} in it.".encode())
    return case


def _accepted(p: Planter, case: Case, *, listened: bool) -> None:
    files = frozenset(kept.id for kept in p.of(case).files)
    p.decide(case, Decision.ACCEPT, findings={"heard": files if listened else frozenset()})


def _shown(p: Planter, case: Case, *places: str) -> None:
    for place in places:
        p.rule(case, place, must={Finder.ANYONE}, may=set(Finder))


def _a_voice_that_is_heard(p: Planter, name: str) -> None:
    case = _given(p, name)
    _accepted(p, case, listened=True)
    _shown(p, case, *WRITTEN, "caption")
    p.rule(case, "said", may=set(Finder))


def _a_voice_nobody_listened_to(p: Planter, name: str) -> None:
    case = _given(p, name)
    _accepted(p, case, listened=False)
    _shown(p, case, *WRITTEN)


def _a_voice_that_may_say_the_name(p: Planter, name: str) -> None:
    case = _given(p, name, person_name_shown="none", signature="none")
    _accepted(p, case, listened=True)
    _shown(p, case, "story")


def _a_voice_for_the_staff(p: Planter, name: str) -> None:
    case = _given(p, name, publish="no")
    _accepted(p, case, listened=True)
    _shown(p, case, *WRITTEN)


def _a_voice_taken_back(p: Planter, name: str) -> None:
    case = _given(p, name)
    _accepted(p, case, listened=True)
    p.act(case, "withdraw")
    p.hide(case, readers=False)


VOICE_STATES: tuple[Callable[[Planter, str], None], ...] = (
    _a_voice_that_is_heard,
    _a_voice_nobody_listened_to,
    _a_voice_that_may_say_the_name,
    _a_voice_for_the_staff,
    _a_voice_taken_back,
)
