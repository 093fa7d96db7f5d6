"""A session left open does not do what matters: who acts shows again who they are, and loses nothing by being asked."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from memorial.application import identity, narrators, receipt, reviewing, step_up
from memorial.application.reviewing import Verdict
from memorial.application.staff_entry import Entered, Stage
from memorial.application.step_up import Act, ProveAnew
from memorial.domain.memorial import Memorial
from memorial.domain.moderation import Findings
from memorial.vocabulary import Decision, Flag, Role
from memorial.web.desk.step_up import NEEDS_PROOF, WORDS
from tests.interviews import interview, kept, seal
from tests.web.desk.desk_client import PASSWORD, Browser, World, filled
from tests.web.desk.soft_passkeys import SoftPasskey
from tests.web.desk.test_passkeys import options, register

EMAIL = "ed@example.org"
LATE = {"minutes": 5, "seconds": 1}


@pytest.fixture
def sent(world: World, ferry: Memorial) -> str:
    return world.send(contributor_name="Osman Weir", signature="none")


@pytest.fixture
def editor(world: World, sent: str) -> Browser:
    world.add_staff("other@example.org", Role.EDITOR)
    return at_work(world, EMAIL, Role.EDITOR, "ferry")


def at_work(world: World, email: str, role: Role, memorial: str | None) -> Browser:
    browser = world.signed_in(email, role, memorial)
    browser.proves = False
    return browser


def shown(world: World, ferry: Memorial, sent: str) -> str:
    """The same remembrance, published and out of sight, so that two editors may show it again."""
    one = world.signed_in("first@example.org", Role.EDITOR)
    one.get(f"/desk/review/ferry/{sent}")
    one.submit("decision", decision="accept", names_looked_for="y")
    world.clock.go(minutes=11)
    world.publish(ferry, sent)
    one.get("/desk/published")
    one.submit("Take out of sight now")
    return sent


def acts(sent: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """For every guarded route a request that would be carried out with a fresh proof."""
    review = {"decision": "accept", "version": "1", "revision": "1", "names_looked_for": "y", "flags": "minor"}
    return {
        "identity.open_identity": (f"/desk/identity/ferry/{sent}", {"reason": "warn_of_danger"}),
        "searching.find": ("/desk/search/ferry", {"by": "sender_name", "words": "Osman", "reason": "lost_code"}),
        "openings.decide": ("/desk/openings/ferry/decide", {"action": "allow", "question": "0"}),
        "lists.act": (f"/desk/published/ferry/{sent}", {"action": "resume"}),
        "review.decide": (f"/desk/review/ferry/{sent}", review),
        "ask.write": (
            f"/desk/ask/ferry/{sent}",
            {"message": "In which year?", "version": "1", "revision": "1", "confirmed": "yes"},
        ),
        "concerns.act": ("/desk/concerns/ferry/0", {"action": "uphold", "message": "Because it is so."}),
        "persons.act": (
            f"/desk/persons/ferry/{'0' * 32}",
            {"action": "open", "ref": "fact:0", "asked_by": "her sister", "revision": "1"},
        ),
        "people.add": ("/desk/people", {"email": "new@example.org", "name": "", "role": "editor", "memorial": "ferry"}),
        "people.act": ("/desk/people/act", {"action": "disable", "email": "other@example.org"}),
        "setup.save": ("/desk/setup/ferry/step/name", {"action": "save", "title_en": "Another", "time_zone": "UTC"}),
        "setup.open_or_close": ("/desk/setup/ferry/open", {"action": "close"}),
        "setup_texts.write": ("/desk/setup/ferry/texts/title/en", {"action": "save", "title_en": "Another"}),
        "setup_picture.change": ("/desk/setup/ferry/picture", {"action": "remove"}),
        "languages.act": ("/desk/setup/ferry/languages/ar", {"action": "sign", "fluent": "y", "texts": "0"}),
        "label_words.change": ("/desk/memorials/ferry/words", {"action": "add", "language": "en", "line": "x"}),
        "days.change": ("/desk/memorials/ferry/days", {"action": "add", "community": "Town", "month_day": "05-17"}),
        "importing.begin": (f"/desk/import/ferry/{'0' * 32}/import", {}),
        "importing.undo": (f"/desk/import/ferry/{'0' * 32}/undo", {}),
        "record_entries.act": (
            f"/desk/record/ferry/entry/{'0' * 32}",
            {"action": "sign", "compared": "y", "name": "Ada Lind"},
        ),
        "log.table": ("/desk/log.csv", {"memorial": "ferry"}),
        "record_files.take_out": ("/desk/record/ferry/files/out", {"graphic": "y"}),
        "interviews.act": (f"/desk/interviews/ferry/{'0' * 32}", {"action": "erase", "why": "law", "sure": "y"}),
        "interview_files.master": (f"/desk/interviews/ferry/{'0' * 32}/master", {"id": "0"}),
        "interview_files.transcript_file": (
            f"/desk/interviews/ferry/{'0' * 32}/transcript-file",
            {"id": "0", "form": "vtt"},
        ),
        "interview_seals.lift": (f"/desk/interviews/ferry/{'0' * 32}/seals/{'0' * 32}/lift", {"why": "x"}),
        "interview_seals.move": (f"/desk/interviews/ferry/{'0' * 32}/seals/{'0' * 32}/day", {"until": "2050-01-01"}),
        "interview_narrator.act": (f"/desk/interviews/ferry/{'0' * 32}/narrator", {"action": "code"}),
        "account.recovery_codes": ("/desk/account/recovery-codes", {"password": PASSWORD}),
        "account.authenticator": ("/desk/account/authenticator", {"code": "123456"}),
        "account.remove_authenticator": ("/desk/account/authenticator/remove", {}),
        "passkeys.add": ("/desk/account/passkeys", {"name": "x", "passkey": "{}"}),
        "passkeys.remove": ("/desk/account/passkeys/remove", {"id": "0"}),
    }


OF_AN_INTERVIEW = frozenset({"interview_seals.lift", "interview_seals.move", "interview_narrator.act"})
"""Where the view decides, and looks at what is there."""


def an_interview(world: World, ferry: Memorial) -> None:
    """One whose narrator has a code, with a sealed span; its id and the seal's are noughts."""
    here: Any = SimpleNamespace(services=world.services, memorial=ferry)
    made = kept(here, interview(here, id="0" * 32, seals=(seal(0, 1000, id="0" * 32),)))
    narrators.give_code(world.services, world.add_staff("c@example.org", Role.ARCHIVIST), made.memorial_id, made.id)


