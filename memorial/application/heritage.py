"""Places of memory at the desk: a cemetery, a monument, a building; its names and conditions as sources give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from memorial.application.acts import note
from memorial.application.groups import (
    MOST_NAMES,
    audience_of,
    basis_of,
    language_of,
    name_claim,
    number_of,
    require_keeper,
)
from memorial.application.offer import Answers, Incomplete
from memorial.application.services import Services
from memorial.domain import heritage
from memorial.domain.errors import Invalid, NotFound
from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf
from memorial.domain.heritage import (
    MOST_CLAIMS,
    Condition,
    ConditionClaim,
    HeritageItem,
    HeritageKind,
    HeritageState,
    PlaceClaim,
    holds_coordinates,
)
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember


def listed(services: Services, member: StaffMember, memorial_id: str) -> list[HeritageItem]:
    """Every place of memory, removed ones last."""
    require_keeper(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        found = [uow.heritage.get(memorial_id, item_id) for item_id in uow.heritage.ids(memorial_id)]
    return sorted(found, key=lambda one: (one.now.removed, _label(one).casefold(), one.id))


def look(services: Services, member: StaffMember, memorial_id: str, item_id: str) -> HeritageItem:
    """Raises `NotFound`."""
    require_keeper(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        item = uow.heritage.get(memorial_id, item_id)
    return item if member.may_read(memorial_id) else replace(item, now=replace(item.now, note=""))


def _label(item: HeritageItem) -> str:
    return item.now.names[0].text if item.now.names else ""


def begin(services: Services, member: StaffMember, memorial_id: str, given: Mapping[str, str]) -> HeritageItem:
    """A new item with its kind and its first name. Raises `Incomplete`."""
    require_keeper(member, memorial_id)
    answers = Answers(given)
    kind = answers.word("kind", HeritageKind, needed="choose_one")
    with services.unit_of_work() as uow:
        memorial = uow.memorials.get(memorial_id)
        state = _with_name(services, memorial, HeritageState(kind or HeritageKind.OTHER), answers)
        _refuse(answers)
        item = HeritageItem(services.new_id(), memorial_id, services.keys.take().id, state)
        uow.heritage.add(item)
        note(uow, member, memorial_id, item.id, "add_place_of_memory", kind="heritage")
        uow.commit()
    return item


def change(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    item_id: str,
    action: str,
    given: Mapping[str, str],
) -> HeritageItem:
    """One act on an item: `name`, `place`, `condition`, `drop`, `kind`, `note`, `remove`, `bring_back`, `take_back`.

    Raises `NotFound`, `Incomplete`, `Conflict`; one audit entry each.
    """
    require_keeper(member, memorial_id)
    with services.unit_of_work() as uow:
        before = uow.heritage.get(memorial_id, item_id)
        memorial = uow.memorials.get(memorial_id)
        answers = Answers(given)
        state = _state_after(services, memorial, before, action, answers)
        _refuse(answers)
        after = heritage.with_state(before, state, at=services.now(), by=member.id, reason=answers.line("why"))
        if after != before:
            uow.heritage.save(after)
        note(uow, member, memorial_id, item_id, f"heritage_{action}", kind="heritage",
             reason="decided" if after != before else "nothing_changed")  # fmt: skip
        uow.commit()
    return after


def _refuse(answers: Answers) -> None:
    if answers.problems:
        raise Incomplete(answers.problems)


def _state_after(
    services: Services, memorial: Memorial, item: HeritageItem, action: str, answers: Answers
) -> HeritageState:
    if action == "take_back":
        return item.history[number_of(answers, len(item.history))].was
    act = _ACTS.get(action)
    if act is None:
        raise NotFound("no_such_action")
    return act(services, memorial, item.now, answers)


def _with_name(services: Services, memorial: Memorial, state: HeritageState, answers: Answers) -> HeritageState:
    claim = name_claim(services, memorial, answers)
    _no_coordinates(answers, "name", claim.text)
    if len(state.names) >= MOST_NAMES:
        answers.problems.append(Invalid("name", "enough_of_these"))
    return replace(state, names=(*state.names, claim))


def _with_place(services: Services, memorial: Memorial, state: HeritageState, answers: Answers) -> HeritageState:
    text = answers.name("place")
    if not text:
        answers.problems.append(Invalid("place", "forgotten"))
    _no_coordinates(answers, "place", text)
    _room(answers, "place", len(state.places))
    claim = PlaceClaim(
        text, *basis_of(memorial, answers), audience_of(answers), language_of(answers), services.new_id()
    )
    return replace(state, places=(*state.places, claim))


def _with_condition(services: Services, memorial: Memorial, state: HeritageState, answers: Answers) -> HeritageState:
    condition = answers.word("condition", Condition, needed="choose_one")
    words = answers.line("words")
    _no_coordinates(answers, "words", words)
    _room(answers, "condition", len(state.conditions))
    claim = ConditionClaim(
        condition or Condition.UNKNOWN,
        *basis_of(memorial, answers),
        audience_of(answers),
        _on(services, answers),
        words,
        language_of(answers),
        services.new_id(),
    )
    return replace(state, conditions=(*state.conditions, claim))


def _on(services: Services, answers: Answers) -> str:
    """The date as EDTF: written so, or in words that are certain; '' where none is given."""
    said = answers.line("on")
    try:
        return str(FuzzyDate.parse(said).edtf) if said else ""
    except NotEdtf:
        read = services.read_date(said, answers.line("language") or "und")
        if not read:
            answers.problems.append(Invalid("on", "unknown_date"))
        return read


def _dropped(services: Services, memorial: Memorial, state: HeritageState, answers: Answers) -> HeritageState:
    gone = answers.line("claim")
    return replace(
        state,
        names=tuple(one for one in state.names if one.id != gone),
        places=tuple(one for one in state.places if one.id != gone),
        conditions=tuple(one for one in state.conditions if one.id != gone),
    )


def _of_kind(services: Services, memorial: Memorial, state: HeritageState, answers: Answers) -> HeritageState:
    return replace(state, kind=answers.word("kind", HeritageKind, needed="choose_one") or state.kind)


def _noted(services: Services, memorial: Memorial, state: HeritageState, answers: Answers) -> HeritageState:
    return replace(state, note=answers.text("note"))


def _removed(services: Services, memorial: Memorial, state: HeritageState, answers: Answers) -> HeritageState:
    return replace(state, removed=True)


def _brought_back(services: Services, memorial: Memorial, state: HeritageState, answers: Answers) -> HeritageState:
    return replace(state, removed=False)


def _no_coordinates(answers: Answers, field: str, text: str) -> None:
    if holds_coordinates(text):
        answers.problems.append(Invalid(field, "no_coordinates"))


def _room(answers: Answers, field: str, there: int) -> None:
    if there >= MOST_CLAIMS:
        answers.problems.append(Invalid(field, "enough_of_these"))


_Act = Callable[[Services, Memorial, HeritageState, Answers], HeritageState]
_ACTS: Mapping[str, _Act] = {
    "name": _with_name,
    "place": _with_place,
    "condition": _with_condition,
    "drop": _dropped,
    "kind": _of_kind,
    "note": _noted,
    "remove": _removed,
    "bring_back": _brought_back,
}
