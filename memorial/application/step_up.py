"""Showing anew who one is, before an act that a session left open must not do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from functools import partial

from memorial.application import factors
from memorial.application.factors import Purpose
from memorial.application.ports.passkeys import Site
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.application.staff_entry import Entered, prove, right_or
from memorial.application.staffing import by_member, note
from memorial.domain.errors import NotAllowed
from memorial.domain.staff import StaffMember


class Act(StrEnum):
    """What is done only within a few minutes of a proof."""

    IDENTITY = "identity"
    """Opening the name or the address of somebody who sent something."""
    TWO_PEOPLE = "two_people"
    """One's part in what two people decide."""
    SEARCH = "search"
    """Looking for remembrances by a name or an address that is private."""
    STAFF = "staff"
    """Who works here, and in which role."""
    MEMORIAL = "memorial"
    """A memorial's settings, and whether it is open."""
    EXPORT = "export"
    """Taking data out."""
    BULK = "bulk"
    """One act on many remembrances."""
    LIST = "list"
    """Bringing in a whole list of names, or taking it back."""
    SIGN = "sign"
    """Signing a source of the record: the last one ends a draft. Erasing an entry: nothing brings it back."""
    UNSEAL = "unseal"
    """Opening a sealed span of an interview, or letting it open earlier."""
    INTERVIEW = "interview"
    """Recording a release form: by it an interview may open. Destroying something of an interview."""
    NARRATOR = "narrator"
    """Making another code for a narrator: it opens everything, and the one that the narrator has ends."""
    FACTORS = "factors"
    """One's own passkeys, authenticator, recovery codes."""


class ProveAnew(NotAllowed):
    """The last proof is too old for this act."""

    code = "prove_anew"

    def __init__(self, act: Act) -> None:
        super().__init__()
        self.act = act


def is_proved(services: Services, entered: Entered, act: Act) -> bool:
    """Whether the session's last proof is young enough for that act.

    A recovery code is a proof for one's own factors, so that a lost telephone can be replaced, and for nothing else.
    """
    session = entered.session
    at = session.proved_at
    if act is Act.FACTORS and session.second_factor_at is not None:
        at = max(at or session.second_factor_at, session.second_factor_at)
    return at is not None and timedelta(0) <= services.now() - at <= services.limits.step_up


def require_proved(services: Services, entered: Entered, act: Act) -> None:
    """Raises `ProveAnew`."""
    if not is_proved(services, entered, act):
        raise ProveAnew(act)


def by_code(services: Services, entered: Entered, code: str) -> Entered:
    """Prove by the authenticator; a code works once. Raises `NotAllowed`: 'wrong_code', 'signed_out'.

    Too many wrong proofs end the session, whatever they were given by. Nothing closes the account.
    """
    with services.unit_of_work() as uow:

        def used() -> StaffMember:
            member = uow.staff.get(entered.member.id) or entered.member
            step = None
            if member.totp_secret:
                last = member.totp_last_step
                step = services.passwords.totp_step(member.totp_secret, code, now=services.now(), last_step=last)
            if step is None:
                raise NotAllowed("wrong_code")
            return replace(member, totp_last_step=step)

        member = prove(uow, services, entered, "prove", used)
        uow.staff.save(member)
        return _proved(uow, services, entered, replace(member, revision=member.revision + 1))


def by_password(services: Services, entered: Entered, password: str) -> Entered:
    """Prove by the password, which is all that a demonstration's account has. Raises `NotAllowed`."""
    fits = entered.member.demonstration and services.passwords.verify(entered.member.password_hash, password)
    with services.unit_of_work() as uow:
        prove(uow, services, entered, "prove", lambda: right_or(NotAllowed("wrong_password"), fits))
        return _proved(uow, services, entered, entered.member)


def by_passkey(services: Services, entered: Entered, site: Site, answer: str) -> Entered:
    """Prove by one's own passkey. Raises `PasskeyRefused`, `NotAllowed` ('signed_out')."""
    owner, own = entered.session.id, entered.member.id
    with services.unit_of_work() as uow:
        signed = partial(factors.proved_by, uow, services, site, Purpose.PROVE, answer, owner=owner, of=own)
        prove(uow, services, entered, "prove", signed)
        return _proved(uow, services, entered, entered.member)


def _proved(uow: UnitOfWork, services: Services, entered: Entered, member: StaffMember) -> Entered:
    now = services.now()
    uow.staff.touch(entered.session.id, now=now, proved=True)
    note(uow, by_member(member), "prove", member.id)
    uow.commit()
    return replace(entered, member=member, session=replace(entered.session, seen_at=now, proved_at=now))
