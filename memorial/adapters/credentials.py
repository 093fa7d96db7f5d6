"""What staff prove themselves with: passwords (Argon2id), one-time codes (TOTP), recovery codes; all kept as hashes."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property

import pyotp
import segno
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from memorial.adapters.password_rules import LONGEST_PASSWORD, password_problem

MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 1

STEP_SECONDS = 30
STEPS_OF_GRACE = 1
TOTP_DIGITS = 6

RECOVERY_CODES = 10
# Sixteen letters of these thirty-two are 80 bits, so that a plain hash of them cannot be searched. No l, o, 0, 1.
_RECOVERY_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_RECOVERY_LENGTH, _RECOVERY_GROUP = 16, 4
_RECOVERY_PURPOSE = b"memorial recovery code\0"


class Credentials:
    """Implements the port `Passwords`. Cheaper costs are for tests and benchmarks only."""

    def __init__(self, memory_kib: int = MEMORY_KIB, passes: int = PASSES, lanes: int = LANES) -> None:
        self._argon2 = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes, type=Type.ID)

    @cached_property
    def _nobody(self) -> str:
        """Checked in place of the hash of an account that does not exist, so that both take the same time."""
        return self._argon2.hash(secrets.token_bytes(32))

    def hash(self, password: str) -> str:
        """The hash with its salt and costs, in the PHC string format."""
        return self._argon2.hash(_as_bytes(password))

    def verify(self, hashed: str | None, password: str) -> bool:
        """Whether the password fits. False for an unknown account too (None), after the same work."""
        try:
            return self._argon2.verify(hashed or self._nobody, _as_bytes(password)) and bool(hashed)
        except VerificationError:
            return False
        except (InvalidHashError, UnicodeEncodeError):
            self.verify(None, password)
            return False

    def needs_rehash(self, hashed: str) -> bool:
        """Whether the hash was made at other costs than today's."""
        return self._argon2.check_needs_rehash(hashed)

    def problem(self, password: str, *, email: str) -> str | None:
        """Why this password cannot be taken: `too_short`, `too_long`, `common`, `like_email`; or None."""
        return password_problem(password, email)

    def new_totp_secret(self) -> str:
        """160 random bits, base32."""
        return pyotp.random_base32()

    def totp_uri(self, secret: str, *, account: str, issuer: str) -> str:
        """The `otpauth://` address that an authenticator reads."""
        return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)

    def totp_step(self, secret: str, code: str, *, now: datetime, last_step: int) -> int | None:
        """The time step that the code belongs to, or None for a wrong, an old or an already used one.

        The step before and after the present one are accepted. Store what is returned as the next `last_step`.
        """
        typed = _digits(code)
        present = int(now.timestamp()) // STEP_SECONDS
        totp = pyotp.TOTP(secret, digits=TOTP_DIGITS, interval=STEP_SECONDS)
        found = None
        for step in range(present - STEPS_OF_GRACE, present + STEPS_OF_GRACE + 1):
            fits = hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode())
            if fits and step > last_step:
                found = step
        return found

    def new_recovery_codes(self, choose: Callable[[str], str] = secrets.choice) -> tuple[list[str], list[str]]:
        """Ten codes to show once, and their hashes to keep."""
        codes = [_recovery_code(choose) for _ in range(RECOVERY_CODES)]
        return codes, [_recovery_hash(code) for code in codes]

    def use_recovery_code(self, hashes: tuple[str, ...], code: str) -> tuple[str, ...] | None:
        """The hashes that are left after using the code, or None where it fits none."""
        typed = _recovery_hash(code)
        fits = [hmac.compare_digest(kept, typed) for kept in hashes]
        return tuple(kept for kept, used in zip(hashes, fits, strict=True) if not used) if any(fits) else None


def qr_svg(text: str) -> str:
    """The text as a QR code: an SVG element for an HTML page, black on white, without style or script."""
    return segno.make(text, error="m", micro=False).svg_inline(scale=4, dark="#000", light="#fff", border=4)


def _as_bytes(password: str) -> bytes:
    """One form for what different keyboards make of the same letters. Longer than any password we take is cut."""
    return unicodedata.normalize("NFKC", password[: 2 * LONGEST_PASSWORD]).encode("utf-8", "surrogatepass")


def _digits(code: str) -> str:
    """The typed digits, of any script; spaces and dashes left out; '' where something else stands among them."""
    bare = re.sub(r"[\s\u00ad\u200e\u200f\u2010-\u2015\u202a-\u202e\u2066-\u2069-]", "", code[:64])
    values = [unicodedata.decimal(character, None) for character in bare]
    return "" if None in values else "".join(map(str, values))


def _recovery_code(choose: Callable[[str], str]) -> str:
    letters = [choose(_RECOVERY_LETTERS) for _ in range(_RECOVERY_LENGTH)]
    return _grouped(letters)


def _grouped(letters: Sequence[str]) -> str:
    starts = range(0, len(letters), _RECOVERY_GROUP)
    return "-".join("".join(letters[start : start + _RECOVERY_GROUP]) for start in starts)


def _recovery_hash(code: str) -> str:
    bare = "".join(character for character in unicodedata.normalize("NFKC", code[:128]).lower() if character.isalnum())
    return hashlib.sha256(_RECOVERY_PURPOSE + bare.encode("utf-8", "surrogatepass")).hexdigest()
