"""The change log of the record: which days, what was done and why; never who did it, nor what stood there before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from memorial.domain.record import NEVER_PUBLISHED, Standing
from memorial.domain.record_entry import AnyEntry, Change
from memorial.published.record import PublishedChange, PublishedRecord

MOST = 500
"""So many lines, the newest first. What was done together is one line."""


def changes_shown(entries: Iterable[AnyEntry], shown: PublishedRecord) -> tuple[PublishedChange, ...]:
    """Changes of what is or was in the record. What is not seen any more is told without its name."""
    seen = _names(shown)
    lines: dict[tuple[str, str, str, str], list[str]] = {}
    for entry in entries:
        if entry.kind in NEVER_PUBLISHED or not entry.history:
            continue
        for day, action, reason in _told(entry):
            lines.setdefault((day, entry.kind.value, action, reason), []).append(entry.name)
    found = [
        PublishedChange(day, kind, names[0] if len(names) == 1 and (kind, names[0]) in seen else "", action, reason,
                        len(names))
        for (day, kind, action, reason), names in lines.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.on, reverse=True)[:MOST])


def _told(entry: AnyEntry) -> Iterator[tuple[str, str, str]]:
    """(day, what was done, why) of each change at which the entry was in the record before or after."""
    after = [*((change.was, change.was_standing, change.was_signed) for change in entry.history[1:])]
    after.append((entry.now, entry.standing, entry.signed))
    for change, (state, standing, signed) in zip(entry.history, after, strict=True):
        action = _action(change, state, standing, signed)
        if action:
            yield change.at.date().isoformat(), action, change.reason


def _action(change: Change[object], state: object, standing: Standing, signed: object) -> str:
    was_in, is_in = change.was is not None and change.was_standing is Standing.IN_RECORD, standing is Standing.IN_RECORD
    if not was_in:
        return "added" if is_in else ""
    if not is_in:
        return "taken_out"
    if state != change.was:
        return "corrected"
    return "signed" if signed is not None else ""


def _names(shown: PublishedRecord) -> set[tuple[str, str]]:
    parts = (
        ("source", shown.sources),
        ("figure", shown.figures),
        ("question", shown.questions),
        ("event", shown.events),
        ("place", shown.places),
        ("observance", shown.observances),
        ("statement", shown.statements),
        ("reply", shown.replies),
    )
    return {(kind, one.id) for kind, some in parts for one in some} | {(one.kind, one.id) for one in shown.matters}
