"""How each sound of a name may be written, in scripts with vowels and in scripts without."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from memorial.disclosure.folding import script_of
from memorial.disclosure.text_words import letters_of

# One sound a line: how transliterations write it in a-z and ə | Arabic and Persian | Hebrew. A dash is nothing at all.
# Arabic and Hebrew letters are the canonical ones of `letters_of` (final forms and keyboard variants are one letter).
# The tables are our own, from the romanisations in use for passports and maps (BGN/PCGN, ISO 9, ICAO 9303, ALA-LC) and
# from the habits of Azerbaijani, Turkish, Polish, German and French spelling; no library maps names among these scripts.
_CONSONANTS = """
shch  shch sch sh sc s szcz stch | شتش شچ ش | שצ ש
tsch  tsch tch ch c ts cz | تش چ ش | טש צ
sch   sch sh s sk ch | ش سك سخ | ש סכ
szcz  szcz shch sch sh | شتش ش | שצ ש
dzh   dzh dj j c g dz tz zh y | ج ژ | ג י דז
sh    sh s sch sz ch sj | ش | ש
ch    ch tch tsch c cz ts tj kh h k x sh | چ تش خ ك ش ج | צ כ ח ק טש
zh    zh j z zs rz g | ژ ج ز | ז
kh    kh h x ch k q j g | خ ح ه ك | ח כ
gh    gh g h q k r kh x l ğ | غ ج ق گ ك خ | ג ע ר
ts    ts tz c z s cz tc t | تس ز س ص تز | צ טס
tz    tz ts c z s cz | تز تس ز س ص | צ
dz    dz z ds ts d zh tz | دز ز ذ | ז דז צ
dj    dj dzh j c zh g d | ج | ג
th    th t d f z s | ث ت ط ذ | ת ט
ph    ph f p | ف | פ
sz    sz sh s z ch | ش س ز | ש ס
cz    cz ch c ts | چ تش | צ טש
rz    rz zh r sh z | ژ رز ر ش | ז רז
ck    k ck c q | ك ق | ק כ
qu    k q qu kv kw c | ك ق كو | ק
ks    ks x cs kc xs kz gz | كس خ | קס כס
x     x ks kh h ch z gz cs k | خ كس ح ه | קס כס ח כ
ç     ch tch tsch c s cz ts tz | چ تش ج ش | צ טש
ş     sh s sch sz ch | ش | ש
ž     zh j z g | ژ ج ز | ז
ğ     gh g y h q k - | غ ج گ ي و - | ג ע - ו י
ñ     n ny ni nh gn | ن ني | נ ני
ł     l w v | ل و | ל ו
b     b mp mb | ب پ | ב
c     c k s ts tz dzh dj j ch z dz q | ج ك ق س چ ز تس | ג ק כ ס צ
d     d nt dh dt | د ض ذ ظ ط | ד
f     f ph v p | ف و | פ
g     g gh gk h q j gu k | گ غ ج ق ك | ג
h     h kh x g ch | ه ح خ غ | ה ח
j     j dj dzh zh y i c g dz tz h kh x tj | ج ژ ي خ ه | ג י ז ח
k     k c q ck kh ch | ك ق | ק כ
l     l lh | ل | ל
m     m | م | מ
n     n | ن | נ
p     p ph b | پ ب ف | פ
q     q k g gh kh c ch qu | ق ك غ گ ج خ | ק ג כ
r     r rh | ر | ר
s     s sh c z sch | س ص ش ث ز | ס ש צ
t     t th tt dt | ت ط ث | ט ת
v     v w f u | و ف ڤ ب وو | ו ב וו
w     w v u ou f | و ف ڤ | ו ב וו
z     z s zh ts dz | ز ظ ذ ض س ژ | ז ס צ
"""

# Vowels: the same, with Arabic and Hebrew at the beginning, inside and at the end of a word.
_VOWELS = """
ai   ai ay aj ei ey ej əi əy ae aiy | اي عي ا / ي اي / ي اي | אי איי / י יי אי / י אי איי
ei   ei ey ej ai ay aj e əi əy i | اي عي / ي اي / ي اي | אי איי / י יי אי / י אי
au   au av aw ao ou o | او عو / او و / او و | או אוו / או ו אוו / או ו
eu   eu ev ew eo oi oy | او اي / و يو / و | או אוי / ו אוי / ו
ou   u ou o oo ow w | او ع عو / و - / و | או / ו - / ו
oo   u oo o ou | او / و / و | או / ו / ו
ee   i ee e y | اي / ي / ي | אי / י / י
ae   ae a e ə ai | ا ع / - ا ي / ه ا ي | א ע / - א / ה א
oe   oe o e yo io ə | او ا / و - / و ه | או / ו - / ו ה
ue   ue u yu iu y i | او ي / و - / و | או / ו - / ו
ya   ya ia ja a ea yə iya ie ə | يا اي ي / يا ي ا / يا يه ي | יא י / יא י א / יה יא ה
ia   ia ya ja iya ija ie ea yə iə a | يا ا / يا ي / يا يه ي | יא / יא י / יה יא
ye   ye ie je e iye əye yə iyə | ي اي يي / ي يي - / ي يه ه | י אי / י יי - / ה יה י
ie   ie ye je e i iye ij iyə | ي اي / ي يي / ي يه | י אי / י יי / י יה
yo   yo io jo o e oe ö | يو او / يو و / يو و | יו או / יו ו / יו ו
yu   yu iu ju u ue y ou | يو او ي / يو و / يو و | יו או / יו ו / יו ו
iu   iu yu ju u iyu | يو / يو و / يو و | יו / יו ו / יו ו
a    a ə aa | ا ع عا / - ا ه ع / ا ه ي | א ע / - א ע / ה א
e    e ə ye ie je ae | ا اي ع عي ي / - ي ا ه / ه ي ا | א אי ע / - י א ע / ה י א
i    i y iy ij yi ie j ei oi | اي ا ع عي ي / ي - ا / ي | אי ע א י / י - / י
o    o oh ou au w ö | او ا ع عو / و - ا / و | או ע / ו - / ו
u    u ou oo ow w yu iu ue v | او ا ع عو و / و - / و | או ע ו / ו - / ו
y    y i j gi yi g | ي اي / ي / ي | י אי / י יי / י
ə    ə e a ya ia ae ea | ا ع اي / - ا ه ع ي / ه ا ي | א ע / - א ע / ה א
ö    o oe e yo io eu ue u | او ا ي / و - / و | או / ו - / ו
ü    u ue yu iu ju y i | او ا ي / و - ي / و | או / ו - י / ו
ı    i y u e | اي ا / ي - / ي | אי א / י - / י
"""

# The letters of names that are given in Arabic or Hebrew script: in a-z and ə | in Arabic script | in Hebrew script.
_ABJAD_LETTERS = """
ا  a e i o u ə ou ee oo ae ya ay ai - | ا ع ه - | א ע ה -
ب  b p v | ب پ ڤ | ב פ
پ  p b ph | پ ب ف | פ
ت  t th tt | ت ط ث | ת ט
ث  th t s f | ث ت س | ת ט ס
ج  j dj dzh g c zh ch dsch gu y | ج چ گ ژ | ג ז י צ
چ  ch c tch tsch cz ts sh j | چ ج ش تش | צ טש ג
ح  h kh x ch g | ح ه خ | ח ה כ
خ  kh x h ch k j | خ ح ه | ח כ
د  d t dh dd | د ذ ض ت | ד ט
ذ  dh d z th | ذ ز د ظ | ז ד
ر  r rh | ر | ר
ز  z s | ز ظ ذ ض ژ | ז ס
ژ  zh j z | ژ ج ز | ז ג
س  s c sh z | س ص ش ث | ס ש צ
ش  sh s ch sch sz | ش س | ש ס
ص  s c | ص س | ס צ
ض  d z dh dz | ض ظ د ز | ד צ ז
ط  t th | ط ت | ט ת
ظ  z d dh th zh | ظ ض ز ذ | ז ט צ
ع  - a e i o u aa ou | ع ا - | ע א -
غ  gh g h q r ğ | غ گ ج ق | ג ע ר
ف  f v ph p | ف ڤ و | פ ו
ڤ  v w f | ڤ ف و | ב ו
ق  q k g gh c kh | ق ك غ گ | ק ג כ
ك  k c q ck kh g | ك ق گ | כ ק ג
گ  g gh j k | گ ك غ ج | ג
ل  l ll | ل | ל
م  m | م | מ
ن  n | ن | נ
و  v w u o ou oo au ow aw ov ü ö uv ev av | و ڤ ف - | ו ב וו -
ه  h kh g x a e ə ah eh at - | ه ح ا - | ה ח א -
ي  y i e j ee ei ey ai ay aj iy ij ie ia yi - | ي ا - | י יי א -
א  a e i o u ə - | ا ع ه - | א ע ה -
ב  b v w bh | ب ڤ و ف | ב ו
ג  g gh j dj dzh zh h | گ ج غ ق ژ | ג
ד  d dh t | د ذ ض | ד
ה  h kh g a e ə ah eh - | ه ح ا - | ה א ח -
ו  v w u o ou oo au ow uv ov | و ڤ ف - | ו וו ב -
ז  z zh s j dz | ز ژ ذ ظ ج | ז
ח  h kh x ch | ح خ ه | ח כ ה
ט  t th | ط ت | ט ת
י  y i e j ee ei ey ai ay aj iy ij yi - | ي ا - | י יי א -
כ  k kh ch c x h q | ك خ ق | כ ק ח
ל  l | ل | ל
מ  m | م | מ
נ  n | ن | נ
ס  s ss c | س ص | ס ש
ע  - a e i o u | ع ا - | ע א -
פ  p f ph | پ ف ب | פ
צ  ts tz c z s ch cz tch | ص تس تز س چ ز | צ טש
ק  k q c ck g | ق ك گ | ק כ
ר  r rh | ر | ר
ש  sh s sch sz ch | ش س | ש ס
ת  t th s | ت ط ث | ת ט
"""

_UNWRITTEN = ("", "a", "e", "i", "o", "u", "y", "ə", "ou", "oo", "ee")
_MATRES = ("", "ا", "و", "ي", "ו", "י", "א")
_PLAIN_VOWELS = frozenset("aeiouyəöüı")
_WEAK_LETTERS = frozenset("اعهאעה")
# Letters of Latin alphabets that sound like one of the table's.
_LATIN_KEPT = str.maketrans(
    {"š": "ş", "ś": "ş", "ș": "ş", "č": "ç", "ć": "ç", "ź": "ž", "ż": "ž", "ä": "ə", "æ": "ə", "å": "o", "ø": "ö"}
    | {"ő": "ö", "ű": "ü", "đ": "dj", "ţ": "ts", "ț": "ts"}
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One sound of a name: every way to write it, and whether it is a vowel. An empty way means it may be left out."""

    ways: tuple[str, ...]
    vowel: bool
    sound: str


