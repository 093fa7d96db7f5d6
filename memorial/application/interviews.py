"""Interviews at the desk: the list, one interview, entering a new one, and one act at a time on it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from memorial.application.acts import note
from memorial.application.groups import require_keeper
from memorial.application.offer import Answers, Incomplete
from memorial.application.ports.interviews import MediaJob
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from memorial.domain.interview import About, Interview, InterviewChange
from memorial.domain.interview_answers import Answer, answers
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember
from memorial.domain.transcript import Cue
from memorial.published.interview import PublishedCue, PublishedInterview

SUBJECT = "interview"
"""What an interview is called in the log of acts."""

IN_PAGE = 50
MOST_JOBS = 500
NOTHING = "/none"
"""Where the sound of a preview would be, of which nobody is told the address."""


def require_words(member: StaffMember, memorial_id: str) -> None:
    """Raises `NotAllowed` for whoever may not read, hear or write what is told in interviews."""
    require_keeper(member, memorial_id)
    if not member.may_read(memorial_id):
        raise NotAllowed("readers_only")


@dataclass(frozen=True)
class InterviewSeen:
    """One interview as this member may know it. `private`: its words are here; else only what visitors know of it.

    `title` is '' where who looks may not know it. `answers`: what visitors may have of it today.
    """

    interview: Interview
    title: dict[str, str]
    private: bool
    answers: tuple[Answer, ...]
    jobs: tuple[MediaJob, ...]
    has_code: bool

    @property
    def shown(self) -> bool:
        return any(one.shown for one in self.answers)


@dataclass(frozen=True)
class InterviewList:
    """One page of a memorial's interviews. `after` leads to the next page, '' on the last."""

    seen: tuple[InterviewSeen, ...]
    after: str
    count: int


