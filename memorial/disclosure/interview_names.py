"""Names of narrators and interviewers that are not to be shown, taken out of all that is said of an interview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from memorial.disclosure.names_in_text import find_mentions, initials_of, redact
from memorial.domain.interview import Interview
from memorial.vocabulary import Rendering

WITHHELD = "\u2425"
"""Stands where a name was taken out, as in the gate of remembrances."""
_BETWEEN = "\n\n\n"
_AT_ONCE = 200


@dataclass(frozen=True)
class Withheld:
    """Whose names stay out: wholly, or but for their initials."""

    wholly: tuple[str, ...] = ()
    but_initials: tuple[str, ...] = ()

    @staticmethod
    def initials(name: str) -> str:
        return initials_of(name)

    def from_text(self, text: str) -> str:
        clean = text.replace(WITHHELD, " ")
        places = self._places(clean)
        return redact(clean, places, WITHHELD) if places else clean

    def from_speaker(self, name: str) -> str:
        """Of somebody who is not to be named at all the initials go too: 'AR', 'A. R.', 'Mrs. R'."""
        letters = "".join(one for one in name if one.isalpha()).casefold()
        words = [word for word in name.replace(".", " ").split() if word]
        for whole in self.wholly:
            initials = "".join(word[0] for word in whole.split()).casefold()
            last = whole.split()[-1][0].casefold() if whole.split() else ""
            if letters == initials or (len(words) > 1 and words[-1].casefold() == last):
                return ""
        return self.from_text(name)

    def is_in(self, text: str) -> bool:
        """Whether a name stands in it that is not to be shown, in an address with its words parted by signs too."""
        plain = "".join(one if one.isalnum() else " " for one in unquote(text))
        return bool(self._places(plain))

    def from_texts(self, texts: Mapping[str, str]) -> dict[str, str]:
        return {language: self.from_text(text) for language, text in texts.items()}

    def from_lists(self, lists: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {language: tuple(self.from_text(text) for text in some) for language, some in lists.items()}

    def from_many(self, texts: Sequence[str]) -> list[str]:
        """The same for many texts, whose lines stand one after the other; many times faster than one by one."""
        if not (self.wholly or self.but_initials):
            return [text.replace(WITHHELD, " ") for text in texts]
        found: list[str] = []
        for start in range(0, len(texts), _AT_ONCE):
            found += self._from_some([text.replace(WITHHELD, " ") for text in texts[start : start + _AT_ONCE]])
        return found

    def _from_some(self, texts: Sequence[str]) -> list[str]:
        whole = _BETWEEN.join(texts)
        places, found, begins = self._places(whole), [], 0
        for text in texts:
            ends = begins + len(text)
            mine = [(max(a, begins) - begins, min(b, ends) - begins) for a, b in places if a < ends and begins < b]
            found.append(redact(text, mine, WITHHELD) if mine else text)
            begins = ends + len(_BETWEEN)
        return found

    def _places(self, text: str) -> list[tuple[int, int]]:
        found = list(find_mentions(text, self.wholly)) if self.wholly else []
        found += find_mentions(text, self.but_initials, initials=False) if self.but_initials else []
        return [(one.start, one.end) for one in found]


def withheld_of(interview: Interview) -> Withheld:
    """Who of the two sides of the table is not to be named."""
    wholly, but_initials = list[str](), list[str]()
    for one in interview.narrators:
        if one.shown is not Rendering.FULL:
            names = [name for name in (one.name, one.name_other) if name.strip()]
            (but_initials if one.shown is Rendering.INITIALS else wholly).extend(names)
    if not interview.narrators and interview.release is not None and interview.release.signed_by.strip():
        # Nobody has said who tells, and how they want to be named: who signed is not to be named.
        wholly.append(interview.release.signed_by)
    wholly += [one.name for one in interview.interviewers if not one.shown and one.name.strip()]
    return Withheld(tuple(dict.fromkeys(wholly)), tuple(dict.fromkeys(but_initials)))
