"""SQLite as the archive uses it: durable, forgetful of what was deleted, and closed to the public surface."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError, OperationalError

from memorial.adapters.db import sqlite
from memorial.adapters.db.sqlite import SqliteMode, create_sqlite_engine

SECURE_DELETE = "INSERT INTO published_text (published_text, rank) VALUES ('secure-delete', 1);"
TRIGGERS = """
CREATE TRIGGER remember AFTER INSERT ON published_remembrance BEGIN
    INSERT INTO published_text (rowid, words) VALUES (new.rowid, new.words);
END;
CREATE TRIGGER forget AFTER DELETE ON published_remembrance BEGIN
    INSERT INTO published_text (published_text, rowid, words) VALUES ('delete', old.rowid, old.words);
END;
"""
SCHEMA = f"""
CREATE TABLE memorial (id TEXT PRIMARY KEY, notes TEXT);
CREATE TABLE remembrance (id TEXT PRIMARY KEY, memorial_id TEXT REFERENCES memorial (id), sealed BLOB);
CREATE TABLE published_remembrance (id TEXT PRIMARY KEY, words TEXT);
CREATE VIRTUAL TABLE published_text USING fts5 (words, content='published_remembrance', prefix='2 3');
{SECURE_DELETE}
{TRIGGERS}
CREATE VIEW published_smuggled AS SELECT notes FROM memorial;
CREATE VIRTUAL TABLE private_text USING fts5 (words);
INSERT INTO private_text (words) VALUES ('private');
INSERT INTO memorial VALUES ('m1', 'private');
INSERT INTO remembrance VALUES ('r1', 'm1', x'00');
INSERT INTO published_remembrance VALUES ('p1', 'She planted an apricot tree');
INSERT INTO published_remembrance VALUES ('p2', 'He mended radios');
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "a folder with spaces & ?" / "memorial.sqlite"


@pytest.fixture
def archive(database: Path) -> Iterator[Engine]:
    database.parent.mkdir()
    engine = create_sqlite_engine(database)
    with engine.begin() as connection:
        run_script(connection.connection.driver_connection)
    yield engine
    engine.dispose()


@pytest.fixture
def public(archive: Engine, database: Path) -> Iterator[Engine]:
    engine = create_sqlite_engine(database, read_only=True, authorizer=sqlite.only_published)
    yield engine
    engine.dispose()


def run_script(driver_connection: Any, script: str = SCHEMA) -> None:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite.sqlite_dbapi().complete_statement(statement):
            driver_connection.execute(statement)
            statement = ""


def raw_bytes(database: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(database.parent.iterdir()))


def test_the_library_in_use_is_safe_for_the_write_ahead_log() -> None:
    assert SqliteMode.choose(sqlite.sqlite_dbapi().sqlite_version_info, None).journal == "wal"


@pytest.mark.parametrize(
    ("version", "journal"),
    [
        ((3, 40, 1), "delete"),
        ((3, 44, 5), "delete"),
        ((3, 44, 6), "wal"),
        ((3, 44, 7), "delete"),
        ((3, 50, 7), "wal"),
        ((3, 51, 2), "delete"),
        ((3, 51, 3), "wal"),
        ((3, 53, 4), "wal"),
    ],
)
def test_a_library_with_the_checkpoint_bug_gets_a_rollback_journal(version: tuple[int, ...], journal: str) -> None:
    mode = SqliteMode.choose(version, "ext4")

    assert mode.journal == journal
    assert mode.synchronous == {"wal": "FULL", "delete": "EXTRA"}[journal]


@pytest.mark.parametrize(
    ("file_system", "journal"),
    [
        (None, "wal"),
        ("ext4", "wal"),
        ("overlay", "wal"),
        ("fuseblk", "wal"),
        ("fuse.fuse-overlayfs", "wal"),
        ("nfs4", "delete"),
        ("cifs", "delete"),
        ("fuse.sshfs", "delete"),
        ("9p", "delete"),
    ],
)
def test_a_network_file_system_gets_a_rollback_journal(file_system: str | None, journal: str) -> None:
    mode = SqliteMode.choose((3, 53, 4), file_system)

    assert mode.journal == journal


def test_the_file_system_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"/dev/a / ext4 rw 0 0\nserver:/x {tmp_path}/far nfs4 rw 0 0\nx {tmp_path}/far\\040away cifs rw 0 0\nbroken\n"
    )

    assert sqlite.file_system_of(tmp_path / "far" / "m.sqlite", mounts) == "nfs4"
    assert sqlite.file_system_of(tmp_path / "far away" / "m.sqlite", mounts) == "cifs"
    assert sqlite.file_system_of(tmp_path / "farther" / "m.sqlite", mounts) == "ext4"
    assert sqlite.file_system_of(tmp_path, tmp_path / "no such file") is None


