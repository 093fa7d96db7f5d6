"""Lines that a memorial adds to the core lists. They are public: what raises a label is no secret of the desk."""

from __future__ import annotations

from dataclasses import dataclass

from memorial.domain.labels.patterns import LabelKind


@dataclass(frozen=True, slots=True)
class AddedWords:
    """A line for the list of a language, written as `patterns` explains."""

    language: str
    kind: LabelKind
    line: str
