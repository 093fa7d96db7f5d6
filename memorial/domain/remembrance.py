"""A remembrance: what one family offers, in versions, each with the consent that belongs to it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from memorial.domain.consent import Grants, Notice
from memorial.domain.holds import SIGNATURE, TEXT, Hold, forbids
from memorial.domain.media_copy import MediaCopy
from memorial.domain.paragraphs import WordChange
from memorial.domain.person_named import PersonNamed
from memorial.vocabulary import (
    About,
    Audience,
    Certainty,
    FileKind,
    Flag,
    Kinship,
    Living,
    Relation,
    Scope,
    Standing,
    VersionState,
)


@dataclass(frozen=True)
class StoredDerivative:
    """One re-encoded size of a photograph, sealed in the vault under its own key (hex)."""

    size: str
    format: str
    width: int
    height: int
    vault_id: str
    vault_key: str
    length: int


@dataclass(frozen=True)
class FileKept:
    """One file that was given: its master in the vault, and what was made of it. The name is private.

    Of a recording: `copies` to listen to (none until the media worker made them), `duration` in milliseconds, `peaks`
    from 0 to 100 evenly over it, and `problem`, the media port's word for why no copies could be made.
    """

    id: str
    kind: FileKind
    name: str
    mime: str
    length: int
    sha256: str
    vault_id: str
    vault_key: str
    derivatives: tuple[StoredDerivative, ...] = ()
    copies: tuple[MediaCopy, ...] = ()
    duration: int = 0
    peaks: tuple[int, ...] = ()
    problem: str = ""

    @property
    def scope(self) -> Scope:
        return _SCOPES[self.kind]

    @property
    def is_recording(self) -> bool:
        """Sound or a film, whether or not anything can be heard of it yet."""
        return self.kind in (FileKind.AUDIO, FileKind.VIDEO)

    @property
    def can_be_shown(self) -> bool:
        """Whether it is of a kind that visitors may get: its sender is asked. Papers stay with the staff."""
        return bool(self.derivatives) or self.is_recording

    def copy(self, form: str) -> MediaCopy | None:
        return next((one for one in self.copies if one.format == form), None)

    @property
    def vault_ids(self) -> tuple[str, ...]:
        """Everything in the vault that belongs to it."""
        made = [one.vault_id for one in self.derivatives] + [one.vault_id for one in self.copies]
        return (self.vault_id, *made)


_SCOPES = {
    FileKind.PHOTO: Scope.PHOTO,
    FileKind.DOCUMENT: Scope.PHOTO,
    FileKind.AUDIO: Scope.VOICE,
    FileKind.VIDEO: Scope.VIDEO,
}


@dataclass(frozen=True)
class FileShown:
    """What a version says of one of its files."""

    file_id: str
    caption: str = ""
    living: Living = Living.UNSURE
    agreed: bool = False
    publish: bool = False


@dataclass(frozen=True)
class Span:
    """A stretch of text in code points: `field` is 'story' or 'caption:{file id}'."""

    field: str
    start: int
    end: int


@dataclass(frozen=True)
class Suggestion:
    """A change that a reader proposes; only the contributor can take it over, or parts of it.

    `story` is the text with all of `changes`. Older documents have none: then the whole is one change.
    """

    story: str
    reason: str
    by: str
    at: datetime
    changes: tuple[WordChange, ...] = ()


@dataclass(frozen=True)
class Beside:
    """Somebody on the wall beside whom the family asks to have their person stand; the id is the wish's own."""

    id: str
    other_id: str
    kinship: Kinship = Kinship.NEAR
    certainty: Certainty = Certainty.NOT_SAID


@dataclass(frozen=True)
class Heard:
    """That somebody at the desk listened to a recording to its end.

    `no_name_said`: neither the person's name nor the sender's is said in it, whatever of them is private now. What was
    once said of private names alone (`name_not_said`, in older documents) says nothing of choices made since: not read.
    """

    file_id: str
    staff_id: str
    no_name_said: bool = False


