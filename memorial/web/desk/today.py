"""How one memorial stands today: what waits, was asked, answered and published, and nothing of who did how much."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import url_for

from memorial.application import access_requests, concern_decisions, resting
from memorial.application import desk as reads
from memorial.domain.memorial import Memorial
from memorial.web.desk.frame import member, services, title_of
from memorial.web.language import current_language


@dataclass(frozen=True)
class TodayLines:
    """One memorial on the page Today: its name, figures, and where each leads. `rest`: stopping is offered first."""

    title: str
    slug: str
    reader: bool = False
    waiting: int = 0
    yours: int = 0
    mine: list[str] = field(default_factory=list)
    questions: int = 0
    answers: int = 0
    passed: int = 0
    mail: int = 0
    concerns: int = 0
    requests: int = 0
    unread: int = 0
    published: int = 0
    wall: str = ""
    rest: bool = False
    admin: bool = False


def lines_of(memorial: Memorial) -> TodayLines:
    title = title_of(memorial)
    if not member().may_read(memorial.id):
        return TodayLines(title, memorial.slug, admin=member().is_admin(memorial.id))
    now = reads.today(services(), member(), memorial)
    return TodayLines(
        title,
        memorial.slug,
        reader=True,
        waiting=now.waiting,
        yours=now.yours,
        mine=[url_for("review.review", slug=memorial.slug, record_id=one) for one in now.mine],
        questions=now.questions,
        answers=now.answers,
        passed=now.passed,
        mail=now.mail,
        concerns=concern_decisions.count_waiting(services(), memorial),
        requests=access_requests.count_waiting(services(), memorial),
        published=now.published,
        unread=now.unread,
        wall=_wall_of(memorial),
        rest=resting.rest_is_due(services(), member(), memorial),
        admin=member().is_admin(memorial.id),
    )


def front_of(memorial: Memorial) -> str:
    """Where visitors come in; '' before the memorial is open, and for a draft, which this machine alone sees."""
    language = current_language() if current_language() in memorial.languages else memorial.languages[0]
    return f"/{language}/{memorial.slug}/" if memorial.public and not memorial.draft else ""


def _wall_of(memorial: Memorial) -> str:
    """Where visitors see what was published; '' before the memorial is open."""
    front = front_of(memorial)
    return f"{front}wall" if front else ""
