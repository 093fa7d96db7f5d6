"""A family's browser without script: it reads pages, fills in forms by their fields' names, and presses buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from memorial.adapters.sealing import open_sealed, seal
from memorial.application.ports.secrets import SealBroken
from memorial.settings import project_folder
from memorial.web.contribute import COOKIE, create_contribute
from memorial.web.surface import SurfaceSettings
from tests.installations import TestInstallation
from tests.page_tree import Element, read_page
from tests.pages import check_headers, check_page

SAMPLES = Path(__file__).parents[2] / "samples" / "images"
SHARE = "/en/harbour/share"


@dataclass(frozen=True)
class TestSealer:
    """Seals cookies as the program does."""

    __test__ = False
    key: bytes

    def seal(self, plain: bytes) -> bytes:
        return seal(self.key, plain, context="cookie")

    def open(self, sealed: bytes) -> bytes | None:
        try:
            return open_sealed(self.key, sealed, context="cookie")
        except SealBroken:
            return None


@dataclass
class Family:
    """One browser. `page` is the last answer; `addresses` everything it asked for."""

    client: FlaskClient
    page: TestResponse | None = None
    addresses: list[str] = field(default_factory=list)

    def open(self, address: str) -> TestResponse:
        return self._answered(self.client.get(address), address)

    def send(self, address: str, fields: Any, *, multipart: bool = False) -> TestResponse:
        if not multipart:
            return self._answered(self.client.post(address, data=fields), address)
        boundary, body = encode_multipart(MultiDict(fields))
        kind = f"multipart/form-data; boundary={boundary}"
        return self._answered(self.client.post(address, data=body, content_type=kind), address)

    def _answered(self, answer: TestResponse, address: str) -> TestResponse:
        """Follows redirects as a browser does, and holds every page to the rules of all pages."""
        self.addresses.append(address)
        self.page = answer
        if answer.status_code in (301, 302, 303) and answer.location.startswith("/"):
            return self.open(answer.location)
        assert answer.status_code < 500, address
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
            check_page(answer.text, answer.headers, path=address)
        elif answer.status_code == 200:
            check_headers(answer.headers, path=address)
        assert answer.headers.get("Cache-Control") == "no-store", address
        return answer

    @property
    def root(self) -> Element:
        assert self.page is not None
        return read_page(self.page.text).root

    def words(self) -> str:
        (main,) = self.root.all("main")
        return " ".join(main.text().split())

    def title(self) -> str:
        return self.root.all("title")[0].text()

    def form(self, holding: str = "") -> Element:
        """The form with a field of that name; without a name the one whose button leads on."""
        for form in self.root.all("form"):
            if holding and any(e.get("name") == holding for e in _fields(form)):
                return form
            if not holding and any(e.has("data-next") for e in form.all("button")):
                return form
        raise AssertionError(f"no form with {holding or 'data-next'} in {self.addresses[-1]}")

    def press(
        self, name: str = "", value: str = "", *, holding: str = "", files: Sequence[Any] = (), **typed: str
    ) -> TestResponse:
        """Fill in what is given, leave the rest as the page has it, and press the button."""
        form = self.form(holding or name) if name or holding else self.form()
        fields: MultiDict[str, Any] = MultiDict(_as_it_stands(form))
        for key, text in typed.items():
            assert any(e.get("name") == key for e in _fields(form)), f"no field {key}"
            fields.setlist(key, [text])
        if name:
            fields.setlist(name, [value or "yes"])
        multipart = form.get("enctype") == "multipart/form-data"
        if files:
            fields.setlist("files", [FileStorage(BytesIO(body), filename) for filename, body in files])
        return self.send(form.get("action") or self.addresses[-1], fields, multipart=multipart)

    def tell_who(self, *, person_name: str, **more: str) -> None:
        """By the one box; and what else is known, where the name turns out to be new."""
        self.press(about="person", person_name=person_name)
        if any(e.get("name") == "person_nickname" for form in self.root.all("form") for e in _fields(form)):
            self.press(**more)

    def cookie(self) -> str:
        found = self.client.get_cookie(COOKIE)
        assert found is not None
        return str(found.value)

    def set_cookie(self, value: str) -> None:
        self.client.set_cookie(COOKIE, value)

    def code(self) -> str:
        (shown,) = [e for e in self.root.all("code") if e.has("data-receipt")]
        return " ".join(shown.text().split())


def _fields(form: Element) -> list[Element]:
    return [e for kind in ("input", "textarea", "select", "button") for e in form.all(kind)]


def _as_it_stands(form: Element) -> list[tuple[str, str]]:
    found = []
    for entry in form.all("input"):
        kind = entry.get("type") or "text"
        if kind in ("submit", "file", "button") or not entry.get("name"):
            continue
        if kind in ("radio", "checkbox") and not entry.has("checked"):
            continue
        found.append((entry.get("name"), entry.get("value")))
    for area in form.all("textarea"):
        found.append((area.get("name"), "".join(p for p in area.pieces if isinstance(p, str)).removeprefix("\r\n")))
    for select in form.all("select"):
        chosen = [o for o in select.all("option") if o.has("selected")] or select.all("option")[:1]
        found += [(select.get("name"), o.get("value")) for o in chosen]
    return found


def make_app(place: TestInstallation, *, local: bool = True, proxied: bool = False) -> Flask:
    made = create_contribute(
        place.services,
        SurfaceSettings(project_folder("templates"), project_folder("static"), loopback_only=local, proxied=proxied),
        TestSealer(place.installation.keys.pepper("cookie")),
        reader=place.installation.reader,
    )
    made.testing = False
    return made


def picture(name: str) -> tuple[str, bytes]:
    return name, (SAMPLES / name).read_bytes()
