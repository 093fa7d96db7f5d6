"""The key card: any two of three shares give the key, one gives nothing, and a slip is told without its word."""

from __future__ import annotations

import re
import secrets
from datetime import date
from itertools import combinations, permutations
from pathlib import Path

import pytest
import segno

from memorial.adapters.keys.card import NEEDED, SHARES, WORDS, combine, split, words_of
from memorial.adapters.keys.card_pages import page_of
from memorial.adapters.keys.care import make_card, read_care
from memorial.adapters.keys.installation_key import KEY_FILE, read_secret
from memorial.application.ports.secrets import KeysUnusable
from tests.adapters.keys.places import KeyPlace, key_place

KEY = secrets.token_bytes(32)
CARD = split(KEY)
DAY = date(2026, 3, 2)


@pytest.fixture
def place(tmp_path: Path) -> KeyPlace:
    return key_place(tmp_path / "keys")


@pytest.mark.parametrize("pair", list(permutations(range(SHARES), NEEDED)))
def test_any_two_shares_in_any_order_give_the_key(pair: tuple[int, ...]) -> None:
    assert combine([CARD.shares[number] for number in pair]) == (KEY, CARD.number)


def test_all_three_do_as_well() -> None:
    assert combine(CARD.shares)[0] == KEY


@pytest.mark.parametrize("shares", [CARD.shares[:1], (CARD.shares[1], CARD.shares[1])])
def test_one_share_alone_opens_nothing(shares: tuple[str, ...]) -> None:
    with pytest.raises(KeysUnusable, match="One share alone opens nothing"):
        combine(shares)


def test_shares_of_two_cards_do_not_go_together() -> None:
    another = split(KEY)

    with pytest.raises(KeysUnusable, match="of different cards") as refusal:
        combine([CARD.shares[0], another.shares[1]])

    assert str(another.number) in refusal.value.problem


def test_the_same_key_gives_another_card_each_time() -> None:
    assert not {*CARD.shares} & {*split(KEY).shares}


@pytest.mark.parametrize(
    "written",
    [
        str.upper,
        lambda words: "\n".join(f"{number}. {word}" for number, word in enumerate(words.split(), 1)),
        lambda words: " ".join(word[:4] for word in words.split()),
        lambda words: f"\ufeff  {words.replace(' ', ', ')}\r\n",
        lambda words: page_of(CARD, 1, key_id="k", place="p", day=DAY),
    ],
    ids=["capitals", "numbered", "four letters", "commas", "the page itself"],
)
def test_words_are_read_however_they_were_written_down(written: object) -> None:
    assert words_of(written(CARD.shares[0]), share="a share") == CARD.shares[0]  # type: ignore[operator]


def slips() -> list[tuple[str, str]]:
    words = CARD.shares[0].split()
    other = next(word for word in CARD.shares[1].split()[7:] if word != words[9])
    swapped = next(place for place in range(8, 30) if words[place] != words[place + 1])
    turned = [*words[:swapped], words[swapped + 1], words[swapped], *words[swapped + 2 :]]
    return [
        (" ".join([*words[:4], "zebra", *words[5:]]), "number 5"),
        (" ".join([*words[:4], "aca", *words[5:]]), "number 5"),
        (" ".join(words[:-1]), "32 words"),
        (" ".join([*words, words[0]]), "34 words"),
        ("", "0 words"),
        (" ".join([*words[:9], other, *words[10:]]), "is wrong, or two changed places"),
        (" ".join(turned), "is wrong, or two changed places"),
    ]


@pytest.mark.parametrize(("typed", "said"), slips())
def test_a_slip_is_told_and_no_word_is_repeated(typed: str, said: str) -> None:
    with pytest.raises(KeysUnusable, match=said) as refusal:
        words_of(typed, share="share 1")

    told = set(re.findall(r"[a-z]+", str(refusal.value).lower()))
    assert not told & (set(CARD.shares[0].split()) - {"word", "card", "have"})
    assert "Compare it" in refusal.value.remedy


def test_the_library_notices_every_single_wrong_word() -> None:
    words, other = CARD.shares[0].split(), split(secrets.token_bytes(32)).shares[0].split()
    wrong = [[*words[:at], other[at], *words[at + 1 :]] for at in range(WORDS) if other[at] != words[at]]

    for one in wrong:
        with pytest.raises(KeysUnusable):
            words_of(" ".join(one), share="s")
    assert len(wrong) > 20


def test_neither_a_card_nor_an_error_prints_a_share() -> None:
    assert not set(CARD.shares[0].split()) & set(re.findall("[a-z]+", f"{CARD!r} {CARD}")) - {"card", "number"}


def test_the_pages_are_for_their_owner_alone_and_each_pair_gives_the_key(place: KeyPlace, tmp_path: Path) -> None:
    out = tmp_path / "card"

    pages = make_card(place.url, place.folder, out, place="<b>Harbour</b>", today=DAY)

    assert [path.stat().st_mode & 0o777 for path in (out, *pages)] == [0o700, 0o600, 0o600, 0o600]
    texts = [path.read_text() for path in pages]
    for pair in combinations(texts, 2):
        assert combine([words_of(text, share="s") for text in pair])[0] == read_secret(place.folder / KEY_FILE)
    for text in texts:
        assert "&lt;b&gt;Harbour" in text and "<b>" not in text
        assert "<svg" in text
        assert not re.search(r"(src|href)=|url\(|<script", text)
    assert len({words_of(text, share="s") for text in texts}) == SHARES
    assert read_care(place.url, place.folder).card is not None


def test_the_picture_holds_the_words_of_its_own_page() -> None:
    first, second = (page_of(CARD, share, key_id="k", place="p", day=DAY) for share in (1, 2))

    pictures = [re.findall(r"<svg.*?</svg>", page, re.DOTALL) for page in (first, second)]
    codes = [segno.make(words.upper(), error="m", micro=False) for words in CARD.shares]
    drawn = [code.svg_inline(border=4, omitsize=True) for code in codes]
    assert pictures == [[drawn[0]], [drawn[1]]]


def test_a_folder_that_holds_something_is_left_alone(place: KeyPlace, tmp_path: Path) -> None:
    (tmp_path / "card").mkdir()
    (tmp_path / "card" / "letter.txt").write_text("dear")

    with pytest.raises(KeysUnusable, match="exists already"):
        make_card(place.url, place.folder, tmp_path / "card", place="p", today=DAY)

    assert [path.name for path in (tmp_path / "card").iterdir()] == ["letter.txt"]
    assert read_care(place.url, place.folder).card is None


def test_pages_that_do_not_give_the_key_back_are_removed(
    place: KeyPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memorial.adapters.keys.care.split", lambda _key: split(secrets.token_bytes(32)))

    with pytest.raises(KeysUnusable, match="do not give the key back"):
        make_card(place.url, place.folder, tmp_path / "card", place="p", today=DAY)

    assert list((tmp_path / "card").iterdir()) == []
    assert read_care(place.url, place.folder).card is None
