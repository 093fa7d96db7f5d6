"""The words for states, labels, reasons and refusals, as the desk's pages print them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_time, format_timedelta
from babel.numbers import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from memorial.domain import minors
from memorial.domain.labels.patterns import LabelKind
from memorial.domain.remembrance import FileShown, Version
from memorial.vocabulary import (
    Audience,
    ConsentState,
    Flag,
    Ground,
    Living,
    OpeningReason,
    ReasonCode,
    Rendering,
    Role,
    Scope,
    SearchReason,
    SoughtBy,
)
from memorial.web.language import current_language, endonym
from memorial.web.surface import date_words

FLAGS = {
    Flag.LIVING_PERSON: _l("a living person"),
    Flag.MINOR: _l("a child"),
    Flag.ACCUSATION: _l("an accusation"),
    Flag.EXACT_PLACE: _l("an exact place"),
    Flag.PHONE_NUMBER: _l("a phone number or an address"),
    Flag.LINK: _l("a link or a place on a map"),
    Flag.POSSIBLE_DUPLICATE: _l("perhaps sent before"),
    Flag.WITHHELD_NAME: _l("a name to keep private"),
    Flag.FILE_UNREAD: _l("a file that could not be read"),
    Flag.UNUSUAL_SIGNS: _l("unusual letters or signs in a name"),
    Flag.AGAINST_A_PEOPLE: _l("perhaps words against a people"),
    Flag.SENDER_UNDER_AGE: _l("the sender is under 16"),
    Flag.SPAM_LIKELY: _l("perhaps sent by a machine"),
    Flag.GRAPHIC: _l("hard to read"),
    Flag.GRAPHIC_SAID: _l("hard to read, says the sender"),
    Flag.ON_PAPER: _l("from a paper form"),
}

LABEL_KINDS = {
    LabelKind.SLUR: _l("a word that insults a people"),
    LabelKind.DEHUMANISING: _l("speaks of people as if they were not human"),
    LabelKind.BLAME: _l("blames a whole people"),
    LabelKind.DENIAL: _l("denies what happened"),
    LabelKind.REVENGE: _l("calls for revenge or violence"),
}

LABEL_SENTENCES = {
    LabelKind.SLUR: _l("The text perhaps holds a word that insults a people."),
    LabelKind.DEHUMANISING: _l("The text perhaps speaks of people as if they were not human."),
    LabelKind.BLAME: _l("The text perhaps blames a whole people."),
    LabelKind.DENIAL: _l("The text perhaps denies what happened."),
    LabelKind.REVENGE: _l("The text perhaps calls for revenge or violence."),
}

LABEL_MARKS = {
    "slur": _l("an insult to a people?"),
    "dehumanising": _l("people as if they were none?"),
    "blame": _l("blame of a whole people?"),
    "denial": _l("a denial?"),
    "revenge": _l("a call for revenge?"),
}

TICKS = (Flag.LIVING_PERSON, Flag.MINOR, Flag.ACCUSATION, Flag.EXACT_PLACE, Flag.PHONE_NUMBER, Flag.GRAPHIC)

REASONS = {
    ReasonCode.OFF_TOPIC: _l("Not about this memorial"),
    ReasonCode.SPAM: _l("Advertising or spam"),
    ReasonCode.DENIAL: _l("Denies what happened (two people)"),
    ReasonCode.DISTORTION: _l("Distorts what happened (two people)"),
    ReasonCode.MOCKERY: _l("Mocks the dead or celebrates their death"),
    ReasonCode.HATE: _l("Hatred of a group of people"),
    ReasonCode.DOXXING: _l("Tells where someone can be found"),
    ReasonCode.IMPERSONATION: _l("Written in someone else's name"),
    ReasonCode.THIRD_PARTY_PRIVACY: _l("Private matters of another person"),
    ReasonCode.MINOR: _l("Harms a child"),
    ReasonCode.DUPLICATE: _l("We already have it"),
    ReasonCode.ILLEGAL: _l("The law does not allow it"),
}

STATES = {
    "received": _l("received"),
    "quarantined": _l("set aside: a file could not be read"),
    "in_review": _l("waits for a reader"),
    "needs_contributor": _l("waits for the sender's answer"),
    "contributor_review": _l("waits for the sender's word on a suggestion"),
    "accepted": _l("accepted"),
    "published": _l("published"),
    "paused": _l("out of sight for now"),
    "declined": _l("declined"),
    "withdrawn": _l("taken back"),
    "removed": _l("removed"),
    "erased": _l("erased"),
    "superseded": _l("replaced by a newer version"),
}

ROLES = {
    Role.MODERATOR: _l("moderator"),
    Role.EDITOR: _l("editor"),
    Role.ARCHIVIST: _l("archivist"),
    Role.ADMIN: _l("administrator"),
}

KINDS = {"text": _l("text"), "photo": _l("photographs"), "voice": _l("a recording")}
RELATIONS = {
    "family": _l("family"),
    "friend": _l("friend"),
    "neighbour": _l("neighbour"),
    "colleague": _l("colleague"),
    "witness": _l("witness"),
    "other": _l("other"),
}
ABOUT = {
    "person": _l("someone who is remembered"),
    "event": _l("what happened"),
    "self": _l("something the sender lived through"),
}
DETAILS = {
    "phone": _l("a phone number?"),
    "address": _l("an address?"),
    "email": _l("an e-mail address?"),
    "link": _l("a link"),
    "coordinates": _l("a place on a map?"),
    "receipt": _l("a receipt code?"),
}

NAME_MARKS = {
    "person": _l("the person's name"),
    "place": _l("the place that was given"),
    "name_like": _l("a name?"),
}

OPENING_REASONS = {
    OpeningReason.ANSWER: _l("To answer the sender"),
    OpeningReason.KINSHIP: _l("To see whether somebody is family"),
    OpeningReason.OBJECTION: _l("To decide an objection"),
    OpeningReason.DANGER: _l("To warn the sender of a danger"),
    OpeningReason.LAW: _l("Because the law asks for it"),
}

SEARCH_REASONS = {
    SearchReason.LOST_CODE: _l("Somebody lost the code of what they sent"),
    SearchReason.ASKED: _l("Somebody asks what we keep about them"),
    SearchReason.OBJECTION: _l("To decide an objection"),
    SearchReason.DANGER: _l("To warn the sender of a danger"),
    SearchReason.LAW: _l("Because the law asks for it"),
}

SEARCH_BY = {
    SoughtBy.EMAIL: _l("The sender’s e-mail address"),
    SoughtBy.SENDER: _l("The sender’s name"),
    SoughtBy.PERSON: _l("The name of the person it is about"),
}

SEARCHED_BY = {
    SoughtBy.EMAIL.value: _l("a search by e-mail address"),
    SoughtBy.SENDER.value: _l("a search by the sender’s name"),
    SoughtBy.PERSON.value: _l("a search by a person’s name"),
}

GROUNDS = {
    Ground.LIVING_PERSON: _l("a living person"),
    Ground.CHILD: _l("a living child"),
    Ground.ADDRESS: _l("where somebody lives"),
    Ground.CONTACT: _l("a phone number or an e-mail address"),
    Ground.WRONG: _l("a name, a date or a place is wrong"),
    Ground.PICTURE: _l("the wrong picture"),
    Ground.HURTFUL: _l("it hurts or insults"),
    Ground.FAMILY: _l("the family does not want it"),
    Ground.OTHER: _l("something else"),
}


def flag_words(flags: tuple[str, ...]) -> str:
    known = [str(FLAGS[Flag(flag)]) for flag in flags if flag in set(Flag)]
    return " · ".join(known)


def reason_words(code: str) -> str:
    if code == "kept":
        return _("kept for the archive")
    if code == "needs_two_people":
        return _("needs two people, and only one may decide here")
    why, _colon, more = code.partition(":")
    if more.startswith("found="):
        words, found = str(SEARCH_REASONS[SearchReason(why)]), count_words(int(more.removeprefix("found=")))
        return _("%(why)s (found: %(count)s)", why=words, count=found)
    if why in set(OpeningReason):
        words = str(OPENING_REASONS[OpeningReason(why)])
        return _("%(why)s (%(count)s more)", why=words, count=count_words(int(more))) if more.isdecimal() else words
    return str(REASONS[ReasonCode(code)]) if code in set(REASONS) else ""


def language_words(code: str) -> str:
    return _("not said") if code in ("", "und") else endonym(code)


def count_words(length: int) -> str:
    return format_decimal(length, locale=current_language())


def characters(count: int) -> str:
    return ngettext("%(count)s character", "%(count)s characters", count, count=count_words(count))


def since_words(since: datetime, now: datetime) -> str:
    past = max(now - since, timedelta(minutes=1))
    return format_timedelta(past, granularity="minute", locale=current_language(), threshold=1.2)


def clock_words(moment: datetime, zone: str) -> str:
    """The time of day in the memorial's time zone, by the clock of 24 hours, which nobody can take for another."""
    return format_time(moment, format="HH:mm", tzinfo=ZoneInfo(zone), locale=current_language())


