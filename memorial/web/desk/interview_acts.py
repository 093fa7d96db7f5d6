"""The acts on an interview as pages: what each asks, says and holds at first, and where it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from memorial.application import interview_media, interview_rights, interview_texts
from memorial.application.interviews import mark_of
from memorial.domain.errors import NotFound
from memorial.domain.interview import Interview, Photograph, Recording
from memorial.web.desk import interview_asks as asks
from memorial.web.desk.interview_asks import Ask
from memorial.web.interview_words import clock


@dataclass(frozen=True)
class Case:
    """An act that is asked for: on which interview, in which languages, and on which part of it (`of`), if any."""

    interview: Interview
    languages: Sequence[str]
    of: str

    def one(self, kept: Sequence[Any], by: str = "id") -> Any:
        """That part, or None where a new one is meant. Raises `NotFound` where there is none such."""
        if not self.of:
            return None
        found = next((one for one in kept if str(getattr(one, by)) == self.of), None)
        if found is None:
            raise NotFound("no_such_part")
        return found

    @property
    def recording(self) -> Recording:
        found = self.interview.recording(self.of)
        if found is None:
            raise NotFound("no_such_part")
        return found[1]

    @property
    def photograph(self) -> Photograph:
        found = next((one for one in self.interview.photographs if one.file.id == self.of), None)
        if found is None:
            raise NotFound("no_such_part")
        return found


@dataclass(frozen=True)
class ActPage:
    """One act. `part`: what must not have changed since; `name`: what of the interview it is about; `by`: the hidden
    field that holds which part, '' where a question asks for it; `sent_to`: '' for the interview's own address, else
    what stands after it.
    """

    title: Any
    means: Sequence[Any]
    button: Any
    asks: Callable[[Case], list[Ask]] = lambda _case: []
    data: Callable[[Case], Mapping[str, Any]] = lambda _case: {}
    part: Callable[[Case], Any] | None = None
    name: Callable[[Case], str] = lambda _case: ""
    by: str = "id"
    sent_to: str = ""
    back: str = ""

    def hidden(self, case: Case) -> list[tuple[str, str]]:
        found = [asks.page_language()]
        if case.of and self.by:
            found.append((self.by, case.of))
        if self.part is not None:
            found.append(("mark", mark_of(self.part(case))))
        return found


def _fields(found: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(found, name) for name in names} if found is not None else {}


def _narrator_data(case: Case) -> dict[str, Any]:
    found = case.one(case.interview.narrators)
    if found is None:
        return {"language": ""}
    data = _fields(found, ("name", "name_other", "language", "group", "under_age", "note"))
    language = "" if found.language == "und" else found.language
    return data | {"shown": found.shown.value, "person_id": found.person_id or "", "language": language}


def _session_data(case: Case) -> dict[str, Any]:
    return _fields(case.one(case.interview.sessions, "number"), ("on", "place", "place_shown"))


def _photograph_data(case: Case) -> dict[str, Any]:
    data = _fields(case.photograph, ("caption", "agreed", "publish"))
    return data | {"living": case.photograph.living.value}


def _segment_data(case: Case) -> dict[str, Any]:
    found = case.one(case.interview.index)
    if found is None:
        return {}
    data: dict[str, Any] = {"session": str(found.session), "start": clock(found.start)}
    data["end"] = clock(found.end) if found.end is not None else ""
    for name in ("title", "synopsis", "partial_transcript", "content_note", "place"):
        data |= {f"{name}_{code}": text for code, text in (getattr(found, name) or {}).items()}
    for name in ("keywords", "subjects"):
        data |= {f"{name}_{code}": "\n".join(words) for code, words in (getattr(found, name) or {}).items()}
    links = "\n".join(f"{one.href} {one.description}".strip() for one in found.links)
    return data | {"links": links} | _fields(found, ("latitude", "longitude", "zoom"))


def _release_data(case: Case) -> dict[str, Any]:
    """The words of the form that stands, so that a newer one is not typed from nothing; what it allows is not taken."""
    found = case.interview.release
    return {f"text_{code}": text for code, text in found.text.items()} if found else {}


def _transcript_data(case: Case) -> dict[str, Any]:
    found = case.one(case.interview.transcripts)
    return _fields(found, ("language", "translation", "by", "machine"))


def _transcript_part(case: Case) -> Any:
    found = case.one(case.interview.transcripts)
    return interview_texts.shown_of(found) if found is not None else None


def _called(case: Case) -> str:
    found = case.one((*case.interview.narrators, *case.interview.interviewers))
    return found.name if found is not None else ""


def _segment_called(case: Case) -> str:
    found = case.one(case.interview.index)
    if found is None:
        return ""
    return " · ".join((clock(found.start), *dict.fromkeys((found.title or {}).values())))


def _file_called(case: Case) -> str:
    return case.recording.master.name


_NOT_BACK = _l("Nothing brings it back: what is taken out here is not kept in the history.")

ACTS: Mapping[str, ActPage] = {
    "about": ActPage(
        _l("What it is"), (), _l("Save"), lambda case: asks.about(case.languages),
        lambda case: asks.about_data(case.interview), lambda case: case.interview.about, back="about",
    ),
    "narrator": ActPage(
        _l("Who tells"), (), _l("Save"), lambda _case: asks.narrator(), _narrator_data,
        lambda case: case.one(case.interview.narrators), _called, back="people",
    ),
    "narrator_out": ActPage(_l("Take a narrator out"), (_NOT_BACK,), _l("Take out"), lambda _case: asks.why(),
                            name=_called, back="people"),
    "interviewer": ActPage(
        _l("Who asks"), (), _l("Save"), lambda _case: asks.interviewer(),
        lambda case: _fields(case.one(case.interview.interviewers), ("name", "shown")), name=_called, back="people",
    ),
    "interviewer_out": ActPage(_l("Take an interviewer out"), (_NOT_BACK,), _l("Take out"), name=_called,
                               back="people"),
    "session": ActPage(_l("A sitting"), (), _l("Save"), lambda _case: asks.session(), _session_data, by="number",
                       back="sessions"),
    "session_out": ActPage(_l("Take a sitting out"), (_l("Only a sitting to which nothing belongs can be taken out."),),
                           _l("Take out"), by="number", back="sessions"),
    "recording": ActPage(
        _l("Bring in a recording"),
        (_l("A large file takes a while. Please leave this page open until it has arrived."),),
        _l("Bring it in"), lambda case: asks.recording(case.interview),
        lambda case: {"session": case.of}, by="", sent_to="recordings", back="sessions",
    ),
    "recording_starts": ActPage(
        _l("Where a recording begins"), (), _l("Save"), lambda _case: asks.moved(),
        lambda case: {"starts": clock(case.recording.starts)}, name=_file_called, back="sessions",
    ),
    "recording_out": ActPage(
        _l("Destroy a recording"),
        (_l("The recording itself is destroyed, with every copy. The archive keeps nothing of it."),),
        _l("Destroy it"), lambda _case: asks.destroy(), name=_file_called, back="sessions",
    ),
    "master": ActPage(
        _l("Take the whole recording out"),
        (_l("You get the recording as it came, with everything that is sealed in it. Please keep it where nobody else"
            " can come to it, and delete it when you are done. The log says that you took it."),),
        _l("Take it out"), name=_file_called, sent_to="master", back="sessions",
    ),
    "photograph": ActPage(
        _l("Bring in a photograph"), (_l("Nobody outside sees it before that is chosen."),), _l("Bring it in"),
        lambda _case: asks.photograph(new=True), sent_to="photographs", back="photographs",
    ),
    "photograph_about": ActPage(
        _l("A photograph"), (), _l("Save"), lambda _case: asks.photograph(new=False), _photograph_data,
        lambda case: interview_media.shown_of(case.photograph), back="photographs",
    ),
    "photograph_out": ActPage(
        _l("Destroy a photograph"), (_l("The photograph is destroyed. The archive keeps nothing of it."),),
        _l("Destroy it"), lambda _case: asks.destroy(), name=lambda case: case.photograph.caption,
        back="photographs",
    ),
    "scan": ActPage(_l("File a scan"), (_l("It is kept beside what was signed. It opens nothing."),), _l("File it"),
                    lambda _case: asks.scan(), by="of", sent_to="scans", back="papers"),
    "scan_out": ActPage(_l("Destroy a scan"), (_l("What was recorded of the paper stays."),), _l("Destroy it"),
                        lambda _case: asks.destroy(), by="of", back="papers"),
    "segment": ActPage(
        _l("A part of the index"), (), _l("Save"), lambda case: asks.segment(case.interview, case.languages),
        _segment_data, lambda case: case.one(case.interview.index), _segment_called, back="index",
    ),
    "segment_out": ActPage(_l("Take a part of the index out"), (_NOT_BACK,), _l("Take out"),
                           lambda _case: asks.why(), name=_segment_called, back="index"),
    "transcript": ActPage(
        _l("Bring in a transcript"), (), _l("Bring it in"), lambda case: asks.transcript(case.interview, new=True),
        lambda case: {"session": case.of}, by="", sent_to="transcripts", back="transcripts",
    ),
    "transcript_about": ActPage(
        _l("What a transcript is"),
        (_l("If you change the language, or whether it is a translation, the narrator has to read it again. Until the"
            " narrator has agreed, visitors do not read it."),),
        _l("Save"), lambda case: asks.transcript(case.interview, new=False),
        _transcript_data, _transcript_part, back="transcripts",
    ),
    "transcript_file": ActPage(
        _l("Take a transcript along"),
        (_l("You get every line, with what is sealed too. Please keep the file where nobody else can come to it. The"
            " log says that you took it."),),
        _l("Take it along"), lambda _case: asks.form_of_file(), sent_to="transcript-file", back="transcripts",
    ),
    "transcript_out": ActPage(_l("Take a transcript out"), (_NOT_BACK,), _l("Take out"), lambda _case: asks.destroy(),
                              back="transcripts"),
    "release": ActPage(
        _l("The release form"),
        (
            _l("Record the form as it was signed. What it allows may be shown from now on, as far as access is open and"
               " the narrator has read it. What it does not name stays closed."),
            _l("A form that is recorded already is kept, and does not count any more."),
        ),
        _l("Record it"), lambda case: asks.release(case.languages), _release_data,
        lambda case: case.interview.release, back="papers",
    ),
    "release_withdrawn": ActPage(
        _l("The release form was withdrawn"),
        (_l("From now on nothing of the interview is shown to anybody outside."),),
        _l("Record that"), lambda _case: asks.why(), back="papers",
    ),
    "consent": ActPage(
        _l("Informed consent"),
        (_l("That the narrator knew what the interview was for before it began. It opens nothing."),),
        _l("Save"), lambda _case: asks.consent(),
        lambda case: _fields(case.interview.consent, ("on", "how", "note")),
        lambda case: case.interview.consent, back="papers",
    ),
    "gift": ActPage(
        _l("Deed of gift"), (_l("That the recordings were given to the archive. It opens nothing."),), _l("Save"),
        lambda _case: asks.gift(), lambda case: _fields(case.interview.gift, ("on", "by", "note")),
        lambda case: case.interview.gift, back="papers",
    ),
    "access": ActPage(
        _l("Access"),
        (_l("This is how far the archive opens it at most. The release form and the narrator decide too."),),
        _l("Save"), lambda _case: asks.access(), lambda case: asks.access_data(case.interview),
        lambda case: interview_rights.access_of(case.interview), back="access",
    ),
    "pause": ActPage(_l("Take it out of sight now"), (_l("Nobody outside hears or reads it from this moment on."),),
                     _l("Take it out of sight"), back="access"),
    "resume": ActPage(_l("Show it again"),
                      (_l("Visitors have again what they had, as far as everything else allows."),),
                      _l("Show it again"), lambda _case: asks.why(), back="access"),
    "remove": ActPage(_l("Take it off the list"), (_l("Nothing of it is shown, and it can be brought back."),),
                      _l("Take it off the list"), lambda _case: asks.why(), back="access"),
    "bring_back": ActPage(_l("Bring it back to the list"), (), _l("Bring it back"), lambda _case: asks.why(),
                          back="access"),
    "erase": ActPage(
        _l("Erase it for good"),
        (_l("The interview is destroyed with its recordings, transcripts, papers and history. Nothing brings it back,"
            " and no backup opens it any more."),),
        _l("Erase it for good"), lambda _case: asks.erase(),
    ),
}  # fmt: skip
OF_PART = frozenset({
    "narrator_out", "interviewer_out", "session_out", "recording_starts", "recording_out", "master", "photograph_about",
    "photograph_out", "scan", "scan_out", "segment_out", "transcript_about", "transcript_out", "transcript_file",
})  # fmt: skip
"""Those that are nothing without a part."""


def offered(interview: Interview, action: str, *, reads: bool, admin: bool) -> bool:
    """Whether that act is to be had now."""
    if action in interview_rights.NARROWING:
        paused = interview.paused and interview.paused_by == interview_rights.BY_DESK
        return not (paused if action == "pause" else interview.removed)
    if action == "erase":
        return admin
    form = interview.release
    there = interview.withdrawn_at is None
    conditions = {
        "master": there,
        "transcript_file": there,
        "resume": interview.paused and interview.paused_by != interview_rights.BY_NARRATOR,
        "bring_back": interview.removed,
        "release_withdrawn": form is not None and form.withdrawn_at is None,
        "recording": bool(interview.sessions),
        "transcript": bool(interview.sessions),
        "segment": bool(interview.sessions) and there,
        "photograph_about": there,
        "transcript_about": there,
    }
    return reads and conditions.get(action, True)
