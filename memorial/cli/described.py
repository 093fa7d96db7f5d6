"""The settings in words, for `memorial doctor`: every one, where it was chosen, and no password."""

from __future__ import annotations

from dataclasses import fields

from memorial.settings import PARSERS, Settings


def describe(settings: Settings) -> str:
    """One line for each setting: its name, what was chosen and where. Addresses come without passwords."""
    lines = []
    for name in PARSERS:
        section, _, key = name.rpartition(".")
        owner = getattr(settings, section) if section else settings
        chosen = getattr(owner, key)
        secret = next(entry.metadata["secret"] for entry in fields(owner) if entry.name == key)
        shown = "not set" if chosen is None else _masked(chosen) if secret else str(chosen)
        lines.append(f"{name} = {shown}  ({settings.origins.get(name, 'given')})")
    return "\n".join(lines)


def _masked(address: str) -> str:
    scheme, _, rest = address.partition("://")
    location, question, query = rest.partition("?")
    if "@" in query:  # an unescaped question mark in a password: what is a password and what a host cannot be told
        return f"{scheme}://…"
    _, owner, place = location.rpartition("@")
    return f"{scheme}://{'…@' if owner else ''}{place}{'?…' if question else ''}"
