"""What a narrator does with the code of an interview: read what was written down, agree, change, seal, take back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from memorial.application.acts import note
from memorial.application.interviews import require_words
from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.services import Services
from memorial.domain.errors import Conflict, Invalid, NotFound
from memorial.domain.interview import CueChange, Interview, InterviewChange
from memorial.domain.interview_answers import REFUSED, Answer, answers
from memorial.domain.memorial import Memorial
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.sealed_spans import Seal
from memorial.domain.staff import StaffMember
from memorial.domain.transcript import LONGEST_CUE, Cue, Transcript
from memorial.domain.writing import clean
from memorial.published.interview import PublishedCue, PublishedInterview
from memorial.vocabulary import ActorKind

NARRATOR = "narrator"
APPROVED, CHANGED = "approved", "changed"
WROTE = "narrator_wrote"
LONGEST_NOTE = 5_000
SIMPLE = ("refuse", "hide", "show", "list", "unlist", "withdraw", "return", "note")


@dataclass(frozen=True)
class NarratorView:
    """What the holder of the code sees: everything that was written down, and what visitors see of it today.

    `look` stands for exactly this state of the transcripts: an answer to another state is refused.
    """

    memorial: Memorial
    interview: Interview
    answers: tuple[Answer, ...]
    shown: PublishedInterview | None
    would_be: PublishedInterview | None
    cues: Mapping[str, tuple[PublishedCue, ...]]
    look: str


# The desk gives the code


def give_code(services: Services, member: StaffMember, memorial_id: str, interview_id: str) -> str:
    """A new code for the narrator, to be shown once; an earlier one opens nothing any more. One audit entry."""
    require_words(member, memorial_id)
    code = ReceiptCode.generate().digits
    with services.unit_of_work() as uow:
        interview = uow.interviews.get(memorial_id, interview_id)
        uow.interviews.bind(code, memorial_id, interview_id)
        change = InterviewChange(services.now(), member.id, "asked_narrator")
        uow.interviews.save(replace(interview, asked_at=services.now()).noted(change))
        note(uow, member, memorial_id, interview_id, "give_narrators_code", kind="interview")
        uow.commit()
    return code


def take_over(services: Services, member: StaffMember, memorial_id: str, interview_id: str, mark: str) -> Interview:
    """The desk has read what the narrator changed; from now on those words are shown. One audit entry.

    `mark` is `mark_of` what was read. Raises `Conflict` where there is nothing of the kind, or something else by now.
    """
    require_words(member, memorial_id)
    now = services.now()
    with services.unit_of_work() as uow:
        interview = uow.interviews.get(memorial_id, interview_id)
        if interview.answer != CHANGED or all(one.agreed is None for one in interview.transcripts):
            raise Conflict("nothing_to_take_over")
        if mark != mark_of(interview):
            raise Conflict("changed_since_look")
        transcripts = tuple(
            one if one.agreed is None else replace(one, approved=one.agreed, approved_at=now, agreed=None)
            for one in interview.transcripts
        )
        after = replace(interview, transcripts=transcripts, answer=APPROVED)
        after = after.noted(InterviewChange(now, member.id, "read_narrators_changes"))
        uow.interviews.save(after)
        note(uow, member, memorial_id, interview_id, "read_narrators_changes", kind="interview")
        uow.commit()
    return after


def wanted_by_narrator(interview: Interview) -> tuple[CueChange, ...]:
    """The narrator's words that nobody at the desk has read yet, line by line.

    Each against what visitors read of that line, or what stood there before; `after` is None where it is to go.
    """
    found = [one for text in interview.transcripts if text.agreed is not None for one in _wanted(interview, text)]
    return tuple(sorted(found, key=lambda one: min(cue.start for cue in (one.before, one.after) if cue)))


def _wanted(interview: Interview, text: Transcript) -> list[CueChange]:
    agreed = {one.id: one for one in text.agreed or ()}
    stood = _before_narrator(interview, text)
    new = {id: one for id, one in agreed.items() if one.edited and id not in stood and text.approved is not None}
    other = {id: one for id, one in stood.items() if id not in agreed or agreed[id].text != one.text}
    return [CueChange(text.id, stood.get(id), agreed.get(id)) for id in (*other, *new)]


def _before_narrator(interview: Interview, text: Transcript) -> dict[str, Cue]:
    """What visitors read, and the lines that the narrator has changed since, as they stood first."""
    stood = {one.id: one for one in text.approved or ()}
    since = text.approved_at if text.approved is not None else None
    wrote = [one for one in interview.history if one.what == WROTE and (since is None or one.at > since)]
    for change in (one for act in wrote for one in act.cues):
        if change.transcript_id == text.id and change.before is not None:
            stood.setdefault(change.before.id, change.before)
    return stood


def mark_of(interview: Interview) -> str:
    """SHA-256 (hex) of the words that the narrator agreed to and the desk has not read yet."""
    lines = [[one.id, [[cue.id, cue.text] for cue in one.agreed or ()]] for one in interview.transcripts]
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()


# The narrator


def open_interview(services: Services, code: str, *, media_base: str) -> NarratorView:
    """Raises `NotFound`."""
    with services.unit_of_work(read_only=True) as uow:
        interview = _of_code(uow, code)
        memorial = uow.memorials.get(interview.memorial_id)
        now = uow.clock_readings.trusted()
        shown = uow.preview_interview(interview, media_base=media_base)
        would_be = uow.preview_interview(interview, media_base=media_base, as_if_agreed=True)
    return NarratorView(
        memorial,
        interview,
        answers(interview, memorial, now),
        shown[0] if shown else None,
        would_be[0] if would_be else None,
        would_be[1] if would_be else {},
        look_of(interview),
    )


def look_of(interview: Interview) -> str:
    """SHA-256 (hex) of every line that the narrator is asked to agree to, and of what is sealed."""
    lines = [
        [one.id, [[cue.id, cue.start, cue.end, cue.speaker, cue.text] for cue in one.cues]]
        for one in interview.transcripts
    ]
    seals = [[one.id, one.session, one.start, one.end] for one in interview.seals if one.lifted_at is None]
    index = [
        [one.id, one.start, one.title, one.synopsis, one.keywords, one.subjects, one.content_note, one.place]
        for one in interview.index
    ]
    return hashlib.sha256(json.dumps([lines, seals, index], ensure_ascii=False).encode()).hexdigest()


def write(services: Services, code: str, look: str, words: Mapping[str, str]) -> Interview:
    """Put other words where the narrator wants them; visitors read nothing new by that.

    `words` is by `{transcript id}.{line id}`. Raises `NotFound`, `Conflict` where it was changed meanwhile, `Invalid`.
    """
    now = services.now()
    with services.unit_of_work() as uow:
        interview = _of_code(uow, code)
        if look != look_of(interview):
            raise Conflict("changed_since_look")
        changed = [_in_words(one, words) for one in interview.transcripts]
        changes = tuple(change for _, some in changed for change in some)
        # What was agreed to before is not what is wanted now.
        after = replace(interview, transcripts=tuple(replace(one, agreed=None) for one, _ in changed))
        if changes:
            after = after.noted(InterviewChange(now, NARRATOR, WROTE, cues=changes))
            uow.interviews.save(after)
            _note(uow, interview, WROTE)
        uow.commit()
    return after


def agree(services: Services, code: str, look: str) -> Interview:
    """Agree to the transcripts as they were read.

    Visitors may read them at once, as far as everything else allows it; with words of the narrator's own in them, when
    somebody at the desk has read those. Raises `NotFound`, and `Conflict` where it was changed meanwhile.
    """
    now = services.now()
    with services.unit_of_work() as uow:
        interview = _of_code(uow, code)
        if look != look_of(interview):
            raise Conflict("changed_since_look")
        own = any(_has_own_words(interview, one) for one in interview.transcripts)
        transcripts = tuple(
            replace(one, agreed=one.cues, approved=_still(one)) if own
            else replace(one, approved=one.cues, approved_at=now, agreed=None)
            for one in interview.transcripts
        )  # fmt: skip
        answer = CHANGED if own else APPROVED
        after = replace(interview, transcripts=transcripts, answer=answer)
        after = after.noted(InterviewChange(now, NARRATOR, f"narrator_{answer}"))
        uow.interviews.save(after)
        _note(uow, interview, f"narrator_{answer}")
        uow.commit()
    return after


def _still(transcript: Transcript) -> tuple[Cue, ...] | None:
    """Of the lines that visitors read, those that the narrator still wants as they are: others go at once."""
    if transcript.approved is None:
        return None
    wanted = {one.id: one.text for one in transcript.cues}
    return tuple(one for one in transcript.approved if wanted.get(one.id) == one.text)


def _has_own_words(interview: Interview, transcript: Transcript) -> bool:
    """Whether the narrator wrote in it and nobody at the desk has read that yet."""
    wrote = {
        change.after.id if change.after else change.before.id if change.before else ""
        for act in interview.history
        if act.what == WROTE
        for change in act.cues
        if change.transcript_id == transcript.id
    }
    if transcript.approved is None:
        return bool(wrote)
    read = {cue.id: cue for cue in transcript.approved}
    now = {cue.id: cue for cue in transcript.cues}
    return any(now.get(line) != read.get(line) for line in wrote)


def _in_words(transcript: Transcript, words: Mapping[str, str]) -> tuple[Transcript, list[CueChange]]:
    """The transcript with the narrator's words, each changed line marked: what is heard there says something else."""
    cues, changes = list(transcript.cues), []
    for number, cue in enumerate(cues):
        said = words.get(f"{transcript.id}.{cue.id}")
        text = clean(said).strip() if said is not None else cue.text
        if len(text) > LONGEST_CUE:
            raise Invalid(f"{transcript.id}.{cue.id}", "too_long")
        if text != cue.text.strip():
            cues[number] = replace(cue, text=text, edited=True)
            changes.append(CueChange(transcript.id, cue, cues[number] if text else None))
    kept = tuple(cue for cue in cues if cue.text)
    return transcript.with_cues(kept), changes


