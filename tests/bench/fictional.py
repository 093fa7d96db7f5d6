"""Made-up texts of realistic length in five scripts: words by a Zipf-like law, and four words of known frequency."""

from __future__ import annotations

import random
from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate

VOCABULARY = 20_000
SHORTEST, LONGEST, TYPICAL = 25, 500, 95
"""Words in a text."""

_SYLLABLES = {
    "en": "ba be bo da de do fa fe ga go ha he ho ka ke la le lo ma me mo na ne no pa pe ra re ro sa se so ta te to",
    "ru": "ба бе бо ва ве да де до жи за зе ка ко ла ле ли ма ме мо на не но па по ра ре ро са се со та те то ча",
    "ar": "با بو بي تا تو دا دي را رو ري سا سو شا عا فا قا كا كو لا لي ما مو مي نا نو ني ها هو وا يا",
    "hy": "բա գա դա զա թա իլ լա խա կա հա մա մե նա նե շա ուր պա ռա սա վա տա րա ցի փա քա օր",
    "el": "βα γα δα ζα θα κα κο λα λε μα με μο να νε νο πα πο ρα ρο σα σε τα τε το φα χα",
}
SYLLABLES = {code: listed.split() for code, listed in _SYLLABLES.items()}
SHARES = {"en": 40, "ru": 20, "ar": 15, "hy": 15, "el": 10}

PROBES = {"common": ("riverside", 0.5), "5 %": ("lanterns", 0.05), "0.5 %": ("harmonium", 0.005)}
"""Words that stand in that share of the texts of every language; the language's own words never equal them."""
RARE, RARE_TIMES = "quillwork", 5


@dataclass(frozen=True)
class Text:
    words: str
    language: str


class Writer:
    """Writes the same texts for the same seed; the rare word stands in a few of the first `texts` of them."""

    def __init__(self, seed: int, texts: int) -> None:
        self._chance = random.Random(seed)
        self._vocabulary = {code: self._invented(code) for code in SYLLABLES}
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
        self._rare_at = set(self._chance.sample(range(texts), min(RARE_TIMES, texts)))
        self._written = 0

    def _invented(self, code: str) -> list[str]:
        """Words of one to five syllables, short ones first, as in real languages."""
        found: dict[str, None] = {}
        while len(found) < VOCABULARY:
            longest = 2 if len(found) < 300 else 3 if len(found) < 4_000 else 5
            count = self._chance.randint(1 if longest == 2 else 2, longest)
            found["".join(self._chance.choices(SYLLABLES[code], k=count))] = None
        return list(found)

    def text(self) -> Text:
        chance = self._chance
        language = chance.choices(list(SHARES), weights=list(SHARES.values()))[0]
        count = min(LONGEST, max(SHORTEST, round(chance.lognormvariate(4.55, 0.65))))
        words = self._words(language, count)
        for word, share in PROBES.values():
            if chance.random() < share:
                words[chance.randrange(count)] = word
        if self._written in self._rare_at:
            words[0] = RARE
        self._written += 1
        return Text(self._sentences(words), language)

    def _words(self, language: str, count: int) -> list[str]:
        vocabulary, weights, chance = self._vocabulary[language], self._weights, self._chance.random
        whole = weights[-1]
        return [vocabulary[bisect(weights, chance() * whole)] for _ in range(count)]

    def _sentences(self, words: list[str]) -> str:
        """Sentences of about a dozen words, paragraphs of about five sentences."""
        out, position = [], 0
        while position < len(words):
            size = self._chance.randint(5, 18)
            sentence = " ".join(words[position : position + size])
            out.append(sentence[:1].upper() + sentence[1:] + ".")
            out.append("\n\n" if self._chance.random() < 0.2 else " ")
            position += size
        return "".join(out).strip()

    def name(self, language: str = "") -> str:
        code = language or self._chance.choices(list(SHARES), weights=list(SHARES.values()))[0]
        parts = ["".join(self._chance.choices(SYLLABLES[code], k=k)) for k in (2, 3)]
        return " ".join(part[:1].upper() + part[1:] for part in parts)
