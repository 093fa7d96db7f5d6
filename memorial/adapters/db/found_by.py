"""By which keyed hashes the desk finds remembrances: written with each record, made with its key, gone with it."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    LargeBinary,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from memorial.adapters.db.people_records import SqlPeople, dependents_on_person
from memorial.adapters.db.records import SqlRemembrances
from memorial.adapters.db.tables import ID, memorial_key, metadata, remembrance
from memorial.adapters.db.work import Work
from memorial.adapters.sealing import derive
from memorial.application.ports.secrets import KeyDestroyed, SealBroken
from memorial.disclosure.found_by import RULES, Asked, found_by
from memorial.domain.errors import NotFound
from memorial.domain.remembrance import Remembrance

found_by_table = Table(
    "found_by",
    metadata,
    memorial_key(),
    Column("record_id", ID, primary_key=True),
    Column("rules", Integer, nullable=False),
    Column("hashes", LargeBinary, nullable=False),
    comment="Keyed hashes, under each record's own key, of the words by which the desk finds it",
)

HASH_BYTES = 16
STEP = 16
"""There are always so many hashes, or a multiple of it, so that their number tells little of who has three names."""
_PAGE = 500
_OTHER_RULES = 0

_OF = found_by_table.c
_SAME = and_(_OF.memorial_id == remembrance.c.memorial_id, _OF.record_id == remembrance.c.id)
_ONE = and_(_OF.memorial_id == bindparam("of_memorial"), _OF.record_id == bindparam("of_record"))
_FORGET = delete(found_by_table).where(_ONE)
_HASHES = select(_OF.hashes, _OF.rules).where(_ONE)


class SqlFoundBy:
    """Keeps the promises of the `FoundBy` port."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def find(self, memorial_id: str, asked: Asked) -> list[str]:
        """It reads the hashes of the whole memorial, since no two records share one: that is what they cost."""
        found: list[str] = []
        if not asked:
            return found
        for page in self._pages(memorial_id):
            keys = self._keys([row.key_id for row in page])
            found += [row.id for row in page if row.key_id in keys and _holds(keys[row.key_id], row.hashes, asked)]
        return found

    def _pages(self, memorial_id: str) -> Iterator[Sequence[Any]]:
        wanted = select(remembrance.c.id, remembrance.c.key_id, _OF.hashes).join(found_by_table, _SAME)
        wanted = wanted.where(remembrance.c.memorial_id == memorial_id).order_by(remembrance.c.id).limit(_PAGE)
        last = ""
        while page := self._work.connection.execute(wanted.where(remembrance.c.id > last)).all():
            yield page
            last = page[-1].id

    def _keys(self, key_ids: Sequence[str]) -> Mapping[str, bytes]:
        """Those that are still there; a damaged one keeps nobody from finding the rest."""
        keys = self._work.keys
        with suppress(SealBroken):
            return keys.materials(key_ids)
        found = {}
        for key_id in key_ids:
            with suppress(KeyDestroyed, SealBroken):
                found[key_id] = keys.material(key_id)
        return found

    def waiting(self, *, after: tuple[str, str] = ("", ""), limit: int) -> list[tuple[str, str]]:
        at = (remembrance.c.memorial_id, remembrance.c.id)
        wanted = select(*at).join(found_by_table, _SAME, isouter=True).where(_waits(), tuple_(*at) > tuple_(*after))
        rows = self._work.connection.execute(wanted.order_by(*at).limit(limit))
        return [(row.memorial_id, row.id) for row in rows]

    def count_waiting(self, memorial_id: str | None = None) -> int:
        counted = select(func.count()).select_from(remembrance.join(found_by_table, _SAME, isouter=True))
        counted = counted.where(_waits())
        if memorial_id is not None:
            counted = counted.where(remembrance.c.memorial_id == memorial_id)
        return int(self._work.connection.execute(counted).scalar_one())

    def make(self, memorial_id: str, record_id: str) -> bool:
        try:
            record = SqlRemembrances(self._work).get(memorial_id, record_id)
            hashes = self._hashes(record)
        except (NotFound, KeyDestroyed, SealBroken):
            return False
        self._put([(record, hashes)])
        return True

    def fits(self, record: Remembrance) -> bool | None:
        """What other rules made is made anew by the background work, and is not wrong until then."""
        at = {"of_memorial": record.memorial_id, "of_record": record.id}
        row = self._work.connection.execute(_HASHES, at).one_or_none()
        if row is None:
            return None
        return bool(row.rules != RULES or hmac.compare_digest(row.hashes, self._hashes(record)))

    def left_over(self) -> list[tuple[str, str]]:
        there = select(remembrance.c.id).where(_SAME).exists()
        rows = self._work.connection.execute(select(_OF.memorial_id, _OF.record_id).where(~there))
        return [(row.memorial_id, row.record_id) for row in rows]

    # With a commit

    def write_touched(self) -> None:
        """Bring the hashes in step with all that this unit of work saved or erased. Called once, before its commit."""
        work = self._work
        gone = [{"of_memorial": at[0], "of_record": at[1]} for at, one in work.remembrances.items() if one is None]
        if gone:
            work.connection.execute(_FORGET, gone)
        renamed = self._renamed()
        kept = [one for one in work.remembrances.values() if one is not None]
        changed = [
            one for one in kept if (one.memorial_id, one.person_id or "") in renamed or self._has_other_words(one)
        ]
        self._put([(one, self._hashes(one)) for one in changed])
        for memorial_id, person_id in renamed:
            self._make_anew_later(memorial_id, dependents_on_person(work, memorial_id, person_id))

    def _has_other_words(self, record: Remembrance) -> bool:
        before = self._work.before.get((record.memorial_id, record.id))
        # What was added and opened again in one unit of work has no hashes yet.
        if (
            before is None
            or _at(record) in self._work.new
            or (before.key_id, before.person_id) != (record.key_id, record.person_id)
        ):
            return True
        return found_by(before) != found_by(record)

    def _renamed(self) -> set[tuple[str, str]]:
        """People who have other names since this began; who is new is nobody's yet but of what is new itself."""
        work, renamed = self._work, set[tuple[str, str]]()
        for at, one in work.people.items():
            before = work.opened_people.get(at)
            names = set(one.all_names()) if one is not None else set()
            if at not in work.new and (before is None or set(before.all_names()) != names):
                renamed.add(at)
        return renamed

    def _make_anew_later(self, memorial_id: str, record_ids: Iterable[str]) -> None:
        """Many may be about one person: the background work makes them, and nobody waits for it."""
        work = self._work
        later = [one for one in record_ids if (memorial_id, one) not in work.remembrances]
        for start in range(0, len(later), _PAGE):
            these = and_(_OF.memorial_id == memorial_id, _OF.record_id.in_(later[start : start + _PAGE]))
            work.connection.execute(update(found_by_table).where(these).values(rules=_OTHER_RULES))

    def _put(self, made: Sequence[tuple[Remembrance, bytes]]) -> None:
        if not made:
            return
        new, work = self._work.new, self._work
        old = [{"of_memorial": one.memorial_id, "of_record": one.id} for one, _ in made if _at(one) not in new]
        if old:
            work.connection.execute(_FORGET, old)
        rows = [
            {"memorial_id": one.memorial_id, "record_id": one.id, "rules": RULES, "hashes": hashes}
            for one, hashes in made
        ]
        work.connection.execute(insert(found_by_table), rows)

    def _hashes(self, record: Remembrance) -> bytes:
        names: tuple[str, ...] = ()
        if record.person_id is not None:
            person = SqlPeople(self._work).find(record.memorial_id, record.person_id)
            names = person.all_names() if person is not None else ()
        return _hashes(self._work.key(record.key_id), found_by(record, names))


def _at(record: Remembrance) -> tuple[str, str]:
    return record.memorial_id, record.id


def _waits() -> ColumnElement[bool]:
    return or_(_OF.rules.is_(None), _OF.rules != RULES)


def _hashes(record_key: bytes, words: Collection[str]) -> bytes:
    """The hash of each word, and others to a round number of them, in an order that says nothing."""
    key = derive(record_key, "found by")
    there = {_hash(key, word) for word in words}
    fill = (_hash(key, f":{number}") for number in range(-len(there) % STEP if there else STEP))
    return b"".join(sorted({*there, *fill}))


def _holds(record_key: bytes, hashes: bytes, asked: Asked) -> bool:
    key = derive(record_key, "found by")
    return all(any(_hash(key, form) in hashes for form in forms) for forms in asked)


def _hash(key: bytes, word: str) -> bytes:
    return hmac.digest(key, word.encode("utf-8", "surrogatepass"), "sha256")[:HASH_BYTES]
