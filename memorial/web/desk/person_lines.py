"""The record of a person as lines to read: each claim with its source, who may see it, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _

from memorial.adapters.family_dates import in_words
from memorial.application.person_record import RecordView, name_of
from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf
from memorial.domain.person import PEOPLE_TO_OPEN, Correction, FactClaim, NameClaim, is_closed_matter, is_opened
from memorial.domain.person_changes import AnyClaim
from memorial.vocabulary import Basis, Certainty, FactKind, Fate, NameKind
from memorial.web.desk.person_words import PRECISIONS, SEEN_BY
from memorial.web.language import current_language
from memorial.web.person_words import CERTAINTY, FACT_KINDS, FATES, KINSHIP, NAME_KINDS, SEXES, language_words
from memorial.web.surface import date_words


@dataclass(frozen=True)
class ClaimLine:
    """One claim. `own`: the desk may change it; `matter`: '' or how a closed matter stands, which `may_open` names."""

    ref: str
    text: str
    language: str
    what: str
    more: tuple[str, ...]
    source: str
    href: str
    seen_by: str
    own: bool
    preferred: bool = False
    matter: str = ""
    may_open: bool = False
    may_close: bool = False
    direction: str = "auto"


@dataclass(frozen=True)
class HistoryLine:
    entry: int
    day: str
    who: str
    reason: str
    went: tuple[str, ...]
    came: tuple[str, ...]
    what: str
    may_bring_back: bool = field(default=False)


def name_lines(view: RecordView) -> list[ClaimLine]:
    return [_line(view, f"name:{at}", claim) for at, claim in enumerate(view.person.names)]


def fact_lines(view: RecordView) -> list[ClaimLine]:
    order = {kind: place for place, kind in enumerate(FACT_KINDS)}
    lines = [(order.get(FactKind(c.kind), 99), _line(view, f"fact:{at}", c)) for at, c in enumerate(view.person.facts)]
    return [line for _place, line in sorted(lines, key=lambda one: one[0])]


def kin_lines(view: RecordView) -> list[ClaimLine]:
    return [_line(view, f"kin:{at}", claim) for at, claim in enumerate(view.person.kin)]


def history_lines(view: RecordView, staff: Mapping[str, str]) -> Iterator[HistoryLine]:
    """The newest first."""
    for at, entry in reversed(list(enumerate(view.person.history))):
        gone: tuple[AnyClaim, ...] = (*entry.names_out, *entry.facts_out, *entry.kin_out)
        new: tuple[AnyClaim, ...] = (*entry.names_in, *entry.facts_in, *entry.kin_in)
        went, came = tuple(_short(view, one) for one in gone), tuple(_short(view, one) for one in new)
        what = _what(view, entry)
        yield HistoryLine(at, date_words(entry.at.date()), staff.get(entry.by, entry.by), entry.reason, went, came,
                          what, bool(went))  # fmt: skip


def _what(view: RecordView, entry: Correction) -> str:
    names = {one.id: name_of(one) for one in (*view.joined, *([view.leads_to] if view.leads_to else []))}
    if entry.joined:
        return _("Joined with another record: %(name)s", name=f"\u2068{names.get(entry.joined) or entry.joined}\u2069")
    if entry.parted:
        return _("Parted from another record: %(name)s", name=f"\u2068{names.get(entry.parted) or entry.parted}\u2069")
    said = {
        "portrait": _("A portrait was chosen."),
        "no_portrait": _("The portrait was taken away."),
        "sort_key": _("Its place in the order was changed."),
    }
    return str(said.get(entry.what, ""))


def _short(view: RecordView, claim: AnyClaim) -> str:
    line = _line(view, "", claim)
    return f"{line.what}: \u2068{line.text}\u2069 ({line.source}; {line.seen_by})"


def _line(view: RecordView, ref: str, claim: AnyClaim) -> ClaimLine:
    own = claim.basis is not Basis.CONTRIBUTOR
    titles = {source.id: source.title for source in view.memorial.sources}
    source = (
        (titles.get(claim.source_id) or _("a source that is not listed")) if own else _("a family, in a remembrance")
    )
    href = "" if own else url_for("review.review", slug=view.memorial.slug, record_id=claim.source_id)
    text, what, more = _words(view, claim)
    seen_by = str(SEEN_BY[claim.audience.word])
    line: Callable[..., ClaimLine] = lambda **rest: ClaimLine(  # noqa: E731
        ref,
        text,
        getattr(claim, "language", "und"),
        what,
        tuple(filter(None, more)),
        source,
        href,
        seen_by,
        own,
        **rest,
    )
    if isinstance(claim, FactClaim) and is_closed_matter(claim):
        opened, done = is_opened(claim), len(set(claim.opened_by))
        matter = _("Closed to visitors. Kin and two people open it.")
        if opened:
            matter = _("Open, as kin wish: %(who)s", who=claim.asked_by)
        elif done:
            matter = _("Kin ask to open it: %(who)s. One more person has to agree.", who=claim.asked_by)
        return line(matter=matter, may_open=own and done < PEOPLE_TO_OPEN, may_close=own and done > 0)
    return line(preferred=isinstance(claim, NameClaim) and claim.preferred)


def _words(view: RecordView, claim: AnyClaim) -> tuple[str, str, list[str]]:
    """(what stands there, of what kind it is, what else is said of it)"""
    language = current_language()
    if isinstance(claim, NameClaim):
        kind = str(NAME_KINDS.get(NameKind(claim.kind), claim.kind))
        sorted_by = _("sorted by %(key)s", key=f"\u2068{claim.sort_key}\u2069") if claim.sort_key else ""
        return claim.text, kind, [language_words(claim.language, language), sorted_by]
    if isinstance(claim, FactClaim):
        text = claim.value
        if claim.kind in (FactKind.BORN, FactKind.DIED):
            text = _date(claim.value) or _("no date understood")
        elif claim.kind == FactKind.FATE and claim.value in FATES:
            text = str(FATES[Fate(claim.value)])
        elif claim.kind == FactKind.SEX:
            text = str(SEXES.get(claim.value, claim.value))
        quoted = _("written as “%(words)s”", words=f"\u2068{claim.words}\u2069") if claim.words else ""
        exact = str(PRECISIONS.get(claim.precision, "")) if claim.precision else ""
        return text, str(FACT_KINDS[FactKind(claim.kind)]), [_date(claim.on), quoted, exact]
    sure = "" if claim.certainty is Certainty.NOT_SAID else str(CERTAINTY[claim.certainty])
    return view.names.get(claim.other_id, claim.other_id), str(KINSHIP[claim.kinship]), [sure, claim.words]


def _date(edtf: str) -> str:
    try:
        return in_words(FuzzyDate.parse(edtf), current_language(), _) if edtf else ""
    except NotEdtf:
        return edtf
