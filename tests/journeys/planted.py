"""A served installation full of canaries: where its words are, its people, and browsers signed in as each of them."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from memorial.application import memorials
from memorial.domain.staff import StaffMember
from memorial.vocabulary import MemorialKind
from tests.canaries import Canary, Case, Finder, Planter, found_in
from tests.canary_states import plant_all
from tests.installations import memorial_like
from tests.journeys.places import AT_ONCE, PASSWORD, Place, add_reader_elsewhere, email_of, prepare
from tests.journeys.plain_browser import Answer, PlainBrowser, Unanswered
from tests.journeys.routes import Known
from tests.servers.application import MemorialServer
from tests.servers.ports import free_port
from tests.servers.smtp import SmtpServer


@dataclass
class Planted:
    place: Place
    server: MemorialServer
    smtp: SmtpServer
    metrics: str
    cases: list[Case]
    canaries: list[Canary]
    known: Known
    files: dict[str, list[str]]
    staff: dict[str, StaffMember] = field(default_factory=dict)

    def anyone(self) -> PlainBrowser:
        return PlainBrowser(self.server.url)

    def member(self, who: str) -> PlainBrowser:
        browser = self.anyone()
        assert browser.sign_in(email_of(who), PASSWORD).status == 200
        return browser

    def case(self, name: str) -> Case:
        return next(case for case in self.cases if case.name == f"{name} 1")

    def counts(self) -> Answer:
        """What `/metrics` says; its port is opened a moment after the server's own."""
        until = time.monotonic() + 30
        while True:
            try:
                with PlainBrowser(self.metrics) as browser:
                    return browser.ask("GET", "/metrics")
            except Unanswered:
                assert time.monotonic() < until, "no counts"
                time.sleep(0.2)

    def known_for(self, case: Case, *, one_in: int = 1) -> Known:
        """For its sender: the files are their own and two of somebody else's; of all other things one in so many."""
        others = [one for record, ids in self.files.items() if record != case.record_id for one in ids]
        mine = self.files.get(case.record_id, [])
        ids = self.known.values["id"]
        ids = [one for one in ids if one == case.record_id or one_in == 1 or random.randrange(one_in) == 0]
        return Known({**self.known.values, "m": [self.place.memorial.slug], "file": [*mine, *others[:2]], "id": ids})

    @contextmanager
    def planter(self, seed: int) -> Iterator[Planter]:
        """To plant more beside the running server."""
        with self.place.opened() as built:
            planter = Planter(built, self.place.memorial, self.staff, random.Random(seed))
            yield planter
            self.cases += planter.cases
            self.canaries += planter.canaries
        self.files = _files(self.place)
        self.known = _known(self.place, self.cases, self.known.values["m"][-1], self.files)

    # Judging

    def private(self) -> list[Canary]:
        return [canary for canary in self.canaries if Finder.ANYONE not in canary.may]

    def leaks(self, found: Iterable[str], finders: set[Finder], own: str = "") -> list[str]:
        """Which of the words found are not for these finders; those of the case `own` are also for its sender."""
        leaked = []
        for word in sorted(set(found)):
            for canary in (one for one in self.canaries if one.word.startswith(word)):
                allowed = finders | ({Finder.SENDER} if canary.case == own else set())
                if not canary.may & allowed and not self._is_somebody_elses(word, finders):
                    leaked.append(f"{canary.place} of {canary.case!r} ({word})")
        return leaked

    def _is_somebody_elses(self, cut: str, finders: set[Finder]) -> bool:
        """Whether a word that was cut off may as well be one that is allowed here."""
        return len(cut) < 14 and any(c.word.startswith(cut) and c.may & finders for c in self.canaries)

    def missing(self, found: Iterable[str], finder: Finder, own: str | None = None) -> list[str]:
        words = set(found)
        wanted = [c for c in self.canaries if finder in c.must and own in (None, c.case)]
        return [f"{c.place} of {c.case!r}" for c in wanted if c.word not in words]


def words_in(answer: Answer) -> set[str]:
    """The words in an answer: its headers and its body. What stood in its own address may come back in it."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers).encode()
    # A calendar folds its lines wherever they are full.
    return found_in(answer.body.replace(b"\r\n ", b"")) | found_in(headers)


@contextmanager
def planted(
    folder: Path, *, rounds: int = 1, one_in: int = 1, seed: int = 20, environ: Mapping[str, str] | None = None
) -> Iterator[Planted]:
    """`one_in`: of how many states one is planted. `environ`: settings that differ, such as other databases."""
    place = prepare(folder / "home", environ, kind=MemorialKind.REAL, fictional_note={})
    with place.opened() as built:
        other = memorials.create(built.services, memorial_like(built.services, slug="elsewhere"))
        hidden = memorials.create(built.services, memorial_like(built.services, slug="not-yet", public=False))
    add_reader_elsewhere(place, other)
    with place.opened() as built:
        with built.services.unit_of_work(read_only=True) as uow:
            staff = {member.name: member for member in uow.staff.all()}
        planter = Planter(built, place.memorial, staff, random.Random(seed))
        plant_all(planter, rounds, one_in=one_in)
    port = free_port()
    with SmtpServer() as smtp:
        env = {
            **place.environ,
            **AT_ONCE,
            "MEMORIAL_METRICS_PORT": str(port),
            "MEMORIAL_MAIL_URL": f"smtp://127.0.0.1:{smtp.port}",
            "MEMORIAL_MAIL_SENDER": "memorial@memorial.example",
        }
        with MemorialServer(place.home, env=env, workers=2) as server:
            files = _files(place)
            known = _known(place, planter.cases, hidden.slug, files)
            metrics = f"http://127.0.0.1:{port}"
            yield Planted(place, server, smtp, metrics, planter.cases, planter.canaries, known, files, staff)


def is_hidden(site: Planted, case: str) -> bool:
    """Whether nothing of that case may be seen by anyone."""
    return not any(Finder.ANYONE in c.may for c in site.canaries if c.case == case)


def _files(place: Place) -> dict[str, list[str]]:
    """The ids of the files of each remembrance."""
    with place.opened() as built, built.services.unit_of_work(read_only=True) as uow:
        found = {
            one: uow.remembrances.get(place.memorial.id, one).files for one in uow.remembrances.ids(place.memorial.id)
        }
    return {one: [kept.id for kept in files] for one, files in found.items() if files}


def _known(place: Place, cases: list[Case], hidden_slug: str, files: dict[str, list[str]]) -> Known:
    with place.opened() as built, built.engines.reading.connect() as connection:
        ids = [row[0] for row in connection.execute(text("SELECT id FROM person"))]
        media = [row[0] for row in connection.execute(text("SELECT name FROM access_copy"))]
        objections = [row[0] for row in connection.execute(text("SELECT id FROM objection"))]
        lists = [row[0] for row in connection.execute(text("SELECT id FROM name_list"))]
    ours = [f"{place.memorial.slug}/{one}" for one in lists]
    records = sorted({case.record_id for case in cases if case.record_id})
    return Known(
        {
            "l": ["en"],
            "m": [place.memorial.slug, "elsewhere", hidden_slug],
            "id": [*records, *ids],
            "some": [records[0], ids[0]],
            "record": records,
            "person": ids,
            "file": [one for ids in files.values() for one in ids],
            "pictured": [f"{record}/{one}" for record, ids in files.items() for one in ids],
            "media": media,
            "objection": objections,
            "list": [*ours, f"elsewhere/{lists[0]}"] if lists else [],
            "size": ["card", "full"],
            "kind": ["text", "photo"],
            "q": ["gate", "zq", "met"],
        }
    )
