"""Recordings at the gate: who hears them, against rules that are written apart from it, over every combination."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from memorial.disclosure.gate import RemembranceDisclosure, Surroundings, disclose, preview
from memorial.domain.consent import Choices, FileChoice, Notice, grants_from
from memorial.domain.holds import Hold, file_element
from memorial.domain.media_copy import MediaCopy
from memorial.domain.memorial import Controller, Memorial
from memorial.domain.person_named import PersonNamed
from memorial.domain.remembrance import (
    FileKept,
    FileShown,
    Heard,
    Remembrance,
    StoredDerivative,
    Version,
)
from memorial.vocabulary import (
    About,
    Audience,
    FileKind,
    Flag,
    Ground,
    Living,
    MemorialKind,
    NameShown,
    ObjectionState,
    Scope,
    Signature,
    Standing,
    VersionState,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
COPY = MediaCopy("opus", "audio/ogg", 9, "copy", "00", "")
TAPE = FileKept("tape", FileKind.AUDIO, "t.mp3", "audio/mpeg", 9, "", "master", "00", copies=(COPY,), duration=90_000)
AROUND = Surroundings(
    Memorial(
        id="m",
        slug="harbour",
        kind=MemorialKind.FICTIONAL,
        languages=("en",),
        title={"en": "Harbour"},
        purpose={"en": "Made up."},
        notice={"en": "We keep it."},
        controller=Controller("K", "1 Pier", "k@example.org"),
        public=True,
        accepting=True,
    ),
    NOW,
)
ONE, TWO, OTHER = (Heard("tape", who, no_name_said=True) for who in ("one", "two", "other"))


def told(tape: FileKept = TAPE, **given: Any) -> tuple[Remembrance, Version]:
    """A published remembrance with one recording; `given` changes the choices or the version."""
    shown = FileShown(
        "tape", "A song", given.pop("living", Living.NO), given.pop("agreed", False), given.pop("publish", True)
    )
    choices = Choices(
        audience=given.pop("audience", Audience.PUBLIC),
        person_name_shown=given.pop("name", NameShown.FULL),
        signature=given.pop("signature", Signature.NONE),
        index=True,
        files=(FileChoice("tape", tape.scope, shown.publish, shown.living, shown.agreed),),
    )
    version = Version(
        **{
            "number": 1,
            "story": "She sang.",
            "language": "en",
            "files": (shown,),
            "grants": grants_from(choices),
            "notice": Notice("n", "en", "", ""),
            "made_at": NOW,
            "state": VersionState.PUBLISHED,
            "named": PersonNamed("Ayla Verdin"),
            "accepted_by": ("one",),
            "names_looked_for": True,
            "heard": (Heard("tape", "one"),),
            **given,
        }
    )
    return Remembrance("r", "m", "k", About.PERSON, NOW, versions=(version,), files=(tape,)), version


def heard(remembrance: Remembrance, around: Surroundings = AROUND) -> RemembranceDisclosure | None:
    shown = disclose(remembrance, around)
    return shown if shown is not None and shown.sounds else None


def expected(case: dict[str, Any]) -> Audience | None:
    """The rules as prose: None where nobody outside hears it, else how far it goes."""
    if not case["publish"] or not case["copies"] or case["living"] is Living.UNSURE:
        return None
    if case["living"] is Living.YES and not case["agreed"]:
        return None
    listened = case["heard"]
    if case["name"] is not NameShown.FULL and not all(one.no_name_said for one in listened):
        return None
    if case["two"] and {one.staff_id for one in listened} & {"one", "two"} != {"one", "two"}:
        return None
    if not listened:
        return None
    return Audience.UNLISTED if case["living"] is Living.YES else case["audience"]


def test_who_hears_a_recording_is_what_the_rules_say_for_every_combination() -> None:
    words: dict[str, tuple[Any, ...]] = {
        "publish": (False, True),
        "copies": (False, True),
        "living": tuple(Living),
        "agreed": (False, True),
        "name": tuple(NameShown),
        "audience": (Audience.PUBLIC, Audience.UNLISTED),
        "two": (False, True),
        "heard": (
            (),
            (replace(ONE, no_name_said=False),),
            (ONE,),
            (ONE, replace(TWO, no_name_said=False)),
            (ONE, TWO),
            (ONE, OTHER),
        ),
    }
    seen = set()
    for values in itertools.product(*words.values()):
        case = dict(zip(words, values, strict=True))
        # A living person in it makes it a matter for two people by itself.
        case["two"] = case["two"] or (case["publish"] and case["living"] is not Living.NO)
        tape = replace(TAPE, copies=(COPY,) if case["copies"] else ())
        flags, by = ((Flag.ACCUSATION,), ("one", "two")) if case["two"] else ((), ("one",))
        asked = {key: case[key] for key in ("publish", "living", "agreed", "name", "audience", "heard")}
        remembrance, _ = told(tape, flags=flags, accepted_by=by, **asked)

        found = heard(remembrance)

        assert (found is not None) == (expected(case) is not None), case
        if found is not None:
            assert found.indexable == (expected(case) is Audience.PUBLIC), case
        seen.add((found is not None, expected(case)))
    assert seen == {(False, None), (True, Audience.PUBLIC), (True, Audience.UNLISTED)}


@pytest.mark.parametrize(
    "closed",
    [
        {"state": VersionState.IN_REVIEW},
        {"state": VersionState.ACCEPTED},
        {"accepted_by": ()},
        {"staff_ceiling": Audience.ARCHIVE},
        {"flags": (Flag.SENDER_UNDER_AGE,)},
        {"audience": Audience.ARCHIVE},
        {"heard": (Heard("another tape", "one"),)},
        {"heard": (Heard("tape", "one"),), "name": NameShown.NONE},
        {"heard": (Heard("tape", "one"),), "contributor_name": "Orin Hask", "signature": Signature.INITIALS},
        {"heard": (Heard("tape", "one"),), "contributor_name": "Orin Hask", "signature": Signature.NONE},
    ],
    ids=str,
)
def test_each_of_these_alone_keeps_a_recording_from_visitors(closed: dict[str, Any]) -> None:
    assert heard(told()[0]) is not None

    assert heard(told(**closed)[0]) is None


@pytest.mark.parametrize("standing", [one for one in Standing if one is not Standing.OPEN])
def test_what_is_not_open_is_not_heard(standing: Standing) -> None:
    assert heard(replace(told()[0], standing=standing)) is None


def test_one_that_could_not_be_read_or_is_objected_to_or_stands_in_a_hidden_memorial_is_not_heard() -> None:
    remembrance, _ = told()
    hold = Hold("o", file_element("tape"), Ground.OTHER, ObjectionState.HIDING, None)

    assert heard(told(replace(TAPE, problem="silent"))[0]) is None
    assert heard(replace(remembrance, objections=(hold,))) is None
    assert heard(remembrance, replace(AROUND, memorial=replace(AROUND.memorial, public=False))) is None
    ceiling = replace(AROUND.memorial, ceiling=Audience.ARCHIVE)
    assert heard(remembrance, replace(AROUND, memorial=ceiling)) is None


def test_where_a_name_was_taken_off_the_wall_somebody_has_to_say_that_no_recording_says_it() -> None:
    """The family shows the name in full, and the person of that name is not on the wall any more."""
    remembrance, version = told()
    attached = replace(remembrance, person_id="p").with_version(version)

    assert heard(attached) is None
    assert heard(attached.with_version(replace(version, heard=(ONE,)))) is not None


def test_where_the_name_of_whom_it_is_about_is_not_known_here_a_recording_may_say_it_all_the_same() -> None:
    """There is nothing to search the text for, and the voice may say it."""
    remembrance, version = told(named=None)

    assert disclose(remembrance, AROUND) is not None
    assert heard(remembrance) is None
    assert heard(remembrance.with_version(replace(version, heard=(ONE,)))) is not None
    assert heard(replace(remembrance, about=About.EVENT)) is not None


def test_one_listener_who_does_not_say_it_keeps_a_recording_with_a_private_name_closed() -> None:
    unsaid = replace(TWO, no_name_said=False)

    assert heard(told(name=NameShown.NONE, heard=(ONE, TWO))[0]) is not None
    assert heard(told(name=NameShown.NONE, heard=(ONE, unsaid))[0]) is None
    assert heard(told(heard=(ONE, unsaid))[0]) is not None


def test_a_recording_whose_own_consent_was_lowered_is_not_heard_though_the_text_is_read() -> None:
    remembrance, version = told()
    grants = version.grants
    voice = grants.find(Scope.VOICE, element="tape")
    assert voice is not None
    lowered = grants.with_changes([replace(voice, audience=Audience.ARCHIVE)])

    shown = disclose(remembrance.with_version(replace(version, grants=lowered)), AROUND)

    assert shown is not None
    assert shown.story
    assert not shown.sounds


@pytest.mark.parametrize(("living", "agreed"), [(Living.UNSURE, True), (Living.YES, False)])
def test_another_living_voice_is_guarded_though_a_grant_forgot_it(living: Living, agreed: bool) -> None:
    remembrance, version = told(accepted_by=("one", "two"), heard=(ONE, TWO))
    wrong = replace(version, files=(replace(version.files[0], living=living, agreed=agreed),))

    assert heard(remembrance.with_version(wrong)) is None


def test_a_film_goes_by_its_own_consent_and_pictures_keep_their_place_beside_a_recording() -> None:
    film = replace(TAPE, kind=FileKind.VIDEO)
    still = FileKept(
        "still", FileKind.PHOTO, "s.jpg", "image/jpeg", 1, "", "s", "00",
        (StoredDerivative("card", "webp", 4, 3, "d", "00", 9),),
    )  # fmt: skip
    remembrance, version = told(film)
    both = Choices(
        Audience.PUBLIC,
        NameShown.FULL,
        Signature.NONE,
        index=True,
        files=(
            FileChoice("tape", Scope.VIDEO, True, Living.NO, False),
            FileChoice("still", Scope.PHOTO, True, Living.NO, False),
        ),
    )
    files = (*version.files, FileShown("still", "A pier", Living.NO, publish=True))
    changed = replace(version, grants=grants_from(both), files=files)

    shown = disclose(replace(remembrance, files=(film, still)).with_version(changed), AROUND)

    assert shown is not None
    assert [one.file_id for one in shown.pictures] == ["still"]
    assert [(one.file_id, one.video) for one in shown.sounds] == [("tape", True)]


def test_a_voice_alone_is_a_remembrance_and_without_being_heard_there_is_nothing() -> None:
    shown = disclose(told(story="")[0], AROUND)

    assert shown is not None
    assert (shown.story, len(shown.sounds)) == ("", 1)
    assert disclose(told(story="", heard=())[0], AROUND) is None


def test_names_that_are_kept_private_are_taken_out_of_what_stands_under_a_recording() -> None:
    remembrance, version = told(name=NameShown.NONE, heard=(ONE,))
    caption = replace(version.files[0], caption="Ayla Verdin sings")

    shown = disclose(remembrance.with_version(replace(version, files=(caption,))), AROUND)

    assert shown is not None
    assert "Ayla" not in shown.sounds[0].caption
    assert "sings" in shown.sounds[0].caption


def test_a_preview_shows_what_is_not_made_yet_and_of_what_is_published_only_what_is_heard() -> None:
    unmade = replace(TAPE, copies=())
    waiting, version = told(unmade, state=VersionState.IN_REVIEW, accepted_by=(), heard=(), name=NameShown.NONE)
    before = preview(waiting, version, AROUND).shown
    assert before is not None
    assert [one.copies for one in before.sounds] == [()]

    published, version = told(heard=())
    now = preview(published, version, AROUND).shown
    assert now is not None
    assert now.sounds == ()


def test_a_paper_is_never_heard_or_shown() -> None:
    paper = replace(TAPE, kind=FileKind.DOCUMENT)

    shown = disclose(told(paper)[0], AROUND)

    assert shown is not None
    assert (shown.sounds, shown.pictures) == ((), ())
