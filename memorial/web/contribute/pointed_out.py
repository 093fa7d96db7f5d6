"""A gentle word before sending: this looks like a telephone number, an address, another letter. It stops nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from memorial.application.giving import Look
from memorial.application.offer import HIDDEN_SIGNS
from memorial.domain.lookalikes import odd_words
from memorial.domain.personal_details import Detail, DetailKind, find_details
from memorial.web.contribute.frame import Place


@dataclass(frozen=True)
class PointedOut:
    """The words as they stand in the text, what they look like, and where they can be changed."""

    quoted: str
    sentence: str
    change: str


def pointed_out(look: Look, place: Place) -> list[PointedOut]:
    offer, found = look.offer, list[PointedOut]()
    texts = [(offer.story, "say"), (offer.contributor_name, "choices")]
    texts += [(shown.caption, "choices") for shown in offer.files_shown]
    if offer.named is not None:
        texts += [(offer.named.name, "who"), (offer.named.name_other, "who"), (offer.named.place, "who")]
    for text, step in texts:
        found += [
            PointedOut(text[detail.start : detail.end], sentence_for(detail), place.step(step))
            for detail in find_details(text)
        ]
    return [*found, *_unusual_signs(look, place)]


def _unusual_signs(look: Look, place: Place) -> Iterator[PointedOut]:
    """Letters of another alphabet in a name, and signs that were taken out because nobody sees them."""
    named, answers = look.offer.named, look.draft.answers
    names = {
        "person_name": (named.name if named else "", "who"),
        "person_name_other": (named.name_other if named else "", "who"),
        "contributor_name": (look.offer.contributor_name, "choices"),
    }
    for field, (name, step) in names.items():
        for word in odd_words(name):
            yield PointedOut(word, _("A letter in this name may be from another alphabet."), place.step(step))
        if name and answers.get(f"{HIDDEN_SIGNS}{field}"):
            unseen = _("There were characters in it that nobody sees. We took them out.")
            yield PointedOut(name, unseen, place.step(step))
    if answers.get(f"{HIDDEN_SIGNS}story"):
        sentence = _("Hidden characters that reverse the text were in it. We took them out.")
        yield PointedOut(_("Your text"), sentence, place.step("say"))


def sentence_for(detail: Detail) -> str:
    known: dict[DetailKind, Callable[[], str]] = {
        DetailKind.PHONE: lambda: _("This looks like a telephone number."),
        DetailKind.ADDRESS: lambda: _("This looks like a home address."),
        DetailKind.EMAIL: lambda: _("This looks like an e-mail address."),
        DetailKind.LINK: lambda: _("This looks like a link."),
        DetailKind.COORDINATES: lambda: _("This looks like a place on a map."),
        DetailKind.RECEIPT: lambda: _(
            "This looks like a receipt code. Whoever has it can change what was sent with it."
        ),
    }
    return known[detail.kind]()
