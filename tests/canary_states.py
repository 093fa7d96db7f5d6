"""Every state that a remembrance can have, each with words planted in all its fields (`tests/canaries.py`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from memorial.application import concerns, giving, reviewing, uploads
from memorial.application.desk import places_of
from memorial.vocabulary import Decision, Flag, ReasonCode
from tests.canaries import Case, Finder, Planter
from tests.canary_lists import LIST_STATES
from tests.canary_voices import VOICE_STATES

FULL = ("story", "name 1", "name 2", "other name", "nickname 1", "nickname 2", "town", "contributor")
FULL_UNSIGNED = FULL[:-1]


def plant_all(planter: Planter, rounds: int = 1, *, one_in: int = 1) -> None:
    """Every state, or one in so many of them, `rounds` times."""
    for number in range(1, rounds + 1):
        for state in (*STATES, *LIST_STATES, *VOICE_STATES)[::one_in]:
            state(planter, f"{state.__name__.strip('_').replace('_', ' ')} {number}")


State = Callable[[Planter, str], None]


def _public_in_full(p: Planter, name: str) -> None:
    p.accepted(name, FULL)


def _public_signed_by_relation(p: Planter, name: str) -> None:
    p.accepted(name, FULL_UNSIGNED, signature="relation")


def _public_with_initials(p: Planter, name: str) -> None:
    p.accepted(name, ("story",), person_name_shown="initials", signature="initials")


def _public_without_the_name(p: Planter, name: str) -> None:
    p.accepted(name, ("story", "contributor"), person_name_shown="none")


def _public_without_any_name(p: Planter, name: str) -> None:
    p.accepted(name, ("story",), person_name_shown="none", signature="none")


def _unlisted(p: Planter, name: str) -> None:
    p.accepted(name, FULL, audience="unlisted")


def _unlisted_without_any_name(p: Planter, name: str) -> None:
    p.accepted(name, ("story",), audience="unlisted", person_name_shown="none", signature="none")


def _about_the_event(p: Planter, name: str) -> None:
    p.accepted(name, ("story",), about="event", signature="none", person_name_shown="none")


def _lived_through(p: Planter, name: str) -> None:
    p.accepted(name, ("story",), about="self", signature="relation", person_name_shown="none")


def _with_photographs(p: Planter, name: str) -> None:
    p.accepted(name, (*FULL, "caption 1"), photographs=2)


def _unlisted_with_photographs(p: Planter, name: str) -> None:
    seen = ("story", "caption 1")
    p.accepted(name, seen, photographs=2, audience="unlisted", person_name_shown="none", signature="none")


def _archive_with_photographs(p: Planter, name: str) -> None:
    p.accepted(name, audience="archive", photographs=1)


def _archive(p: Planter, name: str) -> None:
    p.accepted(name, audience="archive")


def _under_embargo(p: Planter, name: str) -> None:
    day = (p.built.services.now() + timedelta(days=400)).date().isoformat()
    p.accepted(name, audience="until", embargo_until=day)


def _in_review(p: Planter, name: str) -> None:
    p.given(name)


def _in_review_with_photographs(p: Planter, name: str) -> None:
    p.given(name, photographs=2)


def _in_review_for_the_archive(p: Planter, name: str) -> None:
    p.given(name, audience="archive", person_name_shown="none", signature="none")


def _asked(p: Planter, name: str) -> None:
    case = p.given(name)
    question = p.plant(case, "question", must={Finder.SENDER}, may={Finder.READERS})
    p.decide(case, Decision.ASK, message=f"Which {question} do you mean?")


def _asked_and_answered(p: Planter, name: str) -> None:
    case = p.given(name)
    p.decide(case, Decision.ASK, message="Which year?")
    answer = p.plant(case, "answer", must={Finder.SENDER, Finder.READERS})
    p.act(case, "message", message=f"The year of the {answer}.")


def _suggested(p: Planter, name: str) -> None:
    case = p.given(name)
    words = p.plant(case, "suggestion", must={Finder.SENDER}, may={Finder.READERS})
    why = p.plant(case, "why suggested", may={Finder.SENDER, Finder.READERS})
    p.decide(case, Decision.SUGGEST, suggestion=f"She sang at the {words}.", message=f"Because of the {why}.")


def _suggested_and_refused(p: Planter, name: str) -> None:
    case = p.given(name)
    words = p.plant(case, "suggestion", may={Finder.SENDER, Finder.READERS})
    p.decide(case, Decision.SUGGEST, suggestion=f"She sang at the {words}.", message="Shorter.")
    p.act(case, "refuse")


def _suggested_agreed_and_accepted(p: Planter, name: str) -> None:
    case = p.given(name)
    words = p.plant(case, "suggestion", may=set(Finder))
    p.decide(case, Decision.SUGGEST, suggestion=f"She sang at the {words}.", message="Shorter.")
    p.act(case, "agree")
    p.decide(case, Decision.ACCEPT)
    p.rule(case, "suggestion", must={Finder.ANYONE}, may=set(Finder))
    p.rule(case, "story", may={Finder.SENDER, Finder.READERS})
    for place in ("name 1", "name 2", "other name", "nickname 1", "nickname 2", "town", "contributor"):
        p.rule(case, place, must={Finder.ANYONE}, may=set(Finder))


def _passed_to_another_reader(p: Planter, name: str) -> None:
    case = p.given(name)
    note = p.plant(case, "note", must={Finder.READERS})
    p.decide(case, Decision.SECOND, message=f"See the {note} list.")


def _one_of_two_has_agreed(p: Planter, name: str) -> None:
    p.decide(p.given(name), Decision.ACCEPT, flags={Flag.ACCUSATION})


def _declined(p: Planter, name: str) -> None:
    case = p.given(name)
    why = p.plant(case, "why declined", must={Finder.SENDER}, may={Finder.READERS})
    p.decide(case, Decision.DECLINE, reason=ReasonCode.OFF_TOPIC, message=f"It is about the {why}.")


def _kept_by_readers(p: Planter, name: str) -> None:
    case = p.given(name)
    why = p.plant(case, "why kept", must={Finder.SENDER}, may={Finder.READERS})
    p.decide(case, Decision.KEEP, message=f"For the {why}.")


def _redacted(p: Planter, name: str) -> None:
    case = p.offer(name, person_name_shown="full")
    private = p.plant(case, "phone owner", may={Finder.SENDER, Finder.READERS})
    story = giving.open_draft(p.built.services, case.code).answers["story"]
    giving.save_answers(p.built.services, case.code, {"story": f"{story} Call {private} at night."})
    p.send(case)
    current = p.of(case).pending
    assert current is not None
    p.decide(case, Decision.ACCEPT, findings={"redactions": places_of(current, [private])})
    for place in FULL:
        p.rule(case, place, must={Finder.ANYONE}, may=set(Finder))


# After something was done


def _everyone_again(p: Planter, case: Case, *places: str) -> None:
    for place in places:
        p.rule(case, place, must={Finder.ANYONE}, may=set(Finder))


def _hidden_by_the_sender(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL, photographs=1)
    p.act(case, "hide")
    p.hide(case)


def _hidden_and_shown_again(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    p.act(case, "hide")
    p.act(case, "show")


def _paused_by_a_reader(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    reviewing.pause(p.built.services, p.staff["moderator"], case.memorial.id, case.record_id)
    p.hide(case)


def _removed_by_two(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    why = p.plant(case, "why removed", may={Finder.SENDER, Finder.READERS})
    for who in ("editor", "second-editor"):
        reviewing.remove(p.built.services, p.staff[who], case.memorial.id, case.record_id, f"The {why}.")
    p.hide(case)
    p.rule(case, "why removed", must={Finder.SENDER}, may={Finder.READERS})


def _taken_back(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL, photographs=2)
    p.act(case, "withdraw")
    p.hide(case, readers=False)


def _taken_back_before_it_was_read(p: Planter, name: str) -> None:
    case = p.given(name, photographs=1)
    p.act(case, "withdraw")
    p.hide(case, readers=False)


def _taken_back_and_kept(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    p.act(case, "withdraw")
    p.act(case, "keep")
    p.hide(case, readers=False)


def _taken_back_and_returned(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    p.act(case, "withdraw")
    p.act(case, "return", audience="public", person_name_shown="full", signature="none")
    p.hide(case)


def _erased(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL, photographs=1)
    p.act(case, "erase")
    p.hide(case, sender=False, readers=False)


def _erased_before_it_was_read(p: Planter, name: str) -> None:
    case = p.given(name)
    p.act(case, "erase")
    p.hide(case, sender=False, readers=False)


def _narrowed_to_the_archive(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL, photographs=1)
    p.act(case, "change", audience="archive", person_name_shown="full", signature="name")
    p.hide(case)


def _the_name_taken_out(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    p.act(case, "change", audience="public", person_name_shown="none", signature="name")
    p.hide(case)
    _everyone_again(p, case, "story", "contributor")


def _unsigned(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    p.act(case, "unsign")
    p.hide(case)
    _everyone_again(p, case, *FULL_UNSIGNED)


def _new_words_wait(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    words = p.plant(case, "new words", must={Finder.SENDER, Finder.READERS})
    p.act(case, "change", story=f"It was at the {words} bridge.")


def _new_words_accepted(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    words = p.plant(case, "new words")
    p.act(case, "change", story=f"It was at the {words} bridge.")
    p.decide(case, Decision.ACCEPT)
    p.hide(case)
    _everyone_again(p, case, "name 1", "name 2", "other name", "nickname 1", "nickname 2", "town", "contributor")
    p.rule(case, "new words", must={Finder.ANYONE}, may=set(Finder))


def _new_words_and_hidden_meanwhile(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    words = p.plant(case, "new words", may={Finder.SENDER, Finder.READERS})
    p.act(case, "change", story=f"It was at the {words} bridge.", meanwhile="hide")
    p.hide(case)


def _a_message_to_the_readers(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    words = p.plant(case, "message", must={Finder.SENDER}, may={Finder.READERS})
    p.act(case, "message", message=f"Please write to the {words} house.")


def _objected_to(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL, photographs=1)
    p.object_to(case)
    p.hide(case)
    _everyone_again(p, case, "name 1", "name 2", "other name", "nickname 1", "nickname 2", "town")


def _objected_to_by_name(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    p.object_to(case, about=p.of(case).person_id or "", reason="child")
    p.hide(case)
    _everyone_again(p, case, "story", "contributor")


def _an_objection_upheld(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    objection = p.object_to(case)
    why = p.plant(objection, "why upheld", must={Finder.SENDER, Finder.READERS})
    for who in ("editor", "second-editor"):
        p.on_objection(objection, "uphold", who, f"It is the {why}.")
    p.hide(case)
    _everyone_again(p, case, "name 1", "name 2", "other name", "nickname 1", "nickname 2", "town")


def _an_objection_rejected(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    objection = p.object_to(case)
    for who in ("editor", "second-editor"):
        p.on_objection(objection, "reject", who)


def _an_objection_taken_back(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    objection = p.object_to(case)
    concerns.act(p.built.services, objection.code, "erase", {})
    p.hide(objection, sender=False, readers=False)


def _something_said_to_be_wrong(p: Planter, name: str) -> None:
    case = p.accepted(name, FULL)
    p.object_to(case, kind="correct", reason="wrong")


def _under_age(p: Planter, name: str) -> Case:
    case = p.given(name, under_age="yes", photographs=2)
    p.guardian(case, "refuse")
    for who in ("editor", "second-editor"):
        p.decide(case, Decision.ACCEPT, who)
    return case


def _under_age_and_refused(p: Planter, name: str) -> None:
    _under_age(p, name)


def _with_a_guardian(p: Planter, name: str) -> Case:
    """Its sender, under age, lets search engines in: they stay out."""
    case = _under_age(p, name)
    p.guardian(case, "agree")
    for who in ("editor", "second-editor"):
        p.decide(case, Decision.ACCEPT, who)
    _everyone_again(p, case, *FULL, "caption 1")
    return case


def _unlisted_shown_with_a_guardian(p: Planter, name: str) -> None:
    _with_a_guardian(p, name)


def _a_guardian_took_it_back(p: Planter, name: str) -> None:
    case = _with_a_guardian(p, name)
    p.guardian(case, "take_back")
    p.hide(case)


def _a_draft(p: Planter, name: str) -> None:
    case = p.offer(name, photographs=1)
    giving.save_answers(p.built.services, case.code, {}, code_shown=True)
    p.hide(case, readers=False)
    p.rule(case, "story", must={Finder.SENDER})


def _a_draft_with_a_recording_on_its_way(p: Planter, name: str) -> None:
    case = p.offer(name)
    giving.save_answers(p.built.services, case.code, {}, code_shown=True)
    file_name = p.plant(case, "name of what is on its way", may={Finder.SENDER})
    said = p.plant(case, "sound of what is on its way")
    services, sound = p.built.services, b"ID3" + said.encode() * 1000
    begun = uploads.begin(services, case.code, name=f"{file_name}.mp3", metadata=f"name {file_name}", length=None)
    uploads.add(services, case.code, begun.id, uploads.Arriving(0, [sound]))
    p.hide(case, readers=False)


def _a_discarded_draft(p: Planter, name: str) -> None:
    case = p.offer(name, photographs=1)
    giving.discard_draft(p.built.services, case.code)
    p.hide(case, sender=False, readers=False)


STATES: tuple[State, ...] = (
    _public_in_full,
    _public_signed_by_relation,
    _public_with_initials,
    _public_without_the_name,
    _public_without_any_name,
    _unlisted,
    _unlisted_without_any_name,
    _about_the_event,
    _lived_through,
    _with_photographs,
    _unlisted_with_photographs,
    _archive_with_photographs,
    _archive,
    _under_embargo,
    _in_review,
    _in_review_with_photographs,
    _in_review_for_the_archive,
    _asked,
    _asked_and_answered,
    _suggested,
    _suggested_and_refused,
    _suggested_agreed_and_accepted,
    _passed_to_another_reader,
    _one_of_two_has_agreed,
    _declined,
    _kept_by_readers,
    _redacted,
    _hidden_by_the_sender,
    _hidden_and_shown_again,
    _paused_by_a_reader,
    _removed_by_two,
    _taken_back,
    _taken_back_before_it_was_read,
    _taken_back_and_kept,
    _taken_back_and_returned,
    _erased,
    _erased_before_it_was_read,
    _narrowed_to_the_archive,
    _the_name_taken_out,
    _unsigned,
    _new_words_wait,
    _new_words_accepted,
    _new_words_and_hidden_meanwhile,
    _a_message_to_the_readers,
    _objected_to,
    _objected_to_by_name,
    _an_objection_upheld,
    _an_objection_rejected,
    _an_objection_taken_back,
    _something_said_to_be_wrong,
    _under_age_and_refused,
    _unlisted_shown_with_a_guardian,
    _a_guardian_took_it_back,
    _a_draft,
    _a_draft_with_a_recording_on_its_way,
    _a_discarded_draft,
)
