"""`demo.json`: what a program or a person needs to look at the demonstration; readable by its owner only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from memorial.adapters.files.durable import new_file
from memorial.domain.receipt_code import ReceiptCode
from memorial.settings import Settings

DEMO_FILE = "demo.json"


def address(settings: Settings) -> str:
    """Where the server is to be found, with a slash at the end."""
    host = f"[{settings.server.host}]" if ":" in settings.server.host else settings.server.host
    return f"{settings.public_url or f'http://{host}:{settings.server.port}'}/"


def stays_true(settings: Settings) -> None:
    """At the start of the server: the address in `demo.json` follows the port that was asked for."""
    path = settings.home / DEMO_FILE
    if (said := read(path)) and said.get("url") != address(settings):
        write(path, {**said, "url": address(settings)})


def summary(settings: Settings) -> list[str]:
    """Lines that lead into the demonstration, nothing where there is none."""
    said = read(settings.home / DEMO_FILE)
    if not said:
        return []
    first = said["staff"][0]
    base = address(settings)
    return [
        f"  fictional  {base}en/{said['fictional']}/",
        f"  real       {base}en/{said['real']}/",
        f"  desk       {base}desk/   {first['email']}   {first['password']}",
        f"  receipt    {base}receipt   {grouped(said['receipt'])}",
    ]


def grouped(code: str) -> str:
    return ReceiptCode(code).grouped if code else "none"


def read(path: Path) -> dict[str, Any]:
    """What was written before; {} where there is nothing that can be used."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and {"staff", "receipt", "fictional", "real"} <= found.keys() else {}


def write(path: Path, said: Mapping[str, Any]) -> None:
    """Whole or not at all, and for its owner only."""
    with new_file(path, root=path.parent, mode=0o600) as put:
        put(json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n")
