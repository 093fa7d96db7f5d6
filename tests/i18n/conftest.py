"""One installation whose memorial speaks Arabic, and the three surfaces over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from werkzeug.test import Client, TestResponse

from memorial.application import memorials
from memorial.domain.memorial import Memorial
from memorial.vocabulary import MemorialKind
from memorial.web.desk import create_desk
from memorial.wsgi import CookieSealer, surface_settings
from tests.installations import EDITOR, TestInstallation, installation, memorial_like, sign_language
from tests.page_tree import Element, read_page
from tests.pages import check_page
from tests.web.contribute.family import Family, make_app
from tests.web.wall.conftest import wall_over

MIXED = "Isa بن Osman (1952–2022)"
STORY = "كانت تجلس عند النافذة كل مساء.\n\nوكان الباب مفتوحًا دائمًا."


@dataclass(frozen=True)
class Arabic:
    """A memorial with one published remembrance, its person, its receipt, and the surfaces over it."""

    site: TestInstallation
    memorial: Memorial
    code: str
    remembrance: str
    person: str
    wall: Client
    desk: Client

    @property
    def base(self) -> str:
        return f"/ar/{self.memorial.slug}/"

    def family(self) -> Family:
        return Family(make_app(self.site).test_client())


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arabic]:
    with installation(tmp_path_factory.mktemp("home")) as site:
        memorial = memorials.create(
            site.services,
            memorial_like(
                site.services,
                slug="quay",
                kind=MemorialKind.REAL,
                languages=("ar", "en"),
                title={"ar": "الرصيف", "en": "The quay"},
                purpose={"ar": "مكان للذكرى.", "en": "A place to remember."},
                notice={"ar": "نحفظ ما ترسلونه ونعرض ما تسمحون به.", "en": "We keep what you send."},
                fictional_note={},
            ),
        )
        memorial = sign_language(site.services, memorial, "ar", EDITOR)
        code, given = site.publish(memorial, person_name=MIXED, story=STORY, born="1952", died="2022", language="ar")
        with site.installation.reader.snapshot() as snapshot:
            shown = snapshot.remembrance(memorial.id, given.id)
        assert shown is not None
        assert shown.person is not None
        parts = site.installation
        desk = create_desk(parts.services, surface_settings(parts.settings), CookieSealer(parts.keys.pepper("desk")))
        yield Arabic(
            site, memorial, code, given.id, shown.person.id, Client(wall_over(site)), Client(desk, use_cookies=True)
        )


def page_of(answer: TestResponse, path: str) -> Element:
    """The page, held to the rules of all pages, in Arabic and mirrored."""
    check_page(answer.text, answer.headers, path=path)
    root = read_page(answer.text).root
    (html,) = root.all("html")
    assert (html.get("lang"), html.get("dir")) == ("ar", "rtl"), path
    return root
