"""The files of an interview: masters that come in as streams and stay whole, photographs, scans; and what goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from memorial.application.acts import note
from memorial.application.interview_seals import part_of
from memorial.application.interviews import (
    SUBJECT,
    Act,
    Acting,
    act_on,
    require_same,
    require_words,
    session_of,
    time_of,
)
from memorial.application.kept_files import picture_of, store_file
from memorial.application.offer import Answers
from memorial.application.ports.media import FileRefused
from memorial.application.services import Services
from memorial.domain.errors import Invalid, NotAllowed, NotFound
from memorial.domain.interview import (
    Interview,
    InterviewChange,
    MediaCopy,
    MediaState,
    Photograph,
    Recording,
    begins,
)
from memorial.domain.interview_answers import of_the_file
from memorial.domain.remembrance import FileKept
from memorial.domain.sealed_spans import covers, spans_sealed
from memorial.domain.staff import StaffMember
from memorial.vocabulary import FileKind, Living

LARGEST_RECORDING = 64 * 1024**3
"""Bytes. An uncompressed hour of pictures is larger than what any other form takes."""
LARGEST_PAPER = 50 * 1024**2
MOST_RECORDINGS = 200
MOST_PHOTOGRAPHS = 100
HEARD = frozenset({FileKind.AUDIO, FileKind.VIDEO})
SEEN = frozenset({FileKind.PHOTO})
PAPERS = frozenset({FileKind.PHOTO, FileKind.DOCUMENT})
SCANS = ("release", "gift")

Put = Callable[[Acting, FileKept], Interview]


# What comes in


def keep_recording(
    services: Services, member: StaffMember, where: tuple[str, str], given: Mapping[str, str], name: str,
    pieces: Iterable[bytes],
) -> Interview:  # fmt: skip
    """Seal a master as it comes, whole, and put it in the sitting `session`; it begins there at `starts`.

    Copies to listen to are made by the media worker, of which the commit tells it. Raises `FileRefused`, `Incomplete`,
    `NotFound`.
    """
    return _kept(services, member, where, "recording", given, (name, pieces), HEARD, LARGEST_RECORDING, _put_recording)


def keep_photograph(
    services: Services, member: StaffMember, where: tuple[str, str], given: Mapping[str, str], name: str,
    pieces: Iterable[bytes],
) -> Interview:  # fmt: skip
    """A picture that belongs to the interview. Nobody outside sees it before that is chosen."""
    most = services.limits.max_file_bytes
    return _kept(services, member, where, "photograph", given, (name, pieces), SEEN, most, _put_photograph)


def keep_scan(
    services: Services, member: StaffMember, where: tuple[str, str], given: Mapping[str, str], name: str,
    pieces: Iterable[bytes],
) -> Interview:  # fmt: skip
    """The paper as it was filed, beside the release form or the deed of gift (`of`). It opens nothing."""
    return _kept(services, member, where, "scan", given, (name, pieces), PAPERS, LARGEST_PAPER, _put_scan)


def _kept(
    services: Services,
    member: StaffMember,
    where: tuple[str, str],
    action: str,
    given: Mapping[str, str],
    file: tuple[str, Iterable[bytes]],
    kinds: frozenset[FileKind],
    limit: int,
    put: Put,
) -> Interview:
    """The file goes into the vault while it arrives, in no transaction; after any refusal nothing of it is left."""
    require_words(member, where[0])
    with services.unit_of_work(read_only=True) as uow:
        uow.interviews.get(*where)
    stored: list[str] = []
    try:
        kept = store_file(services, file[0], file[1], limit, stored)
        if kept.kind not in kinds:
            raise FileRefused("not_accepted_here")
        return act_on(services, member, *where, action, lambda acting: put(acting, kept), given)
    except BaseException:
        services.vault.delete(stored)
        raise


def _put_recording(act: Acting, kept: FileKept) -> Interview:
    number = session_of(act)
    said = time_of(act.answers, "starts")
    starts = begins(_of_session(act.interview, number), kept.name, kept.kind) if said is None else said
    if len(act.interview.recordings) >= MOST_RECORDINGS:
        act.answers.problems.append(Invalid("file", "enough_of_these"))
    sessions = tuple(
        replace(one, recordings=(*one.recordings, Recording(kept.id, kept, starts))) if one.number == number else one
        for one in act.interview.sessions
    )
    return replace(act.interview, sessions=sessions)


def _of_session(interview: Interview, number: int) -> tuple[Recording, ...]:
    return tuple(one for session, one in interview.recordings if session.number == number)


def _put_photograph(act: Acting, kept: FileKept) -> Interview:
    if len(act.interview.photographs) >= MOST_PHOTOGRAPHS:
        act.answers.problems.append(Invalid("file", "enough_of_these"))
    living = act.answers.word("living", Living) or Living.UNSURE
    added = Photograph(kept, act.answers.line("caption"), living, bool(act.answers.line("agreed")))
    return replace(act.interview, photographs=(*act.interview.photographs, added))


def _put_scan(act: Acting, kept: FileKept) -> Interview:
    of = act.answers.line("of")
    if of == "release" and act.interview.release is not None:
        return replace(act.interview, release=replace(act.interview.release, scan=kept))
    if of == "gift" and act.interview.gift is not None:
        return replace(act.interview, gift=replace(act.interview.gift, scan=kept))
    raise NotFound("no_such_part")


# What is done to what is there


def recording_starts(act: Acting) -> Interview:
    """Where the recording begins in the time of its sitting.

    Raises `NotAllowed` while a seal that holds touches it, where it is or where it is to be: what is sealed is told by
    time, and would come to be heard.
    """
    found = _recording(act)
    moved = replace(found, starts=time_of(act.answers, "starts") or 0)
    if moved != found and (_sealed(act, found) or _sealed(act, moved)):
        raise NotAllowed("part_is_sealed")
    return act.interview.with_recording(moved)


def _sealed(act: Acting, one: Recording) -> bool:
    where = act.interview.recording(one.id)
    trusted = act.uow.clock_readings.trusted()
    held = spans_sealed(act.interview.seals, where[0].number if where else 0, act.memorial.time_zone, trusted)
    return any(part_of(one, span) for span in held)


def recording_out(act: Acting) -> Interview:
    """Destroy a master and its copies, with a reason and a word that it is meant."""
    gone = _recording(act)
    _meant(act.answers)
    sessions = tuple(
        replace(one, recordings=tuple(r for r in one.recordings if r.id != gone.id)) for one in act.interview.sessions
    )
    return replace(act.interview, sessions=sessions)


def _recording(act: Acting) -> Recording:
    found = act.interview.recording(act.answers.line("id"))
    if found is None:
        raise NotFound("no_such_part")
    return found[1]


def _meant(given: Answers) -> None:
    if not given.line("sure"):
        given.problems.append(Invalid("sure", "not_sure"))
    if not given.line("why"):
        given.problems.append(Invalid("why", "forgotten"))


def photograph_about(act: Acting) -> Interview:
    """Its caption, whether somebody alive is in it who agreed, and whether it may be shown."""
    was = _photograph(act)
    require_same(act.answers, shown_of(was))
    changed = replace(
        was,
        caption=act.answers.line("caption"),
        living=act.answers.word("living", Living, needed="choose_one") or Living.UNSURE,
        agreed=bool(act.answers.line("agreed")),
        publish=bool(act.answers.line("publish")),
    )
    return replace(
        act.interview, photographs=tuple(changed if one is was else one for one in act.interview.photographs)
    )


def shown_of(one: Photograph) -> tuple[object, ...]:
    """What the form of a photograph shows."""
    return (one.file.id, one.caption, one.living, one.agreed, one.publish)


def photograph_out(act: Acting) -> Interview:
    was = _photograph(act)
    _meant(act.answers)
    return replace(act.interview, photographs=tuple(one for one in act.interview.photographs if one is not was))


def _photograph(act: Acting) -> Photograph:
    wanted = act.answers.line("id")
    found = next((one for one in act.interview.photographs if one.file.id == wanted), None)
    if found is None:
        raise NotFound("no_such_part")
    return found


def scan_out(act: Acting) -> Interview:
    """Destroy the scan of the release form or of the deed of gift; what was recorded of it stays."""
    _meant(act.answers)
    of = act.answers.line("of")
    if of == "release" and act.interview.release is not None:
        return replace(act.interview, release=replace(act.interview.release, scan=None))
    if of == "gift" and act.interview.gift is not None:
        return replace(act.interview, gift=replace(act.interview.gift, scan=None))
    raise NotFound("no_such_part")


ACTS: Mapping[str, Act] = {
    "recording_starts": recording_starts,
    "recording_out": recording_out,
    "photograph_about": photograph_about,
    "photograph_out": photograph_out,
    "scan_out": scan_out,
}


def again(services: Services, member: StaffMember, memorial_id: str, record_id: str, file_id: str) -> bool:
    """Let the worker try a recording once more that was set aside. False where there is none such.

    `record_id` is an interview's, or that of something else whose recording is worked on.
    """
    require_words(member, memorial_id)
    with services.unit_of_work() as uow:
        interview = uow.interviews.find(memorial_id, record_id)
        found = interview.recording(file_id) if interview is not None else None
        done = uow.media_jobs.again(memorial_id, record_id, file_id)
        if interview is not None and found is not None and found[1].state is MediaState.QUARANTINED:
            # The commit sees that copies are missing, and asks the worker for them.
            waits = interview.with_recording(replace(found[1], state=MediaState.WAITING, problem=""))
            uow.interviews.save(waits.noted(InterviewChange(services.now(), member.id, "media_again")))
            done = True
        outcome = "decided" if done else "nothing_changed"
        note(uow, member, memorial_id, record_id, "interview_media_again", kind=SUBJECT, reason=outcome)
        uow.commit()
    return done


# What goes out, to the desk alone


def copy_of(
    services: Services, member: StaffMember, memorial_id: str, interview_id: str, recording_id: str, fmt: str
) -> MediaCopy:
    """A copy to listen to at the desk; what is sealed is silent in it too. Raises `NotFound`."""
    require_words(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        interview = open_to_desk(uow.interviews.get(memorial_id, interview_id))
    found = copy_heard(services, interview, recording_id, fmt)
    if found is None:
        raise NotFound("no_such_part")
    return found


def copy_heard(services: Services, interview: Interview, recording_id: str, fmt: str) -> MediaCopy | None:
    """The copy in that format, for the desk or for the narrator; None where there is none in which everything that is
    sealed today is silent.
    """
    found = interview.recording(recording_id)
    if found is None:
        return None
    with services.unit_of_work(read_only=True) as uow:
        memorial, trusted = uow.memorials.get(interview.memorial_id), uow.clock_readings.trusted()
    sealed = of_the_file(interview, memorial, trusted, *found)
    return next((one for one in found[1].copies if one.format == fmt and covers(one.cut, sealed)), None)


def open_to_desk(interview: Interview) -> Interview:
    """Raises `NotFound` where the narrator took it back: then the desk hears and reads it no more either."""
    if interview.withdrawn_at is not None:
        raise NotFound("withdrawn")
    return interview


def master_of(
    services: Services, member: StaffMember, memorial_id: str, interview_id: str, recording_id: str
) -> FileKept:
    """The whole recording as it came, what is sealed in it too; one audit entry. Raises `NotFound`."""
    require_words(member, memorial_id)
    with services.unit_of_work() as uow:
        found = open_to_desk(uow.interviews.get(memorial_id, interview_id)).recording(recording_id)
        if found is None:
            raise NotFound("no_such_part")
        note(uow, member, memorial_id, interview_id, "interview_master_out", kind=SUBJECT)
        uow.commit()
    return found[1].master


def picture(
    services: Services, member: StaffMember, where: tuple[str, str], file_id: str, size: str, fmt: str
) -> bytes | None:
    """One size of a photograph, or of a scan that is a picture; None where there is none. Raises `NotFound`."""
    require_words(member, where[0])
    with services.unit_of_work(read_only=True) as uow:
        interview = open_to_desk(uow.interviews.get(*where))
    return picture_of(services, papers_of(interview).values(), file_id, size, fmt)


def papers_of(interview: Interview) -> dict[str, FileKept]:
    """Photographs and scans, by the id of their file."""
    forms = (interview.release, *interview.earlier_releases, interview.gift)
    files = [one.file for one in interview.photographs] + [one.scan for one in forms if one and one.scan]
    return {one.id: one for one in files}


def paper(services: Services, member: StaffMember, where: tuple[str, str], file_id: str) -> FileKept:
    """A scan as it came, for the desk. Raises `NotFound`."""
    require_words(member, where[0])
    with services.unit_of_work(read_only=True) as uow:
        found = papers_of(open_to_desk(uow.interviews.get(*where))).get(file_id)
    if found is None:
        raise NotFound("no_such_part")
    return found
