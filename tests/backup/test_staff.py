"""What was taken from an account of staff after the backup was made stays taken, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest

from memorial import bootstrap
from memorial.adapters.backup.stream import message, piece
from memorial.adapters.credentials import Credentials
from memorial.application import factors, staff_entry, staffing
from memorial.application.ports.secrets import LedgerEntry
from memorial.application.staff_entry import Entered
from memorial.application.staffing import NewAccount
from memorial.domain.errors import NotAllowed
from memorial.domain.staff import Passkey, StaffMember
from memorial.settings import load_settings
from memorial.vocabulary import Role
from tests.backup.conftest import keys_to, opened_with, run_here, sealed_as_of_old
from tests.backup.test_restore import AT_ONCE
from tests.installations import MovableClock, TestInstallation, grant_to_public, installation, on_postgresql

EMAIL, FIRST, SECOND = "wren@example.org", "a lantern in the harbour", "a lantern on the far shore"
KEPT, STOLEN = b"kept", b"stolen"


@dataclass
class Place:
    """An installation with one account that has everything, and where a restore of it goes."""

    here: TestInstallation
    home: Path
    folder: Path
    environ: dict[str, str]
    target: dict[str, str]
    entered: Entered
    secret: str
    codes: list[str]

    def back_up(self, name: str = "whole") -> Path:
        said = run_here(["backup", str(self.folder / name)], self.home, self.environ)
        assert said.returncode == 0, said.stderr
        return self.folder / name

    @contextmanager
    def restored(self, backup: Path, *more: str) -> Iterator[tuple[bootstrap.Installation, StaffMember]]:
        """The installation that came back, and the account in it."""
        empty = keys_to(self.home, self.folder / "empty")
        said = run_here(["restore", str(backup), *more], empty, self.target)
        assert said.returncode == 0, said.stderr
        if "MEMORIAL_DATABASE_URL" in self.target:
            grant_to_public(self.target["MEMORIAL_DATABASE_URL"], self.target["MEMORIAL_PUBLIC_DATABASE_URL"])
        settings = load_settings({"MEMORIAL_HOME": str(empty), **AT_ONCE, **self.target})
        built = bootstrap.build(settings, now=MovableClock(datetime.now(UTC)), quick_passwords=True)
        try:
            yield built, account(built.services)
        finally:
            built.close()

    def fresh(self) -> Entered:
        with self.here.services.unit_of_work(read_only=True) as uow:
            found = staff_entry.still_here(uow, self.here.services, self.entered)
        return found


def account(services: bootstrap.Services) -> StaffMember:
    with services.unit_of_work(read_only=True) as uow:
        found = uow.staff.by_email(EMAIL)
    assert found is not None
    return found


def passkeys(services: bootstrap.Services) -> set[bytes]:
    with services.unit_of_work(read_only=True) as uow:
        found = uow.staff.by_email(EMAIL)
        return {one.credential_id for one in uow.passkeys.of(found.id)} if found else set()


def opens(built: bootstrap.Installation, password: str) -> bool:
    try:
        staff_entry.sign_in(built.services, EMAIL, password, local=True)
    except NotAllowed as refusal:
        return refusal.code != "wrong_credentials"
    return True


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, home: Path, tmp_path: Path) -> Iterator[Place]:
    environ, target = dict[str, str](), dict[str, str]()
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        environ, target = on_postgresql(server), on_postgresql(server)
        target["MEMORIAL_KEYS_URL"] = environ["MEMORIAL_KEYS_URL"]
    with installation(home, **environ) as here:
        services, clock = here.services, here.clock
        for where in (None, here.memorial.slug):
            role = Role.EDITOR if where else Role.ADMIN
            staffing.add_staff(services, NewAccount(EMAIL, role, where, FIRST))
        token = staff_entry.sign_in(services, EMAIL, FIRST, local=True)
        secret = Credentials().new_totp_secret()
        token, codes = staff_entry.enrol(services, token, secret, pyotp.TOTP(secret).at(clock.now), local=True)
        entered = staff_entry.member_of(services, token, local=True)
        assert entered is not None
        with services.unit_of_work() as uow:
            for name in (KEPT, STOLEN):
                uow.passkeys.add(entered.member, Passkey(services.new_id(), entered.member.id, name, name, "Key"))
            uow.commit()
        made = Place(here, home, tmp_path, environ, target, entered, secret, codes)
        made.entered = made.fresh()
        yield made


ON_SQLITE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""For what does not depend on the database."""


