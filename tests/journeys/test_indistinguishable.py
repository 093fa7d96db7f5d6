"""What is hidden cannot be told from what never was: by searching, by counting, by waiting, or by the look of an id."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise
from urllib.parse import quote

import pytest
from sqlalchemy import text

from memorial.adapters.db.people_search import LEAST_LIKE
from memorial.adapters.finding.forms import form_of
from memorial.adapters.finding.nicknames import all_nicknames
from memorial.adapters.finding.scoring import of_words
from tests.canaries import Case, Finder, Planter
from tests.journeys.conftest import ROUNDS
from tests.journeys.plain_browser import PlainBrowser
from tests.journeys.planted import Planted, is_hidden
from tests.journeys.routes import ANYONE, STAFF

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

HOWEVER_LONG = pytest.mark.long
BEST_GUESS = 0.55
LIKE_ENOUGH = LEAST_LIKE - 0.1
NICKNAMES = all_nicknames()
CYRILLIC = str.maketrans("abdefgiklmnoprstuvzq", "абдефгиклмнопрстувзк")


# Searching


@pytest.mark.parametrize("count", [40, pytest.param(10_000, marks=HOWEVER_LONG)])
def test_searching_for_a_private_word_gives_the_bytes_of_a_word_that_nobody_wrote(site: Planted, count: int) -> None:
    public = [c.word for c in site.canaries if Finder.ANYONE in c.may]
    private = random.sample(site.private(), min(count, len(site.private())))
    browser, differing = site.anyone(), []

    for canary in private:
        ways = [canary.word, canary.word.translate(CYRILLIC), *(canary.word[:n] for n in (4, 6, 9, 13))]
        for written in ways:
            if any(word.startswith(written) or word.translate(CYRILLIC).startswith(written) for word in public):
                continue
            # By chance a word sounds like a public one, and then that one is found: nothing private tells it.
            if _is_like_one_of(written, public):
                continue
            absent = _absent(written)
            for page in ("search", "wall", "names"):
                if _asked(browser, site, page, written) != _asked(browser, site, page, absent):
                    differing.append((canary.place, canary.case, written, page))

    assert differing == []


def _is_like_one_of(written: str, public: Sequence[str]) -> bool:
    """Well below the likeness at which search shows somebody, so that no chance remains."""
    form = form_of(written)
    return any(of_words(form, form_of(word), NICKNAMES).score > LIKE_ENOUGH for word in public)


def _absent(like: str) -> str:
    """A word of the same length and letters of the same alphabet, that stands nowhere."""
    alphabet = "щъыэюя" if like[0] == "з" else "wxyhjc"
    return like[0] + "".join(secrets.choice(alphabet) for _ in like[1:])


def _asked(browser: PlainBrowser, site: Planted, page: str, word: str) -> tuple[object, ...]:
    answer = browser.ask("GET", f"{site.place.base}{page}?q={quote(word)}")
    body = answer.text.replace(word, "…").replace(quote(word), "…")
    return answer.status, body, answer.without("Date")


def test_a_name_that_is_private_is_not_suggested_to_families(site: Planted) -> None:
    named = [case for case in site.cases if "name 1" in case.words]
    hidden = [case for case in named if is_hidden(site, case.name) or case.name.startswith("public without")]
    shown = site.case("public in full")
    browser = site.anyone()

    assert _suggested(browser, site, shown)
    assert not [case.name for case in hidden if _suggested(browser, site, case)]


def _suggested(browser: PlainBrowser, site: Planted, case: Case) -> bool:
    browser.begin(site.place.base)
    page = browser.press("about", about="person", person_name=f"{case.words['name 1']} {case.words['name 2']}")
    return "as_written" in page.text


# Counting


@pytest.mark.parametrize("rounds", [1, pytest.param(12, marks=HOWEVER_LONG)])
def test_hidden_things_change_not_one_byte_of_any_public_page(site: Planted, rounds: int) -> None:
    addresses = [p for p in site.known.all_addresses("wall", ANYONE) if not p.startswith("/theme")]
    before = _pages(site, addresses)
    with site.planter(secrets.randbits(40)) as planter:
        for number in range(rounds):
            for hide in _HIDDEN:
                hide(planter, f"{hide.__name__} {number} {secrets.token_hex(3)}")

    after = _pages(site, addresses)
    assert len(before) > 60
    assert [path for path in before if before[path] != after[path]] == []


def _pages(site: Planted, addresses: Sequence[str]) -> dict[str, tuple[object, ...]]:
    browser = site.anyone()
    answers = {path: browser.ask("GET", path) for path in addresses}
    return {path: (one.status, one.body, one.without("Date")) for path, one in answers.items()}


def _in_review(p: Planter, name: str) -> None:
    p.given(name)


def _in_the_archive(p: Planter, name: str) -> None:
    p.accepted(name, audience="archive", photographs=1)


def _embargoed(p: Planter, name: str) -> None:
    p.accepted(name, audience="until", embargo_until=(p.built.services.now() + timedelta(days=9)).date().isoformat())


def _drafted(p: Planter, name: str) -> None:
    p.hide(p.offer(name), readers=False)


def _given_and_erased(p: Planter, name: str) -> None:
    case = p.given(name)
    p.act(case, "erase")
    p.hide(case, sender=False, readers=False)


def _about_somebody_shown(p: Planter, name: str) -> None:
    """A private remembrance of somebody whom another family shows by name."""
    with p.built.reader.snapshot() as snapshot:
        page, _ = snapshot.names(p.memorial.id, page=1, per_page=100)
    p.accepted(name, audience="archive", person_name="", person_id=page.rows[0].id, person_name_shown="none")


_HIDDEN: Sequence[Callable[[Planter, str], None]] = (
    _in_review, _in_the_archive, _embargoed, _drafted, _given_and_erased, _about_somebody_shown,
)  # fmt: skip


# Waiting


@pytest.mark.parametrize("count", [400, pytest.param(2_000, marks=HOWEVER_LONG)])
def test_nobody_can_time_whether_something_was_ever_there(site: Planted, count: int) -> None:
    """A machine that is busy with other things makes single runs uneven: what is really slower is slower again."""
    hidden = {"taken back": site.case("taken back"), "embargoed": site.case("under embargo")}
    for kind, case in hidden.items():
        address = f"{site.place.base}remembrances/{case.record_id}"
        guesses = [_how_well_guessed(site, address, count) for _ in range(1)]
        while abs(guesses[-1] - 0.5) > BEST_GUESS - 0.5 and len(guesses) < 3:
            guesses.append(_how_well_guessed(site, address, count))

        assert abs(guesses[-1] - 0.5) <= BEST_GUESS - 0.5, (kind, guesses)
        print(f"{kind}: told apart from never there with AUC {guesses}")


def _how_well_guessed(site: Planted, address: str, count: int) -> float:
    """The area under the curve of the best guess by time alone: a half is no better than tossing a coin."""
    browser = site.anyone()
    never = [f"{site.place.base}remembrances/{secrets.token_hex(16)}" for _ in range(count)]
    asked = [(address, True)] * count + [(path, False) for path in never]
    random.shuffle(asked)
    took: dict[bool, list[float]] = {True: [], False: []}
    for path, hidden in asked:
        began = time.perf_counter()
        assert browser.ask("GET", path).status == 404
        took[hidden].append(time.perf_counter() - began)
    return _area(took[True], took[False])


def _area(these: Sequence[float], those: Sequence[float]) -> float:
    """Mann and Whitney's statistic as a share: how often one of these is larger than one of those."""
    ranked = sorted([(value, 0) for value in these] + [(value, 1) for value in those])
    ranks = sum(rank for rank, (_value, group) in enumerate(ranked, start=1) if group == 0)
    return (ranks - len(these) * (len(these) + 1) / 2) / (len(these) * len(those))


