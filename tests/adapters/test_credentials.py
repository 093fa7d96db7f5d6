"""Passwords, one-time codes and recovery codes of staff."""

from __future__ import annotations

import base64
import random
import re
import secrets
import statistics
import string
import time
import unicodedata
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from memorial.adapters.credentials import LANES, MEMORY_KIB, PASSES, Credentials, qr_svg
from memorial.adapters.password_rules import common_words
from memorial.application.ports.passwords import Passwords

EMAIL = "anna.mountain@example.org"
SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.fixture(scope="module")
def cheap() -> Credentials:
    return Credentials(memory_kib=64, passes=1)


def test_the_adapter_fits_the_port(cheap: Credentials) -> None:
    port: Passwords = cheap

    assert port.verify(port.hash("eine grüne Brücke"), "eine grüne Brücke")


def test_a_hash_is_argon2id_with_its_own_salt(cheap: Credentials) -> None:
    one, other = cheap.hash("eine grüne Brücke"), cheap.hash("eine grüne Brücke")

    assert one != other
    assert one.startswith("$argon2id$v=19$")
    assert "Brücke" not in one


def test_the_costs_by_default_are_above_the_floor() -> None:
    assert (MEMORY_KIB, PASSES, LANES) == (64 * 1024, 3, 1)
    assert "m=65536,t=3,p=1" in Credentials().hash("eine grüne Brücke")


def test_a_known_answer_passes(cheap: Credentials) -> None:
    known = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

    assert cheap.verify(known, "password")
    assert not cheap.verify(known, "passwore")


@pytest.mark.parametrize("typed", ["", "eine grüne Brücke ", "Eine grüne Brücke", "x" * 100_000, "\ud800", "\0"])
def test_another_password_does_not_fit(cheap: Credentials, typed: str) -> None:
    assert not cheap.verify(cheap.hash("eine grüne Brücke"), typed)


@pytest.mark.parametrize("password", ["x" * 256, "\0" * 12, "🕊" * 12, "\ud800" * 12, " " * 12])
def test_any_password_that_was_taken_fits(cheap: Credentials, password: str) -> None:
    hashed = cheap.hash(password)

    assert cheap.verify(hashed, password)
    assert not cheap.verify(hashed, password[:-1])


def test_the_same_letters_from_another_keyboard_fit(cheap: Credentials) -> None:
    hashed = cheap.hash(unicodedata.normalize("NFC", "eine grüne Brücke"))

    assert cheap.verify(hashed, unicodedata.normalize("NFD", "eine grüne Brücke"))


@pytest.mark.parametrize("broken", ["", "x", "$argon2id$", "$2b$12$abcdefghijklmnopqrstuv", "plain password", "é"])
def test_a_broken_hash_opens_nothing(cheap: Credentials, broken: str) -> None:
    assert not cheap.verify(broken, broken)
    assert not cheap.verify(broken, "")


def test_an_unknown_account_is_refused_whatever_is_typed(cheap: Credentials) -> None:
    assert not cheap.verify(None, "")
    assert not cheap.verify(None, "eine grüne Brücke")


def test_an_unknown_account_takes_as_long_as_a_wrong_password() -> None:
    credentials = Credentials(memory_kib=8 * 1024, passes=2)
    hashed = credentials.hash("eine grüne Brücke")

    known, unknown, broken = [], [], []
    for _ in range(15):
        known.append(seconds_to_verify(credentials, hashed))
        unknown.append(seconds_to_verify(credentials, None))
        broken.append(seconds_to_verify(credentials, "broken"))

    for other in (unknown, broken):
        assert 0.7 < statistics.median(other) / statistics.median(known) < 1.4


def seconds_to_verify(credentials: Credentials, hashed: str | None) -> float:
    began = time.process_time()
    credentials.verify(hashed, "wrong password")
    return time.process_time() - began


def test_a_hash_made_at_other_costs_is_to_be_made_again(cheap: Credentials) -> None:
    dearer = Credentials(memory_kib=128, passes=1)

    assert dearer.needs_rehash(cheap.hash("eine grüne Brücke"))
    assert not cheap.needs_rehash(cheap.hash("eine grüne Brücke"))
    assert dearer.verify(cheap.hash("eine grüne Brücke"), "eine grüne Brücke")


