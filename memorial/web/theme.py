"""The reader's choice of light or dark: one small cookie, read the same way by pages and by the page cache."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from memorial.web.page import Link

COOKIE = "theme"
_CHOSEN = re.compile(r"(?:^|;) ?theme=(light|dark)(?:;|$)")


def theme_of(environ: Mapping[str, Any]) -> str | None:
    """'light', 'dark', or None where the reader chose nothing and the system decides."""
    cookies = environ.get("HTTP_COOKIE")
    if not cookies:
        return None
    found = _CHOSEN.search(cookies)
    return found[1] if found else None


def theme_links(environ: Mapping[str, Any]) -> list[Link]:
    """Plain links to each choice, for the foot of every page; they lead back to the page one comes from."""
    chosen = theme_of(environ) or "system"
    words = {"light": _("Light"), "dark": _("Dark"), "system": _("As my device")}
    return [Link(text, f"/theme/{name}", current=name == chosen) for name, text in words.items()]
