"""Daitch–Mokotoff codes of a word in Latin letters, after the published table: a baseline, no part of the program.

Codes have six digits. Where a group of letters may be read in two ways, a word has a code for each.
"""

from __future__ import annotations

from functools import lru_cache

_TABLE = """
ai aj ay: 0 1 -
au: 0 7 -
a: 0 - -
b: 7 7 7
chs: 5 54 54
ch: 5|4 5|4 5|4
ck: 5|45 5|45 5|45
cz cs csz czs: 4 4 4
c: 5|4 5|4 5|4
drz drs ds dsh dsz dz dzh dzs: 4 4 4
d dt: 3 3 3
ei ej ey: 0 1 -
eu: 1 1 -
e: 0 - -
fb f: 7 7 7
g: 5 5 5
h: 5 5 -
ia ie io iu: 1 - -
i: 0 - -
j: 1|4 -|4 -|4
ks: 5 54 54
kh k: 5 5 5
l: 8 8 8
mn nm: 66 66 66
m n: 6 6 6
oi oj oy: 0 1 -
o: 0 - -
p pf ph: 7 7 7
q: 5 5 5
rz rs: 94|4 94|4 94|4
r: 9 9 9
schtsch schtsh schtch shtch shch shtsh stch stsch sc strz strs stsh szcz szcs: 2 4 4
sch sh sz s: 4 4 4
sht scht schd st szt shd szd sd: 2 43 43
tch ttch ttsch trz trs tsch tsh ts tts ttsz tc tz ttz tzs tsz: 4 4 4
th t: 3 3 3
ui uj uy: 0 1 -
u ue: 0 - -
v w: 7 7 7
x: 5 54 54
y: 1 - -
zdz zdzh zhdzh: 2 4 4
zd zhd: 2 43 43
zh zs zsch zsh z: 4 4 4
"""
LENGTH = 6
LONGEST_GROUP = 7
_BEFORE_VOWEL = frozenset("aeiouyj")
_NOT_CODED = "-"
_NEVER_ONE = frozenset({"mn", "nm"})
"""Two equal digits, both of which count."""


def _read(table: str) -> dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    """Group of letters → its digits at the beginning, before a vowel, elsewhere."""
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {}
    for line in table.strip().splitlines():
        groups, _, columns = line.partition(":")
        first, before_vowel, elsewhere = (tuple(column.split("|")) for column in columns.split())
        found |= dict.fromkeys(groups.split(), (first, before_vowel, elsewhere))
    return found


_GROUPS = _read(_TABLE)


@lru_cache(maxsize=1 << 17)
def daitch_mokotoff(word: str) -> frozenset[str]:
    """All codes of one word in a–z; letters that are none are passed over."""
    letters = "".join(letter for letter in word.lower() if "a" <= letter <= "z")
    if not letters:
        return frozenset()
    # What was said so far → the digits of the group before, with which equal ones become one.
    codes = {("", "")}
    at = 0
    while at < len(letters):
        group = _longest_group(letters, at)
        following = at + len(group)
        before_vowel = letters[following : following + 1] in _BEFORE_VOWEL
        codes = {
            _with(code, before, digits, forced=group in _NEVER_ONE)
            for code, before in codes
            for digits in _digits(group, starts=at == 0, before_vowel=before_vowel)
        }
        at = following
    return frozenset(code[:LENGTH].ljust(LENGTH, "0") for code, _before in codes)


def _longest_group(letters: str, at: int) -> str:
    for length in range(LONGEST_GROUP, 0, -1):
        if (group := letters[at : at + length]) in _GROUPS and len(group) == length:
            return group
    raise AssertionError(f"no letter of a–z: {letters[at]}")


def _digits(group: str, *, starts: bool, before_vowel: bool) -> tuple[str, ...]:
    first, vowel_next, elsewhere = _GROUPS[group]
    return first if starts else vowel_next if before_vowel else elsewhere


def _with(code: str, before: str, digits: str, *, forced: bool) -> tuple[str, str]:
    if digits == _NOT_CODED:
        return code, ""
    if before[-1:] == digits[0] and not forced:
        return code + digits[1:], digits
    return code + digits, digits
