"""Makes the card's pages, opens records with a backup's keys alone, and remembers what was made and proved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

from memorial.adapters.files.durable import new_file, remove_files
from memorial.adapters.keys.card import NEEDED, SHARES, combine, split, words_of
from memorial.adapters.keys.card_pages import name_of, page_of
from memorial.adapters.keys.facts import BACKED_UP, CARD, CURRENT, PROVED, current_key, facts, in_words, parts, record
from memorial.adapters.keys.installation_key import InstallationKeys
from memorial.adapters.keys.key_backup import Contents, read_backup, record_key_of
from memorial.adapters.keys.keystore import key_engines, require_fitting
from memorial.adapters.keys.rotation import care_alone, unfinished, wrapped_by_key
from memorial.application.key_care import CardMade, KeyCare
from memorial.application.ports.secrets import KeyDestroyed, KeysUnusable, LedgerEntry, RecordKey


def read_care(url: str, folder: Path) -> KeyCare:
    """What the key store of that address knows of its care. Raises `KeysUnusable`."""
    writer, reader = key_engines(url)
    try:
        require_fitting(reader, InstallationKeys.load(folder))
        with reader.connect() as connection:
            known, wrapped = facts(connection), wrapped_by_key(connection)
        rotating = unfinished(reader, folder)
    finally:
        writer.dispose()
        reader.dispose()
    card, proved, backup = (parts(known.get(name, "")) for name in (CARD, PROVED, BACKED_UP))
    return KeyCare(
        current=known[CURRENT],
        card=CardMade(card["key"], int(card["number"])) if card else None,
        proved=CardMade(proved["key"], int(proved["number"])) if proved else None,
        proved_at=datetime.fromisoformat(proved["at"]) if proved else None,
        # A backup under an older key is opened by an older card only.
        backed_up_at=datetime.fromisoformat(backup["at"]) if backup and backup["key"] == known[CURRENT] else None,
        rotating=rotating,
        waiting=sum(count for key_id, count in wrapped.items() if key_id != known[CURRENT]),
    )


def make_card(
    url: str, folder: Path, out: Path, *, place: str, today: date, memorials: Sequence[str] = ()
) -> Sequence[Path]:
    """Writes a page for each share, for their owner only, reads them back, and remembers the card.

    `place` and the titles of the memorials say on the page what it belongs to.
    Raises `KeysUnusable` unless `out` is new or empty, in a folder that is there; after any error no page is left.
    """
    if not out.parent.is_dir():
        raise KeysUnusable(f"There is no folder {out.parent}.", "Make it first, or mount what belongs there.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise KeysUnusable(f"{out} exists already.", "Nothing was changed: give the name of a new folder.")
    keys = InstallationKeys.load(folder)
    writer, reader = key_engines(url)
    try:
        require_fitting(reader, keys)
        with care_alone(writer, folder):
            with reader.connect() as connection:
                key_id = facts(connection)[CURRENT]
            key = keys.wrapping_key(key_id)
            card = split(key)
            pages = [out / name_of(card, share) for share in range(1, SHARES + 1)]
            try:
                for share, path in enumerate(pages, start=1):
                    text = page_of(card, share, key_id=key_id, place=place, day=today, memorials=memorials)
                    with new_file(path, root=out, mode=0o600) as write:
                        write(text.encode())
                _require_readable(pages, key)
            except BaseException:
                remove_files(path for path in pages if out.is_dir())
                raise
            with writer.begin() as connection:
                record(connection, CARD, in_words(key=key_id, number=card.number, made=today.isoformat()))
    finally:
        writer.dispose()
        reader.dispose()
    return pages


def _require_readable(pages: Sequence[Path], key: bytes) -> None:
    """Any two pages, as they lie on the disk, give the key."""
    words = [words_of(path.read_text(encoding="utf-8"), share=path.name) for path in pages]
    if any(combine(pair)[0] != key for pair in combinations(words, NEEDED)):
        raise KeysUnusable("The pages do not give the key back.", "Try another folder; nothing was changed.")


def record_proof(url: str, *, card: CardMade, now: datetime) -> None:
    """Remembers that the card opened a real record. Raises `KeysUnusable` if the key is no longer the current one."""
    writer, reader = key_engines(url)
    try:
        with writer.begin() as connection:
            if current_key(connection) != card.key_id:
                raise KeysUnusable("The key was rotated meanwhile.", "Make a new card, and prove that one.")
            words = in_words(key=card.key_id, number=card.number, at=now.astimezone(UTC).isoformat())
            record(connection, PROVED, words)
    finally:
        writer.dispose()
        reader.dispose()


@dataclass(frozen=True)
class BackupKeys:
    """The `KeyStore` port over an opened backup, for reading only: about 250 bytes of memory for each record key."""

    contents: Contents
    own: InstallationKeys
    wrapped: Mapping[str, tuple[bytes, str]] = field(repr=False)

    @classmethod
    def opened(cls, backup: Path, key: bytes) -> BackupKeys:
        """Reads and verifies all of it. Raises `KeysUnusable` for a wrong key and for damage."""
        contents, wrapped = None, {}
        for one in read_backup(backup, key):
            if isinstance(one, Contents):
                contents = one
            elif "key" in one:
                row = record_key_of(one["key"])
                wrapped[row["id"]] = (row["wrapped"], row["wrapped_by"])
        if contents is None:
            raise KeysUnusable(f"The backup {backup} is empty.", "Take another backup of the keys.")
        return cls(contents, contents.keys(), wrapped)

    def material(self, key_id: str) -> bytes:
        if key_id not in self.wrapped:
            raise KeyDestroyed(key_id)
        wrapped, by = self.wrapped[key_id]
        return self.own.unwrap(key_id, wrapped, wrapped_by=by)

    def materials(self, key_ids: Collection[str]) -> Mapping[str, bytes]:
        return {key_id: self.material(key_id) for key_id in key_ids if key_id in self.wrapped}

    def key_ids(self, *, created_before: date | None = None) -> Iterator[str]:
        return iter(self.wrapped)

    def ledger(self, after: int = 0) -> Iterator[tuple[int, LedgerEntry]]:
        return iter(())

    def take(self) -> RecordKey:
        raise _read_only()

    def destroy(self, key_ids: Iterable[str], *, entries: Sequence[LedgerEntry]) -> None:
        raise _read_only()

    def append(self, entries: Sequence[LedgerEntry]) -> None:
        raise _read_only()


def _read_only() -> KeysUnusable:
    return KeysUnusable("A backup is for reading only.", "Bring it back first.")
