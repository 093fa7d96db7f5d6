"""Whether a sentence of a record says of a people that it is something evil, or calls people by a name for no human.

The lists of labels are hints for a reader, and leave plain sentences alone. A record speaks in its own voice, so that
its gate is narrower: it reads the same words of the lists, with every known people in the same place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from memorial.domain.labels.core import core_lists
from memorial.domain.labels.patterns import Choice, choice
from memorial.domain.labels.peoples import peoples
from memorial.domain.labels.words import Word, words_of

_MOST_BETWEEN = 2
"""Words between a people and *are*, and between *are* and what they are said to be."""

_ARE: Mapping[str, str] = {
    "en": "are is were was be been being remain remained became become",
    "de": "sind ist waren war seien sei bleiben blieben wurden gewesen",
    "fr": "sont est etaient etait furent fut soient ete restent",
    "es": "son es eran era fueron fue sean sido siguen",
    "ru": "это есть были был была является являются являлись являлся остаются оставались стали",
    "ar": "هم كانوا كان كانت هي هو",
    "hy": "են է էին էր եղել",
    "tr": "idi idiler imiş oldu oldular",
    "az": "idi idilər imiş oldu oldular",
}
"""Forms of *be*. Where a sentence needs none, they stand between, or follow."""

_NEEDS_BE = frozenset({"en", "de", "fr", "es"})
_BE_LAST = frozenset({"hy", "tr", "az", "de"})
"""Languages in which what a people is said to be stands at the end, or before *are*."""

_BETWEEN: Mapping[str, str] = {
    "ru": "все всегда просто только лишь же сами настоящие кровавые прирожденные и",
    "ar": "كلهم جميعهم جميعا دائما مجرد فقط و",
    "hy": "բոլորը բոլորն միշտ միայն ընդամենը իսկական արյունարբու",
    "tr": "hep hepsi her zaman sadece yalnızca birer bir gerçek acımasız kanlı",
    "az": "hamısı həmişə hər zaman sadəcə yalnız bir əsl qəddar qanlı",
}
"""All that may stand between a people and the word, where the sentence needs no *are*."""

_NOT_BETWEEN: Mapping[str, str] = {
    "en": (
        "by with of from to as in for against among near under between without at on called considered declared seen"
        " treated labelled branded regarded accused suspected and or who whom whose which while when than like victims"
    ),
    "de": (
        "von vom mit aus als zu zum zur in im fur gegen unter bei durch ohne an am genannt bezeichnet angesehen"
        " behandelt und oder wahrend wie opfer"
    ),
    "fr": (
        "par avec comme en pour contre parmi sous chez sans sur appeles consideres traites accuses declares et ou qui"
        " que dont victimes"
    ),
    "es": (
        "por con como en para contra entre bajo sin sobre llamados considerados tratados acusados declarados y o que"
        " quienes victimas"
    ),
}
"""Words behind which it is somebody else who is meant: *were killed by murderers*, *were treated as criminals*."""

_AFTER: Mapping[str, str] = {
    "hy": "ու և նաև",
    "tr": "ve ile de da",
    "az": "və ilə də da",
    "de": "",
}

_ANSWERABLE = frozenset({"responsible", "responsables", "مسوولون"})
"""A court may say this of a state, so that only the name of a people itself counts before it, not that of its land."""

_NO_NOUNS = """
guilty responsible evil schuldig schuld böse coupable coupables responsables mauvais mauvaise
culpable culpables malvados
"""
"""Words that beside the name of a people say nothing of it yet: *the Armenian guilty party*."""

_NOUN_FIRST = frozenset({"fr", "es"})
_PLURALS = ("ler", "lar", "ներ", "ները", "ների")
"""Where the end of a sentence tells nothing, because the word stands before a verb of its own."""
_WITH_BE_ONLY = ("ами", "ями")
"""Called, held for, treated as: without *were* it is somebody else who says so."""

_ALSO_PLAIN = frozenset({"مرض", "وباء", "طاعون", "سرطان", "قتل"})
"""Words of the lists that stand beside the name of a people in plain sentences, in a language without *are*."""

_NEVER = """
barbarian barbarians savages subhuman* subhumans vermin scum untermensch* ungeziefer abschaum barbaren barbarlar*
barbardır vəhşilər* vahşiler* haşarat* нелюди нелюдь нелюдей нелюдями нелюдям недочеловек* дикари дикарей дикарям
дикарями варвары варваров варварам варварами варварах мразь мрази barbares barbaros infrahumanos subhumanos
soushommes racaille alimanas escoria բարբարոս* ստորմարդ* տականք* وحوش همج برابره حثاله
"""
"""Words for people that no record uses in its own voice, of whomever."""


@dataclass(frozen=True, slots=True)
class _Grammar:
    """How one language says of a people that it is something. `beside`: what it calls people by, right at the name."""

    evil: Choice
    beside: Choice
    noun_first: bool
    name: Choice
    people: Choice
    are: Choice
    denies: Choice | None
    between: Choice | None
    not_between: Choice | None
    after: Choice | None
    be_last: bool


def says_ill_of_people(text: str) -> bool:
    """Whether it does, in any of the languages of the lists; read the same whichever people it names."""
    words, known = words_of(text), _grammars()
    for at, word in enumerate(words):
        if _never().fits(word):
            return True
        for grammar in known:
            if grammar.evil.fits(word) and _of_a_people(words, at, grammar):
                return True
    return False


def _of_a_people(words: Sequence[Word], at: int, grammar: _Grammar) -> bool:
    name = grammar.people if _ANSWERABLE.intersection(words[at].forms) else grammar.name
    if grammar.between is None and _after_are(words, at, grammar, name):
        return True
    if grammar.between is None and _beside(words, at, grammar):
        return True
    if grammar.be_last and not _ends_there(words, at, grammar):
        return False
    if grammar.between is None and not grammar.be_last:
        return False
    return _right_before(words, at, grammar, name)


def _beside(words: Sequence[Word], at: int, grammar: _Grammar) -> bool:
    """*Those … murderers*, in the order of the language."""
    other = at + 1 if grammar.noun_first else at - 1
    if not (0 <= other < len(words) and words[other].sentence == words[at].sentence):
        return False
    return grammar.beside.fits(words[at]) and grammar.name.fits(words[other])


def _after_are(words: Sequence[Word], at: int, grammar: _Grammar, name: Choice) -> bool:
    """*The … are (such) murderers*: few words before it stands *are*, and few before that a people."""
    for be in _few_before(words, at, grammar):
        if grammar.are.fits(words[be]):
            return any(name.fits(words[one]) for one in _few_before(words, be, grammar))
    return False


def _few_before(words: Sequence[Word], at: int, grammar: _Grammar) -> list[int]:
    """The places that can be meant, the nearest first: over what parts the two, nothing is looked for."""
    found: list[int] = []
    for one in range(at - 1, max(-1, at - _MOST_BETWEEN - 2), -1):
        word = words[one]
        if word.sentence != words[at].sentence or _fits(grammar.denies, word) or _fits(grammar.not_between, word):
            break
        found.append(one)
    return found


def _right_before(words: Sequence[Word], at: int, grammar: _Grammar, name: Choice) -> bool:
    """*… murderers*: between the people and the word stand only words that change nothing, and *are*."""
    said = not any(form.endswith(_WITH_BE_ONLY) for form in words[at].forms)
    for one in range(at - 1, max(-1, at - 5), -1):
        word = words[one]
        if word.sentence != words[at].sentence:
            return False
        if name.fits(word):
            return said
        said = said or grammar.are.fits(word)
        if not (_fits(grammar.between, word) or grammar.are.fits(word)):
            return False
    return False


def _ends_there(words: Sequence[Word], at: int, grammar: _Grammar) -> bool:
    """Whether the sentence ends with it, or *are* follows it, or *and*."""
    if at + 1 == len(words) or words[at + 1].sentence != words[at].sentence:
        return grammar.between is not None
    if grammar.between is not None and any(form.endswith(_PLURALS) for form in words[at].forms):
        follow = [one for one in words[at + 1 : at + 3] if one.sentence == words[at].sentence]
        return not any(_fits(grammar.denies, one) for one in follow)
    return grammar.are.fits(words[at + 1]) or _fits(grammar.after, words[at + 1])


def _fits(wanted: Choice | None, word: Word) -> bool:
    return wanted is not None and wanted.fits(word)


@cache
def _grammars() -> tuple[_Grammar, ...]:
    return tuple(_grammar(language) for language in core_lists())


@cache
def _never() -> Choice:
    return choice(_NEVER.split())


def _grammar(language: str) -> _Grammar:
    own = core_lists()[language]
    sets = (own.sets["guilty"], own.sets["vermin"])
    names = [one.names[language] for one in peoples() if language in one.names]
    needs_be = language in _NEEDS_BE
    return _Grammar(
        beside=Choice(own.sets["guilty"].exact - choice(_NO_NOUNS.split()).exact, ()),
        noun_first=language in _NOUN_FIRST,
        evil=Choice(
            frozenset().union(*(one.exact for one in sets)) - _ALSO_PLAIN,
            tuple(sorted({beginning for one in sets for beginning in one.beginnings})),
        ),
        name=choice({word for one in names for word in (one.plural, *one.written)}),
        people=choice({one.plural for one in names}),
        are=choice(_ARE[language].split()),
        denies=own.context.denies,
        between=None if needs_be else choice(_BETWEEN[language].split()),
        not_between=choice(_NOT_BETWEEN[language].split()) if needs_be else None,
        after=choice(_AFTER[language].split()) if _AFTER.get(language) else None,
        be_last=language in _BE_LAST,
    )
