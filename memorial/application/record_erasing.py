"""Erasing an entry of the record: for what must not be kept at all, in no history and in no backup."""

from __future__ import annotations

from memorial.application.acts import note
from memorial.application.groups import require_keeper
from memorial.application.record_acts import SUBJECT
from memorial.application.services import Services
from memorial.domain.errors import NotAllowed
from memorial.domain.record import EntryKind
from memorial.domain.record_entry import AnyEntry
from memorial.domain.record_forgetting import forgotten
from memorial.domain.staff import StaffMember


def what_goes(services: Services, member: StaffMember, memorial_id: str, entry_id: str) -> list[tuple[AnyEntry, bool]]:
    """What of others would go with a source, and whether wholly: what rests on it alone, or only loses its words."""
    require_keeper(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        gone = uow.record.get(memorial_id, entry_id)
        others = [one for one in uow.record.all(memorial_id) if one.id != gone.id]
    names = frozenset({gone.name}) if gone.kind is EntryKind.SOURCE else frozenset[str]()
    left = [(one, forgotten(one, names)) for one in others] if names else []
    return [(one, after is None) for one, after in left if after != one]


def erase(services: Services, member: StaffMember, memorial_id: str, entry_id: str) -> None:
    """Destroy an entry with its history and its key, and everything that rests on it alone where it is a source.

    For administrators. It cannot be undone, and an older backup does not bring it back. Raises `NotFound`.
    """
    require_keeper(member, memorial_id)
    if not member.is_admin(memorial_id):
        raise NotAllowed("administrators_only")
    with services.unit_of_work() as uow:
        uow.record.erase(uow.record.get(memorial_id, entry_id))
        note(uow, member, memorial_id, entry_id, "record_erase", kind=SUBJECT, reason="decided")
        uow.commit()
