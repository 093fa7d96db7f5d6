"""`/leave`: forgets everything here, clears traces, and goes to a page that tells nothing."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, Response, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.application import giving
from memorial.domain.errors import NotFound
from memorial.web.contribute.frame import neutral_page, parts, services
from memorial.web.contribute.left import note_left
from memorial.web.contribute.session import drafts_here
from memorial.web.language import best_language, interface_languages, set_language
from memorial.web.surface import is_local

leaving = Blueprint("leaving", __name__)


@leaving.get("/leave")
def leave() -> ResponseReturnValue:
    """A link on another site ends the session here, but destroys nothing that was begun."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "cross-site":
        note_left()
        _destroy_unseen_drafts()
    session.clear()
    language = _language()
    target = _neutral_site(request.args.get("m", ""), language)
    if target:
        answer = Response(status=303, headers={"Location": target})
    else:
        page = neutral_page(_("This page is closed"), language)
        answer = Response(render_template("contribute/left.html", page=page), mimetype="text/html")
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _destroy_unseen_drafts() -> None:
    """Nobody could ever open them again."""
    for code in drafts_here():
        with suppress(NotFound):
            if not giving.open_draft(services(), code).code_shown:
                giving.discard_draft(services(), code)


def _language() -> str:
    asked = request.args.get("l", "")
    language = asked if asked in interface_languages() else best_language(list(interface_languages()))
    set_language(language)
    return language


def _neutral_site(slug: str, language: str) -> str:
    try:
        memorial = giving.memorial_of(services(), slug)
    except NotFound:
        return ""
    if memorial.draft and not is_local(parts().settings):
        return ""
    target = memorial.text(memorial.neutral_site, language)
    return target if target.startswith(("https://", "http://")) and target.isprintable() else ""
