"""Everybody × every route × every state × every consent: nothing opens that should not, nothing refuses that should.

What must happen is in `reference.py`; what happens is asked of the three surfaces over their real addresses. The short
form takes every page of many in full, of each other kind of page one cell in `SHARE` and of acts one in
`SHARE_OF_ACTS`, chosen by a digest of its name.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from tests.authorization import asking, reference
from tests.authorization.reference import Expected
from tests.authorization.town import Thing, Town, build_town

pytestmark = [pytest.mark.journey, pytest.mark.timeout(1800)]

SHARE, SHARE_OF_ACTS = 8, 16
WITHOUT_CODE = 31


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder: Path = tmp_path_factory.mktemp("town")
    made = build_town(folder / "home", reference.STATES, reference.CONSENTS)
    yield made
    made.close()


def chosen(share: int, *cell: str) -> bool:
    return zlib.crc32("/".join(cell).encode()) % share == 0


def pages_of_many(town: Town) -> Iterator[tuple[str, bool]]:
    """Each cell: its name, and whether it is as it must be."""
    for page, address in asking.ALL_PAGES.items():
        for actor in reference.ACTORS:
            if actor in reference.SENDERS or actor == "guardian":
                continue
            answer = town.client_of[actor].get(address, buffered=True)
            for thing in town.things:
                expected = reference.sees(actor, page, thing.state, thing.consent)
                fits = asking.seen(page, answer, thing) == expected
                if not expected and page != "sitemap":
                    fits = fits and not asking.forbidden_words(page, answer, thing)
                yield f"{actor} {page} {thing.key}", fits


def pages_of_one(town: Town, share: int) -> Iterator[tuple[str, bool]]:
    for page in asking.OWN_PAGES:
        for thing in town.things:
            for actor in reference.ACTORS:
                if not asking.applies(page, thing) or not chosen(share, page, thing.key, actor):
                    continue
                if page == "guardian" and actor in reference.SENDERS:
                    continue
                client, _token = asking.client_for(town, actor, thing)
                answer = client.get(asking.address(page, thing), buffered=True)
                expected = reference.sees(actor, page, thing.state, thing.consent)
                # Another sender's own pages open too: with their words, never with these.
                own = actor == "other_sender" and page.startswith("receipt")
                fits = own or asking.seen(page, answer, thing) == expected
                if not expected:
                    fits = fits and not asking.forbidden_words(page, answer, thing)
                yield f"{actor} {page} {thing.key} -> {answer.status_code}", fits


def acts(town: Town, share: int) -> Iterator[tuple[str, bool]]:
    without_code = {actor for actor in reference.ACTORS if actor not in (*reference.SENDERS, "guardian")}
    for number, thing in enumerate(town.things):
        for act in (*asking.DESK_ACTS, *asking.RECEIPT_ACTS, *asking.GUARDIAN_ACTS):
            for actor in reference.ACTORS:
                # What another sender's browser posts is about their own.
                skip = act in asking.RECEIPT_ACTS and actor == "other_sender"
                skip |= act in asking.GUARDIAN_ACTS and actor in reference.SENDERS
                if act in asking.RECEIPT_ACTS and actor in without_code:
                    skip |= not taken(share, number, asking.RECEIPT_ACTS.index(act), reference.ACTORS.index(actor))
                else:
                    skip |= not chosen(share, act, thing.key, actor)
                if not skip:
                    yield _act(town, actor, act, thing)


def taken(share: int, thing: int, act: int, actor: int) -> bool:
    """Who has no code is met with one and the same page whatever they try: every pair, but not every three.

    The steps have no factor in common with what they go round in, so that all numbers come up.
    """
    return share == 1 or (thing + 2 * act + 7 * actor) % max(share, WITHOUT_CODE) == 0


def expected_of(actor: str, act: str, thing: Thing) -> Expected:
    if act in asking.RECEIPT_ACTS:
        return reference.sent_back(actor, act, thing.state, thing.consent)
    if act in asking.GUARDIAN_ACTS:
        return reference.answered(actor, act, thing.state, thing.consent)
    if act in asking.DECISIONS:
        return reference.decided(actor, act, thing.state, thing.consent)
    return reference.acted(actor, act, thing.state, thing.consent)


def _act(town: Town, actor: str, act: str, thing: Thing) -> tuple[str, bool]:
    expected = expected_of(actor, act, thing)
    done = asking.do(town, actor, act, thing, look=expected.changes and expected.visible is not None)
    fits = done.changed == expected.changes and not done.others_changed
    if expected.changes:
        fits = fits and done.status in (expected.status or done.status, "") and expected.visible in (None, done.visible)
    known = actor in reference.OPEN_STAFF or actor == "password_only"
    by_guardian = act in asking.GUARDIAN_ACTS and expected.changes
    fits = fits and len(done.entries) == (1 if by_guardian or (known and act in asking.DESK_ACTS) else 0)
    if done.entries and not by_guardian:
        who, _what, outcome, reason = done.entries[0]
        # Giving back what one does not hold is done, though nothing changes by it.
        tried = (act == "pass" and actor in reference.READERS) or (act == "claim" and thing.state == "claimed")
        fits = fits and who == town.staff[actor].id and bool(reason)
        fits = fits and (tried or outcome == ("done" if expected.changes else "refused"))
    if done.changed or done.others_changed:
        town.restore()
    said = f"{actor} {act} {thing.key} -> {done.answer.status_code}, changed {done.changed}, {done.status}"
    return f"{said}, visible {done.visible}, entries {done.entries}; expected {expected}", fits


def check(cells: Iterator[tuple[str, bool]], *, least: int) -> None:
    asked = list(cells)
    wrong = [name for name, fits in asked if not fits]

    assert len(asked) >= least
    assert not wrong, f"{len(wrong)} of {len(asked)}: " + "; ".join(wrong[:60])


def test_lists_show_to_each_what_is_theirs(town: Town) -> None:
    check(pages_of_many(town), least=3000)


def test_a_page_opens_to_whom_it_is_for(town: Town) -> None:
    check(pages_of_one(town, SHARE), least=1_700)


def test_an_act_takes_effect_for_whom_it_is_allowed_and_leaves_one_entry(town: Town) -> None:
    check(acts(town, SHARE_OF_ACTS), least=1_700)


def test_the_short_form_tries_every_pair_of_who_has_no_code() -> None:
    things = [(state, consent) for state in reference.STATES for consent in reference.CONSENTS]
    things = [(state, consent) for state, consent in things if reference.possible(state, consent)]
    things.sort(key=lambda thing: thing[0] in ("accepted", "claimed"))
    cells = [
        (state, act, actor)
        for number, (state, _consent) in enumerate(things)
        for act in range(len(asking.RECEIPT_ACTS))
        for actor in range(len(reference.ACTORS))
        if taken(SHARE_OF_ACTS, number, act, actor)
    ]

    for first, second in ((0, 1), (0, 2), (1, 2)):
        whole = {
            (cell[first], cell[second])
            for cell in product(reference.STATES, range(len(asking.RECEIPT_ACTS)), range(len(reference.ACTORS)))
        }
        assert {(cell[first], cell[second]) for cell in cells} == whole


@pytest.mark.long
def test_every_cell_of_the_whole_matrix(town: Town) -> None:
    check(pages_of_one(town, 1), least=15_000)
    check(acts(town, 1), least=30_000)
