"""What every view of the desk uses: who is signed in and how far, form tokens, the page object, refusals as answers."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from io import BytesIO
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_user
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf, validate_csrf
from werkzeug.datastructures import MultiDict
from werkzeug.http import parse_options_header
from werkzeug.wrappers import Response
from wtforms import ValidationError

from memorial.application import desk as reads
from memorial.application import staff_entry, staffing
from memorial.application.ports.passkeys import Site
from memorial.application.services import Services
from memorial.application.staff_entry import Entered, Stage
from memorial.domain.errors import NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.staff import EVERYWHERE, READERS, StaffMember
from memorial.vocabulary import Role
from memorial.web.authorization import Door, door_of
from memorial.web.desk.own import own_ways
from memorial.web.desk.refusals import said
from memorial.web.intake import ArrivingForm
from memorial.web.language import current_language, direction
from memorial.web.page import Link, MemorialHead, Page
from memorial.web.surface import AS_IT_COMES, SurfaceSettings, is_local, may_be_tried_out, stylesheet
from memorial.web.theme import theme_links, theme_of


@dataclass(frozen=True)
class Desk:
    services: Services
    settings: SurfaceSettings


def services() -> Services:
    """For whoever comes from elsewhere or through a proxy, without what is for the machine itself alone."""
    found: Desk = current_app.extensions["desk"]
    if found.services.loopback_only and not may_be_tried_out(found.settings):
        return replace(found.services, loopback_only=False)
    return found.services


def local() -> bool:
    found: Desk = current_app.extensions["desk"]
    return is_local(found.settings)


# Who is there


class SignedIn(UserMixin):  # type: ignore[misc, unused-ignore]
    """What Flask-Login keeps for a request: the session's token is the id, so a revoked one finds nobody."""

    def __init__(self, token: str, entered: Entered) -> None:
        self.token, self.entered = token, entered

    def get_id(self) -> str:
        return self.token


ASKED_BY_ITSELF = frozenset({"review_beside.state"})
"""What a script asks without anybody there: it keeps no session alive."""


def _load(token: str) -> SignedIn | None:
    quiet = request.endpoint in ASKED_BY_ITSELF
    entered = staff_entry.member_of(services(), token, local=local(), seen=not quiet)
    return SignedIn(token, entered) if entered is not None else None


def entered() -> Entered:
    return cast(SignedIn, current_user).entered


def member() -> StaffMember:
    return entered().member


def by() -> staffing.By:
    return staffing.by_member(member())


def token() -> str:
    """The token of the session that this request came with."""
    return str(cast(SignedIn, current_user).token)


def browser_mark() -> str:
    """What binds a challenge to the browser that asked for it, while nobody is signed in."""
    return hashlib.sha256(form_key().encode()).hexdigest()


def relying_site() -> Site | None:
    """Where passkeys belong: the public address; without one, `localhost`, if the request came from this machine.

    None where a browser would offer none: a bare number for a host, or plain http from elsewhere.
    """
    found: Desk = current_app.extensions["desk"]
    address = found.settings.public_url
    if not address and local():
        address = f"http://{request.host}"
    host = urlsplit(address).hostname or ""
    safe = address.startswith("https://") or host == "localhost"
    numbers = ":" in host or host.replace(".", "").isdecimal()
    return Site(host, address) if host and safe and not numbers else None


def begin_session(token: str) -> None:
    """Let the browser hold this session's token. Form tokens change, unless the same person had only been away."""
    found = _load(token)
    if found is None:
        abort(403)
    came_back = session.get("who") == found.entered.member.id
    kept = {name: session[name] for name in ("csrf_token", "form_key") if came_back and name in session}
    session.clear()
    session.update(kept, who=found.entered.member.id)
    login_user(found)


_HOME = {
    Stage.SECOND_FACTOR: "entry.code",
    Stage.ENROL: "entry.enrol",
    Stage.NEW_PASSWORD: "account.password",
    Stage.OPEN: "lists.today",
}
_ALWAYS = frozenset({"entry.sign_in", "passkeys.sign_in", "passkeys.options", "assets.static_file", "assets.icon"})
_COMPLETES = {
    Stage.SECOND_FACTOR: frozenset({"entry.code", "passkeys.second_factor"}),
    Stage.ENROL: frozenset({"entry.enrol", "passkeys.enrol"}),
    Stage.NEW_PASSWORD: frozenset({"account.password"}),
}
"""What is open to a session that is not whole yet, beside the way out."""


