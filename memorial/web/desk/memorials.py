"""The memorials that somebody administers, with the way to setting each of them up."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, url_for

from memorial.web.desk.setup import administered
from memorial.web.desk.setup import memorials_list as list_of_them

blueprint = Blueprint("memorials", __name__, url_prefix="/desk/memorials")


@blueprint.get("")
def memorials_list() -> Any:
    return list_of_them()


@blueprint.get("/<slug>")
def settings(slug: str) -> Any:
    """Where all settings once stood on one page."""
    return redirect(url_for("setup.tasks", slug=administered(slug).slug), 303)
