"""Writes the edition: what passed the gate, field by field, and what no longer passes out again."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from memorial.adapters import markup
from memorial.adapters.db import people_keys
from memorial.adapters.db.edition_rows import (
    MIMES,
    person_row,
    picture,
    position_on,
    published_form,
    remembrance_row,
    render,
    searchable,
    voice,
)
from memorial.adapters.db.edition_tables import (
    published_edition,
    published_media,
    published_memorial,
    published_person,
    published_remembrance,
)
from memorial.adapters.db.person_edition import forget_rank, write_alias, write_kin, write_portrait
from memorial.adapters.db.search_index import PEOPLE, REMEMBRANCES, SearchIndex
from memorial.adapters.db.tables import access_copy
from memorial.adapters.documents import from_bytes, to_text
from memorial.application.ports.secrets import AccessCopies, Vault
from memorial.disclosure.gate import REMOVED, WITHHELD, RemembranceDisclosure
from memorial.disclosure.person import PersonDisclosure
from memorial.domain.media_copy import MediaCopy
from memorial.domain.memorial import Memorial
from memorial.domain.remembrance import StoredDerivative
from memorial.published.types import PublishedMemorial, PublishedPicture

INSTALLATION = "installation"


def _at(table: Table) -> ColumnElement[bool]:
    return and_(table.c.memorial_id == bindparam("of_memorial"), table.c.id == bindparam("of_record"))


_PERSON = select(published_person).where(_at(published_person))
_REMEMBRANCE = select(published_remembrance).where(_at(published_remembrance))
_FORGET_PERSON = delete(published_person).where(_at(published_person))
_FORGET_REMEMBRANCE = delete(published_remembrance).where(_at(published_remembrance))
_ASKED_AT_ONCE = 500


@dataclass(frozen=True)
class CopyWanted:
    """A sealed file that visitors may get: its vault id and key (hex), and the ending and type of its copy."""

    vault_id: str
    vault_key: str
    extension: str
    mime: str


def of_derivatives(pictures: Iterable[StoredDerivative]) -> Iterator[CopyWanted]:
    for made in pictures:
        extension = "jpg" if made.format == "jpeg" else made.format
        yield CopyWanted(made.vault_id, made.vault_key, extension, MIMES[made.format])


def of_recordings(copies: Iterable[MediaCopy]) -> Iterator[CopyWanted]:
    for made in copies:
        extension = "jpg" if made.format == "jpeg" else made.format
        yield CopyWanted(made.vault_id, made.vault_key, extension, made.mime)


def _files_of(disclosed: RemembranceDisclosure) -> Iterator[CopyWanted]:
    yield from of_derivatives(made for one in disclosed.pictures for made in one.derivatives)
    yield from of_recordings(made for one in disclosed.sounds for made in one.copies)


@dataclass
class EditionWriter:
    """Writes within the transaction of a unit of work; keeps count of which memorials' editions changed."""

    connection: Connection
    vault: Vault
    copies: AccessCopies

    def __post_init__(self) -> None:
        self.changed: set[str] = set()
        self.came_or_went: set[tuple[str, str]] = set()
        self.people_changed: set[str] = set()
        self.ties_changed: set[str] = set()
        self.copies_to_withdraw: list[str] = []
        self.copies_made: list[str] = []
        self.people: list[tuple[dict[str, Any], list[str]]] = []
        self.remembrances: list[tuple[dict[str, Any], list[str]]] = []

    # Memorials

    def write_memorial(self, memorial: Memorial, *, closed: bool) -> None:
        at = published_memorial.c.memorial_id == memorial.id
        stored = self.connection.execute(select(published_memorial.c.document).where(at)).scalar_one_or_none()
        shown = memorial.public and not closed
        own = memorial.shown_picture if shown else None
        names = self.copies_for(memorial.id, memorial.id, of_derivatives(own.derivatives) if own else ())
        after = published_form(memorial, names) if shown else None
        # Compared as they are read: a row that an older program wrote, without what is new and empty, says the same.
        if (from_bytes(stored, PublishedMemorial) if stored else None) == after:
            return
        self.connection.execute(delete(published_memorial).where(at))
        if after is not None:
            row = {"memorial_id": memorial.id, "slug": memorial.slug, "document": to_text(after)}
            self.connection.execute(insert(published_memorial), row)
        at_edition = published_edition.c.memorial_id == memorial.id
        self.connection.execute(update(published_edition).where(at_edition).values(slug=memorial.slug))
        self.changed.add(memorial.id)

    # People

    def write_person(
        self, memorial_id: str, person_id: str, disclosed: PersonDisclosure | None, *, new: bool = False
    ) -> bool:
        """True if what visitors see of the person changed. `new`: nothing of them can have been published before."""
        before = None if new else self._published(_PERSON, memorial_id, person_id)
        after = person_row(memorial_id, disclosed) if disclosed else None
        kin_changed = write_kin(self.connection, memorial_id, person_id, disclosed, new=new)
        if kin_changed:
            self.changed.add(memorial_id)
            self.ties_changed.add(memorial_id)
        if (dict(before, position=0, portrait="") if before else None) == after:
            return kin_changed
        if before is not None:
            PEOPLE.forget(self.connection, before["position"])
            people_keys.forget(self.connection, [before["position"]])
            self.connection.execute(_FORGET_PERSON, {"of_memorial": memorial_id, "of_record": person_id})
        if after is not None and disclosed is not None:
            after["position"] = before["position"] if before else secrets.randbits(61) + 1
            after["portrait"] = before["portrait"] if before else ""
            self.people.append((after, [claim.text for claim in disclosed.names]))
        if (before is None) != (after is None):
            self.came_or_went.add((memorial_id, person_id))
        if after is None:
            forget_rank(self.connection, memorial_id, person_id)
        self.changed.add(memorial_id)
        self.people_changed.add(memorial_id)
        return True

    def write_alias(self, memorial_id: str, person_id: str, leads_to: str) -> None:
        """Where an address leads whose person was joined into another; nowhere with ''."""
        if write_alias(self.connection, memorial_id, person_id, leads_to):
            self.changed.add(memorial_id)

    def write_portrait(self, memorial_id: str, person_id: str, portrait: PublishedPicture | None) -> None:
        """After the rows of people and remembrances are written."""
        if write_portrait(self.connection, memorial_id, person_id, portrait):
            self.changed.add(memorial_id)

    def shows_to_everyone(self, memorial_id: str, record_id: str) -> bool:
        """Whether a remembrance stands on the wall for all to see, with its words, as far as it was written by now."""
        row = self._published(_REMEMBRANCE, memorial_id, record_id)
        return row is not None and row["audience"] == "public" and bool(row["body"])

    def _published(self, wanted: Select[Any], memorial_id: str, record_id: str) -> RowMapping | None:
        at = {"of_memorial": memorial_id, "of_record": record_id}
        return self.connection.execute(wanted, at).mappings().one_or_none()

    # Remembrances

    def write_remembrance(
        self, memorial_id: str, record_id: str, disclosed: RemembranceDisclosure | None, *, new: bool = False
    ) -> None:
        """`new`: nothing of it can have been published before."""
        before = None if new else self._published(_REMEMBRANCE, memorial_id, record_id)
        if before is None and disclosed is None:
            return
        names = {}
        if before is not None or (disclosed is not None and (disclosed.pictures or disclosed.sounds)):
            names = self.copies_for(memorial_id, record_id, _files_of(disclosed) if disclosed else ())
        after, words = None, list[str]()
        if disclosed is not None:
            shown = tuple(picture(one, names, disclosed.language) for one in disclosed.pictures)
            heard = tuple(voice(one, names, disclosed.language) for one in disclosed.sounds)
            plain = None if {WITHHELD, REMOVED} & set(disclosed.story) else markup.plain_text(disclosed.story)
            after = remembrance_row(memorial_id, render(disclosed, shown, heard, plain=plain))
            words = searchable(disclosed, plain)
        if (dict(before, position=0) if before else None) == after:
            return
        if before is not None:
            REMEMBRANCES.forget(self.connection, before["position"])
            self.connection.execute(_FORGET_REMEMBRANCE, {"of_memorial": memorial_id, "of_record": record_id})
        if after is not None:
            kept = before is not None and before["day"] == after["day"]
            after["position"] = before["position"] if before and kept else position_on(after["day"])
            self.remembrances.append((after, words))
        self.changed.add(memorial_id)

    # Access copies: copy, then row; row, then copy

    def copies_for(self, memorial_id: str, record_id: str, wanted: Iterable[CopyWanted]) -> dict[str, str]:
        """The random file name of each copy by its vault id, made where it is missing; others of the record go."""
        by_id = {one.vault_id: one for one in wanted}
        at = (access_copy.c.memorial_id == memorial_id) & (access_copy.c.record_id == record_id)
        rows = self.connection.execute(select(access_copy.c.derivative_id, access_copy.c.name).where(at))
        names: dict[str, str] = {row.derivative_id: row.name for row in rows}
        for gone in set(names) - set(by_id):
            self._remove_copy(memorial_id, gone, names.pop(gone))
        for vault_id, one in by_id.items():
            if vault_id not in names:
                names[vault_id] = self._make_copy(memorial_id, record_id, one)
        return names

    def _make_copy(self, memorial_id: str, record_id: str, wanted: CopyWanted) -> str:
        name = f"{secrets.token_hex(16)}.{wanted.extension}"
        digest, length = hashlib.sha256(), 0

        def counted() -> Iterator[bytes]:
            nonlocal length
            for piece in self.vault.open(wanted.vault_id, bytes.fromhex(wanted.vault_key)):
                digest.update(piece)
                length += len(piece)
                yield piece

        self.copies.publish(name, counted())
        self.copies_made.append(name)
        row = {"memorial_id": memorial_id, "derivative_id": wanted.vault_id, "record_id": record_id, "name": name}
        self.connection.execute(insert(access_copy), row)
        published = {"memorial_id": memorial_id, "name": name, "record_id": record_id, "mime": wanted.mime}
        self.connection.execute(insert(published_media), {**published, "etag": digest.hexdigest(), "length": length})
        return name

    def _remove_copy(self, memorial_id: str, derivative_id: str, name: str) -> None:
        at = (access_copy.c.memorial_id == memorial_id) & (access_copy.c.derivative_id == derivative_id)
        self.connection.execute(delete(access_copy).where(at))
        shown = (published_media.c.memorial_id == memorial_id) & (published_media.c.name == name)
        self.connection.execute(delete(published_media).where(shown))
        self.copies_to_withdraw.append(name)

    # The end: rows that wait go in together, and editions rise

    def write_waiting(self) -> None:
        rows = [row for row, _ in self.people]
        self._insert(published_person, PEOPLE, self.people)
        people_keys.add(self.connection, [people_keys.entry_of(row) for row in rows])
        self._insert(published_remembrance, REMEMBRANCES, self.remembrances)

    def finish(self) -> None:
        """A higher number for every memorial of which visitors see something else now.

        The installation's own pages get one too.
        """
        self.write_waiting()
        self._raise_editions()

    def _insert(self, table: Table, index: SearchIndex, waiting: list[tuple[dict[str, Any], list[str]]]) -> None:
        if not waiting:
            return
        rows = [row for row, _ in waiting]
        self._settle_positions(table, rows)
        self.connection.execute(insert(table), rows)
        index.add(self.connection, [(row["memorial_id"], row["position"], words) for row, words in waiting])
        waiting.clear()

    def _settle_positions(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """A row whose place is taken moves to the next free one."""
        taken, unsure = set[int](), list(rows)
        while unsure:
            for start in range(0, len(unsure), _ASKED_AT_ONCE):
                asked = [row["position"] for row in unsure[start : start + _ASKED_AT_ONCE]]
                there = select(table.c.position).where(table.c.position.in_(asked))
                taken |= set(self.connection.execute(there).scalars())
            moved = []
            for row in unsure:
                if row["position"] in taken:
                    row["position"] += 1
                    moved.append(row)
                else:
                    taken.add(row["position"])
            unsure = moved

    def _raise_editions(self) -> None:
        if not self.changed:
            return
        raised = published_edition.c.memorial_id.in_([*sorted(self.changed), INSTALLATION])
        higher = update(published_edition).where(raised).values(number=published_edition.c.number + 1)
        self.connection.execute(higher)
