"""What visitors see of a group and of a place of memory, as rows of the edition; written only where they change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select

from memorial.adapters.collation import collation_key
from memorial.adapters.db.edition_rows import AFTER_ALL_NAMES, published_name
from memorial.adapters.db.edition_tables import published_group, published_heritage, published_member
from memorial.adapters.db.person_edition import forget_rank
from memorial.adapters.documents import to_text
from memorial.disclosure.group import GroupDisclosure
from memorial.disclosure.heritage import HeritageDisclosure
from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf
from memorial.domain.heritage import ConditionClaim, PlaceClaim
from memorial.domain.languages import script_of
from memorial.domain.person import NameClaim
from memorial.published.groups import PublishedCondition, PublishedPlace
from memorial.vocabulary import Basis

NOT_SAID = ""
"""In the column `all_died`, where it is not said of each; else the sources as a list in JSON."""


def write_group(connection: Connection, memorial_id: str, group_id: str, disclosed: GroupDisclosure | None) -> bool:
    """True if what visitors may see of the group changed."""
    at = and_(published_group.c.memorial_id == memorial_id, published_group.c.id == group_id)
    of = and_(published_member.c.memorial_id == memorial_id, published_member.c.group_id == group_id)
    before = connection.execute(select(published_group).where(at)).mappings().one_or_none()
    members = connection.execute(select(published_member).where(of).order_by(published_member.c.number)).mappings()
    after = _group_row(memorial_id, disclosed) if disclosed else None
    after_members = _member_rows(memorial_id, disclosed) if disclosed else []
    before_members = [dict(row) for row in members]
    if (dict(before) if before else None) == after and before_members == after_members:
        return False
    for person_id in {row["person_id"] for row in before_members} - {row["person_id"] for row in after_members}:
        # Where they stand would still tell that they belonged here, until the order is made anew.
        forget_rank(connection, memorial_id, person_id)
    connection.execute(delete(published_member).where(of))
    connection.execute(delete(published_group).where(at))
    if after is not None:
        connection.execute(insert(published_group), after)
        connection.execute(insert(published_member), after_members)
    return True


def _group_row(memorial_id: str, disclosed: GroupDisclosure) -> dict[str, Any]:
    return {
        **_heading(memorial_id, disclosed.group_id, disclosed.kind, disclosed.audience.word, disclosed.names),
        "people": len({member.person_id for member in disclosed.members}),
        "all_died": NOT_SAID if disclosed.all_died is None else to_text(disclosed.all_died),
    }


def _member_rows(memorial_id: str, disclosed: GroupDisclosure) -> list[dict[str, Any]]:
    return [
        {
            "memorial_id": memorial_id,
            "group_id": disclosed.group_id,
            "number": number,
            "person_id": member.person_id,
            "audience": member.audience.word,
            "role": member.role,
            "language": member.language,
            "certainty": member.certainty.value,
            "source_id": member.source_id,
        }
        for number, member in enumerate(disclosed.members)
    ]


def write_item(connection: Connection, memorial_id: str, item_id: str, disclosed: HeritageDisclosure | None) -> bool:
    """True if what visitors may see of the place of memory changed."""
    at = and_(published_heritage.c.memorial_id == memorial_id, published_heritage.c.id == item_id)
    before = connection.execute(select(published_heritage).where(at)).mappings().one_or_none()
    after = _item_row(memorial_id, disclosed) if disclosed else None
    if (dict(before) if before else None) == after:
        return False
    connection.execute(delete(published_heritage).where(at))
    if after is not None:
        connection.execute(insert(published_heritage), after)
    return True


def _item_row(memorial_id: str, disclosed: HeritageDisclosure) -> dict[str, Any]:
    conditions = sorted(disclosed.conditions, key=_when)
    return {
        **_heading(memorial_id, disclosed.item_id, disclosed.kind, disclosed.audience.word, disclosed.names),
        "places": to_text(tuple(PublishedPlace(one.text, one.language, _source(one)) for one in disclosed.places)),
        "conditions": to_text(
            tuple(
                PublishedCondition(one.condition.value, one.on, one.words, one.language, _source(one))
                for one in conditions
            )
        ),
    }


def _heading(memorial_id: str, record_id: str, kind: str, audience: str, claims: Sequence[NameClaim]) -> dict[str, Any]:
    names = tuple(published_name(claim) for claim in claims)
    first = names[0] if names else None
    key = claims[0].sort_key if claims else ""
    # A sort key in another script than the name would put it among letters it does not begin with.
    key = key if first and script_of(key) == first.script else first.text if first else ""
    return {
        "memorial_id": memorial_id,
        "id": record_id,
        "kind": str(kind),
        "audience": audience,
        "sort_key": collation_key(key, first.language) if first else AFTER_ALL_NAMES,
        "label": first.text if first else "",
        "language": first.language if first else "und",
        "direction": first.direction if first else "ltr",
        "names": to_text(names),
    }


def _source(claim: PlaceClaim | ConditionClaim) -> str:
    return "" if claim.basis is Basis.CONTRIBUTOR else claim.source_id


def _when(claim: ConditionClaim) -> tuple[bool, int]:
    """By the first year that the date names; those without a date last, and all else as it was given."""
    try:
        point = FuzzyDate.parse(claim.on).point
    except NotEdtf:
        point = None
    year = point.year if point is not None else None
    return (year is None, year or 0)
