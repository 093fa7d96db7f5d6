"""The scan of a paper form at the gate: it holds a signature, and no grant takes it out of the archive."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memorial.disclosure.gate import disclose, preview
from memorial.domain.remembrance import FileKept, GivenWith, StoredDerivative
from memorial.vocabulary import FileKind, Flag, Living
from tests.disclosure.test_sounds import AROUND, COPY, told

MADE = StoredDerivative("full", "jpeg", 8, 8, "made", "00", 9)
SHEET = FileKept("tape", FileKind.PHOTO, "sheet.jpg", "image/jpeg", 9, "", "master", "00", derivatives=(MADE,))
VOICE = replace(SHEET, kind=FileKind.AUDIO, derivatives=(), copies=(COPY,))


@pytest.mark.parametrize("kept", [SHEET, VOICE])
@pytest.mark.parametrize("publish", [True, False])
def test_the_gate_refuses_a_scan_whatever_was_granted(kept: FileKept, publish: bool) -> None:
    remembrance, version = told(kept, publish=publish, living=Living.NO, accepted_by=("one", "two"))
    scan = replace(remembrance, given_with=GivenWith(serial="1", scan=("tape",), witness="w"))

    for shown in (disclose(scan, AROUND), preview(scan, version, AROUND).shown):
        assert shown is not None and shown.story == "She sang."
        assert (shown.pictures, shown.sounds) == ((), ())
    plain = disclose(remembrance, AROUND)
    assert plain is not None
    assert bool(plain.pictures or plain.sounds) is publish, "the same file shows where it is no scan"


def test_who_entered_a_sheet_is_not_one_of_two() -> None:
    remembrance, _ = told(accepted_by=("one", "two"), flags=(Flag.ON_PAPER,))
    entered = replace(remembrance, given_with=GivenWith(serial="1", witness="two"))

    assert disclose(remembrance, AROUND) is not None
    assert disclose(entered, AROUND) is None
