"""A family asks beside whom their person shall stand, and for a place without a name: on the form and afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memorial.adapters.db.edition_tables import published_kin
from memorial.application import jobs
from memorial.application.desk import beside_whom
from memorial.domain.errors import Invalid, NotAllowed
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import Audience, Certainty, Kinship, Scope
from tests.installations import TestInstallation
from tests.web.contribute.family import Family


@pytest.fixture
def two(place: TestInstallation) -> tuple[str, Remembrance, str]:
    """A receipt for Ayla Verdin, what it opens, and the id of Ruan Teck, who stands on the wall too."""
    code, given = place.publish()
    place.publish(person_name="Ruan Teck", story="He sang.")
    return code, given, person(place, "Ruan Teck")


def person(place: TestInstallation, name: str) -> str:
    with place.installation.reader.snapshot() as snapshot:
        (found,) = [one.line for one in snapshot.find_people(place.memorial.id, name, limit=5) if one.score == 1]
    return found.id


def ties(place: TestInstallation) -> list[tuple[str, str, str, str]]:
    with place.installation.archive.writing.connect() as connection:
        rows = connection.execute(published_kin.select()).all()
    return [(row.person_id, row.other_id, row.kinship, row.source_id) for row in rows]


def type_code(family: Family, code: str) -> None:
    family.open("/receipt")
    family.press(code=code)


def test_a_family_finds_somebody_and_asks_and_a_reader_looks_first(
    place: TestInstallation, family: Family, two: tuple[str, Remembrance, str]
) -> None:
    code, given, ruan = two
    type_code(family, code)
    assert "Beside whom on the wall" in family.words()
    family.open("/receipt/beside")
    family.press("action", "find", holding="words", words="Руан Тек")
    assert "Ruan Teck" in family.words() and "Ayla" not in family.words()
    assert "checked" not in family.page.text, "nothing is chosen beforehand"  # type: ignore[union-attr]
    family.press("action", "beside", holding="other_id", other_id=ruan, kinship="sibling", certainty="certain")
    assert "You have asked for Ruan Teck brother or sister · certain" in family.words()
    assert ties(place) == [] and not any("Ruan" in address for address in family.addresses)

    place.decide(given)

    ayla = person(place, "Ayla Verdin")
    assert ties(place) == [(ayla, ruan, "sibling", "")]
    with place.services.unit_of_work(read_only=True) as uow:
        (claim,) = uow.people.get(place.memorial.id, ayla).kin
    assert (claim.kinship, claim.certainty, claim.source_id) == (Kinship.SIBLING, Certainty.CERTAIN, given.id)

    family.open("/receipt/beside")
    family.press("action", "not_beside", holding="wish")

    assert "You have asked for" not in family.words()
    assert ties(place) == [] and len(place.shown()) == 2, "taken back at once, and the rest stays"


@pytest.mark.parametrize("act", ["hide", "withdraw", "erase", "change"])
def test_it_goes_with_what_it_rests_on(place: TestInstallation, two: tuple[str, Remembrance, str], act: str) -> None:
    code, given, ruan = two
    place.act(code, "beside", other_id=ruan)
    place.decide(given)
    assert len(ties(place)) == 1
    private = {"audience": "public", "person_name_shown": "none", "signature": "none"} if act == "change" else {}
    place.act(code, act, **private)
    assert ties(place) == []


def test_who_stands_beside_somebody_who_is_not_seen_any_more_stands_alone(
    place: TestInstallation, two: tuple[str, Remembrance, str]
) -> None:
    code, given, ruan = two
    place.act(code, "beside", other_id=ruan)
    place.decide(given)
    other, _ = place.publish(person_id=ruan, story="He hummed.")
    with place.services.unit_of_work(read_only=True) as uow:
        sources = {claim.source_id for claim in uow.people.get(place.memorial.id, ruan).names}
    assert len(sources) == 2 and len(ties(place)) == 1
    place.act(other, "withdraw")
    assert len(ties(place)) == 1, "another family still shows that name"
    with place.services.unit_of_work() as uow:
        kept = uow.people.get(place.memorial.id, ruan)
        uow.people.save(replace(kept, names=tuple(replace(one, audience=Audience.TEAM) for one in kept.names)))
        uow.commit()
    assert ties(place) == []


@pytest.mark.parametrize("shown", ["none", "initials"])
def test_who_keeps_the_name_grants_no_tie_though_another_family_shows_it(
    place: TestInstallation, two: tuple[str, Remembrance, str], shown: str
) -> None:
    code, given, ruan = two
    place.publish(person_id=person(place, "Ayla Verdin"), story="She rowed.")
    place.act(code, "beside", other_id=ruan)
    place.decide(given)
    assert len(ties(place)) == 1
    place.act(code, "change", audience="public", person_name_shown=shown, signature="none")
    assert ties(place) == [] and "Ayla Verdin" in place.names()


def test_only_where_the_name_is_shown_in_full(place: TestInstallation, family: Family) -> None:
    code, _ = place.publish(person_name_shown="initials")
    type_code(family, code)
    assert "Beside whom on the wall" not in family.words()
    family.open("/receipt/beside")
    assert family.addresses[-1] == "/receipt"
    with pytest.raises(NotAllowed):
        place.act(code, "beside", other_id="somebody")


def test_nobody_is_asked_for_twice_nor_beside_themselves_nor_in_a_crowd(
    place: TestInstallation, two: tuple[str, Remembrance, str]
) -> None:
    code, given, ruan = two
    for other in (ruan, "b", "c", "d", "e"):
        place.act(code, "beside", other_id=other)
    for other in (ruan, "f", given.person_id or "", ""):
        with pytest.raises(Invalid):
            place.act(code, "beside", other_id=other)


def test_somebody_who_is_not_on_the_wall_cannot_be_chosen(
    place: TestInstallation, family: Family, two: tuple[str, Remembrance, str]
) -> None:
    code, _, _ = two
    hidden, _ = place.publish(person_name="Nima Oster", person_name_shown="none")
    del hidden
    type_code(family, code)
    family.open("/receipt/beside")
    family.press("action", "find", holding="words", words="Nima Oster")
    assert "Nobody by that name is on the wall." in family.words()
    token = family.form("words")
    fields = {e.get("name"): e.get("value") for e in token.all("input") if e.get("name") == "csrf_token"}
    answer = family.send("/receipt/beside", {**fields, "action": "beside", "other_id": "nobody"})
    assert answer.status_code == 422 and "Choose somebody from the wall." in answer.text


def test_a_reader_sees_what_is_asked(place: TestInstallation, two: tuple[str, Remembrance, str]) -> None:
    code, given, ruan = two
    place.act(code, "beside", other_id=ruan, kinship="friend")
    pending = place.remembrance(given.memorial_id, given.id).pending
    assert pending is not None
    ((wish, name),) = beside_whom(place.services, place.memorial.id, pending)
    assert (wish.kinship, name) == (Kinship.FRIEND, "Ruan Teck")


def test_the_box_for_a_place_without_a_name_is_never_ticked_beforehand(place: TestInstallation, family: Family) -> None:
    family.open("/en/harbour/share/who")
    family.tell_who(person_name="Oria Sandell")
    family.press(story="She sang.")
    assert "checked" not in str(family.page and family.page.text)
    family.press(audience="archive", person_name_shown="none", signature="none", wall_place="y")
    assert "A place without the name" in family.words()
    family.press()
    code = family.code()
    with place.services.unit_of_work(read_only=True) as uow:
        memorial_id, record_id = uow.receipts.find("".join(code.split())) or ("", "")
        given = uow.remembrances.get(memorial_id, record_id)
    assert given.latest.grants.find(Scope.WALL_PLACE) is not None
    place.decide(given)
    place.clock.pass_by(days=8)
    jobs.run_due(place.services)

    family.open("/receipt/choices")
    assert family.root and 'name="wall_place"' in str(family.page and family.page.text)
    box = next(e for e in family.form("wall_place").all("input") if e.get("name") == "wall_place")
    assert box.has("checked"), "here it shows what holds now"
    assert len(kept(place)) == 1
    family.press("", holding="wall_place", **{"wall_place": ""})

    assert kept(place) == []


def kept(place: TestInstallation) -> list[str]:
    with place.installation.reader.snapshot() as snapshot:
        page, _ = snapshot.names(place.memorial.id, page=1, per_page=100)
    return [line.id for line in page.rows if line.kept]
