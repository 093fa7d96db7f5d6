"""Holds a list up to a mirror: peoples are exchanged in its sentences, and the labels must stay the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from memorial.domain.labels.added import AddedWords
from memorial.domain.labels.common import only_common
from memorial.domain.labels.core import ListReader, added_pattern, core_lists, reader_of
from memorial.domain.labels.patterns import ANY, DASH, PEOPLE, START, LabelKind
from memorial.domain.labels.peoples import is_listed, plurals
from memorial.domain.labels.words import fold, words_of

# Peoples that do not exist. Whatever a sentence raises about them, it has to raise about every other people.
INVENTED = {
    "LATIN": ("Zarvians", "Ostrenes"),
    "CYRILLIC": ("зарвийцы", "остренцы"),
    "ARMENIAN": ("զարվիացիներ", "օստրենցիներ"),
    "GEORGIAN": ("ზარვიელები", "ოსტრენები"),
    "GREEK": ("Ζαρβιανοί", "Οστρένοι"),
    "HEBREW": ("זרבים", "אוסטרנים"),
    "ARABIC": ("الزرفيون", "الاستريون"),
}
_COMMON_SENTENCES = ("{people}", "{people}.", "{people} {people}")


def unmirrored(
    added: AddedWords, others: Sequence[AddedWords], names: Collection[str], elsewhere: Collection[str] = ()
) -> str:
    """A sentence whose labels change when the people in it is exchanged for another one; '' where there is none.

    `names` are names of peoples and countries in that language, as many as the caller knows beside those of the
    file; `elsewhere` names in other languages that matter here. A line that names anybody is refused whatever else
    it says, so that the answer is the same for every people. Raises `NotAPattern`.
    """
    return _unmirrored(added, tuple(others), tuple(names), tuple(elsewhere))


@lru_cache(maxsize=64)
def _unmirrored(
    added: AddedWords, others: tuple[AddedWords, ...], names: tuple[str, ...], elsewhere: tuple[str, ...]
) -> str:
    """Remembered: who adds a line looks at it first, and thousands of sentences are read for the same answer."""
    added_pattern(added)
    if (named := _named(added, (*names, *elsewhere))) is not None:
        return _sentence(added, named)
    reader = reader_of((*others, added))
    return differing(reader, added.language, _sentence(added), (*names, *plurals(added.language)))


def differing(reader: ListReader, language: str, own: str, names: Collection[str]) -> str:
    """The same for a whole list: each sentence of its mirror, and `own`, with every name in place of another.

    Of two sentences that differ it is the one that raises more.
    """
    of_list = core_lists().get(language)
    frames = [*_COMMON_SENTENCES, *(of_list.quiet + of_list.raises if of_list else ())]
    frames += [own] if PEOPLE in own else [f"{PEOPLE} {own}", f"{own} {PEOPLE}"] if own else []
    first, *rest = _invented(own or frames[-1])
    for frame in frames:
        expected = kinds(reader, frame.replace(PEOPLE, first))
        for name in (*rest, *names):
            sentence = frame.replace(PEOPLE, name)
            if (found := kinds(reader, sentence)) != expected:
                return sentence if len(found) >= len(expected) else frame.replace(PEOPLE, first)
    return ""


def example(added: AddedWords) -> str:
    """The line as a sentence about a people that does not exist. Raises `NotAPattern`."""
    added_pattern(added)
    sentence = _sentence(added)
    return sentence.replace(PEOPLE, _invented(sentence)[0])


def marked_everywhere(added: AddedWords) -> str:
    """A plain sentence that the line would put a label on; '' where it marks none. Raises `NotAPattern`.

    A line made only of very common words marks itself at least.
    """
    if only_common(added.line):
        return example(added)
    reader = ListReader([added_pattern(added)])
    plain = (quiet.replace(PEOPLE, _invented(quiet)[0]) for one in core_lists().values() for quiet in one.quiet)
    return next((sentence for sentence in plain if reader.read(sentence)), "")


def usable_names(language: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those names that can stand in place of a people: letters only, at most two words, no pronoun, and no *not*."""
    of_list = core_lists().get(language)

    def usable(part: str) -> bool:
        if not part.isalpha():
            return False
        if of_list is None:
            return True
        (word,) = words_of(part)
        denies = of_list.context.denies
        return not of_list.never_people.intersection(word.forms) and not (denies and denies.fits(word))

    return tuple(sorted({name for name in names if len(name.split()) <= 2 and all(map(usable, name.split()))}))


def kinds(reader: ListReader, sentence: str) -> frozenset[LabelKind]:
    return frozenset(label.kind for label in reader.read(sentence))


def _named(added: AddedWords, names: Collection[str]) -> dict[str, str] | None:
    """The first word of the line that names a people, by the part of the line in which it stands."""
    folded = [fold(part) for name in names for part in name.split() if len(part) > 2]
    for part in added.line.split():
        if part in (PEOPLE, ANY, START, DASH) or part.startswith("{"):
            continue
        for written in part.split("|"):
            word = written.removesuffix("*")
            listed = _is_written_as_a_name(word) or is_listed(written, added.language)
            begins = written.endswith("*") and any(name.startswith(fold(word)) for name in folded)
            if listed or begins or names_a_people(word, folded):
                return {part: word}
    return None


def _is_written_as_a_name(word: str) -> bool:
    return word[:1].isupper()


def names_a_people(word: str, folded_names: Collection[str]) -> bool:
    """Whether a word looks like one of the names, or like a form of one; rough, and rather too careful."""
    own = fold(word).removeprefix("ال")
    return any(_is_form_of(own, name.removeprefix("ال")) for name in folded_names)


def _is_form_of(word: str, name: str) -> bool:
    shared = 0
    for ours, theirs in zip(word, name, strict=False):
        if ours != theirs:
            break
        shared += 1
    if shared == len(name):
        return len(name) >= 3 and len(word) - shared <= 4
    return shared >= max(4 if _is_arabic(name) else 5, len(name) - 4) and len(word) - shared <= 4


def _is_arabic(word: str) -> bool:
    return "\u0600" <= word[:1] <= "\u06ff"


def _sentence(added: AddedWords, chosen: dict[str, str] | None = None) -> str:
    """The line written out: the first of each set of alternatives, and `{people}` left standing."""
    words = []
    for part in added.line.split():
        if part == PEOPLE:
            words.append(part)
        elif part == DASH:
            words.append("—")
        elif part.startswith("{"):
            words.append(_first_of_set(part[1:-1], added.language))
        elif part not in (ANY, START):
            words.append((chosen or {}).get(part) or part.split("|")[0].removesuffix("*"))
    return " ".join(word for word in words if word)


def _first_of_set(name: str, language: str) -> str:
    of_list = core_lists().get(language)
    found = of_list.sets.get(name) if of_list else None
    return min((*found.exact, *found.beginnings)) if found else ""


def _invented(text: str) -> tuple[str, ...]:
    """Peoples that do not exist, in the letters of the text."""
    return INVENTED.get(_script(text), INVENTED["LATIN"])


def _script(text: str) -> str:
    bare = text.replace(PEOPLE, "")
    letter = next((one for one in bare if one.isalpha()), "a")
    return unicodedata.name(letter, "LATIN").split()[0]
