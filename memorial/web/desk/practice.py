"""Practice for those who begin to read: worked, fictional cases, of which nothing enters the archive.

An answer is asked for by GET: no act, no entry in the log. Which cases somebody has looked at stands in their session,
what they answered nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from memorial.application import practice as use
from memorial.domain.errors import NotFound, Refusal
from memorial.domain.practice import (
    Chosen,
    Follows,
    PracticeCase,
    PracticePhoto,
    agrees,
    as_the_rules_lead,
    missed,
    what_follows,
)
from memorial.vocabulary import Decision, Flag, NameShown, ReasonCode
from memorial.web.desk import words
from memorial.web.desk.forms import DECISIONS
from memorial.web.desk.frame import show
from memorial.web.desk.refusals import said
from memorial.web.language import current_language, direction

blueprint = Blueprint("practice", __name__, url_prefix="/desk/practice")

SEEN = "practised"

FOLLOWS = {
    Follows.SOON: _l("It would be published when the time for undo is over."),
    Follows.ARCHIVE: _l("It would stay in the closed archive. Nobody outside would see it."),
    Follows.TWO_EDITORS: _l("It would wait for two editors. Nobody outside would see it before both agree."),
    Follows.TWO_PEOPLE: _l("It would wait for a second person, who has to say the same. Nothing is declined by one."),
    Follows.SENDER_ANSWERS: _l("It would wait for the sender’s answer."),
    Follows.SENDER_DECIDES: _l("The sender would take your words over, or keep their own."),
    Follows.DECLINED: _l("It would be declined. The sender would read why, and may ask for another reader."),
    Follows.SECOND: _l("Another reader would look at it."),
    Follows.TAKEN_BACK: _l("Nothing would be decided: the sender took it back meanwhile."),
}


@dataclass(frozen=True)
class Line:
    href: str
    title: str
    seen: bool


@dataclass(frozen=True)
class Answer:
    """What was chosen and what follows from it, beside what the rules lead to."""

    chosen: str
    follows: str
    agrees: bool
    nothing_to_decide: bool
    right: list[str]
    right_follows: str
    missed: list[str]


@blueprint.get("")
def cases() -> Any:
    found = use.cases_in(current_language())
    seen = set(session.get(SEEN, ()))
    lines = [Line(url_for("practice.case", name=one.name), one.title, one.name in seen) for one in found.cases]
    return show("practice", _("Practice"), lines=lines, language_of_text=found.language,
                direction_of_text=direction(found.language))  # fmt: skip


@blueprint.get("/<name>")
def case(name: str) -> Any:
    """The case; with `decision`, and perhaps `flags`, `reason` and `looked`, what follows and what the rules say."""
    try:
        one = use.case_named(current_language(), name)
    except NotFound:
        abort(404)
    found, seen = use.cases_in(current_language()), use.shown(one)
    chosen = _chosen()
    if chosen is not None:
        session[SEEN] = sorted({*session.get(SEEN, ()), one.name})
    numbers = [other.name for other in found.cases]
    at = numbers.index(one.name)
    return show(
        "practice_case",
        _("Practice"),
        case=one,
        number=at + 1,
        of=len(numbers),
        next=url_for("practice.case", name=numbers[at + 1]) if at + 1 < len(numbers) else None,
        language_of_text=found.language,
        direction_of_text=direction(found.language),
        hides_text=one.withdrawn and chosen is not None,
        text=seen.text,
        labels=[str(sentence) for kind, sentence in words.LABEL_SENTENCES.items() if kind.value in seen.labels],
        flag_words=words.flag_words(tuple(sorted(flag.value for flag in seen.flags_now))),
        two_people=seen.two_people,
        withholds=seen.withholds,
        name_words=_name_words(one),
        photos=[(photo.caption, _photo_words(photo)) for photo in one.photos],
        detail_words=words.DETAILS | words.LABEL_MARKS | words.NAME_MARKS,
        decisions=[(decision.value, str(label)) for decision, label in DECISIONS],
        ticks=[(flag.value, str(words.FLAGS[flag])) for flag in words.TICKS],
        reasons=[(code.value, str(label)) for code, label in words.REASONS.items()],
        given=chosen,
        answer=_answer(one, chosen) if chosen is not None else None,
        asked=request.args.get("sure") is not None and chosen is None,
    )


def _chosen() -> Chosen | None:
    decision, reason = request.args.get("decision", ""), request.args.get("reason", "")
    if decision not in set(Decision):
        return None
    ticks = frozenset(Flag(one) for one in request.args.getlist("flags") if one in set(Flag))
    why = ReasonCode(reason) if reason in set(ReasonCode) else None
    return Chosen(Decision(decision), ticks, why, bool(request.args.get("looked")))


def _answer(one: PracticeCase, chosen: Chosen) -> Answer:
    labels = {decision: str(label) for decision, label in DECISIONS}
    best = as_the_rules_lead(one)
    return Answer(
        chosen=labels[chosen.decision],
        follows=_follows(one, chosen),
        agrees=agrees(one, chosen),
        nothing_to_decide=best is None,
        right=[labels[decision] for decision in one.right],
        right_follows=_follows(one, best) if best is not None else "",
        missed=[str(words.FLAGS[flag]) for flag in sorted(missed(one, chosen.ticks))] if best is not None else [],
    )


def _follows(one: PracticeCase, chosen: Chosen) -> str:
    """By the program's own rules; where they would not take it, why."""
    try:
        return str(FOLLOWS[what_follows(one, chosen)])
    except Refusal as refusal:
        return said(refusal.code)


def _name_words(one: PracticeCase) -> str:
    shown = one.name_shown is NameShown.FULL
    return _("The name may be shown in full") if shown else _("The name stays private")


def _photo_words(photo: PracticePhoto) -> str:
    if photo.living.value == "no":
        return _("The sender says nobody living is in it.")
    if photo.living.value == "yes" and not photo.agreed:
        return _("The sender says: living people are in it, and they were not asked.")
    return _("The sender says: living people are in it.")
