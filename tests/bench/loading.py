"""Fills an installation with fictional remembrances through the real gate and the real tables, many in one commit."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path

from memorial import bootstrap
from memorial.application import jobs, memorials
from memorial.application.offer import notice_of
from memorial.application.services import Services
from memorial.domain.consent import Choices, ConsentEvent, Grants, consent_events, grants_from
from memorial.domain.memorial import Controller, Memorial
from memorial.domain.person import FactClaim, NameClaim, Person
from memorial.domain.person_named import PersonNamed
from memorial.domain.remembrance import Remembrance, Version
from memorial.settings import Settings, load_settings
from memorial.vocabulary import (
    About,
    ActorKind,
    Audience,
    Basis,
    MemorialKind,
    NameShown,
    Relation,
    Signature,
    VersionState,
)
from tests.bench.fictional import SHARES, Writer
from tests.installations import begin

SLUG = "ferry"
AT_ONCE = 500
DAYS = 700
"""Over how many days the remembrances were published."""


@dataclass(frozen=True)
class Loaded:
    """What stands in an installation, and the seconds that the last part of it took: by the clock, and of CPU."""

    home: Path
    memorial_id: str
    remembrances: int
    added: int
    seconds: float
    cpu_seconds: float
    earlier: bool = False
    """Whether an earlier run loaded it: its seconds then say nothing of this one."""

    @property
    def rate(self) -> float:
        """Remembrances per second, with the people that they are about."""
        return self.added / self.seconds

    def copied(self, home: Path) -> Loaded:
        """The same at another place. The program must not be running on it."""
        shutil.copytree(self.home, home)
        return replace(self, home=home)

    def note(self) -> None:
        """Leave the figures beside the home, for a later run that begins there."""
        said = {name: value for name, value in asdict(self).items() if name not in ("home", "earlier")}
        _note_of(self.home).write_text(json.dumps(said))

    @property
    def cpu_rate(self) -> float:
        return self.added / self.cpu_seconds


def settings_for(home: Path, **environ: str) -> Settings:
    return load_settings({"MEMORIAL_HOME": str(home), "MEMORIAL_UNDO_MINUTES": "0", **environ})


def load(home: Path, count: int, **environ: str) -> Loaded:
    """An installation with one open memorial that shows `count` remembrances, a fifth as many people, all made up.

    What an earlier run loaded there, to the end, is used as it is. `environ`: settings that differ.
    """
    if found := _noted(home):
        return found
    begin(settings_for(home, **environ))
    return _fill(home, None, 0, count, **environ)


def grow(loaded: Loaded, home: Path, count: int) -> Loaded:
    """A copy of that installation at `home`, with remembrances added until there are `count`; or an earlier run's."""
    return _noted(home) or _fill(loaded.copied(home).home, loaded.memorial_id, loaded.remembrances, count)


def _note_of(home: Path) -> Path:
    return home.with_name(f"{home.name}.json")


def _noted(home: Path) -> Loaded | None:
    """What was loaded there; a load that was cut short is removed."""
    note = _note_of(home)
    if note.is_file():
        bootstrap.initialise(settings_for(home))
        return Loaded(home, **json.loads(note.read_text()), earlier=True)
    shutil.rmtree(home, ignore_errors=True)
    return None


def _fill(home: Path, memorial_id: str | None, first: int, count: int, **environ: str) -> Loaded:
    installation = bootstrap.build(settings_for(home, **environ))
    try:
        services = installation.services
        if memorial_id is None:
            jobs.read_clock(services)
            memorial_id = memorials.create(services, memorial_for(services)).id
        with services.unit_of_work(read_only=True) as uow:
            memorial = uow.memorials.get(memorial_id)
        writer = Writer(first, count)
        begun, used = time.perf_counter(), time.process_time()
        for start in range(first, count, AT_ONCE):
            _add(services, memorial, writer, range(start, min(count, start + AT_ONCE)))
        seconds, cpu = time.perf_counter() - begun, time.process_time() - used
    finally:
        installation.close()
    loaded = Loaded(home, memorial_id, count, count - first, seconds, cpu)
    loaded.note()
    return loaded


def _add(services: Services, memorial: Memorial, writer: Writer, numbers: range) -> None:
    with services.unit_of_work() as uow:
        people = list(_people(services, memorial, writer, -(-len(numbers) // 5)))
        uow.people.add_many(people)
        made = [_remembrance(services, memorial, writer, number, people) for number in numbers]
        uow.remembrances.add_many([(one, _consent(one)) for one in made])
        uow.commit()


def memorial_for(services: Services) -> Memorial:
    return Memorial(
        id=services.new_id(),
        slug=SLUG,
        kind=MemorialKind.FICTIONAL,
        languages=tuple(SHARES),
        title={"en": "The ferry that never was"},
        purpose={"en": "A made-up place for measuring."},
        notice={"en": "We keep what you send, and show what you allow."},
        controller=Controller("The Keepers", "1 Pier Road", "keepers@example.org"),
        fictional_note={"en": "Nothing here happened."},
        public=True,
        accepting=True,
    )


def _consent(given: Remembrance) -> list[ConsentEvent]:
    return consent_events(
        given.id,
        1,
        Grants(),
        given.latest.grants,
        at=given.received_at,
        actor_kind=ActorKind.CONTRIBUTOR,
        method="web_form",
        notice=given.latest.notice,
    )


def _people(services: Services, memorial: Memorial, writer: Writer, count: int) -> Iterator[Person]:
    for number in range(count):
        names = (NameClaim(writer.name(), Basis.PUBLISHED_SOURCE, "list", Audience.PUBLIC),)
        born = FactClaim("born", str(1900 + number % 80), Basis.PUBLISHED_SOURCE, "list", Audience.PUBLIC)
        yield Person(services.new_id(), memorial.id, services.keys.take().id, names, (born,))


def _remembrance(
    services: Services, memorial: Memorial, writer: Writer, number: int, people: list[Person]
) -> Remembrance:
    """Of ten, four are about someone on the wall, one keeps the name to initials, five are about the day itself."""
    text, of_ten = writer.text(), number % 10
    about = About.PERSON if of_ten < 5 else About.EVENT
    hidden = of_ten == 4
    when = services.now() - timedelta(days=1 + number % DAYS)
    choices = Choices(
        audience=Audience.PUBLIC,
        person_name_shown=NameShown.INITIALS if hidden else NameShown.FULL,
        signature=(Signature.RELATION, Signature.NAME, Signature.NONE)[number % 3],
        index=True,
    )
    version = Version(
        number=1,
        story=text.words,
        language=text.language,
        files=(),
        grants=grants_from(choices),
        notice=notice_of(memorial, "en"),
        made_at=when,
        state=VersionState.PUBLISHED,
        named=PersonNamed(writer.name(text.language)) if hidden else None,
        contributor_name=writer.name(text.language) if number % 3 == 1 else "",
        relation=Relation.FAMILY,
        accepted_by=("reader",),
        names_looked_for=True,
        state_since=when,
    )
    return Remembrance(
        id=services.new_id(),
        memorial_id=memorial.id,
        key_id=services.keys.take().id,
        about=about,
        received_at=when,
        person_id=people[number % len(people)].id if of_ten < 4 else None,
        versions=(version,),
        published_on=when.date(),
    )
