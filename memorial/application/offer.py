"""What a draft's answers amount to: parsed once here, or refused with every field that needs another look."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from memorial.application.dates_given import DatesGiven, dates_given
from memorial.application.labels_found import Texts, flags_for
from memorial.application.services import Services
from memorial.domain.consent import Choices, FileChoice, Grants, Notice, grants_from
from memorial.domain.draft import Draft
from memorial.domain.errors import Invalid, Refusal
from memorial.domain.lookalikes import clean_name
from memorial.domain.memorial import Memorial
from memorial.domain.person_named import PersonNamed
from memorial.domain.remembrance import OWN_ANSWER, FileKept, FileShown, Message, Version
from memorial.domain.writing import clean, clean_line
from memorial.vocabulary import (
    About,
    Audience,
    Fate,
    Flag,
    Living,
    NameShown,
    Relation,
    Rendering,
    Scope,
    Signature,
)

WALL_PLACE = "wall_place"
"""The tick by which a family asks for a place on the wall without the name."""

FILE_ANSWERS = ("caption", "living", "agreed", "publish")
CONTROLS = "three questions, a place without a name, three for each picture and recording, nothing selected, third form"
"""Which controls stood on the page when consent was given; its hash goes into every event."""

LONGEST_LINE = 500
"""Characters in a name, a place, a date or a caption."""

E = TypeVar("E", bound=StrEnum)


class Incomplete(Refusal):
    """Some answers are missing or cannot be used; `problems` names each field and why."""

    code = "incomplete"

    def __init__(self, problems: list[Invalid]) -> None:
        super().__init__(detail=", ".join(f"{p.field}:{p.code}" for p in problems))
        self.problems = problems


@dataclass(frozen=True)
class Offer:
    """A complete offer, ready to be sent."""

    about: About
    person_id: str | None
    named: PersonNamed | None
    story: str
    story_language: str
    files: tuple[FileKept, ...]
    files_shown: tuple[FileShown, ...]
    choices: Choices
    grants: Grants
    notice: Notice
    contributor_name: str
    relation: Relation | None
    flags: tuple[Flag, ...]
    interface_language: str
    helper: str | None = None
    """Who helped to fill in the form, '' for a person who is not named; None where nobody did."""
    own_answer: str = ""


class Answers:
    """Reads answers by field name and gathers what is wrong with them."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers, self.problems = answers, list[Invalid]()

    def text(self, field: str) -> str:
        return clean(self._answers.get(field, "")).strip()

    def line(self, field: str) -> str:
        found = clean_line(self._answers.get(field, "")).strip()
        if len(found) > LONGEST_LINE and not any(problem.field == field for problem in self.problems):
            self.problems.append(Invalid(field, "line_too_long"))
        return found

    def name(self, field: str) -> str:
        """A name: without signs of direction too."""
        return clean_name(self.line(field))

    def word(self, field: str, kind: type[E], *, needed: str = "") -> E | None:
        """The answer as one of a closed set; `needed` is the code of the problem where there is none."""
        raw = self._answers.get(field, "").strip()
        if raw in {member.value for member in kind}:
            return kind(raw)
        self._missing(field, needed or ("choose_one" if raw else ""))
        return None

    def _missing(self, field: str, code: str) -> None:
        """Note the problem, if an answer was needed."""
        if code:
            self.problems.append(Invalid(field, code))

    def day(self, field: str, *, after: date) -> date | None:
        try:
            found = date.fromisoformat(self.line(field))
        except ValueError:
            self.problems.append(Invalid(field, "write_a_date"))
            return None
        if found <= after:
            self.problems.append(Invalid(field, "later_than_today"))
        return found


def own_code_problems(answers: Mapping[str, str], code: str) -> list[Invalid]:
    """A problem for every answer that holds the code itself, however it is spaced and in whatever digits."""
    return [
        Invalid(field, "own_code")
        for field, text in answers.items()
        if code and len(_DIGIT.findall(text)) >= len(code) and code in _digits_of(text)
    ]


_DIGIT = re.compile(r"\d")


def _digits_of(text: str) -> str:
    """Digits as ASCII, letters as `x`, everything else left out."""
    kept = []
    for character in text:
        digit = unicodedata.decimal(character, None)
        if digit is not None:
            kept.append(str(digit))
        elif character.isalpha():
            kept.append("x")
    return "".join(kept)


AUDIENCES = {
    "public": Audience.PUBLIC,
    "unlisted": Audience.UNLISTED,
    "archive": Audience.ARCHIVE,
    "until": Audience.PUBLIC,
}


