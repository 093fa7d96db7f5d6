"""Whatever goes wrong on the way, nothing typed is lost, nothing is sent twice, and the page says what happened."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from memorial.application import giving, memorials
from memorial.application.ports.secrets import StorageFull
from memorial.vocabulary import Risk
from tests.installations import TestInstallation, installation, memorial_like, on_postgresql
from tests.servers.postgres import PostgresServer
from tests.web.contribute.family import SHARE, Family, make_app, picture
from tests.web.contribute.test_the_whole_way import STORY, begin, to_check, to_choices


def items(place: TestInstallation) -> int:
    with place.services.unit_of_work(read_only=True) as uow:
        return len(list(uow.remembrances.ids(place.memorial.id)))


def check_fields(family: Family) -> dict[str, str]:
    return {e.get("name"): e.get("value") for e in family.form().all("input") if e.get("type") == "hidden"}


def test_the_same_form_sent_twice_makes_one_remembrance_and_shows_one_receipt(
    family: Family, place: TestInstallation
) -> None:
    to_check(family)
    sent = check_fields(family)

    family.send(f"{SHARE}/check", sent)
    first = family.code()
    family.send(f"{SHARE}/check", sent)

    assert family.code() == first
    assert items(place) == 1


def test_a_reply_that_got_lost_does_not_make_a_second_one(family: Family, place: TestInstallation) -> None:
    to_check(family)
    sent, cookie = check_fields(family), family.cookie()
    family.send(f"{SHARE}/check", sent)
    first = family.code()

    family.set_cookie(cookie)
    family.open(f"{SHARE}/check")
    assert family.code() == first
    family.set_cookie(cookie)
    family.send(f"{SHARE}/check", sent)

    assert family.code() == first
    assert items(place) == 1


def sent_at_once(app: Flask, sent: dict[str, str], cookie: str) -> set[str]:
    """The codes that eight sendings of one form show, sent from eight threads."""

    def send(_: int) -> str:
        other = Family(app.test_client())
        other.set_cookie(cookie)
        other.send(f"{SHARE}/check", sent)
        return other.code()

    with ThreadPoolExecutor(8) as threads:
        return set(threads.map(send, range(8)))


def test_eight_sendings_at_once_make_one_remembrance(app: Flask, family: Family, place: TestInstallation) -> None:
    to_check(family)

    codes = sent_at_once(app, check_fields(family), family.cookie())

    assert len(codes) == 1
    assert items(place) == 1


def test_other_words_the_second_time_are_refused_and_said(family: Family, place: TestInstallation) -> None:
    to_check(family)
    sent = check_fields(family)
    family.send(f"{SHARE}/check", sent)

    answer = family.send(f"{SHARE}/check", {**sent, "payload": "0" * 64})

    assert answer.status_code == 422
    assert "You have sent this already" in family.words()
    assert items(place) == 1


def test_a_change_in_another_window_is_shown_before_it_is_sent(family: Family, place: TestInstallation) -> None:
    to_check(family)
    seen = check_fields(family)
    family.open(f"{SHARE}/say")
    family.press(story="Quite other words.")

    answer = family.send(f"{SHARE}/check", seen)

    assert answer.status_code == 422
    assert "Quite other words." in family.words()
    assert items(place) == 0


@pytest.mark.parametrize("token", ["", "not a token", None])
@pytest.mark.parametrize("step", ["who", "say", "choices", "check"])
def test_an_old_form_is_shown_again_with_everything_typed(family: Family, step: str, token: str | None) -> None:
    to_check(family)
    family.open(f"{SHARE}/{step}")
    typed = {"who": {"person_name": "Nadia Sorrel"}, "say": {"story": "Other words."}, "check": {}}
    typed["choices"] = {"audience": "unlisted"}
    fields: dict[str, str] = {**check_fields(family), **typed[step]}
    fields.pop("csrf_token")
    if token is not None:
        fields["csrf_token"] = token

    answer = family.send(f"{SHARE}/{step}", fields, multipart=step == "say")

    assert answer.status_code == 422
    assert family.title().startswith("Error:")
    assert "Nothing you typed is lost" in family.words()
    for words in typed[step].values():
        assert words in answer.text
    assert check_fields(family)["csrf_token"] != token
    assert family.press().status_code == 200


def test_an_old_page_of_namesakes_loses_no_name(family: Family, place: TestInstallation) -> None:
    place.publish()
    begin(family)

    answer = family.send(f"{SHARE}/who", {"csrf_token": "old", "as_written": "yes"})

    assert answer.status_code == 422
    assert 'value="Ayla Verdin"' in answer.text


def test_without_the_cookie_the_words_come_back_and_a_new_draft_keeps_them(family: Family) -> None:
    begin(family)
    fields = check_fields(family)
    family.client.delete_cookie("memorial")

    answer = family.send(f"{SHARE}/say", {**fields, "story": STORY}, multipart=True)
    assert answer.status_code == 422
    assert "sang every day" in answer.text
    family.press()

    family.open(f"{SHARE}/say")
    assert "sang every day" in family.root.all("textarea")[0].text()


def test_every_problem_stands_at_its_field_and_in_the_summary(family: Family) -> None:
    to_choices(family)

    answer = family.press(signature="name", audience="until", embargo_until="yesterday")

    assert answer.status_code == 422
    for sentence in ("Write the day as year", "Choose how we may show the name.", "Write the name to sign with"):
        assert answer.text.count(sentence) == 2
    kept = {e.get("name"): e.get("value") for e in family.root.all("input") if e.has("checked")}
    assert kept == {"audience": "until", "signature": "name"}


def test_nothing_said_and_nothing_shown_is_asked_for(family: Family) -> None:
    begin(family)

    assert family.press(story="   ").status_code == 422
    assert "Write something, or add a photograph" in family.words()


def test_a_text_that_is_too_long_is_kept_and_said(family: Family) -> None:
    begin(family)

    answer = family.press(story="a" * 20_001)

    assert answer.status_code == 422
    assert "The text is too long." in family.words()
    assert "Your text has 20,001 of 20,000 characters." in family.words()
    family.open(f"{SHARE}/say")
    assert len(family.root.all("textarea")[0].text()) == 20_001


def test_from_three_quarters_on_the_length_is_said(family: Family) -> None:
    begin(family)
    family.press(story="a" * 15_000)

    family.open(f"{SHARE}/say")

    assert "Your text has 15,000 of 20,000 characters." in family.words()


def test_more_text_than_a_form_may_hold_keeps_its_beginning(family: Family) -> None:
    begin(family)

    answer = family.press(story="b" * (3 * 1024 * 1024))

    assert answer.status_code == 422
    assert "We kept the beginning." in family.words()


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("big.jpg", b"\xff\xd8\xff\xe0" + b"0" * (2 * 1024 * 1024), "it is larger than 1 MB"),
        ("empty.jpg", b"", "it is empty"),
        ("page.html", b"<html><script>alert(1)</script></html>", "we cannot take this kind of file"),
        ("broken.jpg", b"\xff\xd8\xff\xe0" + b"0" * 5000, "it could not be read"),
    ],
)
def test_a_file_that_cannot_be_kept_leaves_the_text_and_the_other_file(
    place: TestInstallation, name: str, body: bytes, why: str
) -> None:
    limits = dataclasses.replace(place.services.limits, max_file_bytes=1024 * 1024)
    place.installation = dataclasses.replace(
        place.installation, services=dataclasses.replace(place.services, limits=limits)
    )
    family = Family(make_app(place).test_client())
    begin(family)

    answer = family.press(story=STORY, files=[(name, body), picture("hopper.jpg")])

    assert answer.status_code == 422
    assert why in family.words()
    assert "Your text is kept." in family.words()
    assert "hopper.jpg" in family.words()
    assert "sang every day" in answer.text
    family.press()
    assert family.addresses[-1].endswith("/choices")


def test_files_too_large_together_are_refused_unread_and_the_text_is_kept(
    place: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = dataclasses.replace(place.services.limits, max_total_bytes=1024)
    place.installation = dataclasses.replace(
        place.installation, services=dataclasses.replace(place.services, limits=limits)
    )
    family = Family(make_app(place).test_client())
    begin(family)
    monkeypatch.setattr(giving, "keep_file", lambda *_: pytest.fail("a file was read"))

    answer = family.press(story=STORY, files=[("large.jpg", b"\xff\xd8\xff" + b"0" * (3 * 1024 * 1024))])

    assert answer.status_code == 422
    assert "too large together" in family.words()
    family.open(f"{SHARE}/say")
    assert "sang every day" in family.root.all("textarea")[0].text()


def test_a_full_disk_keeps_the_text_and_says_so(
    family: Family, place: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(family)

    def full(*_: object, **__: object) -> None:
        raise StorageFull

    monkeypatch.setattr(place.services.vault, "store", full)
    answer = family.press(story=STORY, files=[picture("hopper.jpg")])

    assert answer.status_code == 422
    assert "our storage is full just now" in family.words()
    assert "sang every day" in answer.text


class Torn(BytesIO):
    """A connection that breaks after some bytes."""

    def __init__(self, body: bytes, after: int) -> None:
        super().__init__(body[:after])

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        if not piece:
            raise OSError("connection reset")
        return piece


@pytest.mark.parametrize("share", [0.5, 0.9, 0.999])
def test_a_connection_that_breaks_in_a_file_keeps_the_text(
    family: Family, place: TestInstallation, share: float
) -> None:
    begin(family)
    fields: MultiDict[str, object] = MultiDict(check_fields(family) | {"story": STORY, "story_language": "en"})
    _, photograph = picture("hopper.jpg")
    fields["files"] = FileStorage(BytesIO(photograph), "hopper.jpg")
    boundary, body = encode_multipart(fields)
    torn = Torn(body, int(len(body) * share))

    family.client.post(
        f"{SHARE}/say",
        input_stream=torn,
        content_type=f"multipart/form-data; boundary={boundary}",
        content_length=len(body),
    )

    family.open(f"{SHARE}/say")
    assert "sang every day" in family.root.all("textarea")[0].text()
    assert "hopper.jpg" not in family.words()
    assert not list(place.services.vault.ids())


def test_ones_own_code_may_not_stand_in_the_text(family: Family) -> None:
    to_choices(family)
    family.open(f"{SHARE}/save")
    code = family.code()
    family.open(f"{SHARE}/say")

    answer = family.press(story=f"My code is {code.replace(' ', '-')}.")

    assert answer.status_code == 422
    assert "Your own code is in this text." in family.words()


def test_a_closed_memorial_says_so_and_keeps_what_was_begun(family: Family, place: TestInstallation) -> None:
    to_check(family)
    sent = check_fields(family)
    memorials.close_memorial(place.services, "harbour")

    for step in ("", "/who", "/say", "/choices", "/check"):
        assert family.open(f"{SHARE}{step}").status_code == 200
        assert "Not open for remembrances now" in family.words()
    family.send(f"{SHARE}/check", sent)
    assert "Not open for remembrances now" in family.words()
    family.open(f"{SHARE}/save")
    assert family.code()


@pytest.mark.parametrize("local", [True, False])
def test_a_memorial_that_is_not_public_yet_is_told_to_nobody(place: TestInstallation, local: bool) -> None:
    memorials.create(place.services, memorial_like(place.services, "quarry", public=False))
    browser = Family(make_app(place, local=local).test_client())

    assert browser.open("/en/quarry/share").status_code == 404
    assert browser.open("/en/quarry/share").text == browser.open("/en/nowhere/share").text


@pytest.mark.parametrize("address", ["/en/nowhere/share", "/xx/harbour/share", "/en/harbour/share/nothing"])
def test_an_unknown_address_is_the_common_404(family: Family, address: str) -> None:
    assert family.open(address).status_code == 404


def test_an_address_without_a_language_leads_to_the_best_one(family: Family) -> None:
    family.open("/harbour/share?person=abc")

    assert family.addresses[-1] == "/en/harbour/share?person=abc"


def test_where_being_seen_is_a_danger_the_pages_are_quiet(place: TestInstallation) -> None:
    risky = memorial_like(place.services, "quarry", risk=Risk.HIGH, neutral_site={"en": "https://example.org/weather"})
    memorials.create(place.services, risky)
    family = Family(make_app(place).test_client())
    family.open("/en/quarry/share")

    family.press()
    family.press(about="event")
    family.press(story="The water rose.")
    family.press(audience="public", signature="none")
    assert "quarry" not in family.title()
    family.press()

    assert "Leave this page" in family.page.text  # type: ignore[union-attr]
    assert family.root.all("details")
    assert "e-mail" not in family.words()
    assert "small file" not in family.words()
    left = family.open("/leave?m=quarry&l=en")
    assert (left.status_code, left.location) == (303, "https://example.org/weather")
    assert left.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert family.open("/en/quarry/share/done").status_code == 200
    assert "Add a remembrance" in family.words()


def test_leaving_destroys_a_draft_that_nobody_could_open_again(family: Family, place: TestInstallation) -> None:
    to_choices(family)
    family.open("/leave?m=harbour")

    place.clock.pass_by(days=2)
    with place.services.unit_of_work(read_only=True) as uow:
        assert not uow.drafts.expired(place.clock(), limit=10)


def test_leaving_by_a_link_on_another_site_destroys_nothing(family: Family, place: TestInstallation) -> None:
    to_choices(family)
    family.client.get("/leave?m=harbour", headers={"Sec-Fetch-Site": "cross-site"})

    place.clock.pass_by(days=2)
    with place.services.unit_of_work(read_only=True) as uow:
        assert len(uow.drafts.expired(place.clock(), limit=10)) == 1


NASTY = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "undefined",
    "null",
    "'; DROP TABLE draft; --",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "%s%n%d",
    "${jndi:ldap://x}",
    "../../../etc/passwd",
    "e\u0301",
    "\u202etxet\u202c",
    "\u200b\u200c\u200d\ufeff",
    "\ufffe\uffff",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "Isa بن Osman (1952–2022)",
    "שלום",
    "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮",
    "\ud7a3" * 600,
    "a" * 600,
    "1" * 40,
    "file_1_caption",
    "\r\n\r\nSet-Cookie: a=b",
    "0xffffffffffffffff",
    "999999999999-99-99",
    "+1e309",
    "\U0010ffff",
]


@pytest.mark.parametrize("step", ["who", "say", "choices"])
def test_no_string_in_any_field_makes_the_program_stumble(family: Family, step: str) -> None:
    to_check(family)
    family.open(f"{SHARE}/{step}")
    fields = check_fields(family)
    names = {e.get("name") for kind in ("input", "textarea", "select") for e in family.form().all(kind)}
    for nasty in NASTY:
        typed = {name: nasty for name in names if name not in ("csrf_token", "files", "")}
        family.send(f"{SHARE}/{step}", fields | typed, multipart=step == "say")
        family.open(f"{SHARE}/{step}")
        family.open(f"{SHARE}/check")


def test_text_comes_back_in_its_normal_form(family: Family) -> None:
    begin(family)
    family.press(story="Re\u0301ne\u0301e \u0130sa\r\nsecond line")

    family.open(f"{SHARE}/say")

    (area,) = family.root.all("textarea")
    assert "".join(piece for piece in area.pieces if isinstance(piece, str)).strip() == "Rénée İsa\nsecond line"


@pytest.mark.parametrize(
    "body", [b"", b"garbage", b"--x\r\n\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\nhm\r\n--x--"]
)
def test_what_is_no_form_is_answered_plainly(family: Family, body: bytes) -> None:
    begin(family)
    answer = family.client.post(f"{SHARE}/say", data=body, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 422


def test_eight_sendings_at_once_make_one_remembrance_on_postgresql(home: Path, postgres_server: PostgresServer) -> None:
    with installation(home, **on_postgresql(postgres_server)) as place:
        app = make_app(place)
        family = Family(app.test_client())
        to_check(family)
        sent, cookie = check_fields(family), family.cookie()
        codes = sent_at_once(app, sent, cookie)

        assert len(codes) == 1
        assert items(place) == 1
