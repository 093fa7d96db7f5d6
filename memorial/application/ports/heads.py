"""The port to what is remembered of the chains beside the keys: how far each had grown, where a thief of the archive
or its administrator does not reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class ChainHead:
    """The last row of a chain: its number and its hash. Nothing of what it says."""

    chain: str
    memorial_id: str
    seq: int
    hash: str


class Chains(Protocol):
    """What the archive says of its chains now."""

    def heads(self) -> Sequence[ChainHead]: ...
    def hash_at(self, chain: str, memorial_id: str, seq: int) -> str | None:
        """The hash of that row; None where there is none."""
        ...


class NotedHeads(Protocol):
    """One head for each chain, noted when it was last seen to have grown."""

    def all(self) -> Mapping[tuple[str, str], ChainHead]:
        """By (chain, memorial id)."""
        ...

    def note(self, heads: Sequence[ChainHead]) -> None: ...
    def forget(self) -> None:
        """All of them, when a backup is brought back: what it holds is older than what was noted."""
        ...
