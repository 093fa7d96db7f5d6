"""How staff come in and stay in: password, second factor, enrolment, recovery codes, sessions that can be revoked."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeVar

from memorial.application.ports.store import StaffSession, UnitOfWork
from memorial.application.services import Services
from memorial.application.staffing import NOBODY, By, by_member, note, note_refused
from memorial.domain.errors import Invalid, NotAllowed, Refusal
from memorial.domain.staff import StaffMember
from memorial.vocabulary import ActorKind

HALF_OPEN = timedelta(minutes=10)
"""How long a session lives whose second factor is still to come."""

MOST_WRONG = 5
"""How many proofs in one session may be wrong, one after the other, before it ends. Nothing closes the account."""

_SEEN_EVERY = timedelta(seconds=30)
"""A session is written as seen at most this often; it may therefore end that much early, never late."""

_TOKEN_BYTES = 32

Proved = TypeVar("Proved")


class Stage(Enum):
    """What a session opens now: nothing but the page that is named, or everything."""

    SECOND_FACTOR = "second_factor"
    ENROL = "enrol"
    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a stage
    OPEN = "open"


@dataclass(frozen=True)
class Entered:
    """Somebody who is signed in, by this session, as far as `stage` says."""

    member: StaffMember
    session: StaffSession
    stage: Stage


def sign_in(services: Services, email: str, password: str, *, local: bool) -> str:
    """The token of a new session, which still needs its second factor unless the account is a demonstration's.

    Raises `NotAllowed`: 'wrong_credentials' for an unknown account, a closed one and a wrong password alike, after the
    same work; 'demonstration_stays_here' for a demonstration account from anywhere but this machine.
    """
    with services.unit_of_work(read_only=True) as uow:
        member = uow.staff.by_email(email)
    fits = services.passwords.verify(member.password_hash if member else None, password)
    if member is None or member.disabled or not fits:
        by = By(ActorKind.STAFF, member.id if member else NOBODY)
        note_refused(services, by, "sign_in", "wrong_credentials", subject=by.id)
        raise NotAllowed("wrong_credentials")
    if member.demonstration and not local:
        note_refused(services, by_member(member), "sign_in", "demonstration_stays_here", subject=member.id)
        raise NotAllowed("demonstration_stays_here")
    rehashed = services.passwords.hash(password) if services.passwords.needs_rehash(member.password_hash) else None
    with services.unit_of_work() as uow:
        if rehashed is not None:
            uow.staff.save(replace(member, password_hash=rehashed), in_ledger=False)
        # A demonstration's account has nothing but its password: there it counts as a proof.
        token = open_session(uow, services, member, proved=member.demonstration)
        note(uow, by_member(member), "sign_in", member.id)
        uow.commit()
    return token


def open_session(
    uow: UnitOfWork, services: Services, member: StaffMember, *, second_factor: bool = False, proved: bool = False
) -> str:
    """A new session's token. `proved` by a passkey or an authenticator; a recovery code is a second factor only."""
    token, session_id, now = secrets.token_urlsafe(_TOKEN_BYTES), services.new_id(), services.now()
    uow.staff.open_session(token, member.id, session_id=session_id, now=now)
    if second_factor or proved:
        uow.staff.touch(session_id, now=now, second_factor=second_factor, proved=proved)
    return token


def member_of(services: Services, token: str, *, local: bool, seen: bool = True) -> Entered | None:
    """Whose session that is, asked with every request; None once it was revoked, is over, or the account is closed.

    Without `seen` the request shows nobody to be there, and the session goes on running out.
    """
    with services.unit_of_work(read_only=True) as uow:
        entered = entered_by(uow, services, token, local=local)
    if seen and entered is not None and services.now() - entered.session.seen_at >= _SEEN_EVERY:
        with services.unit_of_work() as uow:
            uow.staff.touch(entered.session.id, now=services.now())
            uow.commit()
    return entered


def entered_by(uow: UnitOfWork, services: Services, token: str, *, local: bool) -> Entered | None:
    """Whose session that is now, within this unit of work."""
    session = uow.staff.session(token)
    if session is None or not _lives(session, services):
        return None
    member = uow.staff.get(session.staff_id)
    if member is None or member.disabled or (member.demonstration and not local):
        return None
    stage = _stage(uow, member, session)
    if stage is Stage.SECOND_FACTOR and services.now() - session.created_at > HALF_OPEN:
        return None
    return Entered(member, session, stage)


def _lives(session: StaffSession, services: Services) -> bool:
    now, limits = services.now(), services.limits
    over = now - session.seen_at > limits.idle or now - session.created_at > limits.absolute
    return session.revoked_at is None and not over


