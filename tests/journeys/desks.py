"""One installation at whose desk many journeys work: each with a memorial, readers and remembrances of its own."""

from __future__ import annotations

from dataclasses import dataclass

from memorial.application import giving, memorials, reviewing, staffing
from memorial.application.reviewing import Verdict
from memorial.application.staffing import NewAccount
from memorial.domain.memorial import Memorial
from memorial.domain.moderation import Findings
from memorial.vocabulary import Decision, MemorialKind, Role
from tests.installations import memorial_like
from tests.journeys.places import PASSWORD, Place, email_of
from tests.servers.application import MemorialServer

UNHURRIED = {"MEMORIAL_UNDO_MINUTES": "10"}
GIVEN = {
    "about": "event",
    "story_language": "en",
    "audience": "public",
    "person_name_shown": "full",
    "signature": "none",
}


@dataclass(frozen=True)
class Team:
    """A memorial and who works in it."""

    place: Place
    slug: str

    @property
    def base(self) -> str:
        return f"/en/{self.slug}/"

    def reader(self, role: Role, number: int = 1) -> str:
        """An account of this memorial alone, by the name with which it signs in (`Hand.sign_in`)."""
        name = f"{self.slug}-{role}-{number}"
        with self.place.opened() as built:
            # Of a demonstration: it signs in on this machine alone, and needs no second factor.
            account = NewAccount(email_of(name), role, self.slug, PASSWORD, name=name, demonstration=True)
            staffing.add_staff(built.services, account)
        return name

    def give(self, *stories: str, **answers: str) -> list[str]:
        """Sent by families; the code of each."""
        codes = []
        with self.place.opened() as built:
            for story in stories:
                code = giving.begin(built.services, self.slug, "en", {**GIVEN, "story": story, **answers})
                look = giving.look(built.services, code, media_base="/look")
                key = look.draft.answers["idempotency_key"]
                giving.send(built.services, code, idempotency_key=key, payload=look.payload)
                codes.append(code)
        return codes

    def publish(self, story: str, **answers: str) -> str:
        """Sent while nothing else waits, accepted, and on the memorial at once; its code."""
        (code,) = self.give(story, **answers)
        with self.place.opened() as built:
            with built.services.unit_of_work(read_only=True) as uow:
                memorial, editor = uow.memorials.by_slug(self.slug), uow.staff.by_email(email_of("editor"))
                assert memorial is not None
                assert editor is not None
                (given,) = uow.remembrances.waiting(memorial.id, limit=2)
                waits = uow.remembrances.get(memorial.id, given.id)
            assert waits.pending is not None
            findings = Findings(frozenset(), names_looked_for=True)
            verdict = Verdict(Decision.ACCEPT, waits.pending.number, waits.revision, findings)
            reviewing.decide(built.services, editor, memorial.id, waits.id, verdict)
        return code


@dataclass(frozen=True)
class DeskSite:
    """A server on which what is accepted can be undone for ten minutes."""

    place: Place
    server: MemorialServer

    @property
    def url(self) -> str:
        return self.server.url

    def team(self, name: str) -> Team:
        """With an open memorial whose address begins so."""
        with self.place.opened() as built:
            slug = f"{name}-{built.services.new_id()[:6]}"
            memorials.create(built.services, memorial_like(built.services, slug))
        return Team(self.place, slug)

    def begun(self, name: str) -> Team:
        """With a memorial of which there is only an address, as `memorial create` leaves it."""
        with self.place.opened() as built:
            slug = f"{name}-{built.services.new_id()[:6]}"
            made = Memorial(built.services.new_id(), slug, MemorialKind.REAL, ("en",), {"en": "Without a name yet"})
            memorials.create(built.services, made)
        return Team(self.place, slug)
