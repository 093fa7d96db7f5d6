"""What no page of a memorial has: candles, likes, counters of visits, what plays by itself, traces in the browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLACES = (*(ROOT / "templates").rglob("*.html"), *(ROOT / "static/js").glob("*.js"))
NEVER = {
    "plays by itself": re.compile(r"\bautoplay\b(?!\s*=\s*false)|\.autoplay\s*=\s*true", re.IGNORECASE),
    "is kept in the browser": re.compile(r"localStorage|sessionStorage|indexedDB|openDatabase", re.IGNORECASE),
    "scrolls without an end": re.compile(r"IntersectionObserver|infinite-scroll", re.IGNORECASE),
    "opens over the page": re.compile(r"<dialog\b|showModal|\balert\(|\bconfirm\(|aria-modal", re.IGNORECASE),
    "asks to come back": re.compile(r"PushManager|serviceWorker|Notification\.", re.IGNORECASE),
}
GIMMICKS = re.compile(
    r"\b(?:candles?|likes?d? this|flowers for|views? so far|visitors? so far|visits so far|followers?|share on|trending"
    r"|most (?:read|visited|remembered)|leaderboard|streak)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("what", NEVER)
def test_no_page_has_what_takes_the_quiet_away(what: str) -> None:
    found = [str(path.relative_to(ROOT)) for path in PLACES if NEVER[what].search(path.read_text(encoding="utf-8"))]

    assert len(PLACES) > 100
    assert found == [], what


def test_no_text_lights_counts_or_ranks() -> None:
    texts = (ROOT / "memorial/translations/messages.pot").read_text(encoding="utf-8")
    said = re.findall(r'^msgid(?:_plural)? "(.*)"$', texts, re.MULTILINE)

    assert len(said) > 3000
    assert [one for one in said if GIMMICKS.search(one)] == []


def test_such_words_would_be_found() -> None:
    assert GIMMICKS.search("Light a candle for her")
    assert NEVER["plays by itself"].search("<audio controls autoplay>")
    assert NEVER["opens over the page"].search("if (confirm('Sure?')) send()")
