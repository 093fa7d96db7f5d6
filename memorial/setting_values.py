"""How the raw value of a setting is read. Each raises `ValueError` with the end of a sentence, never with the value."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import SplitResult, urlsplit


def whole_number(raw: object, *, least: int, most: int) -> int:
    text = str(raw).strip()
    if isinstance(raw, bool) or not text.isdecimal() or not least <= int(text) <= most:
        raise ValueError(f"must be a whole number from {least} to {most}")
    return int(text)


def words(raw: object, *, needed: bool = False) -> str | None:
    if not isinstance(raw, str):
        raise ValueError("must be text in quotation marks")
    if any(ord(character) < 32 for character in raw):
        raise ValueError("must not hold line breaks or control characters")
    if needed and not raw.strip():
        raise ValueError("must not be empty")
    return raw.strip() or None


def path(raw: object, *, needed: bool = False) -> Path | None:
    text = words(raw, needed=needed)
    return Path(text).expanduser() if text else None


def address(raw: object, *, schemes: tuple[str, ...]) -> str | None:
    """An address with one of those schemes. The message of a `ValueError` never repeats it: it may hold a password."""
    text = words(raw)
    if text is None:
        return None
    if split(text).scheme not in schemes or "://" not in text:
        raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    return text


def site(raw: object) -> str | None:
    text = address(raw, schemes=("http", "https"))
    if text is None:
        return None
    parts = split(text)
    if not parts.hostname or "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must be a scheme and a host, with no path behind it: https://memorial.example")
    return f"{parts.scheme}://{parts.netloc}"


def place_of_address(raw: object) -> str | None:
    text = words(raw)
    if text is not None and not re.fullmatch(r"/[a-z0-9-]+/", text):
        raise ValueError("must be a slash, small letters, digits and hyphens, and a slash: /protected-media/")
    return text


def split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - reading the port is what checks it
    except ValueError:
        raise ValueError("is not an address: signs such as @ : / in a password are written as %40 %3A %2F") from None
    return parts