# Ids, orders, times of files


def test_ids_tell_neither_order_nor_time(site: Planted) -> None:
    """Chance alone passes the limit once in 370 times; what is really in order passes it with other ids too."""
    with site.place.opened() as built:
        ids = [built.services.new_id() for _ in range(10_000)]
        others = [built.services.new_id() for _ in range(10_000)]

    assert all(len(one) == 32 and set(one) <= set("0123456789abcdef") for one in ids)
    assert min(abs(_rank_correlation(ids)), abs(_rank_correlation(others))) <= 0.03
    # What a clock makes goes up or down most of the time.
    assert 0.45 < sum(a < b for a, b in pairwise(ids)) / 9_999 < 0.55
    versions = [one[12] for one in ids if one[16] in "89ab"]
    assert all(versions.count(digit) < len(versions) / 8 for digit in "167")


def test_the_order_within_a_day_is_not_the_order_of_publication(site: Planted) -> None:
    with site.place.opened() as built, built.engines.reading.connect() as connection:
        accepted = connection.execute(text("SELECT subject_id FROM audit_entry WHERE action = 'publish' ORDER BY seq"))
        order = list(dict.fromkeys(row[0] for row in accepted))
        shown = connection.execute(text("SELECT id, position FROM published_remembrance"))
        positions = {row[0]: row[1] for row in shown}
    placed = [positions[one] for one in order if one in positions]

    assert len(placed) > 10
    assert placed not in (sorted(placed), sorted(placed, reverse=True))
    assert abs(_rank_correlation(placed)) < 0.75


