"""Errors repeat nothing of what was typed; every answer has the strict headers; no public time is finer than a day."""

from __future__ import annotations

import io
import logging
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, abort
from sqlalchemy import text
from werkzeug.test import Client, TestResponse

from memorial import bootstrap
from memorial.cli.logs import Discreet
from memorial.web.mount import mount
from memorial.web.surface import MOST_BODY
from tests.authorization.reference import STATES
from tests.authorization.town import SLUG, Town, build_town
from tests.journeys.routes import TABLES, Known, applications

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    wanted = ("draft", "in_review", "published", "withdrawn", "erased", "asked", "declined")
    states = {state: STATES[state] for state in wanted}
    made = build_town(tmp_path_factory.mktemp("town") / "home", states, ("public",))
    yield made
    made.close()


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """All that any logger writes, as the program's own formatter writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Discreet())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def headers_with(token: str) -> dict[str, str]:
    return {
        "User-Agent": f"Agent-{token}",
        "Referer": f"https://elsewhere.example/{token}",
        "X-Anything": token,
        "Accept-Language": f"{token}, en",
        "X-Forwarded-For": f"203.0.113.9, {token}",
        "Host": "localhost",
    }


def places(token: str) -> list[str]:
    """Addresses of each surface that hold it, in the path and in the query."""
    return [
        f"/{token}",
        f"/en/{token}/",
        f"/en/{SLUG}/remembrances/{token}?q={token}",
        f"/en/{SLUG}/people/{token}",
        f"/media/{token}.webp",
        f"/p/{token}?x={token}",
        f"/en/{token}/share?person={token}",
        f"/en/{SLUG}/share/file/{token}/card.jpeg",
        f"/receipt/file/{token}/card.jpeg?code={token}",
        f"/receipt/{token}",
        f"/en/{token}/concern?about={token}",
        f"/desk/{token}",
        f"/desk/review/{SLUG}/{token}?x={token}",
        f"/desk/decided/{token}/{token}",
        f"/desk/media/{SLUG}/{token}/{token}/card.jpeg",
        f"/desk/queue?memorial={token}",
        f"/static/{token}.css",
    ]


def visitors(town: Town) -> list[tuple[str, Client]]:
    return [
        ("anyone", town.client_of["anonymous"]),
        ("sender", town.senders["published/public"]),
        ("editor", town.client_of["editor"]),
    ]


def found(token: str, answer: TestResponse) -> bool:
    whole = str(answer.headers) + answer.text
    return token.lower() in whole.lower()


def test_what_is_not_there_and_what_is_refused_repeats_nothing(town: Town) -> None:
    seen = set[int]()
    with logged() as log:
        for _who, client in visitors(town):
            for path_token in (secrets.token_hex(16), f"zq{secrets.token_hex(6)}"):
                for path in places(path_token):
                    for method in ("GET", "POST", "PUT", "OPTIONS"):
                        given = {"data": {"story": path_token, "code": path_token}} if method == "POST" else {}
                        answer = client.open(path, method=method, headers=headers_with(path_token), **given)
                        seen.add(answer.status_code)
                        if answer.status_code in (302, 303) and path.startswith("/desk") is False:
                            continue
                        assert not found(path_token, answer), (path, method, answer.status_code)
        assert log.getvalue().count("zq") == 0
    town.restore()
    assert {404, 422} <= seen


@pytest.mark.parametrize(
    "path", [f"/en/{SLUG}/share", f"/en/{SLUG}/share/who", "/receipt", "/desk/sign-in", f"/desk/review/{SLUG}/x", "/"]
)
def test_what_is_too_large_repeats_nothing(town: Town, path: str) -> None:
    token = f"zq{secrets.token_hex(6)}"
    body = f"story={token}&filler=".encode() + b"x" * (MOST_BODY + 1)
    with logged() as log:
        for _who, client in visitors(town):
            answer = client.post(
                f"{path}?q={token}", data=body, content_type="application/x-www-form-urlencoded",
                headers=headers_with(token),
            )  # fmt: skip
            assert answer.status_code in (303, 404, 413), answer.status_code
            assert not found(token, answer), answer.status_code
        assert token not in log.getvalue()


def test_a_form_with_no_token_is_given_back_to_its_sender_alone(town: Town) -> None:
    """The families' form gives back what was typed, in the page and nowhere else; the desk's error page nothing."""
    token = f"zq{secrets.token_hex(6)}"
    name = f"{token}.jpg"
    with logged() as log:
        for who, client in visitors(town):
            of_desk = f"/desk/published/{SLUG}/{token}"
            for path in ("/receipt", f"/en/{SLUG}/share/who", f"/en/{SLUG}/share/say", of_desk):
                data: dict[str, Any] = {"message": token, "person_name": token, "story": token}
                if path.endswith("/say"):
                    data["files"] = (io.BytesIO(token.encode()), name)
                answer = client.post(path, data=data, headers=headers_with(token))
                assert answer.status_code in (303, 404, 422), (who, path, answer.status_code)
                assert token not in str(answer.headers)
                if path.startswith("/desk"):
                    assert token not in answer.text
                assert f"Agent-{token}" not in answer.text
        assert token not in log.getvalue()


class Failing:
    """What a view does that fails: with the words that were typed in the error itself, and in the SQL beneath it."""

    def __init__(self, built: bootstrap.Installation, token: str) -> None:
        self.built, self.token = built, token

    def by_words(self, **_given: str) -> Any:
        story = self.token
        raise ValueError(f"could not use {story}")

    def by_sql(self, **_given: str) -> Any:
        wanted = text("INSERT INTO nowhere_at_all (story) VALUES (:story)")
        with self.built.engines.writing.connect() as connection:
            connection.execute(wanted, {"story": self.token})

    def by_public_sql(self, **_given: str) -> Any:
        with self.built.engines.public.connect() as connection:
            connection.execute(text("SELECT * FROM remembrance WHERE id = :word"), {"word": self.token})

    def by_too_many(self, **_given: str) -> Any:
        abort(429, description=self.token)

    def by_not_available(self, **_given: str) -> Any:
        abort(503, description=self.token)


FAILURES = {"by_words": 500, "by_sql": 500, "by_public_sql": 500, "by_too_many": 429, "by_not_available": 503}
VIEWS = {
    "wall": ("front.show_front", f"/en/{SLUG}/"),
    "contribute": ("receipts.page", "/receipt"),
    "desk": ("lists.today", "/desk/"),
}


@pytest.mark.parametrize("surface", VIEWS)
@pytest.mark.parametrize("failure", FAILURES)
def test_a_failure_repeats_nothing_on_the_page_or_in_the_log(town: Town, surface: str, failure: str) -> None:
    token = f"zq{secrets.token_hex(6)}"
    endpoint, path = VIEWS[surface]
    apps = applications(town.world.installation)
    app: Flask = apps[surface]
    app.view_functions[endpoint] = getattr(Failing(town.world.installation, token), failure)
    whole = mount(**{name: one.wsgi_app for name, one in apps.items()}, ready=lambda: True)
    client = Client(whole)
    if surface == "desk":
        kept = town.client_of["editor"].get_cookie("memorial_desk", path="/desk/")
        assert kept is not None
        client.set_cookie("memorial_desk", kept.value, path="/desk/")

    with logged() as log:
        answer = client.get(f"{path}?q={token}", headers=headers_with(token))

    assert answer.status_code == FAILURES[failure]
    assert not found(token, answer)
    assert token not in log.getvalue()
    assert (FAILURES[failure] == 500) == ("ValueError" in log.getvalue() or "sqlalchemy" in log.getvalue())


# Headers

UNSAFE = re.compile(r"unsafe-|https?:|data:|blob:|\*")


def known(town: Town) -> Known:
    published = next(one for one in town.things if one.state == "published")
    waiting = next(one for one in town.things if one.state == "in_review")
    return Known(
        {
            "l": ["en", "ar"],
            "m": [SLUG],
            "id": [published.record_id, published.person_id, waiting.record_id],
            "some": [published.record_id],
            "record": [waiting.record_id, published.record_id],
            "pictured": [f"{waiting.record_id}/{waiting.file_id}"],
            "file": [waiting.file_id],
            "media": [published.media],
            "size": ["card"],
            "objection": ["0" * 32],
            "list": [f"{SLUG}/{'0' * 32}"],
            "kind": ["text", "photo"],
            "q": [published.word],
        }
    )


def answers(town: Town) -> Iterator[tuple[str, str, TestResponse]]:
    """Every address of every surface, as everybody for whom the surface is."""
    clients = {
        "wall": [town.client_of["anonymous"]],
        "contribute": [town.senders["published/public"], town.senders["draft/public"], town.client_of["anonymous"]],
        "desk": [town.client_of[who] for who in ("editor", "admin_everywhere", "password_only", "anonymous")],
    }
    for surface, table in TABLES.items():
        for client in clients[surface]:
            for rule, (_audience, templates) in table.items():
                for template in templates:
                    if rule in ("/leave", "/desk/sign-out"):
                        continue
                    for path in known(town).addresses(template):
                        for method in ("GET", "HEAD", "POST"):
                            yield surface, f"{method} {path}", client.open(path, method=method, buffered=True)


def test_every_answer_of_every_route_has_the_strict_headers(town: Town) -> None:
    asked, wrong = 0, set[str]()
    for surface, asking, answer in answers(town):
        headers, asked = answer.headers, asked + 1
        policy = headers.get("Content-Security-Policy", "")
        if asking.endswith("/share/say"):
            # The one page that plays what the browser itself has recorded.
            policy = policy.replace("media-src 'self' blob:;", "media-src 'self';")
        if not policy.startswith("default-src 'none'") or UNSAFE.search(policy) or "base-uri 'none'" not in policy:
            wrong.add(f"policy: {asking} {policy}")
        if headers.get("X-Content-Type-Options") != "nosniff" or "Referrer-Policy" not in headers:
            wrong.add(f"headers: {asking}")
        public = " /static/" in asking or " /favicon" in asking
        if surface != "wall" and not public and headers.get("Cache-Control") != "no-store":
            wrong.add(f"kept: {asking} {headers.get('Cache-Control')}")
        if surface == "wall" and not public and headers.get("Cache-Control") not in ("no-cache", "no-store"):
            wrong.add(f"kept: {asking} {headers.get('Cache-Control')}")
        if "Last-Modified" in headers or "Expires" in headers or "Server" in headers:
            wrong.add(f"tells: {asking}")
        if surface == "wall" and "Set-Cookie" in headers and "/theme/" not in asking:
            wrong.add(f"cookie: {asking}")
    town.restore()

    assert wrong == set()
    assert asked > 400


CLOCK = re.compile(r"T(\d\d:\d\d)|\b([01]?\d|2[0-3]):[0-5]\d\b")


def test_no_time_that_visitors_see_is_finer_than_a_day(town: Town) -> None:
    pages = 0
    for surface, asking, answer in answers(town):
        if surface != "wall" or not asking.startswith("GET") or "/static/" in asking or answer.status_code != 200:
            continue
        if str(answer.mimetype).startswith("image/") and "svg" not in str(answer.mimetype):
            continue
        pages += 1
        times = {match.group() for match in CLOCK.finditer(answer.text)}
        assert times <= {"T00:00", "00:00"}, (asking, times)
    assert pages > 20

    root = bootstrap.files_root(town.world.installation.settings)
    copies = [path for part in ("access", "vault") for path in (root / part).rglob("*") if path.is_file()]
    assert len(copies) > 5
    assert [path.name for path in copies if path.stat().st_mtime % 86_400] == []
