"""The catalogues as files, and the texts that the sources hold right now."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "memorial" / "translations"
TEMPLATE = TRANSLATIONS / "messages.pot"
LANGUAGES = sorted(path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))

_NAMED = re.compile(r"%(?:\(\w+\))?[a-zA-Z%]")
_ISOLATES = re.compile("\u2066[^\u2066-\u2069]+\u2069")


@cache
def catalogue(language: str) -> Catalog:
    return _read(TRANSLATIONS / language / "LC_MESSAGES" / "messages.po", language)


@cache
def template() -> Catalog:
    return _read(TEMPLATE)


@cache
def keywords() -> tuple[str, ...]:
    """What `make i18n` takes for a text to translate, beside Babel's own."""
    (line,) = re.findall(r"^KEYWORDS := (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    return tuple(line.split())


def extracted(folder: Path) -> Catalog:
    """What `make i18n` would write now."""
    file = folder / "messages.pot"
    options = [part for keyword in keywords() for part in ("--keywords", keyword)]
    command = [Path(sys.executable).with_name("pybabel"), "--quiet", "extract"]
    command += ["--mapping-file", "config/babel.cfg", *options, "--no-location", "-o", file, "memorial", "templates"]
    subprocess.run(command, cwd=ROOT, check=True, timeout=100)
    return _read(file)


def messages(of: Catalog) -> list[Message]:
    """All but the header."""
    return [message for message in of if message.id]


def texts(of: Catalog) -> set[tuple[str | None, str | tuple[str, ...]]]:
    return {(message.context, _frozen(message.id)) for message in messages(of)}


def forms(message: Message) -> list[str]:
    """Its translations: one, or one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def sources(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def placeholders(text: str) -> list[str]:
    return sorted(_NAMED.findall(text))


def isolates_are_paired(text: str) -> bool:
    """What is set apart (a date to type, an address) is opened and closed again."""
    left = _ISOLATES.sub("", text)
    return not any("\u2066" <= character <= "\u2069" or "\u202a" <= character <= "\u202e" for character in left)


def _read(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _frozen(text: str | tuple[str, ...] | list[str]) -> str | tuple[str, ...]:
    return text if isinstance(text, str) else tuple(text)
