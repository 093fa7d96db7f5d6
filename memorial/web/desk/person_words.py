"""Refusals and acts on a person's record, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from memorial.web.desk.refusals import said as said_everywhere

SAID = {
    "write_a_name": _l("Please write a name."),
    "not_a_name": _l("That has no letters. Nobody is kept as a number."),
    "write_it": _l("Please fill this in."),
    "write_a_date": _l("Please write a date, in figures or in words."),
    "date_not_understood": _l(
        "This date was not understood. Please write it otherwise, or tick that it is kept as words only."
    ),
    "too_exact": _l("This reads like an address or a position on a map. Please write a town, a region or a country."),
    "too_long": _l("That is too long."),
    "say_the_source": _l("Please say who says it."),
    "choose_the_source": _l("Please choose the source."),
    "choose_the_person": _l("Please choose the person."),
    "choose_the_language": _l("Please choose the language."),
    "say_why": _l("Please say why. It is kept with the record."),
    "say_who_asks": _l("Please say who of the family asks for it, and how you know."),
    "already_there": _l("The same source says the same here already."),
    "nothing_changed": _l("Nothing is different from before."),
    "nothing_to_bring_back": _l("All of this stands in the record already."),
    "families_own_words": _l("A family says this. Only they can change it. You can add something beside it."),
    "last_name": _l("This is the only name. Please add another one first: nobody is kept without a name."),
    "another_person": _l("You have said so already. Somebody else has to say it too."),
    "no_closed_matter": _l("This is not a closed matter."),
    "same_record": _l("This is the same record."),
    "joined_already": _l("That record is joined with another one already."),
    "leads_others": _l("Other records are joined into that one. Please begin from that record."),
    "objection_open": _l("Somebody objects to this name. Please decide the objection first."),
    "name_kept": _l("A family keeps this name to itself."),
    "not_joined": _l("These records are not joined."),
    "changed_meanwhile": _l("Somebody changed this record meanwhile. Please look at it, and send it again."),
}
DONE = {
    "person_new": _l("added a person"),
    "person_act": _l("tried to change a person’s record"),
    "person_add": _l("added something to a person’s record"),
    "person_correct": _l("corrected a person’s record"),
    "person_take_out": _l("took something out of a person’s record"),
    "person_bring_back": _l("brought something back into a person’s record"),
    "person_prefer": _l("chose the name that leads in its language"),
    "person_sort_by": _l("changed where a name stands in the order"),
    "person_portrait": _l("chose a portrait"),
    "person_no_portrait": _l("took a portrait away"),
    "person_open": _l("asked to open a closed matter, as kin wish"),
    "person_close": _l("closed a matter again"),
    "person_join": _l("joined two records of one person"),
    "person_part": _l("parted two records again"),
    "join_people": _l("joined two records of one person"),
    "part_people": _l("parted two records again"),
}
SEEN_BY = {
    "public": _l("everybody may see it"),
    "unlisted": _l("seen by who has the address"),
    "research": _l("for research only"),
    "archive": _l("for the archive only"),
    "team": _l("only the team sees it"),
    "none": _l("nobody sees it"),
}
PRECISIONS = {
    "": _l("nobody said"),
    "country": _l("a country"),
    "region": _l("a region"),
    "town": _l("a town or a village"),
}


def said(code: str) -> str:
    return str(SAID[code]) if code in SAID else said_everywhere(code)
