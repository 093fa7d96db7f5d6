"""Whatever is sealed and whatever was said: nothing of a span that holds is disclosed, and all of it when it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from memorial.application.interview_seals import reach
from memorial.disclosure.interview import InterviewDisclosure, disclose_interview
from memorial.domain.interview import (
    About,
    Access,
    Allowed,
    Interview,
    MediaCopy,
    MediaState,
    Recording,
    ReleaseForm,
    Session,
)
from memorial.domain.memorial import Controller, Memorial
from memorial.domain.remembrance import FileKept
from memorial.domain.sealed_spans import Seal
from memorial.domain.transcript import Cue, IndexSegment, Transcript
from memorial.vocabulary import FileKind, MemorialKind

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LONG = 20_000
NEAR = 500
"""Milliseconds around a span in which a line goes along: so near, no transcript is exact."""
MEMORIAL = Memorial(
    id="m",
    slug="harbour",
    kind=MemorialKind.FICTIONAL,
    languages=("en", "ar"),
    title={"en": "The harbour"},
    purpose={"en": "A made-up place."},
    notice={"en": "We keep what you send."},
    controller=Controller("The Keepers", "1 Pier Road", "keepers@example.org"),
    fictional_note={"en": "Nothing here happened."},
    public=True,
    time_zone="Asia/Baku",
)

TEXTS = ("title", "synopsis", "partial_transcript", "content_note", "place")
moments = st.integers(0, LONG)
sessions = st.sampled_from([1, 2])
days = st.one_of(st.none(), st.dates(date(2026, 2, 27), date(2026, 3, 6)))
seals = st.lists(
    st.builds(
        lambda session, start, length, until, lifted: Seal(
            f"{session}-{start}-{length}", session, start, start + length, "asked", NOW, "s", until,
            lifted_at=NOW if lifted else None,
        ),
        sessions, moments, st.integers(1, 6_000), days, st.booleans(),
    ),
    max_size=3,
)  # fmt: skip
spans = st.tuples(moments, st.integers(-500, 4_000))
clocks = st.one_of(
    st.none(), st.datetimes(datetime(2026, 2, 26), datetime(2026, 3, 8)).map(lambda at: at.replace(tzinfo=UTC))
)
cuts = st.one_of(
    st.lists(spans.map(lambda one: (one[0], one[0] + abs(one[1]) + 1)), max_size=4).map(tuple), st.just(((0, LONG),))
)


def opens(day: date) -> datetime:
    """In that memorial's time zone a day begins four hours before it does in Greenwich."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=4)


def held(found: Interview, session: int, now: datetime | None) -> list[tuple[int, int]]:
    """The spans that are kept back, said once more in other words than the program's."""
    return [
        (one.start, one.end)
        for one in found.seals
        if one.session == session
        and one.lifted_at is None
        and (one.until is None or now is None or now < opens(one.until))
    ]


def reaches(span: tuple[int, int], start: int, end: int, near: int = NEAR) -> bool:
    """Whether any moment of the line, or at least its first, lies in the span or so near it."""
    moments = range(start, max(end, start + 1))
    return moments[0] < span[1] + near and moments[-1] >= span[0] - near


@st.composite
def interviews(draw: st.DrawFn) -> Interview:
    """Two sittings, each with a recording, lines in two languages, and an index; a word of its own in every part."""
    words = iter(f"zq{number:05}" for number in range(10_000))
    transcripts = []
    for session in (1, 2):
        for language in ("en", "ar"):
            lines = sorted(draw(st.lists(spans, max_size=4)))
            cues = tuple(Cue(f"{n}", at, at + length, next(words), next(words)) for n, (at, length) in enumerate(lines))
            made = Transcript(f"{language}{session}", session, language, cues, translation=language == "ar")
            transcripts.append(replace(made, approved=cues))
    index = tuple(
        IndexSegment(
            f"s{n}", session, at, None if length % 2 else at + abs(length) + 1,
            **{name: {"en": next(words)} for name in TEXTS},
            **{name: {"en": (next(words),)} for name in ("keywords", "subjects")},
        )
        for session in (1, 2)
        for n, (at, length) in enumerate(sorted(draw(st.lists(spans, max_size=3))))
    )  # fmt: skip
    sittings = tuple(Session(one, recordings=(_recording(draw, one),)) for one in (1, 2))
    release = ReleaseForm({"en": "I allow it."}, "1", tuple(Allowed), "2026-02-01", "N", "signed", "s", NOW)
    return Interview(
        "i", "m", "k", About({"en": "The harbour"}), NOW, sessions=sittings, transcripts=tuple(transcripts),
        index=index, seals=tuple(draw(seals)), release=release, access=Access.OPEN,
    )  # fmt: skip


def _recording(draw: st.DrawFn, number: int) -> Recording:
    master = FileKept(f"r{number}", FileKind.AUDIO, "tape.wav", "audio/wav", 9, "0" * 64, f"v{number}", "00")
    copies = (MediaCopy("mp3", "audio/mpeg", 9, f"c{number}", "00", "0" * 64, draw(cuts)),)
    starts = draw(st.sampled_from([0, 3_000]))
    return Recording(f"r{number}", master, starts, MediaState.READY, duration=LONG, copies=copies, peaks=(70,) * 200)


