"""Holds a list up to a mirror: peoples are exchanged in its sentences, and the labels must stay the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence

from memorial.domain.labels.added import AddedWords
from memorial.domain.labels.core import ListReader, added_pattern, core_lists, reader_of
from memorial.domain.labels.patterns import ANY, DASH, PEOPLE, START, LabelKind
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


def unmirrored(added: AddedWords, others: Sequence[AddedWords], names: Collection[str]) -> str:
    """A sentence whose labels change when the people in it is exchanged for another one; '' where there is none.

    `names` are names of peoples and countries in that language, as many as the caller knows. Raises `NotAPattern`.
    """
    for sentence, exchanged in _own_exchanges(added, names):
        reader = ListReader([added_pattern(added)])
        if kinds(reader, sentence) != kinds(reader, exchanged):
            return sentence
    reader = reader_of((*others, added))
    return differing(reader, added.language, _sentence(added), names)


def differing(reader: ListReader, language: str, own: str, names: Collection[str]) -> str:
    """The same for a whole list: each sentence of its mirror, and `own`, with every name in place of another.

    Of two sentences that differ it is the one that raises more.
    """
    of_list = core_lists().get(language)
    frames = [*_COMMON_SENTENCES, *(of_list.quiet + of_list.raises if of_list else ())]
    frames += [own] if PEOPLE in own else [f"{PEOPLE} {own}", f"{own} {PEOPLE}"] if own else []
    first, *rest = INVENTED.get(_script(own or frames[-1]), INVENTED["LATIN"])
    for frame in frames:
        expected = kinds(reader, frame.replace(PEOPLE, first))
        for name in (*rest, *names):
            sentence = frame.replace(PEOPLE, name)
            if (found := kinds(reader, sentence)) != expected:
                return sentence if len(found) >= len(expected) else frame.replace(PEOPLE, first)
    return ""


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


def _own_exchanges(added: AddedWords, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """The line as a sentence, and the same with a word of it that names a people exchanged for another people."""
    folded = [fold(part) for name in names for part in name.split() if len(part) > 2]
    for part in added.line.split():
        if part in (PEOPLE, ANY, START, DASH) or part.startswith("{"):
            continue
        for written in part.split("|"):
            word = written.removesuffix("*")
            if written.endswith("*"):
                word = next((name for name in folded if name.startswith(fold(word))), word)
            if _is_written_as_a_name(word) or names_a_people(word, folded):
                others = INVENTED.get(_script(word), INVENTED["LATIN"])
                other = next(one for one in others if fold(one)[:3] != fold(word)[:3])
                chosen = {part: word}
                yield _sentence(added, chosen), _sentence(added, {part: other})


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


def _script(text: str) -> str:
    bare = text.replace(PEOPLE, "")
    letter = next((one for one in bare if one.isalpha()), "a")
    return unicodedata.name(letter, "LATIN").split()[0]
