"""Files that are no recordings, or no honest ones: each is refused with its reason, in bounds, and reaches nothing."""

from __future__ import annotations

import os
import resource
import socket
import struct
import subprocess
import sys
from array import array
from pathlib import Path

import pytest

from memorial.adapters.files.frames import FRAME_BYTES, SealedFile
from memorial.adapters.media import encoder
from memorial.adapters.media.recording_opening import form_of
from memorial.adapters.media.recording_process import Child, sealed_file
from memorial.adapters.media.recording_talk import Question, Task
from memorial.application.ports.recordings import MediaProblem, RecordingRefused
from memorial.application.ports.secrets import SealBroken
from memorial.vocabulary import FileKind
from tests.recordings import SAMPLES, SPEECH, Studio, encoded, tone, wav

JFK = SAMPLES / "jfk.flac"


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


def problem(studio: Studio, content: bytes, kind: FileKind = FileKind.AUDIO) -> str:
    """Why no copies were made; nothing may be left but the master."""
    before = set(studio.vault.ids())
    with pytest.raises(RecordingRefused) as refused:
        studio.make(content, kind)
    assert len(set(studio.vault.ids()) - before) == 1
    return refused.value.problem.value


def box(name: bytes, *inner: bytes) -> bytes:
    content = b"".join(inner)
    return struct.pack(">I", len(content) + 8) + name + content


