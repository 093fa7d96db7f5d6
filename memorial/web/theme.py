"""The reader's choice of light or dark: one small cookie, read the same way by pages and by the page cache."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

COOKIE = "theme"
_CHOSEN = re.compile(r"(?:^|;) ?theme=(light|dark)(?:;|$)")


def theme_of(environ: Mapping[str, Any]) -> str | None:
    """'light', 'dark', or None where the reader chose nothing and the system decides."""
    cookies = environ.get("HTTP_COOKIE")
    if not cookies:
        return None
    found = _CHOSEN.search(cookies)
    return found[1] if found else None
