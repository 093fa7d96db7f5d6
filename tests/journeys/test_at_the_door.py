"""Passkeys as a browser makes them, and sessions that end in every worker, on the server as operators run it."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pyotp
import pytest
from playwright.sync_api import CDPSession, Page

from memorial import bootstrap
from memorial.adapters.sealing import derive
from memorial.application import staff_entry, staffing
from memorial.application.staffing import NewAccount
from memorial.vocabulary import Role
from memorial.wsgi import CookieSealer
from tests.conftest import StartMemorial
from tests.journeys.hand import Hand
from tests.journeys.places import PASSWORD, Place
from tests.journeys.plain_browser import Answer, PlainBrowser
from tests.journeys.ways import ANSWER_404, Way, in_every_way
from tests.pages import check_page
from tests.servers.application import MemorialServer
from tests.servers.chromium import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]

EMAIL = "iris@desk.example"
WORKERS = 2
ASKED = 24
"""Requests after each revocation, each on a connection of its own, so that both workers answer some."""


def with_authenticator(place: Place) -> str:
    """An editor who has an authenticator already; its secret."""
    with place.opened() as built:
        staffing.add_staff(built.services, NewAccount(EMAIL, Role.EDITOR, None, PASSWORD, name="Iris"))
        token = staff_entry.sign_in(built.services, EMAIL, PASSWORD, local=True)
        secret = built.services.passwords.new_totp_secret()
        # With the code of the step before, so that two sign-ins need not wait for the next.
        while time.time() % 30 > 25:
            time.sleep(0.2)
        code = pyotp.TOTP(secret).generate_otp(int(time.time()) // 30 - 1)
        staff_entry.enrol(built.services, token, secret, code, local=True)
    return secret


class Authenticators:
    """Codes of one authenticator, each a step later than the last: the server takes none twice."""

    def __init__(self, secret: str) -> None:
        self._totp = pyotp.TOTP(secret)
        self._last = int(time.time()) // 30 - 1

    def code(self) -> str:
        """Codes are taken one step early: two come at once, a third after at most half a minute."""
        self._last += 1
        while int(time.time()) // 30 < self._last - 1:
            time.sleep(0.2)
        return self._totp.generate_otp(self._last)


# Passkeys in Chromium


@contextmanager
def virtual_passkeys(page: Page, *, verifies: bool = True, resident: bool = True) -> Iterator[CDPSession]:
    """A passkey holder inside the browser, whose person is always there and, with `verifies`, always known."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made: dict[str, Any] = devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": resident,
                "hasUserVerification": True,
                "isUserVerified": verifies,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield devtools
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": made["authenticatorId"]})


def pressed(page: Page, words: str) -> None:
    with page.expect_navigation() as navigation:
        page.get_by_role("button", name=words, exact=True).click()
    answer = navigation.value
    assert answer is not None
    check_page(answer.text(), answer.headers, path=page.url)


