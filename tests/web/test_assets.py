"""The stylesheets and icons as served: under their hash, compressed, kept for ever, and nothing beside them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from memorial.vocabulary import Surface
from memorial.web.assets import Assets, assets_blueprint, joined_stylesheet, read_assets

STATIC = Path(__file__).parents[2] / "static"
CSS = STATIC / "css"


@pytest.fixture(scope="module")
def assets() -> Assets:
    return read_assets(STATIC)


@pytest.fixture
def client(assets: Assets) -> FlaskClient:
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(assets_blueprint(assets))
    return app.test_client()


@pytest.mark.parametrize("surface", Surface)
def test_a_sheet_is_served_under_its_hash_and_kept_for_ever(
    surface: Surface, assets: Assets, client: FlaskClient
) -> None:
    answer = client.get(assets.stylesheet(surface), headers={"Accept-Encoding": "gzip"})

    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    text = gzip.decompress(answer.data).decode()
    assert text.removesuffix(joined_stylesheet(CSS, surface)).count("@font-face") == text.count("@font-face")
    most = 10_000 if surface is Surface.WALL else 8_000
    assert len(answer.data) <= most, "a first visit to a form may weigh 30 KB in all, to the wall 120"


def test_a_sheet_is_served_plain_to_who_cannot_unpack(assets: Assets, client: FlaskClient) -> None:
    answer = client.get(assets.stylesheet(Surface.WALL))

    assert "Content-Encoding" not in answer.headers
    assert answer.text.endswith(joined_stylesheet(CSS, Surface.WALL))
    assert answer.headers["Vary"] == "Accept-Encoding, Save-Data"


def test_a_sheet_that_is_already_there_is_not_sent_again(assets: Assets, client: FlaskClient) -> None:
    first = client.get(assets.stylesheet(Surface.DESK))

    again = client.get(assets.stylesheet(Surface.DESK), headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert again.data == b""


def test_a_sheet_of_another_version_is_answered_with_ours_and_not_kept(client: FlaskClient) -> None:
    answer = client.get("/static/wall.0123456789abcdef.css")

    assert answer.text.endswith(joined_stylesheet(CSS, Surface.WALL))
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["wall.css", "tokens.css", "nothing.0123456789abcdef.css", "..%2fpyproject.toml"])
def test_nothing_else_is_served(name: str, client: FlaskClient) -> None:
    assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize(("name", "mime"), [("favicon.svg", "image/svg+xml"), ("favicon.ico", "image/x-icon")])
def test_the_mark_is_served_where_browsers_look(name: str, mime: str, client: FlaskClient) -> None:
    answer = client.get(f"/{name}")

    assert answer.status_code == 200
    assert answer.mimetype == mime


def test_a_changed_byte_changes_the_address(assets: Assets, tmp_path: Path) -> None:
    for path in (path for path in STATIC.rglob("*") if path.is_file()):
        copy = tmp_path / path.relative_to(STATIC)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    with (tmp_path / "css/components/thread.css").open("a", encoding="utf-8") as thread:
        thread.write(".message { color: var(--ink); }")

    changed = read_assets(tmp_path)

    assert changed.stylesheet(Surface.DESK) != assets.stylesheet(Surface.DESK)
    assert changed.stylesheet(Surface.WALL) == assets.stylesheet(Surface.WALL)


def test_a_missing_part_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_assets(tmp_path)


def test_the_script_is_served_under_its_hash_and_kept_for_ever(assets: Assets, client: FlaskClient) -> None:
    answer = client.get(assets.scripts["passkeys"])

    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.data == (STATIC / "js/passkeys.js").read_bytes()
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
