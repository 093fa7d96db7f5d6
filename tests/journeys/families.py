"""Two memorials for the families' way, one where being seen is no danger and one where it is, and a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from memorial.application import memorials
from memorial.vocabulary import Risk
from tests.installations import installation, memorial_like
from tests.journeys.places import AT_ONCE
from tests.servers.application import MemorialServer

AYLA = "Ayla Verdin"


@dataclass(frozen=True)
class FamiliesSite:
    """`people` is by memorial: the id of somebody whose page is public. The neutral site is a page of our own."""

    server: MemorialServer
    home: Path
    people: dict[str, str]

    @property
    def neutral(self) -> str:
        return f"{self.server.url}/healthz"


@contextmanager
def families_site(folder: Path) -> Iterator[FamiliesSite]:
    home, people = folder / "home", dict[str, str]()
    home.mkdir()
    server = MemorialServer(home, env=AT_ONCE)
    with installation(home, now=lambda: datetime.now(UTC)) as made:
        risky = memorial_like(
            made.services, "quarry", risk=Risk.HIGH, neutral_site={"en": f"{server.url}/healthz", "ar": server.url}
        )
        for memorial in (made.memorial, memorials.create(made.services, risky)):
            made.publish(memorial, person_name=AYLA)
            with made.installation.reader.snapshot() as snapshot:
                (found,) = snapshot.find_people(memorial.id, AYLA, limit=2)
            people[memorial.slug] = found.line.id
    with server:
        yield FamiliesSite(server, home, people)
