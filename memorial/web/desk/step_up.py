"""What is done only after a fresh proof of who one is, as data; and the page that asks for it, with the form kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from memorial.application import factors, step_up
from memorial.application.ports.passkeys import PasskeyRefused
from memorial.application.step_up import Act, ProveAnew
from memorial.domain.errors import Refusal
from memorial.web.desk.frame import SignedIn, away, entered, refused, relying_site, services, show
from memorial.web.desk.refusals import said
from memorial.web.limits import Doing, note, slow_down


@dataclass(frozen=True)
class Guarded:
    """A POST that needs a fresh proof: always, or for these values of its field `action`, or when its view says so.

    `but`: always, other than for these values.
    """

    act: Act
    actions: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()
    view_decides: bool = False

    def asks_for(self, action: str) -> bool:
        return action not in self.but and (not self.actions or action in self.actions)


NEEDS_PROOF: Mapping[str, Guarded] = {
    "identity.open_identity": Guarded(Act.IDENTITY),
    "searching.find": Guarded(Act.SEARCH),
    "openings.decide": Guarded(Act.TWO_PEOPLE),
    "lists.act": Guarded(Act.TWO_PEOPLE, actions=frozenset({"resume", "remove"})),
    "concerns.act": Guarded(Act.TWO_PEOPLE, actions=frozenset({"uphold", "reject"})),
    # Only what its labels or its reason make a matter for two.
    "review.decide": Guarded(Act.TWO_PEOPLE, view_decides=True),
    "ask.write": Guarded(Act.TWO_PEOPLE, view_decides=True),
    "persons.act": Guarded(Act.TWO_PEOPLE, actions=frozenset({"open"})),
    "people.add": Guarded(Act.STAFF),
    "people.act": Guarded(Act.STAFF),
    # Looking at words without keeping them needs none.
    "setup.save": Guarded(Act.MEMORIAL, but=frozenset({"check"})),
    "setup.open_or_close": Guarded(Act.MEMORIAL),
    "setup_texts.write": Guarded(Act.MEMORIAL, but=frozenset({"check"})),
    # A picture that was brought in is shown to nobody before this.
    "setup_picture.change": Guarded(Act.MEMORIAL),
    "label_words.change": Guarded(Act.MEMORIAL),
    "languages.act": Guarded(Act.MEMORIAL, but=frozenset({"take_back"})),
    "days.change": Guarded(Act.MEMORIAL),
    "importing.begin": Guarded(Act.LIST),
    "importing.undo": Guarded(Act.LIST),
    "record_entries.act": Guarded(Act.SIGN, actions=frozenset({"sign", "erase"})),
    "log.table": Guarded(Act.EXPORT),
    "record_files.take_out": Guarded(Act.EXPORT),
    "interviews.act": Guarded(
        Act.INTERVIEW,
        actions=frozenset({"release", "erase", "recording_out", "photograph_out", "scan_out", "transcript_out"}),
    ),
    "interview_files.master": Guarded(Act.EXPORT),
    "interview_files.transcript_file": Guarded(Act.EXPORT),
    "interview_seals.lift": Guarded(Act.UNSEAL),
    # Only an earlier day opens something.
    "interview_seals.move": Guarded(Act.UNSEAL, view_decides=True),
    # Only a code that ends another one.
    "interview_narrator.act": Guarded(Act.NARRATOR, view_decides=True),
    "account.recovery_codes": Guarded(Act.FACTORS),
    "account.authenticator": Guarded(Act.FACTORS),
    "account.remove_authenticator": Guarded(Act.FACTORS),
    "passkeys.add": Guarded(Act.FACTORS),
    "passkeys.remove": Guarded(Act.FACTORS),
}
"""By endpoint. A route that is not here asks for no proof beyond the session's."""

