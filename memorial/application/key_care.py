"""The care of the keys: whether somebody could bring them back, and the proof that a card and a backup can."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from memorial.application.ports.secrets import KeyDestroyed, KeysUnusable, SealBroken
from memorial.application.ports.store import AuditEntry
from memorial.application.services import OpenUnitOfWork, Services
from memorial.domain.errors import NotFound
from memorial.domain.staff import EVERYWHERE
from memorial.vocabulary import ActorKind

BACKUP_IS_OLD_AFTER = timedelta(hours=48)
PROOF_IS_OLD_AFTER = timedelta(days=35)

_PROVE = "Run: memorial keys prove BACKUP, with two shares of the card."


@dataclass(frozen=True)
class CardMade:
    """`number` names one making of the card, which is of the key `key_id`."""

    key_id: str
    number: int


@dataclass(frozen=True)
class KeyCare:
    """What the key store knows of its own care. No part of any key."""

    current: str
    """The id of the installation key that wraps what is new."""
    card: CardMade | None = None
    proved: CardMade | None = None
    proved_at: datetime | None = None
    backed_up_at: datetime | None = None
    """Of the newest backup under the current key."""
    rotating: bool = False
    waiting: int = 0
    """Record keys that an older installation key wraps."""


@dataclass(frozen=True)
class Lack:
    """Something that is not as it should be; `unsafe` if families' words could be lost by it."""

    what: str
    remedy: str
    unsafe: bool


def lacks(care: KeyCare, now: datetime) -> Iterator[Lack]:
    """What an operator has to do about the keys, the worst first; nothing where all is well."""
    if care.card is None:
        what = "There is no key card: if this machine is lost, nobody can ever open what families sent."
        yield Lack(what, "Run: memorial keys card OUT", unsafe=True)
    elif care.card.key_id != care.current:
        what = "The key card was made before the last rotation: it opens no backup of today's key."
        yield Lack(what, "Run: memorial keys card OUT; then destroy the older card.", unsafe=True)
    elif care.proved != care.card or care.proved_at is None:
        what = "Nobody has proved yet that the key card opens a backup of the keys."
        yield Lack(what, _PROVE, unsafe=True)
    elif abs(now - care.proved_at) > PROOF_IS_OLD_AFTER:
        yield Lack(f"The key card was last proved on {care.proved_at:%Y-%m-%d}.", _PROVE, unsafe=False)
    if care.backed_up_at is None:
        what = "There is no backup of the keys that a card of today's key would open."
        yield Lack(what, "Run: memorial keys backup OUT", unsafe=True)
    elif abs(now - care.backed_up_at) > BACKUP_IS_OLD_AFTER:
        what = f"The last backup of the keys is of {care.backed_up_at:%Y-%m-%d}: newer keys are here only."
        yield Lack(what, "Run: memorial keys backup OUT, every day.", unsafe=False)
    if care.rotating:
        what = f"A rotation of the installation key was begun and not ended; {care.waiting:,} record keys wait."
        yield Lack(what, "Run: memorial keys rotate. Until then both keys are needed, and all works.", unsafe=False)


def open_one(unit_of_work: OpenUnitOfWork) -> str:
    """Opens one private record, a remembrance if there is any, and says what it was; of its words nothing is kept.

    Records that are newer than the keys in use are passed over. Raises `KeysUnusable` if none can be opened.
    """
    tried = 0
    with unit_of_work(read_only=True) as uow:
        for memorial in uow.memorials.all():
            for kind, repository in (("remembrance", uow.remembrances), ("person", uow.people)):
                for record_id in repository.ids(memorial.id):
                    tried += 1
                    try:
                        repository.get(memorial.id, record_id)
                    except (KeyDestroyed, NotFound):
                        continue
                    except SealBroken:
                        raise _not_proved("A record does not open with the keys of this backup.") from None
                    return kind
    try:
        with unit_of_work(read_only=True) as uow:
            if uow.staff.all():
                return "staff account"
            for staff_id in uow.staff.unopened()[:1]:
                uow.staff.get(staff_id)
    except SealBroken:
        raise _not_proved("A record does not open with the keys of this backup.") from None
    except KeyDestroyed:
        tried += 1
    if tried:
        raise _not_proved("All records are newer than this backup.")
    raise KeysUnusable(
        "There is no private record yet that could be opened.", "Add an account (memorial staff add), then prove."
    )


def _not_proved(problem: str) -> KeysUnusable:
    return KeysUnusable(problem, "Make a new backup (memorial keys backup) and prove that one.")


def note_act(services: Services, action: str, *, outcome: str = "done", reason: str = "asked") -> None:
    """The one audit entry of an act on the keys by somebody at the machine itself."""
    entry = AuditEntry(EVERYWHERE, ActorKind.OPERATOR, "operator", action, "installation", "keys", outcome, reason)
    with services.unit_of_work() as uow:
        uow.audit.add(entry)
        uow.commit()
