"""Words for what is recorded of interviews, by the values of the domain's words: the wall knows those alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from memorial.web.lengths import FORMATS as FORMATS
from memorial.web.lengths import bytes_words as bytes_words
from memorial.web.lengths import length_words as length_words

ACCESS: Mapping[str, Any] = {
    "closed": _l("Closed"),
    "closed_listed": _l("Closed, but listed"),
    "embargoed": _l("Closed until a day"),
    "on_request": _l("On request"),
    "unlisted": _l("Open to whoever has the address"),
    "open": _l("Open"),
}
ACCESS_MEANS: Mapping[str, Any] = {
    "closed": _l("Nobody outside hears or reads it, or learns that there is such an interview."),
    "closed_listed": _l(
        "Nobody outside hears or reads it. The list says that it is here, if the narrator agreed to that."
    ),
    "embargoed": _l("Closed until the day below. On that day it opens by itself, as far as the release form allows."),
    "on_request": _l("Who asks for it, and is let in by the desk, gets an address that works for a time."),
    "unlisted": _l("Whoever has its address hears and reads it. No list, no search and no search engine names it."),
    "open": _l("Everyone hears and reads it, as far as the release form allows."),
}
ALLOWED: Mapping[str, Any] = {
    "recording": _l("The recordings may be heard and seen"),
    "transcript": _l("The transcripts and the index may be read"),
    "translation": _l("Translations may be read"),
    "photographs": _l("The photographs may be seen"),
    "unreviewed": _l("All this without the narrator reading the transcript first"),
}
HOW_SIGNED: Mapping[str, Any] = {
    "signed": _l("By signature"),
    "mark": _l("By a mark, with a witness"),
    "spoken": _l("Spoken, on the recording"),
    "by_law": _l("By somebody who may sign for them by law"),
}
NAME_SHOWN: Mapping[str, Any] = {
    "full": _l("In full"),
    "initials": _l("Initials only"),
    "none": _l("Not at all"),
}
MEDIA_STATES: Mapping[str, Any] = {
    "waiting": _l("Copies to listen to are not ready yet"),
    "ready": _l("Ready"),
    "quarantined": _l("Set aside: no copy could be made of it"),
}
ANSWERS: Mapping[str, Any] = {
    "approved": _l("The narrator agreed to the transcript"),
    "changed": _l("The narrator agreed, with other words in some places"),
    "refused": _l("The narrator said no"),
}


def clock(milliseconds: int) -> str:
    """A moment of a recording as 12:30 or 1:02:03, in the digits that every player shows."""
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
