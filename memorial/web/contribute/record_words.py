"""The consent record in plain words: what was agreed, for which words, under which notice, when and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from babel.dates import format_datetime
from flask_babel import gettext as _

from memorial.adapters import markup
from memorial.application.consent_record import ConsentRecord
from memorial.domain import minors
from memorial.domain.consent import ConsentEvent, Grant
from memorial.domain.remembrance import Version
from memorial.domain.taking_back import live_versions
from memorial.published.safe_html import SafeHtml
from memorial.vocabulary import ActorKind, Audience, ConsentState, Rendering, Scope, Use
from memorial.web.language import current_language
from memorial.web.surface import date_words, number


@dataclass(frozen=True)
class Row:
    """A line of a summary list."""

    term: str
    value: str
    change: str = ""


@dataclass(frozen=True)
class Moment:
    """What was said at one time about one wording, under one notice."""

    when: str
    how: str
    words: str
    notice: str
    rows: list[Row]


@dataclass(frozen=True)
class Wording:
    """What one version says: the text and what was written about its files."""

    title: str
    story: str
    captions: list[str]
    language: str


@dataclass(frozen=True)
class NoticeShown:
    """One wording; `words` is None where it was replaced before wordings were kept."""

    title: str
    words: SafeHtml | None


def moments(record: ConsentRecord) -> list[Moment]:
    """Every event in order. Those of one press stand together."""
    numbers = {mark: place for place, mark in enumerate(_marks(record), start=1)}
    found = []
    for _at, together in groupby(record.events, key=_press):
        events = list(together)
        first = events[0]
        found.append(
            Moment(
                _moment_words(first),
                _how_words(first),
                _("For version %(number)s of your words.", number=number(first.version)),
                _("Under notice %(number)s below.", number=number(numbers[first.notice.text_hash])),
                _rows(record, (event.grant for event in events)),
            )
        )
    return found


def _press(event: ConsentEvent) -> tuple[object, ...]:
    return (event.at, event.version, event.actor_kind, event.method, event.notice)


def holding_now(record: ConsentRecord) -> list[tuple[str, list[Row]]]:
    """What is in force, for each wording that counts now."""
    return [
        (
            _("Version %(number)s of your words", number=number(version.number)),
            [*_rows(record, version.grants.entries), *_guardian_row(version)],
        )
        for version in live_versions(record.remembrance)
    ]


def _guardian_row(version: Version) -> list[Row]:
    """Of somebody under age: whether a guardian agreed, and no more."""
    if not minors.under_age(version) or not minors.wanted_of_guardian(version).entries:
        return []
    agreed = _("Has agreed, for this site only") if minors.guardian_agreed(version) else _("Has not agreed")
    return [Row(_("A parent or guardian"), agreed)]


def wordings(record: ConsentRecord) -> list[Wording]:
    """Each version as it was written; consent was given for one of them at a time."""
    return [
        Wording(
            _("Version %(number)s of your words", number=number(version.number)),
            version.story,
            [shown.caption for shown in version.files if shown.caption],
            version.language,
        )
        for version in record.remembrance.versions
    ]


def notices(record: ConsentRecord) -> list[NoticeShown]:
    """Every wording that an event names, in the order in which they came."""
    found = []
    for place, mark in enumerate(_marks(record), start=1):
        kept = record.evidence.notices.get(mark)
        title = _("Notice %(number)s", number=number(place))
        found.append(NoticeShown(title, markup.render(kept.text) if kept else None))
    return found


def _marks(record: ConsentRecord) -> list[str]:
    return list(dict.fromkeys(event.notice.text_hash for event in record.events))


def _moment_words(event: ConsentEvent) -> str:
    """Of anybody else's act only the day: the hour would tell when they are at work."""
    if event.actor_kind is not ActorKind.CONTRIBUTOR:
        return date_words(event.at.date())
    language = current_language()
    locale = "en_001" if language == "en" else language.replace("-", "_")
    return _("%(time)s, world time (UTC)", time=format_datetime(event.at, format="d MMMM yyyy HH:mm", locale=locale))


