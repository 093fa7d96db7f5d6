"""What an archivist enters of an interview: what it is, who tells, who asks, its sittings, and its index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from memorial.application.interviews import Act, Acting, found_or_none, require_same, session_of, texts, time_of
from memorial.domain.errors import Invalid, NotAllowed, NotFound
from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf
from memorial.domain.heritage import holds_coordinates
from memorial.domain.interview import About, Interview, Interviewer, Narrator, Session
from memorial.domain.languages import is_language_code
from memorial.domain.transcript import IndexSegment, Link
from memorial.vocabulary import Rendering

MOST_NARRATORS = 40
MOST_SESSIONS = 60
MOST_SEGMENTS = 2_000
LINES = ("project", "collection", "accession_number", "copyright_holder", "rights_statement")
NAMES_SHOWN = (Rendering.FULL, Rendering.INITIALS, Rendering.NONE)


def about(act: Acting) -> Interview:
    given, was = act.answers, act.interview.about
    require_same(given, was)
    title = texts(given, "title", act.languages, line=True)
    if not title:
        given.problems.append(Invalid(f"title_{act.languages[0]}", "forgotten"))
    codes = tuple(dict.fromkeys(given.line("languages").replace(",", " ").split()))
    if not all(map(is_language_code, codes)):
        given.problems.append(Invalid("languages", "unknown_language"))
    lines = {name: given.line(name) for name in LINES}
    summary = texts(given, "summary", act.languages) or None
    changed = About(title, summary, codes, **lines, notes=given.text("notes"), imported_from=was.imported_from)
    return replace(act.interview, about=changed)


# Who tells and who asks


def narrator(act: Acting) -> Interview:
    """A new one, or with `id` the one that is there."""
    given, there = act.answers, act.interview.narrators
    was = found_or_none(given, "id", there)
    if was is not None:
        require_same(given, was)
    elif len(there) >= MOST_NARRATORS:
        given.problems.append(Invalid("name", "enough_of_these"))
    name = given.name("name")
    if not name:
        given.problems.append(Invalid("name", "forgotten"))
    changed = Narrator(
        id=was.id if was is not None else act.services.new_id(),
        name=name,
        name_other=given.name("name_other"),
        language=_language(act),
        group=bool(given.line("group")),
        shown=_shown(act),
        person_id=_person(act),
        under_age=bool(given.line("under_age")),
        note=given.text("note"),
    )
    kept = tuple(changed if one.id == changed.id else one for one in there)
    return replace(act.interview, narrators=kept if was is not None else (*there, changed))


def _language(act: Acting) -> str:
    code = act.answers.line("language") or "und"
    if code != "und" and not is_language_code(code):
        act.answers.problems.append(Invalid("language", "unknown_language"))
    return code


def _shown(act: Acting) -> Rendering:
    said = act.answers.line("shown")
    if said not in {one.value for one in NAMES_SHOWN}:
        act.answers.problems.append(Invalid("shown", "choose_one"))
        return Rendering.NONE
    return Rendering(said)


def _person(act: Acting) -> str | None:
    """Somebody of the wall, by the address of their page or the id in it."""
    said = act.answers.line("person_id").rstrip("/").rpartition("/")[2]
    if said and act.uow.people.find(act.memorial.id, said[:40]) is None:
        act.answers.problems.append(Invalid("person_id", "nobody_at_that_address"))
    return said or None


def narrator_out(act: Acting) -> Interview:
    gone = act.answers.line("id")
    return replace(act.interview, narrators=tuple(one for one in act.interview.narrators if one.id != gone))


def interviewer(act: Acting) -> Interview:
    given, there = act.answers, act.interview.interviewers
    was = found_or_none(given, "id", there)
    name = given.name("name")
    if not name:
        given.problems.append(Invalid("name", "forgotten"))
    if was is None and len(there) >= MOST_NARRATORS:
        given.problems.append(Invalid("name", "enough_of_these"))
    changed = Interviewer(was.id if was else act.services.new_id(), name, shown=bool(given.line("shown")))
    kept = tuple(changed if one.id == changed.id else one for one in there)
    return replace(act.interview, interviewers=kept if was is not None else (*there, changed))


def interviewer_out(act: Acting) -> Interview:
    gone = act.answers.line("id")
    return replace(act.interview, interviewers=tuple(one for one in act.interview.interviewers if one.id != gone))


# Sittings


def session(act: Acting) -> Interview:
    """A new sitting, or with `number` the one that is there."""
    given, there = act.answers, act.interview.sessions
    was = found_or_none(given, "number", there, by="number")
    if was is None and len(there) >= MOST_SESSIONS:
        given.problems.append(Invalid("on", "enough_of_these"))
    place = given.line("place")
    if holds_coordinates(place):
        given.problems.append(Invalid("place", "no_coordinates"))
    on, place_shown = date_of(act, "on"), bool(given.line("place_shown"))
    if was is None:
        number = max((one.number for one in there), default=0) + 1
        return replace(act.interview, sessions=(*there, Session(number, on, place, place_shown)))
    changed = replace(was, on=on, place=place, place_shown=place_shown)
    return replace(act.interview, sessions=tuple(changed if one is was else one for one in there))


def date_of(act: Acting, field: str, *, needed: bool = False) -> str:
    """The date as EDTF: written so, or in words that are certain; '' where none is given."""
    said = act.answers.line(field)
    if not said:
        if needed:
            act.answers.problems.append(Invalid(field, "forgotten"))
        return ""
    try:
        return str(FuzzyDate.parse(said).edtf)
    except NotEdtf:
        read = act.services.read_date(said, act.answers.line("page_language") or act.memorial.languages[0])
        if not read:
            act.answers.problems.append(Invalid(field, "unknown_date"))
        return read


def session_out(act: Acting) -> Interview:
    """A sitting to which nothing belongs any more. Raises `NotAllowed`."""
    was = found_or_none(act.answers, "number", act.interview.sessions, by="number")
    if was is None:
        raise NotFound("no_such_part")
    whole = act.interview
    used = {one.session for one in whole.transcripts} | {one.session for one in whole.index}
    if was.recordings or was.number in used | {one.session for one in whole.seals}:
        raise NotAllowed("sitting_not_empty")
    return replace(act.interview, sessions=tuple(one for one in act.interview.sessions if one is not was))


# The index


def segment(act: Acting) -> Interview:
    """A described span, new or with `id` the one that is there."""
    given, there = act.answers, act.interview.index
    was = found_or_none(given, "id", there)
    if was is not None:
        require_same(given, was)
    elif len(there) >= MOST_SEGMENTS:
        given.problems.append(Invalid("start", "enough_of_these"))
    start, end = time_of(given, "start", needed=True) or 0, time_of(given, "end")
    if end is not None and end <= start:
        given.problems.append(Invalid("end", "ends_before_it_begins"))
    sitting = session_of(act)
    changed = IndexSegment(
        id=was.id if was is not None else act.services.new_id(),
        session=sitting,
        start=start,
        end=end,
        title=_texts(act, "title", line=True),
        synopsis=_texts(act, "synopsis"),
        partial_transcript=_texts(act, "partial_transcript"),
        keywords=_words(act, "keywords"),
        subjects=_words(act, "subjects"),
        content_note=_texts(act, "content_note"),
        place=_texts(act, "place", line=True),
        latitude=given.line("latitude"),
        longitude=given.line("longitude"),
        zoom=given.line("zoom"),
        links=_links(act),
    )
    others = [one for one in there if one.id != changed.id]
    return replace(act.interview, index=tuple(sorted((*others, changed), key=lambda one: (one.session, one.start))))


def _texts(act: Acting, field: str, *, line: bool = False) -> dict[str, str] | None:
    return texts(act.answers, field, act.languages, line=line) or None


def _words(act: Acting, field: str) -> dict[str, tuple[str, ...]] | None:
    """Words parted by line ends or semicolons, by language."""
    found = {}
    for code in act.languages:
        parts = act.answers.text(f"{field}_{code}").replace(";", "\n").split("\n")
        if words := tuple(dict.fromkeys(filter(None, (part.strip() for part in parts)))):
            found[code] = words
    return found or None


def _links(act: Acting) -> tuple[Link, ...]:
    """An address in each line, with what it leads to after it."""
    found = []
    for line in act.answers.text("links").split("\n"):
        href, _space, what = line.strip().partition(" ")
        if not href:
            continue
        if not href.startswith(("https://", "http://")):
            act.answers.problems.append(Invalid("links", "write_whole_addresses"))
        found.append(Link(href, what.strip()))
    return tuple(found)


def segment_out(act: Acting) -> Interview:
    gone = act.answers.line("id")
    return replace(act.interview, index=tuple(one for one in act.interview.index if one.id != gone))


ACTS: Mapping[str, Act] = {
    "about": about,
    "narrator": narrator,
    "narrator_out": narrator_out,
    "interviewer": interviewer,
    "interviewer_out": interviewer_out,
    "session": session,
    "session_out": session_out,
    "segment": segment,
    "segment_out": segment_out,
}