GOOD = [
    "correct horse battery staple",
    "xK9#mQ2$vL5n",
    "purple-otter-drum-lantern",
    "the quiet river bends twice",
    "8f3a9c1e7b2d",
    "kapı gıcırtısı 7 kere",
    "мой дедушка пёк хлеб",
    "სახლი მთის ძირში",
    "סבתא אפתה עוגה",
    "ننامت القطة هنا",
    "ձյունը գալիս է կամաց",
    "山の上の小さな古い家です",
]
BAD = {
    "too_short": ["", "short", "xK9#mQ2$vL5", "é" * 6, "e\u0301" * 11],
    "too_long": ["x" * 257, "the quiet river " * 100],
    "like_email": [
        EMAIL,
        EMAIL.upper(),
        "annamountain1",
        "Mountain2026!!",
        "example.org12",
        "annaannaanna",
        "anna.mountain",
    ],
    "common": [
        "password1234",
        "P@ssw0rd1234",
        "Password2026!",
        "iloveyou2026",
        "qwertyuiop12",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "qazwsxedcrfv",
        "йцукенгшщзхъ",
        "привет123456",
        "123456789012",
        "198019801980",
        "٠١٢٣٤٥٦٧٨٩٠١",
        "abcdefghijkl",
        "aaaaaaaaaaaa",
        "xyzzyxyzzyxyzzy",
        "summersummer",
        "Memorial2026",
        "moderator!!!1",
        "admin admin admin",
        "dragonmonkey12",
        "letmein letmein",
    ],
}


@pytest.mark.parametrize("password", GOOD)
def test_a_phrase_in_any_script_is_taken(cheap: Credentials, password: str) -> None:
    assert cheap.problem(password, email=EMAIL) is None


@pytest.mark.parametrize(("problem", "password"), [(problem, one) for problem in BAD for one in BAD[problem]])
def test_a_weak_password_is_refused_with_its_reason(cheap: Credentials, problem: str, password: str) -> None:
    assert cheap.problem(password, email=EMAIL) == problem


@pytest.mark.parametrize("password", ["friend of joan", "Friend of Joan", "ghbdtnrfrltkf", "somanypickles27"])
def test_a_long_password_that_many_use_is_refused(cheap: Credentials, password: str) -> None:
    assert cheap.problem(password, email=EMAIL) == "common"
    assert cheap.problem(f"{password} lantern", email=EMAIL) is None


def test_hardly_any_random_password_is_refused(cheap: Credentials) -> None:
    letters = string.ascii_letters + string.digits
    drawn = ["".join(secrets.choice(letters) for _ in range(14)) for _ in range(2_000)]

    assert sum(cheap.problem(password, email=EMAIL) is not None for password in drawn) <= 20


def test_the_list_of_common_words_is_shipped() -> None:
    assert {"password", "memorial", "пароль"} <= common_words()
    assert len(common_words()) > 500
    assert all(len(word) >= 3 and word == word.casefold() for word in common_words())


# RFC 6238, appendix B, SHA-1; the last six of its eight digits.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_one_time_codes_are_those_of_the_standard(cheap: Credentials, seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)

    assert cheap.totp_step(SECRET, code, now=now, last_step=0) == seconds // 30


def known(seconds: int, code: str) -> tuple[datetime, str]:
    return datetime.fromtimestamp(seconds, UTC), code


def test_a_code_is_good_one_step_early_and_one_late_and_no_more(cheap: Credentials) -> None:
    moment, code = known(1234567890, "005924")
    accepted = {
        steps: cheap.totp_step(SECRET, code, now=moment + timedelta(seconds=30 * steps), last_step=0) is not None
        for steps in range(-3, 4)
    }

    assert accepted == {-3: False, -2: False, -1: True, 0: True, 1: True, 2: False, 3: False}


