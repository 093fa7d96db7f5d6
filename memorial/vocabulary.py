"""The field's words as closed sets: audiences, uses, scopes, states, roles. Imported by every layer, imports none."""

from __future__ import annotations

from enum import Enum, IntEnum, StrEnum


class Audience(IntEnum):
    """Who may see an element, from nobody to everyone. The order is the meaning: `min` of two is the stricter."""

    NONE = 0
    TEAM = 1
    ARCHIVE = 2
    RESEARCH = 3
    UNLISTED = 4
    PUBLIC = 5

    @property
    def word(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, word: str | None) -> Audience:
        """The audience of that word; what is unknown is `TEAM`: closed for visitors, open for those who mend it."""
        return _AUDIENCES.get((word or "").lower(), cls.TEAM)


_AUDIENCES = {audience.name.lower(): audience for audience in Audience}

SHOWN_TO_VISITORS = (Audience.UNLISTED, Audience.PUBLIC)


class Use(StrEnum):
    """What a granted element may be used for; each is asked for separately."""

    DISPLAY = "display"
    INDEX = "index"
    REUSE = "reuse"
    DATASET = "dataset"
    PARTNER = "partner"
    ML_TRAINING = "ml_training"
    CONTACT_ITEM = "contact_item"
    CONTACT_ANNIVERSARY = "contact_anniversary"


class Scope(StrEnum):
    """The elements of a contribution; one grant each."""

    CONTRIBUTOR_NAME = "S1"
    RELATION = "S2"
    PERSON_NAME = "S3"
    DATES = "S4"
    PLACE = "S5"
    TEXT = "S6"
    PHOTO = "S7"
    VOICE = "S8"
    VIDEO = "S9"
    TRANSCRIPT = "S10"
    CONTACT = "S11"
    ORIGINAL_FILE = "S12"
    WALL_PLACE = "S13"
    KIN = "S14"


class Rendering(StrEnum):
    """How a granted element is shown. Each scope uses some of them."""

    FULL = "full"
    INITIALS = "initials"
    YEAR = "year"
    TOWN = "town"
    REGION = "region"
    COUNTRY = "country"
    NONE = "none"


class Basis(StrEnum):
    """On what a grant rests. Without a basis nothing passes the gate."""

    CONTRIBUTOR = "contributor"
    RELEASE_FORM = "release_form"
    PUBLISHED_SOURCE = "published_source"
    OWN_WORDS = "own_words"


class ConsentState(StrEnum):
    """States of a grant, named as the Data Privacy Vocabulary names them."""

    REQUESTED = "ConsentRequested"
    REQUEST_DEFERRED = "ConsentRequestDeferred"
    GIVEN = "ConsentGiven"
    RENEWED = "RenewedConsentGiven"
    REFUSED = "ConsentRefused"
    WITHDRAWN = "ConsentWithdrawn"
    REVOKED = "ConsentRevoked"
    EXPIRED = "ConsentExpired"
    INVALIDATED = "ConsentInvalidated"
    UNKNOWN = "ConsentUnknown"

    @property
    def permits(self) -> bool:
        return self in (ConsentState.GIVEN, ConsentState.RENEWED)


class VersionState(StrEnum):
    """Where one version of a remembrance stands."""

    RECEIVED = "received"
    QUARANTINED = "quarantined"
    IN_REVIEW = "in_review"
    NEEDS_CONTRIBUTOR = "needs_contributor"
    CONTRIBUTOR_REVIEW = "contributor_review"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    DECLINED = "declined"
    SUPERSEDED = "superseded"


class Standing(StrEnum):
    """What holds for a remembrance as a whole, whatever its versions say."""

    OPEN = "open"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    ERASED = "erased"


class About(StrEnum):
    PERSON = "person"
    EVENT = "event"
    SELF = "self"


class Fate(StrEnum):
    """What somebody says befell a person. `MISSING` is never `DIED`; families are asked for the first four."""

    DIED = "died"
    MISSING = "missing"
    SURVIVED = "survived"
    NOT_SAID = "not_said"
    KILLED = "killed"
    DIED_OF_COLD = "died_of_cold"
    DIED_OF_WOUNDS = "died_of_wounds"
    WOUNDED = "wounded"
    CAPTIVE = "captive"
    RELEASED = "released"
    DISPLACED = "displaced"
    IDENTIFIED = "identified"


class NameKind(StrEnum):
    """What a name is to the person. `AS_PRINTED`: as a list prints it; `OTHER_SCRIPT`: how a family also writes it."""

    OWN = "own"
    TRANSLITERATED = "transliterated"
    PATRONYMIC = "patronymic"
    EARLIER = "earlier"
    NICKNAME = "nickname"
    AS_PRINTED = "as_printed"
    OTHER_SCRIPT = "other_script"


class FactKind(StrEnum):
    """What a source or a family may say of someone, beside names and kin."""

    BORN = "born"
    DIED = "died"
    AGE = "age"
    SEX = "sex"
    PLACE = "place"
    PLACE_OF_BIRTH = "place_of_birth"
    RESIDENCE = "residence"
    PLACE_OF_DEATH = "place_of_death"
    FATE = "fate"
    ROLE = "role"
    ORPHANED = "orphaned"


class Kinship(StrEnum):
    """What the other is to this person. `NEAR`: they belong together, and nobody said how."""

    PARENT = "parent"
    CHILD = "child"
    SPOUSE = "spouse"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    RELATIVE = "relative"
    FRIEND = "friend"
    NEIGHBOUR = "neighbour"
    COLLEAGUE = "colleague"
    NEAR = "near"

    @property
    def seen_from_the_other(self) -> Kinship:
        return _OTHER_SIDE.get(self, self)