def by_password(page: Page, url: str) -> None:
    page.goto(f"{url}/desk/sign-in")
    page.locator("[name=email]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    pressed(page, "Sign in")


def at(page: Page) -> str:
    return page.url.split("/", 3)[3].split("?")[0]


def make_passkey(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/desk/account")
    page.locator("main [name=name]").fill(name)
    pressed(page, "Make a passkey")


def test_a_passkey_is_made_used_in_every_way_and_removed(
    place: Place, start_memorial: StartMemorial, browser_context: Visitor
) -> None:
    codes = Authenticators(with_authenticator(place))
    url = start_memorial(place.home).url.replace("127.0.0.1", "localhost")
    page = browser_context.new_page()
    with virtual_passkeys(page):
        by_password(page, url)
        assert not page.get_by_role("button", name="Use a passkey").count(), "there is none yet"
        page.locator("[name=code]").fill(codes.code())
        pressed(page, "Continue")
        assert at(page) == "desk/"

        make_passkey(page, url, "the small key")
        assert "The passkey is added." in page.locator("main").inner_text()
        pressed(page, "Sign out")

        # By itself.
        pressed(page, "Sign in with a passkey")
        assert at(page) == "desk/"
        pressed(page, "Sign out")

        # After the password.
        by_password(page, url)
        assert at(page) == "desk/sign-in/code"
        pressed(page, "Use a passkey")
        assert at(page) == "desk/"

        # Another one of the same device is not made: the browser knows the first.
        page.goto(f"{url}/desk/account")
        page.locator("main [name=name]").fill("the same again")
        page.get_by_role("button", name="Make a passkey").click()
        page.get_by_text("The passkey was not used.").wait_for()
        assert at(page) == "desk/account"

        _prove_anew(place, page, url)

        page.goto(f"{url}/desk/account")
        page.locator("form[action='/desk/account/passkeys/remove'] button").click()
        page.get_by_text("Removed. Other places").wait_for()
        pressed(page, "Sign out")
        pressed(page, "Sign in with a passkey")
        assert "was not accepted" in page.locator("main").inner_text()
    browser_context.assert_quiet()
    browser_context.assert_no_third_party(url)


def _prove_anew(place: Place, page: Page, url: str) -> None:
    """The session's proof is made an old one; what was typed waits while the passkey is asked for."""
    with place.opened() as built, built.engines.writing.begin() as connection:
        connection.exec_driver_sql("UPDATE staff_session SET proved_at = NULL, second_factor_at = created_at")
        connection.exec_driver_sql("UPDATE staff_session SET second_factor_at = '2020-01-01 00:00:00.000000'")
    page.goto(f"{url}/desk/account/recovery-codes")
    page.locator("[name=password]").fill(PASSWORD)
    pressed(page, "Give me new codes")
    assert "Please show that it is you" in page.locator("main").inner_text()
    pressed(page, "Use a passkey")
    page.locator("[name=password]").fill(PASSWORD)
    pressed(page, "Give me new codes")
    assert page.locator("[data-recovery]").count() == 10


def test_a_browser_that_did_not_verify_its_person_gets_nothing(
    place: Place, start_memorial: StartMemorial, browser_context: Visitor
) -> None:
    codes = Authenticators(with_authenticator(place))
    url = start_memorial(place.home).url.replace("127.0.0.1", "localhost")
    page = browser_context.new_page()
    with virtual_passkeys(page, verifies=False):
        by_password(page, url)
        page.locator("[name=code]").fill(codes.code())
        pressed(page, "Continue")
        page.goto(f"{url}/desk/account")
        page.locator("main [name=name]").fill("unverified")
        page.get_by_role("button", name="Make a passkey").click()
        page.get_by_text("The passkey was not used.").wait_for()
    with place.opened() as built, built.services.unit_of_work(read_only=True) as uow:
        member = uow.staff.by_email(EMAIL)
        assert member is not None
        assert uow.passkeys.of(member.id) == []


@in_every_way(ANSWER_404)
def test_a_password_and_a_code_lead_in_a_recovery_code_too_and_no_button_promises_what_does_not_work(
    place: Place, start_memorial: StartMemorial, way: Way
) -> None:
    codes = Authenticators(with_authenticator(place))
    reader = way.hand(start_memorial(place.home).url.replace("127.0.0.1", "localhost"))
    reader.open("/desk/sign-in")
    by_passkey = reader.page.get_by_role("button", name="Sign in with a passkey")
    assert by_passkey.is_visible() is way.script
    by_hand(reader)
    reader.type("code", codes.code())
    reader.press("main button:has-text('Continue')")
    assert reader.path == "/desk/"

    reader.open("/desk/account")
    assert reader.page.get_by_role("button", name="Make a passkey").is_visible() is way.script
    assert reader.page.get_by_text("must know passkeys and allow scripts").is_visible() is not way.script
    reader.press("main a[href='/desk/account/recovery-codes']")
    reader.type("password", PASSWORD)
    reader.press()
    recovery = reader.page.locator("[data-recovery]").first.inner_text()
    reader.press("header button:has-text('Sign out')")

    by_hand(reader)
    reader.type("code", recovery)
    reader.press("main button:has-text('Continue')")
    assert reader.path == "/desk/"
    reader.press("header button:has-text('Sign out')")
    by_hand(reader)
    reader.type("code", recovery)
    reader.press("main button:has-text('Continue')", status=422)
    assert reader.path == "/desk/sign-in/code", "it leads in once"


def by_hand(reader: Hand) -> None:
    reader.open("/desk/sign-in")
    reader.type("email", EMAIL)
    reader.type("password", PASSWORD)
    reader.press()
    assert reader.path == "/desk/sign-in/code"


# Out with the next request


def enters(server: MemorialServer, codes: Authenticators) -> PlainBrowser:
    browser = PlainBrowser(server.url)
    browser.sign_in(EMAIL, PASSWORD)
    browser.press("code", code=codes.code())
    assert browser.open("/desk/queue").status == 200
    return browser


def refusals(browser: PlainBrowser) -> int:
    """Of so many requests on fresh connections, how many were led to the sign-in."""
    led_away = 0
    for _ in range(ASKED):
        browser.close()
        answer = browser.ask("GET", "/desk/queue")
        led_away += answer.status == 303 and answer.header("Location").startswith("/desk/sign-in")
    return led_away


def _end_session(built: bootstrap.Installation) -> None:
    with built.services.unit_of_work() as uow:
        member = uow.staff.by_email(EMAIL)
        assert member is not None
        uow.staff.revoke([one.id for one in uow.staff.sessions_of(member.id)], now=built.services.now())
        uow.commit()


ENDS: dict[str, Callable[[bootstrap.Installation], object]] = {
    "the session": _end_session,
    "the account": lambda built: staffing.disable(built.services, EMAIL),
    "its factors": lambda built: staffing.reset(built.services, EMAIL, "nine lanterns by a river"),
}


@pytest.mark.parametrize("what", ENDS)
def test_what_is_revoked_is_out_with_the_next_request_in_every_worker(
    place: Place, start_memorial: StartMemorial, what: str
) -> None:
    codes = Authenticators(with_authenticator(place))
    server = start_memorial(place.home, workers=WORKERS)
    browser = enters(server, codes)
    assert refusals(browser) == 0

    with place.opened() as built:
        ENDS[what](built)
        begun = time.monotonic()
        first = browser.like().ask("GET", "/desk/queue").status
        took = time.monotonic() - begun

    assert first == 303
    assert took <= 1
    assert refusals(browser) == ASKED


def test_all_others_are_ended_from_the_account_page_in_every_worker(
    place: Place, start_memorial: StartMemorial
) -> None:
    codes = Authenticators(with_authenticator(place))
    server = start_memorial(place.home, workers=WORKERS)
    here, there = enters(server, codes), enters(server, codes)

    here.open("/desk/account")
    assert here.press("others").status == 200

    assert refusals(there) == ASKED
    assert refusals(here) == 0


# What is written down


@dataclass
class Watched(PlainBrowser):
    """Somebody whose every address, and every header that came back but for cookies, is noted."""

    seen: list[str] = field(default_factory=list)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        answer = super().ask(method, path, body, headers)
        self.seen += [path, *(f"{name}: {text}" for name, text in answer.headers if name.lower() != "set-cookie")]
        return answer


def test_no_code_and_no_token_is_at_rest_in_the_log_or_in_an_address(
    place: Place, start_memorial: StartMemorial
) -> None:
    codes = Authenticators(secret := with_authenticator(place))
    server = start_memorial(place.home)
    used = codes.code()
    staff, family = Watched(server.url), Watched(server.url)
    staff.sign_in(EMAIL, PASSWORD)
    staff.press("code", code=used)
    staff.open("/desk/account/recovery-codes")
    recovery = [one.text() for one in staff.press("password", password=PASSWORD).root.all("code")]
    staff.open("/desk/account/authenticator")
    assert staff.page is not None
    waiting = staff.page.root.all("code")[0].text().replace(" ", "")
    family.offer(place.base, "By the harbour wall.")
    receipt = family.send()
    later = Watched(server.url)
    later.open_receipt(receipt)
    with place.opened() as built:
        token = _token(built, staff.cookies["memorial_desk"])
        with built.services.unit_of_work(read_only=True) as uow:
            member = uow.staff.by_email(EMAIL)
            assert member is not None
            assert (member.totp_secret, uow.staff.session(token) is not None) == (secret, True)
    server.stop()

    grouped = "-".join(receipt[at : at + 4] for at in range(0, 20, 4))
    private = [secret, waiting, token, PASSWORD, receipt, grouped, grouped.replace("-", " "), *recovery]
    private += [*(code.replace("-", "") for code in recovery), *staff.cookies.values(), *later.cookies.values()]
    files = {path: path.read_bytes() for path in place.home.rglob("*") if path.is_file()}
    log, seen = server.log.read_text(), staff.seen + family.seen + later.seen
    assert len(recovery) == 10
    assert len(private) > 25
    assert any(member.id.encode() in raw for raw in files.values()), "the search finds what is there"
    for one in private:
        assert not [path for path, raw in files.items() if one.encode() in raw]
        assert one not in log
        assert not [line for line in seen if one in line]


def _token(built: bootstrap.Installation, cookie: str) -> str:
    opened = CookieSealer(derive(built.cookie_secret, "desk cookie")).open(urlsafe_b64decode(cookie))
    assert opened is not None
    return str(json.loads(opened)["_user_id"])