def about_a_child(world: World, ferry: Memorial, sent: str) -> None:
    """One of the two editors who decide it has accepted it."""
    first = world.add_staff("first@example.org", Role.EDITOR)
    findings = Findings(flags=frozenset({Flag.MINOR}), names_looked_for=True)
    revision = world.record(ferry, sent).revision
    reviewing.decide(world.services, first, ferry.id, sent, Verdict(Decision.ACCEPT, 1, revision, findings, ""))


def everything(world: World) -> Any:
    """What an act could change: remembrances, memorials, accounts and their passkeys."""
    with world.services.unit_of_work(read_only=True) as uow:
        memorials = list(uow.memorials.all())
        records = [uow.remembrances.get(one.id, record) for one in memorials for record in uow.remembrances.ids(one.id)]
        staff = [(one.email, one.roles, one.disabled, one.totp_secret, one.recovery_hashes) for one in uow.staff.all()]
        told = [uow.interviews.get(one.id, other) for one in memorials for other in uow.interviews.ids(one.id)]
        return memorials, records, told, staff, [uow.passkeys.of(one.id) for one in uow.staff.all()]


def test_every_guarded_route_is_tried_and_has_words(world: World, ferry: Memorial) -> None:
    known = {rule.endpoint for rule in world.app.url_map.iter_rules() if "POST" in (rule.methods or ())}

    assert set(NEEDS_PROOF) <= known
    assert set(NEEDS_PROOF) == set(acts(""))
    assert set(WORDS) == set(Act)


