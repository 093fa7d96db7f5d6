"""A date that is kept as EDTF, said in the words of the page."""

from __future__ import annotations

from flask_babel import gettext as _

from memorial.adapters.family_dates import in_words
from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf
from memorial.web.language import current_language


def edtf_words(edtf: str) -> str:
    """'' for no date; as it is kept where it is none."""
    try:
        return in_words(FuzzyDate.parse(edtf), current_language(), _) if edtf else ""
    except NotEdtf:
        return edtf
