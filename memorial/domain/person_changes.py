"""What the desk may change of a person, and what never: each change goes into the record's history with who and why.

What a family says of someone is theirs. The desk cannot correct it, take it out or show it to more people; it can say
something else beside it, with a source.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from memorial.domain.errors import Invalid, NotAllowed, NotFound
from memorial.domain.person import (
    PEOPLE_TO_OPEN,
    Correction,
    FactClaim,
    KinClaim,
    NameClaim,
    Person,
    Portrait,
    is_closed_matter,
)
from memorial.vocabulary import Basis

AnyClaim = NameClaim | FactClaim | KinClaim
Claim = TypeVar("Claim", NameClaim, FactClaim, KinClaim)


@dataclass(frozen=True)
class Change:
    by: str
    at: datetime
    reason: str = ""


def claim_at(person: Person, ref: str) -> AnyClaim:
    """`ref` is `name:0`, `fact:2`, `kin:1`: its place in the record as it stands. Raises `NotFound`."""
    kind, _, number = ref.partition(":")
    claims: dict[str, Sequence[AnyClaim]] = {"name": person.names, "fact": person.facts, "kin": person.kin}
    place = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else -1
    if kind not in claims or not 0 <= place < len(claims[kind]):
        raise NotFound("no_such_claim")
    return claims[kind][place]


def own_claim_at(person: Person, ref: str) -> AnyClaim:
    """The same, of what the desk may change. Raises `NotAllowed` for what a family says."""
    found = claim_at(person, ref)
    if found.basis is Basis.CONTRIBUTOR:
        raise NotAllowed("families_own_words")
    return found


def add(person: Person, claim: AnyClaim, change: Change) -> Person:
    """Raises `Invalid` for what the same source says already."""
    every: tuple[AnyClaim, ...] = (*person.names, *person.facts, *person.kin)
    if any(_says(one) == _says(claim) for one in every):
        raise Invalid("text", "already_there")
    return _noted(_with(person, claim), change, came=claim)


def correct(person: Person, ref: str, new: AnyClaim, change: Change) -> Person:
    """The new claim stands in the place of the old one, which goes into the history. Raises `Invalid`, `NotAllowed`."""
    old = own_claim_at(person, ref)
    _need_reason(change)
    if type(new) is not type(old):
        raise Invalid("kind", "another_kind")
    if replace(new, id="") == replace(old, id=""):
        raise Invalid("text", "nothing_changed")
    return _noted(_in_place(person, old, new), change, went=old, came=new)


def take_out(person: Person, ref: str, change: Change) -> Person:
    """Raises `NotAllowed` for the last name: nobody is kept as a number."""
    old = own_claim_at(person, ref)
    _need_reason(change)
    if isinstance(old, NameClaim) and len(person.names) == 1:
        raise NotAllowed("last_name")
    return _noted(_in_place(person, old, None), change, went=old)


def bring_back(
    person: Person, number: int, known: Collection[str], new_id: Callable[[], str], change: Change
) -> Person:
    """What an entry of the history took out is said again, under ids of its own, if its source is `known` still.

    Raises `NotFound`, `Invalid`.
    """
    if not 0 <= number < len(person.history):
        raise NotFound("no_such_entry")
    _need_reason(change)
    entry = person.history[number]
    went: tuple[AnyClaim, ...] = (*entry.names_out, *entry.facts_out, *entry.kin_out)
    every: tuple[AnyClaim, ...] = (*person.names, *person.facts, *person.kin)
    said = {_says(one) for one in every}
    back = [_anew(one, new_id()) for one in went if _says(one) not in said and one.source_id in known]
    if not back:
        raise Invalid("reason", "nothing_to_bring_back")
    for claim in back:
        person = _with(person, claim)
    return _noted_all(person, change, (), back)


def prefer(person: Person, ref: str, change: Change) -> Person:
    """This name leads in its language, or no longer. A family's name too: not a letter of it is changed."""
    chosen = claim_at(person, ref)
    if not isinstance(chosen, NameClaim):
        raise NotFound("no_such_claim")
    wanted = not chosen.preferred
    names = tuple(
        replace(one, preferred=wanted if one is chosen else False) if one.language == chosen.language else one
        for one in person.names
    )
    return _noted(replace(person, names=names), change, went=chosen, came=replace(chosen, preferred=wanted))


def sort_by(person: Person, ref: str, key: str, change: Change) -> Person:
    """Where the name stands in the order of names. A family's name stands where its own words put it."""
    chosen = claim_at(person, ref)
    if not isinstance(chosen, NameClaim):
        raise NotFound("no_such_claim")
    if chosen.basis is Basis.CONTRIBUTOR:
        return replace(person, sort_key=key, history=(*person.history, _entry(change, "sort_key")))
    new = replace(chosen, sort_key=key)
    return _noted(_in_place(person, chosen, new), change, went=chosen, came=new)


