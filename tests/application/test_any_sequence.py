"""Whatever is done in whatever order: the edition is what the gate says, and never more than was granted."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from memorial.adapters.db.chains import AUDIT, CONSENT, broken_links
from memorial.adapters.db.edition_rows import person_row, remembrance_row, render
from memorial.adapters.db.edition_rows import voice as voice_shown
from memorial.adapters.db.edition_tables import published_person, published_remembrance
from memorial.adapters.db.tables import access_copy, audit_entry, consent_event
from memorial.application import concern_decisions, concerns, jobs, listening, memorials, receipt, reviewing
from memorial.application.ports.recordings import MediaProblem
from memorial.application.ports.store import UnitOfWork
from memorial.disclosure.gate import RemembranceDisclosure, disclose
from memorial.disclosure.person import disclose_person
from memorial.domain.consent import fold
from memorial.domain.errors import NotFound, Refusal
from memorial.domain.person import Person
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.remembrance import Remembrance
from memorial.domain.standing_beside import asked_now
from memorial.domain.wall_place import asking_for_a_place
from memorial.vocabulary import (
    Audience,
    Decision,
    Flag,
    Ground,
    NameShown,
    ObjectionKind,
    ObjectionState,
    ReasonCode,
    Rendering,
    Scope,
    Signature,
)
from tests.installations import EDITOR, MODERATOR, SECOND_EDITOR, installation
from tests.voices import accepted, made_ready, voice

READERS = st.sampled_from([EDITOR, SECOND_EDITOR, MODERATOR])
CHOICES = st.fixed_dictionaries(
    {
        "audience": st.sampled_from(["public", "unlisted", "archive", "until"]),
        "person_name_shown": st.sampled_from([word.value for word in NameShown]),
        "signature": st.sampled_from([Signature.NONE.value, Signature.NAME.value, Signature.INITIALS.value]),
        "embargo_until": st.sampled_from(["2026-03-09", "2087-05-17"]),
        "wall_place": st.sampled_from(["", "yes"]),
    }
)
VOICES = st.sampled_from(
    [None, {"living": "no"}, {"living": "yes", "agreed": "yes"}, {"living": "no", "publish": "no"}]
)
STORIES = st.sampled_from(["Ayla Verdin sang.", "She had a blue cup.", "Айла пела.", "Orin and Ayla rowed."])


class AnySequence(RuleBasedStateMachine):
    """Contributors, readers, jobs and operators act at random on one memorial."""

    receipts: Bundle[str] = Bundle("receipts")
    objections: Bundle[str] = Bundle("objections")

    def settings_that_differ(self) -> dict[str, str]:
        return {}

    @initialize()
    def start(self) -> None:
        self.stack, self.folder = ExitStack(), Path(tempfile.mkdtemp())
        self.here = self.stack.enter_context(installation(self.folder, **self.settings_that_differ()))
        self.ids: dict[str, str] = {}
        self.raised: dict[str, str] = {}

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()
            shutil.rmtree(self.folder)

    @rule(target=receipts, story=STORIES, choices=CHOICES, attached=st.booleans(), voiced=VOICES)
    def give(self, story: str, choices: dict[str, str], attached: bool, voiced: dict[str, str] | None) -> str:
        with self.here.installation.reader.snapshot() as snapshot:
            people = snapshot.names(self.here.memorial.id, page=1, per_page=5)[0].rows
        about = {"person_id": people[0].id} if attached and people else {}
        if choices["embargo_until"] <= self.here.clock.now.date().isoformat():
            choices = {**choices, "embargo_until": "2087-05-17"}
        code = self.here.offer(story=story, contributor_name="Orin Hask", **choices, **about)
        if voiced is not None:
            voice(self.here, code, **voiced)
        self.ids[code] = self.here.send(code).id
        return code

    @rule(target=receipts, voiced=VOICES, names=st.sampled_from(NameShown))
    def a_voice_is_given_and_accepted(self, voiced: dict[str, str] | None, names: NameShown) -> str:
        code = self.here.offer(story="She sang.", person_name_shown=names.value)
        voice(self.here, code, **(voiced or {}))
        given = self.here.send(code)
        while made_ready(self.here):
            pass
        self.ids[code] = given.id
        for by in (EDITOR, SECOND_EDITOR):
            with suppress(Refusal, AssertionError):
                accepted(self.here, given, by, no_name_said=True)
        return code

    @rule(wrong=st.sampled_from([None, None, MediaProblem.SILENT]))
    def copies_are_made(self, wrong: MediaProblem | None) -> None:
        made_ready(self.here, wrong)

    @rule(code=receipts, by=READERS, no_name=st.booleans())
    def a_reader_listens(self, code: str, by: Any, no_name: bool) -> None:
        with suppress(Refusal):
            current = self.here.remembrance(self.here.memorial.id, self.ids[code])
            findings = reviewing.Findings(heard=frozenset(one.id for one in current.files), no_name_said=no_name)
            number = current.published.number if current.published else 1
            where, seen = (self.here.memorial.id, self.ids[code]), current.revision
            listening.listen(self.here.services, by, *where, number, findings, revision=seen)

    @rule(
        code=receipts,
        by=READERS,
        decision=st.sampled_from(Decision),
        flags=st.sets(st.sampled_from([Flag.MINOR, Flag.PHONE_NUMBER]), max_size=1),
        listens=st.booleans(),
    )
    def decide(self, code: str, by: Any, decision: Decision, flags: set[Flag], listens: bool) -> None:
        with suppress(Refusal):
            current = self.here.remembrance(self.here.memorial.id, self.ids[code])
            number = current.pending.number if current.pending else 1
            verdict = reviewing.Verdict(
                decision,
                number,
                current.revision,
                reviewing.Findings(
                    frozenset(flags),
                    names_looked_for=True,
                    heard=frozenset(one.id for one in current.files) if listens else frozenset(),
                    no_name_said=listens,
                ),
                message="A word.",
                suggestion="Other words.",
                reason=ReasonCode.OFF_TOPIC,
            )
            reviewing.decide(self.here.services, by, self.here.memorial.id, self.ids[code], verdict)

    @rule(code=receipts, action=st.sampled_from(receipt.ACTIONS), choices=CHOICES, story=STORIES)
    def contributor_acts(self, code: str, action: str, choices: dict[str, str], story: str) -> None:
        given = {"message": "A word."}
        if action in ("change", "return"):
            given |= choices
            files = self.files_of(code)
            given |= {f"file:{one}:publish": "no" if choices["wall_place"] else "yes" for one in files}
        if action == "change":
            given["story"] = story
        if action == "extend":
            given["embargo_until"] = "2090-01-01"
        with suppress(Refusal):
            if action == "beside":
                with self.here.installation.reader.snapshot() as snapshot:
                    people = snapshot.names(self.here.memorial.id, page=1, per_page=50)[0].rows
                given["other_id"] = people[len(self.ids) % len(people)].id if people else ""
            if action == "not_beside":
                kept = self.here.remembrance(self.here.memorial.id, self.ids[code])
                given["wish"] = next((wish.id for wish in asked_now(kept)), "")
            receipt.act(self.here.services, code, action, given)

    def files_of(self, code: str) -> list[str]:
        with suppress(NotFound):
            return [one.id for one in self.here.remembrance(self.here.memorial.id, self.ids[code]).files]
        return []

    @rule(code=receipts, by=READERS, act=st.sampled_from(["pause", "resume", "remove", "undo"]))
    def staff_act(self, code: str, by: Any, act: str) -> None:
        services, at = self.here.services, (self.here.memorial.id, self.ids[code])
        with suppress(Refusal):
            if act == "pause":
                reviewing.pause(services, by, *at)
            elif act == "resume":
                reviewing.resume(services, by, *at)
            elif act == "remove":
                reviewing.remove(services, by, *at, "A reason.")
            else:
                reviewing.undo(services, by, *at, 1)

    @rule(
        target=objections,
        code=receipts,
        of_the_person=st.booleans(),
        kind=st.sampled_from(ObjectionKind),
        ground=st.sampled_from(Ground),
    )
    def object_to(self, code: str, of_the_person: bool, kind: ObjectionKind, ground: Ground) -> str:
        about = self.ids[code]
        with suppress(NotFound):
            given = self.here.remembrance(self.here.memorial.id, about)
            about = given.person_id or about if of_the_person else about
        its_code = ReceiptCode.generate().digits
        fields = {"kind": kind.value, "reason": ground.value, "message": "A word.", "about": about, "element": "text"}
        raised = concerns.raise_objection(self.here.services, "harbour", its_code, fields, language="en")
        self.raised[its_code] = raised.objection_id
        return its_code

    @rule(code=objections, action=st.sampled_from(concerns.ACTIONS))
    def objector_acts(self, code: str, action: str) -> None:
        with suppress(Refusal):
            concerns.act(self.here.services, code, action, {"message": "A word."})

    @rule(code=objections, by=READERS, action=st.sampled_from(concern_decisions.ACTIONS))
    def desk_acts_on_objection(self, code: str, by: Any, action: str) -> None:
        services, memorial = self.here.services, self.here.memorial
        with suppress(Refusal):
            concern_decisions.act(services, by, memorial, self.raised[code], action, "A word.")

    @rule(hours=st.sampled_from([1, 20, 24 * 8]))
    def time_passes(self, hours: int) -> None:
        self.here.clock.pass_by(hours=hours)
        jobs.run_due(self.here.services)

    @rule(ceiling=st.sampled_from([Audience.PUBLIC, Audience.UNLISTED, Audience.ARCHIVE]))
    def the_ceiling_moves(self, ceiling: Audience) -> None:
        memorials.change_settings(self.here.services, "harbour", change=lambda m: memorials.replace(m, ceiling=ceiling))

    @invariant()
    def the_edition_is_what_the_gate_says(self) -> None:
        if not hasattr(self, "here"):
            return
        memorial_id = self.here.memorial.id
        expected_people, expected, copies = {}, {}, self.copies_named()
        used: set[str] = set()
        with self.here.services.unit_of_work(read_only=True) as uow:
            memorial = uow.memorials.get(memorial_id)
            for person_id in uow.people.ids(memorial_id):
                person = uow.people.get(memorial_id, person_id)
                shown = disclose_person(person, memorial)
                if shown is not None:
                    assert not [one for one in person.objections if one.state is ObjectionState.HIDING]
                    expected_people[person_id] = person_row(memorial_id, shown)
                self.rests_on_what_is_granted(person, uow)
            for record_id in uow.remembrances.ids(memorial_id):
                kept = uow.remembrances.get(memorial_id, record_id)
                self.consent_folds_to(kept, fold(uow.remembrances.consent(memorial_id, record_id)))
                disclosed = disclose(kept, uow.surroundings(kept))
                if disclosed is not None:
                    heard = tuple(voice_shown(one, copies, disclosed.language) for one in disclosed.sounds)
                    expected[record_id] = remembrance_row(memorial_id, render(disclosed, (), heard))
                    self.no_more_than_granted(kept, expected[record_id])
                    self.heard_by_those_who_listened(kept, disclosed)
                    used |= {made.vault_id for one in disclosed.sounds for made in one.copies}
            work = uow._work  # type: ignore[attr-defined]
            assert broken_links(work, CONSENT, consent_event, memorial_id) == []
            assert broken_links(work, AUDIT, audit_entry, memorial_id) == []
        with self.here.installation.engines.reading.connect() as connection:
            people = {row["id"]: dict(row) for row in connection.execute(select(published_person)).mappings()}
            rows = {row["id"]: dict(row) for row in connection.execute(select(published_remembrance)).mappings()}
        assert {key: {**row, "position": 0} for key, row in people.items()} == expected_people
        assert {key: {**row, "position": 0} for key, row in rows.items()} == expected
        assert set(copies) == used, "a file lies with visitors that nothing on the wall names"

    def copies_named(self) -> dict[str, str]:
        """The file name of each recording that visitors can get, by the id of the sealed copy."""
        with self.here.installation.engines.reading.connect() as connection:
            return {row.derivative_id: row.name for row in connection.execute(select(access_copy))}

    @staticmethod
    def heard_by_those_who_listened(kept: Remembrance, shown: RemembranceDisclosure) -> None:
        version = kept.published
        assert version is not None
        secret = version.grants.rendering(Scope.PERSON_NAME) is not Rendering.FULL
        secret = secret or version.grants.rendering(Scope.CONTRIBUTOR_NAME) is not Rendering.FULL
        for sound in shown.sounds:
            listened = [one for one in version.heard if one.file_id == sound.file_id]
            assert listened and (not secret or all(one.no_name_said for one in listened))
            granted = version.grants.find(Scope.VOICE, element=sound.file_id)
            assert granted is not None
            assert granted.state.permits
            assert granted.audience >= Audience.UNLISTED

    @staticmethod
    def rests_on_what_is_granted(person: Person, uow: UnitOfWork) -> None:
        """A place without a name, and every tie that a family gave, on the consent of one remembrance as it stands."""
        if person.kept_place is not None:
            resting = uow.remembrances.get(person.memorial_id, person.kept_place.source_id)
            assert asking_for_a_place(resting) is not None and person.all_names() == ()
            everybody = (uow.people.get(person.memorial_id, one) for one in uow.people.ids(person.memorial_id))
            assert [one.kept_place for one in everybody].count(person.kept_place) == 1
        for claim in person.kin:
            version = uow.remembrances.get(person.memorial_id, claim.source_id).published
            assert version is not None and version.grants.audience(Scope.KIN, claim.id) >= claim.audience
            assert version.grants.rendering(Scope.PERSON_NAME) is Rendering.FULL

    @staticmethod
    def consent_folds_to(kept: Remembrance, folded: dict[tuple[str, int], Any]) -> None:
        for version in kept.versions:
            assert set(folded[(kept.id, version.number)].entries) == set(version.grants.entries)

    @staticmethod
    def no_more_than_granted(kept: Remembrance, row: dict[str, Any]) -> None:
        version = kept.published
        assert version is not None and version.accepted_by, "published without a person's acceptance"
        granted = version.grants.audience(Scope.TEXT)
        assert Audience.parse(row["audience"]) <= granted
        hiding = [one for one in kept.objections if one.state is ObjectionState.HIDING and one.element == "text"]
        assert not hiding, "shown while an objection to its text is open"
        for one in kept.objections:
            if one.state is ObjectionState.UPHELD and one.element == "text":
                spoken_of = [v.story for v in kept.versions if one.version is None or v.number <= one.version]
                assert version.story not in spoken_of, "shown though two people upheld an objection to these words"
        full = version.grants.rendering(Scope.PERSON_NAME) is Rendering.FULL
        if not full:
            assert row["person_label"] == "" and "Ayla" not in row["body"] and "Айла" not in row["body"]
        if version.grants.rendering(Scope.CONTRIBUTOR_NAME) is not Rendering.FULL:
            assert "Hask" not in row["signature"] and "Orin" not in row["body"]


TestAnySequence = AnySequence.TestCase
if settings.get_profile(settings.get_current_profile_name()).max_examples < 1_000:
    TestAnySequence.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)
