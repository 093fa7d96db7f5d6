"""The forms of this surface hold what was typed and show it again; whether it will do, the use cases judge."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice

from memorial.application.services import Limits
from memorial.domain.date_boxes import box_names
from memorial.domain.errors import Invalid
from memorial.domain.remembrance import FileKept
from memorial.vocabulary import FileKind
from memorial.web.contribute import words
from memorial.web.contribute.answers import field_of
from memorial.web.contribute.person_fields import PersonFields
from memorial.web.contribute.session import form_secret
from memorial.web.language import endonym
from memorial.web.limits import Doing, slow_down

FASTEST_PERSON = 1.0
"""Seconds. Nobody reads a page, writes or pastes words and presses the button in less."""
CSRF_SALT = "wtf-csrf-token"
"""Under which Flask-WTF signs the token of a form."""


def offered_answers(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


def language_answers(codes: Iterable[str]) -> list[SelectChoice]:
    """The languages of a memorial by their own names, and one more for all others."""
    named = [(code, endonym(code)) for code in codes]
    return [*offered_answers(named), SelectChoice("und", _l("Another language"))]


class PlainForm(FlaskForm):
    """A form with a token that never grows old: it is signed with a secret that lies in this browser's sealed cookie.

    Flask-WTF's check of the Referer header belongs to its application-wide guard and is left out: browsers of careful
    people send none, the token is bound to the cookie, and the cookie is not sent along by other sites (SameSite).
    """

    form_errors: list[str]

    class Meta(FlaskForm.Meta):
        csrf = True
        # No age, as the application says: who writes for days is not sent back. An age would keep nobody out: the
        # cookie that a token belongs to opens the draft by itself, and the secret in it ends with the browser.
        csrf_field_name = "csrf_token"

        @property
        def csrf_secret(self) -> str:
            return form_secret()

    paced: Doing | None = None
    """What sending this form counts as, where one network is slowed down in it."""

    def came_from_here(self, limits: Limits) -> bool:
        """Whether the token is this browser's own, and the network not too fast.

        If not, the page shown again says why, has a new token, and all that was typed.
        """
        self.validate()
        if self.csrf_token.errors:
            self.csrf_token.errors = [words.problem_words("form_token", limits)]
            return False
        if self.paced is not None and slow_down(self.paced):
            self.csrf_token.errors = [words.problem_words("too_fast", limits)]
            return False
        return True

    def tell(self, problems: Iterable[Invalid], limits: Limits, files: Sequence[FileKept] = ()) -> bool:
        """Put each problem at its field. Whether there was any that belongs to this form."""
        told = False
        for problem in problems:
            name = field_of(problem.field, files)
            if name in self._fields:
                told = True
                found = self._fields[name]
                found.errors = [*found.errors, words.problem_words(problem.code, limits)]
        return told

    def tell_whole(self, sentence: str) -> None:
        """Something that is wrong with the form as a whole."""
        self.form_errors = [*self.form_errors, sentence]

    def number_ids(self, number: int) -> None:
        """Several forms on one page: each gets ids of its own."""
        for found in self:
            found.id = f"f{number}-{found.id}"
            found.label.field_id = found.id


class StartForm(PlainForm):
    paced = Doing.BEGIN
    person_id = HiddenField()
    keep = HiddenField()
    more = HiddenField()


class WhoForm(PlainForm):
    """One box. Whatever else is known of somebody is asked only where the name is not on the memorial yet."""

    paced = Doing.BEGIN
    person_id = HiddenField()
    about = RadioField(_l("Who or what do you want to tell about?"), validate_choice=False)
    person_name = StringField(_l("Name"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about.choices = offered_answers(words.about_choices())


class NewPersonForm(PersonFields, PlainForm):
    paced: Doing | None = Doing.BEGIN
    fate = RadioField(_l("What became of them?"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fate.choices = offered_answers(words.fate_choices())

    def __iter__(self) -> Iterator[Any]:
        """In the order of the page, so that what is wrong is listed so."""
        return _in_order(super().__iter__(), PERSON_IN_ORDER)


PERSON_IN_ORDER = (
    "person_name", "person_name_other", "person_nickname", *box_names(("born",)), "born",
    *box_names(("died",)), "died", "place", "fate",
)  # fmt: skip


def _in_order(fields: Iterable[Any], names: Sequence[str]) -> Iterator[Any]:
    """Those of these names first, as these stand; the others after them as they come."""
    place = {name: at for at, name in enumerate(names)}
    return iter(sorted(fields, key=lambda one: place.get(one.name, len(place))))


class FoundForm(PlainForm):
    """Some people of that name are on the memorial already. Without another answer the name stays as it was written."""

    as_written = HiddenField(default="yes")
    then = HiddenField()


class TrappedForm(PlainForm):
    """A form with a box that people neither see nor reach. What is in it decides nothing: a person looks first."""

    website = StringField(_l("Please leave this box empty"))

    @property
    def box_filled(self) -> bool:
        return bool((self.website.data or "").strip())


class SayForm(TrappedForm):
    paced = Doing.FILE
    person_id = HiddenField()
    story = TextAreaField(_l("Your words"))
    story_language = SelectField(_l("The language of your text"), validate_choice=False)
    voice = FileField(_l("Speak instead"))
    files = FileField(_l("Add photographs or papers"))

    def looks_automatic(self, story_before: str) -> bool:
        """Whether a machine seems to have filled it in: in the box that people do not see, or in less than a second.

        A page that comes back with the same words may be sent on as fast as anybody likes, and however late.
        """
        new_words = (self.story.data or "").split() != story_before.split()
        return self.box_filled or (new_words and self._age() < FASTEST_PERSON)

    def _age(self) -> float:
        """Seconds since the page was made, which the form's token carries; a long time where it cannot be read."""
        signed = URLSafeTimedSerializer(form_secret(), salt=CSRF_SALT)
        try:
            _, made = signed.loads(self.csrf_token.data or "", return_timestamp=True)
        except BadData:
            return inf
        # The token knows whole seconds, rounded down: nobody seems faster than they were.
        return time.time() - float(made.timestamp())


