"""Who may work at the desk: accounts and their roles, as an operator or an administrator changes them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.services import Services
from memorial.domain.errors import Invalid, NotAllowed, NotFound, Refusal
from memorial.domain.staff import EVERYWHERE, StaffMember
from memorial.vocabulary import ActorKind, Role

Result = TypeVar("Result")

INSTALLATION = "*"
"""In place of a memorial's id: the audit chain of what concerns the whole installation."""

NOBODY = "nobody"
"""In place of a staff id, where an act came from nobody who is known."""

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_LONGEST_EMAIL = 254


@dataclass(frozen=True)
class By:
    """Who changes an account: the operator at the command line, or an administrator at the desk."""

    kind: ActorKind = ActorKind.OPERATOR
    id: str = "operator"
    member: StaffMember | None = None


OPERATOR = By()


def by_member(member: StaffMember) -> By:
    return By(ActorKind.STAFF, member.id, member)


@dataclass(frozen=True)
class NewAccount:
    """What is asked for. `memorial` is a slug; None means a role in all memorials of the installation."""

    email: str
    role: Role
    memorial: str | None
    password: str
    name: str = ""
    demonstration: bool = False
    must_change_password: bool = False


def note(
    uow: UnitOfWork, by: By, action: str, subject: str, *, outcome: str = "done", reason: str = "", where: str = ""
) -> None:
    """The one audit entry of an act that concerns an account."""
    entry = AuditEntry(where or INSTALLATION, by.kind, by.id, action, "account", subject, outcome, reason or "asked")
    uow.audit.add(entry)


def note_refused(services: Services, by: By, action: str, code: str, *, subject: str = NOBODY, where: str = "") -> None:
    """The audit entry of an act that was refused before anything could begin."""
    with services.unit_of_work() as uow:
        note(uow, by, action[:40], subject[:64], outcome="refused", reason=code[:80], where=where)
        uow.commit()