def disclosed(found: Interview, now: datetime | None) -> InterviewDisclosure:
    shown = disclose_interview(found, MEMORIAL, now, lambda _person: "")
    assert shown is not None
    return shown


@given(interviews(), clocks)
def test_no_line_and_no_word_of_the_index_that_touches_a_span_is_disclosed(
    found: Interview, now: datetime | None
) -> None:
    shown = disclosed(found, now)

    for one in found.transcripts:
        sealed = held(found, one.session, now)
        kept = [cue for cue in one.cues if not any(reaches(span, cue.start, cue.end) for span in sealed)]
        assert [(cue.id, cue.text) for cue in shown.cues.get(one.id, ())] == [(cue.id, cue.text) for cue in kept]
    everything = repr(shown)
    for session in (1, 2):
        mine = sorted((one for one in found.index if one.session == session), key=lambda one: one.start)
        for one, following in zip(mine, [*mine[1:], None], strict=False):
            last = one.end if one.end is not None else following.start if following else 10**9
            hidden = any(reaches(span, one.start, last, near=0) for span in held(found, session, now))
            said = [
                text
                for texts in (one.title, one.synopsis, one.content_note, one.place)
                for text in (texts or {}).values()
            ]
            said += [word for words in (one.keywords, one.subjects) for some in (words or {}).values() for word in some]
            assert [word for word in said if word in everything] == ([] if hidden else said)


@given(interviews(), clocks)
def test_no_copy_in_which_a_moment_of_a_span_is_heard_is_disclosed(found: Interview, now: datetime | None) -> None:
    shown = disclosed(found, now)

    given_out = {one.vault_id for one in shown.copies}
    for session, recording in found.recordings:
        silent = {moment // 100 for start, end in recording.copies[0].cut for moment in range(start, end, 100)}
        seen = shown.shown.session(session.number)
        assert seen is not None
        for start, end in held(found, session.number, now):
            first, last = max(0, start - recording.starts), min(LONG, end - recording.starts)
            whole = set(range(-(-first // 100), last // 100))
            if not whole <= silent:
                assert recording.copies[0].vault_id not in given_out
                assert not seen.recordings
            for one in seen.recordings:
                assert not any(one.peaks[place] for place in range(first // 100, -(-last // 100)) if first < last)


@given(interviews(), clocks)
def test_when_every_seal_is_lifted_exactly_what_was_there_is_back(found: Interview, now: datetime | None) -> None:
    whole = replace(found, seals=())
    lifted = replace(found, seals=tuple(replace(one, lifted_at=NOW) for one in found.seals))
    over = replace(found, seals=tuple(replace(one, until=date(2026, 3, 1)) for one in found.seals))

    assert disclosed(lifted, now) == disclosed(whole, now)
    assert disclosed(over, NOW) == disclosed(whole, NOW)


@given(interviews(), st.integers(1, 2), moments, st.integers(1, 6_000))
def test_what_the_desk_is_shown_beforehand_is_what_goes(
    found: Interview, session: int, start: int, length: int
) -> None:
    whole, span = replace(found, seals=()), (start, start + length)
    before = disclosed(whole, NOW)
    after = disclosed(replace(whole, seals=(Seal("x", session, *span, "asked", NOW, "s"),)), NOW)

    foretold = reach(whole, session, span)

    for one in whole.transcripts:
        gone = {cue.id for cue in before.cues.get(one.id, ())} - {cue.id for cue in after.cues.get(one.id, ())}
        touched = next((lines for lines in foretold.lines if lines.transcript.id == one.id), None)
        assert gone == ({cue.id for cue in touched.cues} if touched else set())
        assert touched is None or touched.shown == len(gone)
    seen = after.shown.session(session)
    assert seen is not None
    stay = [(one.start, bool(one.title)) for one in seen.segments]
    hidden = {one.segment.id: one.whole for one in foretold.segments}
    mine = sorted((one for one in whole.index if one.session == session), key=lambda one: one.start)
    assert stay == [(one.start, one.id not in hidden) for one in mine if not hidden.get(one.id)]
    lost = {one.recording.id for one in foretold.recordings}
    assert {one.id for one in seen.recordings} >= {r.id for s, r in whole.recordings if s.number == session} - lost


def test_the_last_part_of_an_index_reaches_to_the_end_whatever_is_sealed_there() -> None:
    index = tuple(IndexSegment(f"s{at}", 1, at, title={"en": f"Part {at}"}) for at in (0, 5_000))
    whole = Interview("i", "m", "k", About({"en": "The harbour"}), NOW, sessions=(Session(1),), index=index,
                      release=ReleaseForm({"en": "I allow it."}, "1", tuple(Allowed), "2026", "N", "signed", "s", NOW),
                      access=Access.OPEN)  # fmt: skip
    sealed = replace(whole, seals=(Seal("x", 1, 18_000, 19_000, "asked", NOW, "s"),))

    (sitting,) = disclosed(sealed, NOW).shown.sessions

    assert [one.title for one in sitting.segments] == [{"en": "Part 0"}, {}]
