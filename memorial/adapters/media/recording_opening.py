"""Opens a recording from an unknown hand: a short list of forms, no other file, no address, the best streams of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn, cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from memorial.adapters.files.frames import SealedFile
from memorial.application.ports.recordings import MediaProblem

_SHORT_SIDE, _LONG_SIDE = 720, 1280
_SLOWEST, _FASTEST = Fraction(5), Fraction(61, 2)

CODECS = frozenset(
    {"flac", "mp3", "mp2", "vorbis", "opus", "speex", "aac", "aac_latm", "alac", "amr_nb", "amr_wb", "ac3", "eac3"}
    | {"wavpack", "gsm", "gsm_ms", "adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt", "adpcm_g726"}
    | {"h264", "hevc", "vp8", "vp9", "av1", "mpeg1video", "mpeg2video", "mpeg4", "msmpeg4v3", "h263", "mjpeg"}
    | {"theora", "prores", "dvvideo"}
)
_DECODERS = sorted(CODECS | {"mp3float", "mp2float", "libdav1d", "amrnb", "amrwb"})
_PCM = "pcm_"
_SAMPLES = (
    "s16le",
    "s16be",
    "s24le",
    "s24be",
    "s32le",
    "s32be",
    "u8",
    "s8",
    "f32le",
    "f32be",
    "f64le",
    "mulaw",
    "alaw",
)
# Tags in an unknown encoding spoil no recording. PyAV 19 does not read them before they are asked for.
_TAGS: dict[str, Any] = {"metadata_errors": "ignore"} if av.__version__.startswith("18.") else {}
_OPTIONS = {
    "protocol_whitelist": "none",
    "format_whitelist": "wav,flac,mp3,ogg,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,aac,amr,aiff,caf,w64,avi,mpeg,mpegts",
    "codec_whitelist": ",".join([*_DECODERS, *(_PCM + name for name in _SAMPLES)]),
    "max_streams": "64",
    "enable_drefs": "0",
}
_SAYS_ITS_LENGTH = frozenset({"wav", "flac", "mov", "matroska", "aiff", "w64"})


class Unreadable(Exception):
    """Nothing can be made of it."""

    def __init__(self, problem: MediaProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def form_of(first: bytes) -> str | None:
    """The name of the reader for a file that begins so; None for everything that is not on the list.

    The bytes decide, so that no playlist, list of parts or picture ever reaches a reader that would follow it.
    """
    for mark, form in _MARKS:
        if first.startswith(mark):
            return form
    if first[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"skip", b"free"):
        return "mov"
    if first[:4] in (b"RIFF", b"RF64", b"BW64"):
        return {b"WAVE": "wav", b"AVI ": "avi"}.get(first[8:12])
    if first[:4] == b"FORM" and first[8:12] in (b"AIFF", b"AIFC"):
        return "aiff"
    if first[:1] == b"\x47" and first[188:189] == b"\x47":
        return "mpegts"
    if len(first) > 3 and first[0] == 0xFF and first[1] & 0xE0 == 0xE0:
        return "aac" if first[1] & 0x06 == 0 and first[1] & 0xF0 == 0xF0 else "mp3"
    return None


_MARKS = (
    (b"fLaC", "flac"),
    (b"OggS", "ogg"),
    (b"\x1aE\xdf\xa3", "matroska"),
    (b"ID3", "mp3"),
    (b"#!AMR", "amr"),
    (b"caff", "caf"),
    (b"riff\x2e\x91\xcf\x11", "w64"),
    (b"\x00\x00\x01\xba", "mpeg"),
)


@dataclass
class Opened:
    """A recording that stands open, and its best streams."""

    form: str
    container: InputContainer
    sound: AudioStream | None
    picture: VideoStream | None
    whole: float = 1.0
    """How many times as long the file would be with all that its head announces."""

    @property
    def announced(self) -> int:
        """How long it says that it is, in milliseconds; 0 where it does not say it."""
        lengths = [
            int(one.duration * one.time_base * 1000)
            for one in (self.sound, self.picture)
            if one is not None and one.duration and one.time_base
        ]
        whole = self.container.duration
        return max(lengths) if lengths else int(whole // 1000) if whole and whole > 0 else 0

    @property
    def promised(self) -> int:
        """`announced` where the form writes it down, and the reader does not guess."""
        return round(self.announced * self.whole) if self.form in _SAYS_ITS_LENGTH or self.whole > 1 else 0

    @property
    def begins(self) -> float:
        """The second at which the earlier of its streams begins: zero of everything that is made."""
        starts = [
            float(one.start_time * one.time_base)
            for one in (self.sound, self.picture)
            if one is not None and one.start_time is not None and one.time_base is not None
        ]
        return min(starts, default=0.0)


def opened(file: SealedFile, *, with_picture: bool) -> Opened:
    """Raises `Unreadable`."""
    if file.size == 0:
        raise Unreadable(MediaProblem.EMPTY)
    file.seek(0)
    form = form_of(file.read(512) or b"")
    if form is None:
        raise Unreadable(MediaProblem.NOT_SOUND)
    file.seek(0)
    try:
        container = cast(
            InputContainer,
            av.open(file, format=form, io_open=_refuse, options=dict(_OPTIONS), **_TAGS),
        )
    except MemoryError:
        raise Unreadable(MediaProblem.TOO_LARGE) from None
    except (av.error.FFmpegError, ValueError, UnicodeError, OverflowError):
        raise Unreadable(MediaProblem.BROKEN) from None
    sound = next((one for one in _best(container, "audio") if isinstance(one, AudioStream)), None)
    picture = None
    if with_picture:
        picture = next((one for one in _best(container, "video") if isinstance(one, VideoStream)), None)
    found = [one for one in (sound, picture) if one is not None]
    if not found:
        raise Unreadable(MediaProblem.NOT_SOUND)
    for one in found:
        name = one.codec_context.codec.canonical_name if one.codec_context is not None else ""
        if name not in CODECS and not name.startswith(_PCM):
            raise Unreadable(MediaProblem.UNSUPPORTED)
    return Opened(form, container, sound, picture, _whole(file, form))


def _whole(file: SealedFile, form: str) -> float:
    """Of WAV and MP3 the reader believes the file's size and not its head; both write down how many bytes they have."""
    at = file.tell()
    announced = 0
    file.seek(0)
    head = file.read(10) or b""
    if form == "wav" and head[:4] == b"RIFF":
        announced = int.from_bytes(head[4:8], "little") + 8
        announced = 0 if announced >= _STREAMED else announced
    elif form == "mp3":
        tags = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False))
        begins = tags if head[:3] == b"ID3" else 0
        file.seek(begins)
        first = file.read(64) or b""
        mark = max(first.find(b"Xing"), first.find(b"Info"))
        if mark > 0 and first[mark + 7] & 3 == 3:
            announced = begins + int.from_bytes(first[mark + 12 : mark + 16], "big")
    file.seek(at)
    return max(1.0, announced / file.size)


