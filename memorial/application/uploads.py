"""Files that come in pieces: begun, gone on with after a cut, put together into one file of the draft, or gone.

What has come is kept as sealed pieces, each durable before it counts. A second request for the same bytes finds that
somebody was faster and changes nothing. An upload is whole exactly when it has become a file of the draft: the last
piece counts in the same commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from memorial.application.kept_files import ENOUGH_TO_TELL, store_file, too_large
from memorial.application.ports.media import FileRefused
from memorial.application.ports.secrets import ObjectMissing, StorageFull
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.domain.draft import Draft
from memorial.domain.errors import Conflict, Invalid, NotFound
from memorial.domain.remembrance import FileKept
from memorial.domain.upload import Piece, Upload

KEPT_AFTER_LAST_BYTE = timedelta(hours=24)
"""How long what has come waits for the rest, unless its draft ends before."""
PIECE_BYTES = 8 * 1024 * 1024
PIECE_TIME = timedelta(seconds=20)
"""A piece is closed, and counts, after so many bytes or so much time: more than that no crash can take."""
AT_ONCE = 100
MOST_SECONDS = 100 * 60 * 60


class OffsetDiffers(Conflict):
    """The bytes do not begin where those that are kept end."""

    code = "offset_differs"


class ChecksumDiffers(Conflict):
    """What came is not what was sent. Nothing of it is kept."""

    code = "checksum_differs"


class Checksum(Protocol):
    """Says at the end whether all that it was told of is what was announced."""

    def update(self, data: bytes, /) -> None: ...
    def fits(self) -> bool: ...


@dataclass(frozen=True)
class Arriving:
    """What a request brings: bytes that end where they end, be it by a cut, and what it says of the whole."""

    offset: int
    chunks: Iterable[bytes]
    length: int | None = None
    """Of the whole upload, where that is known only now."""
    seconds: int | None = None
    checksum: Checksum | None = None


def begin(services: Services, code: str, *, name: str, metadata: str, length: int | None) -> Upload:
    """Raises `NotFound`, and `FileRefused`: 'empty', 'too_many', 'recording_too_large', 'storage_full'."""
    if length == 0:
        raise FileRefused("empty")
    if not services.has_room():
        raise FileRefused("storage_full")
    with services.unit_of_work() as uow:
        draft = _draft(uow, code)
        limit = min(_room(services, uow, code, draft), services.limits.largest_bytes)
        if length is not None and length > limit:
            raise FileRefused("recording_too_large" if length > services.limits.largest_bytes else "too_many")
        begun = Upload(
            id=services.new_id(),
            memorial_id=draft.memorial_id,
            key_id=services.keys.take().id,
            name=name[:200],
            metadata=metadata,
            limit=limit,
            length=length,
            expires_at=_expires(services, uow, code),
        )
        begun = uow.uploads.add(code, begun)
        uow.commit()
    return begun


def _draft(uow: UnitOfWork, code: str) -> Draft:
    draft = uow.drafts.find(code)
    if draft is None:
        raise NotFound("no_draft")
    return draft


def _room(services: Services, uow: UnitOfWork, code: str, draft: Draft, *, but: str = "") -> int:
    """What this draft may take, beside its files and what else is on its way. Raises `FileRefused` ('too_many').

    `but`: an upload that does not count. How much a recording will have is not known before, so it is asked each time.
    """
    now = services.now()
    on_their_way = [one for one in uow.uploads.of_draft(code) if not one.finished and one.expires_at > now]
    others = [one for one in on_their_way if one.id != but]
    room = services.limits.max_total_bytes - sum(kept.length for kept in draft.files)
    room -= sum(one.claimed for one in others)
    if room <= 0 or len(draft.files) + len(others) >= services.limits.max_files:
        raise FileRefused("too_many")
    return room


def _expires(services: Services, uow: UnitOfWork, code: str) -> datetime:
    ends = uow.uploads.draft_ends(code)
    if ends is None:
        raise NotFound("no_draft")
    return min(ends, services.now() + KEPT_AFTER_LAST_BYTE)


def find(services: Services, code: str, upload_id: str) -> Upload:
    """Raises `NotFound`, the same for one that never was, is another's, is expired or was removed."""
    with services.unit_of_work(read_only=True) as uow:
        found = uow.uploads.find(code, upload_id)
    if found is None or found.expires_at <= services.now():
        raise NotFound("no_upload")
    return found


def unfinished(services: Services, code: str) -> Sequence[Upload]:
    """What has come in part, by name.

    A file as soon as it is begun: what came before a cut counts only when the server has noticed the cut and kept it,
    and who looks in between must find the file, to go on with it. A recording once there is something of it to keep.
    """
    with services.unit_of_work(read_only=True) as uow:
        found = uow.uploads.of_draft(code)
    begun = [one for one in found if one.offset or one.length is not None]
    waiting = [one for one in begun if not one.finished and one.expires_at > services.now()]
    return sorted(waiting, key=lambda one: (one.name, one.id))