@dataclass(frozen=True)
class Version:
    """One wording with its files, its consent and its state. A change of words makes a new version."""

    number: int
    story: str
    language: str
    files: tuple[FileShown, ...]
    grants: Grants
    notice: Notice
    made_at: datetime
    state: VersionState = VersionState.IN_REVIEW
    named: PersonNamed | None = None
    contributor_name: str = ""
    relation: Relation | None = None
    redactions: tuple[Span, ...] = ()
    released: tuple[Span, ...] = ()
    staff_ceiling: Audience = Audience.PUBLIC
    flags: tuple[Flag, ...] = ()
    accepted_by: tuple[str, ...] = ()
    passed_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    publish_at: datetime | None = None
    names_looked_for: bool = False
    suggestion: Suggestion | None = None
    question: str = ""
    reason: str = ""
    reason_message: str = ""
    state_since: datetime | None = None
    waited_since: datetime | None = None
    """Since when it had waited for the decision that stands now. Undone, it has that turn again, not the last one."""
    guardian: Grants = field(default_factory=Grants)
    """What a guardian said of this version, where its sender is under age; it is asked anew for every other one."""
    beside: tuple[Beside, ...] = ()
    heard: tuple[Heard, ...] = ()
    """Who listened to its recordings: without that, nobody outside hears them."""

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of what the contributor wrote and gave: the thing that consent names."""
        return hashlib.sha256(self.content_text.encode()).hexdigest()

    @property
    def content_text(self) -> str:
        """What the contributor wrote and gave as one canonical JSON text."""
        described: dict[str, object] = {
            "story": self.story,
            "language": self.language,
            "named": self.named.content if self.named else None,
            "contributor_name": self.contributor_name,
            "relation": self.relation,
            "files": [[shown.file_id, shown.caption] for shown in self.files],
        }
        if self.beside:
            # Only then: what was consented to before anybody could ask keeps its fingerprint.
            described["beside"] = [[one.id, one.other_id, one.kinship, one.certainty] for one in self.beside]
        return json.dumps(described, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def file(self, file_id: str) -> FileShown | None:
        return next((shown for shown in self.files if shown.file_id == file_id), None)


OWN_ANSWER = "own_answer"
"""The code of the message that is the sender's answer to the memorial's own question: it comes with what they send."""


@dataclass(frozen=True)
class Message:
    """A word between the contributor and the desk, under the receipt.

    `signed`: the name that a reader chose to sign with; '' as long as they chose none. No other name of staff is in it.
    """

    at: datetime
    from_contributor: bool
    text: str
    code: str = ""
    signed: str = ""


@dataclass(frozen=True)
class StaffNote:
    """A note between readers. It never leaves the desk."""

    at: datetime
    staff_id: str
    text: str


@dataclass(frozen=True)
class AskedAct:
    """An act that needs two people, asked for by the first of them."""

    act: str
    staff_id: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class GivenWith:
    """How it came, where its sender did not fill in the form alone. Nothing of it is ever shown to visitors.

    `helper`: the name of who helped, as it was written ('' if it was not). Of a paper form `serial` is its number,
    `scan` the ids of the files that show it, and `witness` the staff id of who entered what it says.
    """

    helper: str = ""
    serial: str = ""
    scan: tuple[str, ...] = ()
    witness: str = ""


@dataclass(frozen=True)
class Remembrance:
    """The whole of what stands under one receipt."""

    id: str
    memorial_id: str
    key_id: str
    about: About
    received_at: datetime
    person_id: str | None = None
    versions: tuple[Version, ...] = ()
    files: tuple[FileKept, ...] = ()
    standing: Standing = Standing.OPEN
    paused_by: tuple[str, ...] = ()
    standing_since: datetime | None = None
    published_on: date | None = None
    messages: tuple[Message, ...] = ()
    email: str = ""
    interface_language: str = "en"
    appeals: int = 0
    kept_in_archive: bool = False
    revision: int = 0
    declined_by: tuple[str, ...] = ()
    objections: tuple[Hold, ...] = ()
    notes: tuple[StaffNote, ...] = ()
    asked_acts: tuple[AskedAct, ...] = ()
    guardian_code: str = ""
    """The id of the guardian's code that holds now; every other one opens nothing."""
    not_yet_of_age_on: date | None = None
    """When the sender, who was under age, last said that they are not 18 yet."""
    given_with: GivenWith | None = None
    messages_read: int = 0
    """So many of the messages, the oldest first, were before a reader when they decided, answered or said so."""

    @property
    def published(self) -> Version | None:
        return next((v for v in reversed(self.versions) if v.state is VersionState.PUBLISHED), None)

    @property
    def pending(self) -> Version | None:
        return next((v for v in reversed(self.versions) if v.state in PENDING_STATES), None)

    @property
    def latest(self) -> Version:
        return self.versions[-1]

    def version(self, number: int) -> Version | None:
        return next((v for v in self.versions if v.number == number), None)

    @property
    def scans(self) -> frozenset[str]:
        """The ids of files that show a paper form: they hold a signature, and never leave the archive."""
        return frozenset(self.given_with.scan if self.given_with else ())

    @property
    def witness(self) -> str:
        """The staff id of who entered a paper form; '' where there was none. They compare nothing with it."""
        return self.given_with.witness if self.given_with else ""

    def file_to_show(self, file_id: str) -> FileKept | None:
        """A file that may be shown if its grant says so: never the scan of a paper form, whatever a grant says."""
        return None if file_id in self.scans else self.kept_file(file_id)

    def kept_file(self, file_id: str) -> FileKept | None:
        return next((kept for kept in self.files if kept.id == file_id), None)

    def with_file(self, changed: FileKept) -> Remembrance:
        """With what was made of one of its files."""
        return replace(self, files=tuple(changed if kept.id == changed.id else kept for kept in self.files))

    def objected(self, version: Version, element: str) -> bool:
        """Whether an objection keeps that element of that version out of sight.

        One that was upheld speaks of words. A version that changes something else, or comes back to the same words,
        does not escape it: it counts as the first that said them.
        """
        same = [one.number for one in self.versions if _said(one, element) == _said(version, element)]
        return forbids(self.objections, element, min([*same, version.number]))

    def with_version(self, changed: Version) -> Remembrance:
        versions = tuple(changed if v.number == changed.number else v for v in self.versions)
        return replace(self, versions=versions)

    @property
    def status(self) -> str:
        """The one word for where it stands, as the contract lists them."""
        if self.standing is not Standing.OPEN:
            return self.standing.value
        if self.pending is not None:
            return self.pending.state.value
        return (self.published or self.latest).state.value


def _said(version: Version, element: str) -> object:
    """What the version says there; spaces alone make no other words. A picture never changes: its number stands."""
    said = {TEXT: version.story.split(), SIGNATURE: version.contributor_name.split()}
    return said.get(element, version.number)


PENDING_STATES = frozenset(
    {
        VersionState.RECEIVED,
        VersionState.QUARANTINED,
        VersionState.IN_REVIEW,
        VersionState.NEEDS_CONTRIBUTOR,
        VersionState.CONTRIBUTOR_REVIEW,
        VersionState.ACCEPTED,
    }
)
