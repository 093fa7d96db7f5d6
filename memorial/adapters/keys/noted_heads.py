"""How far the archive's chains had grown, in the key store's database: numbers and hashes, nothing of what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine, delete, insert, select

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
        with self._writer.begin() as connection:
            for head in heads:
                at = (noted_head.c.chain == head.chain) & (noted_head.c.memorial_id == head.memorial_id)
                connection.execute(delete(noted_head).where(at))
                values = {"chain": head.chain, "memorial_id": head.memorial_id, "seq": head.seq, "hash": head.hash}
                connection.execute(insert(noted_head), values)

    def forget(self) -> None:
        with self._writer.begin() as connection:
            connection.execute(delete(noted_head))
