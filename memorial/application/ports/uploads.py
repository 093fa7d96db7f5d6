"""The port to uploads on their way: sealed rows and pieces that belong to a draft, and go with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from memorial.domain.upload import Piece, Upload


class Uploads(Protocol):
    """Each opens with its draft's code and with a record key of its own, which goes when it goes."""

    def draft_ends(self, code: str) -> datetime | None:
        """When the draft of that code expires; None where there is none."""
        ...

    def add(self, code: str, upload: Upload) -> Upload: ...
    def find(self, code: str, upload_id: str) -> Upload | None:
        """None for an unknown id, for one of another draft, and for one whose key is gone."""
        ...

    def of_draft(self, code: str) -> Sequence[Upload]:
        """In no order."""
        ...

    def pieces(self, code: str, upload: Upload) -> Sequence[Piece]:
        """In the order of their bytes."""
        ...

    def save(self, code: str, upload: Upload, added: Sequence[Piece] = ()) -> Upload:
        """With the pieces that have come since. Raises `Conflict` where somebody else was faster."""
        ...

    def finish(self, code: str, upload: Upload, unsaved: Sequence[Piece] = ()) -> Upload:
        """It has become a file of the draft: its pieces go, also those that were not saved. Raises `Conflict`."""
        ...

    def remove(self, upload: Upload) -> None:
        """Its row, its pieces and its key go. One that is gone already is no error."""
        ...

    def expired(self, now: datetime, *, limit: int) -> Sequence[tuple[str, str]]:
        """(memorial id, upload id); the codes are not known."""
        ...

    def remove_expired(self, memorial_id: str, upload_id: str, now: datetime) -> bool:
        """False where it is not there, or not expired any more."""
        ...


class KeepsUploads(Protocol):
    """What a unit of work has for uploads."""

    @property
    def uploads(self) -> Uploads: ...
