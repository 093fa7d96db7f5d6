"""The change log of the record: which days, what was done and why; never who did it, nor what stood there before.

A reason stands beside what is still seen, and beside that alone: the reason for which something was taken out could
say again what was to go, and a reason for a change of something graphic is read by those who did not choose it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from memorial.domain.record import NEVER_PUBLISHED, Standing
from memorial.domain.record_entry import AnyEntry, Change, public_part
from memorial.published.record import PublishedChange, PublishedRecord

MOST = 500
"""So many lines, the newest first. What was done together is one line."""


def changes_shown(entries: Iterable[AnyEntry], shown: PublishedRecord) -> tuple[PublishedChange, ...]:
    """Changes of what is or was in the record. What is not seen any more is told without its name and its reasons."""
    names, openly = _names(shown)
    lines: dict[tuple[str, str, str, str], list[tuple[datetime, str]]] = {}
    for entry in entries:
        if entry.kind in NEVER_PUBLISHED or not entry.history:
            continue
        at = (entry.kind.value, entry.name)
        told = entry.standing is not Standing.PENDING or at in names
        for when, action, reason in _told(entry) if told else ():
            why = reason if at in openly or (at[0], "") in openly else ""
            line = (when.date().isoformat(), entry.kind.value, action, why)
            lines.setdefault(line, []).append((when, entry.name))
    # By the hour, which is told to nobody: within a day too the newest stands first.
    newest = sorted(lines.items(), key=lambda line: max(line[1]), reverse=True)[:MOST]
    return tuple(
        PublishedChange(
            day, kind, some[0][1] if len(some) == 1 and (kind, some[0][1]) in names else "", action, reason, len(some)
        )
        for (day, kind, action, reason), some in newest
    )


def _told(entry: AnyEntry) -> Iterator[tuple[datetime, str, str]]:
    """(when, what was done, why) of each change at which the entry was in the record before or after."""
    after = [*((change.was, change.was_standing, change.was_signed) for change in entry.history[1:])]
    after.append((entry.now, entry.standing, entry.signed))
    for change, (state, standing, signed) in zip(entry.history, after, strict=True):
        action = _action(change, state, standing, signed)
        if action:
            yield change.at, action, change.reason


def _action(change: Change[object], state: object, standing: Standing, signed: object) -> str:
    was_in, is_in = change.was is not None and change.was_standing is Standing.IN_RECORD, standing is Standing.IN_RECORD
    if not was_in:
        return "added" if is_in else ""
    if not is_in:
        return "taken_out"
    if public_part(state) != public_part(change.was):
        return "corrected"
    return "signed" if signed is not None and signed != change.was_signed else ""


def _names(shown: PublishedRecord) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """(kind, name) of all that is seen, and of what of it is not graphic; what has no name in pages stands as ''."""
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
    every = [(kind, one) for kind, some in parts for one in some] + [(one.kind, one) for one in shown.matters]
    names = {(kind, one.id) for kind, one in every}
    openly = {(kind, one.id) for kind, one in every if not getattr(one, "graphic", False)}
    nameless = {("name", "")} if shown.names else set()
    return names, openly | nameless | ({("about", "")} if shown.about else set())