def remove_passkey(place: Place, name: bytes) -> None:
    services = place.here.services
    with services.unit_of_work(read_only=True) as uow:
        (wanted,) = [one.id for one in uow.passkeys.of(place.entered.member.id) if one.credential_id == name]
    factors.remove_passkey(services, place.fresh(), wanted)


def test_what_nobody_took_away_comes_back_and_opens(place: Place) -> None:
    """A backup that is newer than every change closes nothing."""
    staff_entry.change_password(place.here.services, place.fresh(), FIRST, SECOND)
    remove_passkey(place, STOLEN)
    today = account(place.here.services)

    with place.restored(place.back_up()) as (built, back):
        assert back == today
        assert opens(built, SECOND)
        assert passkeys(built.services) == {KEPT}


def test_a_password_changed_since_the_backup_opens_nothing_until_a_new_one_is_given(place: Place) -> None:
    backup = place.back_up()
    staff_entry.change_password(place.here.services, place.fresh(), FIRST, SECOND)

    with place.restored(backup) as (built, back):
        assert not opens(built, FIRST)
        assert not opens(built, SECOND)
        assert not opens(built, "")
        assert back.totp_secret == place.secret
        staffing.reset(built.services, EMAIL, "a new lantern altogether")
        assert opens(built, "a new lantern altogether")


@ON_SQLITE
def test_a_password_hashed_anew_is_the_same_password(place: Place) -> None:
    backup = place.back_up()
    with place.here.services.unit_of_work() as uow:
        rehashed = place.here.services.passwords.hash(FIRST)
        uow.staff.save(replace(account(place.here.services), password_hash=rehashed), in_ledger=False)
        uow.commit()

    with place.restored(backup) as (built, _):
        assert opens(built, FIRST)


def test_a_passkey_removed_since_the_backup_is_gone_and_the_others_are_not(place: Place) -> None:
    backup = place.back_up()
    remove_passkey(place, STOLEN)

    with place.restored(backup) as (built, _):
        assert passkeys(built.services) == {KEPT}
        assert opens(built, FIRST)


def test_roles_taken_since_the_backup_are_gone_and_the_others_are_not(place: Place) -> None:
    backup = place.back_up()
    staffing.take_roles(place.here.services, EMAIL, place.here.memorial.slug)

    with place.restored(backup) as (_, back):
        assert back.roles == (("*", Role.ADMIN),)


def test_an_authenticator_changed_since_the_backup_is_gone_and_its_codes_that_were_used(place: Place) -> None:
    services, backup = place.here.services, place.back_up()
    other = Credentials().new_totp_secret()
    used = services.passwords.use_recovery_code(account(services).recovery_hashes, place.codes[3])
    assert used is not None
    factors.change_authenticator(services, place.fresh(), other, pyotp.TOTP(other).at(place.here.clock.now))
    token = staff_entry.sign_in(services, EMAIL, FIRST, local=True)
    staff_entry.second_factor(services, token, place.codes[3], local=True)

    with place.restored(backup) as (_, back):
        assert back.totp_secret == ""
        assert back.recovery_hashes == used


def test_a_reset_closes_all_that_the_account_had_before(place: Place) -> None:
    backup = place.back_up()
    staffing.reset(place.here.services, EMAIL, "a new lantern altogether")

    with place.restored(backup) as (built, back):
        assert (back.totp_secret, back.recovery_hashes, passkeys(built.services)) == ("", (), set())
        assert not opens(built, FIRST)


