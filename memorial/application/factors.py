"""What staff prove themselves with besides the password: passkeys and an authenticator, of which one always stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import partial

from memorial.application.ports.passkeys import PasskeyRefused, Site
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.application.staff_entry import (
    Entered,
    Stage,
    open_session,
    other_sessions,
    prove,
    require_stage,
    still_here,
)
from memorial.application.staffing import NOBODY, By, by_member, note
from memorial.domain.errors import Invalid, NotAllowed, Refusal
from memorial.domain.staff import Passkey, StaffMember
from memorial.vocabulary import ActorKind

CHALLENGE_LIVES = timedelta(minutes=5)
MOST_PASSKEYS = 10
MOST_CHALLENGES = 5
"""How many live at once for one session or one browser; the oldest go first."""
LONGEST_NAME = 60


class Purpose(StrEnum):
    """What a challenge is given out for. It is taken for nothing else."""

    SIGN_IN = "sign-in"
    SECOND_FACTOR = "second-factor"
    REGISTER = "register"
    PROVE = "prove"


@dataclass(frozen=True)
class Factors:
    """How somebody can prove who they are."""

    passkeys: tuple[Passkey, ...]
    authenticator: bool

    @property
    def count(self) -> int:
        return len(self.passkeys) + self.authenticator


def factors(services: Services, member: StaffMember) -> Factors:
    with services.unit_of_work(read_only=True) as uow:
        return Factors(tuple(uow.passkeys.of(member.id)), bool(member.totp_secret))


# What a browser is asked


def options(services: Services, site: Site, purpose: Purpose, entered: Entered | None, *, browser: str) -> str:
    """What the browser is to ask its passkeys, as JSON, with a challenge that is taken once within five minutes.

    `browser` marks who asks while nobody is signed in. Raises `NotAllowed` where the session stands elsewhere.
    """
    stages = _STAGES[purpose]
    if (entered.stage if entered else None) not in stages:
        raise NotAllowed("signed_out")
    challenge, now = services.passkeys.new_challenge(), services.now()
    with services.unit_of_work() as uow:
        own = uow.passkeys.of(entered.member.id) if entered else ()
        owner = entered.session.id if entered else browser
        until = now + CHALLENGE_LIVES
        uow.passkeys.add_challenge(challenge, purpose, owner, now=now, until=until, most=MOST_CHALLENGES)
        uow.commit()
    ids = [one.credential_id for one in own]
    if purpose is Purpose.REGISTER and entered is not None:
        account = entered.member
        return services.passkeys.creation_options(
            site, challenge=challenge, staff_id=account.id, account=account.email, known=ids
        )
    return services.passkeys.request_options(site, challenge=challenge, allowed=ids)


_STAGES: dict[Purpose, tuple[Stage | None, ...]] = {
    Purpose.SIGN_IN: (None,),
    Purpose.SECOND_FACTOR: (Stage.SECOND_FACTOR,),
    Purpose.REGISTER: (Stage.ENROL, Stage.OPEN),
    Purpose.PROVE: (Stage.OPEN,),
}


# What it answers


def proved_by(
    uow: UnitOfWork, services: Services, site: Site, purpose: Purpose, answer: str, *, owner: str, of: str = ""
) -> Passkey:
    """The passkey that signed this challenge, whose use is noted. `of` is the account that it must belong to.

    Raises `PasskeyRefused`. The challenge is taken either way: commit.
    """
    now, said = services.now(), services.passkeys.claimed(answer)
    taken = uow.passkeys.take_challenge(said.challenge, purpose, owner, now=now)
    passkey = uow.passkeys.by_credential(said.credential_id)
    if not taken or passkey is None or (of and passkey.staff_id != of) or said.user not in ("", passkey.staff_id):
        raise PasskeyRefused
    count = services.passkeys.proved(
        site, answer, challenge=said.challenge, public_key=passkey.public_key, sign_count=passkey.sign_count
    )
    if not uow.passkeys.used(passkey.id, count, now=now):
        raise PasskeyRefused
    return passkey


def sign_in(services: Services, site: Site, answer: str, *, browser: str, local: bool) -> str:
    """The token of an open session: a passkey that verified its person is both factors. Raises `PasskeyRefused`."""
    with services.unit_of_work() as uow:
        try:
            passkey = proved_by(uow, services, site, Purpose.SIGN_IN, answer, owner=browser)
        except PasskeyRefused as refusal:
            note(uow, By(ActorKind.STAFF, NOBODY), "sign_in", NOBODY, outcome="refused", reason=refusal.code)
            uow.commit()
            raise
        member = uow.staff.get(passkey.staff_id)
        if member is None or member.disabled or (member.demonstration and not local):
            note(uow, By(ActorKind.STAFF, passkey.staff_id), "sign_in", passkey.staff_id, outcome="refused",
                 reason=PasskeyRefused.code)  # fmt: skip
            uow.commit()
            raise PasskeyRefused
        token = open_session(uow, services, member, second_factor=True, proved=True)
        note(uow, by_member(member), "sign_in", member.id, reason="passkey")
        uow.commit()
    return token


def second_factor(services: Services, token: str, site: Site, answer: str, *, local: bool) -> str:
    """The open session's token; the one given is worth nothing afterwards. Raises `NotAllowed`, `PasskeyRefused`."""
    with services.unit_of_work() as uow:
        entered = require_stage(uow, services, token, Stage.SECOND_FACTOR, local=local)
        member, here = entered.member, entered.session.id
        signed = partial(proved_by, uow, services, site, Purpose.SECOND_FACTOR, answer, owner=here, of=member.id)
        prove(uow, services, entered, "second_factor", signed)
        uow.staff.revoke([here], now=services.now())
        opened = open_session(uow, services, member, second_factor=True, proved=True)
        note(uow, by_member(member), "second_factor", member.id, reason="passkey")
        uow.commit()
    return opened


