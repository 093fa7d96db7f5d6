"""Texts with which a memorial's readers begin a message: editors and administrators keep them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from memorial.application.memorials import Actor, change_settings
from memorial.application.offer import Answers, Incomplete
from memorial.application.services import Services
from memorial.domain.errors import Invalid, NotAllowed
from memorial.domain.memorial import Memorial
from memorial.domain.message_template import (
    FOR_DECISIONS,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_TEMPLATES,
    MessageTemplate,
)
from memorial.domain.staff import StaffMember
from memorial.vocabulary import ActorKind, Decision


def may_keep(member: StaffMember, memorial_id: str) -> bool:
    return not member.disabled and (member.is_editor(memorial_id) or member.is_admin(memorial_id))


def save(services: Services, member: StaffMember, slug: str, given: Mapping[str, str]) -> Memorial:
    """Add the text of the form (`language`, `decision`, `title`, `text`), or with `id` put it in place of that one.

    Raises `NotAllowed` for who may not, `Incomplete` with every problem.
    """

    def changed(before: Memorial) -> Memorial:
        _require_keeper(member, before)
        made = _read(before, given, given.get("id") or services.new_id())
        others = tuple(one for one in before.message_templates if one.id != made.id)
        if len(others) >= MOST_TEMPLATES:
            raise Incomplete([Invalid("text", "enough_of_these")])
        return replace(before, message_templates=(*others, made))

    return _change(services, member, slug, changed)


def remove(services: Services, member: StaffMember, slug: str, template_id: str) -> Memorial:
    """Take one out. Of an id that none has, nothing is changed."""

    def changed(before: Memorial) -> Memorial:
        _require_keeper(member, before)
        return replace(before, message_templates=tuple(o for o in before.message_templates if o.id != template_id))

    return _change(services, member, slug, changed)


def _change(services: Services, member: StaffMember, slug: str, change: Callable[[Memorial], Memorial]) -> Memorial:
    by = Actor(ActorKind.STAFF, member.id)
    return change_settings(services, slug, change=change, by=by, action="message_texts")


def _require_keeper(member: StaffMember, memorial: Memorial) -> None:
    if not may_keep(member, memorial.id):
        raise NotAllowed("editors_only")


def _read(memorial: Memorial, given: Mapping[str, str], template_id: str) -> MessageTemplate:
    answers = Answers(given)
    language, title, text = answers.line("language"), answers.line("title"), answers.text("text").strip()
    decision = answers.line("decision")
    if language not in memorial.languages:
        answers.problems.append(Invalid("language", "choose_one"))
    if decision not in set(FOR_DECISIONS):
        answers.problems.append(Invalid("decision", "choose_one"))
    if not title:
        answers.problems.append(Invalid("title", "forgotten"))
    if not text:
        answers.problems.append(Invalid("text", "forgotten"))
    if len(title) > LONGEST_TITLE:
        answers.problems.append(Invalid("title", "too_long_a_text"))
    if len(text) > LONGEST_TEXT:
        answers.problems.append(Invalid("text", "too_long_a_text"))
    if answers.problems:
        raise Incomplete(answers.problems)
    return MessageTemplate(template_id[:40], language, Decision(decision), title, text)