def keep_back(services: Services, code: str, transcript_id: str, first: str, last: str) -> Interview:
    """Seal what is said from one line to another, at once and without asking anybody. Raises `NotFound`, `Invalid`."""
    now = services.now()
    with services.unit_of_work() as uow:
        interview = _of_code(uow, code)
        transcript = interview.transcript(transcript_id)
        if transcript is None:
            raise NotFound
        ids = _ids_between(transcript.cues, first, last)
        # As others read them, too: their times may have been put right since.
        every = (*transcript.cues, *(transcript.approved or ()), *(transcript.agreed or ()))
        some = [one for one in every if one.id in ids]
        span = (min(one.start for one in some), max(max(one.end, one.start + 1) for one in some))
        seal = Seal(
            services.new_id(), transcript.session, *span, reason=NARRATOR, made_at=now, made_by=NARRATOR,
            lines=tuple(f"{transcript.id}.{one}" for one in sorted(ids)),
        )  # fmt: skip
        after = replace(interview, seals=(*interview.seals, seal))
        after = after.noted(InterviewChange(now, NARRATOR, "sealed"))
        uow.interviews.save(after)
        _note(uow, interview, "narrator_sealed")
        uow.commit()
    return after


def _ids_between(cues: Sequence[Cue], first: str, last: str) -> frozenset[str]:
    ids = [one.id for one in cues]
    if first not in ids or last not in ids:
        raise Invalid("first", "no_such_line")
    return frozenset(ids[min(ids.index(first), ids.index(last)) : max(ids.index(first), ids.index(last)) + 1])


