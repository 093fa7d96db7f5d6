"""The task list of setting up a memorial: each step's state, worked out from what is really there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from memorial.application.acts import note
from memorial.application.language_reading import language_state
from memorial.application.memorials import Actor, change_settings
from memorial.application.opening import Missing, missing_before_opening, needs_two, staff_of
from memorial.application.services import Services
from memorial.domain.errors import NotAllowed
from memorial.domain.language_reading import LanguageState
from memorial.domain.memorial import Memorial
from memorial.domain.own_texts import OwnText, forbidden_words_used, own_texts, texts_of, unfinished
from memorial.domain.reading_ease import Ease, ease_of
from memorial.domain.setting_up import Step, TextState, View, mark_of
from memorial.domain.staff import StaffMember
from memorial.vocabulary import ActorKind, Risk

COUNTED = 1_000
"""Names are counted as far as this: whether there are any is what matters."""


@dataclass(frozen=True)
class Why:
    """Why a step is not completed: a code, and of which language or text it speaks."""

    code: str
    language: str = ""
    text: str = ""


@dataclass(frozen=True)
class StepState:
    step: Step
    why: tuple[Why, ...]
    essential: bool
    """Whether something of it is missing without which it cannot be opened."""

    @property
    def done(self) -> bool:
        return not self.why


def step_states(services: Services, memorial: Memorial) -> list[StepState]:
    """All steps in their order."""
    staff, missing = staff_of(services, memorial), missing_before_opening(services, memorial)
    reasons: dict[Step, Callable[[], Iterable[Why]]] = {
        Step.NAME: lambda: _name(memorial),
        Step.LANGUAGES: lambda: _languages(services, memorial),
        Step.WORDS: lambda: _words(memorial),
        Step.RISK: lambda: _risk(memorial),
        Step.NOTICES: lambda: _notices(memorial),
        Step.PEOPLE: lambda: _people(services, memorial, staff),
        Step.LOOK: lambda: _look(memorial),
        Step.NAMES: lambda: [] if count_names(services, memorial) else [Why("no_names")],
        Step.WALK: lambda: (Why("not_walked", text=view) for view in not_walked(memorial)),
        Step.OPEN: lambda: [] if memorial.public else [Why("not_open")],
    }
    return [_state(step, reasons[step](), missing) for step in Step]


def _state(step: Step, why: Iterable[Why], missing: Sequence[Missing]) -> StepState:
    essential = [Why(one.code, one.language) for one in missing if one.step is step]
    found = dict.fromkeys([*essential, *why])
    return StepState(step, tuple(found), bool(essential))


def _unfinished(memorial: Memorial, step: Step) -> list[Why]:
    codes = {TextState.MISSING: "text_missing", TextState.OLDER: "text_older"}
    return [Why(codes[one.state], one.language, one.text) for one in unfinished(memorial, step)]


def _name(memorial: Memorial) -> Iterable[Why]:
    if not memorial.purpose.get(memorial.languages[0]):
        yield Why("no_purpose")
    yield from _unfinished(memorial, Step.NAME)


def _languages(services: Services, memorial: Memorial) -> Iterable[Why]:
    for code in memorial.languages:
        state = language_state(services, memorial, code)
        if state not in (LanguageState.SOURCE, LanguageState.READ):
            yield Why(f"language_{state}", code)


def _words(memorial: Memorial) -> Iterable[Why]:
    if not texts_of(memorial, OwnText.DIED).get(memorial.languages[0]):
        yield Why("no_word_for_death")
    yield from _unfinished(memorial, Step.WORDS)
    for place, _word in forbidden_words_used(memorial):
        yield Why("forbidden_used", place.language, place.text)


def _risk(memorial: Memorial) -> Iterable[Why]:
    """A memorial begins with no risk; only somebody who thought about it can say that this is so."""
    if Step.RISK not in memorial.setup.settled and not memorial.public:
        yield Why("not_settled")
    if memorial.risk is not Risk.NONE and not memorial.neutral_site.get(memorial.languages[0]):
        yield Why("no_neutral_site")


def _notices(memorial: Memorial) -> Iterable[Why]:
    yield from _unfinished(memorial, Step.NOTICES)
    for place, ease in eases(memorial):
        if ease.hard:
            yield Why("hard_to_read", place[1], place[0])


def _people(services: Services, memorial: Memorial, staff: Sequence[StaffMember]) -> Iterable[Why]:
    readers = [one for one in staff if one.may_read(memorial.id)]
    editors = [one for one in staff if one.is_editor(memorial.id)]
    if any(not has_second_factor(services, one) for one in readers):
        yield Why("no_second_factor")
    if memorial.setup.reading.second_reader and len(editors) < 2 and not needs_two(memorial):
        yield Why("no_second_reader")


def _look(memorial: Memorial) -> Iterable[Why]:
    if Step.LOOK not in memorial.setup.settled and not memorial.public:
        yield Why("not_settled")
    yield from _unfinished(memorial, Step.LOOK)


def has_second_factor(services: Services, member: StaffMember) -> bool:
    """An authenticator or a passkey."""
    if member.totp_secret:
        return True
    with services.unit_of_work(read_only=True) as uow:
        return bool(uow.passkeys.of(member.id))


def eases(memorial: Memorial) -> list[tuple[tuple[OwnText, str], Ease]]:
    """How easily the texts read that families meet before they agree: the notice and the memorial's own question."""
    found = []
    for text in (OwnText.NOTICE, OwnText.QUESTION):
        for code in memorial.languages:
            if words := texts_of(memorial, text).get(code):
                found.append(((text, code), ease_of(words, code)))
    return found


def count_names(services: Services, memorial: Memorial) -> int:
    """How many people are in it, up to `COUNTED`."""
    with services.unit_of_work(read_only=True) as uow:
        return sum(1 for _ in islice(uow.people.ids(memorial.id), COUNTED))


# Walking through


def walk_mark(memorial: Memorial) -> str:
    """Changes with anything that somebody who walks through would meet."""
    texts = [
        f"{text}.{code}={words}"
        for text in own_texts(memorial)
        for code, words in sorted(texts_of(memorial, text).items())
    ]
    controller = memorial.controller
    rest = (memorial.risk, memorial.ceiling.word, memorial.accent, memorial.setup.wall_order, *memorial.languages)
    picture = memorial.setup.picture.id if memorial.setup.picture else ""
    return mark_of(*texts, *rest, controller.name, controller.address, controller.contact, picture)


def not_walked(memorial: Memorial) -> list[View]:
    """As whom nobody walked through since something was changed."""
    now = walk_mark(memorial)
    return [view for view in View if memorial.setup.walked.get(view) != now]


def walked(services: Services, member: StaffMember, slug: str, view: View) -> Memorial:
    """Somebody of this memorial has looked at it as that person would. Raises `NotAllowed`."""

    def changed(before: Memorial) -> Memorial:
        if not member.roles_in(before.id):
            raise NotAllowed("not_your_memorial")
        seen = {**before.setup.walked, view: walk_mark(before)}
        return replace(before, setup=replace(before.setup, walked=seen))

    return change_settings(services, slug, change=changed, by=Actor(ActorKind.STAFF, member.id), action="walk_through")


def note_check(services: Services, member: StaffMember, memorial: Memorial) -> None:
    """Words were looked at and nothing was kept: the log says that it was asked for, and nothing of the words."""
    with services.unit_of_work() as uow:
        note(uow, member, memorial.id, memorial.id, "check_words", kind="memorial")
        uow.commit()
