"""What the narrator's pages say, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from memorial.application.narrators import NARRATOR, NarratorView
from memorial.domain.interview import Interview
from memorial.domain.interview_answers import REFUSED, Why
from memorial.domain.transcript import Transcript
from memorial.web.interview_words import clock
from memorial.web.surface import date_words

_DONE: Mapping[str, Callable[[], str]] = {
    "agree": lambda: _("Thank you. We have your answer."),
    "wrote": lambda: _("Your words are saved."),
    "sealed": lambda: _("This part is kept back. From this moment nobody outside hears or reads it."),
    "open": lambda: _(
        "This part is no longer kept back. It can be heard again when the recording was made ready anew."
    ),
    "refuse": lambda: _("We have your answer. Nobody outside hears or reads it."),
    "hide": lambda: _("It is hidden. Nobody outside hears or reads it."),
    "show": lambda: _("It is no longer hidden."),
    "list": lambda: _("Others may know that the interview is here."),
    "unlist": lambda: _("Others are not told of the interview while it is closed."),
    "withdraw": lambda: _("You took it back. Nobody outside hears or reads it."),
    "return": lambda: _("It is no longer taken back."),
    "note": lambda: _("The archive has your message."),
}
_PROBLEMS: Mapping[str, Callable[[], str]] = {
    "changed_since_look": lambda: _(
        "The text was changed while you were reading it. What you typed is still here. Please look once more."
    ),
    "changed_meanwhile": lambda: _("Somebody changed the interview at the same moment. Please try once more."),
    "not_hidden_by_you": lambda: _("The archive has hidden it. Please write to them."),
    "not_withdrawn": lambda: _("It is not taken back."),
    "needed": lambda: _("Write something first."),
    "too_long": lambda: _("This is too long. Please make it shorter."),
    "no_such_line": lambda: _("Choose a line of the list."),
}


def done(action: str) -> str:
    found = _DONE.get(action)
    return found() if found else ""


def problem(code: str) -> str:
    found = _PROBLEMS.get(code)
    return found() if found else _("This cannot be done now. Nothing was changed.")


def states(view: NarratorView) -> list[str]:
    """Where it stands, in one or two sentences."""
    interview = view.interview
    if interview.withdrawn_at is not None:
        return [_("You took this interview back. It stays in the archive, closed.")]
    if interview.paused:
        return [_("This interview is hidden now.")]
    if interview.answer == REFUSED:
        return [_("You did not agree. Nobody outside hears or reads it.")]
    if any(one.agreed is not None for one in interview.transcripts):
        return [_("You agreed, with words of your own. They are shown when the archive has read them.")]
    if interview.transcripts and all(one.approved is not None for one in interview.transcripts):
        if any(one.waits_for_narrator for one in interview.transcripts):
            return [_("The archive has worked on the text since you agreed. Others read what you agreed to.")]
        return [_("You agreed to what was written down.")]
    if interview.transcripts:
        return [_("Please read what was written down. Nobody outside reads it before you agree.")]
    return [_("Nothing was written down yet. You can listen.")]


def public_now(view: NarratorView) -> list[str]:
    """What others can hear and read of it today."""
    shown = [one for one in view.answers if one.shown]
    sentences = [
        (_("They can hear the recording."), "recording:"),
        (_("They can read what was written down."), "transcript:"),
        (_("They can see the photographs."), "photograph:"),
    ]
    found = [words for words, kind in sentences if any(one.part.startswith(kind) for one in shown)]
    if found and any(Why.PARTS_SEALED in one.reasons for one in shown):
        found.append(_("The parts that are kept back are in none of it."))
    if found:
        return found
    if any(one.part == "listing" for one in shown):
        return [_("They can read that this interview is here, and nothing more.")]
    return [_("Nothing at all.")]


def reading_state(one: Transcript) -> str:
    if one.agreed is not None:
        return _("your words wait for the archive")
    if one.approved is None:
        return _("you have not agreed to it yet")
    return _("you agreed to it") if not one.waits_for_narrator else _("it was changed since you agreed")


def can_agree(interview: Interview) -> bool:
    return interview.answer == REFUSED or any(
        one.waits_for_narrator and one.agreed != one.cues for one in interview.transcripts
    )


@dataclass(frozen=True)
class Kept:
    """A part that is kept back: its times in words; `mine`: the narrator did it, and may open it again."""

    id: str
    words: str
    mine: bool


def seals(view: NarratorView) -> list[Kept]:
    """Every span that is kept back."""
    found = []
    for one in sorted(view.interview.seals, key=lambda one: (one.session, one.start)):
        if one.lifted_at is None:
            span = f"\u2066{clock(one.start)}–{clock(one.end)}\u2069"
            if one.until is None:
                said = span
            else:
                said = _("%(span)s, until %(day)s", span=span, day=date_words(one.until))
            found.append(Kept(one.id, said, one.made_by == NARRATOR))
    return found