def test_a_code_works_once_and_none_before_it_works_afterwards(cheap: Credentials) -> None:
    moment, code = known(1234567890, "005924")
    step = cheap.totp_step(SECRET, code, now=moment, last_step=0)

    assert step is not None
    assert cheap.totp_step(SECRET, code, now=moment, last_step=step) is None
    assert cheap.totp_step(SECRET, code, now=moment, last_step=step + 1) is None
    assert cheap.totp_step(SECRET, code, now=moment, last_step=step - 1) == step


@pytest.mark.parametrize("typed", ["005 924", " 005-924 ", "٠٠٥٩٢٤", "۰۰۵۹۲۴", "\u200e005924\u200f"])
def test_a_code_may_be_typed_with_spaces_and_in_any_digits(cheap: Credentials, typed: str) -> None:
    moment, _ = known(1234567890, "005924")

    assert cheap.totp_step(SECRET, typed, now=moment, last_step=0) is not None


@pytest.mark.parametrize("typed", ["", "005925", "00592", "0059240", "00592O", "x005924", "005924" * 1000, "\ud800"])
def test_another_code_is_refused(cheap: Credentials, typed: str) -> None:
    moment, _ = known(1234567890, "005924")

    assert cheap.totp_step(SECRET, typed, now=moment, last_step=0) is None


def test_secrets_are_long_and_never_the_same(cheap: Credentials) -> None:
    drawn = {cheap.new_totp_secret() for _ in range(50)}

    assert len(drawn) == 50
    assert all(len(base64.b32decode(secret)) == 20 for secret in drawn)


def test_the_enrolment_address_names_account_and_issuer(cheap: Credentials) -> None:
    address = urlsplit(cheap.totp_uri(SECRET, account=EMAIL, issuer="Mémorial: Ş"))

    assert address.scheme == "otpauth"
    assert address.netloc == "totp"
    assert unquote(address.path).endswith(EMAIL)
    assert parse_qs(address.query)["secret"] == [SECRET]


def test_a_qr_code_is_an_svg_without_style_or_script(cheap: Credentials) -> None:
    svg = qr_svg(cheap.totp_uri(SECRET, account=EMAIL, issuer="memorial"))

    assert svg.startswith("<svg ")
    assert not re.search(r"style=|<script|<style|\bon\w+=|href", svg)
    assert SECRET not in svg


def test_ten_recovery_codes_are_shown_and_only_hashes_kept(cheap: Credentials) -> None:
    codes, hashes = cheap.new_recovery_codes()

    assert len(set(codes)) == len(set(hashes)) == 10
    assert all(re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", code) for code in codes)
    assert not any(code.replace("-", "") in "".join(hashes) for code in codes)
    assert all(re.fullmatch(r"[0-9a-f]{64}", kept) for kept in hashes)


def test_a_recovery_code_works_once_and_leaves_the_others(cheap: Credentials) -> None:
    codes, hashes = cheap.new_recovery_codes()

    left = cheap.use_recovery_code(tuple(hashes), codes[3])

    assert left == tuple(kept for place, kept in enumerate(hashes) if place != 3)
    assert cheap.use_recovery_code(left, codes[3]) is None
    assert cheap.use_recovery_code(left, codes[4]) is not None


@pytest.mark.parametrize("retyped", [str.upper, lambda code: code.replace("-", " "), lambda code: f" {code}\u200e\n"])
def test_a_recovery_code_may_be_typed_carelessly(cheap: Credentials, retyped: object) -> None:
    codes, hashes = cheap.new_recovery_codes(random.Random(5).choice)

    assert cheap.use_recovery_code(tuple(hashes), retyped(codes[0])) is not None  # type: ignore[operator]


@pytest.mark.parametrize("typed", ["", "-", "aaaa-aaaa-aaaa-aaaa", "x" * 100_000, "\ud800"])
def test_another_recovery_code_is_refused(cheap: Credentials, typed: str) -> None:
    _, hashes = cheap.new_recovery_codes()

    assert cheap.use_recovery_code(tuple(hashes), typed) is None
    assert cheap.use_recovery_code((), typed) is None
