"""What the jobs of the wall need: places without a name, and the stored order of who stand together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from memorial.domain.together import Group, Pair


class WallPlaces(Protocol):
    def due(self, memorial_id: str, now: datetime) -> Sequence[str]:
        """The ids of all remembrances whose place is due in that memorial."""
        ...

    def stands(self, memorial_id: str, remembrance_id: str) -> bool: ...


class StandingTogether(Protocol):
    """Reads what is published, and nothing else; writes the stored order."""

    def people(self, memorial_id: str) -> Sequence[str]:
        """The ids of everybody on the wall, in the order of their names."""
        ...

    def pairs(self, memorial_id: str) -> Sequence[Pair]: ...
    def groups(self, memorial_id: str) -> Sequence[Group]: ...
    def edition(self, memorial_id: str) -> int:
        """The number of what visitors see there now."""
        ...

    def stored(self, memorial_id: str) -> Sequence[str]:
        """The ids in the order that is stored; nobody where there is none."""
        ...

    def store(self, memorial_id: str, order: Sequence[str]) -> bool:
        """Whether it is another one than before."""
        ...

    def is_waiting(self, memorial_id: str) -> bool:
        """Whether it is to be made anew."""
        ...

    def done(self, memorial_id: str) -> None:
        """The order is of what is published now: nothing is waiting any more."""
        ...


class KeepsTheWall(Protocol):
    @property
    def wall_places(self) -> WallPlaces: ...
    @property
    def standing_together(self) -> StandingTogether: ...
