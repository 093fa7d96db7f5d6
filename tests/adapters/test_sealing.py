"""Sealed documents open with their own key in their own place, and tell nothing else."""

from __future__ import annotations

import itertools
import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from hypothesis import given
from hypothesis import strategies as st

from memorial.adapters import sealing
from memorial.application.ports.secrets import SealBroken

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
STORY = "Ô mère. Նա գնաց առավոտյան։ 🕯"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(plaintext=st.binary(max_size=2_000), context=st.text(max_size=40))
def test_what_was_sealed_comes_back_whole(plaintext: bytes, context: str) -> None:
    sealed = sealing.seal(KEY, plaintext, context=context)

    assert sealing.open_sealed(KEY, sealed, context=context) == plaintext


@given(document=json_values)
def test_a_document_comes_back_as_it_was(document: object) -> None:
    sealed = sealing.seal_json(KEY, document, context="remembrance:1")

    assert sealing.open_json(KEY, sealed, context="remembrance:1") == document


def test_half_a_surrogate_pair_is_kept_rather_than_refused() -> None:
    sealed = sealing.seal_json(KEY, {"text": "a\ud83d"}, context="remembrance:1")

    assert sealing.open_json(KEY, sealed, context="remembrance:1") == {"text": "a\ud83d"}


def test_numbers_that_json_does_not_know_are_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        sealing.seal_json(KEY, {"size": float("nan")}, context="remembrance:1")


@pytest.mark.parametrize("position", [0, 1, 12, 13, 100, -17, -1])
def test_one_changed_bit_breaks_the_seal(position: int) -> None:
    sealed = bytearray(sealing.seal(KEY, STORY.encode(), context="remembrance:1"))
    sealed[position] ^= 1

    with pytest.raises(SealBroken, match=r"^remembrance:1$"):
        sealing.open_sealed(KEY, bytes(sealed), context="remembrance:1")


@pytest.mark.parametrize("kept", [0, 1, 12, 28, 29, 200])
def test_a_cut_document_breaks_the_seal(kept: int) -> None:
    sealed = sealing.seal(KEY, STORY.encode(), context="remembrance:1")

    with pytest.raises(SealBroken):
        sealing.open_sealed(KEY, sealed[:kept], context="remembrance:1")


def test_a_document_moved_to_another_row_does_not_open() -> None:
    sealed = sealing.seal(KEY, STORY.encode(), context="remembrance:1")

    with pytest.raises(SealBroken):
        sealing.open_sealed(KEY, sealed, context="remembrance:2")
    with pytest.raises(SealBroken):
        sealing.open_sealed(KEY, sealed, context="person:1")


def test_a_document_does_not_open_with_another_key() -> None:
    sealed = sealing.seal(KEY, STORY.encode(), context="remembrance:1")

    with pytest.raises(SealBroken):
        sealing.open_sealed(OTHER_KEY, sealed, context="remembrance:1")


def test_a_wrapped_key_is_no_document_and_a_document_no_wrapped_key() -> None:
    wrapped = sealing.wrap(KEY, "ab", OTHER_KEY)

    assert sealing.unwrap(KEY, "ab", wrapped) == OTHER_KEY
    with pytest.raises(SealBroken):
        sealing.open_sealed(KEY, wrapped, context="ab")
    with pytest.raises(SealBroken):
        sealing.unwrap(KEY, "ab", sealing.seal(KEY, OTHER_KEY, context="ab"))


def test_a_wrapped_key_opens_only_for_its_own_record() -> None:
    wrapped = sealing.wrap(KEY, "ab", OTHER_KEY)

    with pytest.raises(SealBroken):
        sealing.unwrap(KEY, "cd", wrapped)


def test_equal_documents_never_look_equal() -> None:
    sealed = {sealing.seal(KEY, b"the same", context="remembrance:1") for _ in range(50)}

    assert len(sealed) == 50


def test_short_texts_all_have_one_length() -> None:
    lengths = {len(sealing.seal(KEY, b"x" * size, context="note:1")) for size in range(253)}

    assert lengths == {256 + 1 + 12 + 16}


def test_padding_grows_in_steps_and_costs_an_eighth_at_most() -> None:
    lengths = [sealing.padded_length(size) for size in range(257, 100_000)]

    assert all(padded >= size for size, padded in enumerate(lengths, 257))
    assert all(later >= earlier for earlier, later in itertools.pairwise(lengths))
    assert max(padded / size for size, padded in enumerate(lengths, 257)) < 1.125
    assert len(set(lengths)) < 150


def test_a_key_for_one_purpose_is_one_block_of_hkdf_expand() -> None:
    expected = HKDFExpand(hashes.SHA256(), 32, b"memorial/1/document").derive(KEY)

    assert sealing.derive(KEY, "document") == expected


def test_keys_for_two_purposes_differ_and_short_keys_are_refused() -> None:
    assert sealing.derive(KEY, "document") != sealing.derive(KEY, "commitment")
    with pytest.raises(ValueError, match="32 bytes"):
        sealing.derive(b"short", "document")


def test_a_commitment_proves_the_content_to_the_holder_of_the_key_only() -> None:
    commitment = sealing.commitment(KEY, STORY.encode())

    assert commitment == sealing.commitment(KEY, STORY.encode())
    assert len(commitment) == 64
    assert commitment != sealing.commitment(OTHER_KEY, STORY.encode())
    assert commitment != sealing.commitment(KEY, STORY.encode() + b" ")


def test_a_keyed_hash_depends_on_pepper_and_text() -> None:
    pepper = os.urandom(32)

    assert sealing.keyed_hash(pepper, "Ani") == sealing.keyed_hash(pepper, "Ani")
    assert sealing.keyed_hash(pepper, "Ani") != sealing.keyed_hash(pepper, "Anı")
    assert sealing.keyed_hash(pepper, "Ani") != sealing.keyed_hash(os.urandom(32), "Ani")
    assert len(sealing.keyed_hash(pepper, "Ani")) == 16
    assert sealing.keyed_hash(pepper, "Ani", length=32)[:16] == sealing.keyed_hash(pepper, "Ani")
    with pytest.raises(ValueError, match="16 to 32"):
        sealing.keyed_hash(pepper, "Ani", length=8)
