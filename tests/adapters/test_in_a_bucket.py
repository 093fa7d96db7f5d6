"""An installation whose files lie in the bucket of a real object store: what visitors get, and what stays behind."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from werkzeug.test import Client

from memorial import bootstrap
from memorial.adapters.backup.files_place import BucketPlace
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.files.object_store import Bucket, examine
from memorial.application import giving
from memorial.application.checking import check
from memorial.settings import SettingsError, load_settings
from memorial.web.wall import create_wall
from memorial.wsgi import date_in_words, surface_settings
from tests.installations import TestInstallation, installation
from tests.pages import check_headers
from tests.servers.weed import ObjectStoreServer

PHOTOGRAPH = Path(__file__).parents[1] / "samples" / "images" / "hopper.jpg"
CHOICES = {"publish": "yes", "living": "no", "caption": "The lamp"}


def environ_of(server: ObjectStoreServer, prefix: str = "", **more: str) -> dict[str, str]:
    bucket = server.bucket(prefix or secrets.token_hex(8))
    return {"MEMORIAL_STORAGE_URL": bucket.url, "MEMORIAL_STORAGE_ENDPOINT": server.endpoint, **more}


@pytest.fixture
def away(request: pytest.FixtureRequest, home: Path, object_store: ObjectStoreServer) -> Iterator[TestInstallation]:
    minutes = str(getattr(request, "param", 0))
    with installation(home, **environ_of(object_store, MEMORIAL_STORAGE_LINK_MINUTES=minutes)) as made:
        yield made


def published(away: TestInstallation) -> tuple[str, str]:
    """The receipt's code of a photograph on the wall, and the address of its largest copy."""
    code = away.offer(away.memorial)
    kept = giving.keep_file(away.services, code, "photo.jpg", [PHOTOGRAPH.read_bytes()])
    giving.save_answers(away.services, code, {f"file:{kept.id}:{name}": value for name, value in CHOICES.items()})
    given = away.send(code)
    away.decide(given)
    with away.installation.reader.snapshot() as snapshot:
        shown = snapshot.remembrance(away.memorial.id, given.id)
    assert shown is not None
    return code, shown.pictures[0].sources[-1].href


def wall_of(away: TestInstallation) -> Client:
    settings = surface_settings(away.installation.settings)
    return Client(create_wall(away.installation.reader, settings, date_in_words=date_in_words))


def fetch(address: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    try:
        with urlopen(Request(address, headers=headers), timeout=10) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except HTTPError as refused:
        with refused:
            return refused.code, b"", {}


def test_the_program_passes_copies_on_and_what_is_taken_back_is_gone(away: TestInstallation) -> None:
    code, address = published(away)
    wall = wall_of(away)

    whole = wall.get(address)
    part = wall.get(address, headers={"Range": "bytes=10-19"})
    assert (whole.status_code, len(whole.data)) == (200, int(whole.headers["Content-Length"]))
    assert (part.status_code, part.data) == (206, whole.data[10:20])
    assert not (away.installation.settings.home / "files").exists()
    assert list(check(away.services, ArchiveInspection(away.installation.archive, away.services.now))) == []

    away.act(code, "withdraw")
    unknown = wall.get("/media/" + "0" * 32 + ".jpg")
    gone = wall.get(address)
    assert (gone.status_code, gone.data) == (404, unknown.data)
    assert list(away.installation.archive.copies.names()) == []
    away.act(code, "erase")
    assert list(away.services.vault.ids()) == []


@pytest.mark.parametrize("away", [30], indirect=True)
def test_a_visitor_is_sent_to_a_signed_address_that_dies_with_what_it_shows(away: TestInstallation) -> None:
    code, address = published(away)
    wall = wall_of(away)

    sent_on = wall.get(address)
    link = sent_on.headers["Location"]
    assert (sent_on.status_code, sent_on.headers["Cache-Control"]) == (302, "no-store")
    assert sent_on.headers["Referrer-Policy"] == "no-referrer"
    status, whole, headers = fetch(link)
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "image/jpeg", "no-cache")
    assert fetch(link, Range="bytes=10-19")[:2] == (206, whole[10:20])
    assert fetch(link.partition("?")[0])[0] == 403, "nobody reads the bucket without a signature"
    assert fetch(link.replace("X-Amz-Expires=1800", "X-Amz-Expires=9000"))[0] == 403, "nobody makes it longer"
    assert fetch(link.replace("/access/", "/vault/"))[0] == 403

    away.act(code, "withdraw")
    assert fetch(link)[0] == 404
    assert wall.get(address).status_code == 404