def _how_words(event: ConsentEvent) -> str:
    if event.actor_kind is ActorKind.GUARDIAN:
        return _("By a parent or guardian, with the code that you gave.")
    if event.actor_kind is not ActorKind.CONTRIBUTOR:
        return _("By the people who keep the memorial. They can only make it stricter.")
    if event.method == "web_form_with_help":
        return _("By you, on the form of this site. Somebody helped you.")
    if event.method == "paper_form":
        return _("By you, on a paper form. Our team entered what it says.")
    if event.method == "web_form":
        return _("By you, on the form of this site.")
    return _("By you, on the page of your code.")


def _rows(record: ConsentRecord, grants: Iterable[Grant]) -> list[Row]:
    return [Row(_what_words(record, grant), _answer_words(grant)) for grant in grants]


def _what_words(record: ConsentRecord, grant: Grant) -> str:
    if grant.use is not Use.DISPLAY:
        return _use_words(grant.use)
    kept = record.remembrance.kept_file(grant.element) if grant.element else None
    if kept is not None:
        return _("The file %(name)s", name=f"\u2068{kept.name}\u2069")
    return {
        Scope.CONTRIBUTOR_NAME: _("Your name"),
        Scope.RELATION: _("What you were to the person"),
        Scope.PERSON_NAME: _("The name of the person"),
        Scope.DATES: _("The dates of the person"),
        Scope.PLACE: _("The place"),
        Scope.TEXT: _("Your words"),
        Scope.PHOTO: _("A photograph"),
        Scope.VOICE: _("A voice"),
        Scope.VIDEO: _("A video"),
        Scope.TRANSCRIPT: _("What is said, written down"),
        Scope.CONTACT: _("Your address, if you leave one"),
        Scope.ORIGINAL_FILE: _("The original files"),
        Scope.WALL_PLACE: _("A place on the wall, without the name"),
        Scope.KIN: _("Standing beside another person on the wall"),
    }[grant.scope]


def _use_words(use: Use) -> str:
    return {
        Use.DISPLAY: _("On this site"),
        Use.INDEX: _("Search engines"),
        Use.REUSE: _("Books, press and exhibitions"),
        Use.DATASET: _("Research"),
        Use.PARTNER: _("Another archive"),
        Use.ML_TRAINING: _("Training of machines"),
        Use.CONTACT_ITEM: _("A message from us about this"),
        Use.CONTACT_ANNIVERSARY: _("A message from us on anniversaries"),
    }[use]


def _answer_words(grant: Grant) -> str:
    if not grant.state.permits:
        return _state_words(grant.state)
    if grant.use is not Use.DISPLAY:
        return _("Yes")
    answer = _audience_words(grant)
    if grant.not_before is not None and grant.audience > Audience.RESEARCH:
        return _("%(answer)s, from %(day)s on", answer=answer, day=date_words(grant.not_before))
    return answer


def _audience_words(grant: Grant) -> str:
    if grant.audience in (Audience.ARCHIVE, Audience.RESEARCH):
        return _("Kept in the closed archive")
    if grant.audience <= Audience.TEAM:
        return _("Only our readers see it")
    shown = {
        Rendering.INITIALS: _("Everyone may see it, as initials"),
        Rendering.YEAR: _("Everyone may see it, the year only"),
        Rendering.TOWN: _("Everyone may see it, no finer than the town"),
        Rendering.REGION: _("Everyone may see it, no finer than the region"),
        Rendering.COUNTRY: _("Everyone may see it, the country only"),
        Rendering.NONE: _("It is not shown"),
    }
    if grant.audience is Audience.UNLISTED and grant.rendering is Rendering.FULL:
        return _("Everyone on this site may see it")
    return shown.get(grant.rendering, _("Everyone may see it"))


def _state_words(state: ConsentState) -> str:
    return {
        ConsentState.REFUSED: _("No"),
        ConsentState.WITHDRAWN: _("Taken back"),
        ConsentState.REVOKED: _("Ended by somebody else who may do so"),
        ConsentState.EXPIRED: _("Its time is over"),
        ConsentState.INVALIDATED: _("It was not valid"),
    }.get(state, _("Not answered"))
