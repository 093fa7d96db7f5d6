"""How much somebody has read today of what is hard to read, and when stopping is offered before the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from memorial.vocabulary import Flag

HARD = frozenset({Flag.GRAPHIC, Flag.GRAPHIC_SAID, Flag.MINOR, Flag.ACCUSATION, Flag.SENDER_UNDER_AGE})
"""What a person said of it: the sender or a reader. What a program finds in the words is no part of this."""

AWAY = timedelta(minutes=15)
"""Who looks at nothing for longer than this was away: that time is not counted as reading."""
BREAK = timedelta(hours=1)
"""After such a pause the time begins anew. What was hard stays counted."""
NIGHT = timedelta(hours=8)
"""After such a pause it is another day, in whatever time zone: nothing of the day before is kept."""
MORE = timedelta(minutes=10)

MOST_MINUTES, MOST_HARD = 45, 12


def is_hard(flags: Iterable[str]) -> bool:
    return not HARD.isdisjoint(flags)


@dataclass(frozen=True)
class Stop:
    """When stopping is offered first: after so much time, so many hard ones, so many altogether (0: however many)."""

    minutes: int = MOST_MINUTES
    hard: int = MOST_HARD
    items: int = 0

    def lowered(self, minutes: int, hard: int, items: int = 0) -> Stop:
        """With what somebody else wants less of. Nobody can raise it; 0 leaves it as it is."""
        fewer = min((one for one in (self.items, items) if one), default=0)
        return Stop(min(self.minutes, minutes or self.minutes), min(self.hard, hard or self.hard), fewer)


@dataclass(frozen=True)
class Reading:
    """What one person opened today, in their order. Nobody else sees it, and nothing is made of it."""

    began_at: datetime | None = None
    seen_at: datetime | None = None
    seconds: int = 0
    opened: tuple[str, ...] = ()
    hard: int = 0
    last: str = ""
    after_hard: bool = False
    more_until: datetime | None = None
    only_easy: bool = False
    only_text: bool = False

    def at(self, now: datetime) -> Reading:
        """As it counts now: after a night it is empty, after a long pause its time begins anew."""
        if self.seen_at is None or now - self.seen_at >= NIGHT or now < self.seen_at - NIGHT:
            return Reading()
        if now - self.seen_at >= BREAK:
            return replace(self, seconds=0, began_at=None, more_until=None, after_hard=False)
        return self

    def seen(self, now: datetime) -> Reading:
        """Somebody is at work now: the time since they were last seen counts, unless they were away."""
        here = self.at(now)
        passed = now - here.seen_at if here.seen_at is not None else timedelta(0)
        counted = int(passed.total_seconds()) if timedelta(0) < passed <= AWAY and here.began_at else 0
        return replace(here, seen_at=now, seconds=here.seconds + counted)

    def open(self, record_id: str, *, hard: bool, now: datetime) -> Reading:
        """It is on the screen now. The same one again, as after a slip in the form, counts once a day."""
        here = self.seen(now)
        here = replace(here, began_at=here.began_at or now)
        if record_id == here.last:
            return here
        known = record_id in here.opened
        return replace(
            here,
            last=record_id,
            after_hard=hard,
            hard=here.hard + (1 if hard and not known else 0),
            opened=here.opened if known else (*here.opened, record_id),
        )

    def go_on(self, now: datetime) -> Reading:
        """A little more, as was asked for. Then stopping is offered again."""
        return replace(self.seen(now), more_until=now + MORE)

    def is_due(self, stop: Stop, now: datetime) -> bool:
        """Whether stopping is offered before anything else is opened. What is open already is never closed by it."""
        here = self.seen(now)
        if here.more_until is not None and now < here.more_until:
            return False
        enough = stop.items > 0 and len(here.opened) >= stop.items
        return enough or here.hard >= stop.hard or here.seconds >= stop.minutes * 60

    @property
    def minutes(self) -> int:
        return self.seconds // 60
