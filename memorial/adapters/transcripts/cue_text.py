"""The words within a WebVTT cue: who speaks, in which language, what is marked; and back.

webvtt-py gives the words of a cue without its tags, with its entities, and the first voice only; so this reads them.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from memorial.domain.writing import clean, clean_line

_TAG = re.compile(r"<(/?)([A-Za-z]{1,20}|\d[\d:.]{0,20}|(?=/>|>))((?:\.[^\s<>]{0,200})?)(?:[ \t\n]([^<>]{0,500}))?/?>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_FORMATTING = frozenset(
    ("b", "i", "u", "s", "em", "strong", "ruby", "rt", "font", "span", "p", "div", "sub", "sup", "c")
)
_MARK = re.compile(r"<(lang [^<>\s]+(?<!-)|c\.[^<>\s]+(?<!-))>(.+)</(?:lang|c)>")
_VOICE_MARK = re.compile(r"<v(\.[^<>\s]+)>")


@dataclass
class Voice:
    """What one person says in a cue. `marks`: lines for the cue's note, of words in another language or of a class."""

    speaker: str = ""
    text: str = ""
    language: str = ""
    marks: tuple[str, ...] = ()


@dataclass
class _Reading:
    """The voice that is being read, and the tags that are open, with the place where each began."""

    speaker: str = ""
    classes: str = ""
    text: str = ""
    open: list[tuple[str, int]] = field(default_factory=list)
    spans: list[tuple[str, int, int]] = field(default_factory=list)


def voices(payload: str) -> tuple[list[Voice], bool]:
    """Everything that is said in it, and whether something that is no word was left out."""
    reading, found, formatting, at = _Reading(), [], False, 0
    for tag in _TAG.finditer(payload):
        closing, name, classes, annotation = tag[1], tag[2].lower(), tag[3], tag[4] or ""
        if not (name in _FORMATTING or name in ("v", "lang", "br", "") or name[:1].isdigit()):
            # Somebody wrote <laughs> or <inaudible>: these are words.
            continue
        reading.text += _plain(payload[at : tag.start()])
        at = tag.end()
        if name == "br":
            reading.text += "\n"
        elif name == "v":
            found.append(reading)
            reading = _Reading() if closing else _Reading(_one_line(annotation), classes)
        elif name == "lang" or (name == "c" and (classes or closing)):
            formatting |= _open_or_close(reading, closing, name, classes, annotation)
        else:
            formatting |= bool(name)
    reading.text += _plain(payload[at:])
    return [_voice(one) for one in (*found, reading) if one.text.strip()], formatting


def _open_or_close(reading: _Reading, closing: str, name: str, classes: str, annotation: str) -> bool:
    """True where the tag could not be taken for a mark."""
    if not closing:
        language = (annotation.split() or [""])[0]
        if name == "lang" and not language:
            return True
        reading.open.append((f"lang {language}" if name == "lang" else f"c{classes}", len(reading.text)))
        return False
    for position in range(len(reading.open) - 1, -1, -1):
        opening, start = reading.open[position]
        if opening.startswith((f"{name} ", f"{name}.")):
            del reading.open[position]
            reading.spans.append((opening, start, len(reading.text)))
            return False
    return False


def _voice(reading: _Reading) -> Voice:
    spans = [*reading.spans, *((opening, start, len(reading.text)) for opening, start in reading.open)]
    whole, language, marks = tidy(reading.text), "", []
    for opening, start, end in sorted(spans, key=lambda span: (span[1], -span[2])):
        words = tidy(reading.text[start:end])
        if words == whole and opening.startswith("lang ") and not language:
            language = opening.removeprefix("lang ")
        elif words:
            marks.append(f"<{opening}>{_one_line(words)}</{opening.partition(' ')[0].partition('.')[0]}>")
    if reading.classes and reading.speaker:
        marks.append(f"<v{reading.classes}>")
    return Voice(reading.speaker, whole, language, tuple(marks))


def _plain(words: str) -> str:
    return _ENTITY.sub(lambda found: html.unescape(found[0]), words)


def _one_line(words: str) -> str:
    return clean_line(_plain(words))


def tidy(text: str) -> str:
    """Clean, with no space at the ends of its lines and no empty line at its own ends."""
    return "\n".join(line.strip() for line in clean(text).split("\n")).strip("\n")


def notes_of(keyword: str, text: str) -> tuple[str, ...]:
    """Text that belongs to no line, as notes of a transcript: one for each paragraph, since an empty line ends one."""
    return tuple(f"{keyword}\n{part}" for part in re.split(r"\n{2,}", tidy(text)) if part)


# Going out


def payload(text: str, speaker: str, language: str, marks: tuple[str, ...]) -> str:
    """The same words as they stand in a cue: no empty line, nothing that could be taken for a time or a tag.

    `marks` have all to be of those words, see `divided_note`.
    """
    # A name that ends with dashes would make an arrow with the end of its tag.
    name = re.sub(r"-\Z", "&#45;", escaped(clean_line(speaker)))
    before = f"<v{_classes(marks)} {name}>" if name else ""
    body = _with_marks(tidy(text), marks)
    if language:
        body = f"<lang {language}>{body}</lang>"
    return before + re.sub(r"\n(?=\n)", "<br>", body)


def divided_note(note: str, text: str, speaker: str) -> tuple[str, tuple[str, ...]]:
    """A note without the marks at its end, and these marks; none are taken where not all of them fit the words."""
    lines = note.split("\n")
    first = len(lines)
    while first and (_MARK.fullmatch(lines[first - 1]) or _VOICE_MARK.fullmatch(lines[first - 1])):
        first -= 1
    marks = tuple(lines[first:])
    if not marks or _placed(tidy(text), marks) is None or any(map(_VOICE_MARK.fullmatch, marks[:-1])):
        return note, ()
    if _classes(marks) and not speaker:
        return note, ()
    return "\n".join(lines[:first]).rstrip("\n"), marks


def _classes(marks: tuple[str, ...]) -> str:
    return next((found[1] for mark in marks if (found := _VOICE_MARK.fullmatch(mark))), "")


def _placed(text: str, marks: tuple[str, ...]) -> list[tuple[int, int, str]] | None:
    """Where the marked words stand, one after the other; None where they do not."""
    placed: list[tuple[int, int, str]] = []
    at = 0
    for mark in marks:
        found = _MARK.fullmatch(mark)
        if found is None:
            continue
        start = text.find(found[2], at)
        if start < 0 or found[2] == text:
            return None
        at = start + len(found[2])
        placed.append((start, at, found[1]))
    return placed


def _with_marks(text: str, marks: tuple[str, ...]) -> str:
    written, at = "", 0
    for start, end, opening in _placed(text, marks) or ():
        name = "lang" if opening.startswith("lang ") else "c"
        written += f"{escaped(text[at:start])}<{opening}>{escaped(text[start:end])}</{name}>"
        at = end
    return written + escaped(text[at:])


def escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
