"""Who signs a word to a sender: a reader of the memorial, by name only where they chose one."""

from __future__ import annotations

from flask_babel import gettext as _

from memorial.domain.memorial import Memorial
from memorial.web.language import current_language


def reader_words(memorial: Memorial, name: str) -> str:
    """`name`: the one that the reader chose to sign with, or ''."""
    title = memorial.text(memorial.title, current_language())
    if name:
        return _("%(name)s, a reader of %(memorial)s", name=f"\u2068{name}\u2069", memorial=f"\u2068{title}\u2069")
    return _("A reader of %(memorial)s", memorial=f"\u2068{title}\u2069")