def choose_portrait(person: Person, portrait: Portrait | None, change: Change) -> Person:
    if portrait == person.portrait:
        raise Invalid("portrait", "nothing_changed")
    what = "portrait" if portrait else "no_portrait"
    return replace(person, portrait=portrait, history=(*person.history, _entry(change, what)))


def open_matter(person: Person, ref: str, wish: str, change: Change) -> Person:
    """One of two people who let a closed matter be seen, as kin wish. `wish`: who of them asks, and how it is known.

    Raises `NotAllowed` for the same person twice, `Invalid` where nobody asks.
    """
    old = _closed_matter(person, ref)
    asked_by = old.asked_by or wish
    if not asked_by:
        raise Invalid("asked_by", "say_who_asks")
    if change.by in old.opened_by:
        raise NotAllowed("another_person")
    if len(old.opened_by) >= PEOPLE_TO_OPEN:
        raise Invalid("asked_by", "nothing_changed")
    new = replace(old, asked_by=asked_by, opened_by=(*old.opened_by, change.by))
    return _noted(_in_place(person, old, new), change, went=old, came=new)


def close_matter(person: Person, ref: str, change: Change) -> Person:
    """By one person alone, and at once."""
    old = _closed_matter(person, ref)
    new = replace(old, asked_by="", opened_by=())
    if new == old:
        raise Invalid("asked_by", "nothing_changed")
    return _noted(_in_place(person, old, new), change, went=old, came=new)


def _anew(claim: AnyClaim, claim_id: str) -> AnyClaim:
    """The claim as nobody has opened it yet."""
    if isinstance(claim, FactClaim):
        return replace(claim, id=claim_id, opened_by=(), asked_by="")
    return replace(claim, id=claim_id)


def _closed_matter(person: Person, ref: str) -> FactClaim:
    found = own_claim_at(person, ref)
    if not isinstance(found, FactClaim) or not is_closed_matter(found):
        raise NotAllowed("no_closed_matter")
    return found


def _says(claim: AnyClaim) -> tuple[str, ...]:
    """What makes it the same thing said by the same source."""
    if isinstance(claim, NameClaim):
        return ("name", claim.text, claim.language, claim.kind, claim.source_id)
    if isinstance(claim, FactClaim):
        return ("fact", claim.kind, claim.value, claim.words, claim.on, claim.source_id)
    return ("kin", claim.other_id, claim.kinship.value, claim.source_id)


def _with(person: Person, claim: AnyClaim) -> Person:
    match claim:
        case NameClaim():
            return replace(person, names=(*person.names, claim))
        case FactClaim():
            return replace(person, facts=(*person.facts, claim))
        case KinClaim():
            return replace(person, kin=(*person.kin, claim))


def _in_place(person: Person, old: AnyClaim, new: AnyClaim | None) -> Person:
    def changed(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        kept = ((new if one is old else one) for one in claims)
        return tuple(one for one in kept if one is not None)  # type: ignore[misc]

    return replace(person, names=changed(person.names), facts=changed(person.facts), kin=changed(person.kin))


def _need_reason(change: Change) -> None:
    if not change.reason:
        raise Invalid("reason", "say_why")


def _entry(change: Change, what: str = "") -> Correction:
    return Correction(change.at, change.by, reason=change.reason, what=what)


def _noted(person: Person, change: Change, *, went: AnyClaim | None = None, came: AnyClaim | None = None) -> Person:
    return _noted_all(person, change, [went] if went else [], [came] if came else [])


def _noted_all(person: Person, change: Change, went: Sequence[AnyClaim], came: Sequence[AnyClaim]) -> Person:
    def of(some: Sequence[AnyClaim], kind: type[Claim]) -> tuple[Claim, ...]:
        return tuple(one for one in some if isinstance(one, kind))

    # Words of a family are theirs to take back: the history keeps none.
    went = [one for one in went if one.basis is not Basis.CONTRIBUTOR]
    came = [one for one in came if one.basis is not Basis.CONTRIBUTOR]
    entry = replace(
        _entry(change),
        names_out=of(went, NameClaim),
        names_in=of(came, NameClaim),
        facts_out=of(went, FactClaim),
        facts_in=of(came, FactClaim),
        kin_out=of(went, KinClaim),
        kin_in=of(came, KinClaim),
    )
    return replace(person, history=(*person.history, entry))
