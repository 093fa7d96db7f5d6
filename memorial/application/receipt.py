"""What the holder of a receipt code sees and does. Narrowing acts in the transaction that commits it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from memorial.application.kept_files import picture_of
from memorial.application.labels_found import Texts, flags_for
from memorial.application.offer import (
    Answers,
    Incomplete,
    check_signature,
    choices_from,
    notice_of,
    own_code_problems,
)
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services, even_without_room
from memorial.domain import minors, standing_beside, taking_back
from memorial.domain.consent import ConsentEvent, Grants, Notice, consent_events, grants_from, without_place
from memorial.domain.errors import Invalid, NotAllowed, NotFound
from memorial.domain.holds import Hold
from memorial.domain.media_copy import MediaCopy
from memorial.domain.memorial import Memorial
from memorial.domain.moderation import relabelled
from memorial.domain.remembrance import Beside, FileShown, Remembrance, Version
from memorial.domain.showing import pause
from memorial.domain.taking_back import NewWords
from memorial.domain.timers import RETURN_DAYS, opens_at, timers
from memorial.domain.writing import clean
from memorial.published.types import PublishedRemembrance
from memorial.vocabulary import ActorKind, Audience, Certainty, Kinship, Standing, VersionState

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")

ACTIONS = (
    "hide", "show", "unsign", "withdraw", "return", "keep", "erase", "message", "change", "agree", "refuse", "appeal",
    "extend", "of_age", "not_yet", "beside", "not_beside",
)  # fmt: skip
TAKING_BACK = frozenset({"hide", "unsign", "withdraw", "erase", "not_beside"})
"""What only ever shows less: for these there is always room."""


@dataclass(frozen=True)
class ReceiptView:
    """Everything the receipt page shows: the remembrance, its memorial, what visitors see now, what may be done."""

    memorial: Memorial
    remembrance: Remembrance
    shown_now: PublishedRemembrance | None
    possible: frozenset[str]
    due: dict[str, datetime]
    objections: tuple[Hold, ...] = ()
    has_a_place: bool = False
    """Whether a place without a name stands on the wall for it."""


def open_receipt(services: Services, code: str, *, media_base: str) -> ReceiptView:
    """Raises `NotFound`: for a code that was never given and for one whose remembrance was erased alike."""
    with services.unit_of_work(read_only=True) as uow:
        memorial, remembrance = _bound(uow, code)
        published = remembrance.published
        opens = published.grants.not_before() if published else None
        waiting = opens is not None and opens_at(opens, memorial.time_zone) > services.now()
        visible = published is not None and remembrance.standing is Standing.OPEN and not waiting
        shown = uow.preview(remembrance, published, media_base=media_base) if visible and published else None
        due = {timer.kind: timer.at for timer in timers(remembrance, memorial.time_zone)}
        person = uow.people.whole(memorial.id, remembrance.person_id) if remembrance.person_id else None
        objections = (*remembrance.objections, *(person.objections if person else ()))
        asked = {"of_age", "not_yet"} if minors.asked_of_age(remembrance, services.now().date()) else set()
        place = uow.wall_places.stands(memorial.id, remembrance.id)
        return ReceiptView(memorial, remembrance, shown, possible(remembrance) | asked, due, objections, place)


def _bound(uow: UnitOfWork, code: str) -> tuple[Memorial, Remembrance]:
    found = uow.receipts.find(code)
    if found is None:
        raise NotFound("no_receipt")
    memorial_id, record_id = found
    return uow.memorials.get(memorial_id), uow.remembrances.get(memorial_id, record_id)


def possible(remembrance: Remembrance) -> frozenset[str]:
    """What may be done now, as the contract names it."""
    standing, found = remembrance.standing, {"erase", "message"}
    if standing is Standing.WITHDRAWN:
        return frozenset(found | {"return"} | (set() if remembrance.kept_in_archive else {"keep"}))
    if standing is Standing.REMOVED:
        return frozenset(found | {"withdraw", "appeal"})
    found |= {"withdraw", "change", "unsign"}
    found.add("show" if taking_back.hidden_by_holder(remembrance) else "hide")
    if standing_beside.may_ask(remembrance):
        found.add("beside")
    if standing_beside.asked_now(remembrance):
        found.add("not_beside")
    pending, latest = remembrance.pending, remembrance.latest
    if pending is not None and pending.state is VersionState.CONTRIBUTOR_REVIEW:
        found |= {"agree", "refuse"}
    if latest.state is VersionState.DECLINED or latest.reason in ("kept", "needs_two_people"):
        found.add("appeal")
    if any(version.grants.not_before() for version in taking_back.live_versions(remembrance)):
        found.add("extend")
    return frozenset(found)


def act(services: Services, code: str, action: str, given: Mapping[str, str]) -> None:
    """Do one of `ACTIONS`. Raises `NotFound`, `NotAllowed`, `Invalid`, `Incomplete`; then nothing was changed.

    A `reason` given with what takes back is kept as a message, sealed with the rest. Nothing of it outlives an erasure.
    """
    typed = {field: given[field] for field in ("story", "message", "reason") if field in given}
    if found := own_code_problems(typed, code):
        raise Incomplete(found)
    if action in TAKING_BACK:
        even_without_room(services, lambda: _act(services, code, action, given))
    else:
        _act(services, code, action, given)


def _act(services: Services, code: str, action: str, given: Mapping[str, str]) -> None:
    with services.unit_of_work() as uow:
        memorial, before = _bound(uow, code)
        if action == "erase":
            erase(services, uow, before, "contributor")
            uow.commit()
            return
        if action not in _ACTS:
            raise NotAllowed("no_such_action")
        now = services.now()
        at = Circumstances(memorial, now, services.new_id)
        after = _relabelled(before, _ACTS[action](before, given, at), memorial)
        if action in TAKING_BACK:
            after = taking_back.with_reason(after, clean(given.get("reason", "")), now=now)
        uow.remembrances.save(after, consent_changes(before, after, now))
        if before.guardian_code and not after.guardian_code:
            uow.guardian_codes.end(before.memorial_id, before.id)
        uow.commit()


def _relabelled(before: Remembrance, after: Remembrance, memorial: Memorial) -> Remembrance:
    """New wordings with the labels of their own words: a harmless text may be changed into another one."""
    for version in after.versions[len(before.versions) :]:
        files = [kept for one in version.files if (kept := after.kept_file(one.file_id))]
        found = flags_for(Texts.of_version(version), files, memorial.added_words)
        after = after.with_version(relabelled(version, found))
    return after


@dataclass(frozen=True)
class Circumstances:
    memorial: Memorial
    now: datetime
    new_id: Callable[[], str]


Act = Callable[[Remembrance, Mapping[str, str], Circumstances], Remembrance]


def _change(before: Remembrance, given: Mapping[str, str], at: Circumstances) -> Remembrance:
    """Other words, other choices, or both. `meanwhile=hide` takes the published version out of sight at once."""
    after = before
    if "audience" in given:
        wanted, notice = _wanted(before, given, at)
        after = taking_back.change_choices(after, wanted, notice, now=at.now)
    if "story" in given:
        story = clean(given["story"]).strip()
        after = taking_back.change_words(after, NewWords(story, given.get("story_language")), now=at.now)
    if given.get("meanwhile") == "hide":
        after = pause(after, "contributor", now=at.now)
    if after == before:
        raise Invalid("story", "nothing_changed")
    return after


def _wanted(
    before: Remembrance, given: Mapping[str, str], at: Circumstances, *, returning: bool = False
) -> tuple[Grants, Notice]:
    """The choices on the form, parsed as on the share form. Raises `Incomplete`."""
    latest = _current(before)
    young = "yes" if minors.under_age(latest) else ""
    answers = Answers({**given, "about": before.about.value, "under_age": young})
    shown = tuple(_file_wanted(answers, before, one, returning=returning) for one in latest.files)
    choices = choices_from(answers, before.files, shown, today=at.now.date())
    check_signature(answers, choices.signature, latest.contributor_name, latest.relation)
    if answers.problems:
        raise Incomplete(answers.problems)
    wanted = without_place(latest.grants, grants_from(choices))
    return wanted, notice_of(at.memorial, before.interface_language)


def _file_wanted(answers: Answers, before: Remembrance, one: FileShown, *, returning: bool) -> FileShown:
    """A file with its answer. Without one it stays as it is granted now; who comes back is asked again."""
    kept, field = before.file_to_show(one.file_id), f"file:{one.file_id}:publish"
    answer = answers.line(field)
    if kept is None or answer:
        # The scan of a paper form too: nobody is asked about it, and no answer shows it.
        return replace(one, publish=kept is not None and answer == "yes")
    if returning and kept.can_be_shown:
        answers.problems.append(Invalid(field, "choose_publish"))
    grants = _current(before).grants
    return replace(one, publish=not returning and grants.audience(kept.scope, kept.id) > Audience.RESEARCH)


def _current(before: Remembrance) -> Version:
    return before.pending or before.published or before.latest


def _return(before: Remembrance, given: Mapping[str, str], at: Circumstances) -> Remembrance:
    if (
        before.standing_since
        and at.now > before.standing_since + timedelta(days=RETURN_DAYS)
        and not before.kept_in_archive
    ):
        raise NotAllowed("too_late_to_return")
    wanted, notice = _wanted(before, given, at, returning=True)
    return taking_back.return_to_review(before, wanted, notice, now=at.now)


def _extend(before: Remembrance, given: Mapping[str, str], at: Circumstances) -> Remembrance:
    try:
        until = date.fromisoformat(given.get("embargo_until", ""))
    except ValueError:
        raise Invalid("embargo_until", "write_a_date") from None
    return taking_back.extend_embargo(before, until)


def _beside(before: Remembrance, given: Mapping[str, str], at: Circumstances) -> Remembrance:
    """`other_id` is somebody on the wall; what they were to each other, and how sure that is, may be left open."""
    if not given.get("other_id"):
        raise Invalid("other_id", "choose_somebody")
    kinship, certainty = given.get("kinship") or Kinship.NEAR, given.get("certainty") or Certainty.NOT_SAID
    if kinship not in set(Kinship) or certainty not in set(Certainty):
        raise Invalid("kinship", "choose_one")
    wish = Beside(at.new_id(), given["other_id"], Kinship(kinship), Certainty(certainty))
    return standing_beside.ask(before, wish, now=at.now)


def _taken(before: Remembrance, given: Mapping[str, str]) -> frozenset[int] | None:
    """The paragraphs whose changes are taken over, where each was answered; None for all. Raises `Incomplete`."""
    pending = before.pending
    suggestion = pending.suggestion if pending is not None else None
    if not given.get("each") or suggestion is None or not suggestion.changes:
        return None
    answers = {one.paragraph: given.get(f"change_{one.paragraph}") for one in suggestion.changes}
    if missing := [number for number, answer in answers.items() if answer not in ("agree", "refuse")]:
        raise Incomplete([Invalid(f"change_{number}", "choose_one") for number in missing])
    return frozenset(number for number, answer in answers.items() if answer == "agree")


_ACTS: dict[str, Act] = {
    "hide": lambda before, given, at: pause(before, "contributor", now=at.now),
    "show": lambda before, given, at: taking_back.show_again(before, now=at.now),
    "unsign": lambda before, given, at: taking_back.unsign(before),
    "withdraw": lambda before, given, at: taking_back.withdraw(before, now=at.now),
    "return": _return,
    "keep": lambda before, given, at: taking_back.keep_in_archive(before, now=at.now),
    "message": lambda before, given, at: taking_back.say(before, clean(given.get("message", "")), now=at.now),
    "change": _change,
    "agree": lambda before, given, at: taking_back.agree(before, now=at.now, taken=_taken(before, given)),
    "refuse": lambda before, given, at: taking_back.refuse(before, now=at.now),
    "appeal": lambda before, given, at: taking_back.appeal(before, clean(given.get("message", "")), now=at.now),
    "extend": _extend,
    "beside": _beside,
    "not_beside": lambda before, given, at: standing_beside.ask_no_more(before, given.get("wish", "")),
    "of_age": lambda before, given, at: minors.come_of_age(before, at.now.date()),
    "not_yet": lambda before, given, at: minors.not_yet_of_age(before, at.now.date()),
}


def consent_changes(
    before: Remembrance,
    after: Remembrance,
    now: datetime,
    *,
    actor_kind: ActorKind = ActorKind.CONTRIBUTOR,
    method: str = "receipt_page",
) -> list[ConsentEvent]:
    """An event for every grant that differs, in every version; a new version names all its grants."""
    events: list[ConsentEvent] = []
    for version in after.versions:
        old = before.version(version.number)
        events += consent_events(
            after.id,
            version.number,
            old.grants if old else Grants(),
            version.grants,
            at=now,
            actor_kind=actor_kind,
            method=method,
            notice=version.notice,
        )
    return events


def erase(services: Services, uow: UnitOfWork, remembrance: Remembrance, why: str) -> None:
    """Destroy it: rows now, key and files with the commit. What it said of a person goes too, in backups as well."""
    if remembrance.person_id is not None:
        person = uow.people.find(remembrance.memorial_id, remembrance.person_id)
        if person is not None:
            left = person.without_source(remembrance.id)
            if not (left.names or left.import_id or left.joined or left.kept_place):
                uow.people.erase(left)
            elif left != person:
                uow.people.rekey(left)
    uow.remembrances.erase(remembrance, why)


def leave_address(services: Services, code: str, email: str) -> None:
    """Keep an e-mail address, sealed, to tell the contributor when there is an answer; '' removes it.

    Raises `Invalid` for what cannot be an address, `NotFound`.
    """
    email = email.strip()
    if email and not (email.isprintable() and len(email) <= 254 and _ADDRESS.fullmatch(email)):
        raise Invalid("email", "write_an_address")
    with services.unit_of_work() as uow:
        _, remembrance = _bound(uow, code)
        uow.remembrances.save(replace(remembrance, email=email))
        uow.commit()


def own_picture(services: Services, code: str, file_id: str, size: str, fmt: str) -> bytes | None:
    """One re-encoded size of a photograph under this receipt."""
    with services.unit_of_work(read_only=True) as uow:
        _, remembrance = _bound(uow, code)
    return picture_of(services, remembrance.files, file_id, size, fmt)


def own_recording(services: Services, code: str, file_id: str, form: str) -> MediaCopy | None:
    """A copy of a recording under this receipt, in that form. Raises `NotFound`."""
    with services.unit_of_work(read_only=True) as uow:
        _, remembrance = _bound(uow, code)
    kept = remembrance.kept_file(file_id)
    return kept.copy(form) if kept is not None else None