@lru_cache(maxsize=2048)
def units_of(word: str) -> tuple[Unit, ...]:
    """The sounds of one word of a name, in order."""
    letters = letters_of(word)
    script = script_of(word[-1]) if word else ""
    if script in ("ARABIC", "HEBREW"):
        return _abjad_units(letters)
    if script == "CJK":
        return tuple(Unit((letter,), False, letter) for letter in letters)
    return _sounded_units(_spelt(word) if script == "LATIN" else letters)


def _spelt(word: str) -> str:
    """A Latin word with the letters kept apart that languages read as sounds of their own."""
    composed = normalize("NFC", word).casefold().translate(_LATIN_KEPT)
    return "".join(c if c in _KEPT else letters_of(c) for c in composed)


def _sounded_units(spelling: str) -> tuple[Unit, ...]:
    spelling = re.sub(r"(.)\1+", lambda m: m[0][:2] if m[0][:2] in ("oo", "ee") else m[1], spelling)
    keys = [_GLIDES.get(key, key) for key in _KEY.findall(spelling)]
    units: list[Unit] = []
    for index, key in enumerate(keys):
        before = keys[index - 1] if index else ""
        after = keys[index + 1] if index + 1 < len(keys) else ""
        ways, vowel = _ways(key, before, after)
        if key == "r" and not after and before and before not in _VOWEL_WAYS:
            units.append(Unit(("", "e"), True, "")) # Александр, Alexander
        units.append(Unit(ways, vowel, key))
    return tuple(units)


