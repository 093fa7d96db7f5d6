"""On PostgreSQL the keys lie under a login and a database of their own, which the archive's login cannot read."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from memorial.adapters.keys.apart import keys_seen_by_the_archive
from memorial.adapters.keys.rotation import rotate
from memorial.cli.examination import Judgement, examine
from memorial.settings import load_settings
from tests.installations import installation
from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.postgres


@dataclass(frozen=True)
class Apart:
    """An archive and a key store, each owned by a login of its own, as `docs/operating.md` sets them up."""

    archive: str
    public: str
    keys: str
    keys_as_archive: str
    keys_as_superuser: str

    @property
    def environ(self) -> dict[str, str]:
        urls = {"MEMORIAL_DATABASE_URL": self.archive, "MEMORIAL_PUBLIC_DATABASE_URL": self.public}
        return {**urls, "MEMORIAL_KEYS_URL": self.keys}


@pytest.fixture
def apart(postgres_server: PostgresServer) -> Iterator[Apart]:
    mark = secrets.token_hex(5)
    logins = {name: (f"{name}_{mark}", secrets.token_hex(8)) for name in ("archive", "keys", "public")}
    for login, password in logins.values():
        postgres_server.create_login(login, password)
    for name in ("archive", "keys"):
        owned_by(postgres_server, f"{name}_{mark}", logins[name][0])

    def url(database: str, name: str) -> str:
        login, password = logins[name]
        return postgres_server.url(f"{database}_{mark}", login=login, password=password)

    yield Apart(
        url("archive", "archive"),
        url("archive", "public"),
        url("keys", "keys"),
        url("keys", "archive"),
        postgres_server.url(f"keys_{mark}"),
    )
    for name in ("archive", "keys"):
        postgres_server.drop_database(f"{name}_{mark}")


def owned_by(server: PostgresServer, database: str, login: str) -> None:
    url = server.create_database(database)
    run(url, f'ALTER DATABASE "{database}" OWNER TO "{login}"')
    if database.startswith("keys"):
        run(url, f'REVOKE CONNECT ON DATABASE "{database}" FROM PUBLIC')


def run(url: str, statement: str) -> list[tuple[object, ...]]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            result = connection.execute(text(statement))
            return [tuple(row) for row in result] if result.returns_rows else []
    finally:
        engine.dispose()


def test_the_archives_login_cannot_even_enter_the_keys_and_all_works(apart: Apart, tmp_path: Path) -> None:
    with installation(tmp_path / "home", **apart.environ) as here:
        code, given = here.publish()
        for _ in rotate(apart.keys, here.installation.settings.keys.folder):
            pass
        assert here.remembrance(given.memorial_id, given.id).latest.story
        here.act(code, "erase")

    assert keys_seen_by_the_archive(apart.archive, apart.keys) is None
    with pytest.raises(DBAPIError, match="permission denied"):
        run(apart.keys_as_archive, "SELECT wrapped FROM record_key")
    assert run(apart.keys, "SELECT count(*) FROM erasure_ledger WHERE action = 'erased'")[0][0] > 0


def test_with_a_right_to_enter_it_still_reads_no_table(apart: Apart, tmp_path: Path) -> None:
    with installation(tmp_path / "home", **apart.environ) as here:
        here.give()
    database = make_url(apart.keys).database
    run(apart.keys_as_superuser, f'GRANT CONNECT ON DATABASE "{database}" TO PUBLIC')

    for table in ("record_key", "erasure_ledger", "key_proof", "key_fact"):
        with pytest.raises(DBAPIError, match="permission denied"):
            run(apart.keys_as_archive, f"SELECT * FROM {table}")
    assert keys_seen_by_the_archive(apart.archive, apart.keys) is None


def test_doctor_says_when_the_archives_login_may_read_the_keys(apart: Apart, tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    with installation(Path(home), **apart.environ) as here:
        here.give()
    settings = load_settings(
        {"MEMORIAL_HOME": home, "MEMORIAL_PUBLIC_URL": "https://memorial.example", **apart.environ}
    )
    fine = [found.what for found in examine(settings)]
    database, login = make_url(apart.keys).database, make_url(apart.archive).username
    run(apart.keys_as_superuser, f'GRANT CONNECT ON DATABASE "{database}" TO "{login}"')
    run(apart.keys_as_superuser, f'GRANT SELECT ON record_key TO "{login}"')

    said = {found.what: found for found in examine(settings)}

    assert not [what for what in fine if "login may read" in what]
    assert said["The archive's login may read the key store."].judgement is Judgement.UNSAFE
    same = keys_seen_by_the_archive(apart.archive, apart.archive)
    assert same is not None and "own login" in same[0]
