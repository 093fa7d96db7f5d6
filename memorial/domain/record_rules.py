"""What may be saved in a record: nothing without its source, nothing that cannot be checked."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from memorial.domain.errors import Invalid
from memorial.domain.languages import is_language_code
from memorial.domain.personal_details import DetailKind, find_details
from memorial.domain.record import (
    AccountBasis,
    Check,
    Document,
    EntryKind,
    Event,
    EventName,
    Figure,
    Footage,
    LeftOut,
    Observance,
    Outcome,
    Place,
    PlaceName,
    Qualifier,
    Question,
    RecordAbout,
    RecordSource,
    Reply,
    State,
    Statement,
    Unit,
)
from memorial.domain.record_dates import date_problems, event_date_problems, observance_date_problems, time_problems
from memorial.domain.record_kinds import HOMES, LEFT_OUT, RESERVED_NAMES, SENSITIVITIES, StatementKind
from memorial.domain.record_known import Known, references
from memorial.domain.record_numbers import holds_a_number
from memorial.domain.record_texts import text_problems

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
TELLING_WITHIN = 6
"""Letters from which a word of a contested name counts within a longer word of an address too."""
MOST_DECIMALS = 6
"""Of a degree: a tenth of a metre; and of a figure. No source on what happened to people needs more."""
LARGEST_NUMBER = 10**15
"""Up to here every whole number is the same in every program that reads JSON."""
METRES_OF_A_DEGREE = 111_320


def problems(kind: EntryKind, name: str, state: State, known: Known) -> list[Invalid]:
    """Everything that keeps an entry of that kind and name from being saved in that state; empty where it can be.

    `field` is the name of the field in the state, with the place of a part in it: `accounts.0.says`.
    """
    return [*name_problems(kind, name, known), *state_problems(kind, name, state, known)]


def name_problems(kind: EntryKind, name: str, known: Known) -> list[Invalid]:
    """What is wrong with a name: it is an address, and says what a thing is called by all."""
    if not NAME.fullmatch(name):
        return [Invalid("name", "not_a_name")]
    found = []
    if name in RESERVED_NAMES.get(kind, ()):
        found.append(Invalid("name", "reserved_name"))
    if _holds_contested(name, known.contested):
        found.append(Invalid("name", "contested_name"))
    return found


def _holds_contested(name: str, contested: frozenset[str]) -> bool:
    """A name is short, and the words may be many: so each of its parts is looked up among them."""
    if not contested.isdisjoint(name.split("-")):
        return True
    together = name.replace("-", "")
    ends = range(TELLING_WITHIN, len(together) + 1)
    return any(together[start:end] in contested for end in ends for start in range(end - TELLING_WITHIN + 1))


def state_problems(kind: EntryKind, name: str, state: State, known: Known) -> list[Invalid]:
    """What is wrong with the state itself, whatever the name."""
    found = [
        *_missing(state),
        *_RULES[kind](state),
        *_sensitivities(state),
        *problems_among_others(name, state, known),
        *text_problems(state, known.added),
    ]
    once = {(one.field, one.code): one for one in found}
    return list(once.values())


def problems_among_others(name: str, state: State, known: Known) -> list[Invalid]:
    """What of it can become wrong, or right, when another entry comes or goes."""
    return [*_unknown(state, known), *_rings(name, state, known), *_numbers(state, known)]


# What every kind needs

_NEEDED: dict[type[Any], tuple[str, ...]] = {
    RecordAbout: ("neutral_label",),
    RecordSource: ("title",),
    Figure: ("subject", "category", "unit", "qualifier", "source_id"),
    Question: ("question",),
    Event: ("date", "precision", "what", "source_ids"),
    Place: ("kind", "names"),
    EventName: ("lang", "name", "used_by"),
    Observance: ("date", "observance", "source_ids"),
    Statement: ("kind", "statement", "attributed_to"),
    Unit: ("names", "source_ids"),
    Document: ("title", "source_ids"),
    Footage: ("title", "source_ids"),
    Reply: ("by", "says", "received", "about_id"),
    Check: ("total", "parts"),
    LeftOut: ("from_source_id",),
}


def _missing(state: State) -> Iterator[Invalid]:
    yield from _empty(state, "", _NEEDED[type(state)])


def _empty(part: Any, path: str, needed: Iterable[str]) -> Iterator[Invalid]:
    for name in needed:
        value = getattr(part, name)
        blank = not value.strip() if isinstance(value, str) else value is None or value == ()
        if blank or (isinstance(value, tuple) and "" in value):
            yield Invalid(path + name, "forgotten")


def _sensitivities(state: State) -> Iterator[Invalid]:
    said = [("sensitivity", getattr(state, "sensitivity", None))]
    if isinstance(state, Question):
        said += [(f"accounts.{at}.sensitivity", one.sensitivity) for at, one in enumerate(state.accounts)]
    for field, word in said:
        if word is not None and word not in SENSITIVITIES:
            yield Invalid(field, "choose_one")


def _unknown(state: State, known: Known) -> Iterator[Invalid]:
    for one in references(state):
        if (one.kind, one.name) not in known.names:
            yield Invalid(one.field, f"no_such_{one.kind.value}", one.name)


def _rings(name: str, state: State, known: Known) -> Iterator[Invalid]:
    if isinstance(state, RecordSource) and known.leads_round(EntryKind.SOURCE, name, state.via):
        yield Invalid("via", "in_a_ring")
    if isinstance(state, Figure) and known.leads_round(EntryKind.FIGURE, name, state.part_of):
        yield Invalid("part_of", "in_a_ring")


_WITHOUT_NUMBERS: dict[type[Any], tuple[str, ...]] = {
    Question: ("question",),
    RecordAbout: ("scope", "run_by", "paid_by"),
}
"""Words of the record that have no source beside them: every number in a record stands with one."""


def _numbers(state: State, known: Known) -> Iterator[Invalid]:
    for field in _WITHOUT_NUMBERS.get(type(state), ()):
        if holds_a_number(getattr(state, field), known.unit_numbers):
            yield Invalid(field, "no_numbers")


# What one kind needs


def _about(state: RecordAbout) -> Iterator[Invalid]:
    if state.neutral_summary.strip() and not state.summary_source_ids:
        yield Invalid("summary_source_ids", "forgotten")
    if not is_language_code(state.language):
        yield Invalid("language", "unknown_language")
    for at, one in enumerate(state.name_lists_known):
        yield from _empty(one, f"name_lists_known.{at}.", ("source_id", "what"))


def _source(state: RecordSource) -> Iterator[Invalid]:
    if state.year is not None and not (_is_number(state.year) and 1 <= state.year <= 9999):
        yield Invalid("year", "not_a_year")
    if state.language != "und" and not is_language_code(state.language):
        yield Invalid("language", "unknown_language")
    if state.address is not None and not is_web_address(state.address):
        yield Invalid("address", "not_an_address")
    yield from date_problems("date", state.date)


def is_web_address(text: str) -> bool:
    """An address of http or https with a host, and nothing in it that a browser would read as something else."""
    if not text.isprintable() or any(sign in text for sign in ' "<>\\^`{|}'):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


def _figure(state: Figure) -> Iterator[Invalid]:
    if state.qualifier not in list(Qualifier):
        yield Invalid("qualifier", "choose_one")
    yield from _amount("value", state.value)
    if state.value_max is not None:
        wrong = list(_amount("value_max", state.value_max))
        yield from wrong
        if not wrong and _is_number(state.value) and state.value_max < state.value:
            yield Invalid("value_max", "range_reversed")
    yield from date_problems("as_of", state.as_of)


def _is_number(value: object) -> bool:
    """Neither infinity nor what is no number at all: none of those is smaller than the largest."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST_NUMBER


