"""A request to hear or read an interview that is opened on request: who asks, what for, and what the desk answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from memorial.domain.errors import Conflict

KEPT_DAYS = 60
"""How long a request is kept after it was answered or its access ended; then its words are destroyed."""
UNANSWERED_DAYS = 365
LONGEST_DAYS = 90
USUAL_DAYS = 14


class RequestState(StrEnum):
    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    ENDED = "ended"


@dataclass(frozen=True)
class AccessRequest:
    """All of it is private: one sealed document. `purpose` is in the words of who asks.

    `token` opens the interview until `granted_until`, for whoever has it.
    """

    id: str
    memorial_id: str
    key_id: str
    interview_id: str
    name: str
    purpose: str
    language: str
    made_at: datetime
    state: RequestState = RequestState.WAITING
    state_since: datetime | None = None
    answer: str = ""
    answered_by: str = ""
    token: str = ""
    granted_until: datetime | None = None
    revision: int = 0

    def opens(self, now: datetime) -> bool:
        """Whether its link opens the interview now."""
        return self.state is RequestState.GRANTED and self.granted_until is not None and now < self.granted_until

    def ends_at(self) -> datetime:
        """When its words are destroyed by themselves."""
        if self.state is RequestState.WAITING:
            return self.made_at + timedelta(days=UNANSWERED_DAYS)
        last = max(at for at in (self.state_since, self.granted_until, self.made_at) if at is not None)
        return last + timedelta(days=KEPT_DAYS)


def granted(one: AccessRequest, *, token: str, days: int, answer: str, by: str, now: datetime) -> AccessRequest:
    """Open for so many days, at least one. Raises `Conflict` where it was answered before."""
    _must_wait(one)
    until = now + timedelta(days=max(1, min(days, LONGEST_DAYS)))
    return replace(
        one, state=RequestState.GRANTED, state_since=now, token=token, granted_until=until, answer=answer,
        answered_by=by,
    )  # fmt: skip


def refused(one: AccessRequest, *, answer: str, by: str, now: datetime) -> AccessRequest:
    _must_wait(one)
    return replace(one, state=RequestState.REFUSED, state_since=now, answer=answer, answered_by=by)


def ended(one: AccessRequest, *, by: str, now: datetime) -> AccessRequest:
    """The link opens nothing any more. Raises `Conflict` where it opened nothing."""
    if one.state is not RequestState.GRANTED:
        raise Conflict("not_granted")
    return replace(one, state=RequestState.ENDED, state_since=now, answered_by=by, token="", granted_until=now)


def _must_wait(one: AccessRequest) -> None:
    if one.state is not RequestState.WAITING:
        raise Conflict("answered_before")
