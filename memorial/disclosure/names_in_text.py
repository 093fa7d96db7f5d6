"""Finds a withheld name wherever it stands in a text, in every script, and takes it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from memorial.disclosure.names.initials import initials_of
from memorial.disclosure.names.places import Mention, NamePlaces, whole
from memorial.disclosure.names.readings import readings_of
from memorial.disclosure.names.withheld import withheld_name, within_reach

__all__ = ["Mention", "find_mentions", "initials_of", "redact"]


def find_mentions(text: str, names: Sequence[str], *, initials: bool = True) -> tuple[Mention, ...]:
    """Every place of `text` that names one of `names`, in order, none overlapping another.

    Each word of a name is found alone and together with the others. A false match is preferred to a miss. Taking
    all places out leaves a text without any. `initials=False` where the name may be shown as its initials.
    """
    readings = readings_of(text) if text and names else []
    spans: list[Mention] = []
    for name in dict.fromkeys(piece for one in names for piece in within_reach(one)):
        prepared = withheld_name(name)
        if prepared.significant:
            for reading in readings:
                spans += NamePlaces(reading, prepared, text, initials=initials).mentions()
    return _without_overlap(text, spans)


def redact(text: str, spans: Iterable[tuple[int, int]], replacement: str) -> str:
    """`text` with `replacement` in place of each span; spans that touch become one.

    A span grows to whole characters as readers see them, so that no accent is left behind. Raises ValueError for a
    span outside the text, and for a replacement with nothing to see, which would join what stood apart.
    """
    if not any(c.isprintable() and not c.isspace() for c in replacement):
        raise ValueError("a replacement must be something that can be seen")
    kept: list[str] = []
    last = 0
    for start, end in _merged(text, spans):
        kept += [text[last:start], replacement]
        last = end
    return "".join([*kept, text[last:]])


def _merged(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"no such place in a text of {len(text)} characters: {start} to {end}")
        if start == end:
            continue
        start, end = whole(text, start, end)
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _without_overlap(text: str, mentions: list[Mention]) -> tuple[Mention, ...]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if kept and mention.start < kept[-1].end:
            former = kept[-1]
            if mention.end > former.end:
                whole = text[former.start : mention.end]
                kept[-1] = Mention(former.start, mention.end, whole, former.name, former.how)
        else:
            kept.append(mention)
    return tuple(kept)
