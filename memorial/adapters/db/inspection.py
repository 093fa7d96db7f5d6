"""What the integrity check asks of database, files and keys; it reads, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, Table, and_, select, text

from memorial.adapters.db.access_requests import access_request
from memorial.adapters.db.chains import AUDIT, CONSENT, broken_links
from memorial.adapters.db.edition_tables import (
    published_alias,
    published_group,
    published_heritage,
    published_interview,
    published_interview_text,
    published_kin,
    published_media,
    published_person,
    published_remembrance,
)
from memorial.adapters.db.fixity import damaged_records
from memorial.adapters.db.follow_ups import left_over
from memorial.adapters.db.groups import heritage_item, people_group
from memorial.adapters.db.interviews import interview
from memorial.adapters.db.media_jobs import vault_ids_begun
from memorial.adapters.db.memorials import vault_ids_of_memorials
from memorial.adapters.db.name_lists import name_list, vault_ids_of_lists
from memorial.adapters.db.people_keys_upkeep import wrong_keys
from memorial.adapters.db.record_entries import record_entry
from memorial.adapters.db.sqlite import full_text_without_secure_delete
from memorial.adapters.db.tables import (
    audit_entry,
    chain_head,
    consent_event,
    draft_file,
    objection,
    person,
    remembrance,
    staff,
)
from memorial.adapters.db.unit_of_work import Archive
from memorial.adapters.db.upload_rows import upload, vault_ids_of_uploads
from memorial.adapters.db.work import Work
from memorial.adapters.sealing import commitment
from memorial.application.heads import contradicted
from memorial.application.ports.heads import ChainHead

_CHAINS: dict[str, Table] = {CONSENT: consent_event, AUDIT: audit_entry}
_SEARCH = {
    "published_interview_search": published_interview_text,
    "published_keys_search": published_person,
    "published_person_search": published_person,
    "published_remembrance_search": published_remembrance,
}
_SEALED = (
    *(remembrance, person, objection, staff, name_list, people_group, heritage_item, record_entry),
    *(interview, access_request),
    upload,
)
"""Tables whose rows each name the key under which they are sealed."""
KEYS_MAY_WAIT = timedelta(days=2)
FOLLOW_UPS_MAY_WAIT = timedelta(hours=1)
FILES_MAY_WAIT = timedelta(days=1)


@dataclass(frozen=True)
class ArchiveInspection:
    """Keeps the promises of the `Inspection` port."""

    archive: Archive
    now: Callable[[], datetime]

    @property
    def _engine(self) -> Engine:
        return self.archive.reading

    def database_problems(self) -> Sequence[str]:
        if self._engine.dialect.name != "sqlite":
            return []
        with self._engine.connect() as connection:
            # On a connection of its own: FTS5 checks against what this one may have read of the index before others
            # changed it, and would call a sound index damaged.
            connection.invalidate()
            said = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check(20)")) if row[0] != "ok"]
            loose = connection.execute(text("PRAGMA foreign_key_check")).all()
            said += [f"a row of {row[0]} names something that is not there" for row in loose[:20]]
            said += [f"deleted words stay readable in {name}" for name in full_text_without_secure_delete(connection)]
        return said

    def chains(self) -> Sequence[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        with self._engine.connect() as connection:
            for row in connection.execute(select(chain_head.c.chain, chain_head.c.memorial_id)):
                found.add((row.chain, row.memorial_id))
            for chain, table in _CHAINS.items():
                ids = connection.execute(select(table.c.memorial_id).distinct()).scalars()
                found |= {(chain, memorial_id) for memorial_id in ids}
        return sorted(found)

    def broken_links(self, chain: str, memorial_id: str) -> Sequence[int]:
        archive = self.archive
        with self._engine.connect() as connection:
            work = Work(connection, archive.keys, archive.vault, archive.peppers, archive.now, read_only=True)
            return broken_links(work, chain, _CHAINS[chain], memorial_id)

    def heads(self) -> Sequence[ChainHead]:
        with self._engine.connect() as connection:
            rows = connection.execute(select(chain_head)).all()
        return [ChainHead(row.chain, row.memorial_id, row.seq, row.hash) for row in rows]

    def hash_at(self, chain: str, memorial_id: str, seq: int) -> str | None:
        table = _CHAINS.get(chain)
        if table is None:
            return None
        at = (table.c.memorial_id == memorial_id) & (table.c.seq == seq)
        with self._engine.connect() as connection:
            found: str | None = connection.execute(select(table.c.hash).where(at)).scalar()
        return found

    def cut_or_written_anew(self) -> Sequence[ChainHead]:
        noted = self.archive.noted_heads
        return [] if noted is None else list(contradicted(self, noted))

    def commitment_fits(self, key_id: str, content_hash: str, commitment: str) -> bool:
        return _commitment(self.archive.keys.material(key_id), content_hash) == commitment

    def published_without_record(self) -> Sequence[tuple[str, str, str]]:
        pairs = (
            (published_person, published_person.c.id, person),
            (published_alias, published_alias.c.id, person),
            (published_kin, published_kin.c.person_id, person),
            (published_remembrance, published_remembrance.c.id, remembrance),
            (published_group, published_group.c.id, people_group),
            (published_heritage, published_heritage.c.id, heritage_item),
            (published_interview, published_interview.c.id, interview),
            (published_interview_text, published_interview_text.c.interview_id, interview),
        )
        found: list[tuple[str, str, str]] = []
        with self._engine.connect() as connection:
            for shown, id_shown, kept in pairs:
                same = and_(shown.c.memorial_id == kept.c.memorial_id, id_shown == kept.c.id)
                wanted = select(shown.c.memorial_id, id_shown.label("id")).where(
                    ~select(kept.c.id).where(same).exists()
                )
                found += [(shown.name, row.memorial_id, row.id) for row in connection.execute(wanted)]
        return found

    def published_remembrances(self, memorial_id: str) -> Iterator[str]:
        wanted = select(published_remembrance.c.id).where(published_remembrance.c.memorial_id == memorial_id)
        with self._engine.connect() as connection:
            yield from connection.execute(wanted).scalars()

    def search_differs(self) -> Sequence[str]:
        found = []
        column = "rowid" if self._engine.dialect.name == "sqlite" else "position"
        with self._engine.connect() as connection:
            for name, table in _SEARCH.items():
                shown = set(connection.execute(select(table.c.position)).scalars())
                indexed = set(connection.execute(text(f"SELECT {column} FROM {name}")).scalars())  # noqa: S608
                if shown != indexed:
                    found.append(name)
        return found

    def wrong_keys(self) -> Iterator[tuple[str, str, bool]]:
        return wrong_keys(self._engine)

    def draft_files(self) -> Iterator[str]:
        with self._engine.connect() as connection:
            yield from connection.execute(select(draft_file.c.vault_id)).scalars()
            yield from vault_ids_of_lists(connection)
            yield from vault_ids_of_uploads(connection)
            yield from vault_ids_of_memorials(connection)

    def vault_files(self) -> Iterator[str]:
        return self.archive.vault.ids()

    def old_vault_files(self) -> Iterator[str]:
        with self._engine.connect() as connection:
            begun = set(connection.execute(vault_ids_begun()).scalars())
        old = self.archive.vault.stored_before(self.now() - FILES_MAY_WAIT)
        # What a worker began is removed by the work on media itself.
        return (vault_id for vault_id in old if vault_id not in begun)

    def access_differs(self) -> tuple[Sequence[str], Sequence[str]]:
        there = set(self.archive.copies.names())
        with self._engine.connect() as connection:
            named = set(connection.execute(select(published_media.c.name)).scalars())
        return sorted(named - there), sorted(there - named)

    def damaged_files(self) -> Sequence[tuple[str, str, int]]:
        return damaged_records(self.archive)

    def left_over(self) -> int:
        return len(left_over(self.archive.reading, before=self.now() - FOLLOW_UPS_MAY_WAIT).rows)

    def key_differs(self) -> tuple[Sequence[str], Sequence[str]]:
        named: dict[str, str] = {}
        old = set(self.archive.keys.key_ids(created_before=(self.now() - KEYS_MAY_WAIT).date()))
        with self._engine.connect() as connection:
            for table in _SEALED:
                rows = connection.execute(select(table.c.key_id, table.c.id))
                named |= {row.key_id: f"{table.name}:{row.id}" for row in rows}
        every = set(self.archive.keys.key_ids())
        return sorted(named[key] for key in set(named) - every), sorted(old - set(named))


def _commitment(key: bytes, content_hash: str) -> str:
    return commitment(key, content_hash.encode())
