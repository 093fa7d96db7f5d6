"""Words that nobody may find are looked for everywhere, as everybody; words that are public must all be found."""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from tests.canaries import SHORTEST_END, Finder, found_in, letters_of
from tests.canary_states import FULL
from tests.journeys.conftest import ROUNDS
from tests.journeys.plain_browser import Answer, PlainBrowser
from tests.journeys.planted import Planted, is_hidden, words_in
from tests.journeys.routes import ANYONE, ELSEWHERE, STAFF, TABLES, applications

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

_LINK = re.compile(r'(?:href|src|action|srcset)="(/[^"#\s]*)')
MOST_LINKS = 400
NOT_FOLLOWED = ("/leave", "/static/", "/theme/")
TAKEN_ALONG = "/receipt/everything.zip"


def crawl(browser: PlainBrowser, addresses: Iterable[str], *, follow: bool = True) -> Iterator[Answer]:
    """Every address, and every page of ours that those lead to."""
    seen = set[str]()
    waiting = list(addresses)
    links = 0
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = browser.ask("GET", path)
        yield answer
        if follow and links < MOST_LINKS and answer.header("Content-Type").startswith("text/html"):
            found = {link.replace("&amp;", "&") for link in _LINK.findall(answer.text)}
            fresh = [link for link in found - seen if not link.startswith(NOT_FOLLOWED)]
            links += len(fresh)
            waiting += fresh


def test_every_route_says_for_whom_it_is(site: Planted) -> None:
    with site.place.opened() as built:
        for surface, app in applications(built).items():
            rules = {rule.rule for rule in app.url_map.iter_rules()}

            assert rules == set(TABLES[surface]), surface


def test_anyone_finds_every_public_word_and_no_other(site: Planted) -> None:
    browser = site.anyone()
    addresses = [*_everything(site, "wall"), *_everything(site, "contribute", ANYONE)]
    addresses += [path for template in ELSEWHERE for path in site.known.addresses(template)]
    found = set[str]()

    for answer in crawl(browser, addresses):
        assert answer.status < 500, answer.path
        words = words_in(answer)
        assert not site.leaks(words, {Finder.ANYONE}), answer.path
        found |= words

    assert site.missing(found, Finder.ANYONE) == []


def test_without_signing_in_every_page_of_the_desk_leads_to_the_sign_in(site: Planted) -> None:
    for answer in crawl(site.anyone(), _everything(site, "desk", STAFF), follow=False):
        unknown = answer.status in (404, 405)
        assert unknown or (answer.status, urlsplit(answer.header("Location")).path) == (303, "/desk/sign-in")
        assert not words_in(answer)


@pytest.mark.parametrize("who", ["moderator", "editor", "archivist"])
def test_readers_find_what_waits_for_them_and_nothing_taken_back(site: Planted, who: str) -> None:
    found, editors = set[str](), {Finder.EDITORS} if who != "moderator" else set[Finder]()

    for answer in crawl(site.member(who), _everything(site, "desk")):
        assert answer.status < 500, answer.path
        words = words_in(answer)
        assert not site.leaks(words, {Finder.ANYONE, Finder.READERS, *editors}), answer.path
        found |= words

    assert site.missing(found, Finder.READERS) == []
    assert [missed for finder in editors for missed in site.missing(found, finder)] == []


@pytest.mark.parametrize("who", ["admin", "elsewhere"])
def test_administrators_and_readers_of_other_memorials_find_public_words_only(site: Planted, who: str) -> None:
    pages = 0

    for answer in crawl(site.member(who), _everything(site, "desk")):
        assert answer.status < 500, answer.path
        assert not site.leaks(words_in(answer), {Finder.ANYONE}), answer.path
        pages += answer.status == 200

    assert pages > 4


