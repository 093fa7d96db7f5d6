"""What ffmpeg is asked to make: sound in Opus and MP3, films in H.264 and AAC, out of samples without any form.

It never sees a byte of a stranger's file: what comes to it has been decoded elsewhere, and has no form that could name
a file, an address, a tag or a place.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from memorial.adapters.media.conversation import environment
from memorial.adapters.media.recording_talk import RATE, Seen

OPUS_BITS, MP3_BITS, AAC_BITS = "32k", "64k", "64k"
_BARE = ("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags", "+bitexact", "-dn", "-sn")
_TURNED = {0: "", 90: "transpose=cclock", 180: "hflip,vflip", 270: "transpose=clock"}


def ffmpeg_path(chosen: str) -> str | None:
    """The program that the operator named, or the one that came with the package; None where there is none."""
    if chosen:
        return shutil.which(chosen)
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return str(get_ffmpeg_exe())
    except (ImportError, RuntimeError, OSError):
        return shutil.which("ffmpeg")


def start(
    ffmpeg: str, arguments: Sequence[str], pipes: Sequence[int], *, memory: int, cpu: int, wall: float
) -> subprocess.Popen[bytes]:
    """Started behind the same walls as what reads files; it has nothing but these pipes."""
    command = (sys.executable, "-P", "-s", "-m", "memorial.adapters.media.encoder_child")
    return subprocess.Popen(  # noqa: S603 - no shell, and every word is ours
        [*command, str(memory), str(cpu), str(wall), ffmpeg, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=environment(),
        pass_fds=tuple(pipes),
        start_new_session=True,
    )


def arguments_for(seen: Seen, inputs: Mapping[str, int], outputs: Mapping[str, int]) -> list[str]:
    """`inputs` are the descriptors of sound and picture, `outputs` those of opus, mp3 and film."""
    words = ["-nostdin", "-hide_banner", "-loglevel", "quiet", "-nostats", "-protocol_whitelist", "pipe"]
    sources: list[str] = []
    if seen.sound:
        words += ["-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", f"pipe:{inputs['sound']}"]
        sources.append("sound")
    if seen.picture:
        words += ["-f", "rawvideo", "-pixel_format", "yuv420p", "-video_size", f"{seen.width}x{seen.height}"]
        words += ["-framerate", seen.rate, "-protocol_whitelist", "pipe", "-i", f"pipe:{inputs['picture']}"]
        sources.append("picture")
    if seen.sound:
        sound = ("-map", f"{sources.index('sound')}:a")
        words += [*sound, "-c:a", "libopus", "-b:a", OPUS_BITS, *_BARE, "-f", "ogg", f"pipe:{outputs['opus']}"]
        # A constant rate and no header: the length, and where a moment lies, follow from the size of the file alone.
        words += [*sound, "-c:a", "libmp3lame", "-b:a", MP3_BITS, "-write_xing", "0", "-id3v2_version", "0", *_BARE]
        words += ["-f", "mp3", f"pipe:{outputs['mp3']}"]
    if seen.picture:
        words += _film(seen, sources, outputs["film"])
    return words


def _film(seen: Seen, sources: Sequence[str], pipe: int) -> list[str]:
    words = ["-map", f"{sources.index('picture')}:v", "-c:v", "libx264", "-preset", "veryfast", "-crf", "25"]
    words += ["-profile:v", "high", "-pix_fmt", "yuv420p", "-g", "60", "-maxrate", "1500k", "-bufsize", "3000k"]
    # The encoder notes its name and all its settings in the film unless it is told not to.
    words += ["-bsf:v", "filter_units=remove_types=6"]
    if _TURNED[seen.rotation]:
        words += ["-vf", _TURNED[seen.rotation]]
    if "sound" in sources:
        words += ["-map", f"{sources.index('sound')}:a", "-c:a", "aac", "-b:a", AAC_BITS]
    fragments = ("-f", "mp4", "-movflags", "frag_keyframe+delay_moov+default_base_moof")
    return [*words, *_BARE, *fragments, f"pipe:{pipe}"]


def makes_everything(ffmpeg: str) -> bool:
    """Whether this program makes every kind of copy here, behind its walls: tried with a quarter of a second."""
    seen = Seen(sound=True, picture=True, width=32, height=32)
    inputs = {"sound": os.urandom(RATE // 2), "picture": os.urandom(32 * 32 * 3 // 2) * 6}
    pipes = {name: os.pipe() for name in (*inputs, "opus", "mp3", "film")}
    fed = {name: pipes[name][0] for name in inputs}
    drained = {name: pipes[name][1] for name in ("opus", "mp3", "film")}
    ends = (*fed.values(), *drained.values())
    process = start(ffmpeg, arguments_for(seen, fed, drained), ends, memory=1536 << 20, cpu=20, wall=40)
    for end in ends:
        os.close(end)
    for name, content in inputs.items():
        with suppress(BrokenPipeError), os.fdopen(pipes[name][1], "wb") as feeding:
            feeding.write(content)
    made = []
    for name in drained:
        with os.fdopen(pipes[name][0], "rb") as arriving:
            made.append(len(arriving.read()))
    return process.wait() == 0 and min(made) > 200


def is_executable(path: str) -> bool:
    return os.access(path, os.X_OK) and Path(path).is_file()