def home() -> Response:
    """To the page that the session opens first."""
    return redirect(url_for(_HOME[entered().stage]), 303)


def away() -> Response:
    """To the sign-in page, which says that the session has ended, and how to come back to what was typed."""
    return redirect(url_for("entry.sign_in", said="away"), 303)


def guard(app: Flask) -> None:
    """Nothing opens without a session, and with half of one only the page that completes it; every form has a token."""
    login = LoginManager(app)
    login.session_protection = None
    login.user_loader(_load)
    app.before_request(_admit)
    app.before_request(_require_form_token)


def _admit() -> Response | None:
    if request.endpoint is None or request.endpoint in _ALWAYS:
        return None
    if not current_user.is_authenticated:
        away = "away" if session.get("who") else None
        return redirect(url_for("entry.sign_in", said=away), 303)
    stage = entered().stage
    if stage is Stage.OPEN:
        _keep_role_doors()
        return None
    if request.endpoint in _COMPLETES[stage] or request.endpoint == "entry.sign_out":
        return None
    refused("not_wholly_signed_in")
    return home()


def _keep_role_doors() -> None:
    """Who reads for no memorial, or administers none, finds no page where that is all there is to do."""
    door = door_of(current_app, request.endpoint or "")
    opens_to = {Door.READER: is_reader, Door.EDITOR: is_editor, Door.KEEPER: is_keeper, Door.ADMIN: is_admin}
    opens = opens_to.get(door) if door else None
    if opens is not None and not opens(member()):
        refused("not_your_role")
        abort(404)


# Forms


def form_key() -> str:
    """The key that signs form tokens: random, and in the sealed session with the token itself."""
    if "form_key" not in session:
        session["form_key"] = secrets.token_hex(32)
    return str(session["form_key"])


class DeskForm(FlaskForm):
    """A form with its token; hidden fields of it carry no id where several stand on one page."""

    class Meta(FlaskForm.Meta):
        @cached_property
        def csrf_secret(self) -> str:
            return form_key()


READ_AS_THEY_ARRIVE = frozenset({
    "importing.upload", "importing_checking.replace", "record_files.bring_in", "interview_transcript.bring_file",
    "interview_files.recording", "interview_files.photograph", "interview_files.scan", "interview_files.transcript",
    "interview_importing.take", "setup_picture.keep", "paper.enter",
})  # fmt: skip
"""Forms with a file, of which their views read the token first: here nothing of it may be read, or kept on a disk."""


def _require_form_token() -> None:
    if request.method == "POST" and request.endpoint not in READ_AS_THEY_ARRIVE:
        require_form_token(request.form.get("csrf_token"))


def require_form_token(given: str | None) -> None:
    try:
        validate_csrf(given, secret_key=form_key())
    except ValidationError:
        refused("form_token", where="")
        abort(422)


def arriving_form() -> ArrivingForm:
    """The form with a file that is being sent, its words read and its token judged, the file unread."""
    kind, options = parse_options_header(request.headers.get("Content-Type", ""))
    if kind == "multipart/form-data" and options.get("boundary"):
        # How much is taken of the file is judged as it arrives.
        request.max_content_length = AS_IT_COMES
        arriving = ArrivingForm(cast(BinaryIO, request.stream), options["boundary"].encode("latin-1", "replace"))
    else:
        arriving = ArrivingForm(BytesIO(), b"none", fields=MultiDict(request.form), whole=True)
    require_form_token(arriving.words().get("csrf_token"))
    return arriving


def refused(code: str, *, where: str = "", subject: str = "-") -> None:
    """The audit entry of a request that was refused before a use case saw it."""
    if current_user.is_authenticated and request.method == "POST":
        action = (request.endpoint or "unknown").replace(".", "_")
        staffing.note_refused(services(), by(), action, code, subject=subject, where=where)