class ChoicesForm(PlainForm):
    audience = RadioField(_l("Who may see it?"), validate_choice=False)
    embargo_until = StringField(_l("Public from this day"))
    person_name_shown = RadioField(_l("How may we show the name?"), validate_choice=False)
    signature = RadioField(_l("How should we sign it?"), validate_choice=False)
    contributor_name = StringField(_l("The name to sign with"))
    relation = SelectField(_l("What were you to them?"), validate_choice=False)
    wall_place = BooleanField(
        _l("A place on the wall without the name, if the name is not shown in full"), false_values=("", "no")
    )
    names_living = BooleanField(_l("It names somebody who is alive today"), false_values=("", "no"))
    under_age = BooleanField(_l("I am under 16"), false_values=("", "no"))
    hard_to_read = BooleanField(_l("It tells of violence or great pain"), false_values=("", "no"))
    own_answer = StringField()
    """To the memorial's own question, which is its label."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audience.choices = [
            SelectChoice("public", _l("Everyone, and search engines")),
            SelectChoice("unlisted", _l("Everyone on this site")),
            SelectChoice("archive", _l("Only our staff keep it")),
            SelectChoice("until", _l("Not public until a day I choose")),
        ]
        self.person_name_shown.choices = [
            SelectChoice("full", _l("In full, with years and town")),
            SelectChoice("initials", _l("Initials only")),
            SelectChoice("none", _l("Not at all")),
        ]
        self.signature.choices = [
            SelectChoice("name", _l("With my name")),
            SelectChoice("initials", _l("With my initials")),
            SelectChoice("relation", _l("As family, friend, neighbour, colleague or witness")),
            SelectChoice("none", _l("No signature")),
        ]
        self.relation.choices = offered_answers(words.relation_choices())


class HelpForm(ChoicesForm, WhoForm, NewPersonForm, TrappedForm):
    """All questions on one page, for who fills it in with somebody."""

    paced = Doing.BEGIN
    helper_name = StringField(_l("Who helps?"))
    story = TextAreaField(_l("Their words"))
    story_language = SelectField(_l("The language of the text"), validate_choice=False)

    def __iter__(self) -> Iterator[Any]:
        """In the order of the page, so that what is wrong is listed so: who, the words, then the choices."""
        return _in_order(super().__iter__(), ("helper_name", "about", *PERSON_IN_ORDER, "story", "story_language"))


class Asked(NamedTuple):
    """The questions about one file. Of a voice it is asked who else speaks: by giving one's own, one gives it."""

    caption: Any
    living: Any
    agreed: Any
    publish: Any


