"""Requests for interviews as the desk's list: page by page, what has waited longest first."""

from __future__ import annotations

from collections.abc import Sequence

from memorial.application.access_requests import Asked
from memorial.application.acts import require_reader
from memorial.application.services import Services
from memorial.domain.staff import StaffMember

IN_PAGE = 50


def page_of(services: Services, member: StaffMember, memorial_id: str, page: int) -> tuple[Sequence[Asked], bool]:
    """Page 1 and so on, and whether another follows. What was answered comes last, the newest of it first."""
    require_reader(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.get(memorial_id)
        found = uow.access_requests.listed(memorial_id, limit=IN_PAGE + 1, skip=(page - 1) * IN_PAGE)
        rows = []
        for one in found[:IN_PAGE]:
            interview = uow.interviews.find(memorial_id, one.interview_id)
            title = memorial.text(interview.about.title, memorial.languages[0]) if interview is not None else ""
            rows.append(Asked(memorial, one, title))
    return rows, len(found) > IN_PAGE
