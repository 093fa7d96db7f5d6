"""A real installation in a home of its own, families who send, and staff who sign in through the pages."""

from __future__ import annotations

import atexit
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from memorial import bootstrap
from memorial.application import giving, memorials, staffing
from memorial.application.ports.store import AuditEntry
from memorial.application.reviewing import publish_due
from memorial.application.staffing import NewAccount
from memorial.domain.memorial import Memorial
from memorial.domain.remembrance import Remembrance
from memorial.domain.staff import StaffMember
from memorial.settings import load_settings
from memorial.vocabulary import MemorialKind, Role
from memorial.web.desk import create_desk
from memorial.wsgi import CookieSealer, surface_settings
from tests.installations import begin
from tests.page_tree import Element, read_page
from tests.pages import check_page

PASSWORD = "seven quiet herons wade"
STORY = "Ayla Verdin sang on the ferry every day.\n\nShe had a blue cup, and Ayla kept it on the sill."


class Clock:
    """The time, which a test moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def go(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class World:
    installation: bootstrap.Installation
    clock: Clock
    app: Flask
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def services(self) -> Any:
        return self.installation.services

    def begin_memorial(self, slug: str, title: str = "The ferry") -> Memorial:
        fictional = {"en": "This place never existed."}
        begun = Memorial(
            id=self.services.new_id(),
            slug=slug,
            kind=MemorialKind.FICTIONAL,
            languages=("en", "ar"),
            title={"en": title},
            notice={"en": "What becomes of it."},
            fictional_note=fictional,
            public=True,
            accepting=True,
        )
        return memorials.create(self.services, begun)

    def send(self, slug: str = "ferry", picture: bytes | None = None, **answers: str) -> str:
        """What a family sends; the record's id."""
        return self.send_with_code(slug, picture, **answers)[0]

    def send_with_code(self, slug: str = "ferry", picture: bytes | None = None, **answers: str) -> tuple[str, str]:
        given = {
            "about": "person",
            "person_name": "Ayla Verdin",
            "story": STORY,
            "story_language": "en",
            "audience": "public",
            "person_name_shown": "full",
            "signature": "relation",
            "relation": "family",
        }
        code = giving.begin(self.services, slug, "en", {**given, **answers})
        if picture is not None:
            kept = giving.keep_file(self.services, code, "a.jpg", [picture])
            shown = {"publish": "yes", "living": "no", "caption": "Ayla at the sea"}
            giving.save_answers(self.services, code, {f"file:{kept.id}:{name}": text for name, text in shown.items()})
        look = giving.look(self.services, code, media_base="/look")
        key = look.draft.answers["idempotency_key"]
        return giving.send(self.services, code, idempotency_key=key, payload=look.payload).record_id, code

    def record(self, memorial: Memorial, record_id: str) -> Remembrance:
        with self.services.unit_of_work(read_only=True) as uow:
            found: Remembrance = uow.remembrances.get(memorial.id, record_id)
        return found

    def publish(self, memorial: Memorial, record_id: str) -> bool:
        return publish_due(self.services, memorial.id, record_id)

    def shown(self, memorial: Memorial) -> list[str]:
        """The ids of what visitors see."""
        with self.installation.reader.snapshot() as snapshot:
            return [one.id for one in snapshot.remembrances(memorial.id, after="", limit=50).rows]

    def log(self, *where: str) -> list[AuditEntry]:
        """Every audit entry of these chains."""
        found: list[AuditEntry] = []
        with self.services.unit_of_work(read_only=True) as uow:
            for chain in where or self.chains():
                found += [entry for _seq, entry in uow.audit.entries(chain, before=None, limit=10_000)]
        return found

    def chains(self) -> list[str]:
        with self.services.unit_of_work(read_only=True) as uow:
            return ["*", *(one.id for one in uow.memorials.all())]

    # Staff

    def add_staff(self, email: str, role: Role, memorial: str | None = "ferry", **more: Any) -> StaffMember:
        new = NewAccount(email, role, memorial, PASSWORD, **more)
        return staffing.add_staff(self.services, new)[0]

    def browser(self) -> Browser:
        return Browser(self, self.app.test_client())

    def signed_in(self, email: str, role: Role | None = None, memorial: str | None = "ferry") -> Browser:
        """Somebody at the desk: the account is made if a role is given, and the second factor set up if it is not."""
        if role is not None:
            self.add_staff(email, role, memorial)
        browser = self.browser()
        browser.sign_in(email)
        return browser