@pytest.mark.parametrize("endpoint", sorted(acts("")))
def test_with_an_old_proof_nothing_is_done_and_the_refusal_is_noted(
    world: World, ferry: Memorial, editor: Browser, sent: str, endpoint: str
) -> None:
    if endpoint == "lists.act":
        shown(world, ferry, sent)
    if endpoint in OF_AN_INTERVIEW:
        an_interview(world, ferry)
    of_admins = ("people", "log.", "setup", "label_words", "languages", "days", "openings", "record_", "interview")
    who = editor if not endpoint.startswith(of_admins) else None
    role = Role.ARCHIVIST if endpoint in OF_AN_INTERVIEW else Role.ADMIN
    browser = who or at_work(world, "admin@example.org", role, None)
    browser.get("/desk/")
    world.clock.go(**LATE)
    path, data = acts(sent)[endpoint]
    browser.get("/desk/account")
    csrf = browser.form(holding="Sign out")["csrf_token"]
    if endpoint == "ask.write":
        about_a_child(world, ferry, sent)
    if endpoint in ("review.decide", "ask.write"):
        data["revision"] = str(world.record(ferry, sent).revision)
    before, entries = everything(world), len(world.log())

    answer = browser.post(path, {"csrf_token": csrf, **data}, follow=False)

    assert answer.status_code == 403
    assert "Please show that it is you" in answer.text
    assert everything(world) == before
    assert len(world.log()) == entries + 1
    assert (world.log("*")[0].outcome, world.log("*")[0].reason) == ("refused", "prove_anew")
    kept = filled(browser.form_element(holding="step_up_code"))
    assert {name: text for name, text in data.items() if "password" not in name}.items() <= kept.items()
    assert PASSWORD not in answer.text


def test_what_was_typed_goes_on_with_the_code(world: World, ferry: Memorial, editor: Browser, sent: str) -> None:
    editor.get(f"/desk/review/ferry/{sent}")
    world.clock.go(**LATE)
    message = "Line one,\r\nline “two” <b>&amp;</b>\r\n\r\nو ثلاثة"

    asked = editor.submit(
        "decision", decision="accept", flags=["minor", "accusation"], names_looked_for="y", message=message
    )
    assert asked.status_code == 403
    wrong = editor.submit("step_up_code", step_up_code="000000")
    assert (wrong.status_code, "That code does not fit" in wrong.text) == (422, True)
    assert world.record(ferry, sent).latest.accepted_by == ()
    assert (world.log("*")[0].action, world.log("*")[0].reason) == ("prove", "wrong_code")
    done = editor.prove()

    assert done.request.path == f"/desk/decided/ferry/{sent}"
    record = world.record(ferry, sent)
    assert len(record.latest.accepted_by) == 1
    assert {"minor", "accusation"} <= set(record.latest.flags)
    assert [note.text.replace("\r\n", "\n") for note in record.notes] == [message.replace("\r\n", "\n")]


def test_a_code_that_was_used_proves_nothing(world: World, editor: Browser, sent: str) -> None:
    at_sign_in = editor.code(EMAIL)
    world.clock.go(**LATE)
    editor.get(f"/desk/review/ferry/{sent}")
    editor.submit("reason", reason="warn_of_danger")
    assert editor.submit("step_up_code", step_up_code=at_sign_in).status_code == 422

    other = world.signed_in(EMAIL)
    other.proves = False
    assert editor.submit("step_up_code", step_up_code=editor.code(EMAIL)).status_code == 422, "used to sign in"
    world.clock.go(**LATE)
    editor.get(f"/desk/review/ferry/{sent}")
    editor.submit("reason", reason="warn_of_danger")
    assert "Osman" in editor.prove().text
    other.get(f"/desk/review/ferry/{sent}")
    other.submit("reason", reason="warn_of_danger")
    assert other.submit("step_up_code", step_up_code=editor.code(EMAIL)).status_code == 422, "used for a proof"
    assert "Osman" in other.prove().text


def test_a_proof_counts_for_five_minutes_and_for_one_session(world: World, editor: Browser, sent: str) -> None:
    editor.get(f"/desk/review/ferry/{sent}")
    world.clock.go(minutes=4)
    assert "Osman Weir" in editor.submit("reason", reason="warn_of_danger").text

    other = world.signed_in(EMAIL)
    other.proves = False
    world.clock.go(minutes=1)
    editor.get(f"/desk/review/ferry/{sent}")
    assert editor.submit("reason", reason="warn_of_danger").status_code == 403, "the other session proved, not this one"
    other.get(f"/desk/review/ferry/{sent}")
    assert other.submit("reason", reason="warn_of_danger").status_code == 200


