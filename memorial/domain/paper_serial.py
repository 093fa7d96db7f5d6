"""The number of a paper form: ten digits, of which the last tells a mistyped one. It tells nothing of the code."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable

from memorial.domain.errors import Invalid
from memorial.domain.receipt_code import check_digit

LENGTH = 10
FIELD = "serial"


def new_serial(random_below: Callable[[int], int] = secrets.randbelow) -> str:
    """Drawn by itself: whoever has a sheet can work out no code from it."""
    body = f"{random_below(10 ** (LENGTH - 1)):0{LENGTH - 1}d}"
    return body + check_digit(body)


def parse_serial(text: str) -> str:
    """The digits of a number as somebody typed it, in the digits of any script. Raises `Invalid`."""
    values = [unicodedata.decimal(sign, None) for sign in text[:100]]
    digits = "".join(str(value) for value in values if value is not None)
    if len(digits) != LENGTH or check_digit(digits[:-1]) != digits[-1]:
        raise Invalid(FIELD, "serial_wrong")
    return digits


def grouped(serial: str) -> str:
    return f"{serial[:5]} {serial[5:]}"
