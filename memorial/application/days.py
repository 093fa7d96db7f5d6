"""Days of remembrance: administrators enter each as its community keeps it; the calendar and the objections follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from memorial.application.memorials import Actor, change_settings
from memorial.application.offer import Answers, Incomplete
from memorial.application.services import Services
from memorial.domain.days_of_remembrance import MOST_DAYS, DayOfRemembrance, problems_of
from memorial.domain.errors import Invalid, NotAllowed
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember
from memorial.vocabulary import ActorKind


def add(services: Services, member: StaffMember, slug: str, given: Mapping[str, str]) -> Memorial:
    """Add the day of the form: `community`, `month_day`, `local_time`, `time_zone`, `source_id`, `name_en`, ….

    Raises `NotAllowed` but for an administrator, `Incomplete` with every problem.
    """

    def changed(before: Memorial) -> Memorial:
        _require_admin(member, before)
        day = _read(before, given)
        if day in before.days_of_remembrance:
            return before
        return replace(before, days_of_remembrance=(*before.days_of_remembrance, day))

    return change_settings(services, slug, change=changed, by=Actor(ActorKind.STAFF, member.id))


def remove(services: Services, member: StaffMember, slug: str, number: str) -> Memorial:
    """Take out the day of that number, counted from 0. Of a number that none has, nothing is changed."""

    def changed(before: Memorial) -> Memorial:
        _require_admin(member, before)
        left = tuple(day for at, day in enumerate(before.days_of_remembrance) if str(at) != number)
        return replace(before, days_of_remembrance=left)

    return change_settings(services, slug, change=changed, by=Actor(ActorKind.STAFF, member.id))


def too_many(month_days: Iterable[str], days: Iterable[DayOfRemembrance]) -> bool:
    """Whether these would be more days of the year than a memorial may have."""
    return len({*month_days, *(day.month_day for day in days)}) > MOST_DAYS


def _require_admin(member: StaffMember, memorial: Memorial) -> None:
    if not member.is_admin(memorial.id):
        raise NotAllowed("admins_only")


def _read(memorial: Memorial, given: Mapping[str, str]) -> DayOfRemembrance:
    answers = Answers(given)
    names = {code: text for code in memorial.languages if (text := answers.name(f"name_{code}"))}
    hour, zone = answers.line("local_time"), answers.line("time_zone")
    day = DayOfRemembrance(
        community=answers.name("community"),
        month_day=answers.line("month_day"),
        name=names,
        local_time=hour,
        # An hour without a zone is that of the memorial's own place.
        time_zone=zone or (memorial.time_zone if hour else ""),
        source_id=answers.line("source_id"),
    )
    sources = (source.id for source in memorial.open_sources)
    answers.problems += [Invalid(field, code) for field, code in problems_of(day, sources)]
    if too_many((*memorial.commemorative_days, day.month_day), memorial.days_of_remembrance):
        answers.problems.append(Invalid("month_day", "unknown_days"))
    if answers.problems:
        raise Incomplete(answers.problems)
    return day
