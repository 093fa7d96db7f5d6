"""Recordings for tests: made on the spot, brought into a vault, and copies opened again to hear what is in them."""

from __future__ import annotations

import io
import math
import subprocess
import wave
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

import av

from memorial.adapters.files.vault import FileVault
from memorial.adapters.media.encoder import ffmpeg_path
from memorial.adapters.media.recordings import ConfinedRecordings, RecordingLimits
from memorial.application.ports.recordings import Made
from memorial.domain.interview import MediaCopy
from memorial.domain.remembrance import FileKept
from memorial.domain.sealed_spans import Span
from memorial.vocabulary import FileKind

SAMPLES = Path(__file__).parent / "samples" / "media"
RATE = 48_000
SPEECH, CANARY = 440.0, 2900.0
"""The tone of what may be heard, and the one that stands for what is sealed."""


def tone(seconds: float, hertz: float, *, loud: float = 0.4) -> array[int]:
    return array(
        "h", (round(32767 * loud * math.sin(2 * math.pi * hertz * n / RATE)) for n in range(round(seconds * RATE)))
    )


def wav(samples: array[int], *, rate: int = RATE) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return written.getvalue()


def with_canary(seconds: float, spans: Sequence[Span]) -> bytes:
    """A tone, and within the spans another one instead."""
    samples = tone(seconds, SPEECH)
    canary = tone(seconds, CANARY)
    for start, end in spans:
        a, b = start * RATE // 1000, end * RATE // 1000
        samples[a:b] = canary[a:b]
    return wav(samples)


def encoded(folder: Path, name: str, *words: str) -> bytes:
    """What ffmpeg makes of these words; the file's name is its last one."""
    ffmpeg = ffmpeg_path("")
    assert ffmpeg is not None
    made = folder / name
    subprocess.run([ffmpeg, "-nostdin", "-v", "error", "-y", *words, str(made)], check=True, timeout=60)
    return made.read_bytes()


class Studio:
    """A vault, and what makes copies in it."""

    def __init__(self, folder: Path, **limits: int) -> None:
        self.folder, self.vault = folder, FileVault(folder / "vault")
        self.tools = ConfinedRecordings(self.vault, ffmpeg_path(""), RecordingLimits(**limits))

    def master(self, content: bytes, kind: FileKind = FileKind.AUDIO, name: str = "tape") -> FileKept:
        kept = self.vault.store([content], limit=None)
        return FileKept("f", kind, name, "", kept.size, kept.sha256, kept.id, kept.key.hex())

    def make(
        self,
        content: bytes,
        kind: FileKind = FileKind.AUDIO,
        *,
        cut: Sequence[Span] = (),
        progress: Callable[[int], bool] = lambda _: True,
    ) -> Made:
        return self.tools.make(self.master(content, kind), cut=cut, begin=lambda _: None, progress=progress)

    def content(self, copy: MediaCopy) -> bytes:
        return self.vault.read(copy.vault_id, bytes.fromhex(copy.vault_key))

    def copies(self, made: Made) -> dict[str, bytes]:
        return {one.format: self.content(one) for one in made.copies}


def heard(content: bytes) -> array[int]:
    """All samples of a copy, as a player gives them out."""
    samples: array[int] = array("h")
    with av.open(io.BytesIO(content)) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in container.decode(audio=0):
            for piece in resampler.resample(frame):
                samples.frombytes(bytes(piece.planes[0])[: piece.samples * 2])
    return samples


def strength(samples: Sequence[int], hertz: float, start: float = 0.0, end: float | None = None) -> float:
    """How strong a tone is between two seconds, against the loudest there can be, in decibels (Goertzel 1958)."""
    some = samples[round(start * RATE) : None if end is None else round(end * RATE)]
    turn = 2 * math.cos(2 * math.pi * hertz / RATE)
    before = last = 0.0
    for one in some:
        before, last = last, one + turn * last - before
    power = before * before + last * last - turn * before * last
    return 20 * math.log10(max(2 * math.sqrt(max(power, 0.0)) / max(len(some), 1) / 32767, 1e-9))


def loudest(samples: Sequence[int], start: float, end: float) -> int:
    return max(map(abs, samples[round(start * RATE) : round(end * RATE)]), default=0)


def brightness(content: bytes, at: float) -> float:
    """Of the picture at that second: 0 is black, 255 white."""
    with av.open(io.BytesIO(content)) as container:
        for frame in container.decode(video=0):
            if frame.time is not None and frame.time >= at - 0.001:
                plane = bytes(frame.reformat(width=64, height=64, format="gray").planes[0])
                return sum(plane) / len(plane)
    raise AssertionError("the film is shorter")