def test_a_proof_of_the_future_counts_for_nothing(world: World, editor: Browser, sent: str) -> None:
    """Whoever can turn the clock back must not stretch five minutes."""
    editor.get(f"/desk/review/ferry/{sent}")
    world.clock.go(minutes=-1)

    assert editor.submit("reason", reason="warn_of_danger").status_code == 403


def test_a_passkey_proves_it_and_one_of_somebody_else_does_not(world: World, editor: Browser, sent: str) -> None:
    own, foreign = register(editor), register(world.signed_in("two@example.org", Role.EDITOR))
    world.clock.go(**LATE)
    editor.get(f"/desk/review/ferry/{sent}")
    editor.submit("reason", reason="warn_of_danger")
    for passkey, wrong in ((foreign, {}), (own, {"verified": False}), (own, {"origin": "http://evil.localhost"})):
        answer = passkey.get(options(editor, "prove"), **wrong)
        refused = editor.submit("step_up_passkey", step_up_passkey=answer)
        assert (refused.status_code, "Osman" in refused.text) == (422, False)
    old = own.get(options(editor, "prove"))

    done = editor.submit("step_up_passkey", step_up_passkey=own.get(options(editor, "prove")))

    assert "Osman Weir" in done.text
    world.clock.go(**LATE)
    editor.get(f"/desk/review/ferry/{sent}")
    editor.submit("reason", reason="warn_of_danger")
    assert editor.submit("step_up_passkey", step_up_passkey=old).status_code == 422


def test_a_recovery_code_opens_the_desk_and_ones_own_factors_and_nothing_more(
    world: World, ferry: Memorial, editor: Browser, sent: str
) -> None:
    editor.get("/desk/account/recovery-codes")
    editor.submit("password", password=PASSWORD)
    code = next(one.text() for one in editor.page().all("code"))
    browser = world.browser()
    browser.proves = False
    browser.get("/desk/sign-in")
    browser.submit("email", email=EMAIL, password=PASSWORD)
    assert browser.submit("code", code=code).request.path == "/desk/"

    browser.get(f"/desk/review/ferry/{sent}")
    assert browser.submit("reason", reason="warn_of_danger").status_code == 403
    again = browser.submit("step_up_code", step_up_code=code)
    assert again.status_code == 422, "a recovery code is no proof"
    passkey = register(browser)
    assert browser.last is not None
    assert "The passkey is added." in browser.last.text
    browser.get(f"/desk/review/ferry/{sent}")
    browser.submit("reason", reason="warn_of_danger")
    assert "Osman" in browser.submit("step_up_passkey", step_up_passkey=passkey.get(options(browser, "prove"))).text


def test_a_demonstration_proves_by_its_password(world: World, ferry: Memorial, sent: str) -> None:
    world.add_staff("demo@example.org", Role.EDITOR, demonstration=True)
    browser = world.browser()
    browser.sign_in("demo@example.org")
    world.clock.go(**LATE)
    browser.get(f"/desk/review/ferry/{sent}")
    assert browser.submit("reason", reason="warn_of_danger").status_code == 403
    assert browser.submit("step_up_password", step_up_password="wrong").status_code == 422

    assert "Osman Weir" in browser.submit("step_up_password", step_up_password=PASSWORD).text


def test_a_password_is_no_proof_for_anybody_else(world: World, editor: Browser, sent: str) -> None:
    world.clock.go(**LATE)
    editor.get(f"/desk/review/ferry/{sent}")
    data = editor.form(holding="reason") | {"reason": "warn_of_danger", "step_up_password": PASSWORD}

    answer = editor.post(f"/desk/identity/ferry/{sent}", data)

    assert (answer.status_code, "Osman" in answer.text) == (422, False)


def test_the_use_case_asks_too_where_the_page_forgot(world: World, ferry: Memorial, editor: Browser, sent: str) -> None:
    with world.services.unit_of_work(read_only=True) as uow:
        member = uow.staff.by_email(EMAIL)
        here = Entered(member, uow.staff.sessions_of(member.id)[-1], Stage.OPEN)
    assert all(step_up.is_proved(world.services, here, act) for act in Act)
    world.clock.go(**LATE)

    with pytest.raises(ProveAnew):
        identity.open_identity(world.services, here, ferry.id, sent, "warn_of_danger")
    for act in Act:
        assert not step_up.is_proved(world.services, here, act)


# Who sent it


