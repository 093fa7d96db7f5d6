"""Accounts and sessions as the use cases promise them, without pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from memorial.application import staff_entry, staffing
from memorial.application.staff_entry import Stage
from memorial.application.staffing import NewAccount, by_member
from memorial.domain.errors import Invalid, NotAllowed, NotFound
from memorial.vocabulary import Role
from tests.web.desk.desk_client import PASSWORD, World, build_world

NEW = "nine lanterns by a river"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = build_world(tmp_path / "home")
    made.begin_memorial("ferry")
    yield made
    made.installation.close()


def enrolled(world: World, email: str) -> tuple[str, str, list[str]]:
    """The token of an open session, the secret of the second factor, the recovery codes."""
    token = staff_entry.sign_in(world.services, email, PASSWORD, local=True)
    secret = world.services.passwords.new_totp_secret()
    code = pyotp.TOTP(secret).at(world.clock())
    opened, codes = staff_entry.enrol(world.services, token, secret, code, local=True)
    return opened, secret, codes


def test_a_token_is_256_random_bits_and_is_not_stored(world: World) -> None:
    world.add_staff("ed@example.org", Role.EDITOR)
    tokens = {staff_entry.sign_in(world.services, "ed@example.org", PASSWORD, local=True) for _ in range(5)}

    assert len(tokens) == 5
    assert {len(token) for token in tokens} == {43}
    world.installation.engines.dispose()
    stored = b"".join(path.read_bytes() for path in world.installation.settings.home.glob("memorial.sqlite3*"))
    assert not [token for token in tokens if token.encode() in stored]


def test_an_address_is_one_account_however_it_is_written(world: World) -> None:
    first = world.add_staff("Ed@Example.org ", Role.MODERATOR)
    second, fresh = staffing.add_staff(
        world.services, NewAccount("ed@example.ORG", Role.EDITOR, None, "not used at all")
    )

    assert (second.id, fresh) == (first.id, False)
    assert {role for _where, role in second.roles} == {Role.MODERATOR, Role.EDITOR}
    assert staff_entry.sign_in(world.services, "ED@example.org", PASSWORD, local=True)


@pytest.mark.parametrize(
    "email", ["", "ed", "@example.org", "ed@", "e d@example.org", "ed@exa\nmple.org", "x" * 300 + "@e"]
)
def test_what_is_no_address_makes_no_account(world: World, email: str) -> None:
    with pytest.raises(Invalid) as refused:
        staffing.add_staff(world.services, NewAccount(email, Role.EDITOR, None, PASSWORD))

    assert (refused.value.field, refused.value.code) == ("email", "not_an_address")
    assert staffing.list_staff(world.services) == []


def test_a_weak_password_or_an_unknown_memorial_makes_no_account(world: World) -> None:
    with pytest.raises(Invalid):
        staffing.add_staff(world.services, NewAccount("ed@example.org", Role.EDITOR, None, "password"))
    with pytest.raises(NotFound):
        staffing.add_staff(world.services, NewAccount("ed@example.org", Role.EDITOR, "nowhere", PASSWORD))

    assert staffing.list_staff(world.services) == []
    assert [(e.action, e.outcome) for e in world.log("*")] == [("add_staff", "refused")] * 2


def test_a_temporary_password_can_be_used_as_it_is() -> None:
    made = {staffing.temporary_password() for _ in range(50)}

    assert len(made) == 50
    assert {len(one) for one in made} == {23}


def test_a_reset_closes_the_sessions_and_asks_for_everything_anew(world: World) -> None:
    world.add_staff("ed@example.org", Role.EDITOR)
    token, _secret, codes = enrolled(world, "ed@example.org")

    staffing.reset(world.services, "ed@example.org", NEW)

    assert staff_entry.member_of(world.services, token, local=True) is None
    with pytest.raises(NotAllowed):
        staff_entry.sign_in(world.services, "ed@example.org", PASSWORD, local=True)
    entered = staff_entry.member_of(
        world.services, staff_entry.sign_in(world.services, "ed@example.org", NEW, local=True), local=True
    )
    assert entered is not None
    assert entered.stage is Stage.ENROL
    assert entered.member.recovery_hashes == ()
    assert codes


def test_a_second_factor_that_is_set_up_is_not_set_up_again_by_who_has_the_password(world: World) -> None:
    world.add_staff("ed@example.org", Role.EDITOR)
    half = staff_entry.sign_in(world.services, "ed@example.org", PASSWORD, local=True)
    enrolled(world, "ed@example.org")
    later = staff_entry.sign_in(world.services, "ed@example.org", PASSWORD, local=True)

    for token in (half, later):
        secret = world.services.passwords.new_totp_secret()
        with pytest.raises(NotAllowed) as refused:
            staff_entry.enrol(world.services, token, secret, pyotp.TOTP(secret).at(world.clock()), local=True)
        assert refused.value.code == "signed_out"


def test_the_token_of_a_half_session_opens_nothing_after_it_became_whole(world: World) -> None:
    world.add_staff("ed@example.org", Role.EDITOR)
    _token, secret, _codes = enrolled(world, "ed@example.org")
    half = staff_entry.sign_in(world.services, "ed@example.org", PASSWORD, local=True)
    world.clock.at += timedelta(seconds=31)

    whole = staff_entry.second_factor(world.services, half, pyotp.TOTP(secret).at(world.clock()), local=True)

    assert staff_entry.member_of(world.services, half, local=True) is None
    entered = staff_entry.member_of(world.services, whole, local=True)
    assert entered is not None
    assert entered.stage is Stage.OPEN


def test_wrong_codes_lock_nobody_out(world: World) -> None:
    world.add_staff("ed@example.org", Role.EDITOR)
    _token, secret, _codes = enrolled(world, "ed@example.org")
    for _ in range(30):
        with pytest.raises(NotAllowed):
            staff_entry.sign_in(world.services, "ed@example.org", "guess", local=True)
    half = staff_entry.sign_in(world.services, "ed@example.org", PASSWORD, local=True)
    for _ in range(30):
        with pytest.raises(NotAllowed):
            staff_entry.second_factor(world.services, half, "000000", local=True)
    world.clock.at += timedelta(seconds=31)

    # The session that guessed is over; the password opens another one at once.
    with pytest.raises(NotAllowed, match="signed_out"):
        staff_entry.second_factor(world.services, half, pyotp.TOTP(secret).at(world.clock()), local=True)
    half = staff_entry.sign_in(world.services, "ed@example.org", PASSWORD, local=True)
    assert staff_entry.second_factor(world.services, half, pyotp.TOTP(secret).at(world.clock()), local=True)


def test_a_code_given_back_after_a_sign_in_elsewhere_is_refused(world: World) -> None:
    world.add_staff("ed@example.org", Role.EDITOR)
    _token, secret, codes = enrolled(world, "ed@example.org")
    world.clock.at += timedelta(seconds=31)
    code = pyotp.TOTP(secret).at(world.clock())
    halves = [staff_entry.sign_in(world.services, "ed@example.org", PASSWORD, local=True) for _ in range(4)]

    staff_entry.second_factor(world.services, halves[0], code, local=True)
    with pytest.raises(NotAllowed):
        staff_entry.second_factor(world.services, halves[1], code, local=True)
    staff_entry.second_factor(world.services, halves[2], codes[3], local=True)
    with pytest.raises(NotAllowed):
        staff_entry.second_factor(world.services, halves[3], codes[3], local=True)


def test_nobody_changes_an_account_of_a_place_that_they_do_not_administer(world: World) -> None:
    world.begin_memorial("mill")
    admin = world.add_staff("admin@example.org", Role.ADMIN, "ferry")
    world.add_staff("mill@example.org", Role.EDITOR, "mill")
    world.add_staff("all@example.org", Role.EDITOR, None)
    world.add_staff("here@example.org", Role.MODERATOR, "ferry")
    by = by_member(admin)

    with pytest.raises(NotFound):
        staffing.disable(world.services, "mill@example.org", by=by)
    with pytest.raises(NotFound):
        staffing.disable(world.services, "all@example.org", by=by)
    with pytest.raises(NotAllowed):
        staffing.disable(world.services, "admin@example.org", by=by)
    assert staffing.disable(world.services, "here@example.org", by=by).disabled
    assert {one.email for one in staffing.list_staff(world.services, by=by)} == {
        "admin@example.org",
        "here@example.org",
    }
