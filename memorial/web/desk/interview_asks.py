"""What the forms of an interview ask for, act by act, as data; and the form that is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from memorial.domain.interview import Allowed, Interview
from memorial.vocabulary import Living
from memorial.web.desk.frame import DeskForm
from memorial.web.desk.interview_words import WHY_ERASED
from memorial.web.interview_words import ACCESS, ACCESS_MEANS, ALLOWED, HOW_SIGNED, NAME_SHOWN
from memorial.web.language import current_language, endonym
from memorial.web.surface import number

Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Ask:
    """One question. `shape`: line, text, code, moment, choice (radios), select, tick, file or files.

    `lang`: of what is written; `under`: the heading above it, where one begins.
    """

    name: str
    label: Any
    shape: str = "line"
    hint: Any = ""
    needed: bool = False
    choices: Choices = ()
    means: Mapping[str, Any] = field(default_factory=dict)
    rows: int = 4
    lang: str = ""
    under: Any = ""


_FIELDS: Mapping[str, Any] = {"text": TextAreaField, "tick": BooleanField, "file": FileField, "files": FileField}


def form_of(asks: Sequence[Ask], data: Mapping[str, Any], sent: MultiDict[str, str] | None = None) -> Any:
    """A form that asks for these, holding `data`, or what was sent."""
    fields: dict[str, Any] = {}
    for ask in asks:
        if ask.shape in ("choice", "select"):
            kind = RadioField if ask.shape == "choice" else SelectField
            given = [SelectChoice(value, words) for value, words in ask.choices]
            fields[ask.name] = kind(ask.label, choices=given, validate_choice=False)
        else:
            fields[ask.name] = _FIELDS.get(ask.shape, StringField)(ask.label)
    made: Any = type("InterviewForm", (DeskForm,), fields)
    return made(formdata=sent, data=dict(data)) if sent is not None else made(formdata=None, data=dict(data))


# What each act asks for

_WHY = Ask("why", _l("Why?"), needed=True, hint=_l("For the desk alone: it stands in the history of the interview."))
_SURE = Ask("sure", _l("I know that nothing brings this back."), "tick", needed=True)
_DATE_HINT = _l("As it is known, such as 17 May 1993, 1993-05 or about 1993.")
_CODE_HINT = _l("A code such as en or ar.")
_MOMENT_HINT = _l("Such as 12:30 or 1:02:03, from the beginning of the sitting.")


def title(languages: Iterable[str]) -> list[Ask]:
    return [
        Ask(f"title_{code}", _("Title (%(language)s)", language=endonym(code)), lang=code, needed=not at)
        for at, code in enumerate(languages)
    ]


def about(languages: Sequence[str]) -> list[Ask]:
    summaries = [
        Ask(f"summary_{code}", _("Summary (%(language)s)", language=endonym(code)), "text", lang=code)
        for code in languages
    ]
    return [
        *title(languages),
        *summaries,
        Ask("languages", _l("Languages that are spoken"), "code", hint=_l("Codes such as en, ar, with commas.")),
        Ask("project", _l("Project")),
        Ask("collection", _l("Collection")),
        Ask("accession_number", _l("Accession number"), hint=_l("Under which the archive keeps it.")),
        Ask("copyright_holder", _l("Who holds the copyright")),
        Ask("rights_statement", _l("What others may do with it"), hint=_l("In words, or a licence by its name.")),
        Ask("notes", _l("The interviewer’s notes"), "text", rows=6, hint=_l("No visitor ever sees them.")),
    ]


def narrator() -> list[Ask]:
    return [
        Ask("name", _l("Name"), needed=True),
        Ask("name_other", _l("The same name in another script")),
        Ask("language", _l("Language of the name"), "code", hint=_CODE_HINT),
        Ask("group", _l("These are several people who tell together"), "tick"),
        Ask("shown", _l("How may the name be shown?"), "choice", needed=True, choices=tuple(NAME_SHOWN.items()),
            means={"none": _("Visitors read that a narrator speaks, and no name.")}),
        Ask("person_id", _l("On the wall of names"), 
            hint=_l("The address of their page, if they are remembered there too.")),
        Ask("under_age", _l("Under age"), "tick",
            hint=_l("Then nothing of the interview is shown to anybody outside, whoever signed.")),
        Ask("note", _l("Note for the desk"), "text", hint=_l("No visitor ever sees it.")),
    ]  # fmt: skip


def interviewer() -> list[Ask]:
    return [
        Ask("name", _l("Name"), needed=True),
        Ask("shown", _l("Visitors may read this name"), "tick"),
    ]


def session() -> list[Ask]:
    return [
        Ask("on", _l("When it was"), hint=_DATE_HINT),
        Ask("place", _l("Where it was"), hint=_l("A town or a region. Never somebody’s home.")),
        Ask("place_shown", _l("Visitors may read the place"), "tick"),
    ]


def recording(interview: Interview) -> list[Ask]:
    return [
        *sittings(interview),
        Ask("starts", _l("Where it begins in its sitting"), "moment",
            hint=_l("Such as 45:00. If you leave it empty, it begins where the one before it ends.")),
        Ask("file", _l("The recording"), "file", needed=True,
            hint=_l("Sound or video as it was made. It is kept whole and sealed, and is never changed.")),
    ]  # fmt: skip


def sittings(interview: Interview) -> list[Ask]:
    """Which sitting, where there are several."""
    if len(interview.sessions) == 1:
        return []
    there = [(str(one.number), _("Sitting %(number)s", number=number(one.number))) for one in interview.sessions]
    return [Ask("session", _l("Which sitting"), "select", needed=True, choices=[("", _("Please choose")), *there])]


def moved() -> list[Ask]:
    return [Ask("starts", _l("Where it begins in its sitting"), "moment", hint=_MOMENT_HINT)]


_LIVING: Choices = (
    (Living.NO.value, _l("No, nobody alive")),
    (Living.YES.value, _l("Yes")),
    (Living.UNSURE.value, _l("Nobody knows")),
)


def photograph(new: bool) -> list[Ask]:
    first = [
        Ask("caption", _l("What it shows"), hint=_l("Visitors read it under the picture, and hear it read aloud.")),
        Ask("living", _l("Is somebody in it who is alive today?"), "choice", choices=_LIVING, needed=True),
        Ask("agreed", _l("Everybody alive who is in it has agreed to be shown"), "tick"),
    ]
    if new:
        return [*first, Ask("file", _l("The photograph"), "file", needed=True)]
    return [*first, Ask("publish", _l("Show it to visitors, as far as the release form allows"), "tick")]


def scan() -> list[Ask]:
    return [Ask("file", _l("The scan"), "file", needed=True, hint=_l("A picture or a PDF. No visitor ever sees it."))]


def segment(interview: Interview, languages: Sequence[str]) -> list[Ask]:
    asks = [
        *sittings(interview),
        Ask("start", _l("From"), "moment", needed=True, hint=_MOMENT_HINT),
        Ask("end", _l("To"), "moment", hint=_l("Without it, the part ends where the next one begins.")),
    ]
    for code in languages:
        own = endonym(code)
        asks += [
            Ask(f"title_{code}", _l("Title"), lang=code, under=own),
            Ask(f"synopsis_{code}", _l("What it is about"), "text", lang=code),
            Ask(f"content_note_{code}", _l("Content note"), "text", lang=code, rows=2,
                hint=_l("What may be hard to hear, in neutral words. It stands before the part.")),
            Ask(f"keywords_{code}", _l("Keywords"), "text", lang=code, rows=3, hint=_l("One on each line.")),
            Ask(f"subjects_{code}", _l("Subjects"), "text", lang=code, rows=3, hint=_l("One on each line.")),
            Ask(f"place_{code}", _l("Place that is told of"), lang=code),
            Ask(f"partial_transcript_{code}", _l("The first words"), "text", lang=code),
        ]  # fmt: skip
    return [
        *asks,
        Ask("links", _l("Links"), "text", rows=3, under=_("For all languages"),
            hint=_l("One on each line: the address, then what it leads to.")),
        Ask("latitude", _l("Latitude"), "code", hint=_l("Kept as the index gives it. It is never published.")),
        Ask("longitude", _l("Longitude"), "code"),
        Ask("zoom", _l("Zoom"), "code"),
    ]  # fmt: skip


def release(languages: Sequence[str]) -> list[Ask]:
    allowed = [
        Ask(f"allows_{one.value}", ALLOWED[one.value], "tick", under=_("What it allows") if not at else "",
            hint=_("Only where the form says so in words.") if one is Allowed.UNREVIEWED else "")
        for at, one in enumerate(Allowed)
    ]  # fmt: skip
    texts = [
        Ask(f"text_{code}", _("Text of the form (%(language)s)", language=endonym(code)), "text", lang=code, rows=10,
            needed=not at)
        for at, code in enumerate(languages)
    ]  # fmt: skip
    return [
        *texts,
        Ask("version", _l("Version of the form"), needed=True, hint=_l("As it stands on the paper, such as 2024-2.")),
        Ask("signed_on", _l("Signed on"), needed=True, hint=_DATE_HINT),
        Ask("signed_by", _l("Who signed"), needed=True, hint=_l("For the desk alone.")),
        Ask("how", _l("How"), "choice", choices=tuple(HOW_SIGNED.items()), needed=True),
        *allowed,
    ]


def consent() -> list[Ask]:
    return [
        Ask("on", _l("On which day"), needed=True, hint=_DATE_HINT),
        Ask("how", _l("How"), "choice", choices=tuple(HOW_SIGNED.items()), needed=True),
        Ask("note", _l("Note for the desk"), "text"),
    ]


def gift() -> list[Ask]:
    return [
        Ask("on", _l("On which day"), needed=True, hint=_DATE_HINT),
        Ask("by", _l("Who gave it"), needed=True, hint=_l("For the desk alone.")),
        Ask("note", _l("Note for the desk"), "text"),
    ]


def access() -> list[Ask]:
    listed = (("yes", _l("Yes")), ("no", _l("No")), ("not_asked", _l("Not asked")))
    return [
        Ask("access", _l("How far is it open?"), "choice", needed=True, choices=tuple(ACCESS.items()),
            means={code: str(words) for code, words in ACCESS_MEANS.items()}),
        Ask("opens_on", _l("The day on which it opens"), "code",
            hint=_l("Only if it is closed until a day: 2031-05-17.")),
        Ask("listed", _l("Did the narrator agree that others may know of it while it is closed?"), "choice",
            choices=listed, needed=True),
    ]  # fmt: skip


def transcript(interview: Interview, *, new: bool) -> list[Ask]:
    asks = [
        *(sittings(interview) if new else ()),
        Ask("language", _l("Language"), "code",
            hint=_l("A code such as en or ar. Empty: as the file says.") if new else _CODE_HINT),
        Ask("translation", _l("It is a translation"), "tick"),
        Ask("by", _l("Who wrote or translated it"), hint=_l("Visitors can read it.")),
        Ask("machine", _l("Which program made it"),
            hint=_l("If a machine made it. Visitors are told so until a person has read it to the end.")),
    ]  # fmt: skip
    if new:
        asks.append(
            Ask("file", _l("The file"), "file", needed=True,
                hint=_l("WebVTT, SRT, OHMS XML, text with times, or CSV."))
        )  # fmt: skip
    return asks


def form_of_file() -> list[Ask]:
    forms = (("vtt", "WebVTT"), ("srt", "SRT"), ("xml", "OHMS XML"), ("csv", "CSV"), ("txt", _("Text with times")))
    return [Ask("form", _l("In which form?"), "select", choices=forms)]


def why() -> list[Ask]:
    return [_WHY]


def destroy() -> list[Ask]:
    return [_WHY, _SURE]


def erase() -> list[Ask]:
    reasons = [("", _("Please choose")), *WHY_ERASED.items()]
    return [Ask("why", _l("Why?"), "select", choices=reasons, needed=True, hint=_l("It stands in the log.")), _SURE]


# What they hold at first


def about_data(interview: Interview) -> dict[str, Any]:
    told = interview.about
    lines = ("project", "collection", "accession_number", "copyright_holder", "rights_statement", "notes")
    return {
        **{f"title_{code}": text for code, text in told.title.items()},
        **{f"summary_{code}": text for code, text in (told.summary or {}).items()},
        "languages": ", ".join(told.languages),
        **{name: getattr(told, name) for name in lines},
    }


def access_data(interview: Interview) -> dict[str, Any]:
    listed = {True: "yes", False: "no", None: "not_asked"}[interview.listed]
    day = interview.opens_on.isoformat() if interview.opens_on else ""
    return {"access": interview.access.value, "opens_on": day, "listed": listed}


def page_language() -> tuple[str, str]:
    """In which words of months a date may be typed, as a hidden field."""
    return ("page_language", current_language())
