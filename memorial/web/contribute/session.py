"""What the one cookie of the families' surface holds: codes of drafts and receipts, and a form secret.

The cookie is sealed and HttpOnly, and ends with the browser. No code ever stands in an address.
"""

from __future__ import annotations

import secrets

from flask import session

MOST_MEMORIALS = 8
_DRAFTS, _SENT, _RECEIPT, _FORMS, _LANGUAGE = "drafts", "sent", "receipt", "forms", "language"
CONCERNS, CONCERN_SENT = "concerns", "concern_sent"
"""The codes of forms about something wrong, by the form's key; and the one that was sent last."""


def form_secret() -> str:
    """Signs this browser's form tokens. It lies in the sealed cookie, so every worker knows it and no page shows it."""
    if _FORMS not in session:
        session[_FORMS] = secrets.token_hex(16)
    return str(session[_FORMS])


def has_form_secret() -> bool:
    """Whether a page with a form was made in this session, which has not ended since."""
    return _FORMS in session


def leave_cookie_alone() -> None:
    """Whatever came into the session in this request is not told to the browser."""
    session.modified = False


def draft_code(slug: str) -> str | None:
    return _codes(_DRAFTS).get(slug)


def sent_code(slug: str) -> str | None:
    """The code of what was last sent to that memorial from here."""
    return _codes(_SENT).get(slug)


def keep_draft(slug: str, code: str) -> None:
    _keep(_DRAFTS, slug, code)


def keep_sent(slug: str, code: str) -> None:
    """The draft has become a remembrance: from now on its code opens the receipt."""
    _keep(_SENT, slug, code)
    session[_RECEIPT] = code
    if draft_code(slug) == code:
        forget_draft(slug)


def forget_draft(slug: str) -> None:
    session[_DRAFTS] = {known: code for known, code in _codes(_DRAFTS).items() if known != slug}


def forget_code(code: str) -> None:
    """After an erasure nothing here leads to it any more."""
    for name in (_DRAFTS, _SENT, CONCERNS):
        session[name] = {key: known for key, known in _codes(name).items() if known != code}
    for name in (_RECEIPT, CONCERN_SENT):
        if session.get(name) == code:
            session.pop(name)


def receipt_code() -> str | None:
    code = session.get(_RECEIPT)
    return code if isinstance(code, str) else None


def open_receipt_here(code: str) -> None:
    session[_RECEIPT] = code


def close_receipt_here() -> None:
    """No receipt is open here any more, and no page prints a code that was sent from here again."""
    for name in (_RECEIPT, _SENT, CONCERNS, CONCERN_SENT):
        session.pop(name, None)


def chosen_language() -> str | None:
    code = session.get(_LANGUAGE)
    return code if isinstance(code, str) else None


def choose_language(code: str) -> None:
    if session.get(_LANGUAGE) != code:
        session[_LANGUAGE] = code


def drafts_here() -> tuple[str, ...]:
    return tuple(_codes(_DRAFTS).values())


def _codes(name: str) -> dict[str, str]:
    found = session.get(name)
    return dict(found) if isinstance(found, dict) else {}


def _keep(name: str, slug: str, code: str) -> None:
    others = [(known, kept) for known, kept in _codes(name).items() if known != slug]
    session[name] = dict([*others[-(MOST_MEMORIALS - 1) :], (slug, code)])


def leave_word(name: str, word: str) -> None:
    """A word for the next page: what was just done."""
    session[name] = word


def take_word(name: str) -> str:
    return str(session.pop(name, ""))