@pytest.mark.parametrize("share", [4, pytest.param(1, marks=pytest.mark.long)], ids=["a quarter of them", "everybody"])
def test_each_sender_finds_their_own_words_and_those_of_nobody_else(site: Planted, share: int) -> None:
    """In the short form a quarter of them, with a quarter of all others' ids; others each time."""
    for case in random.sample(site.cases, len(site.cases) // share):
        browser = site.anyone()
        browser.open_receipt(case.code)
        found = set[str]()
        for answer in crawl(browser, site.known_for(case, one_in=share).all_addresses("contribute"), follow=False):
            assert answer.status < 500, answer.path
            words = words_in(answer)
            if answer.path == TAKEN_ALONG and answer.status == 200:
                # The originals are their sender's own, with all that is hidden in them; they stand nowhere else.
                hidden = {c.word for c in site.canaries if c.case == case.name and c.place.startswith("metadata")}
                assert hidden <= words, case.name
                words -= hidden
            assert not site.leaks(words, {Finder.ANYONE}, own=case.name), (case.name, answer.path)
            found |= words

        assert site.missing(found, Finder.SENDER, own=case.name) == []


def test_a_guardian_finds_what_visitors_would_and_nothing_else_of_the_sender(site: Planted) -> None:
    cases = [case for case in site.cases if case.guardian]
    assert len(cases) > 2
    for case in cases:
        browser, found = site.anyone(), set[str]()
        browser.open_receipt(case.guardian)
        shown = {case.words[place] for place in (*FULL, "caption 1")}
        known = site.known_for(case, one_in=1 if ROUNDS > 1 else 4)
        for answer in crawl(browser, known.all_addresses("contribute"), follow=False):
            assert answer.status < 500, answer.path
            words = words_in(answer)
            assert not site.leaks(words - shown, {Finder.ANYONE}), (case.name, answer.path)
            assert case.code not in "".join(answer.text.split()), answer.path
            found |= words

        assert case.words["story"] in found and case.words["caption 1"] in found


def test_feeds_and_the_sitemap_hold_nothing_of_what_search_engines_shall_not_see(site: Planted) -> None:
    unlisted = {c.word for c in site.canaries if c.case.startswith("unlisted")}
    records = {case.record_id for case in site.cases if case.name.startswith("unlisted")}
    for path in ("feed.atom", ""):
        answer = site.anyone().open(site.place.base + path)
        assert not words_in(answer) & unlisted, path
    sitemap = site.anyone().open("/sitemap.xml").text
    listed = set(re.findall(r"/remembrances/([0-9a-f]{32})", sitemap))

    public = {case.record_id for case in site.cases if case.name.startswith("public")}
    assert public <= listed
    assert not listed & records
    hidden = {case.record_id for case in site.cases if is_hidden(site, case.name)}
    assert hidden
    assert not [record for record in hidden if record and record in sitemap]


def test_logs_and_metrics_hold_no_word_and_no_code(site: Planted) -> None:
    words = [f"zq{secrets.token_hex(4).translate(_LETTERS)}" for _ in range(6)]
    code = _give_over_http(site, words)
    site.member("moderator").open("/desk/queue")

    metrics = site.counts()
    log = site.server.log.read_bytes()

    assert metrics.status == 200
    assert b"memorial_answers" in metrics.body
    assert not found_in(metrics.body)
    assert not found_in(log)
    assert not [word for word in words if word.encode() in log + metrics.body]
    assert not [one for one in (code, *(case.code for case in site.cases)) if one.encode() in log + metrics.body]


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def _give_over_http(site: Planted, words: list[str]) -> str:
    """What the server itself was given, read back, said about and mailed for; kept in the archive."""
    story, name, place, signed, message, address = words
    family = site.anyone()
    given = {"person_name": f"P {name}", "place": place, "contributor_name": signed, "audience": "archive"}
    family.offer(site.place.base, f"By the {story} door.", **given)
    code = family.send()
    family.open("/receipt")
    family.press("message", message=f"Write to {message}.")
    family.press("email", email=f"{address}@mail.example")
    return code


def test_mail_names_nobody_and_goes_to_one_address_each(site: Planted) -> None:
    addresses = {c.word for c in site.canaries if c.place == "e-mail"}
    messages = site.smtp.wait_for(5, seconds=60)

    for one in messages:
        (recipient,) = one.recipients
        own = found_in(recipient.encode())
        assert own <= addresses
        assert found_in(one.raw) <= own
        assert not [case.name for case in site.cases if case.code.encode() in one.raw]
        subject = str(one.message["Subject"])
        assert not found_in(subject.encode())
        assert site.place.memorial.title["en"] not in one.raw.decode()


def test_the_bytes_of_a_stopped_installation_hold_published_words_only(site: Planted) -> None:
    site.server.stop()
    try:
        raw = {path: path.read_bytes() for path in site.place.home.rglob("*") if path.is_file()}
    finally:
        site.server.start()

    assert len(raw) > 20
    private = set(site.private())
    assert min(len(c.word[5:]) for c in site.canaries) >= SHORTEST_END
    everything, ends_of_shown = set[str](), set[str]()
    for path, body in raw.items():
        words = found_in(body)
        assert not site.leaks(words, {Finder.ANYONE}), path.relative_to(site.place.home)
        everything |= words
        letters = letters_of(body)
        ends = [c for c in private if c.word[5:].encode() in letters]
        assert not ends, path.relative_to(site.place.home)
        ends_of_shown |= {c.word for c in site.canaries if c not in private and c.word[5:].encode() in letters}
        codes = [code for case in site.cases for code in (case.code, case.guardian) if code]
        assert not [code for code in codes if code.encode() in body], path.name
    assert site.missing(everything, Finder.ANYONE) == []
    # Looking for the ends of words finds them where they stand.
    assert site.missing(ends_of_shown, Finder.ANYONE) == []


def test_nothing_is_published_that_no_person_has_accepted(site: Planted) -> None:
    """The question of every night."""
    question = text(
        "SELECT p.id FROM published_remembrance p WHERE NOT EXISTS (SELECT 1 FROM audit_entry a"
        " WHERE a.memorial_id = p.memorial_id AND a.subject_id = p.id AND a.action = 'accept'"
        " AND a.outcome = 'done' AND a.actor_kind = 'staff')"
    )
    with site.place.opened() as built, built.engines.reading.connect() as connection:
        published = connection.execute(text("SELECT count(*) FROM published_remembrance")).scalar_one()
        without = connection.execute(question).all()

    assert published > 10
    assert without == []


def test_an_id_that_never_was_gives_the_same_answer_as_all_thatis_hidden(site: Planted) -> None:
    browser = site.anyone()
    for place in ("remembrances", "people"):
        never = browser.ask("GET", f"{site.place.base}{place}/{secrets.token_hex(16)}")
        assert never.status == 404
        for case in site.cases:
            if case.record_id and is_hidden(site, case.name):
                answer = browser.ask("GET", f"{site.place.base}{place}/{case.record_id}")
                assert answer.status == 404, case.name
                assert (answer.body, answer.without("Date")) == (never.body, never.without("Date")), case.name


def _everything(site: Planted, surface: str, *audiences: str) -> list[str]:
    return list(site.known.all_addresses(surface, *audiences, one_in=1 if ROUNDS > 1 else 6))