def _ways(key: str, before: str, after: str) -> tuple[tuple[str, ...], bool]:
    if key in _VOWEL_WAYS:
        sounded, initial, medial, final = _VOWEL_WAYS[key]
        abjad = initial if not before else medial if after else final
        ways = (*sounded, *abjad)
        beside_vowel = before in _VOWEL_WAYS or after in _VOWEL_WAYS
        # Aliyev and Alieva, Dostoevskiy and Dostoevsky.
        if key == "y" and before in _VOWEL_WAYS and (after in _VOWEL_WAYS or before in ("i", "y", "ı")):
            ways = (*ways, "")
        return ways, not (key == "y" and beside_vowel)
    ways = _CONSONANT_WAYS[key]
    if key == "h" and before:
        ways = (*ways, "")
    if not after:
        ways = (*ways, *{"d": ("t", "ت"), "b": ("p",), "v": ("ff",), "g": ("k",), "k": ("g", "gh")}.get(key, ()))
    return ways, False


def _abjad_units(letters: str) -> tuple[Unit, ...]:
    units: list[Unit] = []
    for index, letter in enumerate(letters):
        ways = _ABJAD_WAYS.get(letter, (letter,))
        if not index and letter not in _WEAK_LETTERS:
            ways = tuple(way for way in ways if way)
        units.append(Unit(ways, letter in _WEAK_LETTERS, letter))
        if index + 1 < len(letters):
            units.append(Unit((*_UNWRITTEN, *_MATRES), True, ""))
    return tuple(units)


