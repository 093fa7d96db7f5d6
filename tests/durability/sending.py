"""Families who send whatever happens to the server: each tries the same form again until it shows the receipt."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from dataclasses import dataclass

from tests.journeys.places import Place
from tests.journeys.plain_browser import Answer, PlainBrowser, Unanswered

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Acknowledged:
    """What a family was told: its word in the story, and the code; `sent`: how often the form was."""

    word: str
    code: str
    sent: int


def give_until_acknowledged(url: str, base: str, word: str, *, picture: bytes | None = None) -> Acknowledged:
    """The whole form, as somebody does who presses again when the page does not come.

    Until it was sent for the first time it is begun anew after a fault; from then on only the same form is sent again.
    """
    browser, sent = PlainBrowser(url, seconds=30), 0
    files = [("a.jpg", picture)] if picture else []
    shown = {"file_1_living": "no", "file_1_publish": "yes"} if picture else {}
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            if not sent:
                browser = PlainBrowser(url, seconds=30)
                browser.offer(base, f"A story of {word}.", files, person_name=f"P {word}", **shown)
            else:
                browser.open(f"{base}share/check")
            if _holds(browser.page, 'name="payload"'):
                sent += 1
                browser.press("payload")
            if _holds(browser.page, "data-receipt"):
                return Acknowledged(word, browser.code(), sent)
        except (Unanswered, AssertionError):
            time.sleep(0.1)
    raise AssertionError(f"{word} was not acknowledged, sent {sent} times: {browser.page}")


def _holds(page: Answer | None, mark: str) -> bool:
    return page is not None and mark in page.text


def new_word() -> str:
    return "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(14))


def items_by_word(place: Place, words: list[str]) -> Counter[str]:
    """How many remembrances hold each of the words."""
    found: Counter[str] = Counter()
    with place.opened() as built, built.services.unit_of_work(read_only=True) as uow:
        for record_id in uow.remembrances.ids(place.memorial.id):
            story = uow.remembrances.get(place.memorial.id, record_id).latest.story
            found.update(word for word in words if word in story)
    return found
