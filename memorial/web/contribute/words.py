"""Every refusal in the words of somebody sitting beside you: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from memorial.application.services import Limits
from memorial.vocabulary import About, Fate, Living, ReasonCode, Relation
from memorial.web.surface import number

Words = Callable[[], str]


PROBLEMS = {
    "say_about_whom": _l("Choose who or what this is about."),
    "choose_one": _l("Choose one of the answers."),
    "write_the_name": _l("Write the name of the person."),
    "give_something": _l("Write something, or add a photograph or a file."),
    "nothing_left": _l("Write something. There is nothing left of the text."),
    "too_long": _l(
        "The text is too long. We can take %(count)s characters at once. Nothing is lost. Make it shorter, or send the"
        " rest as a second remembrance."
    ),
    "line_too_long": _l("This is too long. Please use fewer than 500 characters."),
    "choose_who_may_see": _l("Choose who may see it."),
    "write_a_date": _l("Write the day as year, month, day. For example 2030-05-31."),
    "later_than_today": _l("Choose a day later than today."),
    "only_later": _l("Choose a day later than the one that is set now."),
    "choose_how_named": _l("Choose how we may show the name."),
    "choose_signature": _l("Choose how we should sign it."),
    "write_your_name": _l("Write the name to sign with, or choose another way to sign."),
    "date_needs_year": _l("Write the year too. If you do not know it, use your own words."),
    "date_needs_month": _l("Write the month too, or leave the day empty."),
    "date_year": _l("Write the year with four digits. For example 1943. You can also use your own words."),
    "date_month": _l("Write the month as a number from 1 to 12, or as a word."),
    "date_day": _l("Write the day as a number from 1 to 31."),
    "date_impossible": _l("There is no such day. Please look at the day and the month."),
    "date_to_come": _l("This day has not come yet. Please look at the year."),
    "date_or_not_known": _l("Write the date, or say that you do not know it. Not both."),
    "died_before_born": _l("This day of death is before the day of birth. Please look at both."),
    "choose_relation": _l("Choose what you were to them, or choose another way to sign."),
    "choose_publish": _l("Choose yes or no for this file."),
    "own_code": _l(
        "Your own code is in this text. Please take it out: whoever has the code can change or delete what you sent."
    ),
    "code_length": _l("A code has 20 digits. Please count them again."),
    "code_check": _l("One digit looks wrong. Please compare the code with your note."),
    "code_letters": _l("A code has digits only. Please check for letters."),
    "no_receipt": _l(
        "We find nothing under this code. A draft may have ended, or it was deleted. Please compare it with your note."
    ),
    "nothing_changed": _l("Nothing was changed yet."),
    "write_something": _l("Write your message first."),
    "write_an_address": _l("This does not look like an e-mail address. For example: name@example.org"),
    "form_token": _l(
        "This page had been open for a long time, or your browser keeps no cookies. Nothing you typed is lost."
        " Please press the button again."
    ),
    "too_fast": _l(
        "Very much was sent from your network in a short time. Nothing you typed is lost. Please wait a minute, and"
        " press the button again."
    ),
    "changed_meanwhile": _l("Something was changed in another window. Please look at it and send it again."),
    "changed_since_look": _l("Something was changed after this page was made. Please look at it again, then send it."),
    "already_sent_differently": _l(
        "You have sent this already, with other words. What you sent first is kept. You can change it with your code."
    ),
    "too_much_text": _l("This was more text than we can take. We kept the beginning. Please check the end of it."),
    "too_late_to_return": _l("The time to come back is over."),
    "enough_hide_codes": _l("There are three codes already. End one of them first."),
    "no_guardian_needed": _l("No parent or guardian has to agree to this now."),
    "guardian_agreed": _l("Somebody has agreed with this code. You can make a new one."),
    "choose_somebody": _l("Choose somebody from the wall."),
    "asked_already": _l("You have asked for this already."),
    "the_same_person": _l("This is the person you remember."),
    "enough_beside": _l("You have asked for five people. Take one of them back first."),
    "no_appeal": _l("There is nothing to look at again now."),
}
"""By the code of a refusal, what is wrong and what to do about it."""


def problem_words(code: str, limits: Limits) -> str:
    """One or two sentences for the code of a refusal."""
    found = PROBLEMS.get(code)
    if found is None:
        return _("That cannot be done now. The page shows how things stand.")
    return str(found) % {"count": number(limits.story_characters)} if code == "too_long" else str(found)


def file_words(code: str, limits: Limits) -> str:
    """Why a file was not kept. The words of the page are kept in any case."""
    megabytes = limits.max_file_bytes // (1024 * 1024)
    known: dict[str, Words] = {
        "too_large": lambda: _("it is larger than %(count)s MB", count=number(megabytes)),
        "recording_too_large": lambda: _(
            "it is larger than %(count)s MB", count=number(limits.max_recording_bytes // (1024 * 1024))
        ),
        "too_many": lambda: _("there are too many files, or they are too large together"),
        "storage_full": lambda: _("our storage is full just now; please try again tomorrow"),
        "empty": lambda: _("it is empty"),
        "not_an_image": lambda: _("we cannot take this kind of file"),
        "unsupported": lambda: _("we cannot take this kind of picture"),
        "not_accepted": lambda: _("we cannot take this kind of file"),
        "too_many_pixels": lambda: _("the picture has too many pixels; please send a smaller one"),
        "timed_out": lambda: _("reading it took too long; please send a smaller one"),
        "animated_too_long": lambda: _("it moves; please send a still picture"),
        "broken_off": lambda: _("the connection broke before it had arrived; please add it again"),
        "not_read": lambda: _("the page was too old; please add it again"),
    }
    say = known.get(code)
    return say() if say is not None else _("it could not be read; it may be damaged")


def not_kept(name: str, code: str, limits: Limits) -> str:
    """The whole sentence about a file that was not kept."""
    why = file_words(code, limits)
    if not name:
        return _("A file was not kept: %(why)s. Your text is kept.", why=why)
    return _("%(name)s was not kept: %(why)s. Your text is kept.", name=f"\u2068{name}\u2069", why=why)


def status_words(status: str) -> str:
    """Where something stands, as its sender reads it."""
    known: dict[str, Words] = {
        "draft": lambda: _("A draft, not sent yet"),
        "received": lambda: _("Waiting to be read"),
        "in_review": lambda: _("Waiting to be read"),
        "needs_contributor": lambda: _("We have a question for you"),
        "contributor_review": lambda: _("We suggest a change, and you decide"),
        "accepted": lambda: _("Read and accepted"),
        "published": lambda: _("On the memorial"),
        "archive": lambda: _("In the archive, not public"),
        "embargo": lambda: _("Read and accepted, not public yet"),
        "paused": lambda: _("Hidden for now"),
        "declined": lambda: _("Not taken"),
        "withdrawn": lambda: _("Taken back"),
        "removed": lambda: _("Taken down by our team"),
        "quarantined": lambda: _("A file has to be looked at first"),
    }
    say = known.get(status)
    return say() if say is not None else _("Waiting to be read")


def reason_words(reason: str) -> str:
    """Why something was declined, said plainly and without blame."""
    known: dict[str, Words] = {
        ReasonCode.OFF_TOPIC: lambda: _("It is about something else than this memorial."),
        ReasonCode.SPAM: lambda: _("It looked like advertising."),
        ReasonCode.DENIAL: lambda: _("It says that what happened here did not happen."),
        ReasonCode.DISTORTION: lambda: _("It changes what is known to have happened."),
        ReasonCode.MOCKERY: lambda: _("It mocks people who are remembered here."),
        ReasonCode.HATE: lambda: _("It speaks with hate of a group of people."),
        ReasonCode.DOXXING: lambda: _("It tells where a living person can be found."),
        ReasonCode.IMPERSONATION: lambda: _("It is signed in another person's name."),
        ReasonCode.THIRD_PARTY_PRIVACY: lambda: _("It tells private things about a living person."),
        ReasonCode.MINOR: lambda: _("It tells of a child who is alive."),
        ReasonCode.DUPLICATE: lambda: _("We have the same remembrance already."),
        ReasonCode.ILLEGAL: lambda: _("The law does not let us keep it."),
    }
    say = known.get(reason)
    return say() if say is not None else ""


def size_words(length: int) -> str:
    """How large a file is, as people say it."""
    if length >= 1024 * 1024:
        return _("%(count)s MB", count=number(round(length / (1024 * 1024))))
    return _("%(count)s kB", count=number(max(1, round(length / 1024))))


def about_choices() -> list[tuple[str, str]]:
    return [
        (About.PERSON.value, _("A person")),
        (About.EVENT.value, _("What happened")),
        (About.SELF.value, _("Something I lived through")),
    ]


def fate_choices() -> list[tuple[str, str]]:
    return [
        (Fate.NOT_SAID.value, _("I would rather not say")),
        (Fate.DIED.value, _("They died")),
        (Fate.MISSING.value, _("They are missing")),
        (Fate.SURVIVED.value, _("They survived")),
    ]


def relation_choices() -> list[tuple[str, str]]:
    return [
        ("", _("Please choose")),
        (Relation.FAMILY.value, _("Family")),
        (Relation.FRIEND.value, _("A friend")),
        (Relation.NEIGHBOUR.value, _("A neighbour")),
        (Relation.COLLEAGUE.value, _("A colleague")),
        (Relation.WITNESS.value, _("A witness")),
        (Relation.OTHER.value, _("Something else")),
    ]


def living_choices() -> list[tuple[str, str]]:
    return [(Living.NO.value, _("No")), (Living.YES.value, _("Yes")), (Living.UNSURE.value, _("I am not sure"))]


def yes_no() -> list[tuple[str, str]]:
    return [("yes", _("Yes")), ("no", _("No"))]
