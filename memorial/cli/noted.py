"""What an operator was refused leaves one entry in the audit log, as what was done leaves one where it is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from memorial import bootstrap
from memorial.adapters.backup.errors import BackupRefused
from memorial.adapters.db.database import DatabaseNotReady
from memorial.application.ports.secrets import KeysUnusable, StorageFull
from memorial.application.services import Services
from memorial.application.staffing import OPERATOR, note_refused
from memorial.domain.errors import Refusal
from memorial.settings import Settings, SettingsError

REFUSALS = (Refusal, BackupRefused, KeysUnusable, StorageFull, SettingsError, OSError, KeyboardInterrupt)


def in_a_word(problem: BaseException) -> str:
    """The reason as it stands in the log: never a text, which could name a file or a person."""
    return problem.code if isinstance(problem, Refusal) else type(problem).__name__


@contextmanager
def noting_refusals(services: Services, action: str) -> Iterator[None]:
    """For acts that note themselves only when they are done."""
    try:
        yield
    except REFUSALS as problem:
        note_refused(services, OPERATOR, action, in_a_word(problem), subject="-")
        raise


@contextmanager
def noting_refusals_if_there(settings: Settings, action: str) -> Iterator[None]:
    """The same for what is done to an empty place: refused where there is an installation, that one's log tells it."""
    try:
        yield
    except REFUSALS as problem:
        try:
            installation = bootstrap.build(settings)
        except (DatabaseNotReady, KeysUnusable, SettingsError, OSError):
            raise problem from None
        try:
            note_refused(installation.services, OPERATOR, action, in_a_word(problem), subject="-")
        finally:
            installation.close()
        raise