def test_nothing_that_names_other_files_is_followed(studio: Studio, tmp_path: Path) -> None:
    planted = tmp_path / "private.wav"
    planted.write_bytes(wav(tone(1, SPEECH)))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.setblocking(False)
        away, here = f"http://127.0.0.1:{listening.getsockname()[1]}/a.wav", f"file://{planted}"
        url = b"\0\0\0\0url " + struct.pack(">I", len(away) + 1) + away.encode() + b"\0"
        texts = [f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{one}\n#EXT-X-ENDLIST\n" for one in (away, here)]
        texts += [f"ffconcat version 1.0\nfile '{one}'\n" for one in (away, here)]
        texts += [f'FILE "{planted}" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n']
        texts += ["v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"]
        texts += [f'<?xml version="1.0"?><MPD><BaseURL>{away}</BaseURL></MPD>', f"[playlist]\nFile1={away}\n"]
        texts += [f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{away}"/></svg>', f"#!AMR{away}"]
        files = [text.encode() for text in texts]
        reference = box(b"ftyp", b"qt  \0\0\0\0qt  ") + box(b"moov", box(b"rmra", box(b"rmda", box(b"rdrf", url))))

        # No reader is chosen for these; those that pass for something else read it as that alone.
        assert {form_of(content) for content in files} == {None, "amr"}
        passing = [files[0], b"ID3\x04\0\0\0\0\0\0" + files[0], files[-1], reference]
        assert {problem(studio, content) for content in passing} <= {"not_sound", "broken"}
        with pytest.raises(BlockingIOError):
            listening.accept()


@pytest.mark.parametrize("kind", [FileKind.AUDIO, pytest.param(FileKind.VIDEO, marks=pytest.mark.long)])
def test_what_is_no_recording_is_said_to_be_none(studio: Studio, kind: FileKind) -> None:
    picture = (SAMPLES.parent / "images" / "hopper.jpg").read_bytes()

    assert problem(studio, b"", kind) == "empty"
    assert problem(studio, b"We lived by the pier. " * 4000, kind) == "not_sound"
    assert problem(studio, picture, kind) == "not_sound"
    assert problem(studio, b"fLaC" + os.urandom(50_000), kind) in ("broken", "not_sound")


def test_a_file_that_ends_too_early_is_said_to_be_cut_off(studio: Studio) -> None:
    sound = wav(tone(8, SPEECH))

    assert problem(studio, sound[: len(sound) // 2]) == "truncated"
    assert problem(studio, JFK.read_bytes()[:600_000]) == "truncated"


@pytest.mark.long
def test_a_film_or_an_mp3_that_ends_too_early_is_said_to_be_cut_off(studio: Studio, tmp_path: Path) -> None:
    mp3 = encoded(tmp_path, "a.mp3", "-i", str(JFK))

    assert problem(studio, mp3[: len(mp3) // 2]) == "truncated"
    assert problem(studio, (SAMPLES / "friday.mp4").read_bytes()[:300_000], FileKind.VIDEO) == "truncated"


def test_silence_is_refused_before_anything_is_made_of_it(studio: Studio) -> None:
    hiss = array("h", [20 if number % 3 else -20 for number in range(96_000)])

    assert problem(studio, wav(array("h", bytes(2 * 480_000)) + hiss)) == "silent"


def test_what_is_too_long_is_refused_whether_its_head_says_so_or_not(tmp_path: Path) -> None:
    studio = Studio(tmp_path, longest_ms=5_000)
    (tmp_path / "a.wav").write_bytes(wav(tone(6, SPEECH)))
    no_head = encoded(tmp_path, "a.webm", "-i", str(tmp_path / "a.wav"), "-c:a", "libopus", "-live", "1", "-f", "webm")

    assert problem(studio, JFK.read_bytes()) == "too_long"
    assert problem(studio, no_head) == "too_long"


def test_pictures_that_are_too_large_are_refused(tmp_path: Path) -> None:
    studio = Studio(tmp_path, pixels=640 * 480 - 1)

    assert problem(studio, (SAMPLES / "friday.mp4").read_bytes(), FileKind.VIDEO) == "too_large"


def test_a_form_that_is_not_on_the_list_is_not_tried(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wav(tone(1, SPEECH)))
    rare = encoded(tmp_path, "a.mkv", "-i", str(tmp_path / "a.wav"), "-c:a", "tta")

    assert problem(studio, rare) in ("unsupported", "broken")
    assert (
        form_of(b"#EXTM3U\n") is form_of(b"ffconcat") is form_of(b"v=0\r\no=") is form_of(b"\x89PNG\r\n\x1a\n") is None
    )


@pytest.mark.long
def test_an_attachment_that_unpacks_to_much_costs_nothing(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wav(tone(1, SPEECH)))
    (tmp_path / "bomb.ttf").write_bytes(bytes(30_000_000))
    attached = ["-attach", str(tmp_path / "bomb.ttf"), "-metadata:s:t", "mimetype=application/x-truetype-font"]
    film = encoded(tmp_path, "a.mkv", "-i", str(tmp_path / "a.wav"), *attached, "-c:a", "flac")

    made = studio.make(film)

    assert sum(one.length for one in made.copies) < 40_000


def test_a_master_that_was_changed_where_it_lies_is_said_to_be_damaged(studio: Studio) -> None:
    master = studio.master(JFK.read_bytes())
    (path,) = (one for one in (studio.folder / "vault").rglob("*") if one.is_file())
    sealed = bytearray(path.read_bytes())
    sealed[5 * FRAME_BYTES] ^= 1
    path.write_bytes(sealed)

    with pytest.raises(RecordingRefused) as refused:
        studio.tools.make(master, cut=(), begin=lambda _: None, progress=lambda _: True)

    assert refused.value.problem is MediaProblem.DAMAGED


def test_a_sealed_file_reads_the_same_from_any_place_and_not_beyond_its_seal(studio: Studio) -> None:
    content = os.urandom(3 * FRAME_BYTES + 17)
    master = studio.master(content)
    with sealed_file(studio.vault, master.vault_id) as descriptor:
        file = SealedFile(descriptor, context=master.vault_id, key=bytes.fromhex(master.vault_key))
        for at, length in ((0, 10), (FRAME_BYTES - 3, 9), (2 * FRAME_BYTES, FRAME_BYTES), (len(content) - 5, 50)):
            file.seek(at)
            found = b""
            while len(found) < length and (piece := file.read(length - len(found))):
                found += piece
            assert found == content[at : at + length]
        with pytest.raises(SealBroken):
            SealedFile(descriptor, context="0" * 32, key=bytes.fromhex(master.vault_key))


def test_the_reader_stands_behind_every_wall_that_this_machine_has(studio: Studio) -> None:
    from memorial.adapters.media.images import standing_walls

    master = studio.master(JFK.read_bytes())
    with sealed_file(studio.vault, master.vault_id) as file:
        memory, limits = 1 << 30, (60, 60.0)
        question = Question(
            Task.PROBE, file, master.vault_id, master.vault_key, memory=memory, cpu_seconds=limits[0],
            wall_seconds=limits[1], pixels=1, longest_ms=10**9,
        )  # fmt: skip
        with Child(question) as child:
            walls = next(said["walls"] for said in child.lines() if "walls" in said)

    assert set(walls) == set(standing_walls())


def test_ffmpeg_opens_no_file_and_no_address(studio: Studio, tmp_path: Path) -> None:
    secret = tmp_path / "secret.wav"
    secret.write_bytes(wav(tone(1, SPEECH)))
    ffmpeg = studio.tools.ffmpeg
    assert ffmpeg is not None

    def read_by(start: object, source: str) -> bytes:
        reading, writing = os.pipe()
        words = ["-nostdin", "-i", source, "-c", "copy", "-f", "wav", f"pipe:{writing}"]
        if start is encoder.start:
            process = encoder.start(ffmpeg, words, [writing], memory=1536 << 20, cpu=10, wall=20)
        else:
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            process = subprocess.Popen([ffmpeg, *words], pass_fds=[writing], **quiet)  # type: ignore[call-overload]
        os.close(writing)
        with os.fdopen(reading, "rb") as arriving:
            content = arriving.read()
        process.wait(30)
        return content

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.setblocking(False)
        assert len(read_by(subprocess, str(secret))) > 90_000
        assert read_by(encoder.start, str(secret)) == b""
        assert read_by(encoder.start, f"http://127.0.0.1:{listening.getsockname()[1]}/a.wav") == b""
        with pytest.raises(BlockingIOError):
            listening.accept()


def test_no_secret_of_ours_stands_in_the_environment_of_a_child(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEMORIAL_MAIL_URL", "smtp://user:password@host")
    from memorial.adapters.media.conversation import environment

    assert set(environment()) <= {"PYTHONPATH", "PYTHONUTF8", "LC_ALL", "MALLOC_ARENA_MAX", "LD_LIBRARY_PATH"}


@pytest.mark.long
@pytest.mark.timeout(900)
def test_ten_hours_of_silence_are_refused_within_a_minute_of_work(studio: Studio, tmp_path: Path) -> None:
    silence = encoded(tmp_path, "a.flac", "-f", "lavfi", "-i", "anullsrc=r=44100:cl=stereo", "-t", "36000")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert problem(studio, silence) == "silent"

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert used < 60
    print(f"ten hours of silence: {used:.1f} s of work", file=sys.stderr)
