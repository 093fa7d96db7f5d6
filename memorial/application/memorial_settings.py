"""A memorial's own words and choices, read from a form: languages, zone, title, notice, controller, risk, ceiling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from memorial.application.days import too_many
from memorial.application.memorials import Actor, change_settings
from memorial.application.offer import Answers, Incomplete
from memorial.application.services import Services
from memorial.domain.days_of_remembrance import is_day
from memorial.domain.errors import Invalid, NotAllowed
from memorial.domain.languages import is_language_code
from memorial.domain.memorial import Controller, Memorial
from memorial.domain.staff import StaffMember
from memorial.vocabulary import ActorKind, Audience, Risk

ACCENTS = ("slate", "pine", "madder", "umber", "plum", "graphite")
CEILINGS = (Audience.PUBLIC, Audience.UNLISTED, Audience.ARCHIVE, Audience.TEAM)
IN_EACH_LANGUAGE = ("title", "purpose", "notice", "died", "neutral_site")
"""Texts that the memorial writes in each of its languages: fields `title_en`, `notice_ar`, …"""


def form_values(memorial: Memorial) -> dict[str, str]:
    """The settings as the form shows them."""
    texts = {
        "title": memorial.title,
        "purpose": memorial.purpose,
        "notice": memorial.notice,
        "died": memorial.words.get("died", {}),
        "neutral_site": memorial.neutral_site,
    }
    values = {f"{name}_{code}": texts[name].get(code) or "" for name in IN_EACH_LANGUAGE for code in memorial.languages}
    return values | {
        "languages": ", ".join(memorial.languages),
        "time_zone": memorial.time_zone,
        "controller_name": memorial.controller.name,
        "controller_address": memorial.controller.address,
        "controller_contact": memorial.controller.contact,
        "controller_country": memorial.controller.country,
        "commemorative_days": ", ".join(memorial.commemorative_days),
        "ceiling": memorial.ceiling.word,
        "risk": memorial.risk.value,
        "accent": memorial.accent,
    }


def change(services: Services, member: StaffMember, slug: str, given: Mapping[str, str]) -> Memorial:
    """Take over what the form holds. Raises `NotAllowed` but for an administrator, `Incomplete` with every problem."""

    def changed(before: Memorial) -> Memorial:
        if not member.is_admin(before.id):
            raise NotAllowed("admins_only")
        return _with(before, given)

    return change_settings(services, slug, change=changed, by=Actor(ActorKind.STAFF, member.id))


def _with(before: Memorial, given: Mapping[str, str]) -> Memorial:
    answers = Answers(given)
    languages = _languages(answers)
    texts = {
        name: {code: text for code in languages if (text := answers.text(f"{name}_{code}"))}
        for name in IN_EACH_LANGUAGE
    }
    main = languages[0] if languages else ""
    for name in ("title", "notice"):
        # A language that was just added has its fields on the next page; the main one is needed at once.
        if main in before.languages and main not in texts[name]:
            answers.problems.append(Invalid(f"{name}_{main}", "write_something"))
    controller = Controller(*(answers.line(f"controller_{part}") for part in ("name", "address", "contact")))
    controller = replace(controller, country=_country(answers))
    if not (controller.name and controller.contact):
        answers.problems.append(Invalid("controller_name", "say_who_answers"))
    days = _days(answers, before)
    zone, risk = _zone(answers), answers.word("risk", Risk, needed="choose_one")
    ceiling = _one_of(answers, "ceiling", tuple(one.word for one in CEILINGS))
    accent = _one_of(answers, "accent", ACCENTS)
    if answers.problems:
        raise Incomplete(answers.problems)
    return replace(
        before,
        languages=languages,
        title={**before.title, **texts["title"]},
        purpose=texts["purpose"],
        notice={**before.notice, **texts["notice"]},
        words={**before.words, "died": texts["died"]},
        neutral_site=texts["neutral_site"],
        time_zone=zone,
        commemorative_days=days,
        controller=controller,
        ceiling=Audience.parse(ceiling),
        risk=risk or Risk.HIGH,
        accent=accent,
    )


def _languages(answers: Answers) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(answers.line("languages").replace(",", " ").split()))
    if not codes or not all(is_language_code(code) for code in codes):
        answers.problems.append(Invalid("languages", "unknown_language"))
    return codes


def _country(answers: Answers) -> str:
    """Two letters, or nothing; whether there is such a country is not for a program to say."""
    code = answers.line("controller_country").upper()
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        answers.problems.append(Invalid("controller_country", "write_two_letters"))
    return code


def _days(answers: Answers, before: Memorial) -> tuple[str, ...]:
    """Days of the year as MM-DD. With those of the communities they must not become the whole year."""
    days = tuple(dict.fromkeys(answers.line("commemorative_days").replace(",", " ").split()))
    if too_many(days, before.days_of_remembrance) or not all(is_day(day) for day in days):
        answers.problems.append(Invalid("commemorative_days", "unknown_days"))
    return days


def _zone(answers: Answers) -> str:
    name = answers.line("time_zone")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        answers.problems.append(Invalid("time_zone", "unknown_zone"))
    return name


def _one_of(answers: Answers, field: str, words: tuple[str, ...]) -> str:
    chosen = answers.line(field)
    if chosen not in words:
        answers.problems.append(Invalid(field, "choose_one"))
    return chosen
