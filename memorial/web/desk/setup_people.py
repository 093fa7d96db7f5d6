"""Who works in a memorial, in words: roles, languages, second factor, and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from memorial.application import opening
from memorial.application.setting_up import has_second_factor
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Role
from memorial.web.desk.frame import services
from memorial.web.desk.setup_words import ROLES_DO
from memorial.web.desk.words import ROLES
from memorial.web.language import endonym


@dataclass(frozen=True)
class Colleague:
    """One of those who work here. `safe`: whether a second factor is set up."""

    name: str
    roles: str
    languages: str
    safe: bool
    factor: str


def people_of(memorial: Memorial) -> list[Colleague]:
    found = opening.staff_of(services(), memorial)
    return [
        Colleague(
            one.name, ", ".join(str(ROLES[role]) for role in sorted(one.roles_in(memorial.id))),
            languages_of(one), has_second_factor(services(), one), factor_words(one),
        )
        for one in found
    ]  # fmt: skip


def languages_of(one: StaffMember) -> str:
    """As they said in their own settings; nothing said: all."""
    return ", ".join(endonym(code) for code in one.desk.languages) or _("all languages")


def factor_words(one: StaffMember) -> str:
    if one.demonstration:
        return _("demonstration: this machine only")
    return _("second factor set up") if has_second_factor(services(), one) else _("no second factor yet")


def roles() -> list[tuple[str, str]]:
    """Each role, and what it may do."""
    return [(str(ROLES[role]), str(ROLES_DO[role])) for role in Role if role in ROLES_DO]
