"""A person remembered: every name, date and place is a claim with its source, and claims stand side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf
from memorial.domain.holds import Hold
from memorial.vocabulary import Audience, Basis, Certainty, FactKind, Fate, Kinship


@dataclass(frozen=True)
class NameClaim:
    """One name as somebody gives it. `source_id` is a source of the memorial or a remembrance's id.

    `kind` is a `NameKind`. `preferred`: the one to lead with in its language. `sort_key`: by what it stands in the
    order of names, '' for the name itself. `id` names the claim in the history and the ledger; '' in older records.
    """

    text: str
    basis: Basis
    source_id: str
    audience: Audience
    language: str = "und"
    script: str = ""
    kind: str = "own"
    id: str = ""
    preferred: bool = False
    sort_key: str = ""


@dataclass(frozen=True)
class FactClaim:
    """A date, place, age or fate as somebody gives it. `kind` is a `FactKind`; dates are EDTF, a fate is a `Fate`.

    `words`: as the source or the family wrote it. `on`: the EDTF date at which a fate befell, '' where none is given.
    `precision`: of a place `country`, `region` or `town`; '' where nobody said. `opened_by`: who decided that a matter
    closed by default may be seen, at `asked_by`'s wish (kin).
    """

    kind: str
    value: str
    basis: Basis
    source_id: str
    audience: Audience
    language: str = "und"
    id: str = ""
    words: str = ""
    on: str = ""
    precision: str = ""
    opened_by: tuple[str, ...] = ()
    asked_by: str = ""


@dataclass(frozen=True)
class KinClaim:
    """What another person of the memorial is to this one, as somebody says it. Shown while both are."""

    other_id: str
    kinship: Kinship
    basis: Basis
    source_id: str
    audience: Audience
    certainty: Certainty = Certainty.NOT_SAID
    words: str = ""
    id: str = ""


@dataclass(frozen=True)
class Portrait:
    """The picture that stands for the person: one of a remembrance about them, shown while that picture is."""

    remembrance_id: str
    file_id: str
    chosen_by: str = ""


@dataclass(frozen=True)
class KeptPlace:
    """A family asked for a place on the wall without the name. Nothing else of the person is shown, or linked."""

    source_id: str
    audience: Audience


@dataclass(frozen=True)
class Correction:
    """One change by the desk, kept with the record: what went, what came, who, when and why."""

    at: datetime
    by: str
    reason: str = ""
    names_out: tuple[NameClaim, ...] = ()
    names_in: tuple[NameClaim, ...] = ()
    facts_out: tuple[FactClaim, ...] = ()
    facts_in: tuple[FactClaim, ...] = ()
    kin_out: tuple[KinClaim, ...] = ()
    kin_in: tuple[KinClaim, ...] = ()
    joined: str = ""
    parted: str = ""
    what: str = ""
    """A word for what neither came nor went: a portrait, a way to be sorted."""

    def without_source(self, source_id: str) -> Correction:
        return replace(
            self,
            names_out=_without(self.names_out, source_id),
            names_in=_without(self.names_in, source_id),
            facts_out=_without(self.facts_out, source_id),
            facts_in=_without(self.facts_in, source_id),
            kin_out=_without(self.kin_out, source_id),
            kin_in=_without(self.kin_in, source_id),
        )


Claim = TypeVar("Claim", NameClaim, FactClaim, KinClaim)


def _without(claims: tuple[Claim, ...], source_id: str) -> tuple[Claim, ...]:
    return tuple(claim for claim in claims if claim.source_id != source_id)


@dataclass(frozen=True)
class Person:
    """Someone whose name was given by a source or a family; never made from a number.

    Two records found to be of one person are joined: one leads, and the other (`joined_into`) keeps all its own
    claims, so that they can be parted again. `joined` are the ids that this one leads.
    """

    id: str
    memorial_id: str
    key_id: str
    names: tuple[NameClaim, ...]
    facts: tuple[FactClaim, ...] = ()
    sort_key: str = ""
    import_id: str = ""
    added_on: date | None = None
    objections: tuple[Hold, ...] = ()
    kin: tuple[KinClaim, ...] = ()
    portrait: Portrait | None = None
    kept_place: KeptPlace | None = None
    joined: tuple[str, ...] = ()
    joined_into: str = ""
    history: tuple[Correction, ...] = ()
    revision: int = 0

    def all_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(claim.text for claim in self.names))

    def without_source(self, source_id: str) -> Person:
        """The person with everything taken out that rests on one source, and every earlier state of it."""
        kept = self.kept_place
        portrait = self.portrait
        return replace(
            self,
            names=_without(self.names, source_id),
            facts=_without(self.facts, source_id),
            kin=_without(self.kin, source_id),
            portrait=None if portrait and portrait.remembrance_id == source_id else portrait,
            kept_place=None if kept and kept.source_id == source_id else kept,
            history=tuple(entry.without_source(source_id) for entry in self.history),
        )

    def with_claims(
        self,
        source_id: str,
        names: tuple[NameClaim, ...],
        facts: tuple[FactClaim, ...],
        kin: tuple[KinClaim, ...] = (),
    ) -> Person:
        """The names, facts and ties of one source replaced by these; those of all others untouched.

        A name that was to lead in its language still does.
        """
        led = {(claim.text, claim.language) for claim in self.names if claim.source_id == source_id and claim.preferred}
        names = tuple(replace(one, preferred=(one.text, one.language) in led) for one in names)
        return replace(
            self,
            names=(*_without(self.names, source_id), *names),
            facts=(*_without(self.facts, source_id), *facts),
            kin=(*_without(self.kin, source_id), *kin),
        )

    def claim(self, claim_id: str) -> NameClaim | FactClaim | KinClaim | None:
        every: tuple[NameClaim | FactClaim | KinClaim, ...] = (*self.names, *self.facts, *self.kin)
        return next((one for one in every if claim_id and one.id == claim_id), None)


def as_one(leading: Person, others: Sequence[Person]) -> Person:
    """The leading record with all that the records joined into it say; their objections hold for the whole."""
    if not others:
        return leading
    return replace(
        leading,
        names=(*leading.names, *(claim for one in others for claim in one.names)),
        facts=(*leading.facts, *(claim for one in others for claim in one.facts)),
        kin=(*leading.kin, *(claim for one in others for claim in one.kin)),
        objections=(*leading.objections, *(hold for one in others for hold in one.objections)),
        portrait=leading.portrait or next((one.portrait for one in others if one.portrait), None),
    )


FATES_OF_THE_DEAD = frozenset({Fate.DIED, Fate.KILLED, Fate.DIED_OF_COLD, Fate.DIED_OF_WOUNDS})
"""Only these say that somebody died."""

CLOSED_FATES = frozenset({Fate.CAPTIVE, Fate.RELEASED, Fate.IDENTIFIED})
CLOSED_KINDS = frozenset({FactKind.ORPHANED})
PEOPLE_TO_OPEN = 2

PLACES = frozenset({FactKind.PLACE, FactKind.PLACE_OF_BIRTH, FactKind.RESIDENCE, FactKind.PLACE_OF_DEATH})
_SHOWN_OF_A_CHILD = frozenset({"country", "region"})
_OF_AGE = 18


def is_closed_matter(claim: FactClaim) -> bool:
    """Captivity, remains, orphanhood: closed by default, whatever the source, until kin and two people open them."""
    return claim.kind in CLOSED_KINDS or (claim.kind == FactKind.FATE and claim.value in CLOSED_FATES)


def is_opened(claim: FactClaim) -> bool:
    return bool(claim.asked_by) and len(set(claim.opened_by)) >= PEOPLE_TO_OPEN


def may_have_been_a_child(person: Person) -> bool:
    """Whether any source leaves it possible that they were under 18: then details follow the stricter defaults."""
    if any(fact.kind == FactKind.AGE and not _is_age_of_an_adult(fact.value) for fact in person.facts):
        return True
    latest = [year for fact in person.facts if fact.kind == FactKind.BORN and (year := _latest_year(fact.value))]
    ends = [year for written in _ends(person) if (year := _earliest_year(written))]
    # Born in 1974 and died in 1992 may be 17 as well as 18; born in 1980 or later may be any age at any end.
    return any(end - born <= _OF_AGE for born in latest for end in ends)


def too_fine_for_a_child(claim: FactClaim) -> bool:
    """A place below a region, a school or post: not shown of a child."""
    if claim.kind in PLACES:
        return claim.precision not in _SHOWN_OF_A_CHILD
    return claim.kind == FactKind.ROLE


def _is_age_of_an_adult(text: str) -> bool:
    """ "34", "about 60", "25-30". What says months, or cannot be read, may be a child."""
    found = _AGE.fullmatch(text.strip().casefold())
    return found is not None and all(float(number.replace(",", ".")) >= _OF_AGE for number in _NUMBER.findall(text))


_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_AGE = re.compile(
    r"(?:(?:about|circa|ca\.?|c\.|approximately|approx\.?|around|~)\s*)?\d+(?:[.,]\d+)?(?:\s*[-\u2013]\s*\d+)?\s*(?:years?)?\s*[?~]?"
)


def _ends(person: Person) -> list[str]:
    """The dates by which they were as old as they became, or were when it befell them."""
    of_fates = [fact.on for fact in person.facts if fact.kind == FactKind.FATE and fact.on]
    return [*(fact.value for fact in person.facts if fact.kind == FactKind.DIED), *of_fates]


_ALWAYS = 9999
_BEFORE_ALL = 1


def _latest_year(edtf: str) -> int | None:
    """The last year that it can mean; None where it says nothing, or is no date."""
    date = _date(edtf)
    if date is None or date.is_unknown:
        return None
    return date.latest.year if date.latest else _ALWAYS


def _earliest_year(edtf: str) -> int | None:
    date = _date(edtf)
    if date is None or date.is_unknown:
        return None
    return date.earliest.year if date.earliest else _BEFORE_ALL


def _date(edtf: str) -> FuzzyDate | None:
    try:
        return FuzzyDate.parse(edtf)
    except NotEdtf:
        return None
