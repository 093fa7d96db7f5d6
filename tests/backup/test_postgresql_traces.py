"""What an erasure leaves in the files of PostgreSQL, and what takes it away: measured, for docs/operations.md."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from memorial.adapters.db.database import SEARCH_TABLES
from memorial.adapters.db.edition_tables import PUBLISHED
from tests.canaries import SHORTEST_END, letters_of
from tests.installations import installation, on_postgresql
from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.postgres
CHANCE = random.Random(3)


def unique_words(many: int) -> list[str]:
    return [
        "zq" + "".join(CHANCE.choice("bdfgklmnprstv") + CHANCE.choice("aeiou") for _ in range(6)) for _ in range(many)
    ]


def traces(folder: Path, words: list[str]) -> int:
    """How many places in the files of the tables or of the log hold the end of one of the words."""
    looked_for = [word[6:].encode() for word in words]
    assert min(map(len, looked_for)) >= SHORTEST_END
    bodies = [letters_of(path.read_bytes()) for path in folder.rglob("*") if path.is_file()]
    return sum(body.count(end) for body in bodies for end in looked_for)


def test_vacuum_full_takes_away_what_an_erasure_leaves_in_tables(home: Path, postgres_server: PostgresServer) -> None:
    environ = on_postgresql(postgres_server)
    folder = postgres_server.folder / "data"
    words = unique_words(4)
    superuser = create_engine(environ["MEMORIAL_DATABASE_URL"], isolation_level="AUTOCOMMIT")

    def does(*statements: str) -> tuple[int, int]:
        with superuser.connect() as connection:
            for statement in (*statements, "CHECKPOINT"):
                connection.execute(text(statement))
        return traces(folder / "base", words), traces(folder / "pg_wal", words)

    with installation(home, **environ) as here:
        codes = [here.publish(story=f"By the {word} door.", person_name=f"Person {word}")[0] for word in words]
        for number in range(6):
            here.publish(story=f"Others stay {number}.", person_name=f"Stays {number}")
        public = does()
        for code in codes:
            here.act(code, "erase")
        erased = does()
        tables = (*PUBLISHED, *SEARCH_TABLES)
        vacuumed = does(*(f"VACUUM {table}" for table in tables))
        rewritten = does(*(f"VACUUM FULL {table}" for table in tables))
        moved_on = does("SELECT pg_switch_wal()")
    superuser.dispose()

    names = ("public", "erased", "after VACUUM", "after VACUUM FULL", "after the log moved on")
    for name, (in_tables, in_log) in zip(names, (public, erased, vacuumed, rewritten, moved_on), strict=True):
        print(f"{name}: {in_tables} in tables, {in_log} in the write-ahead log")
    assert public[0] > 0
    assert rewritten[0] == 0
