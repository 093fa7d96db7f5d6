"""Makes the sound of the fictional interviews: every line spoken by espeak-ng, and its times written beside it.

Run from the project's root, with espeak-ng installed: `python config/memorials/speak.py`. Only for who changes the
lines; the sound is kept with the project. The program itself speaks nothing.
"""

from __future__ import annotations

import io
import json
import subprocess
import wave
from pathlib import Path
from typing import Any

import imageio_ffmpeg

FOLDER = Path(__file__).parent / "fictional-ferry-1987"
PAUSE_MS = 700
WITHOUT_SOUND_MS = 8000


def spoken(voice: str, text: str) -> tuple[bytes, int]:
    """(samples, 16 bit mono; how many in a second)."""
    command = ["espeak-ng", "-v", voice, "-s", "150", "--stdout", "--", text]
    said = subprocess.run(command, check=True, capture_output=True).stdout
    # espeak-ng does not know the length when it begins, and writes another one into the header.
    with wave.open(io.BytesIO(said)) as file:
        return said[44:], file.getframerate()


def speak(one: dict[str, Any]) -> None:
    sound, rate, at = b"", 22050, 0
    for line in one["lines"]:
        if one["sound"] is None:
            line["start"], line["end"] = at, at + WITHOUT_SOUND_MS
            at += WITHOUT_SOUND_MS
            continue
        voice = one["voices"][line["speaker"]]
        samples, rate = spoken(voice, line["text"])
        line["start"] = round(len(sound) / 2 / rate * 1000)
        sound += samples
        line["end"] = round(len(sound) / 2 / rate * 1000)
        sound += bytes(2 * (rate * PAUSE_MS // 1000))
    if one["sound"] is not None:
        keep(sound, rate, FOLDER / "files" / one["sound"])


def keep(sound: bytes, rate: int, path: Path) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", "-f", "s16le", "-ar", str(rate), "-ac", "1"]
    command += ["-i", "pipe:0", "-c:a", "libopus", "-b:a", "24k", "-application", "voip", "-map_metadata", "-1"]
    command += ["-metadata", "title=A made-up recording", str(path)]
    subprocess.run(command, input=sound, check=True)


if __name__ == "__main__":
    described = json.loads((FOLDER / "interviews.json").read_text(encoding="utf-8"))
    for interview in described:
        speak(interview)
    text = json.dumps(described, ensure_ascii=False, indent=1)
    (FOLDER / "interviews.json").write_text(text + "\n", encoding="utf-8")
