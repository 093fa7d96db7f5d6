"""One interview for the journeys: what is said and heard in it, and the hand of an archivist who enters it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import tones
from tests.journeys.hand import Hand
from tests.journeys.places import Place
from tests.journeys.plain_browser import PlainBrowser

TITLE = "Nets, lamps and the long pier"
NARRATOR = "Ada Reed"
SPOKEN, KEPT_BACK = 440, 1400
"""The tone (in hertz) of what may be heard, and the one of what is sealed later."""
EACH = 4
"""Seconds of every line."""
LINES = (
    "I was born above the chandlery, in the room with the round window.",
    "My father mended nets, and my mother kept the lamps of the harbour.",
    "In winter we burned driftwood, and the walls were white with salt.",
    "Brimhollow was what we called the cellar where the sails were dried.",
    "On Saturdays the whole street came down to the long pier.",
    "Somebody always brought a fiddle, and somebody else brought bread.",
    "The ferry came in at seven, unless the fog was thick.",
    "Then the keeper rang the tamarisk bell until the ferry answered.",
    "I can hear it still when the wind turns in the evening.",
    "That is what I wanted to tell, before I forget the names.",
)
SEALED, OTHER, FOUND = 3, 5, 7
"""The line that is sealed later, and two that a visitor looks for."""
WORD, SECRET = "tamarisk", "brimhollow"


def webvtt() -> str:
    """What was written down of it, as another program gives it out."""
    times = [f"00:00:{n * EACH:02d}.000" for n in range(len(LINES) + 1)]
    cues = [
        f"{start} --> {end}\n<v {NARRATOR}>{text}</v>\n"
        for start, end, text in zip(times, times[1:], LINES, strict=False)
    ]
    return "\n".join(["WEBVTT\n", *cues])


def tape() -> bytes:
    """Its sound: one tone, and another one during the line that is sealed later."""
    return tones.recorded([KEPT_BACK if second // EACH == SEALED else SPOKEN for second in range(EACH * len(LINES))])


def loudness_of_line(sound: Sequence[int], line: int, height: int) -> float:
    """How loud a tone is in the middle of a line."""
    return tones.loudness(tones.at(sound, line * EACH + 1, (line + 1) * EACH - 1), height)


@dataclass
class Desk:
    """An archivist with one interview, at the address `here`."""

    hand: Hand
    here: str

    @property
    def id(self) -> str:
        return self.here.rpartition("/")[2]

    def do(self, action: str, **given: str) -> None:
        """One act on its own page; what is `on` is ticked."""
        self.hand.open(f"{self.here}/do/{action}")
        self._fill(given)
        self.hand.press()

    def bring(self, action: str, file: Path, **given: str) -> None:
        """A file, by a plain form."""
        self.hand.open(f"{self.here}/do/{action}")
        self._fill(given)
        self.hand.choose_files(file)
        self.hand.press()

    def _fill(self, given: dict[str, str]) -> None:
        for name, value in given.items():
            if value == "on":
                self.hand.page.locator(f"main input[name={name}]").check()
            elif self.hand.page.locator(f"main input[type=radio][name={name}]").count():
                self.hand.choose(name, value)
            else:
                self.hand.type(name, value)


def enter(archivist: Hand, place: Place, folder: Path) -> Desk:
    """By the forms of the desk: who tells, when, the recording, the transcript, and the form that was signed."""
    archivist.sign_in("archivist")
    archivist.open(f"/desk/interviews?memorial={place.memorial.slug}")
    archivist.type("title_en", TITLE)
    archivist.press()
    desk = Desk(archivist, archivist.path)
    desk.do("narrator", name=NARRATOR, language="en", shown="full")
    desk.do("session", on="2026-02-01")
    sound, words = folder / "tape.wav", folder / "tape.vtt"
    sound.write_bytes(tape())
    words.write_text(webvtt(), encoding="utf-8")
    desk.bring("recording", sound)
    desk.bring("transcript", words, language="en")
    desk.do(
        "release", text_en="I allow it.", version="1", signed_on="2026-02-01", signed_by=NARRATOR, how="signed",
        allows_recording="on", allows_transcript="on",
    )  # fmt: skip
    return desk


def sounds_at(visitor: PlainBrowser, path: str) -> list[str]:
    """The addresses of the sound that a page offers."""
    return sorted(set(re.findall(r"/media/[0-9a-z]+\.mp3", visitor.open(path).text)))


def wait_until(true: Callable[[], bool], what: str, seconds: float = 120) -> None:
    """For what the program does by itself meanwhile."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"not within {seconds} s: {what}"
        time.sleep(0.1)