WORDS = {
    Act.IDENTITY: _l("You are about to open who sent this."),
    Act.SEARCH: _l("You are about to search by something private."),
    Act.TWO_PEOPLE: _l("You are about to decide something that needs two people."),
    Act.STAFF: _l("You are about to change who works here."),
    Act.MEMORIAL: _l("You are about to change the memorial's settings."),
    Act.EXPORT: _l("You are about to take data out."),
    Act.BULK: _l("You are about to change many remembrances at once."),
    Act.LIST: _l("You are about to import a list of names, or to take one back."),
    Act.SIGN: _l("You are about to sign a source of the record, or to erase an entry for good."),
    Act.UNSEAL: _l("You are about to open what was sealed."),
    Act.INTERVIEW: _l("You are about to record a release form, or to destroy something of an interview for good."),
    Act.NARRATOR: _l(
        "You are about to make another code for a narrator. The one that the narrator has opens nothing any more."
    ),
    Act.FACTORS: _l("You are about to change how you sign in."),
}

CODE, PASSKEY, PASSWORD = "step_up_code", "step_up_passkey", "step_up_password"
# What is never written into a page again, and what belongs to one page alone.
_NOT_KEPT = frozenset({"csrf_token", CODE, PASSKEY, PASSWORD, "password", "old_password", "new_password", "again"})


def guard_acts(app: Flask) -> None:
    """Ask before the view runs. To be called after the guard of sessions and form tokens."""
    app.before_request(_ask_first)
    app.register_error_handler(ProveAnew, _page_for)


def _ask_first() -> Response | None:
    guarded = NEEDS_PROOF.get(request.endpoint or "")
    if guarded is None or request.method != "POST" or not current_user.is_authenticated:
        return None
    try:
        if given := _given():
            if slow_down(Doing.SIGN_IN, count=False):
                return _page(guarded.act, said("too_fast"))
            _prove(*given)
        if not guarded.view_decides and guarded.asks_for(request.form.get("action", "")):
            require(guarded.act)
    except ProveAnew as refusal:
        return _page_for(refusal)
    except Refusal as refusal:
        note(Doing.SIGN_IN)
        return away() if refusal.code == "signed_out" else _page(guarded.act, said(refusal.code))
    return None


def require(act: Act) -> None:
    """For views that know only late what they are asked for. Raises `ProveAnew`, which becomes the page."""
    if not step_up.is_proved(services(), entered(), act):
        refused("prove_anew")
        raise ProveAnew(act)


def _page_for(refusal: ProveAnew) -> Response:
    return _page(refusal.act)


def _given() -> tuple[str, str] | None:
    return next(((name, text) for name in (PASSKEY, CODE, PASSWORD) if (text := request.form.get(name, ""))), None)


def _prove(field: str, text: str) -> None:
    """From here on the session is proved anew, for this request too."""
    if field == PASSKEY:
        site = relying_site()
        if site is None:
            raise PasskeyRefused
        proved = step_up.by_passkey(services(), entered(), site, text)
    elif field == CODE:
        proved = step_up.by_code(services(), entered(), text)
    else:
        proved = step_up.by_password(services(), entered(), text)
    signed_in: SignedIn = current_user
    signed_in.entered = proved


def _page(act: Act, problem: str = "") -> Response:
    """Everything that was sent stands in the page, out of sight, and is sent again with the proof."""
    kept = [(name, text) for name, text in request.form.items(multi=True) if name not in _NOT_KEPT]
    own = factors.factors(services(), entered().member)
    extra: dict[str, Any] = {
        "what": str(WORDS[act]),
        "kept": kept,
        "action": request.path,
        "problem": problem,
        "authenticator": own.authenticator,
        "passkeys": bool(own.passkeys) and relying_site() is not None,
        "demonstration": entered().member.demonstration,
        "has_errors": bool(problem),
        "minutes": int(services().limits.step_up.total_seconds() // 60),
    }
    return show("step_up", _("Please show that it is you"), status=422 if problem else 403, **extra)
