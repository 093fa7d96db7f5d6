"""A gentle word before sending: this looks like a telephone number, an address, another letter. It stops nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from memorial.application.giving import Look
from memorial.application.offer import HIDDEN_SIGNS, NICKNAME
from memorial.domain.lookalikes import odd_words
from memorial.domain.personal_details import Detail, DetailKind, find_details
from memorial.vocabulary import Flag
from memorial.web.contribute.frame import Place
from memorial.web.contribute.who import NEW

LEFT = "left:"
"""Before the key of something that was pointed out: the answer that it shall stay as it is."""


@dataclass(frozen=True)
class PointedOut:
    """The words as they stand in the text ('' for no words), what they look like, and where they can be changed."""

    quoted: str
    sentence: str
    change: str

    @property
    def key(self) -> str:
        """Names it on the form; other words have another one."""
        return hashlib.sha256(f"{self.change.rpartition('/')[2]}\0{self.quoted}".encode()).hexdigest()[:16]


def pointed_out(look: Look, place: Place) -> list[PointedOut]:
    """What has not been left as it is. Whether it will be public is the gate's word, like the page above it."""
    offer, shown, found = look.offer, look.shown, list[PointedOut]()
    texts = [(offer.story, "say", shown is not None)]
    texts.append((offer.contributor_name, "choices", shown is not None and shown.signature == offer.contributor_name))
    published = {picture.caption for picture in shown.pictures} if shown else set()
    texts += [(one.caption, "choices", one.caption in published) for one in offer.files_shown]
    if offer.named is not None:
        public = shown is not None and shown.person is not None
        texts.append((offer.named.name, "who", public))
        texts += [(text, NEW, public) for text in (offer.named.name_other, offer.named.nickname, offer.named.place)]
    for text, step, public in texts:
        for detail in find_details(text):
            said = " ".join((sentence_for(detail), *((_("It will be public."),) if public else ())))
            found.append(PointedOut(text[detail.start : detail.end], said, place.step(step)))
    found += [*_unusual_signs(look, place), *_somebody_alive(look, place)]
    return [one for one in found if not look.draft.answers.get(f"{LEFT}{one.key}")]


def _somebody_alive(look: Look, place: Place) -> Iterator[PointedOut]:
    if look.shown is not None and Flag.LIVING_PERSON in look.offer.flags:
        said = _("You said that it names somebody who is alive. Two of our readers look at it before it is public.")
        yield PointedOut("", said, place.step("say"))


def _unusual_signs(look: Look, place: Place) -> Iterator[PointedOut]:
    """Letters of another alphabet in a name, and signs that were taken out because nobody sees them."""
    named, answers = look.offer.named, look.draft.answers
    names = {
        "person_name": (named.name if named else "", "who"),
        "person_name_other": (named.name_other if named else "", NEW),
        NICKNAME: (named.nickname if named else "", NEW),
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