@ON_SQLITE
def test_an_account_that_lost_every_factor_is_not_entered_by_its_password_alone(place: Place) -> None:
    """Whoever has the password would otherwise set up a factor of their own."""
    services = place.here.services
    for name in (KEPT, STOLEN):
        remove_passkey(place, name)
    backup = place.back_up()
    with services.unit_of_work() as uow:
        added = Passkey(services.new_id(), place.entered.member.id, b"later", b"later", "Later")
        uow.passkeys.add(account(services), added)
        uow.commit()
    factors.remove_authenticator(services, place.fresh())

    with place.restored(backup) as (built, back):
        assert back.totp_secret == ""
        assert not opens(built, FIRST)


@ON_SQLITE
def test_the_ledger_names_no_person_and_no_secret(place: Place) -> None:
    services = place.here.services
    staff_entry.change_password(services, place.fresh(), FIRST, SECOND)
    remove_passkey(place, STOLEN)
    staffing.reset(services, EMAIL, "a new lantern altogether")
    staffing.disable(services, EMAIL)

    told = [entry for _, entry in place.here.installation.key_store.ledger(0) if entry.memorial_id == "*"]

    kinds = {entry.detail.partition("=")[0] for entry in told}
    assert kinds == {"password", "passkey", "totp", "recovery", "staff"}
    assert {entry.record_id for entry in told} == {place.entered.member.id}
    secrets = (EMAIL, "wren", place.secret, account(services).password_hash, STOLEN.hex(), *place.codes)
    assert not [word for word in secrets for entry in told if word in str(entry)]


@ON_SQLITE
def test_a_backup_of_before_the_ledger_told_of_accounts_opens_none_of_them(place: Place) -> None:
    stream = opened_with(place.here.installation.keys, place.back_up())
    inside = (piece(one) if isinstance(one, bytes) else message(one) for one in stream)
    older = sealed_as_of_old(place.here.installation.keys, place.folder / "older", inside)

    with place.restored(older, "--origin-unproved") as (built, back):
        assert not opens(built, FIRST)
        assert (back.totp_secret, passkeys(built.services)) == ("", set())
        assert back.roles == account(place.here.services).roles
        staffing.reset(built.services, EMAIL, "a new lantern altogether")
        assert opens(built, "a new lantern altogether")


@ON_SQLITE
def test_two_restores_of_one_backup_close_no_more_than_one(place: Place) -> None:
    """A trial leaves nothing in the ledger that would close what is valid in a newer backup."""
    older = place.back_up("older")
    staff_entry.change_password(place.here.services, place.fresh(), FIRST, SECOND)
    newer = place.back_up("newer")
    with place.restored(older) as (built, _):
        assert not opens(built, SECOND)
        told = [entry for _, entry in built.key_store.ledger(0) if entry.detail.startswith("password=")]
    here = [one for _, one in place.here.installation.key_store.ledger(0) if one.detail.startswith("password=")]
    assert told == here
    assert newer.exists()


CHANGES: dict[str, Callable[[Place], object]] = {
    "disabled": lambda place: staffing.disable(place.here.services, EMAIL),
    "unheard of": lambda place: place.here.installation.key_store.append([_unheard_of(place)]),
}


def _unheard_of(place: Place) -> LedgerEntry:
    return LedgerEntry(place.here.clock.now, "narrowed", "*", place.entered.member.id, "hands=tied")


@ON_SQLITE
@pytest.mark.parametrize("what", list(CHANGES))
def test_a_closed_account_stays_closed_and_so_does_one_of_which_nobody_knows_what_was_taken(
    place: Place, what: str
) -> None:
    backup = place.back_up()
    CHANGES[what](place)

    with place.restored(backup) as (built, back):
        assert back.disabled
        assert not opens(built, FIRST)