def test_the_name_of_who_sent_it_is_sealed_until_an_editor_opens_it(
    world: World, ferry: Memorial, editor: Browser, sent: str
) -> None:
    page = editor.get(f"/desk/review/ferry/{sent}").text
    assert "Osman" not in page
    assert "a name, kept sealed" in page
    before = len(world.log())

    without = editor.submit("reason", reason="")
    assert (without.status_code, "Osman" in without.text) == (422, False)
    assert len(world.log()) == before + 1
    opened = editor.submit("reason", reason="check_kinship")

    assert "Osman Weir" in opened.text
    entry = world.log(ferry.id)[0]
    assert (entry.action, entry.outcome, entry.reason, entry.subject_id) == (
        "open_identity", "done", "check_kinship", sent,
    )  # fmt: skip
    assert "Osman" not in str(world.log())
    assert "To see whether somebody is family" in editor.get("/desk/log").text


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMIN])
def test_others_than_editors_open_no_name(
    world: World, ferry: Memorial, editor: Browser, sent: str, role: Role
) -> None:
    browser = world.signed_in("two@example.org", role)
    page = browser.get(f"/desk/review/ferry/{sent}").text
    assert "Osman" not in page
    assert "Who sent it" not in page
    browser.get("/desk/")
    csrf = browser.form(holding="Sign out")["csrf_token"]

    answer = browser.post(f"/desk/identity/ferry/{sent}", {"csrf_token": csrf, "reason": "check_kinship"})

    assert answer.status_code in (404, 422)
    assert "Osman" not in answer.text


def test_an_address_is_opened_with_the_name_and_nothing_once_it_was_taken_back(
    world: World, ferry: Memorial, editor: Browser
) -> None:
    record, code = world.send_with_code(contributor_name="Osman Weir")
    receipt.leave_address(world.services, code, "family@example.net")
    editor.get(f"/desk/review/ferry/{record}")
    form = editor.form(holding="reason") | {"reason": "answer_the_sender"}
    assert "family@example.net" in editor.post(f"/desk/identity/ferry/{record}", form).text

    receipt.act(world.services, code, "withdraw", {})

    answer = editor.post(f"/desk/identity/ferry/{record}", form)
    assert answer.status_code == 404
    assert "Osman" not in answer.text


def test_a_name_that_visitors_shall_read_is_not_hidden_from_readers(
    world: World, ferry: Memorial, editor: Browser
) -> None:
    record = world.send(contributor_name="Osman Weir", signature="name")

    assert "Osman Weir" in editor.get(f"/desk/review/ferry/{record}").text


def test_nobody_opens_more_than_ten_a_day(world: World, ferry: Memorial, editor: Browser, sent: str) -> None:
    editor.get(f"/desk/review/ferry/{sent}")
    form = editor.form(holding="reason") | {"reason": "check_kinship"}
    for _ in range(identity.MOST_A_DAY):
        assert editor.post(f"/desk/identity/ferry/{sent}", form).status_code == 200

    more = editor.post(f"/desk/identity/ferry/{sent}", form)

    assert (more.status_code, "Osman" in more.text) == (422, False)
    assert world.log(ferry.id)[0].reason == "opened_enough"
    other = world.signed_in("two@example.org", Role.EDITOR)
    other.get(f"/desk/review/ferry/{sent}")
    assert "Osman" in other.submit("reason", reason="check_kinship").text
    world.clock.go(days=1, seconds=1)
    editor.sign_in(EMAIL)
    editor.get(f"/desk/review/ferry/{sent}")
    assert "Osman" in editor.submit("reason", reason="check_kinship").text


def test_the_options_of_a_proof_are_for_an_open_session_alone(world: World, ferry: Memorial) -> None:
    world.add_staff(EMAIL, Role.EDITOR)
    browser = world.browser()
    browser.get("/desk/sign-in")
    browser.submit("email", email=EMAIL, password=PASSWORD)
    csrf = browser.form(holding="code")["csrf_token"]

    for purpose in ("prove", "second-factor", "sign-in"):
        answer = browser.client.post(f"/desk/passkeys/options/{purpose}", data={"csrf_token": csrf})
        assert answer.status_code == 403, purpose
    asked = json.loads(browser.client.post("/desk/passkeys/options/register", data={"csrf_token": csrf}).data)
    assert SoftPasskey().create(asked)
