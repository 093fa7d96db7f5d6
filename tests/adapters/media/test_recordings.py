"""Copies of recordings: what they hold, what is silent and black in them, and what of the original never gets in."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

import pytest

from memorial.adapters.files.vault import FileVault
from memorial.adapters.media.recordings import ConfinedRecordings, RecordingLimits
from memorial.application.ports.recordings import Found, MediaProblem, RecordingRefused, Stopped
from memorial.application.ports.secrets import StorageFull
from memorial.domain.interview import MediaCopy
from memorial.vocabulary import FileKind
from tests.recordings import (
    CANARY,
    SAMPLES,
    SPEECH,
    Studio,
    brightness,
    encoded,
    heard,
    loudest,
    strength,
    tone,
    wav,
    with_canary,
)

QUIET, LOUD = -70.0, 20 * math.log10(0.4)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


def of_format(copies: tuple[MediaCopy, ...], name: str) -> MediaCopy:
    return next(one for one in copies if one.format == name)


def test_speech_becomes_opus_and_mp3_of_the_same_length_and_its_peaks(studio: Studio) -> None:
    begun: list[str] = []
    master = studio.master((SAMPLES / "jfk.flac").read_bytes())

    made = studio.tools.make(master, cut=(), begin=begun.extend, progress=lambda _: True)

    assert {one.vault_id for one in made.copies} <= set(begun)
    assert made.duration == 11_000
    assert [one.format for one in made.copies] == ["opus", "mp3"]
    assert len(made.peaks) == 800
    assert max(made.peaks) == 100
    assert min(made.peaks) >= 0
    copies = studio.copies(made)
    assert len(copies["opus"]) < 60_000
    # Of a constant rate: 24 milliseconds are 192 bytes, so a place in the file is a moment.
    assert len(copies["mp3"]) == pytest.approx(11_000 * 8, abs=3 * 192)
    assert all(abs(len(heard(one)) / 48 - 11_000) < 60 for one in copies.values())


@pytest.mark.long
def test_a_film_becomes_h264_and_aac_with_its_index_in_front_and_a_still(studio: Studio) -> None:
    made = studio.make((SAMPLES / "friday.mp4").read_bytes(), FileKind.VIDEO)

    film, still = of_format(made.copies, "mp4"), of_format(made.copies, "jpeg")
    assert (film.width, film.height) == (still.width, still.height) == (640, 480)
    content = studio.content(film)
    assert 0 < content.index(b"moov") < content.index(b"mdat")
    assert b"x264" not in content
    assert b"Lavf" not in content
    assert studio.content(still).startswith(b"\xff\xd8")
    assert brightness(content, 3.0) > 60
    # What lasts no longer than the work is left for the end of the job, and nothing else.
    named = {one.vault_id for one in made.copies}
    assert len(set(studio.vault.ids()) - named) == 2


def test_nothing_of_a_cut_span_can_be_heard_in_any_copy(studio: Studio) -> None:
    spans = ((1000, 1800), (2600, 2700))
    master = with_canary(4, spans)
    assert strength(heard(master), CANARY, 1.0, 1.8) > -10

    made = studio.make(master, cut=spans)

    assert [one.cut for one in made.copies] == [spans, spans]
    for content in studio.copies(made).values():
        samples = heard(content)
        assert strength(samples, CANARY, 0.8, 2.9) < QUIET
        assert max(loudest(samples, 1.0, 1.8), loudest(samples, 2.6, 2.7)) < 40
        for start, end in ((0.2, 0.8), (2.0, 2.4), (2.9, 3.8)):
            assert strength(samples, SPEECH, start, end) == pytest.approx(LOUD, abs=0.5)
            assert strength(samples, CANARY, start, end) < QUIET
    assert set(made.peaks[200:360]) == {0}
    assert min(made.peaks[:160]) > 80


@pytest.mark.long
def test_a_span_from_the_first_moment_to_behind_the_end_leaves_nothing(studio: Studio) -> None:
    made = studio.make(with_canary(2, ((0, 2000),)), cut=((0, 9_000),))

    assert set(made.peaks) == {0}
    assert all(loudest(heard(one), 0, 2) == 0 for one in studio.copies(made).values())


def test_a_film_is_black_and_silent_within_a_cut_and_its_still_is_from_elsewhere(
    studio: Studio, tmp_path: Path
) -> None:
    (tmp_path / "sound.wav").write_bytes(with_canary(6, ((500, 4000),)))
    red = "color=white:size=160x120:rate=25:duration=6,format=yuv420p,drawbox=w=80:h=120:color=gray:t=fill"
    film = encoded(
        tmp_path, "film.mp4", "-f", "lavfi", "-i", red, "-i", str(tmp_path / "sound.wav"), "-c:a", "aac",
    )  # fmt: skip

    made = studio.make(film, FileKind.VIDEO, cut=((500, 4000),))

    copies = studio.copies(made)
    assert [brightness(copies["mp4"], at) for at in (0.44, 0.5, 2.5, 4.0, 4.08)] == pytest.approx([0] * 5, abs=1)
    assert brightness(copies["mp4"], 0.2) > 100 < brightness(copies["mp4"], 5.0)
    assert strength(heard(copies["mp4"]), CANARY) < QUIET
    assert brightness(copies["jpeg"], 0) > 100

    assert 0 < copies["mp4"].index(b"moov") < copies["mp4"].index(b"mdat")
    assert b"x264" not in copies["mp4"]


@pytest.mark.long
def test_a_film_of_which_all_is_cut_has_no_still(studio: Studio) -> None:
    hidden = studio.make((SAMPLES / "friday.mp4").read_bytes(), FileKind.VIDEO, cut=((0, 7000),))

    assert [one.format for one in hidden.copies] == ["opus", "mp3", "mp4"]


@pytest.mark.long
def test_a_film_that_was_held_upright_is_upright(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"")
    source = "color=black:size=320x180:rate=25:duration=1,drawbox=w=160:h=180:color=white:t=fill"
    encoded(tmp_path, "a.mp4", "-f", "lavfi", "-i", source)
    turned = encoded(tmp_path, "b.mp4", "-display_rotation", "-90", "-i", str(tmp_path / "a.mp4"), "-c", "copy")

    made = studio.make(turned, FileKind.VIDEO)

    film = of_format(made.copies, "mp4")
    assert (film.width, film.height) == (180, 320)
    # The left half was white, and a quarter turn clockwise takes left to above.
    import io

    import av

    frame = next(av.open(io.BytesIO(studio.content(film))).decode(video=0)).reformat(format="gray")
    plane, line = bytes(frame.planes[0]), frame.planes[0].line_size
    assert plane[10 * line + 90] > 200 > 60 > plane[310 * line + 90]


PLANTED = (b"CanaryTitle", b"CanaryArtist", b"CanaryChapter", b"CanaryComment", b"+51.4779", b"CanaryMaker")


def sources_with_tags(folder: Path) -> tuple[list[str], list[str]]:
    """What ffmpeg reads: a tone, and what is planted beside it."""
    chapters = ";FFMETADATA1\ntitle=CanaryTitle\nartist=CanaryArtist\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\n"
    (folder / "tags.txt").write_text(chapters + "title=CanaryChapter\n")
    (folder / "tone.wav").write_bytes(wav(tone(1, SPEECH)))
    tags = ["-map_metadata", "1", "-map_chapters", "1", "-metadata", "comment=CanaryComment"]
    return ["-i", str(folder / "tone.wav"), "-i", str(folder / "tags.txt")], tags


def test_no_tag_place_or_chapter_of_a_film_reaches_a_copy(studio: Studio, tmp_path: Path) -> None:
    sources, tags = sources_with_tags(tmp_path)
    film = encoded(
        tmp_path, "film.mov", *sources, "-f", "lavfi", "-i", "testsrc=size=320x240:rate=25:duration=1",
        "-map", "0", "-map", "2", *tags, "-metadata", "location=+51.4779-000.0015/",
        "-metadata:s:v", "handler_name=CanaryMaker", "-movflags", "use_metadata_tags",
    )  # fmt: skip
    assert all(word in film for word in PLANTED)

    copies = studio.copies(studio.make(film, FileKind.VIDEO))

    assert set(copies) == {"opus", "mp3", "mp4", "jpeg"}
    assert not [(name, word) for name, content in copies.items() for word in PLANTED if word in content]


@pytest.mark.long
def test_no_tag_or_cover_of_a_recording_reaches_a_copy(studio: Studio, tmp_path: Path) -> None:
    sources, tags = sources_with_tags(tmp_path)
    cover = encoded(tmp_path, "cover.png", "-f", "lavfi", "-i", "testsrc=size=64x64:duration=0.1", "-frames:v", "1")
    flac = encoded(
        tmp_path, "a.flac", *sources, "-i", str(tmp_path / "cover.png"), *tags, "-map", "0", "-map", "2",
        "-c:v", "copy", "-disposition:v", "attached_pic",
    )  # fmt: skip
    mp3 = encoded(tmp_path, "a.mp3", *sources, *tags, "-map", "0", "-id3v2_version", "3")
    assert b"CanaryTitle" in flac
    assert cover[40:80] in flac
    assert b"CanaryChapter" in mp3

    for content in (*studio.copies(studio.make(flac)).values(), *studio.copies(studio.make(mp3)).values()):
        assert not [word for word in (*PLANTED, cover[40:80]) if word in content]


def test_a_recording_from_a_browser_with_pauses_keeps_its_time(studio: Studio, tmp_path: Path) -> None:
    """WebM without a length, and with a gap in its clock."""
    (tmp_path / "tone.wav").write_bytes(wav(tone(3, SPEECH)))
    gap = "asetpts=if(lt(T\\,1)\\,PTS\\,PTS+2/TB)"
    recorded = encoded(
        tmp_path, "a.webm", "-i", str(tmp_path / "tone.wav"), "-af", gap, "-c:a", "libopus", "-live", "1", "-f", "webm"
    )

    made = studio.make(recorded)

    assert made.duration == pytest.approx(5000, abs=60)
    samples = heard(studio.content(made.copies[0]))
    assert loudest(samples, 1.2, 2.8) < 100 < loudest(samples, 3.2, 4.8)


def test_it_is_told_what_a_file_is_before_anything_is_made_of_it(studio: Studio) -> None:
    film = studio.master((SAMPLES / "friday.mp4").read_bytes(), FileKind.VIDEO)

    assert studio.tools.probe(film) == Found(6166, True, True, 640, 480)


def test_work_that_is_given_up_leaves_nothing_but_the_master(studio: Studio) -> None:
    begun: list[str] = []
    master = studio.master((SAMPLES / "jfk.flac").read_bytes())

    with pytest.raises(Stopped):
        studio.tools.make(master, cut=(), begin=begun.extend, progress=lambda percent: percent < 90)

    assert len(begun) == 5
    assert list(studio.vault.ids()) == [master.vault_id]
    assert not list(studio.folder.rglob("*.part"))


class FullDisk(FileVault):
    """Has room for the first bytes of a file."""

    def put_back(self, object_id: str, chunks: Iterable[bytes]) -> None:
        for number, _ in enumerate(chunks):
            if number == 1:
                raise StorageFull("the disk is full")


def test_a_full_disk_and_a_copy_that_grows_too_large_are_told_apart(studio: Studio, tmp_path: Path) -> None:
    master = studio.master((SAMPLES / "jfk.flac").read_bytes())
    full = ConfinedRecordings(FullDisk(tmp_path / "vault"), studio.tools.ffmpeg)
    small = ConfinedRecordings(studio.vault, studio.tools.ffmpeg, RecordingLimits(copy_bytes=20_000))

    for tools, problem in ((full, MediaProblem.NO_ROOM), (small, MediaProblem.TOO_LARGE)):
        with pytest.raises(RecordingRefused) as refused:
            tools.make(master, cut=(), begin=lambda _: None, progress=lambda _: True)
        assert refused.value.problem is problem
        assert list(studio.vault.ids()) == [master.vault_id]


def test_without_ffmpeg_nothing_is_made_and_the_reason_is_said(studio: Studio) -> None:
    without = ConfinedRecordings(studio.vault, None)
    master = studio.master((SAMPLES / "jfk.flac").read_bytes())

    with pytest.raises(RecordingRefused) as refused:
        without.make(master, cut=(), begin=lambda _: None, progress=lambda _: True)

    assert refused.value.problem is MediaProblem.NO_TOOLS
