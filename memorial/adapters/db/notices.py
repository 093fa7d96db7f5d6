"""Every wording of every notice, kept by its SHA-256: consent names a text that can still be read years later."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, insert, select

from memorial.adapters.db.tables import notice_text
from memorial.adapters.db.times import to_db
from memorial.adapters.db.work import Work
from memorial.application.ports.evidence import NoticeKept
from memorial.domain.memorial import Memorial

NO_WORDS = hashlib.sha256(b"").hexdigest()
"""The hash under which consent stands in a memorial that had no notice."""

_KEPT = select(notice_text.c.hash, notice_text.c.language, notice_text.c.text).where(
    notice_text.c.memorial_id == bindparam("of"), notice_text.c.hash.in_(bindparam("marks", expanding=True))
)
_KNOWN = select(notice_text.c.hash).where(
    notice_text.c.memorial_id == bindparam("of"), notice_text.c.hash.in_(bindparam("marks", expanding=True))
)


def keep_notices(work: Work, of: Memorial) -> None:
    """Keep the present wording in every language. What is kept already is left as it is; nothing is ever replaced."""
    wordings: dict[str, tuple[str, str]] = {}
    for language, words in of.notice.items():
        if words:
            wordings.setdefault(hashlib.sha256(words.encode()).hexdigest(), (language, words))
    if not wordings:
        return
    work.lock(of.id)
    known = set(work.connection.execute(_KNOWN, {"of": of.id, "marks": list(wordings)}).scalars())
    now = to_db(work.now())
    rows = [
        {"memorial_id": of.id, "hash": mark, "language": language, "text": words, "first_used_at": now}
        for mark, (language, words) in wordings.items()
        if mark not in known
    ]
    if rows:
        work.connection.execute(insert(notice_text), rows)


def all_kept(work: Work, memorial_id: str, marks: Collection[str]) -> bool:
    found = work.connection.execute(_KNOWN, {"of": memorial_id, "marks": list(marks)}).scalars()
    return set(found) >= set(marks) - {NO_WORDS}


def notices_kept(work: Work, memorial_id: str, marks: Collection[str]) -> Mapping[str, NoticeKept]:
    """The wordings with those hashes. One that was replaced before wordings were kept is not among them."""
    rows = work.connection.execute(_KEPT, {"of": memorial_id, "marks": list(marks)})
    found = {row.hash: NoticeKept(row.language, row.text) for row in rows}
    if NO_WORDS in marks:
        found[NO_WORDS] = NoticeKept("und", "")
    return found
