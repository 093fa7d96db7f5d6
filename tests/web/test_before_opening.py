"""Before a memorial is opened there is nothing of it: every public address answers as for one that never was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import Client

from memorial.application import memorials
from memorial.domain.memorial import Memorial, RecordSummary, Source
from memorial.vocabulary import MemorialKind
from tests.installations import TestInstallation, installation, memorial_like
from tests.journeys.routes import ELSEWHERE, TABLES, Known, applications

NOWHERE, UNKNOWN = "nowhere", "0" * 32
_OF_THE_BROWSER = re.compile(rb'(name="(?:csrf_token|idempotency_key|given_at)" value=")[^"]*|[?&]m=[a-z-]+')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture(scope="module")
def clients(site: TestInstallation) -> dict[str, Client]:
    """A fresh browser for every address: what one was told is not asked by the next."""
    return {name: Client(app, use_cookies=False) for name, app in applications(site.installation).items()}


def closed(site: TestInstallation) -> tuple[Memorial, Known]:
    """One that was open, with a person, a picture's copy and words on its wall, so that its addresses are known."""
    given = {"neutral_site": {"en": "https://a.example"}}
    made = memorials.create(site.services, memorial_like(site.services, "harvest", **given))
    _, sent = site.publish(made, person_name="Noor Halden", story="Noor Halden kept bees.")
    with site.installation.reader.snapshot() as snapshot:
        shown = snapshot.remembrance(made.id, sent.id)
        assert shown is not None and shown.person is not None
    ids = [sent.id, shown.person.id]
    values = {"m": [made.slug], "l": ["en", "ar"], "id": ids, "some": ids, "q": ["Noor"], "kind": ["text"],
              "media": ["x.jpeg"], "file": [UNKNOWN], "size": ["card"], "record": [sent.id]}  # fmt: skip
    memorials.change_settings(site.services, made.slug, change=lambda one: replace(one, public=False))
    return made, Known(values)


def whole(client: Client, path: str, slug: str) -> tuple[int, str, list[tuple[str, str]], bytes]:
    """All of an answer but for what each browser is given anew; where it leads says the address that was asked."""
    answer = client.get(path, headers={"Accept-Language": "ar"}, buffered=True)
    of_the_browser = ("Location", "Set-Cookie", "Content-Length")
    kept = [(name, value) for name, value in answer.headers.items() if name not in of_the_browser]
    location, body = answer.headers.get("Location", ""), _OF_THE_BROWSER.sub(b"", answer.data)
    return answer.status_code, location.replace(slug, NOWHERE), kept, body.replace(slug.encode(), NOWHERE.encode())


def test_every_public_address_of_it_answers_as_if_it_had_never_been(
    site: TestInstallation, clients: dict[str, Client]
) -> None:
    made, known = closed(site)
    asked, found = 0, []
    for surface in ("wall", "contribute"):
        for template, address in _addresses(surface, known):
            other = address.replace(made.slug, NOWHERE)
            for one in known.values["id"]:
                other = other.replace(one, UNKNOWN)
            if other == address:
                continue
            asked += 1
            here = whole(clients[surface], address, made.slug)
            there = whole(clients[surface], other, made.slug)
            if here != there:
                found.append((template, address, here[:2], there[:2]))

    assert asked > 80
    assert found == []


def _addresses(surface: str, known: Known) -> Iterator[tuple[str, str]]:
    for template, (_audience, addresses) in TABLES[surface].items():
        for one in addresses:
            for address in known.addresses(one):
                yield template, address
    for one in ELSEWHERE if surface == "wall" else ():
        for address in known.addresses(one):
            yield one, address


def test_nothing_of_it_is_named_where_memorials_are_listed(site: TestInstallation, clients: dict[str, Client]) -> None:
    begun = memorial_like(site.services, "orchard", public=False, kind=MemorialKind.REAL, title={"en": "Canarytitle"})
    memorials.create(site.services, begun)

    for path in ("/", "/en/", "/ar/", "/sitemap.xml", "/robots.txt", "/sitemap.xml?of=orchard", "/en/harbour/"):
        answer = clients["wall"].get(path)
        assert "Canarytitle" not in answer.text and "orchard" not in answer.text, path


def test_a_draft_that_was_not_opened_is_not_there_for_its_own_machine_either(
    site: TestInstallation, clients: dict[str, Client]
) -> None:
    draft = {"record": RecordSummary(), "sources": (Source("s", "A source"),), "kind": MemorialKind.REAL}
    made = memorials.create(site.services, memorial_like(site.services, "meadow", public=False, **draft))

    assert made.draft
    for surface, path in (
        ("wall", "/en/meadow/"),
        ("contribute", "/en/meadow/share"),
        ("contribute", "/en/meadow/concern"),
    ):
        assert clients[surface].get(path).status_code == 404, path


def test_the_team_sees_it_at_the_desk_and_others_there_do_not(tmp_path: Path) -> None:
    from memorial.vocabulary import Role
    from tests.web.desk.desk_client import build_world

    world = build_world(tmp_path / "home")
    world.begin_memorial("ferry")
    quiet = memorial_like(world.services, "quiet", public=False, purpose={"en": "Canarypurpose"})
    memorials.create(world.services, quiet)
    reader = world.signed_in("reader@example.org", Role.MODERATOR, "quiet")
    other = world.signed_in("other@example.org", Role.EDITOR, "ferry")

    for view in ("family", "moderator", "visitor"):
        path = f"/desk/setup/quiet/see/{view}/en"
        assert reader.get(path).status_code == 200
        assert other.get(path).status_code == 404
        assert world.browser().get(path).request.path == "/desk/sign-in"
    assert "Canarypurpose" in reader.get("/desk/setup/quiet/see/visitor/en").text
    with world.installation.reader.snapshot() as snapshot:
        assert snapshot.memorial("quiet") is None
    world.installation.close()
