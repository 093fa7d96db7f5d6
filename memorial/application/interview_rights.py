"""What was signed for an interview, how far it is open, and taking it out of sight or out of the archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from memorial.application.acts import note
from memorial.application.interview_forms import date_of
from memorial.application.interviews import SUBJECT, Act, Acting, act_on, require_same, require_words, texts
from memorial.application.services import Services
from memorial.domain.errors import Invalid, NotAllowed
from memorial.domain.interview import (
    Access,
    Allowed,
    DeedOfGift,
    InformedConsent,
    Interview,
    ReleaseForm,
)
from memorial.domain.staff import StaffMember

HOW_SIGNED = ("signed", "mark", "spoken", "by_law")
WHY_ERASED = ("narrator_asked", "law", "entered_by_mistake")
BY_NARRATOR, BY_DESK = "narrator", "desk"
LISTED = {"yes": True, "no": False, "not_asked": None}


# What was signed


def release(act: Acting) -> Interview:
    """The form as it was signed. One that stood before is kept among the earlier ones."""
    given, was = act.answers, act.interview.release
    require_same(given, was)
    text = texts(given, "text", act.languages)
    if not text:
        given.problems.append(Invalid(f"text_{act.languages[0]}", "forgotten"))
    for field in ("version", "signed_by"):
        if not given.line(field):
            given.problems.append(Invalid(field, "forgotten"))
    made = ReleaseForm(
        text=text,
        version=given.line("version"),
        allows=tuple(one for one in Allowed if given.line(f"allows_{one.value}")),
        signed_on=date_of(act, "signed_on", needed=True),
        signed_by=given.name("signed_by"),
        how=_how(act, "how"),
        recorded_by=act.member.id,
        recorded_at=act.services.now(),
    )
    return replace(act.interview, release=made, earlier_releases=_earlier(act.interview))


def _earlier(interview: Interview) -> tuple[ReleaseForm, ...]:
    return (*interview.earlier_releases, *((interview.release,) if interview.release else ()))


def _how(act: Acting, field: str) -> str:
    said = act.answers.line(field)
    if said not in HOW_SIGNED:
        act.answers.problems.append(Invalid(field, "choose_one"))
    return said


def release_withdrawn(act: Acting) -> Interview:
    """From now on the form that stands allows nothing."""
    was = act.interview.release
    if was is None or was.withdrawn_at is not None:
        return act.interview
    return replace(act.interview, release=replace(was, withdrawn_at=act.services.now()))


def consent(act: Acting) -> Interview:
    """That the narrator knew beforehand what the interview was for. It opens nothing."""
    require_same(act.answers, act.interview.consent)
    made = InformedConsent(date_of(act, "on", needed=True), _how(act, "how"), act.answers.text("note"))
    return replace(act.interview, consent=made)


def gift(act: Acting) -> Interview:
    """That the recordings were given to the archive. It opens nothing. A scan that is there stays."""
    given, was = act.answers, act.interview.gift
    require_same(given, was)
    if not given.line("by"):
        given.problems.append(Invalid("by", "forgotten"))
    scan = was.scan if was is not None else None
    made = DeedOfGift(date_of(act, "on", needed=True), given.name("by"), given.text("note"), scan)
    return replace(act.interview, gift=made)


# How far it is open


def access(act: Acting) -> Interview:
    """How far the archive opens it, from which day, and whether the narrator agreed to be listed."""
    given = act.answers
    require_same(given, access_of(act.interview))
    chosen = given.word("access", Access, needed="choose_one") or Access.CLOSED
    listed = _listed(act)
    if chosen is Access.CLOSED_LISTED and listed is not True:
        given.problems.append(Invalid("listed", "narrator_must_agree_to_be_listed"))
    if listed is True and _narrator_last(act.interview, "narrator_list", "narrator_unlist") == "narrator_unlist":
        given.problems.append(Invalid("listed", "narrator_said_no_to_listing"))
    opens_on = None
    if chosen is Access.EMBARGOED:
        opens_on = given.day("opens_on", after=act.services.now().date())
    return replace(act.interview, access=chosen, opens_on=opens_on, listed=listed)


def access_of(interview: Interview) -> tuple[object, ...]:
    """What the form of access shows."""
    return (interview.access, interview.opens_on, interview.listed)


def _listed(act: Acting) -> bool | None:
    said = act.answers.line("listed")
    if said not in LISTED:
        act.answers.problems.append(Invalid("listed", "choose_one"))
    return LISTED.get(said)


def _narrator_last(interview: Interview, *what: str) -> str:
    """Which of these the narrator did last, by their own code; '' for none."""
    did = (one.what for one in reversed(interview.history) if one.by == BY_NARRATOR and one.what in what)
    return next(did, "")


def pause(act: Acting) -> Interview:
    """Out of sight with this commit, also where the narrator keeps it out of sight: then both have to show it again."""
    return replace(act.interview, paused=True, paused_by=BY_DESK)


def resume(act: Acting) -> Interview:
    """The desk shows it again. It stays out of sight where the narrator wants that too.

    Raises `NotAllowed` where the narrator alone took it out of sight.
    """
    if act.interview.paused and act.interview.paused_by == BY_NARRATOR:
        raise NotAllowed("not_paused_by_you")
    if _narrator_last(act.interview, "narrator_hide", "narrator_show") == "narrator_hide":
        return replace(act.interview, paused=True, paused_by=BY_NARRATOR)
    return replace(act.interview, paused=False, paused_by="")


def remove(act: Acting) -> Interview:
    return replace(act.interview, removed=True)


def bring_back(act: Acting) -> Interview:
    return replace(act.interview, removed=False)


ACTS: Mapping[str, Act] = {
    "release": release,
    "release_withdrawn": release_withdrawn,
    "consent": consent,
    "gift": gift,
    "access": access,
    "resume": resume,
    "bring_back": bring_back,
}
NARROWING: Mapping[str, Act] = {"pause": pause, "remove": remove}
"""What every keeper may do, also one who may not read."""

NEEDS_REASON = frozenset({"release_withdrawn", "resume", "remove", "bring_back"})


def with_reason(action: str, act: Act) -> Act:
    """The act, refused where it needs a reason and has none."""

    def asked(acting: Acting) -> Interview:
        if action in NEEDS_REASON and not acting.answers.line("why"):
            acting.answers.problems.append(Invalid("why", "forgotten"))
        return act(acting)

    return asked


def narrow(
    services: Services, member: StaffMember, memorial_id: str, interview_id: str, action: str, given: Mapping[str, str]
) -> Interview:
    """`pause` or `remove`, by any keeper of the memorial."""
    act = with_reason(action, NARROWING[action])
    return act_on(services, member, memorial_id, interview_id, action, act, given, words=False)


def erase(services: Services, member: StaffMember, memorial_id: str, interview_id: str, why: str) -> None:
    """Destroy it with its history, its files and its key. For administrators; nothing brings it back.

    `why` is one of `WHY_ERASED`, and stands in the log. Raises `NotFound`, `NotAllowed`, `Invalid`.
    """
    require_may_erase(member, memorial_id)
    if why not in WHY_ERASED:
        raise Invalid("why", "choose_one")
    with services.unit_of_work() as uow:
        uow.interviews.erase(uow.interviews.get(memorial_id, interview_id))
        note(uow, member, memorial_id, interview_id, "interview_erase", kind=SUBJECT, reason=why)
        uow.commit()


def require_may_erase(member: StaffMember, memorial_id: str) -> None:
    if member.disabled or not member.is_admin(memorial_id):
        raise NotAllowed("administrators_only")


def may_act(member: StaffMember, memorial_id: str) -> bool:
    """Whether they may do more than take it out of sight."""
    try:
        require_words(member, memorial_id)
    except NotAllowed:
        return False
    return True
