"""A long recording on the wall without an interview around it: the copy, and the published row that names it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, insert

from memorial import bootstrap
from memorial.adapters.db.edition_tables import published_media

_BLOCK = 1 << 16


@dataclass(frozen=True)
class Sound:
    """Its bytes are told by their place, so that a part in the wrong place is noticed."""

    name: str
    length: int
    etag: str

    @property
    def address(self) -> str:
        return f"/media/{self.name}"


def bytes_at(start: int, length: int) -> bytes:
    first = start // 8
    numbers = b"".join(number.to_bytes(8, "big") for number in range(first, (start + length) // 8 + 1))
    return numbers[start - first * 8 :][:length]


def publish_sound(installation: bootstrap.Installation, memorial_id: str, length: int, ending: str = "mp3") -> Sound:
    digest = hashlib.sha256()
    for start in range(0, length, _BLOCK):
        digest.update(bytes_at(start, min(_BLOCK, length - start)))
    sound = Sound(f"{secrets.token_hex(16)}.{ending}", length, digest.hexdigest())
    pieces = (bytes_at(start, min(_BLOCK, length - start)) for start in range(0, length, _BLOCK))
    installation.archive.copies.publish(sound.name, pieces)
    row = {"memorial_id": memorial_id, "name": sound.name, "record_id": secrets.token_hex(16), "mime": "audio/mpeg"}
    with installation.engines.writing.begin() as connection:
        connection.execute(insert(published_media), {**row, "length": length, "etag": sound.etag})
    return sound


def take_down(installation: bootstrap.Installation, sound: Sound, *, copy_too: bool = True) -> None:
    with installation.engines.writing.begin() as connection:
        connection.execute(delete(published_media).where(published_media.c.name == sound.name))
    if copy_too:
        installation.archive.copies.withdraw([sound.name])