_STREAMED = 0xFFFFFF00
"""What a recorder writes that does not know yet how much will come."""


def _best(container: InputContainer, kind: str) -> list[Any]:
    """The stream that FFmpeg calls the best of its kind, if it is one that moves: a cover is none."""
    found = container.streams.best(kind)  # type: ignore[arg-type]
    if found is None or found.disposition & av.stream.Disposition.attached_pic:
        others = container.streams.video if kind == "video" else ()
        return [one for one in others if not one.disposition & av.stream.Disposition.attached_pic]
    return [found]


def _refuse(*_: object) -> NoReturn:
    raise PermissionError("a recording names another file")


def size_of(picture: VideoStream, most_pixels: int) -> tuple[int, int]:
    """Width and height of the copy before it is turned, even numbers, never larger than the original.

    Raises `Unreadable` for pictures of more than `most_pixels`.
    """
    width, height = picture.width, picture.height
    if width < 2 or height < 2:
        raise Unreadable(MediaProblem.BROKEN)
    if width * height > most_pixels:
        raise Unreadable(MediaProblem.TOO_LARGE)
    aspect = picture.sample_aspect_ratio
    wide = width * float(aspect) if aspect and Fraction(1, 4) <= aspect <= 4 else float(width)
    scale = min(1.0, _SHORT_SIDE / min(wide, height), _LONG_SIDE / max(wide, height))
    return max(2, round(wide * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def rate_of(picture: VideoStream) -> Fraction:
    """Pictures in a second of the copy: those of the original, or of a fast one as many halves as are enough."""
    rate = picture.average_rate or picture.guessed_rate or Fraction(25)
    rate = Fraction(rate).limit_denominator(1001)
    if not _SLOWEST <= rate <= 1000:
        return Fraction(25)
    while rate > _FASTEST:
        rate /= 2
    return rate