_SHOWN = Asked(
    _l("Who or what is in it?"),
    _l("Is anyone in it alive today?"),
    _l("Have they agreed to be shown?"),
    _l("Publish it with the text?"),
)
_HEARD = _SHOWN._replace(
    caption=_l("Who speaks, and of what?"),
    living=_l("Does anyone else speak in it who is alive today?"),
    agreed=_l("Have they agreed to be heard?"),
    publish=_l("May visitors hear it?"),
)
_SEEN = _HEARD._replace(
    caption=_l("Who or what is in it?"),
    living=_l("Is anyone else in it who is alive today?"),
    agreed=_l("Have they agreed to be seen and heard?"),
    publish=_l("May visitors see it?"),
)
_ASKED_OF = {FileKind.PHOTO: _SHOWN, FileKind.DOCUMENT: _SHOWN, FileKind.AUDIO: _HEARD, FileKind.VIDEO: _SEEN}


def _one_of(question: Any, answers: Iterable[tuple[str, str]]) -> Any:
    return RadioField(question, choices=offered_answers(answers), validate_choice=False)


def choices_form(
    files: Sequence[FileKept], formdata: MultiDict[str, str] | None, given: Mapping[str, str]
) -> ChoicesForm:
    """The three questions; for each file a caption, and for what visitors may get who is in it and whether they may."""
    more: dict[str, Any] = {}
    for n, kept in enumerate(files, start=1):
        more[f"file_{n}_key"] = HiddenField(default=kept.id)
        asked = _ASKED_OF[kept.kind]
        more[f"file_{n}_caption"] = StringField(asked.caption)
        if kept.can_be_shown:
            more[f"file_{n}_living"] = _one_of(asked.living, words.living_choices())
            more[f"file_{n}_agreed"] = _one_of(asked.agreed, words.yes_no())
            more[f"file_{n}_publish"] = _one_of(asked.publish, words.yes_no())
    made: type[ChoicesForm] = type("ChoicesForm", (ChoicesForm,), more)
    return made(formdata=formdata, data=dict(given))


class CheckForm(PlainForm):
    paced = Doing.SEND
    idempotency_key = HiddenField()
    payload = HiddenField()


class CodeForm(PlainForm):
    code = StringField(_l("Your code"))


class PaperForm(PlainForm):
    """One button: make a sheet."""

    paced = Doing.BEGIN


class EmailForm(PlainForm):
    email = StringField(_l("Your e-mail address"))


class ActForm(PlainForm):
    """Buttons that need no more than a press; each carries its `action`."""


class GuardianForm(PlainForm):
    """A guardian's answer, to the version that the page showed."""

    version = HiddenField()


class MessageForm(PlainForm):
    action = HiddenField(default="message")
    message = TextAreaField(_l("Your message to us"))


class AppealForm(PlainForm):
    action = HiddenField(default="appeal")
    message = TextAreaField(_l("What should the other reader know?"))


class ExtendForm(PlainForm):
    action = HiddenField(default="extend")
    embargo_until = StringField(_l("Not public until"))


class EraseForm(PlainForm):
    action = HiddenField(default="erase")
    confirm = HiddenField(default="yes")


class ChangeWordsForm(PlainForm):
    action = HiddenField(default="change")
    story = TextAreaField(_l("Your words"))
    story_language = SelectField(_l("The language of your text"), validate_choice=False)
    meanwhile = BooleanField(_l("Hide what is public now until the new words have been read"), false_values=("", "no"))


class ChangeChoicesForm(ChoicesForm):
    """`action` is `change`, or `return` after taking back; `asked` tells an unanswered form from a bare button."""

    action = HiddenField(default="change")
    asked = HiddenField(default="yes")


def change_choices_form(
    files: Sequence[tuple[int, FileKept]], formdata: MultiDict[str, str] | None, given: Mapping[str, str]
) -> ChangeChoicesForm:
    more: dict[str, Any] = {
        f"file_{n}_publish": _one_of(_ASKED_OF[kept.kind].publish, words.yes_no()) for n, kept in files
    }
    made: type[ChangeChoicesForm] = type("ChangeChoicesForm", (ChangeChoicesForm,), more)
    return made(formdata=formdata, data=dict(given))
