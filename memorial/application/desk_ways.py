"""How somebody wants to work at the desk: their own choice, which nobody else makes or sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from memorial.application import resting
from memorial.application.services import Services
from memorial.application.staff_entry import Entered, still_here
from memorial.application.staffing import by_member, note, note_refused
from memorial.domain.desk_settings import TOPICS, DeskSettings, Key, checked_keys
from memorial.domain.errors import Invalid
from memorial.domain.exposure import MOST_HARD, MOST_MINUTES
from memorial.domain.languages import is_language_code
from memorial.domain.lookalikes import clean_name
from memorial.domain.writing import clean_line

LEAST_MINUTES, MOST_ITEMS = 5, 200
LONGEST_SIGNATURE = 60


def ways_from(given: Mapping[str, str], languages: list[str], topics: list[str]) -> DeskSettings:
    """What a form says. Raises `Invalid` at the field that cannot be used."""
    letters = {key: given.get(f"key_{key.value}", "") for key in Key}
    return DeskSettings(
        small_first=bool(given.get("small_first")),
        grey=bool(given.get("grey")),
        mute=bool(given.get("mute")),
        languages=tuple(dict.fromkeys(code for code in languages if is_language_code(code)))[:50],
        not_topics=tuple(flag for flag in TOPICS if flag.value in topics),
        minutes=_number(given, "minutes", LEAST_MINUTES, MOST_MINUTES),
        hard=_number(given, "hard", 1, MOST_HARD),
        items=_number(given, "items", 1, MOST_ITEMS),
        keys_on=bool(given.get("keys_on")),
        keys=checked_keys(letters),
        signature=_name(given),
    )


def _name(given: Mapping[str, str]) -> str:
    """One line of at most `LONGEST_SIGNATURE` characters, however it was typed; '' for none."""
    name = clean_name(clean_line(given.get("signature", ""))).strip()
    if len(name) > LONGEST_SIGNATURE:
        raise Invalid("signature", "shorter_name")
    return name


def _number(given: Mapping[str, str], field: str, least: int, most: int) -> int:
    """Nothing is 0: as the memorial has it."""
    text = given.get(field, "").strip()
    if not text:
        return 0
    if not (text.isdecimal() and len(text) < 4 and least <= int(text) <= most):
        raise Invalid(field, f"number_of_{field}")
    return int(text)


def change_ways(services: Services, entered: Entered, ways: DeskSettings, *, only_text: bool) -> None:
    """Raises `NotAllowed` ('signed_out'), `Conflict`. `only_text` holds for today."""
    now = services.now()
    with services.unit_of_work() as uow:
        member = still_here(uow, services, entered).member
        reading = uow.readings.of(member).seen(now)
        if only_text != reading.only_text:
            uow.readings.keep(member, replace(reading, only_text=only_text), now=now)
        if member.desk != ways:
            uow.staff.save(replace(member, desk=ways))
        note(uow, by_member(member), "desk_ways", member.id)
        uow.commit()


def only_text_today(services: Services, entered: Entered) -> bool:
    return resting.reading_of(services, entered.member).only_text


def refuse(services: Services, entered: Entered, code: str) -> None:
    note_refused(services, by_member(entered.member), "desk_ways", code, subject=entered.member.id)
