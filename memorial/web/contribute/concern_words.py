"""The words of objections, for who raises one and for who gave what it is about."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import pgettext

from memorial.application.concerns import LONGEST_MESSAGE
from memorial.application.receipt import ReceiptView
from memorial.application.services import Limits
from memorial.domain.objection import KEPT_DAYS, WAITING, Objection, timers
from memorial.vocabulary import Ground, ObjectionKind, ObjectionState
from memorial.web.contribute.words import problem_words
from memorial.web.surface import date_words, number


def concern_problem(code: str, limits: Limits) -> str:
    known = {
        "choose_reason": _("Choose what it is about."),
        "choose_which": _("Choose what should be hidden."),
        "say_what_is_wrong": _("Write what is wrong."),
        "message_too_long": _(
            "The text is too long. We can take %(count)s characters at once. Nothing is lost. Make it shorter.",
            count=number(LONGEST_MESSAGE),
        ),
        "a_code": _("There is a receipt code in this text. Please take it out: whoever reads it could use it."),
        "already_sent_differently": _("You have sent this already, with other words. What you sent first is kept."),
        "decided_meanwhile": _("This has been closed in the meantime. The page shows how it ended."),
    }
    return known.get(code) or problem_words(code, limits)


def kind_choices() -> list[tuple[str, str]]:
    return [
        (ObjectionKind.CORRECT.value, _("Put something right")),
        (ObjectionKind.HIDE.value, _("Hide something")),
    ]


def read_first() -> str:
    return _("Nothing changes by itself. A person on our team reads it first.")


def kind_consequences() -> dict[str, str]:
    """For what may be hidden before somebody has looked. Nothing of the record is: there `read_first` says it once."""
    return {
        ObjectionKind.CORRECT.value: read_first(),
        ObjectionKind.HIDE.value: _(
            "Some things are hidden at once. Two people then decide. The next question says which."
        ),
    }


NOT_OF_THE_RECORD = frozenset({Ground.PICTURE, Ground.FAMILY})
"""It shows no pictures, and what sources say of what happened is no family's page."""


def reason_choices(*, of_record: bool = False) -> list[tuple[str, str]]:
    """`of_record`: only those that can be said of a part of the record."""
    every = [
        (Ground.LIVING_PERSON.value, _("It tells of a living person who does not want it")),
        (Ground.CHILD.value, _("It tells of a living child")),
        (Ground.ADDRESS.value, _("It tells where somebody lives")),
        (Ground.CONTACT.value, _("It holds a phone number or an e-mail address")),
        (Ground.WRONG.value, _("A name, a date or a place is wrong")),
        (Ground.PICTURE.value, _("It is the wrong picture")),
        (Ground.HURTFUL.value, _("It hurts or insults")),
        (Ground.FAMILY.value, _("We are the family and do not want it here")),
        # A relation to somebody is "Something else" too, and not so in every language.
        (Ground.OTHER.value, pgettext("why something is wrong", "Something else")),
    ]
    return [one for one in every if not (of_record and one[0] in NOT_OF_THE_RECORD)]


def reason_consequences() -> dict[str, str]:
    first, hidden = _("A person looks at it first."), _("If you ask us to hide it, it is hidden at once.")
    urgent = {Ground.LIVING_PERSON, Ground.CHILD, Ground.ADDRESS, Ground.CONTACT}
    return {ground.value: hidden if ground in urgent else first for ground in Ground}


def element_words(kind: str, count: int, caption: str) -> str:
    if kind in ("picture", "recording"):
        said = number(count)
        plain = _("Picture %(number)s", number=said) if kind == "picture" else _("Recording %(number)s", number=said)
        return _("%(picture)s: %(caption)s", picture=plain, caption=caption) if caption.strip() else plain
    return {"text": _("The text, and so the whole page"), "signature": _("The name under the text")}.get(
        kind, _("The name")
    )


def reason_words(ground: Ground) -> str:
    return dict(reason_choices())[ground.value]


def kind_words(kind: ObjectionKind) -> str:
    return dict(kind_choices())[kind.value]


def status_lines(one: Objection) -> list[str]:
    """Where an objection stands, for who raised it."""
    if one.state is ObjectionState.HIDING:
        return [_("It is hidden now."), _next_words(one)]
    if one.state is ObjectionState.OPEN and one.hides_something:
        return [_("It is not hidden. A person on our team looks at it first.")]
    # Whether it was upheld or its sender took it back is not for the objector: the same words, true of both.
    off = _("This is closed. It was taken off the public pages.")
    ended = {
        ObjectionState.OPEN: _("A person on our team will read it."),
        ObjectionState.UPHELD: off,
        ObjectionState.REJECTED: _("Two people have looked at it. They found no reason to hide it."),
        ObjectionState.LAPSED: _("Nothing came that shows it. So it is not hidden any more."),
        ObjectionState.ANSWERED: _("A person has looked at it. The answer is below."),
        ObjectionState.GONE: off,
    }
    return [ended[one.state]]


def _next_words(one: Objection) -> str:
    if one.lapses_at is not None:
        return _(
            "Please tell us by %(day)s how we can know that it is so. If nothing comes, it is shown again.",
            day=date_words(one.lapses_at.date()),
        )
    if one.decide_by is not None:
        return _("Two people decide by %(day)s whether it stays hidden.", day=date_words(one.decide_by.date()))
    return ""


def kept_words(one: Objection) -> str:
    """How long what was written is kept."""
    ends = next((timer.at for timer in timers(one) if timer.kind == "forget"), None)
    if one.state not in WAITING and ends is not None:
        return _("We delete what you wrote on %(day)s.", day=date_words(ends.date()))
    return _("We delete what you wrote %(count)s days after it is closed.", count=number(KEPT_DAYS))


def done_words(action: str) -> str:
    known = {
        "message": _("Your message is with our readers."),
        "proof": _("We have it. Two people now decide."),
    }
    return known.get(action, "")


# For who gave what it is about


def objected_lines(view: ReceiptView) -> list[str]:
    """What objections do to a remembrance, in neutral words: who objected is not said, and not known here."""
    published = view.remembrance.published or view.remembrance.latest
    states = {
        hold.state
        for hold in view.objections
        if hold.state is not ObjectionState.UPHELD or hold.version is None or published.number <= hold.version
    }
    known = {
        ObjectionState.HIDING: _(
            "Part of it is hidden for now, because somebody asked us to look at it again. Two people on our team"
            " decide. You can write to them below."
        ),
        ObjectionState.UPHELD: _(
            "Two people on our team have looked at it again. Part of it stays off the public pages. You can change"
            " your words, or write to us below."
        ),
        ObjectionState.REJECTED: _(
            "Somebody asked us to look at it again. Two people have done so, and found no reason to hide it."
        ),
        ObjectionState.LAPSED: _("Somebody asked us to look at it again. Nothing came of it."),
    }
    return [words for state, words in known.items() if state in states]
