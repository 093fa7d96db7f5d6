"""Numbers in words that have no source of their own: a year, a date, an ordinal or the number of a unit may stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_PLAIN_MONTHS = (
    "january february april june july august september october november december "
    "jan feb apr jun jul aug sep sept oct nov dec "
    "januar februar märz mai juni juli oktober dezember "
    "janvier février mars avril juin juillet août septembre octobre novembre décembre "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre "
    "يناير فبراير مارس أبريل إبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر "
    "شباط آذار نيسان أيار حزيران تموز آب أيلول "
    "ژانویه فوریه آوریل ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر"
)
_WITH_ENDINGS = (
    (
        "yanvar fevral mart aprel iyun iyul avqust sentyabr oktyabr noyabr dekabr "
        "ocak şubat nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
        "[’']?(?:[ıiuü]n?(?:[dt][aeə]n?)?|[dt][aeə]n?)?",
    ),
    ("январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр", "(?:[яьйаею]|[её]м|ом)?"),
    ("січ лют берез квіт трав черв лип серп верес жовт листопад груд", "(?:ня|ого|а)"),
    ("հունվար փետրվար մարտ ապրիլ մայիս հունիս հուլիս օգոստոս սեպտեմբեր հոկտեմբեր նոյեմբեր դեկտեմբեր", "(?:ի[նց]?|ը)?"),
    ("იანვ თებერვ მარტ აპრილ მაის ივნის ივლის აგვისტ სექტემბ ოქტომბ ნოემბ დეკემბ", "[ა-ჰ]{0,4}"),
)
"""Stems, and the endings that they take. No other: 25 March is a day, 25 marched is a number."""


def _any_of(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


_MONTH = (
    "(?:(?-i:May|March|Mar)|"
    + "|".join([_any_of(_PLAIN_MONTHS), *(_any_of(stems) + ending for stems, ending in _WITH_ENDINGS)])
    + r")\b\.?"
)
_ORDINAL = (
    "st|nd|rd|th|er|re|e|ère|ème|eme|es|º|ª|o|a|й|я|е|го|ый|ая|ое|му|м|х|й|ша|га|та|те|ти"
    "|[iıuü]?nc[iıuü]|c[iıuü]|րդ|ին|ե"
)
_AND = r"(?:\s*[-–—/]\s*|\s+[^\W\d_]{1,4}\s+)"
"""Between two days: 25–26 February, 25 and 26 February."""

_DATES = (
    rf"{_YEAR}-(?:0[1-9]|1[0-2])(?:-{_DAY})?",
    rf"{_DAY}[./]\s?(?:0?[1-9]|1[0-2])[./]\s?{_YEAR}",
    rf"{_DAY}\.?(?:{_AND}{_DAY}\.?)?(?:st|nd|rd|th)?\s+(?:(?:of|de)\s+)?{_MONTH}",
    rf"{_MONTH}\s+{_DAY}(?:{_AND}{_DAY})?(?:st|nd|rd|th)?",
    # One word between a day and a year is a month, in whatever language.
    rf"{_DAY}\.?(?:{_AND}{_DAY}\.?)?\s+(?:de\s+)?[^\W\d_]{{3,}}\.?,?\s+(?:de\s+)?{_YEAR}",
    rf"{_YEAR}\s*[-–/]\s*(?:{_YEAR}|\d\d)",
)
_ALONE = r"(?<![^\W_])(?<!\d[.,'’\u066b\u066c])(?:{})(?![.,'’\u066b\u066c]?\d)"
"""Not a part of another word or of a longer number."""
_A_DATE = re.compile(_ALONE.format("|".join(_DATES)), re.IGNORECASE)
_A_DATE_IN_SIGNS = re.compile(rf"(?<!\d)(?:{_YEAR}\s*[年년]|(?:0?[1-9]|1[0-2])\s*[月월]|{_DAY}\s*[日일])")
_A_YEAR = re.compile(_ALONE.format(_YEAR))
_AN_ORDINAL = re.compile(rf"(?<![^\W_])\d{{1,4}}[-‑–'’]?(?:{_ORDINAL})(?![^\W_])", re.IGNORECASE)
_A_TYPE = re.compile(r"(?<![^\W_])([^\W\d_]{1,4})[-‑–]?\d{1,3}(?![^\W_])")
"""Letters and a number that together are a name, such as T-72."""
_DIGITS = re.compile(r"\d+")


def numbers_of(text: str) -> frozenset[str]:
    """The runs of digits in a name, written with the digits 0 to 9."""
    return frozenset(_DIGITS.findall(_plain(text)))


def holds_a_number(text: str, of_units: Collection[str] = ()) -> bool:
    """Whether a number stands in it that is no year, date or ordinal, and in no name of a unit (`of_units`)."""
    left = _plain(text)
    for known in (_A_DATE_IN_SIGNS, _A_DATE, _A_YEAR, _AN_ORDINAL):
        left = known.sub(" ", left)
    left = _A_TYPE.sub(lambda found: " " if found[1].isupper() else found[0], left)
    return any(number not in of_units for number in _runs(left))


def holds_more_than_years(text: str) -> bool:
    """Whether digits stand in it that are no year."""
    return bool(_runs(_A_YEAR.sub(" ", _plain(text))))


def _runs(text: str) -> list[str]:
    return _DIGITS.findall(text)


def _plain(text: str) -> str:
    """With the digits 0 to 9 for those of every script, and with a digit for every sign that is a number."""
    return "".join(_digit(sign) for sign in text)


def _digit(sign: str) -> str:
    value = unicodedata.numeric(sign, None) if not sign.isascii() and not sign.isalpha() else None
    if value is None:
        return sign
    return str(unicodedata.digit(sign)) if sign.isdecimal() else f" {int(value) or 1} "