HELPED, HELPER = "helped", "helper_name"
"""The answers that somebody helped to fill in the form, and who."""
HELPED_ON = "helped_on"
"""Pages beside the helper's own to which that one led: on them the helper is still there."""

NICKNAME = "person_nickname"
"""The answer what people called them."""

"""The answer to the one question that the memorial itself may ask. Nobody has to give one."""

LOOKED_AUTOMATIC = "looked_automatic"
"""An answer that no person gives: the form was filled in as machines do it. A label comes of it and nothing else."""


def offer_from(draft: Draft, memorial: Memorial, services: Services, *, code: str = "") -> Offer:
    """Raises `Incomplete` with every problem at once. `code` is the draft's own: it must stand in no answer."""
    answers = Answers(draft.answers)
    answers.problems += own_code_problems(draft.answers, code)
    about = answers.word("about", About, needed="say_about_whom") or About.PERSON
    person_id, named = _person_from(answers, about, dates_given(draft.answers, services, draft.language))
    story = answers.text("story")
    if not story and not draft.files:
        answers.problems.append(Invalid("story", "give_something"))
    if len(story) > services.limits.story_characters:
        answers.problems.append(Invalid("story", "too_long"))
    shown = tuple(_file_shown(answers, kept) for kept in draft.files)
    choices = choices_from(answers, draft.files, shown, today=services.now().date())
    relation = answers.word("relation", Relation)
    name = answers.name("contributor_name")
    check_signature(answers, choices.signature, name, relation)
    own_answer = answers.line(OWN_ANSWER)
    if answers.problems:
        raise Incomplete(answers.problems)
    language = answers.line("story_language") or "und"
    return Offer(
        about=about,
        person_id=person_id,
        named=named,
        story=story,
        story_language=language if language in memorial.languages else "und",
        files=draft.files,
        files_shown=shown,
        choices=choices,
        grants=grants_from(choices),
        notice=notice_of(memorial, draft.language),
        contributor_name=name,
        relation=relation,
        flags=_flags(answers, draft, memorial, Texts.of(story, named, name, shown)),
        interface_language=draft.language,
        helper=answers.name(HELPER) if answers.line(HELPED) == "yes" else None,
        own_answer=own_answer,
    )


def first_words(offer: Offer, memorial: Memorial, now: datetime) -> tuple[Message, ...]:
    """The answer to the memorial's own question, with the question as it stood: the first word of the conversation."""
    question = memorial.text(memorial.setup.question, offer.interface_language)
    if not (question and offer.own_answer):
        return ()
    return (Message(now, True, f"{question}\n{offer.own_answer}", code=OWN_ANSWER),)


def _person_from(answers: Answers, about: About, dates: DatesGiven) -> tuple[str | None, PersonNamed | None]:
    """Whom it is about: someone from the names, or someone written down here; both empty for the event."""
    if about is not About.PERSON:
        return None, None
    person_id, name = answers.line("person_id"), answers.name("person_name")
    if person_id:
        return person_id, None
    if not name:
        answers.problems.append(Invalid("person_name", "write_the_name"))
        return None, None
    fate = answers.word("fate", Fate) or Fate.NOT_SAID
    answers.problems += dates.problems
    return None, PersonNamed(
        name,
        answers.name("person_name_other"),
        fate,
        **{field: answers.line(field) for field in ("born", "died", "place")},
        nickname=answers.name(NICKNAME),
        born_on=dates.edtf["born"],
        died_on=dates.edtf["died"],
    )


def _file_shown(answers: Answers, kept: FileKept) -> FileShown:
    def of(question: str) -> str:
        return answers.line(f"file:{kept.id}:{question}")

    if kept.can_be_shown and of("publish") not in ("yes", "no"):
        answers.problems.append(Invalid(f"file:{kept.id}:publish", "choose_publish"))
    if kept.is_recording and of("publish") == "yes" and of("living") not in set(Living):
        # Left open it would stay in the archive, and its sender would wait for it in vain.
        answers.problems.append(Invalid(f"file:{kept.id}:living", "choose_one"))
    living = Living(of("living")) if of("living") in set(Living) else Living.UNSURE
    return FileShown(
        kept.id, of("caption"), living=living, agreed=of("agreed") == "yes", publish=of("publish") == "yes"
    )


