"""Makes what an older program published fit for this one, from the edition alone: nothing sealed is opened."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, bindparam, select, update

from memorial.adapters.db.edition_tables import published_edition, published_person
from memorial.adapters.db.edition_writer import INSTALLATION
from memorial.adapters.db.wall_keys import wall_keys
from memorial.adapters.documents import from_bytes
from memorial.published.types import PublishedFact

_BATCH = 500
_at = published_person.c
_WAITING = select(_at.memorial_id, _at.id, _at.facts, _at.place).where(_at.date_key == "").limit(_BATCH)
_FILL = (
    update(published_person)
    .where(_at.memorial_id == bindparam("of_memorial"), _at.id == bindparam("of_person"))
    .values({name: bindparam(f"new_{name}") for name in wall_keys((), "")})
)


def fill_wall_keys(engine: Engine) -> int:
    """The orders of the wall for people published before there were any; gives how many. Safe to repeat."""
    made = 0
    while some := _fill_some(engine):
        made += some
    return made


def _fill_some(engine: Engine) -> int:
    with engine.begin() as connection:
        rows = connection.execute(_WAITING).all()
        if not rows:
            return 0
        changes: list[dict[str, Any]] = []
        for row in rows:
            keys = wall_keys(from_bytes(row.facts, tuple[PublishedFact, ...]), row.place)
            changes.append(
                {"of_memorial": row.memorial_id, "of_person": row.id}
                | {f"new_{name}": value for name, value in keys.items()}
            )
        connection.execute(_FILL, changes)
        raised = published_edition.c.memorial_id.in_([*sorted({row.memorial_id for row in rows}), INSTALLATION])
        connection.execute(update(published_edition).where(raised).values(number=published_edition.c.number + 1))
    return len(rows)
