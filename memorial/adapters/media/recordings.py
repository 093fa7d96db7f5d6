"""Copies of a recording for visitors: one child reads it, ffmpeg encodes what came out, and the vault takes the copies.

The child opens the sealed file itself, behind walls, and gives out samples and pictures without any form; in them the
cut spans are silent and black already. ffmpeg makes new files of these. So nothing of the original's form, tags, places
or pictures can reach a copy, and nothing plain is ever on a disk.
"""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from typing import Any

from memorial.adapters.media import encoder
from memorial.adapters.media.plain_pictures import is_plain
from memorial.adapters.media.recording_process import TICK, TIME_SIGNALS, Child, Intake, end, sealed_file
from memorial.adapters.media.recording_talk import PEAKS, Question, Seen, Task, seen
from memorial.application.ports.recordings import Found, Made, MediaProblem, RecordingRefused, Stopped
from memorial.application.ports.secrets import Vault, VaultObject
from memorial.domain.interview import MediaCopy
from memorial.domain.remembrance import FileKept
from memorial.domain.sealed_spans import Span
from memorial.vocabulary import FileKind

_MIMES = {"opus": "audio/ogg", "mp3": "audio/mpeg", "mp4": "video/mp4", "jpeg": "image/jpeg"}
_ENCODED = 90
_LARGEST_POSTER = 4 << 20
_LEAST_SOUND_BITS, _LEAST_FILM_BITS = 2_000, 20_000
"""In a second, of anything that can be understood."""
_MB = 1 << 20


@dataclass(frozen=True)
class RecordingLimits:
    """How long a recording may be, how large its pictures and each copy, and what each child may use of memory."""

    longest_ms: int = 12 * 3600 * 1000
    pixels: int = 8192 * 4352
    copy_bytes: int = 16 << 30
    reader_memory: int = 1024 * _MB
    encoder_memory: int = 1536 * _MB


