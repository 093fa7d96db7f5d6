"""What was open is not as it was: why, and a reader's own words, with nothing of what was taken back."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from memorial.domain.memorial import Memorial
from memorial.web.desk.frame import show
from memorial.web.desk.refusals import said


def changed_page(memorial: Memorial, record_id: str, code: str, typed: list[str]) -> Any:
    """Nothing was decided, and why."""
    there = code != "withdrawn_meanwhile"
    again = url_for("review.review", slug=memorial.slug, record_id=record_id) if there else None
    return show("changed", _("This has changed"), memorial, status=409, what=said(code), typed=typed, again=again)
