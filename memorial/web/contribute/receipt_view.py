"""What the receipt page says: where it stands, what happens by itself and when, the messages, what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from memorial.application.receipt import ReceiptView
from memorial.domain.memorial import Memorial
from memorial.domain.remembrance import Message, Remembrance, Version
from memorial.vocabulary import Audience, Scope, Standing, VersionState
from memorial.web.contribute.frame import services
from memorial.web.contribute.words import reason_words, status_words
from memorial.web.signing import reader_words
from memorial.web.surface import date_words


@dataclass(frozen=True)
class Act:
    """One thing that can be done with a press, or a page that asks more first (`href`)."""

    action: str
    text: str
    consequence: str
    href: str = ""


@dataclass(frozen=True)
class Line:
    """One message, as the thread prints it."""

    author: str
    mine: bool
    text: str
    day: date


def status_lines(view: ReceiptView) -> list[str]:
    """Where it stands, in one or two lines: a change may wait while the words before it are public."""
    remembrance = view.remembrance
    if remembrance.standing is not Standing.OPEN:
        return [status_words(remembrance.standing.value)]
    published, pending = remembrance.published, remembrance.pending
    lines = [_published_words(view, published)] if published else []
    if pending is not None:
        lines.append(_pending_words(pending, changed=published is not None))
    return lines or [status_words(remembrance.latest.state.value)]


def _published_words(view: ReceiptView, published: Version) -> str:
    opens = published.grants.not_before()
    if view.shown_now is not None:
        return status_words("published")
    if published.grants.audience(Scope.TEXT) <= Audience.RESEARCH:
        return status_words("archive")
    return status_words("embargo" if opens else "accepted")


def _pending_words(pending: Version, *, changed: bool) -> str:
    if pending.state is VersionState.ACCEPTED and pending.publish_at is None:
        return status_words("archive")
    if changed and pending.state is VersionState.IN_REVIEW:
        return _("Your change is waiting to be read. Until then the page stays as it is.")
    return status_words(pending.state.value)


def reason_lines(remembrance: Remembrance) -> list[str]:
    """Why it was not taken, or stays in the archive, and what the reader wrote about it."""
    latest = remembrance.latest
    told = reason_words(latest.reason)
    if latest.reason == "kept":
        told = _("Our readers keep it in the archive. It will not be on the public pages.")
    elif latest.reason == "needs_two_people":
        told = _("Two people have to agree before it can be public. Until then we keep it in the archive.")
    return [line for line in (told, latest.reason_message) if line]


def due_lines(view: ReceiptView) -> list[str]:
    """What happens by itself, and on which day."""
    days = {kind: date_words(at.date()) for kind, at in view.due.items()}
    opens = view.remembrance.published or view.remembrance.latest
    found = []
    if view.remembrance.standing is Standing.WITHDRAWN and "expire" in days:
        found.append(_("You can come back until %(day)s. After that day we delete all of it.", day=days["expire"]))
    elif "expire" in days:
        found.append(_("We delete it on %(day)s, unless you ask another reader to look again.", day=days["expire"]))
    if view.remembrance.standing is Standing.OPEN and (words := read_by_words(view)):
        found.append(words)
    if "silence" in days:
        found.append(
            _("Please answer by %(day)s. Without an answer it stays off the public pages.", day=days["silence"])
        )
    if "publish" in days:
        found.append(_("It will be on the public pages on %(day)s.", day=days["publish"]))
    if view.has_a_place:
        found.append(_("A place without the name stands on the wall."))
    elif "place" in days:
        found.append(_("The place without the name comes to the wall on %(day)s.", day=days["place"]))
    if (not_before := opens.grants.not_before()) and view.shown_now is None:
        found.append(_("It is not public before %(day)s.", day=date_words(not_before)))
    return found


def read_by_words(view: ReceiptView) -> str:
    """The day by which it is usually read; '' where none is told, and once it is read or that day is over."""
    waits, answer = view.remembrance.latest.state is VersionState.IN_REVIEW, services().limits.answer
    day = (view.remembrance.latest.made_at + answer).date()
    if not waits or not answer or day < services().now().date():
        return ""
    return _("We hope to read it by %(day)s.", day=date_words(day))


def thread_lines(remembrance: Remembrance, memorial: Memorial) -> list[Line]:
    return [_line(message, memorial) for message in remembrance.messages]


def _line(message: Message, memorial: Memorial) -> Line:
    text = message.text
    if message.code == "suggestion_refused":
        text = _("I want to keep my own words.")
    elif message.code == "suggestion_in_part":
        text = _("I take over a part of it.")
    elif message.code == "appeal" and not text.strip():
        text = _("Please let another reader look at it.")
    # What was taken down, two decided: it is nobody's word alone.
    by_desk = _("The readers") if message.code else reader_words(memorial, message.signed)
    author = _("You") if message.from_contributor else by_desk
    return Line(author, message.from_contributor, text, message.at.date())


def answers_possible(view: ReceiptView) -> list[Act]:
    """The answers to a change that a reader suggests."""
    known = [
        Act("agree", _("Take over these words"), _("They become your own. A reader looks at them once more.")),
        Act("refuse", _("Keep my own words"), _("Your text goes back to a reader as you wrote it.")),
    ]
    return [act for act in known if act.action in view.possible]


def ways_back(view: ReceiptView) -> list[Act]:
    """Showing again what was hidden or taken back."""
    known = [
        Act("show", _("Show it again"), _("It is on the public pages at once, as it was before.")),
        Act(
            "return",
            _("Come back"),
            _("You choose again who may see it. Then a reader looks at it."),
            "/receipt/return",
        ),
        Act(
            "keep",
            _("Keep it in the closed archive"),
            _("We do not delete it after 30 days. It stays sealed, and off the public pages."),
        ),
    ]
    return [act for act in known if act.action in view.possible]


def ways_to_take_back(view: ReceiptView) -> list[Act]:
    """From the least to the most: each acts at once and asks for no reason."""
    known = [
        Act("hide", _("Hide it for now"), _("Nobody outside our team can see it. You can show it again at any time.")),
        Act("unsign", _("Take my name off"), _("The text stays. Nothing stands under it any more.")),
        Act(
            "withdraw",
            _("Take it back"),
            _("We remove it from our pages at once. You have 30 days to change your mind. Then we delete it."),
        ),
        Act(
            "erase",
            _("Delete all of it now"),
            _("The text, the files and the messages. One more page asks first."),
            "/receipt/erase",
        ),
    ]
    return [act for act in known if act.action in view.possible]


def done_words(action: str) -> str:
    """What was just done, on the page that follows."""
    known = {
        "hide": _("It is hidden now."),
        "show": _("It is shown again."),
        "unsign": _("Nothing stands under it any more."),
        "withdraw": _("It is taken back. It is off our public pages now."),
        "return": _("You are back. A reader looks at it now."),
        "keep": _("It stays in the closed archive."),
        "message": _("Your message is with our readers."),
        "change": _("Your change is kept. What makes it stricter holds now. New words wait for a reader."),
        "agree": _("These are your words now. A reader looks at them once more."),
        "refuse": _("You keep your own words. A reader has them again."),
        "appeal": _("Another reader will look at it."),
        "extend": _("The new day holds now."),
        "of_age": _("Thank you. You decide alone from now on."),
        "not_yet": _("Thank you. Nothing changes. We ask again after a year."),
        "email": _("Your address is kept. It is never shown."),
        "email_gone": _("Your address is removed."),
    }
    return known.get(action, "")
