"""A home prepared for the real server: one open memorial called `harbour`, and staff who sign in on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from memorial import bootstrap
from memorial.application import memorials
from memorial.domain.memorial import Memorial
from memorial.domain.staff import EVERYWHERE, StaffMember
from memorial.settings import load_settings
from memorial.vocabulary import Role
from tests.installations import begin, memorial_like

PASSWORD = "seven quiet herons wade"
STAFF = {
    "moderator": Role.MODERATOR,
    "editor": Role.EDITOR,
    "second-editor": Role.EDITOR,
    "archivist": Role.ARCHIVIST,
    "admin": Role.ADMIN,
}
AT_ONCE = {"MEMORIAL_UNDO_MINUTES": "0"}
"""Accepted is published: nobody waits for the undo time."""


@dataclass(frozen=True)
class Place:
    """Where the server finds everything: its home, the memorial in it, and settings such as another database."""

    home: Path
    memorial: Memorial
    environ: Mapping[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return f"/en/{self.memorial.slug}/"

    @contextmanager
    def opened(self, **environ: str) -> Iterator[bootstrap.Installation]:
        """The program's parts in this process, on the same home; beside a running server too."""
        built = opened(self.home, **{**self.environ, **environ})
        try:
            yield built
        finally:
            built.close()


def opened(home: Path, **environ: str) -> bootstrap.Installation:
    return bootstrap.build(load_settings({"MEMORIAL_HOME": str(home), **AT_ONCE, **environ}), quick_passwords=True)


def email_of(who: str) -> str:
    return f"{who}@desk.example"


def prepare(home: Path, environ: Mapping[str, str] | None = None, **changes: Any) -> Place:
    """Initialise that home, begin the memorial with these changes, and add an account for each name in `STAFF`."""
    environ = environ or {}
    begin(load_settings({"MEMORIAL_HOME": str(home), **AT_ONCE, **environ}))
    built = opened(home, **environ)
    try:
        made = memorials.create(built.services, memorial_like(built.services, **changes))
        hashed = built.services.passwords.hash(PASSWORD)
        with built.services.unit_of_work() as uow:
            for who, role in STAFF.items():
                uow.staff.add(_account(built, who, hashed, role, EVERYWHERE))
            uow.commit()
    finally:
        built.close()
    return Place(home, made, environ)


def add_reader_elsewhere(place: Place, memorial: Memorial) -> None:
    """A moderator of another memorial, who has no business in the first one."""
    with place.opened() as built, built.services.unit_of_work() as uow:
        hashed = built.services.passwords.hash(PASSWORD)
        uow.staff.add(_account(built, "elsewhere", hashed, Role.MODERATOR, memorial.id))
        uow.commit()


def _account(built: bootstrap.Installation, who: str, hashed: str, role: Role, where: str) -> StaffMember:
    services = built.services
    key = services.keys.take()
    return StaffMember(
        services.new_id(), key.id, email_of(who), who, hashed, ((where, role),),
        demonstration=True, created_at=services.now(),
    )  # fmt: skip


def copy_of(place: Place, home: Path) -> Place:
    """The same in another folder, so that a test begins with what another one prepared. Nothing may have it open.

    Of a place whose database lies elsewhere there is no copy.
    """
    assert not place.environ
    shutil.copytree(place.home, home)
    return Place(home, place.memorial)
