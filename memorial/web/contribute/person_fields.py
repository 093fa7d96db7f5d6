"""The fields that describe somebody who is not among the names yet: names, two dates in boxes or words, a place."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField

from memorial.application.offer import NICKNAME
from memorial.domain.date_boxes import DATES, TICKS, DateBoxes, box_names
from memorial.domain.person_named import PersonNamed

DETAILS = ("person_name_other", NICKNAME, *box_names(), *DATES, "place", "fate")
"""What may be told of a person beside the name. Where one of these comes along, nobody has to be asked for them."""


class DateFields:
    """Two dates. Their boxes are for a day as calendars have it; `born` and `died` for everything else."""

    born_day, died_day = StringField(_l("Day")), StringField(_l("Day"))
    born_month, died_month = StringField(_l("Month")), StringField(_l("Month"))
    born_year, died_year = StringField(_l("Year")), StringField(_l("Year"))
    born_about = BooleanField(_l("About then, not exactly"), false_values=("", "no"))
    died_about = BooleanField(_l("About then, not exactly"), false_values=("", "no"))
    born_unknown = BooleanField(_l("I do not know"), false_values=("", "no"))
    died_unknown = BooleanField(_l("I do not know"), false_values=("", "no"))
    born, died = StringField(_l("Or in your own words")), StringField(_l("Or in your own words"))


class PersonFields(DateFields):
    """A name and all that may stand beside it."""

    person_name = StringField(_l("Name"))
    person_name_other = StringField(_l("The name in another alphabet"))
    person_nickname = StringField(_l("What people called them"))
    place = StringField(_l("Place"))


def date_ticks_in(fields: Mapping[str, str]) -> dict[str, str]:
    """The ticks beside the boxes, where a page had them: one that was not sent is not set, or was taken away."""
    asked = [date for date in DATES if not fields.keys().isdisjoint(box_names((date,)))]
    ticks = [f"{date}_{tick}" for date in asked for tick in TICKS]
    return {name: "yes" if fields.get(name, "") not in ("", "no") else "" for name in ticks}


def answers_again(named: PersonNamed) -> dict[str, str]:
    """The answers that would name the same person once more. A date for which there are no boxes comes in its words."""
    found = {
        "person_name": named.name,
        "person_name_other": named.name_other,
        NICKNAME: named.nickname,
        "fate": named.fate.value,
        "place": named.place,
    }
    for date, words, edtf in (("born", named.born, named.born_on), ("died", named.died, named.died_on)):
        boxes = DateBoxes.of(edtf)
        found |= {**boxes.as_answers(date), date: words if boxes != DateBoxes() else words or edtf}
    return found