def test_files_tell_only_the_day_on_which_they_were_written(site: Planted) -> None:
    folder = site.place.home / "files"
    times = {path: path.stat().st_mtime for path in folder.rglob("*")}

    assert len(times) > 30
    assert [path for path, at in times.items() if at % 86_400] == []


def _rank_correlation(values: Sequence[object]) -> float:
    """Spearman's, between the values and the order in which they stand."""
    rank = {place: number for number, place in enumerate(sorted(range(len(values)), key=lambda at: values[at]))}  # type: ignore[type-var,return-value]
    n = len(values)
    return 1 - 6 * sum((at - rank[at]) ** 2 for at in range(n)) / (n * (n * n - 1))


# Errors


def test_what_stood_in_a_request_that_failed_is_in_no_error_page_log_or_count(site: Planted) -> None:
    word = f"zx{secrets.token_hex(8)}"
    headers = {"User-Agent": word, "Referer": f"http://{word}.example/{word}", "X-Forwarded-For": word,
               "Accept-Language": f"{word};q=0.9", "X-Thing": word}  # fmt: skip
    for browser in (site.anyone(), site.member("moderator")):
        browser.headers = headers
        for method, path, body, expected in _failing(site, word):
            kind = {"Content-Type": f"multipart/form-data; boundary={word}" if body.startswith(b"--") else _FORM}
            answer = browser.ask(method, path, body or None, kind if method == "POST" else {})
            assert answer.status in expected, (method, path, answer.status)
            assert word.encode() not in answer.body, (method, path)
            assert word not in str(answer.without("Location")), (method, path)

    assert word not in site.counts().text
    assert word not in site.server.log.read_text()


_FORM = "application/x-www-form-urlencoded"


def _failing(site: Planted, word: str) -> list[tuple[str, str, bytes, set[int]]]:
    base = site.place.base
    form = f"{word}={word}&story={word}&action={word}".encode()
    file = (
        f'--{word}\r\nContent-Disposition: form-data; name="files"; filename="{word}.exe"\r\n\r\n'
        f"MZ{word}\r\n--{word}--\r\n"
    ).encode()
    large = b"person_name=" + word.encode() * 500_000
    gone = {404}
    return [
        ("GET", f"/{word}", b"", gone),
        ("GET", f"{base}{word}", b"", gone),
        ("GET", f"{base}people/{word}?{word}={word}", b"", gone),
        ("GET", f"{base}names?page={word}", b"", gone),
        ("GET", f"/media/{word}.jpeg", b"", gone),
        ("GET", f"/p/{word}", b"", gone),
        ("GET", f"/receipt/{word}", b"", gone),
        ("GET", f"/receipt/file/{word}/full.jpeg", b"", gone),
        ("GET", f"/desk/review/{word}/{word}", b"", {404, 303}),
        ("GET", f"/static/{word}", b"", gone),
        ("POST", f"{base}wall?{word}", form, gone),
        ("PUT", f"{base}share/say?{word}", form, {404, 405}),
        ("DELETE", f"/receipt?{word}", b"", {404, 405}),
        ("POST", f"{base}share/nothing/{word}", form, gone),
        ("POST", f"/desk/queue?{word}", form, {303, 422}),
        ("POST", f"/desk/review/{site.place.memorial.slug}/{word}", form, {303, 404, 422}),
        ("POST", "/receipt", form, {422}),
        ("POST", "/receipt/email", form, {303, 422}),
        ("POST", f"{base}share/who", large, {413}),
        ("POST", f"{base}share/say", file, {422}),
    ]


def test_the_desk_is_closed_whatever_is_asked_of_it(site: Planted) -> None:
    browser = site.anyone()
    for path in site.known.all_addresses("desk", STAFF, one_in=1 if ROUNDS > 1 else 6):
        answer = browser.ask("POST", path, b"decision=accept&action=pause", {"Content-Type": _FORM})

        assert answer.status in (303, 404, 405, 422), path
        assert answer.header("Location").startswith("/desk/sign-in") or answer.status != 303