def choices_from(
    answers: Answers, files: tuple[FileKept, ...], shown: tuple[FileShown, ...], *, today: date
) -> Choices:
    """The three answers and those for each file. What is missing is a problem, never a default."""
    audience_word = answers.line("audience")
    if audience_word not in AUDIENCES:
        answers.problems.append(Invalid("audience", "choose_who_may_see"))
    until = answers.day("embargo_until", after=today) if audience_word == "until" else None
    about_someone = answers.line("about") in ("", About.PERSON.value)
    name_shown = answers.word("person_name_shown", NameShown, needed="choose_how_named" if about_someone else "")
    signature = answers.word("signature", Signature, needed="choose_signature")
    kinds = {kept.id: kept for kept in files}
    return Choices(
        audience=AUDIENCES.get(audience_word, Audience.TEAM),
        person_name_shown=name_shown or NameShown.NONE,
        signature=signature or Signature.NONE,
        not_before=until,
        index=audience_word in ("public", "until") and answers.line("under_age") != "yes",
        wall_place=about_someone and answers.line(WALL_PLACE) == "yes" and not answers.line("person_id"),
        files=tuple(
            FileChoice(one.file_id, kinds[one.file_id].scope, one.publish, one.living, one.agreed) for one in shown
        ),
    )


def check_signature(answers: Answers, signature: Signature, name: str, relation: Relation | None) -> None:
    if signature in (Signature.NAME, Signature.INITIALS) and not name:
        answers.problems.append(Invalid("contributor_name", "write_your_name"))
    if signature is Signature.RELATION and relation is None:
        answers.problems.append(Invalid("relation", "choose_relation"))


def notice_of(memorial: Memorial, language: str) -> Notice:
    """Which notice stood before the first field, by the hash of its exact words."""
    controls = hashlib.sha256(CONTROLS.encode()).hexdigest()
    return Notice(f"{memorial.slug}-notice", language, memorial.notice_hash(language), controls)


SAID_OF_ONESELF = {
    "under_age": Flag.SENDER_UNDER_AGE,
    "names_living": Flag.LIVING_PERSON,
    "hard_to_read": Flag.GRAPHIC_SAID,
}
"""Ticks that a sender may set. The first two make it a matter for two people; the third only readies its readers."""

HIDDEN_SIGNS = "hidden_signs:"
"""Before a field's name: the answer that signs which nobody sees were taken out of that field."""


def _flags(answers: Answers, draft: Draft, memorial: Memorial, texts: Texts) -> tuple[Flag, ...]:
    found = set(flags_for(texts, draft.files, memorial.added_words))
    if any(given for name, given in draft.answers.items() if name.startswith(HIDDEN_SIGNS)):
        found.add(Flag.UNUSUAL_SIGNS)
    if draft.answers.get(LOOKED_AUTOMATIC):
        found.add(Flag.SPAM_LIKELY)
    found |= {flag for field, flag in SAID_OF_ONESELF.items() if answers.line(field) == "yes"}
    return tuple(sorted(found))


def answers_from(version: Version) -> dict[str, str]:
    """The answers that would set this version's grants, for a form that changes them; '' where none would."""
    grants = version.grants
    audience, until = grants.audience(Scope.TEXT), grants.not_before()
    words = {Audience.PUBLIC: "until" if until else "public", Audience.UNLISTED: "unlisted"}
    words[Audience.ARCHIVE] = "archive"
    name = grants.find(Scope.PERSON_NAME)
    found = {
        "audience": words.get(audience, ""),
        "embargo_until": until.isoformat() if until else "",
        "person_name_shown": _NAMES_SHOWN.get(grants.rendering(Scope.PERSON_NAME), "") if name else "",
        "signature": _signature_answer(grants),
        WALL_PLACE: "yes" if grants.audience(Scope.WALL_PLACE) > Audience.RESEARCH else "",
        "contributor_name": version.contributor_name,
        "relation": version.relation.value if version.relation else "",
    }
    open_to_visitors = {one.element for one in grants.entries if one.state.permits and one.audience > Audience.RESEARCH}
    for one in version.files:
        # Where the text is closed, a file is too, whatever was said of it: then its own answer is what was said.
        given = one.file_id in open_to_visitors if audience > Audience.RESEARCH else one.publish
        found[f"file:{one.file_id}:publish"] = "yes" if given else "no"
    return found


_NAMES_SHOWN = {
    Rendering.FULL: NameShown.FULL.value,
    Rendering.INITIALS: NameShown.INITIALS.value,
    Rendering.NONE: NameShown.NONE.value,
}


def _signature_answer(grants: Grants) -> str:
    if grants.audience(Scope.CONTRIBUTOR_NAME) > Audience.RESEARCH:
        in_full = grants.rendering(Scope.CONTRIBUTOR_NAME) is Rendering.FULL
        return (Signature.NAME if in_full else Signature.INITIALS).value
    related = grants.audience(Scope.RELATION) > Audience.RESEARCH
    return (Signature.RELATION if related else Signature.NONE).value
