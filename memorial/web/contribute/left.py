"""That somebody has just pressed "Leave this page": what of theirs is still on its way must keep nothing.

What was sent before that carries the cookie of then, so the cookie cannot tell it. For a minute the server remembers a
hash of that session's own secret, in memory with the counts of `memorial.web.limits`, and nothing else.
"""

from __future__ import annotations

import hashlib

from flask import current_app

from memorial.web.contribute.session import form_secret, has_form_secret
from memorial.web.limits import Counts, InMemory

ONCE_A_MINUTE = 1


def note_left() -> None:
    """To be called before the session is cleared."""
    if has_form_secret():
        _counts().wait(_key(), ONCE_A_MINUTE, count=True)


def has_left() -> bool:
    """Whether the session that this request carries was left within a minute."""
    return has_form_secret() and _counts().wait(_key(), ONCE_A_MINUTE, count=False) > 0


def _key() -> str:
    return f"left:{hashlib.blake2b(form_secret().encode(), digest_size=16).hexdigest()}"


def _counts() -> Counts:
    """Those that the workers share, where pace is kept; else this program's own."""
    paces, _settings = current_app.extensions.get("paces", (None, None))
    found: Counts = paces.counts if paces else current_app.extensions.setdefault("left", InMemory())
    return found
