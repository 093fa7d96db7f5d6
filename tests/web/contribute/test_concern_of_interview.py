"""Who writes about an interview is told that we know which; of one that nobody may know of, nothing is said."""

from __future__ import annotations

from memorial.domain.interview import Access
from tests.installations import TestInstallation
from tests.interviews import changed, cue, interview, kept, transcript
from tests.web.contribute.family import Family

CONCERN = "/en/harbour/concern"


def test_a_concern_names_the_interview_and_tells_the_desk_its_address(family: Family, place: TestInstallation) -> None:
    one = kept(place, interview(place, transcripts=(transcript(cue(1, "Hello.")),)))

    family.open(f"{CONCERN}?about=interviews/{one.id}")
    assert "What the harbour was like" in family.words()
    family.press(kind="correct", reason="other", message="In the second line it is Reed.")

    with place.services.unit_of_work(read_only=True) as uow:
        (objection,) = uow.objections.waiting(place.memorial.id, limit=2)
    assert objection.given_about == f"interviews/{one.id}"
    assert objection.element == ""

    changed(place, one, access=Access.CLOSED)
    family.open(f"{CONCERN}?about=interviews/{one.id}")
    assert "What the harbour was like" not in family.words()
    assert "about this memorial as a whole" in family.words()
