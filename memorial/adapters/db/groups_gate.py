"""Groups and places of memory at the gate: after the people, since a group is made of those of them who are seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from memorial.adapters.db.edition_writer import EditionWriter
from memorial.adapters.db.groups import SqlGroups, SqlHeritage
from memorial.adapters.db.groups_edition import write_group, write_item
from memorial.adapters.db.memorials import memorial_of
from memorial.adapters.db.people_gate import At, PeopleGate
from memorial.adapters.db.work import Work
from memorial.application.ports.secrets import KeyDestroyed, SealBroken
from memorial.disclosure.group import ShownPerson, disclose_group
from memorial.disclosure.heritage import disclose_item
from memorial.domain.group import without_person
from memorial.domain.person import may_have_been_a_child


@dataclass
class GroupsGate:
    work: Work
    edition: EditionWriter
    groups: SqlGroups
    heritage: SqlHeritage
    people: PeopleGate

    def publish(self, people: Iterable[At]) -> None:
        """Everything touched, and the groups of these people, who passed the gate just now."""
        for at in people:
            if at not in self.work.new and (self.people.is_seen_otherwise(at) or self._differs(at)):
                self._take_along(at)
        for (memorial_id, group_id), group in list(self.work.groups.items()):
            memorial = memorial_of(self.work, memorial_id)
            known: dict[str, ShownPerson | None] = {}
            if group is not None:
                self.people.people.open_many(memorial_id, group.people)
                known = {person_id: self._shown(memorial_id, person_id) for person_id in group.people}
            shown = disclose_group(group, memorial, known.get) if group is not None else None
            if write_group(self.work.connection, memorial_id, group_id, shown):
                self.edition.changed.add(memorial_id)
                self.edition.ties_changed.add(memorial_id)
        for (memorial_id, item_id), item in list(self.work.heritage.items()):
            disclosed = disclose_item(item, memorial_of(self.work, memorial_id)) if item is not None else None
            if write_item(self.work.connection, memorial_id, item_id, disclosed):
                self.edition.changed.add(memorial_id)

    def _differs(self, at: At) -> bool:
        """Whether something of them changed that bears on groups, though their own page may be the same."""
        if at not in self.work.people:
            return False
        before, after = self.work.opened_people.get(at), self.work.people[at]
        if before is None or after is None:
            return True
        if before is after:
            return False
        return (before.joined, before.joined_into, may_have_been_a_child(before)) != (
            after.joined, after.joined_into, may_have_been_a_child(after),
        )  # fmt: skip

    def _take_along(self, at: At) -> None:
        """The groups of someone who changed; who was erased is taken out of them, and an empty one goes too."""
        memorial_id, person_id = at
        gone = at in self.work.people and self.work.people[at] is None
        person = None if gone else self.people.people.find(memorial_id, person_id)
        whole = self.people.people.find(memorial_id, person.joined_into) if person and person.joined_into else person
        ids = (person_id, *((whole.id, *whole.joined) if whole else ()))
        for one in dict.fromkeys(ids):
            for group_id in self.groups.of_person(memorial_id, one):
                try:
                    if gone:
                        self._take_out(memorial_id, group_id, person_id)
                    else:
                        self.groups.touch(memorial_id, group_id)
                except (KeyDestroyed, SealBroken):
                    # A group that cannot be opened keeps nobody from taking back. Visitors see it no more.
                    self.work.groups[(memorial_id, group_id)] = None

    def _take_out(self, memorial_id: str, group_id: str, person_id: str) -> None:
        group = self.groups.find(memorial_id, group_id)
        if group is None:
            return
        at = (memorial_id, group_id)
        left = without_person(group, person_id)
        if at in self.work.groups_before:
            # That they are gone is told of them, and is no narrowing of the group.
            self.work.groups_before[at] = without_person(self.work.groups_before[at], person_id)
        if left.people_ever:
            self.groups.save(left)
        else:
            self.groups.erase(left)

    def _shown(self, memorial_id: str, person_id: str) -> ShownPerson | None:
        try:
            disclosed, person = (
                self.people.disclose(memorial_id, person_id),
                self.people.leading(memorial_id, person_id),
            )
        except (KeyDestroyed, SealBroken):
            return None
        if disclosed is None or person is None:
            return None
        return ShownPerson(disclosed, may_have_been_a_child(person))
