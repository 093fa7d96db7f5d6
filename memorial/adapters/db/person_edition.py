"""What stands beside a published person: kin, other addresses, a portrait. Written only where something changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update

from memorial.adapters.db.edition_tables import published_alias, published_kin, published_person, published_together
from memorial.adapters.documents import to_text
from memorial.disclosure.person import PersonDisclosure
from memorial.published.types import PublishedPicture
from memorial.vocabulary import Basis


def write_kin(
    connection: Connection, memorial_id: str, person_id: str, disclosed: PersonDisclosure | None, *, new: bool
) -> bool:
    """True if what visitors may see of this person's kin changed."""
    after = _kin_rows(memorial_id, person_id, disclosed) if disclosed else []
    if new and not after:
        return False
    at = and_(published_kin.c.memorial_id == memorial_id, published_kin.c.person_id == person_id)
    rows = connection.execute(select(published_kin).where(at).order_by(published_kin.c.number)).mappings()
    before = [dict(row) for row in rows]
    if before == after:
        return False
    if {row["other_id"] for row in before} - {row["other_id"] for row in after}:
        # Where they stand would still tell what was taken back, until the order is made anew.
        forget_rank(connection, memorial_id, person_id)
    connection.execute(delete(published_kin).where(at))
    if after:
        connection.execute(insert(published_kin), after)
    return True


def _kin_rows(memorial_id: str, person_id: str, disclosed: PersonDisclosure) -> list[dict[str, Any]]:
    return [
        {
            "memorial_id": memorial_id,
            "person_id": person_id,
            "other_id": claim.other_id,
            "number": number,
            "kinship": claim.kinship.value,
            "certainty": claim.certainty.value,
            "audience": claim.audience.word,
            "words": claim.words,
            "source_id": "" if claim.basis is Basis.CONTRIBUTOR else claim.source_id,
        }
        for number, claim in enumerate(disclosed.kin)
    ]


def forget_rank(connection: Connection, memorial_id: str, person_id: str) -> None:
    """Whoever is not seen any more stands in no order."""
    at = and_(published_together.c.memorial_id == memorial_id, published_together.c.person_id == person_id)
    connection.execute(delete(published_together).where(at))


def write_alias(connection: Connection, memorial_id: str, person_id: str, leads_to: str) -> bool:
    at = and_(published_alias.c.memorial_id == memorial_id, published_alias.c.id == person_id)
    before = connection.execute(select(published_alias.c.leads_to).where(at)).scalar_one_or_none() or ""
    if before == leads_to:
        return False
    connection.execute(delete(published_alias).where(at))
    if leads_to:
        row = {"memorial_id": memorial_id, "id": person_id, "leads_to": leads_to}
        connection.execute(insert(published_alias), row)
    return True


def write_portrait(connection: Connection, memorial_id: str, person_id: str, portrait: PublishedPicture | None) -> bool:
    after = to_text(portrait) if portrait else ""
    at = and_(published_person.c.memorial_id == memorial_id, published_person.c.id == person_id)
    before = connection.execute(select(published_person.c.portrait).where(at)).scalar_one_or_none()
    if before is None or before == after:
        return False
    connection.execute(update(published_person).where(at).values(portrait=after))
    return True