def complain(form: Any, field: str, code: str) -> None:
    """Put a refusal's words at its field, or over the form where it has no such field."""
    if field in form._fields:
        form[field].errors = [*form[field].errors, said(code)]
    else:
        form.form_errors = [*form.form_errors, said(code)]


# Memorials


def memorial_at(slug: str, *, admins: bool = False) -> Memorial:
    """The memorial of that slug, if it is this person's; else there is no such page."""
    try:
        return reads.memorial_for(services(), member(), slug, admins=admins)
    except NotFound:
        refused("not_your_memorial")
        abort(404)


def my_memorials() -> list[Memorial]:
    return list(reads.memorials_of(services(), member()))


def readable() -> list[Memorial]:
    return [one for one in my_memorials() if member().may_read(one.id)]


def or_not_found(view: Callable[..., Any]) -> Callable[..., Any]:
    """A record that is not there, or not there any more, is answered with the common page."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        except NotFound:
            abort(404)

    return wrapped


# Pages


def title_of(memorial: Memorial) -> str:
    return memorial.text(memorial.title, current_language())


def head_of(memorial: Memorial) -> MemorialHead:
    note = memorial.text(memorial.fictional_note, current_language())
    return MemorialHead(memorial.slug, title_of(memorial), "/desk/", note, memorial.draft)


_SHEETS = {
    **dict.fromkeys(("review", "shown", "practice", "message"), "reading"),
    "import": "importing",
    "interview": "transcript",
}
"""By the beginning of a template's name, the sheet that it needs beside the desk's own."""


def show(template: str, title: str, memorial: Memorial | None = None, status: int = 200, **extra: Any) -> Response:
    """The page of that template, in the browser's language; `extra` is listed at the head of the template."""
    language = current_language()
    opened = current_user.is_authenticated and entered().stage is Stage.OPEN
    extra |= {"csrf": generate_csrf(secret_key=form_key()), "signed_in": bool(current_user.is_authenticated)}
    extra["themes"] = theme_links(request.environ)
    scripts = current_app.extensions["assets"].scripts
    extra["script"] = scripts["passkeys"]
    extra["sheet"] = current_app.extensions["assets"].sheets.get(_SHEETS.get(template.partition("_")[0], ""))
    if opened:
        zone = memorial.time_zone if memorial else "UTC"
        extra |= own_ways(services(), member(), request.endpoint or "", zone, scripts)
        if "review_script" in extra and extra.get("keys"):
            extra["review_script"] = extra["keys_script"]
    extra.setdefault("staff_name", member().name if current_user.is_authenticated else None)
    page = Page(
        title=title,
        language=language,
        direction=direction(language),
        stylesheet=stylesheet(current_app),
        memorial=head_of(memorial) if memorial else None,
        nav=_nav() if opened else (),
        message=extra.pop("message", None),
        theme=theme_of(request.environ),
        extra=extra,
    )
    return Response(render_template(f"desk/{template}.html", page=page), status=status, mimetype="text/html")


def _nav() -> list[Link]:
    found = [(_("Today"), "lists.today")]
    if is_reader(member()):
        found += [(_("Queue"), "queue.queue"), (_("Published"), "lists.published"), (_("Archive"), "lists.archive")]
        found += [(_("Search"), "searching.page")] if is_editor(member()) else []
    elif is_admin(member()):
        found += [(_("People"), "people.people"), (_("Memorials"), "memorials.memorials_list")]
    found += [(_("Account"), "account.account")]
    return [Link(text, url_for(endpoint), current=request.endpoint == endpoint) for text, endpoint in found]


def is_reader(one: StaffMember) -> bool:
    return bool({role for _where, role in one.roles} & READERS)


def is_editor(one: StaffMember) -> bool:
    return any(one.is_editor(where) for where, _role in one.roles)


def is_keeper(one: StaffMember) -> bool:
    """Whether they keep the groups and places of memory of some memorial."""
    return bool({role for _where, role in one.roles} & {Role.ARCHIVIST, Role.ADMIN})


def is_admin(one: StaffMember) -> bool:
    return Role.ADMIN in {role for _where, role in one.roles}


def is_admin_everywhere(one: StaffMember) -> bool:
    return one.is_admin(EVERYWHERE)
