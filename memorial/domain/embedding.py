"""Which other sites may show parts of a memorial inside their pages: each by its host, and none by default."""

from __future__ import annotations

import re

MOST_HOSTS = 20

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}|localhost(?::[0-9]{{1,5}})?")


def is_host(text: str) -> bool:
    """Whether this is one host in the letters that addresses have (RFC 1123), such as news.example.org; no pattern."""
    return len(text) <= 253 and _HOST.fullmatch(text) is not None


def origin_of(host: str) -> str:
    """What a browser is told: encrypted pages of that host alone, but for this machine itself."""
    return f"http://{host}" if host.partition(":")[0] == "localhost" else f"https://{host}"
