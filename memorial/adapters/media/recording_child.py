"""The child process that reads recordings: confined, it opens the sealed file itself and sends what it made of it."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import selectors
import sys
import time
from collections.abc import Iterable, Iterator

import av
from PIL import Image

from memorial.adapters.files.frames import SealedFile
from memorial.adapters.media import recording_copies
from memorial.adapters.media.confinement import Allowance, confine, end_with_parent
from memorial.adapters.media.recording_decoding import (
    Tally,
    Timed,
    audible,
    decode,
    pcm,
    pictures,
    require_whole,
    silenced,
)
from memorial.adapters.media.recording_opening import Opened, Unreadable, opened, rate_of, size_of
from memorial.adapters.media.recording_talk import Question, Seen, Task, seen_as_said, unpack, widened
from memorial.application.ports.recordings import MediaProblem
from memorial.application.ports.secrets import SealBroken

_TOLD_EVERY = 0.5
_PENDING_BYTES = 16 << 20
_QUARTERS = 4


def main() -> None:
    """Answer one question. Everything that a reader can raise becomes a refusal; the exit status is then 0."""
    end_with_parent()
    _import_everything()
    question = unpack(sys.stdin.buffer.readline())
    walls = confine(Allowance(question.memory, question.cpu_seconds, question.wall_seconds))
    _tell(walls=walls)
    av.logging.set_level(None)
    try:
        file = SealedFile(question.file, context=question.context, key=bytes.fromhex(question.key))
        _TASKS[question.task](question, file)
    except Unreadable as unreadable:
        _tell(refused=unreadable.problem)
    except SealBroken:
        _tell(refused=MediaProblem.DAMAGED)
    except MemoryError:
        _tell(refused=MediaProblem.TOO_LARGE)
    except BrokenPipeError:
        sys.exit(1)  # nobody listens any more
    except Exception:  # a reader that meets a broken file may raise anything
        _tell(refused=MediaProblem.BROKEN)


def _import_everything() -> None:
    """PyAV and Pillow import parts of themselves when they first need them, and no file can be opened then."""
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if module.name not in ("av.__main__", "av.datasets"):
            importlib.import_module(module.name)
    Image.preinit()


def _tell(**said: object) -> None:
    os.write(1, json.dumps(said).encode() + b"\n")


def _seen(found: Opened, question: Question) -> Seen:
    if question.longest_ms and found.promised > question.longest_ms:
        raise Unreadable(MediaProblem.TOO_LONG)
    if found.picture is None:
        return Seen(found.announced, sound=found.sound is not None)
    width, height = size_of(found.picture, question.pixels)
    rate = rate_of(found.picture)
    return Seen(
        found.announced,
        found.sound is not None,
        True,
        width,
        height,
        f"{rate.numerator}/{rate.denominator}",
        _rotation(found),
    )


def _rotation(found: Opened) -> int:
    """In quarters, as the camera noted how it was held. The first picture carries it."""
    assert found.picture is not None
    for _ in range(8):
        try:
            frame = next(found.container.decode(found.picture))
        except (StopIteration, EOFError):
            raise Unreadable(MediaProblem.BROKEN) from None
        except av.error.FFmpegError:
            continue
        return round(frame.rotation / 90) % _QUARTERS * 90
    raise Unreadable(MediaProblem.BROKEN)


def _probe(question: Question, file: SealedFile) -> None:
    _tell(seen=seen_as_said(_seen(opened(file, with_picture=question.with_picture), question)))


def _decode(question: Question, file: SealedFile) -> None:
    noted = _seen(opened(file, with_picture=question.with_picture), question)
    _tell(seen=seen_as_said(noted))
    pump, cut = _Pump(question.outputs), widened(question.cut)
    sound_tally, picture_tally = Tally(), Tally()
    sound = picture = None
    # Two readers of one file: whichever is behind goes on, in whatever order the file holds the two.
    reader = _again(question)
    of_sound = opened(reader, with_picture=question.with_picture)
    clock = _Clock(reader)
    if noted.sound:
        samples = pcm(of_sound, sound_tally, longest_ms=question.longest_ms)
        sound = silenced(samples if noted.picture else audible(_whole(samples, sound_tally)), cut)
    if noted.picture:
        reader = _again(question)
        clock = _Clock(reader)
        picture = _pictures(opened(reader, with_picture=True), noted, picture_tally, question)
    ended = decode(sound, picture, pump.send, clock.tell)
    pump.finish()
    for tally, there in ((sound_tally, sound), (picture_tally, picture)):
        if there is not None:
            tally.judge()
    require_whole(of_sound, ended)
    _tell(decoded=round(ended * 1000))


def _pictures(found: Opened, noted: Seen, tally: Tally, question: Question) -> Iterator[Timed]:
    assert found.picture is not None
    size, spans = (noted.width, noted.height), widened(question.cut)
    return pictures(found, tally, size=size, rate=rate_of(found.picture), spans=spans, longest_ms=question.longest_ms)


def _whole(samples: Iterable[bytes], tally: Tally) -> Iterator[bytes]:
    """What cannot be read at all is broken, and not silent."""
    yield from samples
    tally.judge()


def _again(question: Question) -> SealedFile:
    return SealedFile(question.file, context=question.context, key=bytes.fromhex(question.key))


def _listen(question: Question, file: SealedFile) -> None:
    duration, peaks = recording_copies.peaks_of(file, question.cut)
    _tell(duration=duration, peaks=peaks)


def _poster(question: Question, file: SealedFile) -> None:
    made = recording_copies.poster(file, question.cut)
    pump = _Pump(question.outputs)
    if made is not None:
        pump.send("copy", made.content)
    pump.finish()
    _tell(poster=[made.width, made.height] if made is not None else None)


def _finish(question: Question, file: SealedFile) -> None:
    pump = _Pump(question.outputs)
    recording_copies.finish(file, lambda piece: pump.send("copy", piece))
    pump.finish()
    _tell(finished=True)


_TASKS = {
    Task.PROBE: _probe,
    Task.DECODE: _decode,
    Task.LISTEN: _listen,
    Task.POSTER: _poster,
    Task.FINISH: _finish,
}


class _Clock:
    """Tells from time to time which part of the file has been read, in percent."""

    def __init__(self, file: SealedFile) -> None:
        self._file, self._next = file, 0.0

    def tell(self) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _TOLD_EVERY
            _tell(percent=min(100, self._file.tell() * 100 // max(1, self._file.size)))


class _Pump:
    """Writes to several pipes, so that one whose reader waits for another does not stop all."""

    def __init__(self, outputs: object) -> None:
        self._pipes: dict[str, int] = dict(outputs)  # type: ignore[call-overload]
        self._pending = {name: bytearray() for name in self._pipes}
        self._ended: set[str] = set()
        for pipe in self._pipes.values():
            os.set_blocking(pipe, False)

    def send(self, name: str, piece: bytes) -> None:
        """An empty piece is the end of that one."""
        if name not in self._pipes:
            return
        if piece:
            self._pending[name] += piece
        else:
            self._ended.add(name)
        self._write()
        while sum(map(len, self._pending.values())) > _PENDING_BYTES:
            self._wait()

    def finish(self) -> None:
        self._ended |= set(self._pipes)
        self._write()
        while self._pipes:
            self._wait()

    def _wait(self) -> None:
        with selectors.DefaultSelector() as ready:
            for name, pipe in self._pipes.items():
                if self._pending[name]:
                    ready.register(pipe, selectors.EVENT_WRITE)
            ready.select()
        self._write()

    def _write(self) -> None:
        for name, pipe in list(self._pipes.items()):
            waiting = self._pending[name]
            try:
                while waiting:
                    del waiting[: os.write(pipe, memoryview(waiting)[: 1 << 20])]
            except BlockingIOError:
                continue
            if name in self._ended:
                os.close(self._pipes.pop(name))


if __name__ == "__main__":
    main()