@dataclass(frozen=True)
class ConfinedRecordings:
    """Keeps the promises of the `MakesCopies` port. `ffmpeg` is its path, or None where there is none."""

    vault: Vault
    ffmpeg: str | None
    limits: RecordingLimits = RecordingLimits()

    def probe(self, master: FileKept) -> Found:
        with sealed_file(self.vault, master.vault_id) as file:
            noted = self._probe(master, file)
        return Found(noted.duration, noted.sound, noted.picture, noted.width, noted.height)

    def make(
        self,
        master: FileKept,
        *,
        cut: Sequence[Span],
        begin: Callable[[Sequence[str]], None],
        progress: Callable[[int], bool],
    ) -> Made:
        if self.ffmpeg is None or not encoder.is_executable(self.ffmpeg):
            raise RecordingRefused(MediaProblem.NO_TOOLS)
        with sealed_file(self.vault, master.vault_id) as file:
            noted = self._probe(master, file)
            ids = {name: secrets.token_hex(16) for name in ("opus", "mp3", "film", "mp4", "jpeg")}
            begin(list(ids.values()))
            try:
                seconds = self._seconds(master, noted)
                attempt = _Attempt(self, self.ffmpeg, noted, seconds, tuple(cut), ids, progress)
                return attempt.made(self._question(Task.DECODE, master, file, noted, cut))
            except BaseException:
                self.vault.delete(ids.values())
                raise

    def _probe(self, master: FileKept, file: int) -> Seen:
        question = replace(self._question(Task.PROBE, master, file, Seen(), ()), cpu_seconds=60, wall_seconds=120.0)
        with Child(question) as child:
            for said in child.lines():
                if "seen" in said:
                    return believed(said["seen"])
        raise RecordingRefused(MediaProblem.BROKEN)

    def _question(self, task: Task, master: FileKept, file: int, noted: Seen, cut: Sequence[Span]) -> Question:
        seconds = self._seconds(master, noted)
        cpu = 300 + 6 * seconds if noted.picture else 60 + seconds // 20
        return Question(
            task=task,
            file=file,
            context=master.vault_id,
            key=master.vault_key,
            cut=tuple(cut),
            with_picture=master.kind is FileKind.VIDEO,
            longest_ms=self.limits.longest_ms,
            pixels=self.limits.pixels,
            memory=self.limits.reader_memory,
            cpu_seconds=cpu,
            # It waits for the encoder most of the time.
            wall_seconds=600.0 + 20.0 * seconds if noted.picture else 300.0 + seconds,
        )

    def _seconds(self, master: FileKept, noted: Seen) -> int:
        """How long it can be at most: as long as it says, and no longer than so many bytes can last."""
        least_bits = _LEAST_FILM_BITS if noted.picture else _LEAST_SOUND_BITS
        return min((noted.duration or self.limits.longest_ms) // 1000, 60 + master.length * 8 // least_bits)


def believed(said: Mapping[str, Any]) -> Seen:
    """Raises `RecordingRefused` for what no honest child says."""
    try:
        return seen(said)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise RecordingRefused(MediaProblem.BROKEN) from None


@dataclass
class _Attempt:
    """One try at the copies of one recording."""

    tools: ConfinedRecordings
    ffmpeg: str
    noted: Seen
    seconds: int
    cut: tuple[Span, ...]
    ids: Mapping[str, str]
    progress: Callable[[int], bool]
    _told: int = 0

    def made(self, question: Question) -> Made:
        duration, parts = self._encoded(question)
        copies = [self._copy(name, parts[name]) for name in ("opus", "mp3") if name in parts]
        peaks: tuple[int, ...] = ()
        if "opus" in parts:
            _, peaks = self._listened(parts["opus"])
        if "film" in parts:
            film, _ = self._through(Task.FINISH, parts["film"], "mp4")
            copies.append(self._copy("mp4", film, self._turned()))
            copies += self._poster(film)
        self._tell(100)
        return Made(duration, tuple(copies), peaks)

    def _encoded(self, question: Question) -> tuple[int, dict[str, VaultObject]]:
        """The length in milliseconds, and what ffmpeg made: opus and mp3, film, or all three."""
        wanted = [*(("opus", "mp3") if self.noted.sound else ()), *(("film",) if self.noted.picture else ())]
        fed = [*(("sound",) if self.noted.sound else ()), *(("picture",) if self.noted.picture else ())]
        with ExitStack() as stack:
            intakes: dict[str, Intake] = {}
            stack.callback(_give_up, intakes)
            feeds = {name: _pipe(stack) for name in fed}
            drains = {name: _pipe(stack) for name in wanted}
            child = stack.enter_context(Child(replace(question, outputs={n: one.write for n, one in feeds.items()})))
            process = self._start(feeds, drains)
            stack.callback(end, process)
            intakes |= {name: self._intake(name, one) for name, one in drains.items()}
            for one in (*feeds.values(), *drains.values()):
                one.close()
            try:
                duration = self._followed(child, process)
            except RecordingRefused as refused:
                raise _nearest_cause(refused, process, intakes.values()) from None
            return duration, {name: taken.stored() for name, taken in intakes.items()}

    def _start(self, feeds: Mapping[str, _Pipe], drains: Mapping[str, _Pipe]) -> subprocess.Popen[bytes]:
        inputs = {name: one.read for name, one in feeds.items()}
        outputs = {name: one.write for name, one in drains.items()}
        cpu = 300 + 12 * self.seconds if self.noted.picture else 120 + self.seconds // 5
        return encoder.start(
            self.ffmpeg,
            encoder.arguments_for(self.noted, inputs, outputs),
            [*inputs.values(), *outputs.values()],
            memory=self.tools.limits.encoder_memory,
            cpu=cpu,
            wall=2 * cpu + 300,
        )

    def _intake(self, name: str, pipe: _Pipe) -> Intake:
        taken = Intake(self.tools.vault, self.ids[name], pipe.taken(), limit=self.tools.limits.copy_bytes)
        taken.start()
        return taken

    def _followed(self, child: Child, process: subprocess.Popen[bytes]) -> int:
        duration = None
        for said in child.lines():
            if "decoded" in said:
                duration = _natural(said["decoded"])
            if "percent" in said:
                self._told = min(_ENCODED, _natural(said["percent"]) * _ENCODED // 100)
            self._tell(self._told)
        if duration is None:
            raise RecordingRefused(MediaProblem.BROKEN)
        while True:
            with suppress(subprocess.TimeoutExpired):
                if process.wait(TICK):
                    raise RecordingRefused(MediaProblem.FAILED)
                return duration
            self._tell(self._told)

    def _listened(self, copy: VaultObject) -> tuple[int, tuple[int, ...]]:
        """How long the copy is and its peaks; and that it is silent where it has to be."""
        for said in self._asked(Task.LISTEN, copy):
            if "peaks" in said:
                peaks = tuple(min(100, _natural(one)) for one in said["peaks"])
                if len(peaks) == PEAKS:
                    return _natural(said["duration"]), peaks
        raise RecordingRefused(MediaProblem.FAILED)

    def _poster(self, film: VaultObject) -> list[MediaCopy]:
        kept, said = self._through(Task.POSTER, film, "jpeg")
        size = said.get("poster")
        # That nothing else is in the picture must not rest on the process that made it.
        if not size or kept.size > _LARGEST_POSTER or not is_plain(self.tools.vault.read(kept.id, kept.key), "jpeg"):
            self.tools.vault.delete([kept.id])
            return []
        return [self._copy("jpeg", kept, (_natural(size[0]), _natural(size[1])))]

    def _through(self, task: Task, film: VaultObject, name: str) -> tuple[VaultObject, Mapping[str, Any]]:
        """What a child makes of the film, and all that it says of it."""
        told: dict[str, Any] = {}
        with ExitStack() as stack:
            intakes: dict[str, Intake] = {}
            stack.callback(_give_up, intakes)
            pipe = _pipe(stack)
            for said in self._asked(task, film, pipe):
                if not intakes:
                    pipe.close_writing()
                    intakes[name] = self._intake(name, pipe)
                told |= said
            return intakes[name].stored(), told

    def _asked(self, task: Task, copy: VaultObject, pipe: _Pipe | None = None) -> Iterator[Mapping[str, Any]]:
        outputs = {"copy": pipe.write} if pipe is not None else {}
        limits = self.tools.limits
        seconds = 120 + self.seconds // 20
        with sealed_file(self.tools.vault, copy.id) as file:
            question = Question(
                task, file, copy.id, copy.key.hex(), self.cut, outputs, True, 0, limits.pixels, limits.reader_memory,
                seconds, 3.0 * seconds,
            )  # fmt: skip
            with Child(question) as child:
                for said in child.lines():
                    self._tell(_ENCODED)
                    yield said

    def _tell(self, percent: int) -> None:
        if not self.progress(percent):
            raise Stopped

    def _turned(self) -> tuple[int, int]:
        size = (self.noted.width, self.noted.height)
        return size if self.noted.rotation in (0, 180) else size[::-1]

    def _copy(self, name: str, kept: VaultObject, size: tuple[int, int] = (0, 0)) -> MediaCopy:
        return MediaCopy(
            name, _MIMES[name], kept.size, kept.id, kept.key.hex(), kept.sha256, self.cut, size[0], size[1]
        )


class _Pipe:
    """Both ends of a pipe; whatever was not taken is closed."""

    def __init__(self) -> None:
        self.read, self.write = os.pipe()
        self._open = {self.read, self.write}

    def taken(self) -> int:
        """The reading end, for somebody else to close."""
        self._open.discard(self.read)
        return self.read

    def close_writing(self) -> None:
        if self.write in self._open:
            self._open.discard(self.write)
            os.close(self.write)

    def close(self) -> None:
        while self._open:
            os.close(self._open.pop())


def _pipe(stack: ExitStack) -> _Pipe:
    made = _Pipe()
    stack.callback(made.close)
    return made


def _give_up(intakes: Mapping[str, Intake]) -> None:
    """After all that writes has ended, so that every pipe has its end; what was decided before stays."""
    for one in intakes.values():
        one.decide(good=False)
        one.join()


def _natural(number: object) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**40:
        raise RecordingRefused(MediaProblem.BROKEN)
    return number


def _nearest_cause(
    refused: RecordingRefused, process: subprocess.Popen[bytes], intakes: Iterable[Intake]
) -> RecordingRefused:
    """What went wrong first: a full disk ends ffmpeg, and ffmpeg's end ends the reader."""
    if refused.problem not in (MediaProblem.BROKEN, MediaProblem.FAILED):
        return refused
    for one in intakes:
        if one.problem is not None:
            return one.refusal()
    status = process.poll()
    if status:
        return RecordingRefused(MediaProblem.TIMED_OUT if -status in TIME_SIGNALS else MediaProblem.FAILED)
    return refused
