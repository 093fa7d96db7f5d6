"""Asking for an interview that is opened on request; the desk's answer; and the link that opens it for a while."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memorial.application.acts import note, require_reader
from memorial.application.offer import Answers, Incomplete, own_code_problems
from memorial.application.ports.store import AuditEntry, Due, UnitOfWork
from memorial.application.services import Services
from memorial.domain import access_request as rules
from memorial.domain.access_request import AccessRequest
from memorial.domain.errors import AlreadySentDifferently, Invalid, NotFound
from memorial.domain.interview import Interview
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember
from memorial.published.interview import PublishedCue, PublishedInterview
from memorial.vocabulary import ActorKind

LONGEST_PURPOSE = 5_000
LONGEST_NAME = 200
AT_ONCE = 200


@dataclass(frozen=True)
class Asked:
    """A request with what it is about, for whoever asked or for the desk."""

    memorial: Memorial
    request: AccessRequest
    title: str


@dataclass(frozen=True)
class Opened:
    """What a link opens: the interview as the gate shows it to somebody who was granted access."""

    memorial: Memorial
    request: AccessRequest
    interview: Interview
    shown: PublishedInterview
    cues: Mapping[str, tuple[PublishedCue, ...]]


# Who asks


def ask(services: Services, slug: str, interview_id: str, code: str, given: Mapping[str, str], language: str) -> bool:
    """Keep a request under `code`. False where the same one had come before.

    Raises `NotFound` for an interview that visitors do not see as one on request, `Incomplete`, and
    `AlreadySentDifferently`.
    """
    answers = Answers(given)
    name, purpose = answers.line("name")[:LONGEST_NAME], answers.text("purpose")
    if not purpose.strip():
        answers.problems.append(Invalid("purpose", "needed"))
    if len(purpose) > LONGEST_PURPOSE:
        answers.problems.append(Invalid("purpose", "too_long"))
    answers.problems += own_code_problems({"name": name, "purpose": purpose}, code)
    with services.unit_of_work() as uow:
        memorial = uow.memorials.by_slug(slug)
        _require_on_request(uow, memorial, interview_id)
        if answers.problems:
            raise Incomplete(answers.problems)
        before = uow.access_requests.of_code(code)
        if before is not None:
            if (before.interview_id, before.name, before.purpose) == (interview_id, name, purpose):
                return False
            raise AlreadySentDifferently
        made = AccessRequest(
            services.new_id(), memorial.id, services.keys.take().id, interview_id, name, purpose, language,
            services.now(),
        )  # fmt: skip
        uow.access_requests.ask(made, code)
        uow.commit()
    return True


def _require_on_request(uow: UnitOfWork, memorial: Memorial, interview_id: str) -> None:
    """Whoever asks for what is not there, hidden or open already is told the same: there is nothing to ask for."""
    found = uow.interviews.find(memorial.id, interview_id)
    shown = uow.preview_interview(found, media_base="") if found is not None and memorial.public else None
    if shown is None or shown[0].access != "on_request":
        raise NotFound


def of_code(services: Services, code: str) -> Asked:
    """For whoever asked: with the title as they may see it, or ''. Raises `NotFound`."""
    with services.unit_of_work(read_only=True) as uow:
        found = uow.access_requests.of_code(code)
        if found is None:
            raise NotFound
        interview = uow.interviews.find(found.memorial_id, found.interview_id)
        shown = uow.preview_interview(interview, media_base="", granted=True) if interview is not None else None
        memorial = uow.memorials.get(found.memorial_id)
        return Asked(memorial, found, memorial.text(shown[0].title, found.language) if shown else "")


def take_back(services: Services, code: str) -> None:
    """Whoever asked wants it forgotten: it goes with its words and its link. Raises `NotFound`."""
    with services.unit_of_work() as uow:
        found = uow.access_requests.of_code(code)
        if found is None:
            raise NotFound
        uow.access_requests.erase(found)
        entry = AuditEntry(
            found.memorial_id, ActorKind.CONTRIBUTOR, "-", "take_back_request", "access_request", found.id,
            reason="asked",
        )  # fmt: skip
        uow.audit.add(entry)
        uow.commit()


def _asked(uow: UnitOfWork, request: AccessRequest) -> Asked:
    memorial = uow.memorials.get(request.memorial_id)
    interview = uow.interviews.find(request.memorial_id, request.interview_id)
    title = memorial.text(interview.about.title, request.language) if interview is not None else ""
    return Asked(memorial, request, title)


# The link


def open_link(services: Services, token: str, *, media_base: str) -> Opened:
    """Raises `NotFound`, for an unknown link and for one whose time is over alike."""
    with services.unit_of_work(read_only=True) as uow:
        request = uow.access_requests.of_link(token)
        if request is None or not request.opens(services.now()):
            raise NotFound
        interview = uow.interviews.get(request.memorial_id, request.interview_id)
        shown = uow.preview_interview(interview, media_base=media_base, granted=True)
        if shown is None or not shown[0].sessions:
            raise NotFound
        return Opened(uow.memorials.get(request.memorial_id), request, interview, *shown)


# The desk


def listed(services: Services, member: StaffMember, memorial_id: str) -> Sequence[Asked]:
    require_reader(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        return [_asked(uow, one) for one in uow.access_requests.listed(memorial_id, limit=AT_ONCE)]


def count_waiting(services: Services, memorial: Memorial) -> int:
    with services.unit_of_work(read_only=True) as uow:
        return uow.access_requests.count_waiting(memorial.id)


def look(services: Services, member: StaffMember, memorial_id: str, request_id: str) -> Asked:
    """Raises `NotFound`."""
    require_reader(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        return _asked(uow, uow.access_requests.get(memorial_id, request_id))


def decide(
    services: Services, member: StaffMember, memorial_id: str, request_id: str, action: str, given: Mapping[str, str]
) -> AccessRequest:
    """`grant` (with `days`), `refuse` or `end`; `answer` is told to whoever asked. One audit entry.

    Raises `NotFound`, `Conflict` where it was answered before, and `Invalid`.
    """
    require_reader(member, memorial_id)
    answers, now = Answers(given), services.now()
    answer = answers.text("answer")
    with services.unit_of_work() as uow:
        request = uow.access_requests.get(memorial_id, request_id)
        if action == "grant":
            days = _days(answers.line("days"))
            token = secrets.token_urlsafe(24)
            after = rules.granted(request, token=token, days=days, answer=answer, by=member.id, now=now)
        elif action == "refuse":
            after = rules.refused(request, answer=answer, by=member.id, now=now)
        elif action == "end":
            after = rules.ended(request, by=member.id, now=now)
        else:
            raise NotFound("no_such_action")
        uow.access_requests.save(after)
        note(uow, member, memorial_id, request_id, f"access_{action}", kind="access_request")
        uow.commit()
    return after


def _days(said: str) -> int:
    if not said:
        return rules.USUAL_DAYS
    if not (said.isascii() and said.isdigit() and 1 <= int(said[:6]) <= rules.LONGEST_DAYS):
        raise Invalid("days", "out_of_range", str(rules.LONGEST_DAYS))
    return int(said)


# What happens by itself


def forget(services: Services, one: Due) -> None:
    """Destroy the words of a request whose time is over."""
    with services.unit_of_work() as uow:
        request = uow.access_requests.get(one.memorial_id, one.record_id)
        uow.access_requests.erase(request)
        entry = AuditEntry(
            one.memorial_id, ActorKind.JOB, one.kind, "forget_request", "access_request", one.record_id, reason="due"
        )
        uow.audit.add(entry)
        uow.commit()
