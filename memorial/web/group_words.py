"""Words for kinds of groups and of places of memory, and for conditions: the same on the wall and at the desk.

By the values of `GroupKind`, `HeritageKind` and `Condition`: the wall knows those words and not the domain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

GROUP_KINDS: Mapping[str, Any] = {
    "family": _l("A family"),
    "household": _l("A household"),
    "house": _l("A house"),
    "crew": _l("A crew"),
    "class": _l("A class"),
    "unit": _l("A unit"),
    "other": _l("A group"),
}
HERITAGE_KINDS: Mapping[str, Any] = {
    "cemetery": _l("A cemetery"),
    "monument": _l("A monument"),
    "building": _l("A building"),
    "archive": _l("An archive"),
    "other": _l("Another place of memory"),
}
CONDITIONS: Mapping[str, Any] = {
    "intact": _l("Intact"),
    "damaged": _l("Damaged"),
    "destroyed": _l("Destroyed"),
    "restored": _l("Restored"),
    "moved": _l("Moved to another place"),
    "unknown": _l("Not known"),
}
