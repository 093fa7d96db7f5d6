"""Sound that a test can recognise: tones of one height each, and how loud such a height is in any file of sound."""

from __future__ import annotations

import math
import wave
from array import array
from collections.abc import Sequence
from io import BytesIO

import av
from av.audio.resampler import AudioResampler

RATE = 8_000


def recorded(seconds: Sequence[int]) -> bytes:
    """A WAV file that holds each of these heights (in hertz) for a second."""
    samples = array("h")
    for height in seconds:
        samples.extend(round(9_000 * math.sin(2 * math.pi * height * n / RATE)) for n in range(RATE))
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return out.getvalue()


def heard(content: bytes) -> array[int]:
    """The samples of a file of sound, whatever its form, 8,000 in each second."""
    samples = array("h")
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(BytesIO(content)) as file:
        for frame in file.decode(audio=0):
            for part in resampler.resample(frame):
                samples.frombytes(bytes(part.planes[0])[: part.samples * 2])
    return samples


def loudness(samples: Sequence[int], height: int) -> float:
    """How much of that height is in them, after Goertzel: 0 in silence, about 9,000 in a tone as `recorded`."""
    turn = 2 * math.cos(2 * math.pi * height / RATE)
    last = before = 0.0
    for sample in samples:
        last, before = sample + turn * last - before, last
    return 2 * math.sqrt(max(0.0, last * last + before * before - turn * last * before)) / max(1, len(samples))


def at(samples: Sequence[int], start: float, end: float) -> Sequence[int]:
    """The part between two seconds."""
    return samples[int(start * RATE) : int(end * RATE)]
