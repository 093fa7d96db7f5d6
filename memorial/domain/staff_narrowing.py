"""What became narrower of a staff account, in machine words for the ledger; and the same done again to an older state.

A secret is named by a keyed fingerprint of the one that is valid *now*, and a passkey or a place by its random id. So
an older state is compared with what was last told: a password or a factor that is not that one opens nothing. Doing it
again never gives anybody more than the older state gave.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from memorial.domain.narrowing import Narrowing
from memorial.domain.staff import EVERYWHERE, StaffMember

Fingerprint = Callable[[str], str]
"""32 hex digits that name a secret of this account and say nothing of it without the installation's own."""

DISABLED, ROLE, PASSWORD, TOTP, RECOVERY, PASSKEY = "staff", "role", "password", "totp", "recovery", "passkey"
_ALL = "all"
"""In place of a memorial's id: the role in all of them."""
_SHORT = 16
"""Digits that name a recovery code: ten of them fit into one entry."""


def narrowings_of_staff(before: StaffMember, after: StaffMember, fingerprint: Fingerprint) -> list[Narrowing]:
    """A first factor counts too: without it an older state would ask for a new one, of whoever has the password."""
    found = [f"{DISABLED}=disabled"] if after.disabled and not before.disabled else []
    found += [_role_words(where, role.value) for where, role in before.roles if (where, role) not in after.roles]
    if after.password_hash != before.password_hash:
        found.append(f"{PASSWORD}={fingerprint(after.password_hash)}")
    if after.totp_secret != before.totp_secret:
        found.append(f"{TOTP}={fingerprint(after.totp_secret)}")
    if after.recovery_hashes != before.recovery_hashes:
        found.append(f"{RECOVERY}={','.join(fingerprint(one)[:_SHORT] for one in after.recovery_hashes)}")
    return [Narrowing("narrowed", words) for words in found]


def passkey_removed(passkey_id: str) -> Narrowing:
    return Narrowing("narrowed", f"{PASSKEY}={passkey_id}")


def narrow_staff(
    member: StaffMember, passkeys: Sequence[str], told: Sequence[str], fingerprint: Fingerprint
) -> tuple[StaffMember, frozenset[str]]:
    """The account after all that was told of it in that order, and which of its passkeys go.

    An account that keeps no factor of those it had since cannot be entered by its password alone either: it needs a
    new one, by `staffing.reset`.
    """
    gone, last, lists = set[str](), dict[str, str](), list[set[str]]()
    for detail in told:
        kind, _, words = detail.partition("=")
        last[kind] = words
        if kind == PASSKEY:
            gone.add(words)
        elif kind == RECOVERY:
            lists.append(set(words.split(",")))
        elif kind == ROLE:
            roles = tuple(one for one in member.roles if _role_words(one[0], one[1].value) != detail)
            member = replace(member, roles=roles)
        elif kind not in (PASSWORD, TOTP):
            # Closed, or something that cannot be understood: then nobody enters until somebody has looked.
            member = replace(member, disabled=True)
    member = _with_secrets(member, last, fingerprint)
    # Of codes each must be in every list: then one that was used stays so, in whatever order the lists came.
    kept = (one for one in member.recovery_hashes if all(fingerprint(one)[:_SHORT] in valid for valid in lists))
    member = replace(member, recovery_hashes=tuple(kept))
    left = bool(member.totp_secret) or bool(set(passkeys) - gone)
    if not left and {TOTP, RECOVERY, PASSKEY} & set(last):
        member = replace(member, password_hash="")
    return member, frozenset(gone & set(passkeys))


def closed(member: StaffMember) -> StaffMember:
    """Nothing that it has opens it any more; it stays, with its roles, until it is given a new password."""
    return replace(member, password_hash="", totp_secret="", totp_last_step=0, recovery_hashes=())


def _with_secrets(member: StaffMember, last: dict[str, str], fingerprint: Fingerprint) -> StaffMember:
    if PASSWORD in last and fingerprint(member.password_hash) != last[PASSWORD]:
        member = replace(member, password_hash="")
    if TOTP in last and fingerprint(member.totp_secret) != last[TOTP]:
        member = replace(member, totp_secret="", totp_last_step=0)
    return member


def _role_words(where: str, role: str) -> str:
    return f"{ROLE}={_ALL if where == EVERYWHERE else where},{role}"
