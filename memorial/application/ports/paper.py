"""Paper forms that were printed and have not come back: by their number, and by the code that stays with the family."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from memorial.domain.errors import Conflict


class SheetTaken(Conflict):
    """Another sheet has that number or that code: draw them anew."""

    code = "sheet_taken"


@dataclass(frozen=True)
class Printed:
    """What the family had before them: the language of the sheet, and the hashes of its notice and its choices."""

    language: str
    notice_hash: str
    controls_hash: str


class PaperSheets(Protocol):
    """Neither the number nor the code is stored: only keyed hashes of both, which lead to nothing by themselves."""

    def add(self, memorial_id: str, serial: str, code: str, printed: Printed, *, expires_at: datetime) -> None:
        """Raises `SheetTaken`."""
        ...

    def printed_since(self, memorial_id: str, since: datetime) -> int:
        """How many sheets were printed since then and were not entered."""
        ...

    def forget_old(self) -> int:
        """Destroy the rows of sheets whose time is over, in every memorial; how many."""
        ...

    def printed(self, memorial_id: str, serial: str) -> Printed | None:
        """What stands on the sheet of that number, while it waits to be entered."""
        ...

    def waits_for(self, code: str) -> str | None:
        """The memorial of the sheet to which this code belongs; None if there is none, or if it was entered."""
        ...

    def file(self, memorial_id: str, serial: str, record_id: str) -> None:
        """From now on the sheet's code opens that record, and its number nothing. Raises `NotFound`."""
        ...
