"""A browser without script over real HTTP: cookies, redirects, forms filled in by the names of their fields."""

from __future__ import annotations

import http.client
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Self
from urllib.parse import urlencode, urlsplit

from tests.page_tree import Element, read_page

REDIRECTS = (301, 302, 303)
Pairs = list[tuple[str, str]]
Files = Sequence[tuple[str, bytes]]


class Unanswered(ConnectionError):
    """The connection ended before a whole answer had come: nobody knows whether it was dealt with."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    path: str

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known.lower() == name.lower()), "")

    @property
    def root(self) -> Element:
        return read_page(self.text).root

    def without(self, *names: str) -> list[tuple[str, str]]:
        """The headers but for those names, in order, to be compared."""
        left = {name.lower() for name in names}
        return [(name.lower(), value) for name, value in self.headers if name.lower() not in left]


@dataclass
class PlainBrowser:
    """Somebody at `url`. One connection, kept open and opened again where the server closed it."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    page: Answer | None = None
    seconds: float = 60
    _connection: http.client.HTTPConnection | None = None

    def like(self) -> PlainBrowser:
        """Another tab: the same cookies, a connection of its own."""
        return PlainBrowser(self.url, dict(self.cookies), dict(self.headers), self.page, self.seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # Asking

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request, no redirects followed. Raises `Unanswered`."""
        sent = {**self.headers, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            # Whether a kept connection still stands is known when it is too late: a post is never repeated.
            self.close()
        for attempt in (1, 2):
            fresh = self._connection is None
            connection = self._connection or http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=self.seconds)
            self._connection = connection
            try:
                connection.request(method, path, body=body, headers=sent)
                answered = connection.getresponse()
                answer = Answer(answered.status, answered.getheaders(), answered.read(), path)
                break
            except (OSError, http.client.HTTPException) as problem:
                self.close()
                # A kept connection that the server closed meanwhile is no lost answer.
                if fresh or attempt == 2:
                    raise Unanswered(type(problem).__name__) from problem
        self._take_cookies(answer)
        return answer

    def _take_cookies(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name.lower() != "set-cookie":
                continue
            for key, morsel in SimpleCookie(value).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = morsel.value

    def open(self, path: str) -> Answer:
        return self._follow(self.ask("GET", path))

    def post(self, path: str, pairs: Pairs, files: Files = (), *, multipart: bool = False) -> Answer:
        return self._follow(self.post_once(path, pairs, files, multipart=multipart))

    def post_once(self, path: str, pairs: Pairs, files: Files = (), *, multipart: bool = False) -> Answer:
        body, kind = _multipart(pairs, files) if multipart or files else _plain(pairs)
        return self.ask("POST", path, body, {"Content-Type": kind})

    def _follow(self, answer: Answer) -> Answer:
        for _ in range(10):
            if answer.status not in REDIRECTS or not answer.header("Location").startswith("/"):
                break
            answer = self.ask("GET", answer.header("Location"))
        self.page = answer
        return answer

    # Forms

    def form(self, holding: str = "") -> Element:
        """The form with a field or button of that name (or that value); else the one whose button leads on."""
        assert self.page is not None
        for form in self.page.root.all("form"):
            if holding and any(holding in (e.get("name"), e.get("value")) for e in fields(form)):
                return form
            if not holding and any(e.has("data-next") for e in form.all("button")):
                return form
        raise AssertionError(f"no form with {holding or 'data-next'} on {self.page.path} ({self.page.status})")

    def filled(self, holding: str = "", **typed: str) -> tuple[str, Pairs, bool]:
        """Where the form goes, what is in it with these answers, and whether it is multipart."""
        assert self.page is not None
        form = self.form(holding)
        pairs = [(name, value) for name, value in as_it_stands(form) if name not in typed]
        pairs += list(typed.items())
        action = form.get("action") or urlsplit(self.page.path).path
        return action, pairs, form.get("enctype") == "multipart/form-data"

    def press(self, holding: str = "", files: Files = (), **typed: str) -> Answer:
        action, pairs, multipart = self.filled(holding, **typed)
        return self.post(action, pairs, files, multipart=multipart)

    # Ways that several tests go

    def begin(self, base: str) -> Answer:
        self.open(f"{base}share")
        return self.press()

    def offer(self, base: str, story: str, files: Files = (), **answers: str) -> Answer:
        """Everything up to the check page. `answers` by the names of the form's fields; `who`'s and choices' alike."""
        given = {
            "about": "person",
            "person_name": "Ayla Verdin",
            "audience": "public",
            "person_name_shown": "full",
            "signature": "none",
            **answers,
        }
        self.begin(base)
        self.answer_who({name: text for name, text in given.items() if name in _WHO})
        self.press("story", files, story=story, story_language="en")
        return self.press("audience", **{name: text for name, text in given.items() if name not in _WHO})

    def answer_who(self, given: Mapping[str, str]) -> None:
        self.press("about", **given)
        assert self.page is not None
        if any(e.get("name") == "as_written" for e in self.page.root.all("input")):
            self.press("as_written")
        if any(e.get("name") == "person_nickname" for e in self.page.root.all("input")):
            self.press("person_nickname")

    def send(self) -> str:
        """From the check page to the receipt; the digits of the code."""
        self.press("payload")
        return self.code()

    def code(self) -> str:
        assert self.page is not None
        shown = [e for e in self.page.root.all("code") if e.has("data-receipt")]
        assert shown, f"no receipt on {self.page.path} ({self.page.status})"
        return "".join(character for character in shown[0].text() if character.isdigit())

    def open_receipt(self, code: str) -> Answer:
        self.open("/receipt")
        return self.press("code", code=code)

    def sign_in(self, email: str, password: str) -> Answer:
        self.open("/desk/sign-in")
        return self.press("email", email=email, password=password)


_WHO = ("about", "person_name", "person_name_other", "person_nickname", "fate", "born", "died", "place")


def fields(form: Element) -> list[Element]:
    return form.all("input", "textarea", "select", "button")


def as_it_stands(form: Element) -> Pairs:
    """What a browser would send of a form as it came, without a button."""
    found: Pairs = []
    for entry in form.all("input"):
        kind, name = entry.get("type") or "text", entry.get("name")
        chosen = kind not in ("radio", "checkbox") or entry.has("checked")
        if name and chosen and kind not in ("submit", "file", "button"):
            found.append((name, entry.get("value")))
    for area in form.all("textarea"):
        text = "".join(piece for piece in area.pieces if isinstance(piece, str))
        found.append((area.get("name"), text.removeprefix("\r").removeprefix("\n")))
    for select in form.all("select"):
        options = select.all("option")
        chosen_options = [o for o in options if o.has("selected")] or options[:1]
        found += [(select.get("name"), option.get("value")) for option in chosen_options]
    return found


def _plain(pairs: Pairs) -> tuple[bytes, str]:
    return urlencode(pairs).encode(), "application/x-www-form-urlencoded"


def _multipart(pairs: Pairs, files: Files) -> tuple[bytes, str]:
    mark = f"----form{secrets.token_hex(12)}"
    parts = [_part(mark, f'name="{name}"', value.encode()) for name, value in pairs]
    parts += [_part(mark, f'name="files"; filename="{_quoted(name)}"', body, typed=True) for name, body in files]
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def _part(mark: str, disposition: str, body: bytes, *, typed: bool = False) -> bytes:
    kind = "Content-Type: application/octet-stream\r\n" if typed else ""
    return f"--{mark}\r\nContent-Disposition: form-data; {disposition}\r\n{kind}\r\n".encode() + body + b"\r\n"


def _quoted(name: str) -> str:
    """As browsers write a file's name into the form."""
    return name.replace("\n", "%0A").replace("\r", "%0D").replace('"', "%22")
