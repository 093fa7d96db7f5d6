"""How far the chains had grown is noted by several processes, and only ever grows."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from memorial.adapters.keys.installation_key import InstallationKeys
from memorial.adapters.keys.keystore import SqlKeyStore, create_key_store
from memorial.application.ports.heads import ChainHead
from tests.servers.postgres import PostgresServer


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[SqlKeyStore]]:
    """One key store as four processes have it open."""
    url, folder = f"sqlite:///{tmp_path}/keys/keys.sqlite", tmp_path / "keys"
    server: PostgresServer | None = None
    name = f"keys_{secrets.token_hex(6)}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        url = server.create_database(name)
    create_key_store(url, folder)
    opened = [SqlKeyStore(url, InstallationKeys.load(folder)) for _ in range(4)]
    yield opened
    for store in opened:
        store.close()
    if server is not None:
        server.drop_database(name)


def test_a_noted_head_only_grows_whoever_notes_it_last(stores: list[SqlKeyStore]) -> None:
    """Two processes read the chain one after the other and note it the other way round."""
    early, late, third, _ = stores
    older, newer = ChainHead("audit", "*", 4, "4" * 64), ChainHead("audit", "*", 9, "9" * 64)
    another = ChainHead("consent", "m", 1, "1" * 64)

    late.noted_heads.note([newer])
    early.noted_heads.note([older, another])

    assert third.noted_heads.all() == {("audit", "*"): newer, ("consent", "m"): another}


def test_heads_noted_by_several_at_once_end_at_the_highest(stores: list[SqlKeyStore]) -> None:
    begin = threading.Barrier(len(stores))

    def note(number: int) -> None:
        begin.wait()
        for seq in range(number + 1, 41, len(stores)):
            stores[number].noted_heads.note([ChainHead("audit", one, seq, f"{seq:064}") for one in ("a", "b")])

    threads = [threading.Thread(target=note, args=(number,)) for number in range(len(stores))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {head.seq for head in stores[0].noted_heads.all().values()} == {40}
