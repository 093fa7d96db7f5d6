"""Staff accounts for the demonstration: without a second factor, and therefore served on this machine only."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.services import Services
from memorial.domain.errors import NotAllowed
from memorial.domain.staff import EVERYWHERE, StaffMember
from memorial.vocabulary import ActorKind, Role

ACCOUNTS = (
    ("editor@demo.example", "First editor", Role.EDITOR),
    ("second-editor@demo.example", "Second editor", Role.EDITOR),
    ("moderator@demo.example", "Moderator", Role.MODERATOR),
    ("archivist@demo.example", "Archivist", Role.ARCHIVIST),
    ("admin@demo.example", "Administrator", Role.ADMIN),
)


class NotOnThisMachineOnly(NotAllowed):
    """Demonstration accounts have no second factor: they are made only where nobody from outside can reach them."""

    code = "demonstration_on_loopback_only"


@dataclass(frozen=True)
class Account:
    """What someone needs to sign in as one of the demonstration's staff."""

    staff_id: str
    email: str
    password: str
    role: Role


def ensure_staff(services: Services, known: Mapping[str, str]) -> list[Account]:
    """The accounts, made where they are missing. `known` are passwords given out before, by e-mail address; an account
    whose password nobody knows any more gets a new one. Raises `NotOnThisMachineOnly`."""
    if not services.loopback_only:
        raise NotOnThisMachineOnly
    with services.unit_of_work(read_only=True) as uow:
        there = {email for email, _, _ in ACCOUNTS if uow.staff.by_email(email) is not None}
    wanted = [email for email, _, _ in ACCOUNTS if email not in there or email not in known]
    passwords = {email: secrets.token_urlsafe(15) for email in wanted}
    with ThreadPoolExecutor(max_workers=2) as pool:
        hashes = dict(zip(wanted, pool.map(services.passwords.hash, passwords.values()), strict=True))
    with services.unit_of_work() as uow:
        found = [
            Account(
                _ensure(services, uow, email, name, role, hashes.get(email)),
                email,
                passwords.get(email) or known[email],
                role,
            )
            for email, name, role in ACCOUNTS
        ]
        uow.commit()
    return found


def _ensure(services: Services, uow: UnitOfWork, email: str, name: str, role: Role, hashed: str | None) -> str:
    member = uow.staff.by_email(email)
    if member is not None:
        if hashed is not None:
            uow.staff.save(replace(member, password_hash=hashed, disabled=False))
            _note(uow, "reset_demonstration_staff", member.id)
        return member.id
    assert hashed is not None
    made = StaffMember(
        services.new_id(), services.keys.take().id, email, name, hashed, ((EVERYWHERE, role),),
        demonstration=True, created_at=services.now(),
    )  # fmt: skip
    uow.staff.add(made)
    _note(uow, "add_demonstration_staff", made.id)
    return made.id


def _note(uow: UnitOfWork, action: str, staff_id: str) -> None:
    entry = AuditEntry(EVERYWHERE, ActorKind.OPERATOR, "demonstration", action, "staff", staff_id, reason="asked")
    uow.audit.add(entry)
