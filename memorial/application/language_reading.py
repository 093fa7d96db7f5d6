"""Languages open to families: each needs a named reader who has signed what families agree to in it."""

from __future__ import annotations

from dataclasses import replace

from memorial.application.memorials import Actor, change_settings
from memorial.application.offer import Incomplete
from memorial.application.services import Services
from memorial.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from memorial.domain.language_reading import (
    SOURCE_LANGUAGE,
    FamilyText,
    LanguageReading,
    LanguageState,
    hash_of,
    marks_of,
    state_of,
)
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember
from memorial.vocabulary import ActorKind, MemorialKind

NOTICE = "notice"


class ReadOtherWords(Conflict):
    """The words are others than those on the page that was signed."""

    code = "read_other_words"


def family_texts(services: Services, memorial: Memorial, language: str) -> tuple[FamilyText, ...]:
    """Everything a family meets before it agrees, and to take it back; the memorial's own notice first.

    Empty where the program does not speak that language. The notice's source is that in the main language.
    """
    words = services.family_texts(language)
    if not words:
        return ()
    if not memorial.notice:
        return words
    source = memorial.text(memorial.notice, memorial.languages[0])
    return (FamilyText(NOTICE, source, memorial.notice.get(language, "")), *words)


def reading_of(memorial: Memorial, language: str) -> LanguageReading | None:
    return next((one for one in memorial.language_readings if one.language == language), None)


def language_state(services: Services, memorial: Memorial, language: str) -> LanguageState:
    return state_of(language, family_texts(services, memorial, language), reading_of(memorial, language))


def families_may_use(services: Services, memorial: Memorial, language: str) -> bool:
    """Whether a family may give something in that language.

    A fictional memorial that is served to its own machine alone may be tried in every language the program speaks.
    """
    state = language_state(services, memorial, language)
    if state in (LanguageState.SOURCE, LanguageState.READ):
        return True
    tried_out = memorial.kind is MemorialKind.FICTIONAL and services.loopback_only
    return tried_out and state is not LanguageState.NO_WORDS


def open_languages(services: Services, memorial: Memorial) -> list[str]:
    """Those of the memorial's languages in which families may give something, in its order."""
    return [code for code in memorial.languages if families_may_use(services, memorial, code)]


def name_of_reader(services: Services, memorial: Memorial, language: str) -> str:
    """Under which name that language is signed; '' where it is not, or the account is gone."""
    found = reading_of(memorial, language)
    if found is None:
        return ""
    with services.unit_of_work(read_only=True) as uow:
        return next((one.name or one.email for one in uow.staff.all() if one.id == found.staff_id), "")


def sign(services: Services, member: StaffMember, slug: str, language: str, *, texts: str, fluent: bool) -> Memorial:
    """Somebody of this memorial has read these words, and answers for them by name.

    `texts` is the hash that stood on the page. Raises `NotAllowed` but for people of the memorial, `NotFound` for a
    language it does not have, `ReadOtherWords`, `Incomplete` with every problem.
    """

    def changed(before: Memorial) -> Memorial:
        _require_own(member, before, language)
        problems = []
        if not member.name.strip():
            problems.append(Invalid("", "sign_with_your_name"))
        if not fluent:
            problems.append(Invalid("fluent", "only_a_reader_of_it"))
        found = family_texts(services, before, language)
        if not found or not all(text.words for text in found):
            problems.append(Invalid("", "words_are_missing"))
        if problems:
            raise Incomplete(problems)
        if hash_of(found) != texts:
            raise ReadOtherWords
        signed = LanguageReading(language, member.id, services.now().date().isoformat(), texts, marks_of(found))
        return replace(before, language_readings=(*_but(before, language), signed))

    return change_settings(services, slug, change=changed, by=Actor(ActorKind.STAFF, member.id), action="sign_language")


def take_back(services: Services, member: StaffMember, slug: str, language: str) -> Memorial:
    """The signature goes, and families find that language closed. Whoever signed may do it, and administrators."""

    def changed(before: Memorial) -> Memorial:
        _require_own(member, before, language)
        signed = reading_of(before, language)
        if signed is not None and signed.staff_id != member.id and not member.is_admin(before.id):
            raise NotAllowed("admins_only")
        return replace(before, language_readings=_but(before, language))

    return change_settings(
        services, slug, change=changed, by=Actor(ActorKind.STAFF, member.id), action="unsign_language"
    )


def _require_own(member: StaffMember, memorial: Memorial, language: str) -> None:
    if not member.roles_in(memorial.id):
        raise NotAllowed("not_your_memorial")
    if language not in memorial.languages or language == SOURCE_LANGUAGE:
        raise NotFound("no_such_language")


def _but(memorial: Memorial, language: str) -> tuple[LanguageReading, ...]:
    return tuple(one for one in memorial.language_readings if one.language != language)
