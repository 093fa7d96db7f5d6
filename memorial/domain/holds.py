"""What objections do to the elements of a record: which stay out of sight, and on which ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from memorial.vocabulary import Ground, ObjectionState

TEXT, SIGNATURE, NAME = "text", "signature", "name"
_FILE = "file:"


def file_element(file_id: str) -> str:
    return f"{_FILE}{file_id}"


@dataclass(frozen=True)
class Hold:
    """One objection as the record itself remembers it; it stays when the objection and its words are erased.

    `version`: where it was upheld, the last version that it speaks of; None for all. Other words that a reader
    accepted afterwards are not those that somebody objected to; the same words in a later version are.
    """

    objection_id: str
    element: str
    ground: Ground
    state: ObjectionState = ObjectionState.HIDING
    version: int | None = None


def forbids(holds: Sequence[Hold], element: str, version: int | None = None) -> bool:
    """Whether one of these keeps the element out of sight. An element that nobody knows keeps everything so.

    `version`: the first that says the same in that place.
    """
    return any(_bears_on(hold, element) and _holds(hold, version) for hold in holds)


def _bears_on(hold: Hold, element: str) -> bool:
    known = hold.element in (TEXT, SIGNATURE, NAME) or hold.element.startswith(_FILE)
    return hold.element == element or not known


def _holds(hold: Hold, version: int | None) -> bool:
    if hold.state is ObjectionState.UPHELD:
        return None in (hold.version, version) or bool(version and hold.version and version <= hold.version)
    return hold.state not in _OVER


_OVER = (ObjectionState.REJECTED, ObjectionState.LAPSED, ObjectionState.GONE, ObjectionState.ANSWERED)


def hiding_now(holds: Sequence[Hold], element: str) -> bool:
    """Whether an objection that is not decided yet keeps the element out of sight."""
    return any(hold.state is ObjectionState.HIDING and hold.element == element for hold in holds)


def settled_before(holds: Sequence[Hold], element: str, ground: Ground) -> bool:
    """Whether this ground was looked at for this element, or came to nothing: it does not hide at once again."""
    return any((hold.element, hold.ground) == (element, ground) and hold.state in _OVER for hold in holds)


def with_hold(holds: tuple[Hold, ...], hold: Hold) -> tuple[Hold, ...]:
    """The holds with this one in the place of an earlier one of the same objection, unless that one was upheld.

    What two people upheld is final: an older state of the objection, out of a backup, does not undo it.
    """
    if any(one.objection_id == hold.objection_id and one.state is ObjectionState.UPHELD for one in holds):
        return holds
    return (*(one for one in holds if one.objection_id != hold.objection_id), hold)


def settle(
    holds: tuple[Hold, ...], objection_id: str, state: ObjectionState, version: int | None = None
) -> tuple[Hold, ...]:
    """The holds with that objection settled so; one that was upheld stays upheld."""

    def settled(one: Hold) -> Hold:
        if one.objection_id != objection_id or one.state is ObjectionState.UPHELD:
            return one
        return replace(one, state=state, version=version)

    return tuple(settled(one) for one in holds)
