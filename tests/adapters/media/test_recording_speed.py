"""How long copies take, with speech and a film that were really recorded."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import pytest

from memorial.vocabulary import FileKind
from tests.recordings import SAMPLES, Studio, encoded

SHARE = 20
START_UP_SECONDS = 4.0


def again_and_again(folder: Path, sample: str, seconds: int) -> bytes:
    """The sample so often that it lasts so long, not encoded anew."""
    name = f"long{Path(sample).suffix}"
    return encoded(folder, name, "-stream_loop", "-1", "-i", str(SAMPLES / sample), "-t", str(seconds), "-c", "copy")


def taken(studio: Studio, content: bytes, kind: FileKind, said: str) -> float:
    """Wall-clock seconds from the sealed master to the sealed copies."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    made = studio.make(content, kind)
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"\n{said}: {made.duration / 1000:.0f} s ready in {seconds:.1f} s, {work:.1f} s of work",
        file=sys.stderr,
    )
    return seconds


@pytest.mark.alone
def test_a_minute_of_speech_is_ready_in_a_twentieth_of_its_length_and_the_start(tmp_path: Path) -> None:
    speech = again_and_again(tmp_path, "jfk.flac", 60)

    assert taken(Studio(tmp_path), speech, FileKind.AUDIO, "a minute of speech") < 60 / SHARE + START_UP_SECONDS


@pytest.mark.long
@pytest.mark.alone
@pytest.mark.timeout(900)
def test_an_hour_of_speech_is_ready_in_a_twentieth_of_its_length(tmp_path: Path) -> None:
    speech = again_and_again(tmp_path, "jfk.flac", 3600)

    assert taken(Studio(tmp_path), speech, FileKind.AUDIO, "an hour of speech") < 3600 / SHARE


@pytest.mark.long
@pytest.mark.alone
@pytest.mark.timeout(900)
def test_five_minutes_of_film_are_ready_before_they_would_be_over(tmp_path: Path) -> None:
    film = again_and_again(tmp_path, "friday.mp4", 300)

    assert taken(Studio(tmp_path), film, FileKind.VIDEO, "five minutes of film") < 300
