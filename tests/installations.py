"""A real installation in a temporary home, with a clock that a test moves, and the shortest ways through it."""

from __future__ import annotations

import atexit
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from memorial import bootstrap
from memorial.adapters.db.database import public_grants
from memorial.application import giving, language_reading, memorials, receipt, reviewing
from memorial.application.reviewing import Verdict
from memorial.application.services import Services
from memorial.domain.language_reading import hash_of
from memorial.domain.memorial import Controller, Memorial
from memorial.domain.moderation import Findings
from memorial.domain.remembrance import Remembrance
from memorial.domain.staff import StaffMember
from memorial.settings import Settings, load_settings
from memorial.vocabulary import Decision, Flag, MemorialKind, Role
from tests.servers.postgres import PostgresServer

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EDITOR = StaffMember("editor-one", "", "one@example.org", "One", "", (("*", Role.EDITOR),))
SECOND_EDITOR = StaffMember("editor-two", "", "two@example.org", "Two", "", (("*", Role.EDITOR),))
MODERATOR = StaffMember("moderator", "", "m@example.org", "M", "", (("*", Role.MODERATOR),))
STORY = "She mended nets by the window and hummed."


@dataclass
class MovableClock:
    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **by: float) -> None:
        self.now += timedelta(**by)


def memorial_like(services: Services, slug: str = "harbour", **changes: Any) -> Memorial:
    """The smallest valid fictional memorial; a test names only what matters to it."""
    made = Memorial(
        id=services.new_id(),
        slug=slug,
        kind=MemorialKind.FICTIONAL,
        languages=("en", "ar"),
        title={"en": f"The {slug}"},
        purpose={"en": "A made-up place."},
        notice={"en": "We keep what you send, and show what you allow."},
        controller=Controller("The Keepers", "1 Pier Road", "keepers@example.org"),
        fictional_note={"en": "Nothing here happened."},
        public=True,
        accepting=True,
    )
    return replace(made, **changes)


def sign_language(services: Services, memorial: Memorial, language: str, member: StaffMember) -> Memorial:
    """Somebody of the memorial answers for the words that families agree to in that language."""
    words = hash_of(language_reading.family_texts(services, memorial, language))
    return language_reading.sign(services, member, memorial.slug, language, texts=words, fluent=True)


@dataclass
class TestInstallation:
    """What a test holds: the program's parts, the clock, and one open memorial."""

    __test__ = False

    installation: bootstrap.Installation
    clock: MovableClock
    memorial: Memorial
    staff: list[StaffMember] = field(default_factory=list)

    @property
    def services(self) -> Services:
        return self.installation.services

    def offer(self, memorial: Memorial | None = None, /, **answers: str) -> str:
        """Fill in a draft and give its code. About the person Ayla Verdin, public, unless said otherwise."""
        slug = (memorial or self.memorial).slug
        usual = {
            "about": "person",
            "person_name": "Ayla Verdin",
            "story": STORY,
            "audience": "public",
            "person_name_shown": "full",
            "signature": "none",
        }
        given = {**usual, **answers}
        if given["about"] != "person" or given.get("person_id"):
            given.pop("person_name", None)
        return giving.begin(self.services, slug, "en", given)

    def send(self, code: str) -> Remembrance:
        look = giving.look(self.services, code, media_base="/preview")
        key = look.draft.answers["idempotency_key"]
        sent = giving.send(self.services, code, idempotency_key=key, payload=look.payload)
        return self.remembrance(sent.memorial_id, sent.record_id)

    def give(self, memorial: Memorial | None = None, /, **answers: str) -> tuple[str, Remembrance]:
        code = self.offer(memorial, **answers)
        return code, self.send(code)

    def remembrance(self, memorial_id: str, record_id: str) -> Remembrance:
        with self.services.unit_of_work(read_only=True) as uow:
            return uow.remembrances.get(memorial_id, record_id)

    def decide(
        self, given: Remembrance, decision: Decision = Decision.ACCEPT, by: StaffMember = EDITOR, **more: Any
    ) -> Remembrance:
        current = self.remembrance(given.memorial_id, given.id)
        pending = current.pending
        assert pending is not None
        findings = Findings(frozenset(more.pop("flags", ())), names_looked_for=True, **more.pop("findings", {}))
        verdict = Verdict(decision, pending.number, current.revision, findings, **more)
        return reviewing.decide(self.services, by, given.memorial_id, given.id, verdict)

    def publish(self, memorial: Memorial | None = None, /, **answers: str) -> tuple[str, Remembrance]:
        """Give, accept by an editor, and publish at once (the installations here have no undo time)."""
        code, given = self.give(memorial, **answers)
        self.decide(given)
        return code, self.remembrance(given.memorial_id, given.id)

    def act(self, code: str, action: str, **given: str) -> None:
        receipt.act(self.services, code, action, given)

    def shown(self, memorial: Memorial | None = None) -> list[Any]:
        """Everything on the wall of remembrances."""
        with self.installation.reader.snapshot() as snapshot:
            return list(snapshot.remembrances((memorial or self.memorial).id, after="", limit=1000).rows)

    def names(self, memorial: Memorial | None = None) -> list[str]:
        """Every name on the wall of names."""
        with self.installation.reader.snapshot() as snapshot:
            page, _ = snapshot.names((memorial or self.memorial).id, page=1, per_page=1000)
            return [line.label for line in page.rows]

    def edition(self) -> int:
        with self.installation.reader.snapshot() as snapshot:
            return snapshot.edition(self.memorial.id)


