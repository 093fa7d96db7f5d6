"""A registry of people in a real installation, put in through the gate, to search as a visitor does."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from sqlalchemy import text

from memorial import bootstrap
from memorial.adapters.db import people_keys
from memorial.adapters.db.people_keys_upkeep import PeopleKeysUpkeep
from memorial.adapters.finding.forms import form_of
from memorial.application import jobs, memorials
from memorial.application.services import Services
from memorial.domain.person import FactClaim, NameClaim, Person
from memorial.published.types import FoundPerson
from memorial.vocabulary import Audience, Basis, FactKind
from tests.bench.loading import memorial_for, settings_for
from tests.installations import begin

AT_ONCE = 1_000


@dataclass(frozen=True)
class Registry:
    """Where it lies, and what putting the people in took, by the clock and of CPU: from accepting them to the index."""

    home: Path
    memorial_id: str
    people: int
    seconds: float
    cpu_seconds: float
    environ: tuple[tuple[str, str], ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)
    """Who is there for which place."""

    @contextmanager
    def open(self) -> Iterator[Search]:
        installation = bootstrap.build(settings_for(self.home, **dict(self.environ)))
        try:
            yield Search(installation, self.memorial_id, self.ids)
        finally:
            installation.close()

    def index_again(self) -> tuple[float, float]:
        """Seconds by the clock and of CPU that making the whole index anew takes, as after an upgrade."""
        installation = bootstrap.build(settings_for(self.home, **dict(self.environ)))
        try:
            with installation.engines.writing.begin() as connection:
                connection.execute(text(f"DELETE FROM {people_keys.TABLE}"))
            form_of.cache_clear()
            begun, used = time.perf_counter(), time.process_time()
            made = PeopleKeysUpkeep(installation.archive).make_all()
            assert made == self.people
            return time.perf_counter() - begun, time.process_time() - used
        finally:
            installation.close()

    def megabytes(self) -> float:
        return sum(one.stat().st_size for one in self.home.rglob("*.sqlite3*")) / 1e6

    def remove(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)


@dataclass(frozen=True)
class Search:
    """The search of the public surface."""

    installation: bootstrap.Installation
    memorial_id: str
    ids: Mapping[str, str]

    def find(self, query: str, *, limit: int = 10) -> Sequence[FoundPerson]:
        with self.installation.reader.snapshot() as snapshot:
            return snapshot.find_people(self.memorial_id, query, limit=limit)

    def labels(self, query: str, *, limit: int = 10) -> list[str]:
        return [one.line.label for one in self.find(query, limit=limit)]

    @contextmanager
    def hidden(self, texts: Iterable[str]) -> Iterator[None]:
        """Without those who are there for these places, until the end."""
        those = {self.ids[text] for text in texts}
        self._show(those, Audience.NONE)
        yield
        self._show(those, Audience.PUBLIC)

    def _show(self, ids: Iterable[str], audience: Audience) -> None:
        with self.installation.services.unit_of_work() as uow:
            for person_id in ids:
                person = uow.people.get(self.memorial_id, person_id)
                names = tuple(replace(one, audience=audience) for one in person.names)
                uow.people.save(replace(person, names=names))
            uow.commit()


def registry_of(
    home: Path, names: Iterable[str], *, as_places: bool = False, environ: Mapping[str, str] | None = None
) -> Registry:
    """A new installation with one person for each name, published; or, for names of places, with one from each."""
    settings = settings_for(home, **(environ or {}))
    begin(settings)
    installation = bootstrap.build(settings)
    try:
        services = installation.services
        jobs.read_clock(services)
        memorial_id = memorials.create(services, memorial_for(services)).id
        ids: dict[str, str] = {}
        begun, used, people = time.perf_counter(), time.process_time(), 0
        waiting = iter(names)
        while some := list(islice(waiting, AT_ONCE)):
            made = [_person(services, memorial_id, one, as_place=as_places) for one in some]
            _add(services, made)
            people += len(some)
            if as_places:
                ids |= {text: person.id for text, person in zip(some, made, strict=True)}
        seconds, cpu = time.perf_counter() - begun, time.process_time() - used
    finally:
        installation.close()
    return Registry(home, memorial_id, people, seconds, cpu, tuple((environ or {}).items()), ids)


def _add(services: Services, people: Sequence[Person]) -> None:
    with services.unit_of_work() as uow:
        uow.people.add_many(people)
        uow.commit()


def _person(services: Services, memorial_id: str, text: str, *, as_place: bool) -> Person:
    """Who is there for a place has a name that no word can be taken for."""
    given = (Basis.PUBLISHED_SOURCE, "list", Audience.PUBLIC)
    name = NameClaim("1" if as_place else text, *given)
    place = (FactClaim(FactKind.PLACE, text, *given),) if as_place else ()
    return Person(services.new_id(), memorial_id, services.keys.take().id, (name,), place)
