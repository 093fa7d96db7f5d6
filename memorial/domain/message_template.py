"""A short text that readers begin a message with, in one language and for one decision."""

from __future__ import annotations

from dataclasses import dataclass

from memorial.vocabulary import Decision

MOST_TEMPLATES = 200
LONGEST_TITLE, LONGEST_TEXT = 80, 2_000
FOR_DECISIONS = (Decision.ACCEPT, Decision.SUGGEST, Decision.ASK, Decision.KEEP, Decision.DECLINE)
"""Those with which a message reaches the sender."""


@dataclass(frozen=True)
class MessageTemplate:
    """Nothing private: it holds no name and speaks of nobody."""

    id: str
    language: str
    decision: Decision
    title: str
    text: str