def _amount(field: str, value: Any) -> Iterator[Invalid]:
    if not _is_number(value) or value < 0:
        yield Invalid(field, "not_a_number")
    elif round(value, MOST_DECIMALS) != value:
        yield Invalid(field, "too_exact")


def _question(state: Question) -> Iterator[Invalid]:
    for at, account in enumerate(state.accounts):
        path = f"accounts.{at}."
        yield from _empty(account, path, ("source_id", "says"))
        if account.basis not in list(AccountBasis):
            yield Invalid(path + "basis", "choose_one")
        yield from date_problems(path + "date", account.date)


def _event(state: Event) -> Iterator[Invalid]:
    yield from event_date_problems(state)


def _names(found: Iterable[PlaceName]) -> Iterator[Invalid]:
    for at, name in enumerate(found):
        path = f"names.{at}."
        yield from _empty(name, path, ("lang", "name", "source_id") if name.seen else ("lang", "name"))
        if name.lang and not _is_language_with_script(name.lang):
            yield Invalid(path + "lang", "unknown_language")


def _is_language_with_script(tag: str) -> bool:
    """A language that the program knows, or `und`, perhaps with a script: az, az-Latn."""
    language, _, script = tag.partition("-")
    known = language == "und" or is_language_code(language)
    return known and (not script or re.fullmatch("[A-Z][a-z]{3}", script) is not None) and not tag.endswith("-")


