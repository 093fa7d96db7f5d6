"""People at the gate: records joined as one, kin who are seen while both are, portraits, and who depends on whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from memorial.adapters.db.edition_rows import picture
from memorial.adapters.db.edition_writer import EditionWriter
from memorial.adapters.db.memorials import memorial_of
from memorial.adapters.db.people_records import SqlPeople, dependents_on_person
from memorial.adapters.db.records import SqlRemembrances
from memorial.adapters.db.tables import access_copy
from memorial.adapters.db.work import Work
from memorial.disclosure.gate import RemembranceDisclosure
from memorial.disclosure.person import PersonDisclosure, disclose_person
from memorial.domain.errors import NotFound
from memorial.domain.person import Person
from memorial.domain.remembrance import Remembrance
from memorial.published.types import PublishedPicture
from memorial.vocabulary import Audience

At = tuple[str, str]
"""(id of the memorial, id of the record)."""


@dataclass
class PeopleGate:
    work: Work
    edition: EditionWriter
    people: SqlPeople
    remembrances: SqlRemembrances
    _changed: set[At] = field(default_factory=set)
    _done: set[At] = field(default_factory=set)

    def leading(self, memorial_id: str, person_id: str) -> Person | None:
        """The person as one: with all that was joined, under the record that leads."""
        return self.people.whole(memorial_id, person_id)

    def disclose(self, memorial_id: str, person_id: str) -> PersonDisclosure | None:
        """What visitors see of the person, under the id of the record that leads."""
        person = self.leading(memorial_id, person_id)
        if person is None:
            return None
        memorial = memorial_of(self.work, memorial_id)
        return disclose_person(person, memorial, shown_as=lambda other_id: self._shown_as(memorial_id, other_id))

    def _shown_as(self, memorial_id: str, person_id: str) -> str:
        person = self.leading(memorial_id, person_id)
        shown = disclose_person(person, memorial_of(self.work, memorial_id)) if person else None
        return shown.person_id if shown and not shown.kept else ""

    def publish(self) -> list[At]:
        """Everyone touched, and everyone whose ties change by it; the remembrances that this bears on."""
        affected: list[At] = []
        waiting, done = list(self.work.people), set[At]()
        for at in waiting:
            if at in done:
                continue
            done.add(at)
            person = self.people.find(*at)
            if person is not None and person.joined_into:
                waiting.append((at[0], person.joined_into))
            self._publish_one(at, person)
            if at in self.work.new:
                continue
            memorial_id, ids = at[0], (at[1], *(person.joined if person else ()))
            regrouped = self._regrouped(at, person)
            if regrouped or at in self._changed:
                affected += [(memorial_id, one) for i in ids for one in dependents_on_person(self.work, memorial_id, i)]
            if regrouped or at in self.edition.came_or_went:
                waiting += [(memorial_id, one) for i in ids for one in self.people.tied_to(memorial_id, i)]
        self._done = done
        return affected

    def _regrouped(self, at: At, person: Person | None) -> bool:
        """Whether it was joined or parted: then those who depend on it see it under another id, seen or not before."""
        before = self.work.opened_people.get(at)
        if before is None:
            return False
        if person is None:
            return bool(before.joined or before.joined_into)
        return (before.joined_into, before.joined) != (person.joined_into, person.joined)

    def passed(self) -> set[At]:
        """Everyone who passed the gate in this commit, those who are seen by nobody too."""
        return self._done

    def is_seen_otherwise(self, at: At) -> bool:
        """Whether what visitors see of that person changed in this commit."""
        return at in self._changed

    def _publish_one(self, at: At, person: Person | None) -> None:
        memorial_id, person_id = at
        whole = self.leading(memorial_id, person_id)
        leads = whole is not None and whole.id == person_id
        shown = self.disclose(memorial_id, person_id) if leads else None
        new = at in self.work.new
        if self.edition.write_person(memorial_id, person_id, shown, new=new):
            self._changed.add(at)
        if leads and not new:
            self.edition.write_alias(memorial_id, person_id, "")
        if person is None:
            self.edition.write_alias(memorial_id, person_id, "")
            return
        for other_id in person.joined:
            self.edition.write_alias(memorial_id, other_id, person_id if shown and self._alone(at[0], other_id) else "")

    def _alone(self, memorial_id: str, person_id: str) -> bool:
        """Whether visitors would see that record by itself: else its address never told anybody anything."""
        other = self.people.find(memorial_id, person_id)
        if other is None:
            return False
        return disclose_person(replace(other, joined_into=""), memorial_of(self.work, memorial_id)) is not None

    # Portraits

    def publish_portraits(
        self, affected: Sequence[At], disclose_remembrance: Callable[[Remembrance], RemembranceDisclosure | None]
    ) -> None:
        """Once the rows are written: each portrait is one of the pictures that visitors see."""
        people = {at for at in self._done if at not in self.work.new or self._has_portrait(at)}
        for memorial_id, record_id in affected:
            remembrance = self.work.remembrances.get((memorial_id, record_id)) or self.work.before.get(
                (memorial_id, record_id)
            )
            if remembrance is not None and remembrance.person_id:
                people.add((memorial_id, remembrance.person_id))
        for memorial_id, person_id in people:
            person = self.leading(memorial_id, person_id)
            if person is not None:
                portrait = self._portrait(person, disclose_remembrance)
                self.edition.write_portrait(memorial_id, person.id, portrait)

    def _has_portrait(self, at: At) -> bool:
        person = self.people.find(*at)
        return person is not None and person.portrait is not None

    def _portrait(
        self, person: Person, disclose_remembrance: Callable[[Remembrance], RemembranceDisclosure | None]
    ) -> PublishedPicture | None:
        chosen = person.portrait
        if chosen is None:
            return None
        try:
            remembrance = self.remembrances.get(person.memorial_id, chosen.remembrance_id)
        except NotFound:
            return None
        shown, of = disclose_remembrance(remembrance), self.disclose(person.memorial_id, person.id)
        if shown is None or of is None or shown.person_id != of.person_id:
            return None
        if of.audience is Audience.PUBLIC and not shown.indexable:
            # A page for search engines carries no picture that they are asked to leave alone.
            return None
        disclosed = next((one for one in shown.pictures if one.file_id == chosen.file_id), None)
        if disclosed is None:
            return None
        at = (access_copy.c.memorial_id == person.memorial_id) & (access_copy.c.record_id == remembrance.id)
        rows = self.work.connection.execute(select(access_copy.c.derivative_id, access_copy.c.name).where(at))
        names = {row.derivative_id: row.name for row in rows}
        if any(made.vault_id not in names for made in disclosed.derivatives):
            return None
        return picture(disclosed, names, shown.language)
