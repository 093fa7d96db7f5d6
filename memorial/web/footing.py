"""The foot of every page that visitors and families see: the same links in the same order."""

from __future__ import annotations

from flask_babel import gettext as _

from memorial.web.page import Link


def footing(base: str = "") -> list[Link]:
    """`base`: the address of the memorial's front page, with its final slash; '' on pages that belong to none."""
    own = [
        Link(_("Help and contact"), f"{base}help"),
        Link(_("Staying safe"), f"{base}safety"),
        Link(_("What we do with what you send"), f"{base}share/notice"),
    ]
    return [*(own if base else ()), Link(_("Come back with a code"), "/receipt"), Link(_("All memorials here"), "/")]
