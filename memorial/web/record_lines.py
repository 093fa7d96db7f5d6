"""Lists on the record's page: days on which it is remembered, replies, and what was changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import time

from babel.dates import format_time
from flask_babel import gettext as _

from memorial.published.record import PublishedChange, PublishedObservance, PublishedReply
from memorial.web.page import Link
from memorial.web.record_shown import Cited, Shown
from memorial.web.record_words import ACTIONS, ENTRIES, OUTCOMES, number_words


@dataclass(frozen=True)
class ActShown:
    day: str
    act: str
    by: tuple[Cited, ...]


@dataclass(frozen=True)
class ObservanceShown:
    day: str
    hour: str
    observance: str
    by: tuple[Cited, ...]
    acts: tuple[ActShown, ...]


@dataclass(frozen=True)
class ReplyShown:
    """`about`: where on the record's page stands what it is about, None where that is not seen any more."""

    by: str
    says: str
    day: str
    about: Link | None
    outcome: str
    words: str


@dataclass(frozen=True)
class ChangeShown:
    day: str
    what: str
    reason: str


def observances(shown: Shown, days: dict[str, str]) -> list[ObservanceShown]:
    """`days`: for each --MM-DD of the record the day in words."""
    return [
        ObservanceShown(
            day=days.get(one.date, one.date),
            hour=_hour(one, shown.language),
            observance=one.observance,
            by=shown.by(one.source_ids),
            acts=tuple(ActShown(shown.said(act.date), act.act, shown.by((act.source_id,))) for act in one.established),
        )
        for one in shown.record.observances
    ]


def _hour(one: PublishedObservance, language: str) -> str:
    """'5:00 pm, UTC+04:00', with the zone as the record has it."""
    try:
        at = time.fromisoformat(one.local_time)
    except ValueError:
        return ""
    locale = "en_001" if language == "en" else language.replace("-", "_")
    return ", ".join(filter(None, (str(format_time(at, "short", locale=locale)), one.time_zone)))


def replies(shown: Shown, address: str, *, about: Collection[tuple[str, str]] | None = None) -> list[ReplyShown]:
    """Those to what is shown; a reply to graphic matter stands where that does. `address`: of the record's page.

    `about`: only those about one of these (kind, id).
    """
    return [
        _reply(shown, one, address)
        for one in shown.record.replies
        if (shown.graphic or not one.graphic) and (about is None or (one.about_kind, one.about_id) in about)
    ]


def _reply(shown: Shown, one: PublishedReply, address: str) -> ReplyShown:
    return ReplyShown(
        by=one.by,
        says=one.says,
        day=shown.said(one.received),
        about=_about(shown, one, address),
        outcome=str(OUTCOMES.get(one.outcome, OUTCOMES["open"])),
        words=one.outcome_words,
    )


def _about(shown: Shown, one: PublishedReply, address: str) -> Link | None:
    record = shown.record
    if one.about_kind == "question" and one.about_id in record.question_by_id:
        return Link(record.question_by_id[one.about_id].question, f"{address}/{one.about_id}")
    if one.about_kind == "figure" and one.about_id in record.figure_by_id:
        return Link(record.figure_by_id[one.about_id].subject, f"{address}#f-{one.about_id}")
    if one.about_kind == "source" and one.about_id in record.source_by_id:
        return Link(record.source_by_id[one.about_id].title, f"{address}/sources/{one.about_id}")
    return None


def changes(shown: Shown, found: Sequence[PublishedChange], address: str) -> list[ChangeShown]:
    return [ChangeShown(shown.said(one.on), _changed(one, shown.language), one.reason) for one in found]


def _changed(one: PublishedChange, language: str) -> str:
    """'Figures: 12 corrected'; how many is left out where it is one."""
    kind, action = str(ENTRIES.get(one.kind, one.kind)), str(ACTIONS.get(one.action, one.action))
    if one.count == 1:
        return _("%(kind)s: one %(action)s", kind=kind, action=action)
    return _("%(kind)s: %(count)s %(action)s", kind=kind, count=number_words(one.count, language), action=action)