def moment_words(moment: datetime, zone: str = "UTC") -> str:
    """Day and time in that zone, with how far it is from Greenwich: a log is read in other places too."""
    time = format_time(moment, format="HH:mm ZZZZ", tzinfo=ZoneInfo(zone), locale=current_language())
    return _("%(day)s, %(time)s", day=date_words(moment.astimezone(ZoneInfo(zone)).date()), time=time)


def utc_words(moment: datetime) -> str:
    """Day and time in UTC, and that it is UTC: in the record people of many places read each other's times."""
    day = date_words(moment.astimezone(ZoneInfo("UTC")).date())
    return _("%(day)s, %(time)s", day=day, time=f"{clock_words(moment, 'UTC')} (UTC)")


def size_words(length: int) -> str:
    return _("%(size)s kB", size=format_decimal(max(1, round(length / 1000)), locale=current_language()))


# The sender's choices


def audience_words(version: Version) -> str:
    audience = version.grants.audience(Scope.TEXT)
    if audience is Audience.PUBLIC:
        return _("Everyone; search engines may list it")
    if audience is Audience.UNLISTED:
        return _("Visitors of the memorial; search engines may not list it")
    if audience in (Audience.ARCHIVE, Audience.RESEARCH):
        return _("Nobody outside: only the closed archive")
    return _("Nobody outside")


