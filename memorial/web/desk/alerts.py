"""What waits for administrators, as the page Today says it first: backups that nobody proved, and opened identities."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from memorial.application import openings, restore_alarm
from memorial.application.language_reading import families_may_use
from memorial.web.desk import words
from memorial.web.desk.frame import is_admin, member, my_memorials, services, title_of
from memorial.web.language import endonym, offered


@dataclass(frozen=True)
class Alert:
    """One sentence, and where to do something about it; '' where only the operator can."""

    text: str
    href: str = ""
    grave: bool = False


def alerts_for_admins() -> list[Alert]:
    if not is_admin(member()):
        return []
    return [*_backups(), *_openings(), *_languages()]


def _languages() -> list[Alert]:
    """The languages that families cannot use, although the program speaks them: nobody has signed their words."""
    alerts = []
    for memorial in my_memorials():
        closed = [code for code in offered(memorial.languages) if not families_may_use(services(), memorial, code)]
        if memorial.accepting and member().is_admin(memorial.id) and closed:
            said = _(
                "%(memorial)s: families cannot use %(languages)s. Nobody has read and signed the words yet.",
                memorial=f"\u2068{title_of(memorial)}\u2069",
                languages=", ".join(f"\u2068{endonym(code)}\u2069" for code in closed),
            )
            alerts.append(Alert(said, url_for("languages.overview", slug=memorial.slug)))
    return alerts


def _backups() -> list[Alert]:
    now = services().now()
    with services().unit_of_work(read_only=True) as uow:
        found = restore_alarm.standing(uow, services().limits.prove_restore_within, now)
    if not found.overdue or found.since is None:
        return []
    since = words.since_words(found.since, now)
    said = _("For %(time)s nobody has proved that the backup can be restored.", time=since)
    return [Alert(said + " " + _("Please tell who runs the program."), grave=True)]


def _openings() -> list[Alert]:
    found, here = openings.waits(services(), member()), url_for("openings.openings")
    alerts = []
    if found.questions:
        said = ngettext(
            "%(count)s editor asks to open more senders.", "%(count)s editors ask to open more senders.",
            found.questions, count=words.count_words(found.questions),
        )  # fmt: skip
        alerts.append(Alert(said, here))
    if found.weeks:
        said = ngettext(
            "Nobody looked yet at who was opened in %(count)s week.",
            "Nobody looked yet at who was opened in %(count)s weeks.",
            found.weeks,
            count=words.count_words(found.weeks),
        )
        alerts.append(Alert(said, here))
    return alerts
