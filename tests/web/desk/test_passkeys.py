"""Passkeys: signing in, as a second factor, on the account page; and everything that must not pass for one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from memorial.application import staffing
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Role
from tests.web.desk.desk_client import PASSWORD, Browser, World
from tests.web.desk.soft_passkeys import ORIGIN, SoftPasskey, b64, unb64

EMAIL = "ed@example.org"


def options(browser: Browser, purpose: str) -> dict[str, Any]:
    """What the script would get; the page at hand has the form token."""
    token = browser.page().all("input")
    csrf = next(one.get("value") for one in token if one.get("name") == "csrf_token")
    answer = browser.client.post(f"/desk/passkeys/options/{purpose}", data={"csrf_token": csrf})
    assert answer.status_code == 200, answer.status_code
    assert answer.headers["Cache-Control"] == "no-store"
    asked: dict[str, Any] = json.loads(answer.data)
    return asked


def register(
    browser: Browser, passkey: SoftPasskey | None = None, name: str = "telephone", **wrong: Any
) -> SoftPasskey:
    passkey = passkey or SoftPasskey()
    browser.get("/desk/account")
    answer = passkey.create(options(browser, "register"), **wrong)
    browser.submit("Make a passkey", passkey=answer, name=name)
    return passkey


def sign_in(browser: Browser, passkey: SoftPasskey, **wrong: Any) -> Any:
    browser.get("/desk/sign-in")
    answer = passkey.get(options(browser, "sign-in"), **wrong)
    return browser.submit("Sign in with a passkey", passkey=answer)


@pytest.fixture
def editor(world: World, ferry: Memorial) -> Browser:
    return world.signed_in(EMAIL, Role.EDITOR)


def test_a_passkey_opens_the_desk_by_itself(world: World, editor: Browser) -> None:
    passkey = register(editor)
    assert "The passkey is added." in editor.last.text  # type: ignore[union-attr]

    other = world.browser()
    answer = sign_in(other, passkey)

    assert answer.request.path == "/desk/"
    assert other.get("/desk/queue").request.path == "/desk/queue"
    assert (world.log("*")[0].action, world.log("*")[0].reason) == ("sign_in", "passkey")


def test_the_browser_is_asked_to_verify_the_person_and_to_keep_the_passkey(world: World, editor: Browser) -> None:
    editor.get("/desk/account")
    asked = options(editor, "register")

    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["authenticatorSelection"]["residentKey"] == "preferred"
    assert asked["attestation"] == "none"
    assert asked["rp"]["id"] == "localhost"
    assert EMAIL not in asked["user"]["id"]
    known = register(editor)
    editor.get("/desk/account")
    assert [one["id"] for one in options(editor, "register")["excludeCredentials"]] == [b64(known.credential_id)]
    editor.get("/desk/account")
    assert options(editor, "prove")["userVerification"] == "required"


def test_without_a_session_nothing_tells_which_passkeys_an_account_has(world: World, editor: Browser) -> None:
    register(editor)
    stranger = world.browser()
    stranger.get("/desk/sign-in")

    assert options(stranger, "sign-in")["allowCredentials"] == []
    for purpose in ("second-factor", "register", "prove"):
        csrf = stranger.form(holding="email")["csrf_token"]
        answer = stranger.client.post(f"/desk/passkeys/options/{purpose}", data={"csrf_token": csrf})
        assert answer.status_code == 403
    assert stranger.client.post("/desk/passkeys/options/sign-in").status_code == 422


def test_a_passkey_is_a_second_factor_after_the_password(world: World, editor: Browser) -> None:
    passkey = register(editor)
    other = world.browser()
    other.get("/desk/sign-in")
    other.submit("email", email=EMAIL, password=PASSWORD)
    assert other.get("/desk/queue").request.path == "/desk/sign-in/code"

    asked = options(other, "second-factor")
    assert [one["id"] for one in asked["allowCredentials"]] == [b64(passkey.credential_id)]
    answer = other.submit("Use a passkey", passkey=passkey.get(asked))

    assert answer.request.path == "/desk/"


def test_a_passkey_in_place_of_an_authenticator_from_the_first_day(world: World, ferry: Memorial) -> None:
    world.add_staff(EMAIL, Role.EDITOR)
    browser = world.browser()
    browser.get("/desk/sign-in")
    browser.submit("email", email=EMAIL, password=PASSWORD)
    passkey = SoftPasskey()

    asked = options(browser, "register")
    codes = browser.submit("Make a passkey", passkey=passkey.create(asked), name="key")

    assert codes.text.count("data-recovery") == 10
    assert browser.get("/desk/queue").request.path == "/desk/queue"
    page = browser.get("/desk/account").text
    assert "The only one left cannot be removed" in page
    other = world.browser()
    other.get("/desk/sign-in")
    other.submit("email", email=EMAIL, password=PASSWORD)
    assert other.get("/desk/queue").request.path == "/desk/sign-in/code", "a password alone opens nothing"
    assert sign_in(world.browser(), passkey).request.path == "/desk/"


WRONG: dict[str, dict[str, Any]] = {
    "nobody verified": {"verified": False},
    "another origin": {"origin": "http://localhost.example"},
    "another port": {"origin": ORIGIN + ":8443"},
    "another site": {"site": "example.org"},
    "a made-up challenge": {"challenge": b64(b"x" * 32)},
    "another ceremony": {"kind": "webauthn.create"},
    "a broken signature": {"signature": b"\x30\x06\x02\x01\x01\x02\x01\x01"},
    "somebody else's name": {"user": b64(b"0" * 32)},
    "an unknown passkey": {"credential_id": b"y" * 32},
    "a counter that stands still": {"by": 0},
    "a counter that went back": {"by": -1},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_in_a_sign_in_opens_nothing(world: World, editor: Browser, what: str) -> None:
    passkey = register(editor)
    assert sign_in(world.browser(), passkey).request.path == "/desk/"
    other, before = world.browser(), len(world.log())

    answer = sign_in(other, passkey, **WRONG[what])

    assert (answer.status_code, "was not accepted" in answer.text) == (422, True)
    assert other.get("/desk/queue").request.path == "/desk/sign-in"
    assert len(world.log()) == before + 1
    assert (world.log("*")[0].action, world.log("*")[0].outcome) == ("sign_in", "refused")
    # The honest one still works: nobody locks a passkey by trying.
    passkey.count = max(passkey.count, 1)
    assert sign_in(world.browser(), passkey).request.path == "/desk/"


@pytest.mark.parametrize("what", ["nobody verified", "another origin", "another site", "a made-up challenge"])
def test_what_is_wrong_in_a_registration_adds_nothing(world: World, editor: Browser, what: str) -> None:
    before = len(world.log())

    passkey = register(editor, **WRONG[what])

    assert editor.last is not None
    assert editor.last.status_code == 422
    assert len(world.log()) == before + 1
    assert sign_in(world.browser(), passkey).status_code == 422
    assert "None yet." in editor.get("/desk/account").text


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "x" * 20_000, '{"response": 1}', "\ud800", '{"rawId":"é"}'])
def test_what_is_no_answer_of_a_browser_is_refused_kindly(world: World, editor: Browser, answer: str) -> None:
    text = answer.encode("utf-8", "replace").decode()
    other = world.browser()
    other.get("/desk/sign-in")
    assert other.submit("Sign in with a passkey", passkey=text).status_code == 422
    editor.get("/desk/account")
    assert editor.submit("Make a passkey", passkey=text, name="x").status_code == 422


def test_a_challenge_is_taken_once(world: World, editor: Browser) -> None:
    """By a passkey whose counter stands at 0, as that of shared ones does: nothing but the challenge tells a replay."""
    passkey = register(editor)
    editor.get("/desk/account")
    said = passkey.get(options(editor, "prove"), by=0)
    data = {"csrf_token": editor.form(holding="Sign out")["csrf_token"], "id": "0", "step_up_passkey": said}
    editor.proves = False
    world.clock.go(minutes=4, seconds=50)

    first = editor.post("/desk/account/passkeys/remove", data)
    again = editor.post("/desk/account/passkeys/remove", data)

    assert "There is no such passkey here" in first.text
    assert "That passkey was not accepted" in again.text
    assert [(entry.action, entry.outcome) for entry in world.log("*")][:1] == [("prove", "refused")]


def test_a_challenge_is_for_one_browser_and_one_purpose_and_five_minutes(world: World, editor: Browser) -> None:
    passkey = register(editor)
    here, there = world.browser(), world.browser()
    here.get("/desk/sign-in")
    there.get("/desk/sign-in")
    stolen = passkey.get(options(here, "sign-in"))
    assert there.submit("Sign in with a passkey", passkey=stolen).status_code == 422

    editor.get("/desk/account")
    asked = {**options(editor, "register"), "rpId": "localhost"}
    data = {"csrf_token": editor.form(holding="Sign out")["csrf_token"], "id": "0"}
    other_purpose = editor.post("/desk/account/passkeys/remove", data | {"step_up_passkey": passkey.get(asked)})
    assert "That passkey was not accepted" in other_purpose.text

    here.get("/desk/sign-in")
    late = passkey.get(options(here, "sign-in"))
    world.clock.go(minutes=5, seconds=1)
    assert here.submit("Sign in with a passkey", passkey=late).status_code == 422
    assert sign_in(here, passkey).request.path == "/desk/"


def test_a_passkey_of_somebody_else_is_no_second_factor(world: World, editor: Browser) -> None:
    world.add_staff("two@example.org", Role.EDITOR)
    passkey = register(editor)
    world.signed_in("two@example.org")
    other = world.browser()
    other.get("/desk/sign-in")
    other.submit("email", email="two@example.org", password=PASSWORD)
    assert other.last is not None
    csrf = other.form(holding="code")["csrf_token"]
    asked = json.loads(other.client.post("/desk/passkeys/options/second-factor", data={"csrf_token": csrf}).data)

    answer = other.post("/desk/sign-in/code/passkey", {"csrf_token": csrf, "passkey": passkey.get(asked)})

    assert answer.status_code == 422
    assert other.get("/desk/queue").request.path == "/desk/sign-in/code"


@pytest.mark.parametrize("removed", [False, True])
@pytest.mark.parametrize("same", ["credential", "key"])
def test_no_passkey_serves_two_accounts(world: World, editor: Browser, same: str, removed: bool) -> None:
    passkey = register(editor)
    if removed:
        editor.get("/desk/account")
        editor.submit("id")
    other = world.signed_in("two@example.org", Role.EDITOR)
    copy = SoftPasskey(passkey.credential_id) if same == "credential" else SoftPasskey(key=passkey.key)

    register(other, copy)

    assert other.last is not None
    assert other.last.status_code == 422
    assert "belongs to an account already" in other.last.text
    assert "None yet." in other.get("/desk/account").text


def test_passkeys_have_names_and_can_be_removed_but_for_the_last_factor(world: World, editor: Browser) -> None:
    first, second = register(editor, name="small one"), register(editor, name="large one")
    page = editor.get("/desk/account").text
    assert page.index("small one") < page.index("large one")

    editor.submit("Remove the authenticator")
    assert "Removed." in editor.last.text  # type: ignore[union-attr]
    elsewhere = world.browser()
    sign_in(elsewhere, first)
    editor.submit("id")

    assert elsewhere.get("/desk/queue").request.path == "/desk/sign-in", "who came in with it is out"
    assert sign_in(world.browser(), first).status_code == 422
    page = editor.get("/desk/account").text
    assert "small one" not in page
    assert "The only one left cannot be removed" in page
    csrf = editor.form(holding="Make a passkey")["csrf_token"]
    kept = world.services.unit_of_work(read_only=True)
    with kept as uow:
        member = uow.staff.by_email(EMAIL)
        (left,) = uow.passkeys.of(member.id)
    for path, data in (("/desk/account/passkeys/remove", {"id": left.id}), ("/desk/account/authenticator/remove", {})):
        before = len(world.log())
        assert editor.post(path, {"csrf_token": csrf, **data}).status_code == 422, path
        assert len(world.log()) == before + 1
    assert sign_in(world.browser(), second).request.path == "/desk/"


def test_nobody_removes_a_passkey_of_somebody_else(world: World, editor: Browser) -> None:
    passkey = register(editor)
    with world.services.unit_of_work(read_only=True) as uow:
        (kept,) = uow.passkeys.of(uow.staff.by_email(EMAIL).id)
    other = world.signed_in("two@example.org", Role.EDITOR)
    register(other)
    csrf = other.form(holding="Sign out")["csrf_token"]

    assert other.post("/desk/account/passkeys/remove", {"csrf_token": csrf, "id": kept.id}).status_code == 422
    assert sign_in(world.browser(), passkey).request.path == "/desk/"


def test_nothing_of_a_passkey_and_no_challenge_is_at_rest_in_clear(world: World, editor: Browser) -> None:
    passkey = register(editor, name="the small grey one")
    other = world.browser()
    other.get("/desk/sign-in")
    asked = options(other, "sign-in")
    with world.services.unit_of_work(read_only=True) as uow:
        (kept,) = uow.passkeys.of(uow.staff.by_email(EMAIL).id)
    world.installation.engines.dispose()
    raw = b"".join(path.read_bytes() for path in world.installation.settings.home.rglob("*") if path.is_file())

    assert kept.id.encode() in raw
    for one in (passkey.credential_id, kept.public_key, unb64(asked["challenge"]), b"the small grey one"):
        assert one not in raw
        assert b64(one).encode() not in raw
        assert one.hex().encode() not in raw


def test_a_name_is_needed_and_what_was_typed_stays(world: World, editor: Browser) -> None:
    editor.get("/desk/account")
    answer = SoftPasskey().create(options(editor, "register"))

    again = editor.submit("Make a passkey", passkey=answer, name="  ")

    assert (again.status_code, "give the passkey a name" in again.text) == (422, True)


ENDS: dict[str, Callable[[World], object]] = {
    "close": lambda world: staffing.disable(world.services, EMAIL),
    "reset": lambda world: staffing.reset(world.services, EMAIL, "nine lanterns by a river"),
}


@pytest.mark.parametrize("act", ENDS)
def test_a_closed_or_reset_account_takes_no_passkey(world: World, editor: Browser, act: str) -> None:
    passkey = register(editor)
    other = world.browser()
    sign_in(other, passkey)

    ENDS[act](world)

    assert other.get("/desk/").request.path == "/desk/sign-in"
    assert sign_in(world.browser(), passkey).status_code == 422


def test_an_authenticator_is_replaced_by_who_holds_the_session_and_a_factor(world: World, editor: Browser) -> None:
    other = world.signed_in(EMAIL)
    old = world.secrets[EMAIL]
    editor.get("/desk/account/authenticator")
    fresh = editor.page().all("code")[0].text().replace(" ", "")
    assert fresh != old
    assert editor.submit("code", code="000000").status_code == 422
    world.secrets[EMAIL] = fresh

    assert "is set up" in editor.submit("code", code=editor.code(EMAIL)).text

    assert other.get("/desk/").request.path == "/desk/sign-in"
    assert world.signed_in(EMAIL).get("/desk/queue").request.path == "/desk/queue"


def test_where_browsers_offer_no_passkeys_the_pages_say_so(world: World, editor: Browser) -> None:
    editor.client.environ_base["HTTP_HOST"] = "127.0.0.1:8000"
    page = editor.client.get("/desk/account", headers={"Host": "127.0.0.1:8000"})

    assert "At this address browsers offer no passkeys" in page.text or page.status_code == 303
