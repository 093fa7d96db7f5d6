"""The tables of the edition, all named `published_*`: the public login can read them and no other."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, String, Table, Text, false

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
    Column("kept", Boolean, nullable=False, server_default=false()),
    Column("portrait", Text, nullable=False, server_default=""),
    Column("date_key", String(24), nullable=False, server_default=""),
    Column("date_group", String(12), nullable=False, server_default=""),
    Column("place_key", String(400), nullable=False, server_default=""),
    Column("place_letter", String(16), nullable=False, server_default=""),
    Column("born_on", String(12), nullable=False, server_default=""),
    Column("died_on", String(12), nullable=False, server_default=""),
    Index(None, "memorial_id", "sort_key", "id"),
    Index(None, "memorial_id", "date_key", "sort_key", "id"),
    Index(None, "memorial_id", "place_key", "sort_key", "id"),
    Index(None, "memorial_id", "born_on", "sort_key", "id"),
    Index(None, "memorial_id", "died_on", "sort_key", "id"),
    Index(None, "id"),
)

published_together = Table(
    "published_together",
    metadata,
    memorial_key(),
    Column("person_id", ID, primary_key=True),
    Column("rank", Integer, nullable=False),
    Index(None, "memorial_id", "rank"),
)

published_kin = Table(
    "published_kin",
    metadata,
    memorial_key(),
    Column("person_id", ID, primary_key=True),
    Column("other_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kinship", String(16), nullable=False),
    Column("certainty", String(12), nullable=False),
    Column("audience", String(12), nullable=False),
    Column("words", Text, nullable=False),
    Column("source_id", String(80), nullable=False),
    Index(None, "memorial_id", "other_id"),
)

published_alias = Table(
    "published_alias",
    metadata,
    memorial_key(),
    Column("id", ID, primary_key=True),
    Column("leads_to", ID, nullable=False),
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
    Column("sounds", Text, nullable=False, server_default=""),
    Index(None, "memorial_id", "position"),
    Index(None, "memorial_id", "kind", "position"),
    Index(None, "memorial_id", "person_id", "position"),
)

published_media = Table(
    "published_media",
    metadata,
    memorial_key(),
    Column("name", String(48), primary_key=True),
    Column("record_id", ID, nullable=False),
    Column("mime", String(40), nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("etag", String(64), nullable=False),
    Index(None, "name"),
    Index(None, "memorial_id", "record_id"),
)


def _heading() -> tuple[Column[str], ...]:
    """What a list shows of a group, or of a place of memory."""
    return (
        Column("id", ID, primary_key=True),
        Column("kind", String(16), nullable=False),
        Column("audience", String(12), nullable=False),
        Column("sort_key", String(400), nullable=False),
        Column("label", Text, nullable=False),
        Column("language", String(12), nullable=False),
        Column("direction", String(4), nullable=False),
        Column("names", Text, nullable=False),
    )


published_group = Table(
    "published_group",
    metadata,
    memorial_key(),
    *_heading(),
    Column("people", Integer, nullable=False),
    Column("all_died", Text, nullable=False),
    Index(None, "memorial_id", "sort_key", "id"),
)

published_member = Table(
    "published_member",
    metadata,
    memorial_key(),
    Column("group_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("person_id", ID, nullable=False),
    Column("audience", String(12), nullable=False),
    Column("role", Text, nullable=False),
    Column("language", String(12), nullable=False),
    Column("certainty", String(12), nullable=False),
    Column("source_id", String(80), nullable=False),
    Index(None, "memorial_id", "person_id"),
)

published_heritage = Table(
    "published_heritage",
    metadata,
    memorial_key(),
    *_heading(),
    Column("places", Text, nullable=False),
    Column("conditions", Text, nullable=False),
    Index(None, "memorial_id", "sort_key", "id"),
)

published_record = Table(
    "published_record",
    metadata,
    memorial_key(),
    Column("part", String(16), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("audience", String(12), nullable=False),
    Column("document", Text, nullable=False),
)

published_interview = Table(
    "published_interview",
    metadata,
    memorial_key(),
    Column("id", ID, primary_key=True),
    Column("sort_key", String(400), nullable=False),
    Column("audience", String(12), nullable=False),
    Column("listed", Boolean, nullable=False),
    Column("people", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("document", Text, nullable=False),
    Index(None, "memorial_id", "sort_key", "id"),
)
"""`people`: the ids, in JSON, of those on the wall who tell. `line`: what a list shows; `document`: the heading."""

published_interview_text = Table(
    "published_interview_text",
    metadata,
    memorial_key(),
    Column("interview_id", ID, primary_key=True),
    Column("transcript_id", ID, primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("session", Integer, nullable=False),
    Column("position", BigInteger, nullable=False, unique=True),
    Column("document", Text, nullable=False),
    Column("words", Text, nullable=False),
)
"""Lines of a transcript, up to a hundred in each part; of an index, where `transcript_id` is ''.

`words`: a line of folded words for each of them (`interview_search.words_of_cues`, `words_of_segments`).
"""


PUBLISHED = tuple(sorted(name for name in metadata.tables if name.startswith("published_")))
"""The edition's ordinary tables; the full-text tables beside them are `published_*_search`."""