def enrol(services: Services, token: str, site: Site, answer: str, name: str, *, local: bool) -> tuple[str, list[str]]:
    """Take a passkey as the first second factor; the open session's token, and ten recovery codes.

    Raises `NotAllowed`, `Invalid`, `PasskeyRefused`.
    """
    with services.unit_of_work() as uow:
        entered = require_stage(uow, services, token, Stage.ENROL, local=local)
        member = entered.member
        try:
            _take(uow, services, entered, site, answer, name)
        except Refusal as refusal:
            note(uow, by_member(member), "enrol", member.id, outcome="refused", reason=refusal.code)
            uow.commit()
            raise
        codes, hashes = services.passwords.new_recovery_codes()
        uow.staff.save(replace(member, recovery_hashes=tuple(hashes)))
        uow.staff.revoke([one.id for one in uow.staff.sessions_of(member.id)], now=services.now())
        opened = open_session(uow, services, member, second_factor=True, proved=True)
        note(uow, by_member(member), "enrol", member.id, reason="passkey")
        uow.commit()
    return opened, codes


# One's own account


def add_passkey(services: Services, entered: Entered, site: Site, answer: str, name: str) -> None:
    """Raises `Invalid` for a name that is none, `NotAllowed` for one too many or known already, `PasskeyRefused`."""
    with services.unit_of_work() as uow:
        try:
            here = still_here(uow, services, entered)
            _take(uow, services, here, site, answer, name)
            uow.staff.save(here.member)
        except (Invalid, NotAllowed, PasskeyRefused) as refusal:
            _refuse(uow, entered, "add_passkey", refusal)
            raise
        note(uow, by_member(entered.member), "add_passkey", entered.member.id)
        uow.commit()


def _take(uow: UnitOfWork, services: Services, entered: Entered, site: Site, answer: str, name: str) -> None:
    bare = " ".join(name.split())[:LONGEST_NAME]
    if not bare:
        raise Invalid("name", "name_the_passkey")
    said = services.passkeys.claimed(answer)
    if not uow.passkeys.take_challenge(said.challenge, Purpose.REGISTER, entered.session.id, now=services.now()):
        raise PasskeyRefused
    if len(uow.passkeys.of(entered.member.id)) >= MOST_PASSKEYS:
        raise NotAllowed("enough_passkeys")
    found = services.passkeys.registered(site, answer, challenge=said.challenge)
    added = Passkey(services.new_id(), entered.member.id, found.credential_id, found.public_key, bare, found.sign_count)
    uow.passkeys.add(entered.member, added)


def remove_passkey(services: Services, entered: Entered, passkey_id: str) -> None:
    """Every other session of the account ends: who held it may have opened one. Raises `NotAllowed`, `Conflict`."""
    with services.unit_of_work() as uow:
        own = uow.passkeys.of(entered.member.id)
        try:
            here = still_here(uow, services, entered)
            if passkey_id not in {one.id for one in own}:
                raise NotAllowed("no_such_passkey")
            _require_another(Factors(tuple(own), bool(here.member.totp_secret)), here)
        except NotAllowed as refusal:
            _refuse(uow, entered, "remove_passkey", refusal)
            raise
        # Whoever removes another factor at the same time read this account too, and comes too late.
        uow.staff.save(here.member)
        uow.passkeys.remove([passkey_id], now=services.now())
        uow.staff.revoke(other_sessions(uow, entered), now=services.now())
        note(uow, by_member(entered.member), "remove_passkey", entered.member.id)
        uow.commit()


def change_authenticator(services: Services, entered: Entered, secret: str, code: str) -> None:
    """Take that secret in place of the present one, or as the first; other sessions end.

    Raises `Invalid`, `NotAllowed`, `Conflict`.
    """
    with services.unit_of_work() as uow:
        try:
            here = still_here(uow, services, entered)
            step = services.passwords.totp_step(secret, code, now=services.now(), last_step=0) if secret else None
            if step is None:
                raise Invalid("code", "wrong_code")
        except (Invalid, NotAllowed) as refusal:
            _refuse(uow, entered, "change_authenticator", refusal)
            raise
        uow.staff.save(replace(here.member, totp_secret=secret, totp_last_step=step))
        uow.staff.revoke(other_sessions(uow, entered), now=services.now())
        note(uow, by_member(entered.member), "change_authenticator", entered.member.id)
        uow.commit()


def remove_authenticator(services: Services, entered: Entered) -> None:
    """Only where a passkey is left; other sessions end. Raises `NotAllowed`, `Conflict`."""
    with services.unit_of_work() as uow:
        try:
            here = still_here(uow, services, entered)
            if not here.member.totp_secret:
                raise NotAllowed("no_authenticator")
            _require_another(Factors(tuple(uow.passkeys.of(here.member.id)), True), here)
        except NotAllowed as refusal:
            _refuse(uow, entered, "remove_authenticator", refusal)
            raise
        uow.staff.save(replace(here.member, totp_secret="", totp_last_step=0))
        uow.staff.revoke(other_sessions(uow, entered), now=services.now())
        note(uow, by_member(entered.member), "remove_authenticator", entered.member.id)
        uow.commit()


def _require_another(found: Factors, entered: Entered) -> None:
    """The last factor stays. A demonstration's account opens by its password, on this machine alone."""
    if found.count < 2 and not entered.member.demonstration:
        raise NotAllowed("last_factor")


def _refuse(uow: UnitOfWork, entered: Entered, action: str, refusal: Refusal) -> None:
    note(uow, by_member(entered.member), action, entered.member.id, outcome="refused", reason=refusal.code)
    uow.commit()
