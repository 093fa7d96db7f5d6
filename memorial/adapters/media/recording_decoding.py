"""Turns a recording into sound and pictures without any form, with silence and black where they are asked for."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import av
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

from memorial.adapters.media.recording_opening import Opened, Unreadable
from memorial.adapters.media.recording_talk import RATE
from memorial.application.ports.recordings import MediaProblem
from memorial.domain.sealed_spans import Span

_BYTES = 2
_QUIET = 33
"""A thousandth of the loudest: what stays below it from beginning to end is taken for silence."""
_EVERY = 8
_GAP = RATE // 10
_LONGEST_GAP = 600 * RATE
_HELD_BYTES = 30 * RATE * _BYTES
_BAD_SHARE = 20
_SHORT_MS, _SHORT_SHARE = 2000, 0.02
_GREY = 0x80
_BLACK = 0x10

Timed = tuple[float, bytes]
"""The second at which it ends, and the bytes."""


class Tally:
    """What was read of a stream, and what could not be: a few damaged places spoil no interview."""

    def __init__(self) -> None:
        self.good = self.bad = 0

    def judge(self) -> None:
        if not self.good:
            raise Unreadable(MediaProblem.BROKEN)
        if self.bad * _BAD_SHARE > self.good:
            raise Unreadable(MediaProblem.BROKEN)


def frames(found: Opened, kind: str, tally: Tally) -> Iterator[AudioFrame | VideoFrame]:
    """Every frame of the best stream of that kind, whatever stands between them."""
    stream = found.sound if kind == "audio" else found.picture
    packets = found.container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, EOFError):
            return
        except av.error.FFmpegError:
            tally.bad += 1
            return
        try:
            decoded = packet.decode()
        except EOFError:
            continue
        except av.error.FFmpegError:
            tally.bad += 1
            continue
        tally.good += len(decoded)
        yield from decoded  # type: ignore[misc]


def pcm(found: Opened, tally: Tally, *, longest_ms: int) -> Iterator[bytes]:
    """Signed 16-bit samples of one channel at `RATE`, gaps of the time line filled with silence.

    Raises `Unreadable` where it becomes longer than allowed.
    """
    written, shift, longest = 0, 0, longest_ms * RATE // 1000
    resampler, shape = None, None
    for frame in frames(found, "audio", tally):
        assert isinstance(frame, AudioFrame)
        if (frame.format.name, frame.layout.name, frame.sample_rate) != shape:
            shape = (frame.format.name, frame.layout.name, frame.sample_rate)
            resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        if frame.time is not None:
            gap = round((frame.time - found.begins) * RATE) + shift - written
            if abs(gap) > _LONGEST_GAP:
                shift -= gap  # a clock that leapt, and no pause
            elif gap > _GAP:
                written += gap
                yield bytes(gap * _BYTES)
        frame.pts = None
        assert resampler is not None
        for piece in resampler.resample(frame):
            samples = bytes(piece.planes[0])[: piece.samples * _BYTES]
            written += piece.samples
            yield samples
        if written > longest:
            raise Unreadable(MediaProblem.TOO_LONG)
    if resampler is not None:
        for piece in resampler.resample(None):
            yield bytes(piece.planes[0])[: piece.samples * _BYTES]


def audible(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same, held back until something can be heard. Raises `Unreadable` where nothing ever can."""
    held: list[bytes] = []
    size = quiet = 0
    for piece in pieces:
        if _can_be_heard(piece):
            yield from _zeros(quiet)
            yield from held
            yield piece
            yield from pieces
            return
        held.append(piece)
        size += len(piece)
        while size > _HELD_BYTES:
            gone = len(held.pop(0))
            size, quiet = size - gone, quiet + gone
    raise Unreadable(MediaProblem.SILENT)


def _can_be_heard(piece: bytes) -> bool:
    if piece.count(0) == len(piece):
        return False
    some = array("h", piece)[::_EVERY]
    return max(some) > _QUIET or min(some) < -_QUIET


