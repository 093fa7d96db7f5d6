"""What was given, row by row, each with the way to change it; and how we understood the dates."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from memorial.adapters.family_dates import in_words, understand
from memorial.application.giving import Look
from memorial.domain.person_named import PersonNamed
from memorial.vocabulary import About, Fate, Scope
from memorial.web.contribute.frame import Place
from memorial.web.contribute.people import remembered
from memorial.web.contribute.who import NEW
from memorial.web.contribute.words import about_choices, fate_choices, relation_choices
from memorial.web.edtf_words import edtf_words
from memorial.web.surface import date_words


@dataclass(frozen=True)
class Row:
    term: str
    value: str | list[str]
    change: str | None


def summary(look: Look, place: Place) -> list[Row]:
    """Everything but the text, which stands on the page as it will look."""
    offer = look.offer
    rows = [Row(_("About"), dict(about_choices())[offer.about.value], place.step("who"))]
    if offer.about is About.PERSON:
        person = remembered(place, look.draft.answers)
        rows.append(Row(_("Name"), person.label if person else "", place.step("who")))
    if offer.named is not None:
        rows += _named(offer.named, place)
    rows.append(Row(_("Text"), _("Given") if offer.story else "", place.step("say")))
    rows.append(Row(_("Files"), [kept.name or _("A file") for kept in offer.files], place.step("say")))
    rows += _choices(look, place)
    return rows


def _named(named: PersonNamed, place: Place) -> list[Row]:
    who = place.step(NEW)
    return [
        Row(_("The name in another alphabet"), named.name_other, who),
        Row(_("What people called them"), list(named.called), who),
        Row(
            _("What became of them"),
            dict(fate_choices())[named.fate.value] if named.fate is not Fate.NOT_SAID else "",
            who,
        ),
        Row(_("Born"), date_understood(named.born, named.born_on, place.language), who),
        Row(_("Died"), date_understood(named.died, named.died_on, place.language), who),
        Row(_("Place"), named.place, who),
    ]


def date_understood(text: str, boxes: str, language: str) -> str | list[str]:
    """The family's own words first; under them what we understood, from the boxes (EDTF) or else from the words."""
    if boxes:
        understood_so = _("We understood: %(date)s", date=edtf_words(boxes))
        return [text, understood_so] if text else understood_so
    understood = understand(text, language) if text else None
    if understood is None:
        return [text, _("We keep it in your words.")] if text else ""
    said = in_words(understood, language, _)
    return text if said.casefold() == text.casefold() else [text, _("We understood: %(date)s", date=said)]


def _choices(look: Look, place: Place) -> list[Row]:
    answers, here = look.draft.answers, place.step("choices")
    audience = {
        "public": _("Everyone, and search engines"),
        "unlisted": _("Everyone on this site"),
        "archive": _("Only our staff keep it"),
    }
    until = look.offer.choices.not_before
    names = {"full": _("In full, with years and town"), "initials": _("Initials only"), "none": _("Not at all")}
    signatures = {
        "name": _("With the name %(name)s", name=look.offer.contributor_name),
        "initials": _("With the initials of %(name)s", name=look.offer.contributor_name),
        "relation": dict(relation_choices()).get(look.offer.relation.value, "") if look.offer.relation else "",
        "none": _("No signature"),
    }
    seen = _("Not public until %(day)s", day=date_words(until)) if until else audience.get(answers["audience"], "")
    rows = [Row(_("Who may see it"), seen, here)]
    if look.offer.about is About.PERSON:
        rows.append(Row(_("How we show the name"), names[look.offer.choices.person_name_shown.value], here))
    if look.offer.grants.find(Scope.WALL_PLACE) is not None:
        rows.append(Row(_("On the wall of names"), _("A place without the name"), here))
    rows.append(Row(_("How we sign it"), signatures[look.offer.choices.signature.value], here))
    question = place.memorial.text(place.memorial.setup.question, place.language)
    return [*rows, Row(question, look.offer.own_answer, here)] if question else rows