def _place(state: Place) -> Iterator[Invalid]:
    if state.kind.strip().casefold() in HOMES:
        yield Invalid("kind", "no_homes")
    for at, name in enumerate(state.names):
        if any(found.kind is DetailKind.ADDRESS for found in find_details(name.name)):
            yield Invalid(f"names.{at}.name", "no_homes")
    yield from _names(state.names)
    for line in ("coordinates", "course"):
        for at, one in enumerate(getattr(state, line)):
            path = f"{line}.{at}."
            yield from _empty(one, path, ("source_id",))
            yield from _degrees(path + "lat", one.lat, 90, one.precision_m)
            yield from _degrees(path + "lon", one.lon, 180, one.precision_m)
            if one.precision_m is not None and not (_is_number(one.precision_m) and one.precision_m > 0):
                yield Invalid(path + "precision_m", "not_a_number")


def _degrees(field: str, value: float, most: int, precision_m: int | None) -> Iterator[Invalid]:
    """At most two decimals more than the precision that the source gives: degrees come from minutes and seconds."""
    if not _is_number(value) or abs(value) > most:
        yield Invalid(field, "out_of_range")
        return
    decimals = MOST_DECIMALS
    if precision_m is not None and _is_number(precision_m) and precision_m > 0:
        decimals = min(decimals, max(0, math.ceil(math.log10(METRES_OF_A_DEGREE / precision_m))) + 2)
    if round(value, decimals) != value:
        yield Invalid(field, "too_exact")


def _event_name(state: EventName) -> Iterator[Invalid]:
    if state.lang and not _is_language_with_script(state.lang):
        yield Invalid("lang", "unknown_language")


def _observance(state: Observance) -> Iterator[Invalid]:
    yield from observance_date_problems(state)
    for at, act in enumerate(state.established):
        path = f"established.{at}."
        yield from _empty(act, path, ("date", "act", "source_id"))
        yield from date_problems(path + "date", act.date)


def _statement(state: Statement) -> Iterator[Invalid]:
    if state.kind and state.kind not in list(StatementKind):
        yield Invalid("kind", "unknown_kind")
    yield from date_problems("date", state.date)


def _unit(state: Unit) -> Iterator[Invalid]:
    yield from _names(state.names)
    yield from date_problems("date", state.date)


def _document(state: Document) -> Iterator[Invalid]:
    yield from date_problems("date", state.date)


def _footage(state: Footage) -> Iterator[Invalid]:
    yield from date_problems("date", state.date)
    yield from time_problems("time", state.time)


def _reply(state: Reply) -> Iterator[Invalid]:
    yield from date_problems("received", state.received)
    yield from date_problems("decided", state.decided)
    if state.outcome not in list(Outcome):
        yield Invalid("outcome", "choose_one")
    elif state.outcome is not Outcome.OPEN:
        yield from _empty(state, "", ("decided", "outcome_words"))
    if _is_a_day(state.received) and _is_a_day(state.decided) and str(state.decided) < state.received:
        yield Invalid("decided", "before_it_came")


def _is_a_day(text: str | None) -> bool:
    try:
        return bool(text) and len(date.fromisoformat(text or "").isoformat()) == len(text or "")
    except ValueError:
        return False


def _check(state: Check) -> Iterator[Invalid]:
    for field in ("sum_of_parts", "remainder"):
        if not _is_number(getattr(state, field)):
            yield Invalid(field, "not_a_number")


def _left_out(state: LeftOut) -> Iterator[Invalid]:
    for at, category in enumerate(state.categories):
        if category not in LEFT_OUT.values():
            yield Invalid(f"categories.{at}", "unknown_category")


_RULES: dict[EntryKind, Callable[[Any], Iterator[Invalid]]] = {
    EntryKind.ABOUT: _about,
    EntryKind.SOURCE: _source,
    EntryKind.FIGURE: _figure,
    EntryKind.QUESTION: _question,
    EntryKind.EVENT: _event,
    EntryKind.PLACE: _place,
    EntryKind.NAME: _event_name,
    EntryKind.OBSERVANCE: _observance,
    EntryKind.STATEMENT: _statement,
    EntryKind.UNIT: _unit,
    EntryKind.DOCUMENT: _document,
    EntryKind.FOOTAGE: _footage,
    EntryKind.REPLY: _reply,
    EntryKind.CHECK: _check,
    EntryKind.LEFT_OUT: _left_out,
}
