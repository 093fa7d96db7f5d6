"""Reads letters against all spellings of a name at once, in one step a letter whatever the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from threading import Lock

from memorial.disclosure.names.spellings import Unit

DEAD = 0
START = 1

# Which spelling ended, and where: complete, before its last vowel, or before a Greek ending.
COMPLETE, STEM, GREEK_STEM = 0, 1, 2
End = tuple[int, int]


class SpellingAutomaton:
    """Follows letters through every spelling in step. States are numbers; they are made when first reached and kept.

    A backtracking pattern would take exponential time on letters chosen to provoke it; this cannot. A doubled letter
    counts as one, as spellings differ there. `moves` and `found` hold, state by state, the
    steps already known and the spellings that end there.
    """

    def __init__(self) -> None:
        self._next: list[dict[str, list[int]]] = [{}]
        self._skips: list[list[int]] = [[]]
        self._ends: dict[int, list[End]] = {}
        self._numbers: dict[tuple[frozenset[int], str], int] = {}
        self.moves: list[dict[str, int]] = []
        self._nodes: list[tuple[frozenset[int], str]] = []
        self.found: list[tuple[End, ...]] = []
        self._growing = Lock()

    @property
    def size(self) -> int:
        return len(self.moves)

    def add(self, spelling: int, units: Sequence[Unit], ends: Iterable[tuple[int, int]]) -> None:
        """Takes in a spelling; `ends` says after how many units it may end, and whether that is complete or a stem."""
        ends = tuple(ends)
        for ways in ([unit.voweled for unit in units], [unit.abjad for unit in units]):
            nodes = [0]
            for unit_ways in ways:
                nodes.append(self._node())
                for way in unit_ways:
                    self._path(nodes[-2], nodes[-1], re.sub(r"(.)\1+", r"\1", way))
            for count, kind in ends:
                self._ends.setdefault(nodes[count], []).append((spelling, kind))

    def close(self) -> None:
        """Call once, after the last `add`."""
        self._number(frozenset(), "")
        self._number(self._with_skips({0}), "")

    def step(self, state: int, letter: str) -> int:
        """The state after one more letter."""
        following = self.moves[state].get(letter)
        return self._grow(state, letter) if following is None else following

    def ends(self, state: int) -> tuple[End, ...]:
        return self.found[state]

    def _grow(self, state: int, letter: str) -> int:
        with self._growing:
            nodes, last = self._nodes[state]
            reached = {after for node in nodes for after in self._next[node].get(letter, ())}
            if letter == last != "":
                reached |= nodes
            if reached:
                following = self._number(self._with_skips(reached), letter)
            else:
                following = DEAD
            self.moves[state][letter] = following
            return following

    def _number(self, nodes: frozenset[int], last: str) -> int:
        key = (nodes, last)
        if key not in self._numbers:
            self.moves.append({})
            self._nodes.append(key)
            self.found.append(tuple(dict.fromkeys(end for node in nodes for end in self._ends.get(node, ()))))
            self._numbers[key] = len(self.moves) - 1
        return self._numbers[key]

    def _with_skips(self, nodes: set[int]) -> frozenset[int]:
        waiting, seen = list(nodes), set(nodes)
        while waiting:
            for after in self._skips[waiting.pop()]:
                if after not in seen:
                    seen.add(after)
                    waiting.append(after)
        return frozenset(seen)

    def _node(self) -> int:
        self._next.append({})
        self._skips.append([])
        return len(self._next) - 1

    def _path(self, node: int, after: int, way: str) -> None:
        if not way:
            self._skips[node].append(after)
            return
        for index, letter in enumerate(way, 1):
            step = after if index == len(way) else self._node()
            self._next[node].setdefault(letter, []).append(step)
            # Yeh without its dots is read as yeh, but is not the same letter: "on" is otherwise each Ali.
            if letter == "ي":
                self._next[node].setdefault("ى", []).append(step)
            node = step
