"""What is made of finished copies: peaks of the sound, a still of the film, and the film with its index in front."""

from __future__ import annotations

import io
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from PIL import Image, ImageStat

from memorial.adapters.files.frames import SealedFile
from memorial.adapters.media.recording_decoding import Tally, frames
from memorial.adapters.media.recording_opening import Opened, Unreadable, opened
from memorial.adapters.media.recording_talk import PEAKS
from memorial.application.ports.recordings import MediaProblem
from memorial.domain.sealed_spans import Span

_COARSE = 8_000
_STEP = _COARSE // 50
_QUIET = 100
"""Of 32,768: what an encoder may leave where there was silence."""
_CANDIDATES = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.02, 0.96)
_DARK, _FLAT = 24.0, 6.0
_AWAY_MS = 300


def peaks_of(file: SealedFile, cut: Sequence[Span]) -> tuple[int, list[int]]:
    """The copy's length in milliseconds and its peaks. Raises `Unreadable` if anything sounds where it was cut."""
    loud = _loudness(file)
    for start, end in cut:
        if any(one > _QUIET for one in loud[-(-start // 20) : end // 20]):
            raise Unreadable(MediaProblem.FAILED)
    loudest = max(loud, default=0)
    if not loudest:
        return len(loud) * 20, [0] * PEAKS
    bounds = [round(number * len(loud) / PEAKS) for number in range(PEAKS + 1)]
    made = [max(loud[a : max(b, a + 1)], default=0) for a, b in pairwise(bounds)]
    return len(loud) * 20, [round(100 * one / loudest) for one in made]


def _loudness(file: SealedFile) -> list[int]:
    """The loudest of each 20 milliseconds."""
    found, tally = opened(file, with_picture=False), Tally()
    resampler = av.AudioResampler(format="s16", layout="mono", rate=_COARSE)
    loud: list[int] = []
    rest: array[int] = array("h")
    for frame in frames(found, "audio", tally):
        assert isinstance(frame, AudioFrame)
        for piece in resampler.resample(frame):
            rest.frombytes(bytes(piece.planes[0])[: piece.samples * 2])
        whole = len(rest) // _STEP * _STEP
        for at in range(0, whole, _STEP):
            some = rest[at : at + _STEP]
            loud.append(min(32767, max(max(some), -min(some))))
        del rest[:whole]
    tally.judge()
    return loud


@dataclass(frozen=True)
class Poster:
    content: bytes
    width: int
    height: int


def poster(file: SealedFile, cut: Sequence[Span]) -> Poster | None:
    """A JPEG picture of the film, not out of a cut nor near one, and not a dark one; None where there is none such."""
    found = opened(file, with_picture=True)
    if found.picture is None:
        return None
    best: tuple[float, Image.Image] | None = None
    for share in _CANDIDATES:
        frame = _frame_at(found, share * found.announced)
        if frame is None or frame.time is None or _hidden(frame.time * 1000, cut):
            continue
        image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
        grey = ImageStat.Stat(image.convert("L"))
        if grey.mean[0] > _DARK and grey.stddev[0] > _FLAT:
            best = (0.0, image)
            break
        if grey.mean[0] > _DARK and (best is None or grey.stddev[0] > best[0]):
            best = (grey.stddev[0], image)
    if best is None:
        return None
    written = io.BytesIO()
    Image.frombytes("RGB", best[1].size, best[1].convert("RGB").tobytes()).save(written, "JPEG", quality=82)
    return Poster(written.getvalue(), *best[1].size)


def _hidden(at: float, cut: Sequence[Span]) -> bool:
    return any(start - _AWAY_MS <= at <= end + _AWAY_MS for start, end in cut)


def _frame_at(found: Opened, milliseconds: float) -> VideoFrame | None:
    try:
        found.container.seek(int(milliseconds * 1000), backward=True)
        for frame in found.container.decode(found.picture):
            assert isinstance(frame, VideoFrame)
            if frame.time is None or frame.time * 1000 >= milliseconds:
                return frame
    except (av.error.FFmpegError, EOFError):
        pass
    return None


def finish(file: SealedFile, send: Callable[[bytes], None]) -> None:
    """Writes the film as MP4 with its index in front, so that it plays and seeks while it is still coming.

    An index can be written last only. So the packets are put together three times: for its size, for its content, and
    to be sent. Nothing but the index is held in memory.
    """
    measured = _Sink()
    _put_together(file, measured, {})
    room = measured.end - measured.before_end + 1024
    options = {"moov_size": str(room)}
    indexed = _Sink(keep=room + (1 << 16))
    _put_together(file, indexed, options)
    head = bytes(indexed.head[: indexed.patched])
    send(head)
    _put_together(file, _Sink(send=send, skip=len(head)), options)


class _Sink:
    """Where a film is put together: it counts, keeps the beginning with all that is written into it later, or sends."""

    def __init__(self, *, keep: int = 0, send: Callable[[bytes], None] | None = None, skip: int = 0) -> None:
        self._at = self.end = self.before_end = self.patched = 0
        self._keep, self._send, self._skip = keep, send, skip
        self.head = bytearray(keep)

    def write(self, piece: Any) -> int:
        given = bytes(piece)
        start, stop = self._at, self._at + len(given)
        if start < self.end:
            self.patched = max(self.patched, stop)
        elif self._send is not None and stop > self._skip:
            self._send(given[max(0, self._skip - start) :])
        if start < self._keep:
            fits = given[: self._keep - start]
            self.head[start : start + len(fits)] = fits
        self._at, self.end = stop, max(self.end, stop)
        return len(given)

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = {0: 0, 1: self._at, 2: self.end}[whence] + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True


def _put_together(file: SealedFile, sink: _Sink, options: dict[str, str]) -> None:
    found = opened(file, with_picture=True)
    sources = [one for one in (found.picture, found.sound) if one is not None]
    options = {**options, "fflags": "+bitexact"}
    made = av.open(sink, "w", format="mp4", options=options, buffer_size=1 << 20)
    targets = {one.index: made.add_stream_from_template(one) for one in sources}
    for target in targets.values():
        target.metadata.clear()
    for packet in _packets(found, sources):
        packet.stream = targets[packet.stream.index]
        made.mux(packet)
    sink.before_end = sink.end
    made.close()
    found.container.close()


def _packets(found: Opened, sources: Sequence[Any]) -> Iterator[Any]:
    for packet in found.container.demux(*sources):
        if packet.dts is not None:
            yield packet
