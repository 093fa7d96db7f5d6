"""The receipt code: what families may type, and which mistakes are seen before any look-up."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest

from memorial.domain.receipt_code import CodeMistyped, ReceiptCode, check_digit

TRIES = 100_000


def a_code(seed: int = 1) -> ReceiptCode:
    return ReceiptCode.generate(random.Random(seed).randrange)


def kind_of_mistake(text: str) -> str | None:
    try:
        ReceiptCode.parse(text)
    except CodeMistyped as mistyped:
        return mistyped.kind
    return None


def test_the_check_digit_is_the_one_that_damm_published() -> None:
    assert check_digit("572") == "4"
    assert check_digit("0" * 19) == "0"


def test_a_new_code_has_twenty_digits_of_which_nineteen_are_drawn() -> None:
    asked: list[int] = []

    def lowest(limit: int) -> int:
        asked.append(limit)
        return 7

    code = ReceiptCode.generate(lowest)

    assert asked == [10**19]
    assert code.digits == "0" * 18 + "7" + check_digit("0" * 18 + "7")


def test_codes_drawn_by_default_differ_and_use_every_digit_in_every_place() -> None:
    codes = {ReceiptCode.generate().digits for _ in range(2_000)}

    assert len(codes) == 2_000
    for place in range(20):
        assert {code[place] for code in codes} == set("0123456789")


def test_a_code_is_shown_as_five_groups_of_four() -> None:
    code = a_code()

    assert re.fullmatch(r"\d{4}( \d{4}){4}", code.grouped)
    assert ReceiptCode.parse(code.grouped) == code


@pytest.mark.parametrize("zero", [c for c in map(chr, range(0x110000)) if unicodedata.decimal(c, None) == 0])
def test_the_digits_of_every_script_are_read(zero: str) -> None:
    code = a_code()

    typed = "".join(chr(ord(zero) + int(digit)) for digit in code.digits)

    assert ReceiptCode.parse(typed) == code


@pytest.mark.parametrize(
    "between",
    [
        *(c for c in map(chr, range(0x110000)) if unicodedata.category(c) in {"Pd", "Zs", "Cf"}),
        *"\u2212\u02d7\u30fc\uff70\u2500\u00af.,_/",
        "\t",
        "\n",
        "\r\n",
        "\u2028",
        " - ",
        "--",
    ],
)
def test_spaces_dashes_and_invisible_marks_between_groups_are_ignored(between: str) -> None:
    code = a_code()

    typed = between + between.join(code.grouped.split()) + between

    assert ReceiptCode.parse(typed) == code


@pytest.mark.parametrize(
    "wrap", ["\u202d{}\u202c", "\u2067{}\u2069", "\u200e{}\u200e", "\u061c{}", "({})", "«{}»", '"{}".']
)
def test_bidi_marks_brackets_and_quotation_marks_around_a_code_are_ignored(wrap: str) -> None:
    code = a_code()

    assert ReceiptCode.parse(wrap.format(code.grouped)) == code


def test_digits_of_two_scripts_in_one_code_are_read() -> None:
    code = a_code()

    typed = code.digits[:10] + "".join(chr(ord("۰") + int(digit)) for digit in code.digits[10:])

    assert ReceiptCode.parse(typed) == code


def test_single_wrong_symbols_are_caught_before_look_up() -> None:
    chance = random.Random(20)
    missed = 0

    for _ in range(TRIES):
        digits = ReceiptCode.generate(chance.randrange).digits
        place = chance.randrange(20)
        wrong = chance.choice([digit for digit in "0123456789" if digit != digits[place]])
        missed += kind_of_mistake(digits[:place] + wrong + digits[place + 1 :]) != "check"

    assert missed == 0


def test_swapped_neighbours_are_caught_before_look_up() -> None:
    chance = random.Random(21)
    missed = swaps = 0

    while swaps < TRIES:
        digits = ReceiptCode.generate(chance.randrange).digits
        place = chance.randrange(19)
        if digits[place] == digits[place + 1]:
            continue
        swaps += 1
        swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        missed += kind_of_mistake(swapped) != "check"

    assert missed == 0


def test_a_digit_too_few_or_too_many_is_a_matter_of_length() -> None:
    code = a_code()

    assert kind_of_mistake(code.digits[:-1]) == "length"
    assert kind_of_mistake(code.digits + "0") == "length"
    assert kind_of_mistake("") == "length"
    assert kind_of_mistake(" - ") == "length"
    assert kind_of_mistake("1" * 1_000_000) == "length"


@pytest.mark.parametrize("stray", ["O", "l", "о", "غ", "²", "①", "½", "Ⅷ", "一", "+", "€", "\ud800", "\u0301"])
def test_anything_but_digits_is_named_as_letters(stray: str) -> None:
    code = a_code()

    assert kind_of_mistake(code.digits[:-1] + stray) == "letters"


def test_a_mistake_is_told_without_repeating_what_was_typed() -> None:
    digits = a_code().digits

    with pytest.raises(CodeMistyped) as refusal:
        ReceiptCode.parse(digits[:-1])

    assert digits[:8] not in str(refusal.value)
    assert refusal.value.field == "code"
    assert refusal.value.code == "code_length"


def test_a_code_prints_no_digit() -> None:
    code = a_code()

    assert not re.search(r"\d", f"{code} {code!r}")


@pytest.mark.parametrize("digits", ["1" * 20, "٠" * 20, "", "12345", "a" * 20])
def test_a_code_object_cannot_hold_anything_else(digits: str) -> None:
    with pytest.raises(CodeMistyped):
        ReceiptCode(digits)