def guardian_words(version: Version) -> str:
    """Whether a guardian has agreed; never who."""
    if minors.guardian_agreed(version):
        return _("A guardian has agreed: on this site only, and two people decide.")
    word = minors.word_of_guardian(version)
    if word is ConsentState.REFUSED:
        return _("A guardian has said no.")
    if word is ConsentState.REVOKED:
        return _("A guardian has taken the agreement back.")
    return _("No guardian has agreed yet.")


def name_words(version: Version) -> str:
    rendering = version.grants.rendering(Scope.PERSON_NAME)
    words = {
        Rendering.FULL: _("The name may be shown in full"),
        Rendering.INITIALS: _("Only initials may be shown"),
    }
    said = words.get(rendering) or _("The name stays private")
    if version.grants.audience(Scope.WALL_PLACE) > Audience.RESEARCH:
        return _("%(name)s. The family asks for a place on the wall without it", name=said)
    return said


def signature_words(version: Version) -> str:
    rendering = version.grants.rendering(Scope.CONTRIBUTOR_NAME)
    if version.contributor_name and rendering is Rendering.FULL:
        return _("Signed with the sender's name")
    if version.contributor_name and rendering is Rendering.INITIALS:
        return _("Signed with initials")
    if version.relation and version.grants.audience(Scope.RELATION) > Audience.RESEARCH:
        return _("Signed with the relation only")
    return _("Not signed")


def file_words(shown: FileShown) -> str:
    if not shown.publish:
        return _("The sender wants it kept, not shown.")
    if shown.living is Living.NO:
        return _("May be shown. The sender says nobody living is in it.")
    if shown.living is Living.YES and shown.agreed:
        return _("A living person is in it, who agreed, the sender says.")
    return _("Someone living may be in it and has not agreed: it stays in the archive.")