@contextmanager
def installation(
    home: Path, *, now: Callable[[], datetime] | None = None, **environ: str
) -> Iterator[TestInstallation]:
    """An initialised installation with two editors' worth of staff, and one open memorial called `harbour`.

    Its time is that of a clock that the test moves, or `now`.
    """
    clock = MovableClock()
    settings = load_settings({"MEMORIAL_HOME": str(home), "MEMORIAL_UNDO_MINUTES": "0", **environ})
    begin(settings)
    built = bootstrap.build(settings, now=now or clock, quick_passwords=True)
    try:
        made = memorials.create(built.services, memorial_like(built.services))
        staff = [replace(member, key_id=built.services.keys.take().id) for member in (EDITOR, SECOND_EDITOR, MODERATOR)]
        with built.services.unit_of_work() as uow:
            for member in staff:
                uow.staff.add(member)
            uow.commit()
        yield TestInstallation(built, clock, made, staff)
    finally:
        built.close()


def begin(settings: Settings) -> None:
    """What an operator does first: `memorial init`, and the grants that it prints."""
    if _is_usual(settings):
        # Nothing in a fresh home names its own folder. What is made here has the same keys, then, as all others.
        shutil.copytree(_initialised(), settings.home, dirs_exist_ok=True)
        return
    bootstrap.initialise(settings)
    if settings.database.public_url:
        grant_to_public(settings.database.url, settings.database.public_url)


def _is_usual(settings: Settings) -> bool:
    """Whether nothing is there yet, and everything will be in the home."""
    usual, home = load_settings({"MEMORIAL_HOME": str(settings.home)}), settings.home
    empty = not home.exists() or not any(home.iterdir())
    places = ("database", "keys", "storage", "secret_key_file")
    return empty and all(getattr(settings, place) == getattr(usual, place) for place in places)


@cache
def _initialised() -> Path:
    folder = Path(mkdtemp(prefix="memorial-begun-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    bootstrap.initialise(load_settings({"MEMORIAL_HOME": str(folder)}))
    return folder


def grant_to_public(url: str, public_url: str) -> None:
    """What an operator does after `memorial init` on PostgreSQL: run the grants that it prints."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in public_grants(str(make_url(public_url).username)):
            connection.execute(text(statement))
    engine.dispose()


def on_postgresql(server: PostgresServer) -> dict[str, str]:
    """Settings for an installation on PostgreSQL: archive, public login, and keys in a database of their own."""
    mark = secrets.token_hex(6)
    login, password = f"public_{mark}", secrets.token_hex(12)
    archive, keys = server.create_database(f"archive_{mark}"), server.create_database(f"keys_{mark}")
    server.create_login(login, password)
    public = server.url(f"archive_{mark}", login=login, password=password)
    return {"MEMORIAL_DATABASE_URL": archive, "MEMORIAL_PUBLIC_DATABASE_URL": public, "MEMORIAL_KEYS_URL": keys}


FLAGS_FOR_TWO = (Flag.MINOR, Flag.LIVING_PERSON, Flag.ACCUSATION, Flag.EXACT_PLACE)


ON_BOTH = pytest.mark.parametrize(
    "here", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
"""For tests of which the fixture `here` makes an installation on either database."""
