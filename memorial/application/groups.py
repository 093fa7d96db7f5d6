"""Groups at the desk: archivists and administrators put them together, and every change stays in a history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from memorial.application.acts import note
from memorial.application.offer import Answers, Incomplete
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.domain import group as groups
from memorial.domain import heritage, record_entry
from memorial.domain.errors import Invalid, NotAllowed, NotFound
from memorial.domain.group import MOST_MEMBERS, Group, GroupKind, Member
from memorial.domain.languages import is_language_code
from memorial.domain.memorial import Memorial
from memorial.domain.person import NameClaim, Person
from memorial.domain.record import Standing
from memorial.domain.staff import StaffMember
from memorial.vocabulary import SHOWN_TO_VISITORS, Audience, Basis, Certainty, Role

BY_FAMILY = "family"
"""In place of a source: the family, or those who belong together, asked for it in writing."""
AUDIENCES = (Audience.PUBLIC, Audience.UNLISTED, Audience.TEAM)
MOST_NAMES = 50
MOST_FOUND = 50
_JOB = "restore"


def may_keep_groups(member: StaffMember, memorial_id: str) -> bool:
    """Archivists and administrators of the memorial."""
    return not member.disabled and bool(member.roles_in(memorial_id) & {Role.ARCHIVIST, Role.ADMIN})


def require_keeper(member: StaffMember, memorial_id: str) -> None:
    """Raises `NotAllowed` for whoever may not change groups and places of memory there."""
    if not may_keep_groups(member, memorial_id):
        raise NotAllowed("archivists_only")


# What the desk sees


@dataclass(frozen=True)
class MemberSeen:
    """One claim that somebody belongs to the group, with names of theirs; none where this member may not know any."""

    member: Member
    names: tuple[str, ...]


@dataclass(frozen=True)
class GroupSeen:
    group: Group
    members: tuple[MemberSeen, ...]


def listed(services: Services, member: StaffMember, memorial_id: str) -> list[Group]:
    """Every group of the memorial, removed ones last."""
    require_keeper(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        found = [uow.groups.get(memorial_id, group_id) for group_id in uow.groups.ids(memorial_id)]
    return sorted(found, key=lambda one: (one.removed, _label(one).casefold(), one.id))


def look(services: Services, member: StaffMember, memorial_id: str, group_id: str) -> GroupSeen:
    """Raises `NotFound`."""
    require_keeper(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        group = uow.groups.get(memorial_id, group_id)
        names = {one: names_known(member, uow.people.find(memorial_id, one)) for one in group.people}
    if not member.may_read(memorial_id):
        group = replace(group, names=tuple(one for one in group.names if one.audience in SHOWN_TO_VISITORS), note="")
    return GroupSeen(group, tuple(MemberSeen(one, names[one.person_id]) for one in group.members))


def _label(group: Group) -> str:
    return group.names[0].text if group.names else ""


def names_known(member: StaffMember, person: Person | None) -> tuple[str, ...]:
    """Up to three names; an administrator who does not read knows those that visitors may know."""
    if person is None:
        return ()
    reads = member.may_read(person.memorial_id)
    known = [one.text for one in person.names if reads or one.audience in SHOWN_TO_VISITORS]
    return tuple(dict.fromkeys(known))[:3]


def people_called(services: Services, member: StaffMember, memorial_id: str, words: str) -> list[Person]:
    """People of the memorial who have that name, in any order of its words, or who stand at that address.

    One audit entry, without the name. An administrator who does not read finds only whom visitors may know.
    """
    require_keeper(member, memorial_id)
    asked = " ".join(words.split())[:200]
    with services.unit_of_work() as uow:
        by_id = uow.people.find(memorial_id, asked.rstrip("/").rpartition("/")[2][:40])
        found = [by_id] if by_id is not None else uow.people.with_name(memorial_id, asked, limit=MOST_FOUND)
        note(uow, member, memorial_id, "-", "group_find", kind="group")
        uow.commit()
    return [one for one in found if names_known(member, one)]


# What the desk does


def begin(services: Services, member: StaffMember, memorial_id: str, given: Mapping[str, str]) -> Group:
    """A new group with its kind and perhaps its first name. Raises `Incomplete`."""
    require_keeper(member, memorial_id)
    answers = Answers(given)
    kind = answers.word("kind", GroupKind, needed="choose_one")
    with services.unit_of_work() as uow:
        memorial = uow.memorials.get(memorial_id)
        names = (name_claim(services, memorial, answers),) if answers.name("name") else ()
        _refuse(answers)
        assert kind is not None
        group = Group(services.new_id(), memorial_id, services.keys.take().id, kind, names=names)
        uow.groups.add(group)
        note(uow, member, memorial_id, group.id, "add_group", kind="group")
        uow.commit()
    return group


def change(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    group_id: str,
    action: str,
    given: Mapping[str, str],
) -> Group:
    """One act on a group: `name`, `unname`, `member`, `part`, `kind`, `note`, `remove`, `bring_back`, `take_back`.

    Raises `NotFound`, `Incomplete`, `Conflict`; one audit entry each.
    """
    require_keeper(member, memorial_id)
    act = _ACTS.get(action)
    if act is None:
        raise NotFound("no_such_action")
    with services.unit_of_work() as uow:
        before = uow.groups.get(memorial_id, group_id)
        answers = Answers(given)
        after = act(services, uow, before, answers)
        _refuse(answers)
        after = groups.with_change(before, after, at=services.now(), by=member.id, reason=answers.line("why"))
        if after != before:
            uow.groups.save(after)
        note(uow, member, memorial_id, group_id, f"group_{action}", kind="group",
             reason="decided" if after != before else "nothing_changed")  # fmt: skip
        uow.commit()
    return after


def _refuse(answers: Answers) -> None:
    if answers.problems:
        raise Incomplete(answers.problems)


def _name(services: Services, uow: UnitOfWork, group: Group, answers: Answers) -> Group:
    claim = name_claim(services, uow.memorials.get(group.memorial_id), answers)
    if len(group.names) >= MOST_NAMES:
        answers.problems.append(Invalid("name", "enough_of_these"))
    return replace(group, names=(*group.names, claim))


def _unname(services: Services, uow: UnitOfWork, group: Group, answers: Answers) -> Group:
    gone = answers.line("claim")
    return replace(group, names=tuple(claim for claim in group.names if claim.id != gone))


def _member(services: Services, uow: UnitOfWork, group: Group, answers: Answers) -> Group:
    memorial = uow.memorials.get(group.memorial_id)
    person_id = answers.line("person")
    if uow.people.find(group.memorial_id, person_id) is None:
        answers.problems.append(Invalid("person", "choose_the_person"))
    if len(group.people) >= MOST_MEMBERS and person_id not in group.people:
        answers.problems.append(Invalid("person", "enough_of_these"))
    basis, source_id = basis_of(memorial, answers)
    claim = Member(
        person_id,
        basis,
        source_id,
        audience_of(answers),
        answers.word("certainty", Certainty) or Certainty.NOT_SAID,
        answers.line("role"),
        language_of(answers),
        services.new_id(),
    )
    return replace(group, members=(*group.members, claim))


def _part(services: Services, uow: UnitOfWork, group: Group, answers: Answers) -> Group:
    gone = answers.line("claim")
    return replace(group, members=tuple(claim for claim in group.members if claim.id != gone))


def _kind(services: Services, uow: UnitOfWork, group: Group, answers: Answers) -> Group:
    return replace(group, kind=answers.word("kind", GroupKind, needed="choose_one") or group.kind)


def _note(services: Services, uow: UnitOfWork, group: Group, answers: Answers) -> Group:
    return replace(group, note=answers.text("note"))


def _remove(services: Services, uow: UnitOfWork, group: Group, answers: Answers) -> Group:
    return replace(group, removed=True)


def _bring_back(services: Services, uow: UnitOfWork, group: Group, answers: Answers) -> Group:
    return replace(group, removed=False)


def _take_back(services: Services, uow: UnitOfWork, group: Group, answers: Answers) -> Group:
    return groups.taken_back(group, number_of(answers, len(group.history)))


_Act = Callable[[Services, UnitOfWork, Group, Answers], Group]
_ACTS: Mapping[str, _Act] = {
    "name": _name,
    "unname": _unname,
    "member": _member,
    "part": _part,
    "kind": _kind,
    "note": _note,
    "remove": _remove,
    "bring_back": _bring_back,
    "take_back": _take_back,
}


# What both kinds of records read from a form


def name_claim(services: Services, memorial: Memorial, answers: Answers) -> NameClaim:
    """A name with its source, from `name`, `language`, `sort_key`, `preferred`, `source` and `audience`."""
    text = answers.name("name")
    if not text:
        answers.problems.append(Invalid("name", "forgotten"))
    basis, source_id = basis_of(memorial, answers)
    return NameClaim(
        text,
        basis,
        source_id,
        audience_of(answers),
        language_of(answers),
        id=services.new_id(),
        preferred=bool(answers.line("preferred")),
        sort_key=answers.name("sort_key"),
    )


def basis_of(memorial: Memorial, answers: Answers) -> tuple[Basis, str]:
    """On what it rests: a source of the memorial, or a family's own wish."""
    source_id = answers.line("source")
    if source_id == BY_FAMILY:
        return Basis.CONTRIBUTOR, BY_FAMILY
    if memorial.source(source_id) is None:
        answers.problems.append(Invalid("source", "choose_a_source"))
    return Basis.PUBLISHED_SOURCE, source_id


