"""How words arrive: one normal form, no invisible characters but those that a script needs, no leaking direction."""

from __future__ import annotations

import re
import unicodedata

# Scripts whose letters join or stack, where ZERO WIDTH (NON-)JOINER is spelling: Arabic and its relatives, the Indic
# scripts, Tibetan, Myanmar, Khmer, Mongolian, N'Ko, Adlam, Hanifi Rohingya.
_JOINING = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1b00-\u1bff\ua840-\ua8ff\ua980-\ua9df\uaa60-\uaa7f"
    "\ufb50-\ufdff\ufe70-\ufefc\U00010d00-\U00010d3f\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
# Scripts written without spaces, where ZERO WIDTH SPACE says where a line may break.
_UNSPACED = "\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u1950-\u19df\ua9e0-\ua9ff\uaa60-\uaadf"
_EMOJI = "\u2190-\u2328\u232b-\u2bff\u3030\u303d\ufe0f\U0001f000-\U0001faff"

_JOINERS = re.compile("[\u200c\u200d]+")
_KEEPS_JOINERS = re.compile(f"[{_JOINING}]")
_KEEPS_EMOJI_JOINER = re.compile(f"[{_EMOJI}]")
_BREAKS = re.compile(f"(?<![{_UNSPACED}])\u200b+|\u200b+(?![{_UNSPACED}])")
_GRAPHEME_JOINERS = re.compile("\u034f+")

# Invisible, and in no script's spelling: soft hyphen, vowel separator, word joiner and its invisible relatives,
# byte order marks, annotation marks, tags, noncharacters, and control characters but tab and line end.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u2060-\u2065\u206a-\u206f\ufeff\ufff0-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff]"
    "|[" + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17)) + "]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c]|\x85|\u2028|\u2029")

# No script stacks this many marks on one letter. What does is meant to smear over its neighbours, and normalising a
# long pile takes quadratic time (5.6 s for 100 kB).
MOST_MARKS = 12

_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_EMBEDDINGS, _POP_EMBEDDING = frozenset("\u202a\u202b"), "\u202c"
_OVERRIDES = frozenset("\u202d\u202e")
_ISOLATES, _POP_ISOLATE = frozenset("\u2066\u2067\u2068"), "\u2069"


def clean(text: str) -> str:
    """The text as it is kept: NFC, `\\n` as line end, no stray invisible character, direction balanced in each line.

    No letter, digit or visible sign is lost; `clean(clean(text)) == clean(text)`. It runs before anything is measured,
    hashed, searched or matched with a withheld name, so that an invisible character can hide nothing.
    """
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    if text.isascii():
        return text
    text = _SURROGATES.sub("\ufffd", text)
    text = "\n".join(map(_balanced, text.split("\n")))
    text = _BREAKS.sub("", text)
    text = _JOINERS.sub(_needed_joiner, text)
    text = _GRAPHEME_JOINERS.sub(_needed_grapheme_joiner, text)
    return _without_piles(unicodedata.normalize("NFC", _without_piles(text, 4 * MOST_MARKS)), MOST_MARKS)


def clean_line(text: str) -> str:
    """The same for a name, a place, a caption: one line, single spaces, none at the ends."""
    return " ".join(clean(text).split())


def has_direction_override(text: str) -> bool:
    """Whether the text tries to turn letters round; a label for a reader, never a reason to refuse."""
    return any(control in text for control in _OVERRIDES)


def splits_a_character(text: str, at: int) -> bool:
    """Whether cutting before `text[at]` would tear apart what a reader sees as one character.

    A simplified reading of Unicode's grapheme clusters (UAX 29); where in doubt it says yes.
    """
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.category(after) in {"Mn", "Me", "Mc"} or after in "\u200c\u200d" or _is_skin_tone(after):
        return True
    if before == "\u200d" or unicodedata.combining(before) == 9 or unicodedata.category(before) == "Cs":
        return True
    if _is_flag_letter(before) and _is_flag_letter(after):
        return _flag_letters_before(text, at) % 2 == 1
    if _is_jamo(after):
        return _is_jamo(before) or "가" <= before <= "힣"
    return before + after == "\r\n"


def _needed_joiner(found: re.Match[str]) -> str:
    before = found.string[found.start() - 1] if found.start() else ""
    if _KEEPS_JOINERS.match(before):
        return found[0][0]
    after = found.string[found.end() : found.end() + 1]
    emoji = "\u200d" in found[0] and _KEEPS_EMOJI_JOINER.match(before) and _KEEPS_EMOJI_JOINER.match(after)
    return "\u200d" if emoji else ""


def _needed_grapheme_joiner(found: re.Match[str]) -> str:
    """Biblical Hebrew sets it between two points to fix their order; elsewhere it only hides words from a search."""
    before = found.string[found.start() - 1] if found.start() else ""
    return "\u034f" if "\u0591" <= before <= "\u05c7" else ""


def _without_piles(text: str, most: int) -> str:
    marks = [character for character in set(text) if unicodedata.combining(character)]
    if not marks:
        return text
    one = "[" + re.escape("".join(marks)) + "\u034f]"
    return re.sub(f"({one}{{{most}}}){one}+", r"\1", text)


def _balanced(line: str) -> str:
    """The line without overrides, without openings that never close, without closings that nothing opened."""
    if not _BIDI_CONTROLS.search(line):
        return line
    kept = list(line)
    opened: list[tuple[int, str]] = []
    for place, character in enumerate(line):
        if character in _EMBEDDINGS or character in _OVERRIDES or character in _ISOLATES:
            opened.append((place, character))
        elif character in (_POP_EMBEDDING, _POP_ISOLATE):
            _close(opened, kept, place, character)
    for place, _ in opened:
        kept[place] = ""
    return "".join(kept)


def _close(opened: list[tuple[int, str]], kept: list[str], place: int, closing: str) -> None:
    fits = _ISOLATES if closing == _POP_ISOLATE else _EMBEDDINGS | _OVERRIDES
    if not opened or opened[-1][1] not in fits:
        kept[place] = ""
        return
    opening_place, opening = opened.pop()
    if opening in _OVERRIDES:
        kept[opening_place] = kept[place] = ""


def _is_skin_tone(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_letters_before(text: str, at: int) -> int:
    start = at
    while start and _is_flag_letter(text[start - 1]):
        start -= 1
    return at - start


def _is_jamo(character: str) -> bool:
    return "\u1100" <= character <= "\u11ff" or "\ua960" <= character <= "\ua97f" or "\ud7b0" <= character <= "\ud7ff"