@pytest.mark.parametrize("away", [0, 30], indirect=True)
def test_pages_may_load_pictures_and_sound_from_the_store_only_where_visitors_are_sent_there(
    away: TestInstallation, object_store: ObjectStoreServer
) -> None:
    sent_there = away.installation.settings.storage.link_minutes > 0
    answer = wall_of(away).get(f"/en/{away.memorial.slug}/")
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))

    assert answer.status_code == 200
    for kind in ("img-src", "media-src"):
        assert policy.pop(kind) == ("'self' " + object_store.endpoint if sent_there else "'self'")
    assert not any(object_store.endpoint in rest for rest in policy.values())
    if not sent_there:
        check_headers(answer.headers, path="/")


def test_addresses_of_visitors_are_signed_with_the_key_that_can_only_read(
    home: Path, object_store: ObjectStoreServer
) -> None:
    public = f"s3://reader:{secrets.token_hex(8)}@memorial/one"
    environ = environ_of(object_store, "one", MEMORIAL_STORAGE_PUBLIC_URL=public, MEMORIAL_STORAGE_LINK_MINUTES="5")
    settings = load_settings({"MEMORIAL_HOME": str(home), **environ})

    for copies in (bootstrap.copies_of(settings), bootstrap.copies_of(settings, public=True)):
        link = urlsplit(copies.link("0" * 32 + ".mp3"))
        assert "X-Amz-Credential=reader%2F" in link.query
        assert object_store.key not in link.query
        assert f"{link.scheme}://{link.netloc}" == bootstrap.media_origin(settings)


def test_a_bucket_that_cannot_be_used_is_refused_with_its_reason_and_no_key(object_store: ObjectStoreServer) -> None:
    wrong = Bucket(f"s3://{object_store.key}:opensesame@memorial/x", object_store.endpoint, "us-east-1")
    with pytest.raises(SettingsError) as refused:
        examine(wrong)
    assert str(refused.value).startswith("storage.url: ")
    assert "opensesame" not in str(refused.value)

    nowhere = Bucket(f"s3://{object_store.key}:x@memorial/x", "http://127.0.0.1:9", "us-east-1")
    with pytest.raises(SettingsError, match="cannot be used"):
        examine(nowhere)


def test_a_bucket_that_anybody_can_read_is_refused(object_store: ObjectStoreServer) -> None:
    examine(object_store.bucket("x"))

    with pytest.raises(SettingsError, match="anybody can read"):
        examine(object_store.bucket("x", name="open"))


def test_an_address_at_amazon_is_that_of_the_bucket_alone() -> None:
    bucket = Bucket("s3://key:secret@faces/prefix", None, "eu-central-1")

    assert bucket.origin == "https://faces.s3.eu-central-1.amazonaws.com"
    assert "secret" not in bucket.name + repr(bucket)


def test_a_restore_finds_a_bucket_empty_or_not_and_clears_what_it_left(object_store: ObjectStoreServer) -> None:
    bucket = object_store.bucket(secrets.token_hex(8))
    place = BucketPlace(bucket)
    assert place.is_empty()

    vault = bootstrap.ObjectVault(bucket)
    for _ in range(3):
        vault.store([b"x"], limit=None)
    bootstrap.ObjectAccessCopies(bucket, None).publish("0" * 32 + ".mp3", b"x")
    assert not place.is_empty()
    place.clear()
    assert place.is_empty()