def open_part(services: Services, code: str, seal_id: str) -> Interview:
    """Take back what the narrator sealed; what the desk sealed stays. Raises `NotFound`."""
    now = services.now()
    with services.unit_of_work() as uow:
        interview = _of_code(uow, code)
        mine = next((one for one in interview.seals if one.id == seal_id and _is_mine(one)), None)
        if mine is None:
            raise NotFound
        opened = replace(mine, lifted_at=now, lifted_by=NARRATOR, lifted_because=NARRATOR)
        seals = tuple(opened if one is mine else one for one in interview.seals)
        after = replace(interview, seals=seals).noted(InterviewChange(now, NARRATOR, "narrator_unsealed"))
        uow.interviews.save(after)
        _note(uow, interview, "narrator_unsealed")
        uow.commit()
    return after


def _is_mine(seal: Seal) -> bool:
    return seal.made_by == NARRATOR and seal.lifted_at is None


def act(services: Services, code: str, action: str, given: Mapping[str, str]) -> Interview:
    """One of `SIMPLE`. Raises `NotFound`, `Conflict` and `Invalid`."""
    now = services.now()
    with services.unit_of_work() as uow:
        interview = _of_code(uow, code)
        after = _after(interview, action, given, now)
        uow.interviews.save(after.noted(InterviewChange(now, NARRATOR, f"narrator_{action}")))
        _note(uow, interview, f"narrator_{action}")
        uow.commit()
    return after


def _after(interview: Interview, action: str, given: Mapping[str, str], now: datetime) -> Interview:
    match action:
        case "refuse":
            transcripts = tuple(replace(one, agreed=None) for one in interview.transcripts)
            note = _words(given) or interview.narrator_note
            return replace(interview, answer=REFUSED, narrator_note=note, transcripts=transcripts)
        case "hide":
            return replace(interview, paused=True, paused_by=interview.paused_by or NARRATOR)
        case "show":
            if not interview.paused or interview.paused_by != NARRATOR:
                raise Conflict("not_hidden_by_you")
            return replace(interview, paused=False, paused_by="")
        case "list":
            return replace(interview, listed=True)
        case "unlist":
            return replace(interview, listed=False)
        case "withdraw":
            return replace(interview, withdrawn_at=interview.withdrawn_at or now)
        case "return":
            if interview.withdrawn_at is None:
                raise Conflict("not_withdrawn")
            return replace(interview, withdrawn_at=None)
        case "note":
            words = _words(given)
            if not words:
                raise Invalid("message", "needed")
            return replace(interview, narrator_note=words)
    raise NotFound("no_such_action")


def _words(given: Mapping[str, str]) -> str:
    words = clean(given.get("message", "")).strip()
    if len(words) > LONGEST_NOTE:
        raise Invalid("message", "too_long")
    return words


def _of_code(uow: UnitOfWork, code: str) -> Interview:
    at = uow.interviews.of_code(code)
    if at is None:
        raise NotFound
    return uow.interviews.get(*at)


def _note(uow: UnitOfWork, interview: Interview, action: str) -> None:
    """Whose code it was stands nowhere."""
    entry = AuditEntry(
        interview.memorial_id, ActorKind.CONTRIBUTOR, "-", action, "interview", interview.id, reason="by_code"
    )
    uow.audit.add(entry)
