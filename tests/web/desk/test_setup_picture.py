"""The memorial's own picture: nobody sees it before it is described, and nothing of it stays when it is gone."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from memorial.adapters.db.inspection import ArchiveInspection
from memorial.application.checking import check
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from tests.web.desk.desk_client import Browser, World

SECRET = "canary of the camera"


def photograph() -> bytes:
    picture = Image.new("RGB", (900, 600), (90, 120, 60))
    exif = Image.Exif()
    exif[0x010E] = SECRET
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def shown(world: World, slug: str = "ferry") -> Any:
    with world.installation.reader.snapshot() as snapshot:
        found = snapshot.memorial(slug)
    return found.picture if found else None


def upload(browser: Browser, content: bytes, name: str = "quay.jpg") -> TestResponse:
    browser.get("/desk/setup/ferry/picture")
    token = browser.form(holding="file")["csrf_token"]
    form = {"csrf_token": token, "file": (BytesIO(content), name)}
    answer = browser.client.post("/desk/setup/ferry/picture/file", data=form, follow_redirects=True)
    browser.last = answer
    return answer


@pytest.fixture
def admin(world: World, ferry: Memorial) -> Browser:
    return world.signed_in("admin@example.org", Role.ADMIN)


def test_it_is_shown_when_somebody_has_said_what_it_shows_and_gone_when_it_is_taken_away(
    world: World, admin: Browser
) -> None:
    vault = world.installation.archive.vault
    before = set(vault.ids())
    came = upload(admin, photograph())
    assert came.status_code == 200 and "not shown yet" in came.text
    assert shown(world) is None

    unsaid = admin.submit("alt_en", alt_en="", across="0", down="100")
    assert unsaid.status_code == 422 and shown(world) is None
    admin.submit("alt_en", alt_en="The quay", alt_ar="الرصيف", across="0", down="100")

    picture = shown(world)
    assert (picture.alt, picture.across, picture.down) == ({"en": "The quay", "ar": "الرصيف"}, 0, 100)
    copies = world.installation.archive.copies
    names = {one.name for one in picture.sources}
    assert names and names <= set(copies.names())
    for name in names:
        with copies.open(name)[0] as copy:
            assert SECRET.encode() not in copy.read()
    assert _amiss(world) == []

    admin = world.signed_in("admin@example.org")
    admin.get("/desk/setup/ferry/picture")
    admin.submit("Take the picture away")

    assert shown(world) is None
    assert not names & set(copies.names())
    assert set(vault.ids()) == before
    assert _amiss(world) == []


def test_another_one_takes_the_place_of_the_first_unseen(world: World, admin: Browser) -> None:
    upload(admin, photograph())
    admin.submit("alt_en", alt_en="The quay", across="50", down="50")
    first = {one.name for one in shown(world).sources}

    upload(admin, photograph())

    assert shown(world) is None
    assert not first & set(world.installation.archive.copies.names())
    with world.services.unit_of_work(read_only=True) as uow:
        own = uow.memorials.by_slug("ferry").setup.picture
    assert set(world.installation.archive.vault.ids()) == set(own.vault_ids)


def test_what_is_no_picture_is_refused_in_words_and_nothing_is_kept(world: World, admin: Browser) -> None:
    before = sorted(world.installation.archive.vault.ids())

    for content, name in ((b"", "a.jpg"), (b"%PDF-1.4 nothing", "a.pdf"), (b"GIF89a broken", "b.gif"), (b"words", "c")):
        answer = upload(admin, content, name)
        assert answer.status_code == 422, name
        assert "field-error" in answer.text

    assert sorted(world.installation.archive.vault.ids()) == before
    assert shown(world) is None


def _amiss(world: World) -> list[str]:
    """Everything that the check finds a week later."""
    world.clock.go(days=7)
    inspection = ArchiveInspection(world.installation.archive, world.services.now)
    found = [f"{one.kind} {one.where}: {one.detail}" for one in check(world.services, inspection)]
    return [one for one in found if not one.endswith("a key that nothing names")]