_OTHER_SIDE = {
    Kinship.PARENT: Kinship.CHILD,
    Kinship.CHILD: Kinship.PARENT,
    Kinship.GRANDPARENT: Kinship.GRANDCHILD,
    Kinship.GRANDCHILD: Kinship.GRANDPARENT,
}


class Certainty(StrEnum):
    """How sure the one who says it is."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    NOT_SAID = "not_said"


class NameShown(StrEnum):
    FULL = "full"
    INITIALS = "initials"
    NONE = "none"


class Signature(StrEnum):
    NAME = "name"
    INITIALS = "initials"
    RELATION = "relation"
    NONE = "none"


class Relation(StrEnum):
    FAMILY = "family"
    FRIEND = "friend"
    NEIGHBOUR = "neighbour"
    COLLEAGUE = "colleague"
    WITNESS = "witness"
    OTHER = "other"


class FileKind(StrEnum):
    PHOTO = "photo"
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"


class Living(StrEnum):
    """Whether a picture shows someone who is alive today."""

    NO = "no"
    YES = "yes"
    UNSURE = "unsure"


class Decision(StrEnum):
    ACCEPT = "accept"
    ASK = "ask"
    SUGGEST = "suggest"
    KEEP = "keep"
    DECLINE = "decline"
    SECOND = "second"


class ReasonCode(StrEnum):
    """Why something was declined or taken down."""

    OFF_TOPIC = "off_topic"
    SPAM = "spam"
    DENIAL = "denial"
    DISTORTION = "distortion"
    MOCKERY = "mockery"
    HATE = "hate"
    DOXXING = "doxxing"
    IMPERSONATION = "impersonation"
    THIRD_PARTY_PRIVACY = "third_party_privacy"
    MINOR = "minor"
    DUPLICATE = "duplicate"
    ILLEGAL = "illegal"
    WITHDRAWN = "withdrawn"


class ObjectionKind(StrEnum):
    """What somebody concerned asks for: that something be put right, or that it be hidden."""

    CORRECT = "correct"
    HIDE = "hide"


class Ground(StrEnum):
    """Why somebody objects."""

    LIVING_PERSON = "living_person"
    CHILD = "child"
    ADDRESS = "address"
    CONTACT = "contact"
    WRONG = "wrong"
    PICTURE = "picture"
    HURTFUL = "hurtful"
    FAMILY = "family"
    OTHER = "other"


class ObjectionState(StrEnum):
    """Where an objection stands. `HIDING`: the element is out of sight until two people have decided."""

    OPEN = "open"
    HIDING = "hiding"
    UPHELD = "upheld"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    ANSWERED = "answered"
    GONE = "gone"


class Role(StrEnum):
    MODERATOR = "moderator"
    EDITOR = "editor"
    ARCHIVIST = "archivist"
    ADMIN = "admin"


class OpeningReason(StrEnum):
    """Why an editor opened who sent something."""

    ANSWER = "answer_the_sender"
    KINSHIP = "check_kinship"
    OBJECTION = "decide_an_objection"
    DANGER = "warn_of_danger"
    LAW = "asked_by_law"


class SoughtBy(StrEnum):
    """By which private value an editor looks for remembrances."""

    EMAIL = "sender_email"
    SENDER = "sender_name"
    PERSON = "person_name"


class SearchReason(StrEnum):
    """Why an editor looked for remembrances by a private value."""

    LOST_CODE = "lost_code"
    ASKED = "asked_what_we_hold"
    OBJECTION = "decide_an_objection"
    DANGER = "warn_of_danger"
    LAW = "asked_by_law"


class Flag(StrEnum):
    """A label for a reader. It never decides anything and never moves anything in the queue."""

    LIVING_PERSON = "living_person"
    MINOR = "minor"
    ACCUSATION = "accusation"
    EXACT_PLACE = "exact_place"
    PHONE_NUMBER = "phone_number"
    LINK = "link"
    POSSIBLE_DUPLICATE = "possible_duplicate"
    WITHHELD_NAME = "withheld_name"
    FILE_UNREAD = "file_unread"
    SPAM_LIKELY = "spam_likely"
    UNUSUAL_SIGNS = "unusual_signs"
    AGAINST_A_PEOPLE = "against_a_people"
    SENDER_UNDER_AGE = "sender_under_age"
    GRAPHIC = "graphic"
    GRAPHIC_SAID = "graphic_said"
    """By its sender; `GRAPHIC` is a reader's word."""
    ON_PAPER = "on_paper"


class ActorKind(StrEnum):
    CONTRIBUTOR = "contributor"
    DELEGATE = "delegate"
    GUARDIAN = "guardian"
    STAFF = "staff"
    JOB = "job"
    OPERATOR = "operator"


class Risk(StrEnum):
    """How dangerous it may be to be seen contributing to a memorial."""

    NONE = "none"
    SOME = "some"
    HIGH = "high"


TOLD_ELSEWHERE = (Risk.NONE, Risk.SOME)
"""Under these, other sites may say that a memorial is there."""


class MemorialKind(StrEnum):
    REAL = "real"
    FICTIONAL = "fictional"


class Surface(Enum):
    WALL = "wall"
    CONTRIBUTE = "contribute"
    DESK = "desk"