def _stage(uow: UnitOfWork, member: StaffMember, session: StaffSession) -> Stage:
    if member.demonstration:
        return Stage.OPEN
    if not member.totp_secret and not uow.passkeys.of(member.id):
        return Stage.ENROL
    if session.second_factor_at is None:
        return Stage.SECOND_FACTOR
    return Stage.NEW_PASSWORD if member.must_change_password else Stage.OPEN


def second_factor(services: Services, token: str, code: str, *, local: bool) -> str:
    """Prove the second factor, by a code of the authenticator or by a recovery code; the token of the open session.

    The token given is worth nothing afterwards, nor is it after too many wrong ones: then the password is asked for
    again. Raises `NotAllowed`: 'wrong_code', 'signed_out'.
    """
    with services.unit_of_work() as uow:
        entered = require_stage(uow, services, token, Stage.SECOND_FACTOR, local=local)
        member, now = entered.member, services.now()
        proved, action = prove(uow, services, entered, "second_factor", lambda: _proved(services, member, code, now))
        uow.staff.save(proved)
        uow.staff.revoke([entered.session.id], now=now)
        opened = open_session(uow, services, member, second_factor=True, proved=action == "second_factor")
        note(uow, by_member(member), action, member.id)
        uow.commit()
    return opened


def prove(uow: UnitOfWork, services: Services, entered: Entered, action: str, attempt: Callable[[], Proved]) -> Proved:
    """What `attempt` gives back, which compares a secret and raises a `Refusal` where it is wrong.

    The one rule for every secret that a session is asked for: a try is counted before it is looked at, a wrong one is
    noted, committed and raised, one wrong too many in a row ends the session, and a right one forgives those before it.
    Raises what `attempt` raises, and `NotAllowed` ('signed_out') once the session has ended.
    """
    tries = uow.staff.try_proof(entered.session.id)
    if not tries:
        raise NotAllowed("signed_out")
    try:
        proved = attempt()
    except Refusal as refusal:
        note(uow, by_member(entered.member), action, entered.member.id, outcome="refused", reason=refusal.code)
        if tries >= MOST_WRONG:
            uow.staff.revoke([entered.session.id], now=services.now())
        uow.commit()
        if tries >= MOST_WRONG:
            raise NotAllowed("signed_out") from None
        raise
    uow.staff.forgive(entered.session.id)
    return proved


def right_or(refusal: Refusal, right: bool) -> None:
    """For what was compared before the transaction, because it is slow; to be given to `prove`."""
    if not right:
        raise refusal


def still_here(uow: UnitOfWork, services: Services, entered: Entered) -> Entered:
    """The same session and account as they are within this unit of work. Raises `NotAllowed` ('signed_out')."""
    sessions = uow.staff.sessions_of(entered.member.id)
    session = next((one for one in sessions if one.id == entered.session.id and _lives(one, services)), None)
    member = uow.staff.get(entered.member.id)
    if session is None or member is None or member.disabled:
        raise NotAllowed("signed_out")
    return Entered(member, session, entered.stage)


def require_stage(uow: UnitOfWork, services: Services, token: str, stage: Stage, *, local: bool) -> Entered:
    """Raises `NotAllowed` ('signed_out') where the session is over or stands elsewhere."""
    entered = entered_by(uow, services, token, local=local)
    if entered is None or entered.stage is not stage:
        raise NotAllowed("signed_out")
    return entered


def _proved(services: Services, member: StaffMember, code: str, now: datetime) -> tuple[StaffMember, str]:
    """The account as it is after the code was used, and what kind of code that was. Raises `NotAllowed`."""
    step = services.passwords.totp_step(member.totp_secret, code, now=now, last_step=member.totp_last_step)
    if step is not None:
        return replace(member, totp_last_step=step), "second_factor"
    left = services.passwords.use_recovery_code(member.recovery_hashes, code)
    if left is not None:
        return replace(member, recovery_hashes=left), "recovery_code"
    raise NotAllowed("wrong_code")


