"""Whom readers of a memorial can talk to, as its administrators have written it, by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from memorial.application.memorials import Actor, change_settings
from memorial.application.services import Services
from memorial.domain.errors import Invalid, NotAllowed
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember
from memorial.domain.writing import clean
from memorial.vocabulary import ActorKind

LONGEST = 600


def change_support(services: Services, member: StaffMember, slug: str, given: Mapping[str, str]) -> Memorial:
    """`given` is by language. Raises `NotAllowed` but for an administrator, `Invalid` for words that are too many."""
    texts = {code: clean(words).strip() for code, words in given.items()}
    for code, words in texts.items():
        if len(words) > LONGEST:
            raise Invalid(f"support_{code}", "support_too_long")

    def changed(before: Memorial) -> Memorial:
        if not member.is_admin(before.id):
            raise NotAllowed("admins_only")
        return replace(before, support={code: words for code, words in texts.items() if words})

    return change_settings(services, slug, change=changed, by=Actor(ActorKind.STAFF, member.id), action="support")
