"""Lines that a memorial adds to the words that raise a label. What the program brings along cannot be taken away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from memorial.application.memorials import Actor, change_settings
from memorial.application.offer import Answers, Incomplete
from memorial.application.services import Services
from memorial.domain.errors import Invalid, NotAllowed
from memorial.domain.labels.added import AddedWords
from memorial.domain.labels.mirror import example, marked_everywhere, unmirrored
from memorial.domain.labels.patterns import LabelKind, NotAPattern
from memorial.domain.languages import is_language_code
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember
from memorial.vocabulary import ActorKind

MOST_ADDED = 300
LONGEST_LINE = 200


@dataclass(frozen=True)
class Names:
    """Names of peoples and countries beside those of the file: in the line's language, and in others that matter."""

    here: Collection[str]
    elsewhere: Collection[str] = ()


def try_out(
    services: Services, member: StaffMember, slug: str, given: Mapping[str, str], names: Names
) -> tuple[AddedWords, str]:
    """The line of the form and an example of what it would mark, before anything is changed. Raises as `add` does.

    Nothing of what families sent is read for it: who administers may be nobody who reads.
    """
    added = _read(given)
    with services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.by_slug(slug)
    _require_admin(member, memorial)
    _hold_up_to_the_mirror(added, memorial, names)
    return added, example(added)


def add(services: Services, member: StaffMember, slug: str, given: Mapping[str, str], names: Names) -> Memorial:
    """Add the line of the form.

    Raises `NotAllowed` but for an administrator, `Incomplete` with every problem: a line that cannot be read
    ('not_a_line'), one that speaks of one people and not of others ('not_mirrored'), and one that would mark plain
    texts ('marks_everything'), the last two with the sentence that shows it.
    """
    added = _read(given)

    def changed(before: Memorial) -> Memorial:
        _require_admin(member, before)
        if added in before.added_words:
            return before
        if len(before.added_words) >= MOST_ADDED:
            raise Incomplete([Invalid("line", "enough_lines")])
        _hold_up_to_the_mirror(added, before, names)
        return replace(before, added_words=(*before.added_words, added))

    return change_settings(services, slug, change=changed, by=Actor(ActorKind.STAFF, member.id))


def remove(services: Services, member: StaffMember, slug: str, given: Mapping[str, str]) -> Memorial:
    """Take back a line that this memorial added. A line of the core is none of its own, and stays."""
    gone = _read(given)

    def changed(before: Memorial) -> Memorial:
        _require_admin(member, before)
        return replace(before, added_words=tuple(one for one in before.added_words if one != gone))

    return change_settings(services, slug, change=changed, by=Actor(ActorKind.STAFF, member.id))


def _require_admin(member: StaffMember, memorial: Memorial) -> None:
    if not member.is_admin(memorial.id):
        raise NotAllowed("admins_only")


def _read(given: Mapping[str, str]) -> AddedWords:
    answers = Answers(given)
    kind = answers.word("kind", LabelKind, needed="choose_one")
    language, line = answers.line("language"), answers.line("line")
    if not is_language_code(language):
        answers.problems.append(Invalid("language", "choose_one"))
    if not line or len(line) > LONGEST_LINE:
        answers.problems.append(Invalid("line", "not_a_line"))
    if answers.problems or kind is None:
        raise Incomplete(answers.problems)
    return AddedWords(language, kind, line)


def _hold_up_to_the_mirror(added: AddedWords, memorial: Memorial, names: Names) -> None:
    try:
        marked = marked_everywhere(added)
        sentence = unmirrored(added, memorial.added_words, names.here, names.elsewhere)
    except NotAPattern:
        raise Incomplete([Invalid("line", "not_a_line")]) from None
    if marked:
        raise Incomplete([Invalid("line", "marks_everything", marked)])
    if sentence:
        raise Incomplete([Invalid("line", "not_mirrored", sentence)])