def _table(lines: str) -> dict[str, tuple[str, ...]]:
    rows = (line.replace("|", " ").split() for line in lines.strip().splitlines())
    return {key: _plain(ways) for key, *ways in rows}


def _vowel_table(lines: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    table = {}
    for line in lines.strip().splitlines():
        sounded, arabic, hebrew = line.split("|")
        key, *ways = sounded.split()
        places = zip(arabic.split("/"), hebrew.split("/"), strict=True)
        table[key] = (_plain(ways), *(_plain([*a.split(), *h.split()]) for a, h in places))
    return table


def _plain(ways: list[str]) -> tuple[str, ...]:
    ascii_ways = ("" if way == "-" else letters_of(way) for way in ways)
    return tuple(dict.fromkeys(ascii_ways))


_CONSONANT_WAYS = _table(_CONSONANTS)
_VOWEL_WAYS = _vowel_table(_VOWELS)
_ABJAD_WAYS = _table(_ABJAD_LETTERS)
_KEPT = frozenset(key for key in (*_CONSONANT_WAYS, *_VOWEL_WAYS) if len(key) == 1)
_GLIDES = {"ay": "ai", "aj": "ai", "ey": "ei", "ej": "ei"}
_KEY = re.compile(
    "[ae][yj](?![aeiouyəöüı])|" + "|".join(sorted((*_CONSONANT_WAYS, *_VOWEL_WAYS), key=len, reverse=True))
)
