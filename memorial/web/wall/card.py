"""The picture of a link: a memorial's title on paper, drawn from the letters that its pages use.

Each word is drawn in its own script, and the words are set in the order in which their direction is read. A title with
a letter that we have no font for is not drawn at all, rather than as empty boxes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
_MARGIN = 100
_PAPER, _INK, _RULE = "#FAF8F4", "#1E1C19", "#8A8276"
_SIZES = (84, 72, 60, 50, 42, 34)
_MOST_LINES = 5
_LINE = 1.4
_SPACE = 0.26
_MIRRORED = str.maketrans("()[]«»", ")(][»«")
_RIGHT_TO_LEFT = frozenset({"arabic", "hebrew"})
_FONTS = (
    ("armenian", ((0x531, 0x58F),)),
    ("georgian", ((0x10A0, 0x10FF),)),
    ("hebrew", ((0x591, 0x5F4),)),
    ("arabic", ((0x60C, 0x657), (0x660, 0x6D5), (0x6EE, 0x6FF))),
    ("cyrillic-ext", ((0x48A, 0x48F), (0x492, 0x4AF), (0x4B2, 0x52F))),
    ("cyrillic", ((0x400, 0x45F), (0x490, 0x491), (0x4B0, 0x4B1), (0x2116, 0x2116))),
    ("greek", ((0x384, 0x3CE),)),
    ("latin-ext", ((0x100, 0x130), (0x132, 0x151), (0x154, 0x17F), (0x18F, 0x18F), (0x218, 0x21B), (0x259, 0x259))),
    ("latin", ((0x21, 0x7E), (0xA1, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x2013, 0x2014), (0x2018, 0x201A),
               (0x201C, 0x201E), (0x2026, 0x2026), (0x2116, 0x2116))),
)  # fmt: skip


@dataclass(frozen=True)
class _Run:
    """Letters of one script that stand together; `font` names its file."""

    text: str
    font: str


_Word = tuple[_Run, ...]


def can_be_drawn(title: str) -> bool:
    """Whether there is a font for each of its letters."""
    return bool(title.split()) and all(_runs(word) for word in title.split())


@lru_cache(maxsize=64)
def card(title: str, fonts: Path, right_to_left: bool) -> bytes | None:
    """The picture as PNG; None where the title cannot be drawn whole."""
    if not can_be_drawn(title):
        return None
    words = [_runs(word) for word in title.split()]
    for size in _SIZES:
        lines = _lines(words, size, fonts)
        if len(lines) <= _MOST_LINES and all(_width(line, size, fonts) <= WIDTH - 2 * _MARGIN for line in lines):
            return _drawn(lines, size, fonts, right_to_left)
    return None


def _runs(word: str) -> _Word:
    """Nothing where a letter of it has no font."""
    named = [(_font_of(letter), letter) for letter in word]
    if not all(font for font, _ in named):
        return ()
    return tuple(_Run("".join(one for _, one in group), font) for font, group in groupby(named, key=lambda at: at[0]))


def _font_of(letter: str) -> str:
    """'' where there is none."""
    code = ord(letter)
    return next((font for font, spans in _FONTS if any(first <= code <= last for first, last in spans)), "")


def _font(name: str, size: int, fonts: Path) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(fonts / f"{name}.woff2", size)


def _width(line: Sequence[_Word], size: int, fonts: Path) -> float:
    return sum(_word_width(word, size, fonts) for word in line) + size * _SPACE * (len(line) - 1)


def _word_width(word: _Word, size: int, fonts: Path) -> float:
    return sum(_font(run.font, size, fonts).getlength(run.text) for run in word)


def _lines(words: Sequence[_Word], size: int, fonts: Path) -> list[list[_Word]]:
    """Words as they fill the lines, in the order in which they are read."""
    lines: list[list[_Word]] = [[]]
    for word in words:
        if lines[-1] and _width([*lines[-1], word], size, fonts) > WIDTH - 2 * _MARGIN:
            lines.append([])
        lines[-1].append(word)
    return lines


def _as_seen(line: Sequence[_Word], right_to_left: bool) -> Iterator[_Word]:
    """From left to right, each word as its letters stand. Words of the other direction keep their own order."""
    leftward = right_to_left
    told = list[tuple[bool, _Word]]()
    for word in line:
        # Numbers and signs stand on their own, and follow the word before them.
        leftward = _own_direction(word, leftward)
        told.append((leftward, word))
    together = [(goes, [word for _, word in group]) for goes, group in groupby(told, key=lambda one: one[0])]
    for goes, words in reversed(together) if right_to_left else together:
        yield from (_turned(word) for word in reversed(words)) if goes else words


def _own_direction(word: _Word, before: bool) -> bool:
    if any(run.font in _RIGHT_TO_LEFT for run in word):
        return True
    return before and not any(letter.isalpha() for run in word for letter in run.text)


def _turned(word: _Word) -> _Word:
    """Its parts from right to left, with brackets that open the other way. Its own letters turn by themselves."""
    return tuple(run if run.font in _RIGHT_TO_LEFT else _Run(run.text.translate(_MIRRORED), run.font) for run in word)[
        ::-1
    ]


def _drawn(lines: Sequence[Sequence[_Word]], size: int, fonts: Path, right_to_left: bool) -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(picture)
    step = size * _LINE
    baseline = (HEIGHT - _MARGIN - step * len(lines)) / 2 + size
    for line in lines:
        along = WIDTH - _MARGIN - _width(line, size, fonts) if right_to_left else float(_MARGIN)
        for word in _as_seen(line, right_to_left):
            for run in word:
                font = _font(run.font, size, fonts)
                pen.text((along, baseline), run.text, font=font, fill=_INK, anchor="ls")
                along += font.getlength(run.text)
            along += size * _SPACE
        baseline += step
    pen.line((_MARGIN, HEIGHT - _MARGIN, WIDTH - _MARGIN, HEIGHT - _MARGIN), fill=_RULE, width=2)
    buffer = io.BytesIO()
    # Paper, ink and the greys between them: few colours, and a small file.
    picture.quantize(colors=16, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