# Bytes


def add(services: Services, code: str, upload_id: str, arriving: Arriving) -> Upload:
    """Keep what comes, piece by piece; with the last byte it becomes a file of the draft.

    Raises `NotFound`, `OffsetDiffers` (also where somebody else was faster), `ChecksumDiffers`, `Invalid` ('length'),
    and `FileRefused`: of a file that is not taken nothing is left; with 'storage_full', or where a recording grew too
    long, what had come before is kept.
    """
    upload = find(services, code, upload_id)
    if arriving.offset != upload.offset:
        raise OffsetDiffers
    upload = _with_what_it_says(upload, arriving)
    if upload.finished:
        return upload
    try:
        return _Receiving(services, code, upload, arriving).all()
    except StorageFull:
        raise FileRefused("storage_full") from None
    except Conflict as conflict:
        raise conflict if isinstance(conflict, ChecksumDiffers) else OffsetDiffers from None


def _with_what_it_says(upload: Upload, arriving: Arriving) -> Upload:
    """Its length once it is known: it is said once, and cannot be less than what has come."""
    if arriving.length is not None:
        if upload.length is not None and upload.length != arriving.length:
            raise Invalid("length", "length_was_said")
        if arriving.length < upload.offset:
            raise Invalid("length", "shorter_than_kept")
        if arriving.length > upload.limit:
            raise FileRefused("recording_too_large")
        upload = replace(upload, length=arriving.length)
    if arriving.seconds is not None:
        upload = replace(upload, seconds=min(arriving.seconds, MOST_SECONDS))
    return upload


class _Receiving:
    """One request's bytes on their way into pieces."""

    def __init__(self, services: Services, code: str, upload: Upload, arriving: Arriving) -> None:
        self._services, self._code, self._upload, self._arriving = services, code, upload, arriving
        self._chunks, self._over, self._ended = iter(arriving.chunks), False, False
        self._left = (upload.limit if upload.length is None else upload.length) - upload.offset

    def all(self) -> Upload:
        """With a checksum nothing counts before all of it has come and fits; without one each piece counts at once."""
        waiting: list[Piece] = []
        try:
            while True:
                waiting += self._store()
                if self._ended and self._arriving.checksum is not None and not self._arriving.checksum.fits():
                    raise ChecksumDiffers
                if self._ended or self._arriving.checksum is None:
                    self._upload = _keep(self._services, self._code, self._upload, waiting)
                    waiting = []
                if self._ended or self._upload.finished:
                    break
        except BaseException:
            self._services.vault.delete([piece.vault_id for piece in waiting])
            raise
        if self._over and self._upload.length is None:
            raise FileRefused("recording_too_large")
        return self._upload

    def _store(self) -> list[Piece]:
        """The next piece, sealed; none where nothing more came."""
        if not self._services.has_room():
            raise StorageFull
        bytes_of_piece = self._piece()
        first = next(bytes_of_piece, b"")
        if not first:
            return []

        def whole() -> Iterator[bytes]:
            yield first
            yield from bytes_of_piece

        kept = self._services.vault.store(whole(), limit=None)
        return [Piece(kept.id, kept.key.hex(), kept.size)]

    def _piece(self) -> Iterator[bytes]:
        began, size = self._services.now(), 0
        for chunk in self._chunks:
            self._over = self._over or len(chunk) > self._left
            fitting = chunk[: self._left]
            self._left -= len(fitting)
            size += len(fitting)
            if self._arriving.checksum is not None:
                self._arriving.checksum.update(chunk)
            if fitting:
                yield fitting
            if self._over:
                break
            if size >= PIECE_BYTES or self._services.now() - began >= PIECE_TIME:
                return
        self._ended = True


def _keep(services: Services, code: str, upload: Upload, added: Sequence[Piece]) -> Upload:
    """Let these pieces count. The one that makes it whole counts by becoming a file with the others."""
    come = replace(upload, offset=upload.offset + sum(piece.length for piece in added))
    if come.length == come.offset:
        return _finish(services, code, upload, added)
    if not come.judged and come.offset >= ENOUGH_TO_TELL:
        come = _judged(services, code, upload, come, added)
    with services.unit_of_work() as uow:
        if come.offset > _room(services, uow, code, _draft(uow, code), but=come.id):
            raise FileRefused("too_many")
        come = uow.uploads.save(code, replace(come, expires_at=_expires(services, uow, code)), added)
        uow.commit()
    return come