def temporary_password() -> str:
    """Twenty letters in groups of five, 100 random bits: to be handed over, and changed at the first sign-in."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def add_staff(services: Services, new: NewAccount, *, by: By = OPERATOR) -> tuple[StaffMember, bool]:
    """A new account, and True; or the role added to the account of that address, whose password stays, and False.

    Raises `Invalid` for an address or a password that cannot be taken, `NotFound` for an unknown memorial, and
    `NotAllowed` for who does not administer it.
    """
    return _noting(services, by, "add_staff", lambda: _add(services, new, by))


def _add(services: Services, new: NewAccount, by: By) -> tuple[StaffMember, bool]:
    email = _checked_email(new.email)
    problem = services.passwords.problem(new.password, email=email)
    # The slow work is done before the transaction, so that nobody waits for it.
    hashed = "" if problem else services.passwords.hash(new.password)
    with services.unit_of_work() as uow:
        where = EVERYWHERE if new.memorial is None else uow.memorials.by_slug(new.memorial).id
        _require_admin(by, where)
        member = uow.staff.by_email(email)
        if member is not None:
            if member.disabled or member.demonstration:
                raise Invalid("email", "account_disabled")
            changed = replace(member, roles=tuple(dict.fromkeys((*member.roles, (where, new.role)))))
            uow.staff.save(changed)
            note(uow, by, "add_role", member.id, reason=new.role.value)
            uow.commit()
            return changed, False
        if problem:
            raise Invalid("password", problem)
        added = _account(services, new, email, hashed, where)
        uow.staff.add(added)
        note(uow, by, "add_staff", added.id, reason=new.role.value)
        uow.commit()
    return added, True


def _account(services: Services, new: NewAccount, email: str, hashed: str, where: str) -> StaffMember:
    return StaffMember(
        id=services.new_id(),
        key_id=services.keys.take().id,
        email=email,
        name=new.name.strip() or email.partition("@")[0],
        password_hash=hashed,
        roles=((where, new.role),),
        demonstration=new.demonstration,
        created_at=services.now(),
        must_change_password=new.must_change_password,
    )


def _checked_email(email: str) -> str:
    bare = email.strip()
    local, at, domain = bare.rpartition("@")
    odd = any(character.isspace() or not character.isprintable() for character in bare)
    if not (local and at and domain) or odd or len(bare) > _LONGEST_EMAIL:
        raise Invalid("email", "not_an_address")
    return bare


def _require_admin(by: By, where: str) -> None:
    """The operator may do all; an administrator what concerns the memorials that they administer."""
    if by.member is not None and not by.member.is_admin(where):
        raise NotAllowed("admins_only")


def list_staff(services: Services, *, by: By = OPERATOR) -> Sequence[StaffMember]:
    """All accounts, by address; an administrator of some memorials sees those who work there."""
    with services.unit_of_work(read_only=True) as uow:
        return [member for member in uow.staff.all() if by.member is None or _may_see(by.member, member)]


def _may_see(admin: StaffMember, member: StaffMember) -> bool:
    return admin.is_admin(EVERYWHERE) or any(admin.is_admin(where) for where, _ in member.roles)


def may_manage(admin: StaffMember, member: StaffMember) -> bool:
    """Whether the administrator answers for all places where that person works."""
    return all(admin.is_admin(where) for where, _ in member.roles) and (
        bool(member.roles) or admin.is_admin(EVERYWHERE)
    )


def disable(services: Services, email: str, *, by: By = OPERATOR) -> StaffMember:
    """Close an account: every session of it ends with the next request. Raises `NotFound`, `NotAllowed`."""
    return _change(services, email, "disable_staff", by, lambda member: replace(member, disabled=True))


def reset(services: Services, email: str, password: str, *, by: By = OPERATOR) -> StaffMember:
    """A new password to be changed at sign-in, and a second factor to be set up anew; sessions and passkeys end."""

    def change(member: StaffMember) -> StaffMember:
        problem = services.passwords.problem(password, email=member.email)
        if problem:
            raise Invalid("password", problem)
        hashed = services.passwords.hash(password)
        fresh = replace(member, password_hash=hashed, totp_secret="", totp_last_step=0, recovery_hashes=())
        return replace(fresh, must_change_password=not member.demonstration, disabled=False)

    return _change(services, email, "reset_staff", by, change, without_passkeys=True)


def take_roles(services: Services, email: str, memorial: str, *, by: By = OPERATOR) -> StaffMember:
    """End a person's work in one memorial; the account and its work elsewhere stay."""

    def taken() -> StaffMember:
        with services.unit_of_work() as uow:
            where = uow.memorials.by_slug(memorial).id
            _require_admin(by, where)
            member = uow.staff.by_email(email)
            if member is None or where not in {place for place, _ in member.roles}:
                raise NotFound("no_account")
            changed = replace(member, roles=tuple(role for role in member.roles if role[0] != where))
            uow.staff.save(changed)
            uow.review_drafts.forget_reader(member.id, where)
            note(uow, by, "take_roles", member.id)
            uow.commit()
        return changed

    return _noting(services, by, "take_roles", taken)


def _change(
    services: Services,
    email: str,
    action: str,
    by: By,
    change: Callable[[StaffMember], StaffMember],
    *,
    without_passkeys: bool = False,
) -> StaffMember:
    def changed() -> StaffMember:
        with services.unit_of_work(read_only=True) as uow:
            member = uow.staff.by_email(email)
        if member is None or (by.member is not None and not _may_see(by.member, member)):
            raise NotFound("no_account")
        if by.member is not None and not may_manage(by.member, member):
            raise NotAllowed("works_elsewhere_too")
        if by.member is not None and by.member.id == member.id:
            raise NotAllowed("not_yourself")
        after = change(member)
        with services.unit_of_work() as uow:
            uow.staff.save(after)
            uow.staff.revoke([one.id for one in uow.staff.sessions_of(member.id)], now=services.now())
            if after.disabled:
                uow.review_drafts.forget_reader(member.id)
            if without_passkeys:
                uow.passkeys.remove([one.id for one in uow.passkeys.of(member.id)], now=services.now())
            note(uow, by, action, member.id)
            uow.commit()
        return after

    return _noting(services, by, action, changed)


def _noting(services: Services, by: By, action: str, act: Callable[[], Result]) -> Result:
    try:
        return act()
    except Refusal as refusal:
        note_refused(services, by, action, refusal.code)
        raise
