"""A person remembered: every name, date and place is a claim with its source, and claims stand side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from memorial.domain.holds import Hold
from memorial.vocabulary import Audience, Basis, Fate


@dataclass(frozen=True)
class NameClaim:
    """One name as somebody gives it. `source_id` is a source of the memorial or a remembrance's id."""

    text: str
    basis: Basis
    source_id: str
    audience: Audience
    language: str = "und"
    script: str = ""
    kind: str = "own"


@dataclass(frozen=True)
class FactClaim:
    """A date, place, age or fate as somebody gives it. `kind`: born, died, place, age, fate, role."""

    kind: str
    value: str
    basis: Basis
    source_id: str
    audience: Audience
    language: str = "und"


@dataclass(frozen=True)
class Person:
    """Someone whose name was given by a source or a family; never made from a number."""

    id: str
    memorial_id: str
    key_id: str
    names: tuple[NameClaim, ...]
    facts: tuple[FactClaim, ...] = ()
    sort_key: str = ""
    import_id: str = ""
    added_on: date | None = None
    objections: tuple[Hold, ...] = ()
    revision: int = 0

    def all_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(claim.text for claim in self.names))

    def without_source(self, source_id: str) -> Person:
        """The person with every claim of one source taken out."""
        return replace(
            self,
            names=tuple(claim for claim in self.names if claim.source_id != source_id),
            facts=tuple(claim for claim in self.facts if claim.source_id != source_id),
        )

    def with_claims(self, source_id: str, names: tuple[NameClaim, ...], facts: tuple[FactClaim, ...]) -> Person:
        """The claims of one source replaced by these; those of all others untouched."""
        rest = self.without_source(source_id)
        return replace(rest, names=(*rest.names, *names), facts=(*rest.facts, *facts))


FATES_OF_THE_DEAD = frozenset({Fate.DIED.value})
