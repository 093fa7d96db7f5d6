"""A memorial's own words and choices, read from the forms of setting up: each step changes what stands on its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from memorial.application.days import too_many
from memorial.application.memorials import Actor, change_settings
from memorial.application.offer import Answers, Incomplete
from memorial.application.services import Services
from memorial.domain.days_of_remembrance import is_day
from memorial.domain.embedding import MOST_HOSTS, is_host
from memorial.domain.errors import Invalid, NotAllowed, NotFound
from memorial.domain.languages import is_language_code
from memorial.domain.memorial import Controller, Memorial
from memorial.domain.own_texts import STEP_OF, OwnText, is_long, own_texts, texts_of, with_texts
from memorial.domain.setting_up import (
    LEAST_HARD,
    LEAST_MINUTES,
    MOST_HARD,
    MOST_MINUTES,
    ReadingRules,
    Step,
    WallOrder,
)
from memorial.domain.staff import StaffMember
from memorial.vocabulary import ActorKind, Audience, Risk

ACCENTS = ("slate", "pine", "madder", "umber", "plum", "graphite")
CEILINGS = (Audience.PUBLIC, Audience.UNLISTED, Audience.ARCHIVE, Audience.TEAM)
NEUTRAL_SITE = "neutral_site"
FORBIDDEN = "forbidden"
"""Beside the own texts, these stand in forms once for each language: `neutral_site_en`, `forbidden_ar`."""

LONGEST_LANGUAGES = 40
MOST_FORBIDDEN = 200


def form_values(memorial: Memorial) -> dict[str, str]:
    """All settings as the forms show them."""
    values = {
        f"{text.value}_{code}": texts_of(memorial, text).get(code, "")
        for text in OwnText
        for code in memorial.languages
    }
    for code in memorial.languages:
        values[f"{NEUTRAL_SITE}_{code}"] = memorial.neutral_site.get(code) or ""
        values[f"{FORBIDDEN}_{code}"] = "\n".join(memorial.setup.forbidden.get(code, ()))
    reading = memorial.setup.reading
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
        "wall_order": memorial.setup.wall_order.value,
        "embed_hosts": " ".join(memorial.embed_hosts),
        "minutes": str(reading.minutes),
        "hard": str(reading.hard),
        "second_reader": "yes" if reading.second_reader else "no",
    }


def change(services: Services, member: StaffMember, slug: str, step: Step, given: Mapping[str, str]) -> Memorial:
    """Take over what the form of that step holds, and nothing else.

    Raises `NotAllowed` but for an administrator, `Incomplete` with every problem, `NotFound` for a step without a form.
    """
    if step not in _READS:
        raise NotFound("no_such_step")

    def changed(before: Memorial) -> Memorial:
        if not member.is_admin(before.id):
            raise NotAllowed("admins_only")
        return as_given(before, step, given)

    return change_settings(services, slug, change=changed, by=Actor(ActorKind.STAFF, member.id))


STILL_EMPTY = ("write_something", "say_who_answers")


def as_typed(before: Memorial, step: Step, given: Mapping[str, str]) -> Memorial:
    """The memorial as it would be with that form, to look at: what is still empty is no matter. Raises `Incomplete`."""
    answers = Answers(given)
    after = _READS[step](before, answers)
    wrong = [one for one in answers.problems if one.code not in STILL_EMPTY]
    if wrong:
        raise Incomplete(wrong)
    return after


def as_given(before: Memorial, step: Step, given: Mapping[str, str]) -> Memorial:
    """The memorial as it would be with that form. Raises `Incomplete`."""
    answers = Answers(given)
    after = _READS[step](before, answers)
    if answers.problems:
        raise Incomplete(answers.problems)
    settled = tuple(dict.fromkeys((*after.setup.settled, step)))
    return replace(after, setup=replace(after.setup, settled=settled))


def translate(
    services: Services, member: StaffMember, slug: str, where: tuple[OwnText, str], given: Mapping[str, str]
) -> Memorial:
    """One text in one language, from the table of own texts; saved unchanged it is up to date again.

    Raises `NotAllowed`, `NotFound` for a text or a language that the memorial does not have, `Incomplete`.
    """
    text, language = where

    def changed(before: Memorial) -> Memorial:
        if language not in before.languages or text not in own_texts(before):
            raise NotFound("no_such_text")
        if not may_write(member, before, text, language):
            raise NotAllowed("not_your_language")
        answers = Answers(given)
        words = _words(answers, text, language)
        if language == before.languages[0] and text in (OwnText.TITLE, OwnText.NOTICE) and not words:
            answers.problems.append(Invalid(f"{text.value}_{language}", "write_something"))
        if answers.problems:
            raise Incomplete(answers.problems)
        return with_texts(before, text, {language: words}, looked_at=(language,))

    return change_settings(
        services, slug, change=changed, by=Actor(ActorKind.STAFF, member.id), action="translate_text"
    )


def may_write(member: StaffMember, memorial: Memorial, text: OwnText, language: str) -> bool:
    """Administrators write every text; editors the translations into languages that they read, never the main text.

    Nor the notice, to which families agree: one editor could write it and sign its language alone.
    """
    if member.is_admin(memorial.id):
        return True
    translates = member.is_editor(memorial.id) and language in member.desk.languages
    return translates and language != memorial.languages[0] and text is not OwnText.NOTICE


# One step each


def _name(before: Memorial, answers: Answers) -> Memorial:
    after = _with_texts_of(before, Step.NAME, answers)
    return replace(after, time_zone=_zone(answers), commemorative_days=_days(answers, before))


def _languages(before: Memorial, answers: Answers) -> Memorial:
    codes = tuple(dict.fromkeys(answers.line("languages").replace(",", " ").split()))
    if not codes or len(codes) > LONGEST_LANGUAGES or not all(is_language_code(code) for code in codes):
        answers.problems.append(Invalid("languages", "unknown_language"))
    elif codes[0] not in before.title and before.title:
        answers.problems.append(Invalid("languages", "title_in_the_main_language_first"))
    return replace(before, languages=codes)


def _of_words(before: Memorial, answers: Answers) -> Memorial:
    after = _with_texts_of(before, Step.WORDS, answers)
    forbidden = dict(before.setup.forbidden)
    for code in before.languages:
        lines = answers.text(f"{FORBIDDEN}_{code}").splitlines()
        words = tuple(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))
        if len(words) > MOST_FORBIDDEN:
            answers.problems.append(Invalid(f"{FORBIDDEN}_{code}", "too_many_words"))
        forbidden[code] = words
    kept = {code: words for code, words in forbidden.items() if words}
    return replace(after, setup=replace(after.setup, forbidden=kept))


def _risk(before: Memorial, answers: Answers) -> Memorial:
    risk = answers.word("risk", Risk, needed="choose_one")
    ceiling = _one_of(answers, "ceiling", tuple(one.word for one in CEILINGS))
    sites = {code: answers.line(f"{NEUTRAL_SITE}_{code}") for code in before.languages}
    for code, site in sites.items():
        if site and not site.startswith(("https://", "http://")):
            answers.problems.append(Invalid(f"{NEUTRAL_SITE}_{code}", "write_an_address_of_a_page"))
    kept = {code: site for code, site in {**before.neutral_site, **sites}.items() if site}
    return replace(before, risk=risk or Risk.HIGH, ceiling=Audience.parse(ceiling), neutral_site=kept)


def _notices(before: Memorial, answers: Answers) -> Memorial:
    after = _with_texts_of(before, Step.NOTICES, answers)
    controller = Controller(*(answers.line(f"controller_{part}") for part in ("name", "address", "contact")))
    if not (controller.name and controller.contact):
        answers.problems.append(Invalid("controller_name", "say_who_answers"))
    return replace(after, controller=replace(controller, country=_country(answers)))


def _people(before: Memorial, answers: Answers) -> Memorial:
    minutes = _number(answers, "minutes", LEAST_MINUTES, MOST_MINUTES)
    hard = _number(answers, "hard", LEAST_HARD, MOST_HARD)
    second = _one_of(answers, "second_reader", ("yes", "no")) == "yes"
    return replace(before, setup=replace(before.setup, reading=ReadingRules(minutes, hard, second)))


def _look(before: Memorial, answers: Answers) -> Memorial:
    accent = _one_of(answers, "accent", ACCENTS)
    order = answers.word("wall_order", WallOrder, needed="choose_one") or WallOrder.NAME
    hosts = tuple(dict.fromkeys(answers.line("embed_hosts").lower().replace(",", " ").split()))
    if len(hosts) > MOST_HOSTS or not all(map(is_host, hosts)):
        answers.problems.append(Invalid("embed_hosts", "not_hosts"))
    return replace(before, accent=accent, embed_hosts=hosts, setup=replace(before.setup, wall_order=order))


_READS: Mapping[Step, Callable[[Memorial, Answers], Memorial]] = {
    Step.NAME: _name,
    Step.LANGUAGES: _languages,
    Step.WORDS: _of_words,
    Step.RISK: _risk,
    Step.NOTICES: _notices,
    Step.PEOPLE: _people,
    Step.LOOK: _look,
}


# Fields


def _with_texts_of(before: Memorial, step: Step, answers: Answers) -> Memorial:
    """The texts that stand on that page, in every language; titles and notices of the main one are needed."""
    main, after = before.languages[0] if before.languages else "", before
    for text in own_texts(before):
        if STEP_OF[text] is not step:
            continue
        given = {code: _words(answers, text, code) for code in before.languages}
        if text in (OwnText.TITLE, OwnText.NOTICE) and not given.get(main):
            answers.problems.append(Invalid(f"{text.value}_{main}", "write_something"))
        after = with_texts(after, text, given)
    return after


def _words(answers: Answers, text: OwnText, language: str) -> str:
    field = f"{text.value}_{language}"
    return answers.text(field) if is_long(text) else answers.line(field)


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


def _number(answers: Answers, field: str, least: int, most: int) -> int:
    given = answers.line(field)
    if given.isdecimal() and least <= int(given) <= most:
        return int(given)
    answers.problems.append(Invalid(field, "number_out_of_bounds"))
    return most


def _one_of(answers: Answers, field: str, words: tuple[str, ...]) -> str:
    chosen = answers.line(field)
    if chosen not in words:
        answers.problems.append(Invalid(field, "choose_one"))
    return chosen