def _judged(services: Services, code: str, before: Upload, come: Upload, added: Sequence[Piece]) -> Upload:
    """Look early: nobody should send half a gigabyte that is refused at its end."""
    first = b""
    for some in _bytes_of(services, code, before, added):
        first += some
        if len(first) >= ENOUGH_TO_TELL:
            break
    found = services.read_picture.kind_of(first, come.name)
    most = services.limits.most_bytes(found[0]) if found else 0
    if found is None or come.claimed > most:
        _refuse(services, code, before)
        raise FileRefused(too_large(found[0]) if found else "not_accepted")
    return replace(come, judged=True, limit=min(come.limit, most))


def _bytes_of(services: Services, code: str, upload: Upload, added: Sequence[Piece]) -> Iterator[bytes]:
    """From its beginning to the end of what was added. Raises `Conflict` where somebody else has ended it meanwhile."""
    with services.unit_of_work(read_only=True) as uow:
        pieces = list(uow.uploads.pieces(code, upload))
    if sum(piece.length for piece in pieces) != upload.offset:
        raise Conflict
    try:
        for piece in (*pieces, *added):
            yield from services.vault.open(piece.vault_id, bytes.fromhex(piece.vault_key))
    except ObjectMissing:
        _require_unchanged(services, code, upload)
        raise


def _require_unchanged(services: Services, code: str, upload: Upload) -> None:
    with services.unit_of_work(read_only=True) as uow:
        now = uow.uploads.find(code, upload.id)
    if now is None or now.revision != upload.revision:
        raise Conflict


def _refuse(services: Services, code: str, upload: Upload) -> None:
    """What is not taken goes whole, unless somebody else has added to it, or ended it, meanwhile: `Conflict`."""
    with services.unit_of_work() as uow:
        now = uow.uploads.find(code, upload.id)
        if now is None or now.revision != upload.revision:
            raise Conflict
        uow.uploads.remove(upload)
        uow.commit()


# Its end


def _finish(services: Services, code: str, upload: Upload, added: Sequence[Piece] = ()) -> Upload:
    """Stream all pieces into one sealed file of the draft; then they go. What is not taken goes whole."""
    stored: list[str] = []
    try:
        kept = store_file(services, upload.name, _bytes_of(services, code, upload, added), upload.limit, stored)
        return _attach(services, code, upload, kept, added)
    except FileRefused:
        services.vault.delete(stored)
        _refuse(services, code, upload)
        raise
    except BaseException:
        services.vault.delete(stored)
        raise


def _attach(services: Services, code: str, upload: Upload, kept: FileKept, added: Sequence[Piece]) -> Upload:
    limits = services.limits
    with services.unit_of_work() as uow:
        draft = _draft(uow, code)
        total = kept.length + sum(one.length for one in draft.files)
        if len(draft.files) >= limits.max_files or total > limits.max_total_bytes:
            raise FileRefused("too_many")
        changed = draft.with_file(kept)
        uow.drafts.save(code, changed, expires_at=services.now() + limits.draft_time(seen=draft.code_shown))
        whole = replace(upload, offset=kept.length, length=kept.length, file_id=kept.id)
        done = uow.uploads.finish(code, replace(whole, expires_at=_expires(services, uow, code)), added)
        uow.commit()
    return done


def keep_as_it_is(services: Services, code: str, upload_id: str) -> Upload:
    """What has come by now is all there will be: a recording that broke off. Raises `NotFound`, `FileRefused`."""
    upload = find(services, code, upload_id)
    if upload.finished:
        return upload
    if not upload.offset:
        remove(services, code, upload_id)
        raise FileRefused("empty")
    return _finish(services, code, upload)


def remove(services: Services, code: str, upload_id: str) -> bool:
    """It goes with its pieces and its key, and the file that it has become. False where there is none."""
    with services.unit_of_work() as uow:
        upload = uow.uploads.find(code, upload_id)
        if upload is None:
            return False
        draft = uow.drafts.find(code)
        if draft is not None and upload.finished:
            changed = draft.without_file(upload.file_id)
            if changed != draft:
                ends = services.now() + services.limits.draft_time(seen=draft.code_shown)
                uow.drafts.save(code, changed, expires_at=ends)
        uow.uploads.remove(upload)
        uow.commit()
    return True


def expire(services: Services) -> int:
    """Destroy uploads that waited too long for the rest; how many."""
    now, done = services.now(), 0
    with services.unit_of_work(read_only=True) as uow:
        expired = list(uow.uploads.expired(now, limit=AT_ONCE))
    for memorial_id, upload_id in expired:
        with suppress(Conflict), services.unit_of_work() as uow:
            done += uow.uploads.remove_expired(memorial_id, upload_id, now)
            uow.commit()
    return done
