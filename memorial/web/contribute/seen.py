"""What strangers will see, what they will never see, and what our readers see: the gate's outcome in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from memorial.application.giving import Look
from memorial.application.offer import Offer
from memorial.domain.moderation import keeps_a_name
from memorial.published.types import PublishedRemembrance
from memorial.vocabulary import About, Audience, Flag, NameShown, Signature
from memorial.web.contribute.frame import Place
from memorial.web.surface import date_words, number


@dataclass(frozen=True)
class Seen:
    strangers: list[str]
    never: list[str]
    readers: list[str]


def seen_by(look: Look, place: Place) -> Seen:
    return Seen(_strangers(look.offer, look.shown), _never(look.offer, look.shown), _readers(look.offer))


def _strangers(offer: Offer, shown: PublishedRemembrance | None) -> list[str]:
    if Flag.SENDER_UNDER_AGE in offer.flags:
        return [_("Nothing. You said that you are under 16, so it stays with our staff for now.")]
    if shown is None:
        return [_("Nothing. It stays off the public pages.")]
    found = []
    if offer.choices.not_before:
        found.append(_("Nothing before %(day)s. From that day on:", day=date_words(offer.choices.not_before)))
    if offer.story:
        found.append(_("Your text, as it stands above."))
    found += _name_seen(offer, shown)
    if shown.pictures:
        found.append(_photographs(len(shown.pictures)))
    if shown.sounds:
        found.append(_recordings(offer, len(shown.sounds)))
    if shown.signature:
        found.append(_("How you sign it: %(name)s.", name=f"\u2068{shown.signature}\u2069"))
    elif shown.relation:
        found.append(_("What you were to them, not your name."))
    found.append(_reach(shown))
    return found


def _photographs(count: int) -> str:
    return ngettext(
        "%(count)s photograph, with what you wrote about it.",
        "%(count)s photographs, with what you wrote about them.",
        count,
        count=number(count),
    )


def _recordings(offer: Offer, count: int) -> str:
    """What is not made ready yet, and not listened to: said as what will be."""
    said = ngettext(
        "%(count)s recording, once a person on our team has listened to it.",
        "%(count)s recordings, once a person on our team has listened to them.",
        count,
        count=number(count),
    )
    if not keeps_a_name(offer.grants, offer.contributor_name):
        return said
    return said + " " + _("Where a name is said that you keep private, it stays with our staff.")


def _name_seen(offer: Offer, shown: PublishedRemembrance) -> list[str]:
    if offer.about is not About.PERSON:
        return []
    if shown.person is not None:
        found = [_("The name in full, with the years and the town if you gave them.")]
        return [*found, _("What people called them.")] if offer.named and offer.named.called else found
    return [_("The initials, in place of the name.")] if shown.person_initials else []


def _reach(shown: PublishedRemembrance) -> str:
    if shown.indexable:
        return _("Search engines may list it. Anyone can read it and copy it.")
    return _("We ask search engines to stay out. Anyone on this site can read it and copy it.")


def _never(offer: Offer, shown: PublishedRemembrance | None) -> list[str]:
    found = []
    if shown is not None and offer.about is About.PERSON and shown.person is None:
        found.append(_("The name. We take it out of your text too."))
        if offer.named and offer.named.called:
            found.append(_("What people called them. We take it out of your text too."))
    if offer.contributor_name and offer.choices.signature is not Signature.NAME:
        found.append(_("Your own name in full."))
    kept_back = len(offer.files) - (len(shown.pictures) + len(shown.sounds) if shown else 0)
    if kept_back:
        found.append(
            ngettext(
                "%(count)s file, which stays with our staff.",
                "%(count)s files, which stay with our staff.",
                kept_back,
                count=number(kept_back),
            )
        )
    if offer.files:
        found.append(
            _("The original files, and what is hidden in them, such as the place where a photograph was taken.")
        )
    if shown is not None and offer.choices.person_name_shown is NameShown.FULL and offer.named:
        found.append(_("The exact days and the exact place. We show the years and the town."))
    found.append(_("Your e-mail address, if you leave one later. It is never shown."))
    return found


def _readers(offer: Offer) -> list[str]:
    """Our readers are people of this memorial; they read before anything is public."""
    if offer.choices.audience is Audience.ARCHIVE:
        return [_("Everything you wrote here, and all the files. They keep it in the closed archive.")]
    return [_("Everything you wrote here, and all the files. They read it before anything is public.")]