def listed(services: Services, member: StaffMember, memorial_id: str, *, after: str = "") -> InterviewList:
    """A page of interviews in the order of their ids, which tells nothing; removed ones are among them."""
    require_keeper(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.get(memorial_id)
        ids = sorted(uow.interviews.ids(memorial_id))
        wanted = [one for one in ids if one > after][: IN_PAGE + 1]
        jobs = uow.media_jobs.listed(memorial_id, limit=MOST_JOBS)
        found = [uow.interviews.find(memorial_id, one) for one in wanted[:IN_PAGE]]
        seen = tuple(_seen(uow, memorial, member, one, jobs) for one in found if one is not None)
    return InterviewList(seen, wanted[IN_PAGE - 1] if len(wanted) > IN_PAGE else "", len(ids))


def look(services: Services, member: StaffMember, memorial_id: str, interview_id: str) -> InterviewSeen:
    """Raises `NotFound`."""
    require_keeper(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.get(memorial_id)
        interview = uow.interviews.get(memorial_id, interview_id)
        jobs = uow.media_jobs.listed(memorial_id, limit=MOST_JOBS)
        return _seen(uow, memorial, member, interview, jobs)


def _seen(uow: UnitOfWork, memorial: Memorial, member: StaffMember, interview: Interview, jobs: Any) -> InterviewSeen:
    """An administrator who does not read is told its title as visitors know it, and no word beside."""
    own = tuple(one for one in jobs if one.record_id == interview.id)
    today = answers(interview, memorial, uow.clock_readings.trusted())
    has_code = uow.interviews.has_code(memorial.id, interview.id)
    if member.may_read(memorial.id):
        return InterviewSeen(for_desk(interview), interview.about.title, True, today, own, has_code)
    public = uow.preview_interview(interview, media_base=NOTHING)
    title = public[0].title if public is not None else {}
    return InterviewSeen(without_words(interview), title, False, today, own, has_code)


def without_words(interview: Interview) -> Interview:
    """Ids, states and times, and nothing that anybody said or wrote."""
    narrators = tuple(replace(one, name="", name_other="", note="", person_id=None) for one in interview.narrators)
    sessions = tuple(
        replace(
            one,
            place="",
            recordings=tuple(replace(r, master=replace(r.master, name="")) for r in one.recordings),
        )
        for one in interview.sessions
    )
    transcripts = tuple(
        replace(one, cues=(), approved=_emptied(one.approved), agreed=_emptied(one.agreed), notes=(), by="")
        for one in interview.transcripts
    )
    photographs = tuple(replace(one, caption="", file=replace(one.file, name="")) for one in interview.photographs)
    return replace(
        interview,
        about=About(title={}),
        narrators=narrators,
        interviewers=(),
        sessions=sessions,
        transcripts=transcripts,
        index=(),
        photographs=photographs,
        seals=tuple(replace(one, reason="", said=None, lifted_because="") for one in interview.seals),
        release=_without_names(interview.release),
        earlier_releases=tuple(filter(None, map(_without_names, interview.earlier_releases))),
        consent=replace(interview.consent, note="") if interview.consent else None,
        gift=replace(interview.gift, by="", note="", scan=None) if interview.gift else None,
        narrator_note="",
        history=tuple(replace(one, reason="", cues=()) for one in interview.history),
    )


def for_desk(interview: Interview) -> Interview:
    """As the desk may know it: once the narrator took it back, without a word of what was told."""
    if interview.withdrawn_at is None:
        return interview
    untold = without_words(interview)
    return replace(
        interview,
        transcripts=untold.transcripts,
        index=(),
        photographs=untold.photographs,
        history=untold.history,
    )


def _emptied(cues: tuple[Cue, ...] | None) -> tuple[Cue, ...] | None:
    return None if cues is None else ()


def _without_names(release: Any) -> Any:
    return replace(release, text={}, signed_by="", scan=None) if release else None


def preview(
    services: Services, member: StaffMember, memorial_id: str, interview_id: str, *, media_base: str, agreed: bool
) -> tuple[PublishedInterview, dict[str, tuple[PublishedCue, ...]]] | None:
    """What visitors would see, by the gate that publishes; `agreed`: once the narrator agrees and access is open.

    None where that is nothing. Raises `NotFound`.
    """
    require_words(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        found = uow.interviews.get(memorial_id, interview_id)
        if found.withdrawn_at is not None:
            return None
        return uow.preview_interview(found, media_base=media_base, as_if_agreed=agreed)


# What the desk does


def begin(services: Services, member: StaffMember, memorial_id: str, given: Mapping[str, str]) -> Interview:
    """A new interview, closed, with nothing but its title (`title_` and a language code). Raises `Incomplete`."""
    require_words(member, memorial_id)
    given_answers = Answers(given)
    with services.unit_of_work() as uow:
        memorial = uow.memorials.get(memorial_id)
        title = texts(given_answers, "title", memorial.languages, line=True)
        if not title:
            given_answers.problems.append(Invalid(f"title_{memorial.languages[0]}", "forgotten"))
        refuse(given_answers)
        now = services.now()
        key = services.keys.take().id
        new = Interview(services.new_id(), memorial_id, key, About(title=title), made_at=now)
        new = new.noted(InterviewChange(now, member.id, "add"))
        uow.interviews.add(new)
        note(uow, member, memorial_id, new.id, "interview_add", kind=SUBJECT)
        uow.commit()
    return new


@dataclass(frozen=True)
class Acting:
    """What one act is given."""

    services: Services
    uow: UnitOfWork
    member: StaffMember
    memorial: Memorial
    interview: Interview
    answers: Answers

    @property
    def languages(self) -> tuple[str, ...]:
        return languages_of(self.memorial, self.interview)


Act = Callable[[Acting], Interview]


def act_on(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    interview_id: str,
    action: str,
    act: Act,
    given: Mapping[str, str],
    *,
    words: bool = True,
    reason: str = "decided",
) -> Interview:
    """One act: what it makes of the interview is saved with a line of history and one audit entry.

    `words`: it needs somebody who may read; else any keeper may do it. Where nothing changed, nothing is saved.
    Raises `NotFound`, `Incomplete`, `Conflict`, `NotAllowed`.
    """
    (require_words if words else require_keeper)(member, memorial_id)
    with services.unit_of_work() as uow:
        memorial = uow.memorials.get(memorial_id)
        before = uow.interviews.get(memorial_id, interview_id)
        given_answers = Answers(given)
        after = act(Acting(services, uow, member, memorial, before, given_answers))
        refuse(given_answers)
        changed = after != before
        if changed:
            why = given_answers.line("why")
            after = after.noted(InterviewChange(services.now(), member.id, action, why))
            uow.interviews.save(after)
        outcome = reason if changed else "nothing_changed"
        note(uow, member, memorial_id, interview_id, f"interview_{action}"[:40], kind=SUBJECT, reason=outcome)
        uow.commit()
    return after


def refuse(given: Answers) -> None:
    if given.problems:
        raise Incomplete(given.problems)


# What several acts read


def languages_of(memorial: Memorial, interview: Interview) -> tuple[str, ...]:
    """Those in which texts may be written: the memorial's first, then those of the interview and of what is there."""
    there = [code for texts in _texts_of(interview) for code in texts]
    return tuple(dict.fromkeys((*memorial.languages, *interview.about.languages, *there)))


def _texts_of(interview: Interview) -> list[Mapping[str, Any]]:
    of_index = [
        found
        for one in interview.index
        for found in (one.title, one.synopsis, one.partial_transcript, one.keywords, one.subjects, one.content_note)
    ]
    return [found for found in (interview.about.title, interview.about.summary, *of_index) if found]


def texts(given: Answers, field: str, languages: tuple[str, ...], *, line: bool = False) -> dict[str, str]:
    """The answers to `field` and a language code, those that say something."""
    read = given.line if line else given.text
    found = {code: read(f"{field}_{code}") for code in languages}
    return {code: text for code, text in found.items() if text}


def mark_of(part: Any) -> str:
    """By which a form tells whether what it was made for is still the same."""
    return hashlib.sha256(repr(part).encode()).hexdigest()[:32]


def require_same(given: Answers, part: Any) -> None:
    """Raises `Conflict` where somebody changed that part since the form was made."""
    if given.line("mark") != mark_of(part):
        raise Conflict("changed_meanwhile")


def time_of(given: Answers, field: str, *, needed: bool = False) -> int | None:
    """A moment such as 12:30 or 1:02:03 in milliseconds; None where none is given or it cannot be read."""
    said = given.line(field)
    found = moment_of(said) if said else None
    if found is None and (said or needed):
        given.problems.append(Invalid(field, "write_a_moment"))
    return found


_MOMENT = re.compile(r"\s*(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:[.,٫](\d{1,3})\d*)?\s*")
"""In the digits of any script; minutes go on counting where no hours are written, seconds where nothing else is."""


def moment_of(written: str) -> int | None:
    """Milliseconds of 1:02:03, 75:00, 12:30.5 or 754; None where it is no such time."""
    found = _MOMENT.fullmatch(written)
    if found is None:
        return None
    hours, minutes, seconds = (int(one or 0) for one in found.groups()[:3])
    if (found[2] is not None and seconds > 59) or (found[1] is not None and minutes > 59):
        return None
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((found[4] or "0").ljust(3, "0"))


def found_or_none(given: Answers, field: str, kept: tuple[Any, ...], *, by: str = "id") -> Any:
    """The one of that id; None where the form names none. Raises `NotFound` for one that is not there."""
    wanted = given.line(field)
    if not wanted:
        return None
    found = next((one for one in kept if str(getattr(one, by)) == wanted), None)
    if found is None:
        raise NotFound("no_such_part")
    return found


def session_of(acting: Acting) -> int:
    """The number of the sitting that a form names; the only one where there is one."""
    said, there = acting.answers.line("session"), acting.interview.sessions
    if not said and len(there) == 1:
        return there[0].number
    found = next((one for one in there if str(one.number) == said), None)
    if found is None:
        acting.answers.problems.append(Invalid("session", "choose_the_sitting"))
        return 1
    return found.number