@dataclass
class Browser:
    """Fetches pages, checks every one of them, and fills forms as they stand on the page."""

    world: World
    client: FlaskClient
    last: TestResponse | None = None
    headers: dict[str, str] = field(default_factory=dict)
    email: str = ""
    proves: bool = True
    """Has the authenticator at hand: where the desk asks who they are, they show it and go on."""
    confirms: bool = True
    """Where the desk shows what the sender would read, they look at it and send it."""

    def get(self, path: str, *, follow: bool = True) -> TestResponse:
        return self._checked(self.client.get(path, follow_redirects=follow, headers=self.headers), path)

    def post(self, path: str, data: Mapping[str, Any], *, follow: bool = True) -> TestResponse:
        answer = self.client.post(path, data=dict(data), follow_redirects=follow, headers=self.headers)
        self._checked(answer, path)
        if self.confirms and self.is_shown_first():
            return self.submit("confirmed", follow=follow)
        return self.prove(follow=follow) if self.proves and self.is_asked() else answer

    def is_shown_first(self) -> bool:
        """Whether the page shows what the sender would read, and nothing has been sent yet."""
        assert self.last is not None
        return self.last.status_code == 200 and 'name="confirmed"' in self.last.text

    def is_asked(self) -> bool:
        """Whether the page asks for a proof, with an authenticator to give it."""
        assert self.last is not None
        return 'name="step_up_code"' in self.last.text and self.last.status_code == 403

    def prove(self, follow: bool = True) -> TestResponse:
        """Type the next code of the authenticator into the page that asks for it."""
        self.world.clock.go(seconds=31)
        return self.submit("step_up_code", follow=follow, step_up_code=self.code(self.email))

    def _checked(self, answer: TestResponse, path: str) -> TestResponse:
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
            check_page(answer.text, answer.headers, path=path)
            assert answer.headers["Cache-Control"] == "no-store", path
        self.last = answer
        return answer

    def page(self) -> Element:
        assert self.last is not None
        return read_page(self.last.text).root

    def form(self, *, holding: str) -> dict[str, Any]:
        """The fields, as a browser would send them, of the form that has such a field or button."""
        return filled(self.form_element(holding=holding))

    def form_element(self, *, holding: str) -> Element:
        for form in self.page().all("form"):
            names = {one.get("name") for one in form.all("input", "select", "textarea", "button")}
            words = {one.text() for one in form.all("button")}
            if holding in names | words:
                return form
        raise AssertionError(f"no form holds {holding!r}")

    def submit(self, holding: str, /, follow: bool = True, **changes: Any) -> TestResponse:
        """Send the form that holds this field or button, with these answers."""
        element = self.form_element(holding=holding)
        data = filled(element) | changes
        assert self.last is not None
        return self.post(element.get("action") or self.last.request.path, data, follow=follow)

    def sign_in(self, email: str, password: str = PASSWORD) -> TestResponse:
        self.email = email
        self.get("/desk/sign-in")
        answer = self.submit("email", email=email, password=password)
        if answer.request.path == "/desk/enrol":
            code = self.page().all("code")[0].text().replace(" ", "")
            self.world.secrets[email] = code
            self.submit("code", code=self.code(email))
            return self.get("/desk/")
        if answer.request.path == "/desk/sign-in/code":
            self.world.clock.go(seconds=31)
            return self.submit("code", code=self.code(email))
        return answer

    def code(self, email: str) -> str:
        return str(pyotp.TOTP(self.world.secrets[email]).at(self.world.clock()))


def filled(form: Element) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for one in form.all("input"):
        kind = one.get("type") or "text"
        if kind in ("checkbox", "radio"):
            if one.has("checked"):
                data.setdefault(one.get("name"), []).append(one.get("value"))
        elif kind not in ("submit", "button"):
            name, value = one.get("name"), one.get("value")
            data[name] = [*_as_list(data[name]), value] if name in data else value
    for one in form.all("textarea"):
        data[one.get("name")] = re.sub(r"^\r?\n", "", raw_text(one))
    for one in form.all("select"):
        chosen = [option for option in one.all("option") if option.has("selected")] or one.all("option")[:1]
        data[one.get("name")] = chosen[0].get("value")
    return data


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def raw_text(element: Element) -> str:
    """The text with its line breaks as they stand."""
    return "".join(piece for piece in element.pieces if isinstance(piece, str))


@cache
def _initialised() -> str:
    """A fresh home, made once and copied for every test: nothing in it names its own folder."""
    folder = mkdtemp(prefix="memorial-home-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    bootstrap.initialise(load_settings({"MEMORIAL_HOME": folder}))
    return folder


def build_world(home: Path, *, undo_minutes: int = 10, local: bool = True, **environ: str) -> World:
    """`environ`: settings that differ, such as the addresses of databases that are not begun yet."""
    clock = Clock()
    settings = load_settings({"MEMORIAL_HOME": str(home), "MEMORIAL_UNDO_MINUTES": str(undo_minutes), **environ})
    if environ:
        begin(settings)
    else:
        shutil.copytree(_initialised(), home, dirs_exist_ok=True)
    installation = bootstrap.build(settings, now=clock, quick_passwords=True)
    sealer = CookieSealer(installation.keys.pepper("desk cookie"))
    given = replace(surface_settings(settings), loopback_only=local)
    app = create_desk(installation.services, given, sealer)
    app.testing = True
    return World(installation, clock, app)
