"""The search for canary words sees them whole and cut off, and is not led astray by tokens drawn by chance."""

from __future__ import annotations

import pytest

from tests.canaries import found_in

TOKEN = b"ImY5zqvobu9kLmPq2345sdfASDF"


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"<p>Zqdopibaradika</p>", {"zqdopibaradika"}),
        (b"IMG_20240101_zqdopiba.jpg", {"zqdopiba"}),
        ("Zqdopibaradika".encode("utf-16"), {"zqdopibaradika"}),
        (b'value="' + TOKEN + b'"', set()),
        (b'value="' + TOKEN + b'" zqvobu', {"zqvobu"}),
        (b'value="' + TOKEN + b'zqdopibaradika"', {"zqdopibaradika"}),
    ],
)
def test_words_are_found_and_chance_is_not(raw: bytes, found: set[str]) -> None:
    assert found_in(raw) == found