def test_a_path_on_a_network_is_warned_about_and_still_works(
    database: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    database.parent.mkdir()
    monkeypatch.setattr(sqlite, "file_system_of", lambda _path: "nfs")

    with caplog.at_level(logging.WARNING):
        engine = create_sqlite_engine(database)
    with engine.begin() as connection:
        run_script(connection.connection.driver_connection)
        journal = connection.execute(text("PRAGMA journal_mode")).scalar_one()
        synchronous = connection.execute(text("PRAGMA synchronous")).scalar_one()
    engine.dispose()

    assert "nfs" in caplog.text
    assert (journal, synchronous) == ("delete", 3)


def test_every_connection_is_told_the_same(archive: Engine) -> None:
    expected = {
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10_000,
        "synchronous": 2,
        "journal_mode": "wal",
        "temp_store": 2,
        "trusted_schema": 0,
        "cell_size_check": 1,
    }

    reading = archive.execution_options(**{sqlite.BEGIN_OPTION: "DEFERRED"})
    with reading.connect() as first, reading.connect() as second:
        for connection in (first, second):
            taken = {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in expected}
            assert taken == expected


def test_a_setting_that_is_not_taken_stops_the_connection() -> None:
    connection = sqlite.sqlite_dbapi().connect(":memory:", isolation_level=None)

    with pytest.raises(sqlite.SqliteUnsafe, match="memory"):
        sqlite.configure(connection, SqliteMode("wal", "FULL", "an in-memory database cannot"), wait_seconds=0.1)
    connection.close()


def test_the_file_is_for_its_owner_only(archive: Engine, database: Path) -> None:
    with archive.connect() as connection:
        connection.execute(text("SELECT 1"))
        modes = {path.name: path.stat().st_mode & 0o777 for path in database.parent.iterdir()}

    assert modes[database.name] == 0o600
    assert set(modes.values()) == {0o600}


def test_an_archive_transaction_holds_the_write_lock_from_its_start(archive: Engine, database: Path) -> None:
    other = sqlite.sqlite_dbapi().connect(str(database), timeout=0, isolation_level=None)

    with archive.begin() as connection:
        connection.execute(text("SELECT count(*) FROM memorial"))
        with pytest.raises(sqlite.sqlite_dbapi().OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_work_that_only_reads_leaves_the_write_lock_to_others(archive: Engine) -> None:
    reading = archive.execution_options(**{sqlite.BEGIN_OPTION: "DEFERRED"})

    with reading.begin() as reader, archive.begin() as writer:
        before = reader.execute(text("SELECT count(*) FROM memorial")).scalar_one()
        writer.execute(text("INSERT INTO memorial VALUES ('m2', '')"))
        after = reader.execute(text("SELECT count(*) FROM memorial")).scalar_one()

    assert (before, after) == (1, 1)


def test_a_rolled_back_transaction_leaves_no_table_and_no_row(archive: Engine) -> None:
    with archive.connect() as connection:
        connection.execute(text("CREATE TABLE half_way (id TEXT)"))
        connection.execute(text("INSERT INTO memorial VALUES ('m2', '')"))
        connection.rollback()

    with archive.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM memorial")).scalar_one() == 1
        assert connection.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'half_way'")).scalar_one() == 0


def test_many_threads_write_one_after_another_and_lose_nothing(archive: Engine) -> None:
    def write(number: int) -> None:
        for turn in range(10):
            with archive.begin() as connection:
                connection.execute(text(f"INSERT INTO memorial VALUES ('{number}-{turn}', '')"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with archive.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM memorial")).scalar_one() == 81


def test_a_child_without_its_parent_is_refused(archive: Engine) -> None:
    with pytest.raises(DatabaseError, match="FOREIGN KEY"), archive.begin() as connection:
        connection.execute(text("INSERT INTO remembrance VALUES ('r2', 'no such memorial', x'00')"))


def test_published_tables_can_be_read_counted_and_searched(public: Engine) -> None:
    with public.begin() as connection:
        row = connection.execute(text("SELECT words FROM published_remembrance WHERE id = 'p1'")).scalar_one()
        count = connection.execute(text("SELECT count(*) FROM published_remembrance")).scalar_one()
        found = connection.execute(
            text(
                "SELECT p.id, snippet(published_text, 0, '[', ']', '…', 8) FROM published_text"
                " JOIN published_remembrance p ON p.rowid = published_text.rowid"
                " WHERE published_text MATCH :words ORDER BY bm25(published_text)"
            ),
            {"words": "apri*"},
        ).all()
        nested = connection.execute(
            text(
                "WITH RECURSIVE published_n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM published_n WHERE n < 3)"
                " SELECT count(*) FROM published_n"
            )
        ).scalar_one()

    assert row == "She planted an apricot tree"
    assert count == 2
    assert [tuple(line) for line in found] == [("p1", "She planted an [apricot] tree")]
    assert nested == 3


REFUSED = "prohibited|not authorized|authorization denied|vtable constructor failed|may not be modified"
FORBIDDEN = [
    "SELECT notes FROM memorial",
    "SELECT 1 FROM memorial",
    "SELECT count(*) FROM remembrance",
    "SELECT rowid FROM main.remembrance",
    "SELECT p.id FROM published_remembrance p JOIN memorial m ON m.notes = p.words",
    "SELECT (SELECT notes FROM memorial) FROM published_remembrance",
    "SELECT id FROM published_remembrance WHERE EXISTS (SELECT 1 FROM remembrance)",
    "SELECT id FROM published_remembrance ORDER BY (SELECT max(notes) FROM memorial)",
    "WITH published_x AS (SELECT notes FROM memorial) SELECT * FROM published_x",
    "SELECT notes FROM published_smuggled",
    "SELECT words FROM private_text WHERE private_text MATCH 'private'",
    "SELECT * FROM private_text_content",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM sqlite_schema",
    "SELECT * FROM pragma_table_info('memorial')",
    "SELECT * FROM json_each('[1]')",
    "SELECT load_extension('x')",
    "EXPLAIN SELECT notes FROM memorial",
    "ATTACH DATABASE ':memory:' AS other",
    "DETACH DATABASE main",
    "PRAGMA query_only = 0",
    "PRAGMA writable_schema = 1",
    "PRAGMA trusted_schema = 1",
    "PRAGMA journal_mode = delete",
    "PRAGMA data_version = 3",
    "PRAGMA user_version = 3",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "PRAGMA table_info(memorial)",
    "PRAGMA database_list",
    "PRAGMA function_list",
    "INSERT INTO published_remembrance VALUES ('p3', 'forged')",
    "INSERT INTO published_text (published_text) VALUES ('rebuild')",
    "INSERT INTO published_text_data VALUES (99, x'00')",
    "UPDATE published_remembrance SET words = 'forged'",
    "UPDATE sqlite_master SET sql = ''",
    "DELETE FROM sqlite_master",
    "DELETE FROM published_remembrance",
    "DELETE FROM published_text",
    "CREATE TABLE published_new (id TEXT)",
    "CREATE TEMP TABLE published_new (id TEXT)",
    "CREATE TEMP VIEW published_new AS SELECT notes FROM memorial",
    "CREATE VIRTUAL TABLE temp.published_words USING fts5vocab(main, private_text, row)",
    "DROP TABLE published_remembrance",
    "ALTER TABLE memorial RENAME TO published_memorial",
    "REINDEX",
    "ANALYZE",
    "SAVEPOINT published",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_public_connection_is_refused_all_but_reading_the_edition(public: Engine, statement: str) -> None:
    with public.connect() as connection, pytest.raises(DatabaseError, match=REFUSED):
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize("statement", ["VACUUM", "VACUUM INTO 'copy.sqlite'", "ATTACH ':memory:' AS other"])
def test_the_public_connection_copies_no_database_outside_a_transaction_either(
    public: Engine, statement: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    borrowed = public.raw_connection()

    with pytest.raises(sqlite.sqlite_dbapi().DatabaseError, match=REFUSED):
        borrowed.cursor().execute(statement)
    borrowed.close()

    assert not (tmp_path / "copy.sqlite").exists()


def test_every_private_table_is_closed_on_every_connection_of_the_pool(archive: Engine, public: Engine) -> None:
    with archive.begin() as connection:
        names = (
            connection.execute(text("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")).scalars().all()
        )
    private = [name for name in names if not name.startswith("published_")]
    assert {"memorial", "remembrance", "private_text", "private_text_data"} <= set(private)

    connections = [public.connect() for _ in range(3)]
    for connection in connections:
        for name in private:
            with pytest.raises(DatabaseError, match=REFUSED):
                connection.exec_driver_sql(f'SELECT * FROM "{name}"')
            connection.rollback()
    for connection in connections:
        connection.close()


def test_without_the_authorizer_a_read_only_connection_still_cannot_write(archive: Engine, database: Path) -> None:
    engine = create_sqlite_engine(database, read_only=True)

    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT notes FROM memorial").scalar_one() == "private"
        with pytest.raises(OperationalError, match="readonly"):
            connection.exec_driver_sql("INSERT INTO memorial VALUES ('m2', '')")
    engine.dispose()


def test_the_interpreters_own_library_serves_the_edition_and_nothing_else(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.parent.mkdir()
    monkeypatch.setattr(sqlite, "sqlite_dbapi", lambda: sqlite3.dbapi2)
    archive = create_sqlite_engine(database)
    with archive.begin() as connection:
        # It knows no secure-delete for full text, and lets no trigger write to a virtual table of an untrusted schema.
        run_script(connection.connection.driver_connection, SCHEMA.replace(SECURE_DELETE, "").replace(TRIGGERS, ""))
        connection.exec_driver_sql("INSERT INTO published_text (published_text) VALUES ('rebuild')")
    public = create_sqlite_engine(database, read_only=True, authorizer=sqlite.only_published)

    with public.connect() as connection:
        query = "SELECT words FROM published_text WHERE published_text MATCH 'apri*'"
        assert connection.exec_driver_sql(query).scalars().all() == ["She planted an apricot tree"]
        for statement in ("SELECT notes FROM memorial", "SELECT sql FROM sqlite_master", "PRAGMA query_only = 0"):
            with pytest.raises(DatabaseError, match=REFUSED):
                connection.exec_driver_sql(statement)
    public.dispose()
    archive.dispose()


def test_a_missing_database_is_not_made_by_reading(tmp_path: Path) -> None:
    engine = create_sqlite_engine(tmp_path / "none.sqlite", read_only=True)

    with pytest.raises(OperationalError, match="unable to open"):
        engine.connect()
    assert list(tmp_path.iterdir()) == []


def test_a_public_transaction_is_one_snapshot_and_the_next_one_is_new(archive: Engine, public: Engine) -> None:
    count = text("SELECT count(*) FROM published_remembrance")
    found = text("SELECT count(*) FROM published_text WHERE published_text MATCH 'apricot'")

    with public.begin() as reader:
        before = reader.execute(count).scalar_one()
        with archive.begin() as writer:
            writer.execute(text("DELETE FROM published_remembrance WHERE id = 'p1'"))
        within = reader.execute(count).scalar_one(), reader.execute(found).scalar_one()
    with public.begin() as reader:
        after = reader.execute(count).scalar_one(), reader.execute(found).scalar_one()

    assert (before, within, after) == (2, (2, 1), (1, 0))


def test_an_open_public_connection_follows_a_change_of_the_schema(archive: Engine, public: Engine) -> None:
    query = text("SELECT count(*) FROM published_remembrance")
    with public.connect() as reader:
        reader.execute(query)
        reader.rollback()
        with archive.begin() as writer:
            writer.execute(text("ALTER TABLE published_remembrance ADD COLUMN language TEXT"))
            writer.execute(text("CREATE TABLE secret (id TEXT)"))

        assert reader.execute(query).scalar_one() == 2
        assert reader.execute(text("SELECT language FROM published_remembrance")).all() == [(None,), (None,)]
        with pytest.raises(DatabaseError, match=REFUSED):
            reader.execute(text("SELECT id FROM secret"))


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_deleted_word_is_nowhere_in_the_files_not_even_its_end(
    database: Path, journal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = "xqvalentyzhkwoj"
    near = ["xqvalentyrrr", "xqvalen", "other words"]
    database.parent.mkdir()
    synchronous = {"wal": "FULL", "delete": "EXTRA"}[journal]
    monkeypatch.setattr(SqliteMode, "of", lambda _path: SqliteMode(journal, synchronous, "for this test"))
    engine = create_sqlite_engine(database)
    with engine.begin() as connection:
        run_script(connection.connection.driver_connection)
        for number, words in enumerate([*near, f"a {word} b"] * 20):
            connection.exec_driver_sql("INSERT INTO published_remembrance VALUES (?, ?)", (f"w{number}", words))
    assert word.encode() in raw_bytes(database)
    assert word[7:].encode() in raw_bytes(database)

    with engine.begin() as connection:
        connection.execute(text(f"DELETE FROM published_remembrance WHERE words LIKE '%{word}%'"))
    settled = sqlite.checkpoint(engine)

    left = raw_bytes(database)
    assert settled
    assert [word[start:] for start in range(len(word) - 4) if word[start:].encode() in left] == []
    with engine.begin() as connection:
        search = text("SELECT count(*) FROM published_text WHERE published_text MATCH 'xqvalen*'")
        assert connection.execute(search).scalar_one() == 40
        connection.execute(text("INSERT INTO published_text (published_text, rank) VALUES ('integrity-check', 1)"))
    engine.dispose()


def test_a_reader_in_the_way_keeps_the_log_and_that_is_said(archive: Engine, public: Engine) -> None:
    with public.connect() as reader:
        reader.execute(text("SELECT count(*) FROM published_remembrance"))
        with archive.begin() as writer:
            writer.execute(text("DELETE FROM published_remembrance"))
        in_the_way = sqlite.checkpoint(archive, within_seconds=0)

    assert not in_the_way
    assert sqlite.checkpoint(archive)


def test_a_full_text_table_that_would_keep_deleted_words_is_named(archive: Engine) -> None:
    with archive.begin() as connection:
        assert sqlite.full_text_without_secure_delete(connection) == ["private_text"]