def enrol(services: Services, token: str, secret: str, code: str, *, local: bool) -> tuple[str, list[str]]:
    """Take that secret as the second factor once a code proves it; the open session's token, and ten recovery codes.

    The codes are shown this once and kept as hashes. Raises `NotAllowed`: 'wrong_code', 'signed_out'.
    """
    with services.unit_of_work() as uow:
        entered = require_stage(uow, services, token, Stage.ENROL, local=local)
        member, now = entered.member, services.now()
        step = services.passwords.totp_step(secret, code, now=now, last_step=0) if secret else None
        if step is None:
            note(uow, by_member(member), "enrol", member.id, outcome="refused", reason="wrong_code")
            uow.commit()
            raise NotAllowed("wrong_code")
        codes, hashes = services.passwords.new_recovery_codes()
        uow.staff.save(replace(member, totp_secret=secret, totp_last_step=step, recovery_hashes=tuple(hashes)))
        uow.staff.revoke([one.id for one in uow.staff.sessions_of(member.id)], now=now)
        opened = open_session(uow, services, member, second_factor=True, proved=True)
        note(uow, by_member(member), "enrol", member.id)
        uow.commit()
    return opened, codes


def change_password(services: Services, entered: Entered, old: str, new: str) -> None:
    """Asks for the old one; every other session of the account ends.

    Raises `Invalid`, `Conflict`, `NotAllowed` ('signed_out').
    """
    member = entered.member
    fits = services.passwords.verify(member.password_hash, old)
    problem = _problem_of_new(services, member, old, new) if fits else None
    hashed = services.passwords.hash(new) if fits and problem is None else ""
    with services.unit_of_work() as uow:
        wrong = Invalid("old_password", "wrong_password")
        prove(uow, services, entered, "change_password", lambda: right_or(wrong, fits))
        if problem is not None:
            note(uow, by_member(member), "change_password", member.id, outcome="refused", reason=problem.code)
            uow.commit()
            raise problem
        uow.staff.save(replace(member, password_hash=hashed, must_change_password=False))
        uow.staff.revoke(other_sessions(uow, entered), now=services.now())
        note(uow, by_member(member), "change_password", member.id)
        uow.commit()


def _problem_of_new(services: Services, member: StaffMember, old: str, new: str) -> Invalid | None:
    if old == new:
        return Invalid("new_password", "same_password")
    problem = services.passwords.problem(new, email=member.email)
    return Invalid("new_password", problem) if problem else None


def new_recovery_codes(services: Services, entered: Entered, password: str) -> list[str]:
    """Ten new codes, shown this once; the old ones open nothing any more.

    Raises `Invalid`, `Conflict`, `NotAllowed` ('signed_out').
    """
    member = entered.member
    fits = services.passwords.verify(member.password_hash, password)
    codes, hashes = services.passwords.new_recovery_codes() if fits else ([], [])
    with services.unit_of_work() as uow:
        wrong = Invalid("password", "wrong_password")
        prove(uow, services, entered, "new_recovery_codes", lambda: right_or(wrong, fits))
        uow.staff.save(replace(member, recovery_hashes=tuple(hashes)))
        note(uow, by_member(member), "new_recovery_codes", member.id)
        uow.commit()
    return codes


# Sessions


def sessions(services: Services, entered: Entered) -> Sequence[StaffSession]:
    """The account's sessions that live, the newest first."""
    with services.unit_of_work(read_only=True) as uow:
        found = [one for one in uow.staff.sessions_of(entered.member.id) if _lives(one, services)]
    return sorted(found, key=lambda one: one.seen_at, reverse=True)


def revoke_session(services: Services, entered: Entered, session_id: str) -> None:
    """End one's own session of that id, here or elsewhere. Raises `NotAllowed` for anybody else's."""
    with services.unit_of_work() as uow:
        own = session_id in {one.id for one in uow.staff.sessions_of(entered.member.id)}
        if own:
            uow.staff.revoke([session_id], now=services.now())
        outcome, reason = ("done", "asked") if own else ("refused", "not_your_session")
        note(uow, by_member(entered.member), "revoke_session", entered.member.id, outcome=outcome, reason=reason)
        uow.commit()
    if not own:
        raise NotAllowed("not_your_session")


def revoke_others(services: Services, entered: Entered) -> None:
    """End every session of the account but this one."""
    with services.unit_of_work() as uow:
        uow.staff.revoke(other_sessions(uow, entered), now=services.now())
        note(uow, by_member(entered.member), "revoke_sessions", entered.member.id)
        uow.commit()


def sign_out(services: Services, entered: Entered) -> None:
    with services.unit_of_work() as uow:
        uow.staff.revoke([entered.session.id], now=services.now())
        note(uow, by_member(entered.member), "sign_out", entered.member.id)
        uow.commit()


def other_sessions(uow: UnitOfWork, entered: Entered) -> list[str]:
    """The ids of the account's sessions but this one."""
    return [one.id for one in uow.staff.sessions_of(entered.member.id) if one.id != entered.session.id]
