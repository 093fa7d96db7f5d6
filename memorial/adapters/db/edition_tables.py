"""The tables of the edition, all named `published_*`: the public login can read them and no other."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, String, Table, Text

from memorial.adapters.db.tables import ID, memorial_key, metadata

published_edition = Table(
    "published_edition",
    metadata,
    memorial_key(),
    Column("slug", String(80), nullable=False, unique=True),
    Column("number", BigInteger, nullable=False),
)

published_memorial = Table(
    "published_memorial",
    metadata,
    memorial_key(),
    Column("slug", String(80), nullable=False, unique=True),
    Column("document", Text, nullable=False),
)

published_person = Table(
    "published_person",
    metadata,
    memorial_key(),
    Column("id", ID, primary_key=True),
    Column("position", BigInteger, nullable=False, unique=True),
    Column("sort_key", String(400), nullable=False),
    Column("script", String(24), nullable=False),
    Column("letter", String(16), nullable=False),
    Column("label", Text, nullable=False),
    Column("language", String(12), nullable=False),
    Column("direction", String(4), nullable=False),
    Column("years", String(120), nullable=False),
    Column("place", Text, nullable=False),
    Column("audience", String(12), nullable=False),
    Column("names", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Index(None, "memorial_id", "sort_key", "id"),
    Index(None, "id"),
)

published_remembrance = Table(
    "published_remembrance",
    metadata,
    memorial_key(),
    Column("id", ID, primary_key=True),
    Column("position", BigInteger, nullable=False, unique=True),
    Column("day", Date, nullable=False),
    Column("about", String(12), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("audience", String(12), nullable=False),
    Column("language", String(12), nullable=False),
    Column("direction", String(4), nullable=False),
    Column("body", Text, nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("relation", String(16), nullable=False),
    Column("person_id", ID),
    Column("person_label", Text, nullable=False),
    Column("person_language", String(12), nullable=False),
    Column("person_direction", String(4), nullable=False),
    Column("person_initials", Text, nullable=False),
    Column("pictures", Text, nullable=False),
    Index(None, "memorial_id", "position"),
    Index(None, "memorial_id", "kind", "position"),
    Index(None, "memorial_id", "person_id", "position"),
)

published_media = Table(
    "published_media",
    metadata,
    memorial_key(),
    Column("name", String(48), primary_key=True),
    Column("remembrance_id", ID, nullable=False),
    Column("mime", String(40), nullable=False),
    Column("length", Integer, nullable=False),
    Column("etag", String(64), nullable=False),
    Index(None, "name"),
    Index(None, "memorial_id", "remembrance_id"),
)


PUBLISHED = tuple(sorted(name for name in metadata.tables if name.startswith("published_")))
"""The edition's ordinary tables; the full-text tables beside them are `published_*_search`."""