def _zeros(size: int) -> Iterator[bytes]:
    for start in range(0, size, 1 << 20):
        yield bytes(min(1 << 20, size - start))


def silenced(pieces: Iterator[bytes], spans: Sequence[Span]) -> Iterator[Timed]:
    """The samples with zeros within the spans (milliseconds), to the sample."""
    at = 0
    for piece in pieces:
        begins, at = at, at + len(piece) // _BYTES
        for start, end in spans:
            first, last = max(start * RATE // 1000, begins), min(-(-end * RATE // 1000), at)
            if first < last:
                before, after = piece[: (first - begins) * _BYTES], piece[(last - begins) * _BYTES :]
                piece = before + bytes((last - first) * _BYTES) + after
        yield at / RATE, piece


def pictures(
    found: Opened, tally: Tally, *, size: tuple[int, int], rate: Fraction, spans: Sequence[Span], longest_ms: int
) -> Iterator[Timed]:
    """Pictures at an even rate in planar YUV 4:2:0, black within the spans. Raises `Unreadable` for too many."""
    number, shown = 0, b""
    black = bytes([_BLACK]) * (size[0] * size[1]) + bytes([_GREY]) * (size[0] * size[1] // 2)
    hidden = [(start * rate / 1000 - 1, end * rate / 1000 + 1) for start, end in spans]
    most = longest_ms * rate / 1000

    def fill(until: int) -> Iterator[Timed]:
        nonlocal number
        while number < until:
            if number > most:
                raise Unreadable(MediaProblem.TOO_LONG)
            dark = not shown or any(start <= number <= end for start, end in hidden)
            number += 1
            yield float(number / rate), black if dark else shown

    for frame in frames(found, "video", tally):
        assert isinstance(frame, VideoFrame)
        if frame.width * frame.height > _MOST_PIXELS:
            raise Unreadable(MediaProblem.TOO_LARGE)
        due = number + 1 if frame.time is None else round((frame.time - found.begins) * float(rate))
        if due > number + 600 * rate:
            continue
        if due <= number and shown:
            continue
        yield from fill(due)
        shown = _plain(frame, size)
    yield from fill(number + 1)


_MOST_PIXELS = 1 << 26


def _plain(frame: VideoFrame, size: tuple[int, int]) -> bytes:
    made = frame.reformat(width=size[0], height=size[1], format="yuv420p")
    planes = []
    for number, plane in enumerate(made.planes):
        width, height = (size[0], size[1]) if number == 0 else (size[0] // 2, size[1] // 2)
        raw = memoryview(plane)
        line = plane.line_size
        rows = [raw[: width * height]] if line == width else [raw[y * line : y * line + width] for y in range(height)]
        planes += [bytes(row) for row in rows]
    return b"".join(planes)


def decode(
    sound: Iterator[Timed] | None,
    picture: Iterator[Timed] | None,
    send: Callable[[str, bytes], None],
    tell: Callable[[], None],
) -> float:
    """Sends both in the order of time, whatever order the file has them in. The second at which the later one ends."""
    runs = {name: one for name, one in (("sound", sound), ("picture", picture)) if one is not None}
    ends = dict.fromkeys(runs, 0.0)
    open_runs = dict(runs)
    while open_runs:
        name = min(open_runs, key=lambda one: ends[one])
        try:
            ends[name], piece = next(open_runs[name])
        except StopIteration:
            del open_runs[name]
            send(name, b"")
            continue
        send(name, piece)
        tell()
    return max(ends.values())


def require_whole(found: Opened, ended: float) -> None:
    """Raises `Unreadable` where less could be read than the file itself says that it holds."""
    missing = found.promised - ended * 1000
    if missing > max(_SHORT_MS, found.promised * _SHORT_SHARE):
        raise Unreadable(MediaProblem.TRUNCATED)
