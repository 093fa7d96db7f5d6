"""Opening a memorial: the one rule of what has to be there first, for the desk and for operators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from memorial.application.language_reading import open_languages
from memorial.application.memorials import OPERATOR, Actor, change_settings
from memorial.application.services import Services
from memorial.domain.errors import NotAllowed
from memorial.domain.memorial import Memorial
from memorial.domain.setting_up import Step
from memorial.domain.staff import StaffMember
from memorial.vocabulary import SHOWN_TO_VISITORS, MemorialKind


@dataclass(frozen=True)
class Missing:
    """One thing that is not there yet: its code, the step that mends it, and of which language it is, if of one."""

    code: str
    step: Step
    language: str = ""

    def __str__(self) -> str:
        """In English, for the command line."""
        return f"{_IN_ENGLISH[self.code]} {self.language}".strip()


_IN_ENGLISH = {
    "no_name": "a title in its main language",
    "no_language": "a language that somebody has read and signed",
    "no_notice": "the notice to families in",
    "no_controller": "who answers for the data",
    "no_contact": "how to reach who answers for the data",
    "two_editors": "two editors or archivists",
    "nobody_reads": "somebody who reads what families send",
}


class NotReady(NotAllowed):
    """Something is missing without which a memorial is not opened. Nothing was changed."""

    code = "not_ready"

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__(detail=", ".join(map(str, missing)))
        self.missing = tuple(missing)


def open_memorial(services: Services, slug: str, *, by: Actor = OPERATOR, anyway: bool = False) -> Memorial:
    """Make it public and let it take submissions; a draft takes none until its sources are signed.

    Raises `NotReady` where it was never public and something is missing; what is public already may take them again.
    `anyway`: an operator's word, who is told what is missing, and whose scripts go on working.
    """

    def opened(before: Memorial) -> Memorial:
        missing = () if before.public or anyway else missing_before_opening(services, before)
        if missing:
            raise NotReady(missing)
        return replace(before, public=True, accepting=not before.draft)

    return change_settings(services, slug, change=opened, by=by, action="open")


def missing_before_opening(services: Services, memorial: Memorial) -> tuple[Missing, ...]:
    """Everything essential that is not there; nothing where the memorial can be opened."""
    return (*_of_the_memorial(services, memorial), *_of_its_people(memorial, staff_of(services, memorial)))


def _of_the_memorial(services: Services, memorial: Memorial) -> Iterable[Missing]:
    main = memorial.languages[0] if memorial.languages else ""
    if not memorial.title.get(main):
        yield Missing("no_name", Step.NAME)
    if not memorial.draft and not open_languages(services, memorial):
        yield Missing("no_language", Step.LANGUAGES)
    for code in memorial.languages:
        if not memorial.notice.get(code):
            yield Missing("no_notice", Step.NOTICES, code)
    if not memorial.controller.name:
        yield Missing("no_controller", Step.NOTICES)
    if not memorial.controller.contact:
        yield Missing("no_contact", Step.NOTICES)


def _of_its_people(memorial: Memorial, staff: Sequence[StaffMember]) -> Iterable[Missing]:
    """A draft takes no remembrances, so that nobody has to read any."""
    if memorial.draft:
        return
    if needs_two(memorial):
        if sum(one.is_editor(memorial.id) for one in staff) < 2:
            yield Missing("two_editors", Step.PEOPLE)
    elif not any(one.may_read(memorial.id) for one in staff):
        yield Missing("nobody_reads", Step.PEOPLE)


def needs_two(memorial: Memorial) -> bool:
    """Whether some things of it can only be decided by two editors: what is said of children, the living, of guilt.

    Where nothing reaches visitors, or nobody in it is real, one reader is enough.
    """
    return memorial.kind is MemorialKind.REAL and memorial.ceiling in SHOWN_TO_VISITORS


def staff_of(services: Services, memorial: Memorial) -> list[StaffMember]:
    """Who works in it, with an account that is open."""
    with services.unit_of_work(read_only=True) as uow:
        return [one for one in uow.staff.all() if one.roles_in(memorial.id) and not one.disabled]
