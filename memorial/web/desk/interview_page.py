"""One interview as its page shows it: section by section, what is there, in words, with links to change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from memorial.adapters.family_dates import in_words
from memorial.application.interviews import InterviewSeen
from memorial.application.ports.interviews import MediaJob
from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf
from memorial.domain.interview import Interview, MediaState, Narrator, Photograph, Recording, ReleaseForm, Session
from memorial.domain.memorial import Memorial
from memorial.domain.transcript import Transcript
from memorial.vocabulary import FileKind, Living
from memorial.web.desk.interview_acts import offered
from memorial.web.desk.media_words import job_words, problem_words
from memorial.web.desk.words import language_words
from memorial.web.interview_words import (
    ACCESS,
    ALLOWED,
    ANSWERS,
    HOW_SIGNED,
    MEDIA_STATES,
    NAME_SHOWN,
    bytes_words,
    clock,
    length_words,
)
from memorial.web.language import current_language, endonym
from memorial.web.page import Link
from memorial.web.surface import date_words, number


@dataclass(frozen=True)
class Row:
    term: str
    value: Any
    change: str = ""


@dataclass(frozen=True)
class Item:
    """One thing of a section. `press`: hidden fields of a button that acts at once, by the words on it."""

    text: str
    language: str = "und"
    more: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    sounds: tuple[tuple[str, str], ...] = ()
    video: bool = False
    picture: tuple[str, int, int] | None = None
    """Address, width and height."""
    press: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    heading: bool = False


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    about: str = ""
    rows: tuple[Row, ...] = ()
    items: tuple[Item, ...] = ()
    links: tuple[Link, ...] = ()


def edtf_words(edtf: str) -> str:
    """A date in words; as it is kept where it is none."""
    try:
        return in_words(FuzzyDate.parse(edtf), current_language(), _)
    except NotEdtf:
        return edtf


@dataclass(frozen=True)
class InterviewPage:
    memorial: Memorial
    seen: InterviewSeen
    admin: bool
    staff: Mapping[str, str]

    @property
    def interview(self) -> Interview:
        return self.seen.interview

    def address(self, endpoint: str, **more: Any) -> str:
        return url_for(endpoint, slug=self.memorial.slug, interview_id=self.interview.id, **more)

    def do(self, action: str, words: str, of: str = "", about: str = "") -> tuple[Link, ...]:
        """The link to an act, where it is to be had."""
        if not offered(self.interview, action, reads=self.seen.private, admin=self.admin):
            return ()
        return (Link(words, self.address("interviews.ask", action=action, of=of or None), about=about),)

    def sections(self) -> list[Section]:
        parts = [self._access()]
        if self.seen.private:
            parts += [self._papers(), self._about(), self._people(), *self._sessions()]
            parts += [self._transcripts(), self._index(), self._photographs()]
        else:
            parts += self._sessions()
        return parts

    # How far it is open, and what was signed

    def _access(self) -> Section:
        one = self.interview
        listed = {True: _("Yes"), False: _("No"), None: _("Not asked")}[one.listed]
        rows = [Row(_("How far it is open"), str(ACCESS[one.access.value]))]
        if one.opens_on:
            rows.append(Row(_("Opens on"), date_words(one.opens_on)))
        rows.append(Row(_("May be listed while it is closed"), listed))
        if one.asked_at:
            rows.append(Row(_("The narrator was asked on"), date_words(one.asked_at.date())))
        if one.answer:
            rows.append(Row(_("The narrator’s answer"), str(ANSWERS.get(one.answer, one.answer))))
        if one.narrator_note:
            rows.append(Row(_("The narrator wrote"), one.narrator_note))
        links = (
            *self.do("access", _("Change access")),
            *self.do("pause", _("Take it out of sight now")),
            *self.do("resume", _("Show it again")),
            *self.do("remove", _("Take it off the list")),
            *self.do("bring_back", _("Bring it back to the list")),
            *self.do("erase", _("Erase it for good")),
        )
        return Section("access", _("Access"), rows=tuple(rows), links=links)

    def _papers(self) -> Section:
        one = self.interview
        items = []
        if one.release is not None:
            items.append(self._release(one.release, now=True))
        items += [self._release(form, now=False) for form in reversed(one.earlier_releases)]
        if one.consent is not None:
            more = (edtf_words(one.consent.on), str(HOW_SIGNED.get(one.consent.how, "")), one.consent.note)
            items.append(Item(_("Informed consent"), more=_some(more), links=self.do("consent", _("Change"))))
        if one.gift is not None:
            gift = (edtf_words(one.gift.on), one.gift.by, one.gift.note)
            links = (*self.do("gift", _("Change")), *self._scan("gift", one.gift.scan))
            items.append(Item(_("Deed of gift"), more=_some(gift), links=links))
        newer = _("Record a newer form") if one.release else _("Record a release form")
        links = (
            *self.do("release", newer),
            *self.do("release_withdrawn", _("It was withdrawn")),
            *(() if one.consent else self.do("consent", _("Record the informed consent"))),
            *(() if one.gift else self.do("gift", _("Record a deed of gift"))),
        )
        about = _("Only the release form lets anything be shown. Informed consent and a deed of gift open nothing.")
        return Section("papers", _("What was signed"), about, items=tuple(items), links=links)

    def _release(self, form: ReleaseForm, *, now: bool) -> Item:
        allows = [str(ALLOWED[one.value]) for one in form.allows] or [_("It allows nothing to be shown.")]
        signed = _("Signed %(day)s by %(name)s", day=edtf_words(form.signed_on), name=form.signed_by)
        more = [f"{signed} · {HOW_SIGNED.get(form.how, '')}", *allows]
        tags = [] if now else [(_("an earlier form, which does not count any more"), "")]
        if form.withdrawn_at:
            tags.append((_("withdrawn on %(day)s", day=date_words(form.withdrawn_at.date())), "warn"))
        links = self._scan("release", form.scan) if now else self._paper_link(form)
        title = _("Release form, version %(version)s", version=form.version)
        return Item(title, more=tuple(more), tags=tuple(tags), links=links)

    def _scan(self, of: str, scan: Any) -> tuple[Link, ...]:
        if scan is None:
            return self.do("scan", _("File a scan"), of)
        opened = Link(_("Open the scan"), self.address("interview_files.paper", file_id=scan.id))
        return (opened, *self.do("scan_out", _("Destroy the scan"), of))

    def _paper_link(self, form: ReleaseForm) -> tuple[Link, ...]:
        if form.scan is None:
            return ()
        return (Link(_("Open the scan"), self.address("interview_files.paper", file_id=form.scan.id)),)

    # What it is, and who

    def _about(self) -> Section:
        told = self.interview.about
        rows = [Row(_("Title (%(language)s)", language=endonym(code)), text) for code, text in told.title.items()]
        summaries = (told.summary or {}).items()
        rows += [Row(_("Summary (%(language)s)", language=endonym(code)), text) for code, text in summaries]
        languages = " · ".join(map(language_words, told.languages))
        rows += [
            Row(term, value)
            for term, value in (
                (_("Languages that are spoken"), languages),
                (_("Project"), told.project),
                (_("Collection"), told.collection),
                (_("Accession number"), told.accession_number),
                (_("Who holds the copyright"), told.copyright_holder),
                (_("What others may do with it"), told.rights_statement),
                (_("The interviewer’s notes"), told.notes),
                (_("What came with the file"), told.imported_from),
            )
            if value
        ]
        return Section("about", _("What it is"), rows=tuple(rows), links=self.do("about", _("Change")))

    def _people(self) -> Section:
        items = [self._narrator(one) for one in self.interview.narrators]
        for one in self.interview.interviewers:
            shown = _("Visitors may read this name.") if one.shown else _("Visitors do not read this name.")
            links = (
                *self.do("interviewer", _("Change"), one.id, one.name),
                *self.do("interviewer_out", _("Take out"), one.id, one.name),
            )
            items.append(Item(one.name, more=(_("Asks"), shown), links=links))
        links = (*self.do("narrator", _("Add a narrator")), *self.do("interviewer", _("Add an interviewer")))
        return Section("people", _("Who tells and who asks"), items=tuple(items), links=links)

    def _narrator(self, one: Narrator) -> Item:
        tells = _("Tell together") if one.group else _("Tells")
        shown = _("The name is shown: %(how)s", how=NAME_SHOWN.get(one.shown.value, NAME_SHOWN["none"]))
        tags = [(_("under age: nothing is shown"), "warn")] if one.under_age else []
        links = (
            *self.do("narrator", _("Change"), one.id, one.name),
            *self.do("narrator_out", _("Take out"), one.id, one.name),
        )
        more = _some((tells, one.name_other, shown, one.note))
        return Item(one.name, one.language, more, tuple(tags), links)

    # Sittings with their recordings

    def _sessions(self) -> list[Section]:
        parts = [self._session(one) for one in self.interview.sessions]
        if not self.interview.sessions:
            about = _("Recordings and transcripts belong to a sitting.")
            add = self.do("session", _("Add a sitting"))
            parts.append(Section("sessions", _("Sittings and recordings"), about, links=add))
        return parts

    def _session(self, one: Session) -> Section:
        name = _("Sitting %(number)s", number=number(one.number))
        place = one.place and (one.place if one.place_shown else _("%(place)s (not shown)", place=one.place))
        rows = [Row(_("When"), edtf_words(one.on) if one.on else "")]
        rows += [Row(_("Where"), place)] if self.seen.private else []
        links = (
            *self.do("recording", _("Bring in a recording"), str(one.number), name),
            *self.do("session", _("Change when and where"), str(one.number), name),
            *(() if one.recordings else self.do("session_out", _("Take the sitting out"), str(one.number), name)),
        )
        if one is self.interview.sessions[-1]:
            links = (*links, *self.do("session", _("Add a sitting")))
        items = tuple(self._recording(recording) for recording in one.recordings)
        return Section(f"session-{one.number}", name, rows=tuple(rows), items=items, links=links)

    def _recording(self, one: Recording) -> Item:
        job = next((found for found in self.seen.jobs if found.file_id == one.id), None)
        kind = _("Video") if one.kind is FileKind.VIDEO else _("Sound")
        facts = (kind, length_words(one.duration), bytes_words(one.master.length))
        begins = _("Begins at %(moment)s of the sitting", moment=clock(one.starts)) if one.starts else ""
        more = [" · ".join(filter(None, facts)), begins, *_copies(one), *self._checksum(one)]
        tags, press = _state(one, job), {}
        if self.seen.private and (one.state is MediaState.QUARANTINED or (job and job.state == "quarantined")):
            press[_("Try again")] = (("action", "again"), ("id", one.id))
        links = (
            *self.do("recording_starts", _("Where it begins"), one.id, one.master.name),
            *self.do("master", _("Take the whole recording out"), one.id, one.master.name),
            *self.do("recording_out", _("Destroy it"), one.id, one.master.name),
        )
        sounds = tuple(
            (self.address("interview_files.sound", recording_id=one.id, fmt=copy.format), copy.mime)
            for copy in (one.copies if self.seen.private and self.interview.withdrawn_at is None else ())
            if copy.format != "jpeg"
        )
        return Item(one.master.name or kind, more=_some(more), tags=tags, links=links, sounds=sounds,
                    video=one.kind is FileKind.VIDEO, press=press)  # fmt: skip

    def _checksum(self, one: Recording) -> list[str]:
        return [_("Checksum (SHA-256): %(sum)s", sum=one.master.sha256)] if self.seen.private else []

    # Transcripts, index, photographs

    def _transcripts(self) -> Section:
        items = tuple(self._transcript(one) for one in self.interview.transcripts)
        seal = Link(_("Seal a part, or see what is sealed"), f"{self.address('interviews.interview')}/seals")
        links = (*self.do("transcript", _("Bring in a transcript")), *((seal,) if self.interview.sessions else ()))
        seals = len([one for one in self.interview.seals if one.lifted_at is None])
        sealed = ngettext("%(count)s span is sealed.", "%(count)s spans are sealed.", seals, count=number(seals))
        return Section("transcripts", _("Transcripts"), sealed if seals else "", items=items, links=links)

    def _transcript(self, one: Transcript) -> Item:
        own = language_words(one.language)
        title = _("Transcript (%(language)s)", language=own)
        if one.translation:
            title = _("Translation (%(language)s)", language=own)
        lines = ngettext("%(count)s line", "%(count)s lines", len(one.cues), count=number(len(one.cues)))
        sitting = _("Sitting %(number)s", number=number(one.session)) if len(self.interview.sessions) > 1 else ""
        by = _("By: %(name)s", name=one.by) if one.by else ""
        return Item(title, more=_some((" · ".join(filter(None, (sitting, lines, by))), self._read(one))),
                    tags=_transcript_tags(one), links=self._transcript_links(one))  # fmt: skip

    def _read(self, one: Transcript) -> str:
        if not one.machine or one.read_at is None:
            return ""
        who = self.staff.get(one.read_by, "")
        return _("Made by a machine (%(name)s), read to the end by %(who)s on %(day)s.", name=one.machine, who=who,
                 day=date_words(one.read_at.date()))  # fmt: skip

    def _transcript_links(self, one: Transcript) -> tuple[Link, ...]:
        about = language_words(one.language)
        editor = f"{self.address('interviews.interview')}/transcript/{one.id}"
        found = [Link(_("Read and edit"), editor, about=about)] if self.interview.withdrawn_at is None else []
        found += [*self.do("transcript_about", _("What it is"), one.id, about)]
        found += [*self.do("transcript_file", _("Take along as a file"), one.id, about)]
        return (*found, *self.do("transcript_out", _("Take out"), one.id, about))

    def _index(self) -> Section:
        count = len(self.interview.index)
        words = ngettext("%(count)s part", "%(count)s parts", count, count=number(count)) if count else ""
        links = (Link(_("See the index"), self.address("interview_looking.index")),) if count else ()
        return Section("index", _("Index"), words, links=(*links, *self.do("segment", _("Add a part"))))

    def _photographs(self) -> Section:
        items = tuple(self._photograph(one) for one in self.interview.photographs)
        links = self.do("photograph", _("Bring in a photograph"))
        return Section("photographs", _("Photographs"), items=items, links=links)

    def _photograph(self, one: Photograph) -> Item:
        living = {
            Living.NO: _("Nobody alive is in it."),
            Living.YES: _("Somebody alive is in it, who agreed.") if one.agreed else _("Somebody alive is in it."),
            Living.UNSURE: _("Nobody knows whether somebody alive is in it."),
        }[one.living]
        tags = ((_("may be shown"), "ok"),) if one.publish else ((_("not shown"), ""),)
        links = (
            *self.do("photograph_about", _("Change"), one.file.id, one.caption),
            *self.do("photograph_out", _("Destroy it"), one.file.id, one.caption),
        )
        return Item(one.caption or _("No description"), more=(living,), tags=tags, links=links, picture=self._card(one))

    def _card(self, one: Photograph) -> tuple[str, int, int] | None:
        made = next((d for d in one.file.derivatives if (d.size, d.format) == ("card", "webp")), None)
        if made is None or self.interview.withdrawn_at is not None:
            return None
        there = self.address("interview_files.picture", file_id=one.file.id, size="card", fmt="webp")
        return there, made.width, made.height


def _some(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, words))


def _copies(one: Recording) -> Iterator[str]:
    for copy in one.copies:
        silent = ngettext("%(count)s span silent", "%(count)s spans silent", len(copy.cut), count=number(len(copy.cut)))
        words = _("Copy: %(form)s, %(size)s", form=copy.format.upper(), size=bytes_words(copy.length))
        yield f"{words} · {silent}" if copy.cut else words


def _state(one: Recording, job: MediaJob | None) -> tuple[tuple[str, str], ...]:
    if job is not None:
        return ((job_words(job), "warn" if job.state in ("failed", "quarantined") else ""),)
    if one.state is MediaState.QUARANTINED:
        return ((str(MEDIA_STATES[one.state.value]), "warn"), (problem_words(one.problem), ""))
    return ((str(MEDIA_STATES[one.state.value]), "ok" if one.state is MediaState.READY else ""),)


def _transcript_tags(one: Transcript) -> tuple[tuple[str, str], ...]:
    tags = []
    if one.machine and one.read_at is None:
        tags.append((_("made by a machine; nobody has read it yet"), "warn"))
    if one.approved is None:
        tags.append((_("the narrator has not read it"), ""))
    elif one.waits_for_narrator:
        tags.append((_("changed since the narrator agreed; visitors read what was agreed"), "warn"))
    else:
        tags.append((_("the narrator agreed"), "ok"))
    return tuple(tags)
