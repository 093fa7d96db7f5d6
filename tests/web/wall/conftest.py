"""A real installation for the tests of the wall, a memorial of its own for each, and a visitor who checks pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from memorial.adapters.family_dates import in_words
from memorial.application import memorials
from memorial.domain.fuzzy_date import FuzzyDate
from memorial.domain.memorial import Memorial
from memorial.domain.record import EntryKind
from memorial.settings import project_folder
from memorial.vocabulary import MemorialKind
from memorial.web.page_cache import PageCache
from memorial.web.surface import SurfaceSettings
from memorial.web.wall import create_wall
from tests.installations import TestInstallation, installation, memorial_like
from tests.pages import check_headers, check_page

PUBLIC_URL = "https://memorial.example"
_slugs = (f"place-{number}" for number in count(1))


@dataclass(frozen=True)
class Visitor:
    """Fetches pages from the wall behind its cache; every answer is checked, none may be a fault of the server's."""

    client: Client

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._ask("GET", path, headers)

    def head(self, path: str, **headers: str) -> TestResponse:
        return self._ask("HEAD", path, headers)

    def _ask(self, method: str, path: str, headers: dict[str, str]) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.open(path, method=method, headers=named, buffered=True)
        assert answer.status_code < 500, path
        if method == "GET" and answer.mimetype == "text/html" and answer.status_code in (200, 404):
            check_page(answer.text, answer.headers, path=path)
        elif answer.status_code != 304:
            check_headers(answer.headers, path=path)
        return answer


@dataclass(frozen=True)
class Place:
    """One memorial of the installation: what a test publishes there, and the address of its pages."""

    site: TestInstallation
    memorial: Memorial

    @property
    def base(self) -> str:
        return f"/en/{self.memorial.slug}/"

    def publish(self, **answers: str) -> tuple[str, str]:
        """The receipt's code and the remembrance's id."""
        code, given = self.site.publish(self.memorial, **answers)
        return code, given.id

    def person_of(self, remembrance_id: str) -> str:
        with self.site.installation.reader.snapshot() as snapshot:
            shown = snapshot.remembrance(self.memorial.id, remembrance_id)
        assert shown is not None
        assert shown.person is not None
        return shown.person.id


def date_in_words(edtf: str, language: str, gettext: Any) -> str:
    return in_words(FuzzyDate.parse(edtf), language, gettext)


def wall_over(site: TestInstallation, **more: Any) -> PageCache:
    settings = {"templates": project_folder("templates"), "static": project_folder("static"), "public_url": PUBLIC_URL}
    reader = site.installation.reader
    wall = create_wall(reader, SurfaceSettings(**settings | more), date_in_words=date_in_words)
    return PageCache(wall, reader, limit=8 * 1024 * 1024)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture
def place(site: TestInstallation) -> Place:
    """A memorial that search engines may look at."""
    return made_place(site)


def made_place(site: TestInstallation, **changes: Any) -> Place:
    wanted = {"slug": next(_slugs), "kind": MemorialKind.REAL, "languages": ("en",), "fictional_note": {}} | changes
    return Place(site, memorials.create(site.services, memorial_like(site.services, **wanted)))


@pytest.fixture(scope="module")
def visitor(site: TestInstallation) -> Visitor:
    return Visitor(Client(wall_over(site), use_cookies=False))


@pytest.fixture(scope="module")
def local_visitor(site: TestInstallation) -> Visitor:
    """Somebody at the machine itself, where the server listens on loopback only."""
    return Visitor(Client(wall_over(site, loopback_only=True, public_url=""), use_cookies=False))


@pytest.fixture(scope="module")
def whole(site: TestInstallation) -> Place:
    """A memorial with the whole real record, signed, so that it is no draft. What waits at the desk waits."""
    from tests.web.wall.records import DOSSIER, keep, of_file

    made = made_place(site, languages=("en", "ar"))
    keep(made, of_file(DOSSIER), waiting={EntryKind.STATEMENT})
    return made
