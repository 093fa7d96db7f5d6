"""An older state of an account never opens with more than it and today's state have in common."""

from __future__ import annotations

import random
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

from memorial.domain.staff import StaffMember
from memorial.domain.staff_narrowing import narrow_staff, narrowings_of_staff, passkey_removed
from memorial.vocabulary import Role

ROLES = tuple((where, role) for where in ("*", "m1", "m2") for role in (Role.ADMIN, Role.EDITOR))
Account = tuple[StaffMember, frozenset[str]]


def fingerprint(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()[:32]


def changed(account: Account, chance: random.Random) -> Account:
    member, keys = account
    new = f"{chance.getrandbits(64):x}"
    codes = member.recovery_hashes
    return chance.choice(
        [
            (replace(member, password_hash=new), keys),
            (replace(member, totp_secret=chance.choice(["", new])), keys),
            (replace(member, recovery_hashes=codes[1:] or (new, f"{new}b", f"{new}c")), keys),
            (replace(member, roles=tuple(one for one in ROLES if chance.random() < 0.5)), keys),
            (member, keys | {new}),
            (member, frozenset(sorted(keys)[1:])),
        ]
    )


def told(before: Account, after: Account) -> list[str]:
    found = [one.detail for one in narrowings_of_staff(before[0], after[0], fingerprint)]
    return found + [passkey_removed(one).detail for one in sorted(before[1] - after[1])]


def test_no_older_state_gives_more_than_it_and_today_have_in_common() -> None:
    chance, compared = random.Random(20), 0
    for _ in range(300):
        states: list[Account] = [(StaffMember("s", "k", "a@example.org", "A", "first", ROLES), frozenset({"p", "q"}))]
        while len(states) < 12:
            states.append(changed(states[-1], chance))
        since = [told(before, after) for before, after in pairwise(states)]
        today, keys_of_today = states[-1]
        for number, (older, keys) in enumerate(states):
            entries = [detail for some in since[number:] for detail in some]
            back, gone = narrow_staff(older, sorted(keys), entries, fingerprint)
            assert set(back.roles) <= set(older.roles) & set(today.roles)
            assert set(back.recovery_hashes) <= set(older.recovery_hashes) & set(today.recovery_hashes)
            assert keys - gone == keys & keys_of_today
            assert back.password_hash in ("", today.password_hash)
            assert back.totp_secret in ("", today.totp_secret)
            compared += 1
            assert narrow_staff(older, sorted(keys), [], fingerprint) == (older, frozenset())
    assert compared == 3600


def test_today_is_not_made_narrower_by_what_led_to_it() -> None:
    member = StaffMember("s", "k", "a@example.org", "A", "old", ROLES, totp_secret="t", recovery_hashes=("a", "b"))
    after = replace(member, password_hash="new", totp_secret="u", recovery_hashes=("b",), roles=ROLES[:2])

    entries = told((member, frozenset({"p"})), (after, frozenset()))

    assert narrow_staff(after, ["q"], entries, fingerprint) == (after, frozenset())
    assert all(len(one) <= 200 for one in entries)


def test_a_used_code_stays_used_in_whatever_order_the_ledger_heard_of_it() -> None:
    member = StaffMember("s", "k", "a@example.org", "A", "old", ROLES, totp_secret="t", recovery_hashes=("a", "b", "c"))
    first, second = replace(member, recovery_hashes=("b", "c")), replace(member, recovery_hashes=("c",))
    entries = [*told((first, frozenset()), (second, frozenset())), *told((member, frozenset()), (first, frozenset()))]

    assert narrow_staff(member, [], entries, fingerprint)[0].recovery_hashes == ("c",)
