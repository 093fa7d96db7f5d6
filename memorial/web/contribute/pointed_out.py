"""A gentle word before sending: this looks like a telephone number, an address, a link. It stops nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _

from memorial.application.giving import Look
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
    return found


def sentence_for(detail: Detail) -> str:
    known: dict[DetailKind, Callable[[], str]] = {
        DetailKind.PHONE: lambda: _("This looks like a telephone number."),
        DetailKind.ADDRESS: lambda: _("This looks like a home address."),
        DetailKind.EMAIL: lambda: _("This looks like an e-mail address."),
        DetailKind.LINK: lambda: _("This looks like a link."),
        DetailKind.COORDINATES: lambda: _("This looks like a place on a map."),
        DetailKind.RECEIPT: lambda: _("This looks like a receipt code. Who has it can change what was sent with it."),
    }
    return known[detail.kind]()
