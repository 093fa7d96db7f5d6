"""How far the archive's chains had grown, in the key store's database: numbers and hashes, nothing of what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from memorial.adapters.keys.schema import noted_head
from memorial.application.ports.heads import ChainHead


class SqlNotedHeads:
    """Keeps the promises of the `NotedHeads` port."""

    def __init__(self, writer: Engine, reader: Engine) -> None:
        self._writer, self._reader = writer, reader

    def all(self) -> Mapping[tuple[str, str], ChainHead]:
        with self._reader.connect() as connection:
            rows = connection.execute(select(noted_head)).all()
        return {(row.chain, row.memorial_id): ChainHead(row.chain, row.memorial_id, row.seq, row.hash) for row in rows}

    def note(self, heads: Sequence[ChainHead]) -> None:
        """Whoever comes late with an older head changes nothing: a note only ever grows, until all are forgotten."""
        insert = postgresql.insert if self._writer.dialect.name == "postgresql" else sqlite.insert
        said = insert(noted_head)
        newer = said.excluded
        noting = said.on_conflict_do_update(
            index_elements=[noted_head.c.chain, noted_head.c.memorial_id],
            set_={"seq": newer.seq, "hash": newer.hash},
            where=noted_head.c.seq < newer.seq,
        )
        with self._writer.begin() as connection:
            # In one order, so that two who note at once do not wait for each other for ever.
            for head in sorted(heads, key=lambda one: (one.chain, one.memorial_id)):
                connection.execute(
                    noting, {"chain": head.chain, "memorial_id": head.memorial_id, "seq": head.seq, "hash": head.hash}
                )

    def forget(self) -> None:
        with self._writer.begin() as connection:
            connection.execute(delete(noted_head))