def audience_of(answers: Answers) -> Audience:
    word = answers.line("audience")
    if word not in {one.word for one in AUDIENCES}:
        answers.problems.append(Invalid("audience", "choose_one"))
    return Audience.parse(word)


def language_of(answers: Answers) -> str:
    """'und' where nobody knows."""
    code = answers.line("language") or "und"
    if code != "und" and not is_language_code(code):
        answers.problems.append(Invalid("language", "unknown_language"))
    return code


def number_of(answers: Answers, count: int) -> int:
    """Which change of a history, counted from 0."""
    said = answers.line("change")
    if not (said.isascii() and said.isdecimal() and int(said[:9]) < count):
        raise NotFound("no_such_change")
    return int(said)


# After a restore


def close_again(uow: UnitOfWork, memorial_id: str, record_id: str, at: datetime) -> bool | None:
    """Shut a group, item or entry of the record that became narrower after the backup, until the desk has looked.

    True if it was open; None where it is none of them.
    """
    group = uow.groups.find(memorial_id, record_id)
    if group is not None:
        closed = groups.with_change(group, replace(group, removed=True), at=at, by=_JOB)
        if closed != group:
            uow.groups.save(closed)
        return closed != group
    item = uow.heritage.find(memorial_id, record_id)
    if item is not None:
        state = replace(item.now, removed=True)
        shut = heritage.with_state(item, state, at=at, by=_JOB)
        if shut != item:
            uow.heritage.save(shut)
        return shut != item
    entry = uow.record.find(memorial_id, record_id)
    if entry is not None and entry.standing is Standing.IN_RECORD:
        uow.record.save(record_entry.changed(entry, at=at, by=_JOB, reason="", standing=Standing.PENDING))
        return True
    return None if entry is None else False
