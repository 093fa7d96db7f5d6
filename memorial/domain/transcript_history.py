"""What was changed in a transcript: noted line by line, what is saved while typing as one change, each reversible."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from memorial.domain.errors import Conflict, NotFound
from memorial.domain.interview import CueChange, Interview, InterviewChange
from memorial.domain.transcript import Cue, Transcript

CORRECTED = "transcript_correct"
"""The act of changing one line's own words, speaker or times."""
TAKEN_BACK = "transcript_take_back"
REPLACED = "transcript_replace"
READ = "transcript_read"
NOT_READ = "transcript_not_read"

ONE_SITTING = timedelta(minutes=10)
"""Within it, what the same person goes on correcting in the same line is one change."""


def changes_between(transcript_id: str, before: Iterable[Cue], after: Iterable[Cue]) -> tuple[CueChange, ...]:
    """Every line that is not as it was, in the order of time."""
    was, now = {one.id: one for one in before}, {one.id: one for one in after}
    found = [
        CueChange(transcript_id, was.get(cue_id), now.get(cue_id))
        for cue_id in dict.fromkeys((*was, *now))
        if was.get(cue_id) != now.get(cue_id)
    ]
    return tuple(sorted(found, key=_begins))


def _begins(change: CueChange) -> int:
    cue = change.before or change.after
    return cue.start if cue else 0


def with_lines(
    interview: Interview,
    transcript: Transcript,
    cues: tuple[Cue, ...],
    *,
    at: datetime,
    by: str,
    what: str,
    reason: str = "",
) -> Interview:
    """The interview with these lines, and what differs noted in its history. Unchanged where nothing does."""
    cues = tuple(sorted(cues, key=lambda one: one.start))
    changed = changes_between(transcript.id, transcript.cues, cues)
    if not changed:
        return interview
    now = interview.with_transcript(transcript.with_cues(cues))
    change = InterviewChange(at, by, what, reason, cues=changed)
    return replace(now, history=_noted(interview.history, change))


def _noted(history: tuple[InterviewChange, ...], change: InterviewChange) -> tuple[InterviewChange, ...]:
    """With the change at the end. What continues an earlier one takes its place; what ends as it began leaves none."""
    earlier = _continued(history, change)
    if earlier is None:
        return (*history, change)
    kept = (*history[:earlier], *history[earlier + 1 :])
    whole = replace(change.cues[0], before=history[earlier].cues[0].before)
    return kept if whole.before == whole.after else (*kept, replace(change, cues=(whole,)))


def _continued(history: tuple[InterviewChange, ...], change: InterviewChange) -> int | None:
    """Where the same person corrected the same line a moment ago, and nobody else did since."""
    if change.what != CORRECTED or len(change.cues) != 1:
        return None
    line = _key(change.cues[0])
    for place in range(len(history) - 1, -1, -1):
        earlier = history[place]
        if change.at - earlier.at > ONE_SITTING:
            return None
        if any(_key(one) == line for one in earlier.cues):
            goes_on = earlier.what == CORRECTED and earlier.by == change.by and len(earlier.cues) == 1
            return place if goes_on else None
    return None


def _key(change: CueChange) -> tuple[str, str]:
    cue = change.before or change.after
    return change.transcript_id, cue.id if cue else ""


def of_transcript(interview: Interview, transcript_id: str) -> tuple[tuple[int, InterviewChange], ...]:
    """Each change that touched a line of it, with its place in the whole history; the oldest first."""
    return tuple(
        (place, one)
        for place, one in enumerate(interview.history)
        if any(cue.transcript_id == transcript_id for cue in one.cues)
    )


def taken_back(interview: Interview, transcript: Transcript, place: int, made_at: str) -> tuple[Cue, ...]:
    """The lines of the transcript as if that change had not been made.

    `made_at` is when it was made (ISO), so that no other is taken for it. Raises `NotFound`, and `Conflict` where one
    of its lines was changed again since: that later change is to be taken back first.
    """
    if not 0 <= place < len(interview.history) or interview.history[place].at.isoformat() != made_at:
        raise NotFound("no_such_change")
    undone = [one for one in interview.history[place].cues if one.transcript_id == transcript.id]
    if not undone:
        raise NotFound("no_such_change")
    lines = {one.id: one for one in transcript.cues}
    for change in undone:
        cue_id = _key(change)[1]
        if lines.get(cue_id) != change.after:
            raise Conflict("changed_since")
        if change.before is None:
            del lines[cue_id]
        else:
            lines[cue_id] = change.before
    return tuple(sorted(lines.values(), key=lambda one: one.start))


def known_again(before: Iterable[Cue], after: Iterable[Cue]) -> tuple[Cue, ...]:
    """The new lines, each under the id of the earlier line that it replaces: one that begins at the same moment.

    So the history of a line goes on when a newer version of a file comes in, and an unchanged line is no change.
    """
    after = tuple(after)
    by_start: dict[int, deque[Cue]] = defaultdict(deque)
    for one in before:
        by_start[one.start].append(one)
    taken = {one.id for one in before}
    found: list[Cue] = []
    for one in after:
        same = by_start[one.start].popleft() if by_start[one.start] else None
        edited = one.edited or (same is not None and same.edited and same.text == one.text)
        found.append(replace(one, id=same.id if same else _free(one.id, taken), edited=edited))
        taken.add(found[-1].id)
    return tuple(found)


def _free(cue_id: str, taken: set[str]) -> str:
    """That id, or one made of it, that no line has."""
    number, free = 2, cue_id
    while free in taken:
        free, number = f"{cue_id}-{number}", number + 1
    return free
