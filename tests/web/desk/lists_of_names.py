"""What the tests of lists share: a short list, and its way through the pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import openpyxl
from werkzeug.test import TestResponse

from memorial.application import jobs, list_staging
from memorial.domain.memorial import Memorial
from memorial.domain.name_list import KeptList
from memorial.domain.staff import StaffMember
from memorial.published.types import PersonLine
from memorial.published.wall import WallOrder
from memorial.vocabulary import Role
from tests.web.desk.desk_client import Browser, World

EDITOR = "ed@example.org"
NAMES = ("Ayla Verdin", "Osman Weir", "Mira Holm")
SHORT = b"Name,Born,Place,Note\nAyla Verdin,1943,Low Pier,a\nOsman Weir,1950,Low Pier,b\nMira Holm,1930,High Pier,c\n"


@dataclass
class Desk:
    """An editor at the pages of lists of one memorial."""

    world: World
    memorial: Memorial
    browser: Browser

    @property
    def base(self) -> str:
        return f"/desk/import/{self.memorial.slug}"

    def upload(self, data: bytes = SHORT, name: str = "names.csv") -> TestResponse:
        self.browser.get(f"{self.base}/new")
        return self.browser.submit("file", file=(BytesIO(data), name))

    def stage(self, data: bytes = SHORT, name: str = "names.csv", *, audience: str = "public") -> str:
        """Uploaded and described; the address of the list."""
        answer = self.upload(data, name)
        assert answer.request.path.endswith("/about"), self.words()
        here = answer.request.path.removesuffix("/about")
        answer = self.browser.submit("made_by", title="Who was on the ferry", audience=audience)
        assert answer.request.path == f"{here}/names", self.words()
        return here

    def bring_in(self, data: bytes = SHORT, name: str = "names.csv", *, audience: str = "public") -> str:
        here = self.stage(data, name, audience=audience)
        self.browser.get(f"{here}/preview")
        self.browser.submit(self.import_button())
        self.work()
        return here

    def import_button(self) -> str:
        return next(one.text() for one in self.browser.page().all("button") if one.text().startswith("Import "))

    def work(self) -> None:
        """What the background work does by itself."""
        for _ in range(20):
            if not jobs.do_due(self.world.services):
                return

    def words(self) -> str:
        (main,) = self.browser.page().all("main")
        return re.sub(r"\s+", " ", main.text())

    def kept(self, here: str) -> KeptList:
        found: KeptList = list_staging.get(
            self.world.services, self.member(), self.memorial.id, here.rpartition("/")[2]
        )
        return found

    def member(self, email: str = EDITOR) -> StaffMember:
        with self.world.services.unit_of_work(read_only=True) as uow:
            found: StaffMember = uow.staff.by_email(email)
        return found

    def wall(self) -> list[str]:
        """Every name that visitors see."""
        return sorted(line.label for line in self.lines())

    def lines(self) -> list[PersonLine]:
        with self.world.installation.reader.snapshot() as snapshot:
            wall = snapshot.wall(self.memorial.id)
            shown = wall.page(WallOrder.NAME, page=1, per_page=10_000, first_script="Latn")
            return [line for group in shown.groups for line in group.lines]

    def entries(self) -> list[tuple[str, str, str]]:
        return [(one.action, one.outcome, one.reason) for one in self.world.log(self.memorial.id)]


def at_lists(world: World, memorial: Memorial, email: str = EDITOR, role: Role = Role.EDITOR) -> Desk:
    return Desk(world, memorial, world.signed_in(email, role))


def sheet(*rows: tuple[Any, ...], title: str = "Sheet", more: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    if more:
        book.create_sheet(more).append(("Name",))
        book[more].append(("Sara Lind",))
    held = BytesIO()
    book.save(held)
    return held.getvalue()
