"""A span is sealed once, and every word and sound within it leaves every page, file and feed; until its day comes."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text
from werkzeug.test import Client, TestResponse

from memorial import bootstrap
from memorial.adapters.db.edition_tables import PUBLISHED
from memorial.application import interview_seals, jobs, media_work
from memorial.application.interview_export import export_interview
from memorial.application.memorials import Actor
from memorial.application.ports.transcripts import TranscriptForm
from memorial.domain.interview import Allowed, Interview, MediaState, Recording, Session
from memorial.domain.remembrance import FileKept
from memorial.domain.staff import StaffMember
from memorial.domain.transcript import Cue, IndexSegment, Link, Transcript
from memorial.vocabulary import ActorKind, FileKind, MemorialKind, Role
from tests import tones
from tests.installations import TestInstallation, installation, on_postgresql
from tests.interviews import found, interview, kept, release
from tests.servers.postgres import PostgresServer
from tests.web.wall.conftest import made_place, wall_over

ARCHIVIST = StaffMember("archivist", "", "a@example.org", "A", "", (("*", Role.ARCHIVIST),))
LENGTH, START, END = 16, 6, 10
SPOKEN, INSIDE = 440, 1250
"""Hertz: what is heard everywhere else, and what is heard within the span alone."""
OPENS = date(2026, 3, 4)
_LINK = re.compile(r'(?:href|src|srcset|poster)="(/[^"#\s]*)')


@dataclass
class Told:
    """An interview with a word of its own in every place, each under the name of its place.

    `inside`: those that have to go; `outside`: that stay; `never`: that nobody outside may read in any state.
    """

    site: TestInstallation
    interview: Interview
    slug: str
    inside: dict[str, str]
    outside: dict[str, str]
    never: dict[str, str]

    @property
    def path(self) -> str:
        return f"/en/{self.slug}/interviews/{self.interview.id}"

    def now(self) -> Interview:
        return found(self.site, self.interview)

    def act(self, action: str, **given: str) -> None:
        at = (self.interview.memorial_id, self.interview.id)
        interview_seals.act(self.site.services, ARCHIVIST, *at, action, given)

    def work(self) -> int:
        """What the media worker does, until nothing waits."""
        tools = bootstrap.recordings(self.site.installation.settings, self.site.services.vault)
        done = 0
        while media_work.do_next(self.site.services, tools):
            done += 1
        return done


def words() -> Iterator[str]:
    chance = random.Random(6)
    while True:
        yield "zq" + "".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(6))


def keep(sources: dict[str, str], place: str, fresh: Iterator[str]) -> str:
    sources[place] = next(fresh)
    return sources[place]


def told_in(site: TestInstallation) -> Told:
    place = made_place(site, slug="tolled", kind=MemorialKind.FICTIONAL, languages=("en", "ar"),
                       fictional_note={"en": "Nothing here happened."})  # fmt: skip
    fresh, inside, outside, never = words(), dict[str, str](), dict[str, str](), dict[str, str]()
    content = tones.recorded([INSIDE if START <= second < END else SPOKEN for second in range(LENGTH)])
    stored = site.services.vault.store([content], limit=None)
    master = FileKept(site.services.new_id(), FileKind.AUDIO, "tape.wav", "audio/wav", stored.size, stored.sha256,
                      stored.id, stored.key.hex())  # fmt: skip
    one = interview(
        site,
        memorial_id=place.memorial.id,
        sessions=(Session(1, recordings=(Recording(master.id, master, state=MediaState.WAITING),)),),
        transcripts=tuple(_transcript(code, fresh, inside, outside, never) for code in ("en", "ar")),
        index=_index(fresh, inside, outside),
        # So that what the index quotes is public too.
        release=release(*Allowed),
    )
    made = Told(site, kept(site, one), place.memorial.slug, inside, outside, never)
    made.work()
    return made


def _transcript(
    code: str, fresh: Iterator[str], inside: dict[str, str], outside: dict[str, str], never: dict[str, str]
) -> Transcript:
    cues = []
    for second in range(LENGTH):
        # A line that borders on the span may hold its first or last sound, and goes with it.
        into = inside if START - 1 <= second <= END else outside
        said = f"{keep(into, f'{code} line {second}', fresh)} and so on"
        speaker = keep(into, f"{code} speaker {second}", fresh).capitalize()
        note = keep(never, f"{code} note {second}", fresh)
        cues.append(Cue(f"{code}{second}", second * 1000, second * 1000 + 1000, said, speaker, note=note))
    made = Transcript(f"t{code}", 1, code, tuple(cues), translation=code == "ar",
                      notes=(f"NOTE {keep(never, f'{code} notes', fresh)}",))  # fmt: skip
    return replace(made, approved=made.cues)


def _index(fresh: Iterator[str], inside: dict[str, str], outside: dict[str, str]) -> tuple[IndexSegment, ...]:
    segments = []
    for number, (start, end) in enumerate(((0, 5), (5, 7), (7, 9), (9, None)), 1):
        into = outside if number == 1 else inside
        texts = {
            name: {code: f"{keep(into, f'{name} {number} {code}', fresh)} here" for code in ("en", "ar")}
            for name in ("title", "synopsis", "partial_transcript", "content_note", "place")
        }
        lists = {name: {"en": (keep(into, f"{name} {number}", fresh),)} for name in ("keywords", "subjects")}
        link = Link(
            f"https://example.org/{keep(into, f'address {number}', fresh)}", keep(into, f"link {number}", fresh)
        )
        last = end * 1000 if end is not None else None
        segments.append(IndexSegment(f"s{number}", 1, start * 1000, last, **texts, **lists, links=(link,)))  # type: ignore[arg-type]
    return tuple(segments)


# Looking everywhere


@dataclass
class Visitor:
    client: Client

    def get(self, path: str, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.get(path, headers=named, buffered=True)
        assert answer.status_code < 500, path
        return answer


def addresses(told: Told) -> list[str]:
    found = ["/", "/en/", f"/{told.slug}", "/sitemap.xml", f"/sitemap.xml?of={told.slug}", "/robots.txt"]
    for code in ("en", "ar"):
        base = f"/{code}/{told.slug}"
        found += [f"{base}/", f"{base}/interviews", f"{base}/feed.atom", f"{base}/calendar.ics", f"{base}/names"]
        found += [f"{base}/wall", f"{base}/search", f"{base}/timeline"]
        own = f"{base}/interviews/{told.interview.id}"
        found += [own, f"{own}?session=1", f"{own}?session=2", f"{own}?t=7", f"{own}?lines=2", f"{own}?q=and+so+on"]
        found += [f"{own}/transcript-t{lang}.{form}" for lang in ("en", "ar") for form in ("vtt", "srt", "txt")]
        found += [f"{base}/search?q=and+so+on", f"{base}/search?q=here"]
    return found


def everywhere(told: Told, visitor: Visitor, asked: Iterable[str]) -> dict[str, bytes]:
    """Every public answer by its address: what is listed, what that leads to, and a search for each of those words."""
    waiting = addresses(told)
    for word in asked:
        waiting += [f"/en/{told.slug}/search?q={quote(word)}", f"{told.path}?q={quote(word)}"]
    seen: dict[str, bytes] = {}
    while waiting:
        path = waiting.pop(0)
        if path in seen or path.startswith(("/static/", "/theme/", "/en/share", "/ar/share")):
            continue
        answer = visitor.get(path)
        head = "\n".join(f"{name}: {text}" for name, text in answer.headers).encode()
        # What somebody asked for stands in the box that they typed it into.
        own = re.search(r"[?&]q=(zq[a-z]+)", path)
        body = answer.data.replace(own[1].encode(), b"") if own and b"no-words" not in answer.data else answer.data
        seen[path] = head + body
        if answer.mimetype == "text/html" and answer.status_code == 200 and own is None:
            waiting += [unescape(link) for link in _LINK.findall(answer.text)]
    return seen


def exports(told: Told) -> dict[str, bytes]:
    """What an operator takes out for others, and what somebody sees whose request was granted."""
    actor = Actor(ActorKind.OPERATOR, "-")
    found = {}
    for form in TranscriptForm:
        for code in ("en", "ar"):
            out = export_interview(told.site.services, told.slug, told.interview.id, form, actor=actor, language=code)
            found[f"{form.value} {code}"] = out.content
    with told.site.services.unit_of_work(read_only=True) as uow:
        found["granted"] = repr(uow.preview_interview(told.now(), media_base="/x", granted=True)).encode()
    return found


def edition(told: Told) -> bytes:
    """Every row that the public login can read."""
    with told.site.installation.engines.public.connect() as connection:
        return b"\n".join(
            repr(tuple(row)).encode()
            for table in PUBLISHED
            for row in connection.execute(text(f"SELECT * FROM {table}")).all()
        )


def all_of_it(told: Told, visitor: Visitor, asked: Iterable[str] = ()) -> bytes:
    pages = everywhere(told, visitor, asked)
    return b"\n".join((*pages.values(), *exports(told).values(), edition(told)))


def those_in(raw: bytes, canaries: dict[str, str]) -> list[str]:
    lowered = raw.lower()
    return [place for place, word in canaries.items() if word.encode() in lowered]


def sources(told: Told) -> dict[str, str]:
    """The address of each copy that visitors can play, by its form."""
    with told.site.installation.reader.snapshot() as snapshot:
        shown = snapshot.interviews(told.interview.memorial_id).get(told.interview.id)
    assert shown is not None
    return {one.format: one.href for recording in shown.sessions[0].recordings for one in recording.sources}


def check_sound(told: Told, visitor: Visitor, *, sealed: bool) -> None:
    found = sources(told)
    assert set(found) == {"opus", "mp3"}
    for form, href in found.items():
        samples = tones.heard(visitor.get(href).data)
        assert abs(len(samples) - LENGTH * tones.RATE) < tones.RATE // 4, form
        assert tones.loudness(tones.at(samples, 1, START - 0.2), SPOKEN) > 3_000, form
        assert tones.loudness(tones.at(samples, END + 0.2, LENGTH - 1), SPOKEN) > 3_000, form
        within = tones.at(samples, START, END)
        for start in range(END - START):
            second = tones.at(within, start, start + 1)
            assert (tones.loudness(second, INSIDE) < 30) is sealed, (form, start)
        if sealed:
            assert max(map(abs, tones.at(samples, START + 0.05, END - 0.05))) < 300, form


def check_master(told: Told) -> None:
    (master,) = [one.master for _, one in told.now().recordings]
    content = told.site.services.vault.read(master.vault_id, bytes.fromhex(master.vault_key))
    assert hashlib.sha256(content).hexdigest() == master.sha256
    assert tones.loudness(tones.at(tones.heard(content), START, END), INSIDE) > 8_000


def pass_by(told: Told, until: Any, step: timedelta = timedelta(hours=9)) -> None:
    """The background reads the clock as it goes on."""
    while told.site.clock.now < until:
        told.site.clock.now += step
        jobs.run_due(told.site.services)
        told.site.clock.now += timedelta(minutes=6)
        jobs.run_due(told.site.services)


def test_what_is_sealed_is_nowhere_until_its_day_and_then_all_of_it_is_back(site: TestInstallation) -> None:
    sealed_until_its_day(site)


@pytest.mark.long
def test_what_is_sealed_is_nowhere_on_postgresql_either(tmp_path: Path, postgres_server: PostgresServer) -> None:
    with installation(tmp_path, **on_postgresql(postgres_server)) as site:
        sealed_until_its_day(site)


def sealed_until_its_day(site: TestInstallation) -> None:
    told, visitor = told_in(site), Visitor(Client(wall_over(site), use_cookies=False))
    jobs.run_due(told.site.services)
    searched = [told.inside[place] for place in ("en line 7", "ar line 8", "title 3 en", "keywords 3")]
    outlets = {**everywhere(told, visitor, searched), **exports(told), "edition": edition(told)}
    before = b"\n".join(outlets.values())
    assert those_in(before, told.inside) == list(told.inside), "every place is looked at"
    assert those_in(before, told.outside) == list(told.outside)
    assert those_in(before, told.never) == []
    of_that_line = {"speaker": told.inside["en speaker 7"]}
    for path in (f"/en/{told.slug}/search?q={told.inside['en line 7']}", f"{told.path}?q={told.inside['en line 7']}"):
        assert those_in(outlets[path], of_that_line), "the searches find"
    for form in ("vtt", "srt", "txt"):
        assert those_in(outlets[f"{told.path}/transcript-ten.{form}"], of_that_line)
    assert all(those_in(outlets[name], told.inside) for name in (told.path, "granted", "edition", "vtt en", "xml en"))
    check_sound(told, visitor, sealed=False)
    old = sources(told)
    kept_by_browsers = {path: visitor.get(path).headers.get("ETag", "") for path in addresses(told)}

    said = {"said_en": "This part is about somebody who is alive."}
    told.act(
        "seal", session="1", **{"from": "0:06", "to": "0:10"}, why="zqreasonofthedesk", until=OPENS.isoformat(), **said
    )

    # In the same commit, before any new copy is made.
    assert sources(told) == {}
    for href in old.values():
        assert visitor.get(href).status_code == 404
        assert visitor.get(href, Range="bytes=0-99").status_code == 404
    sealed = all_of_it(told, visitor, searched)
    assert those_in(sealed, told.inside) == []
    assert those_in(sealed, told.outside) == list(told.outside)
    assert b"zqreasonofthedesk" not in sealed
    assert b"somebody who is alive" in sealed
    for path, etag in kept_by_browsers.items():
        if etag:
            again = visitor.get(path, If_None_Match=etag)
            assert again.status_code != 304 or those_in(visitor.get(path).data, told.inside) == []

    assert told.work() == 1
    check_sound(told, visitor, sealed=True)
    assert set(old.values()).isdisjoint(sources(told).values())
    assert those_in(edition(told), told.inside) == []
    check_master(told)

    # A machine whose clock leaps beyond the day opens nothing.
    true = told.site.clock.now
    told.site.clock.now = true + timedelta(days=30)
    for _ in range(3):
        jobs.run_due(told.site.services)
        told.work()
        told.site.clock.now += timedelta(minutes=6)
    assert those_in(edition(told) + visitor.get(told.path).data, told.inside) == []
    check_sound(told, visitor, sealed=True)

    told.site.clock.now = true
    last_evening = true.replace(month=OPENS.month, day=OPENS.day - 1, hour=23, minute=50)
    pass_by(told, last_evening - timedelta(hours=6))
    assert those_in(edition(told) + visitor.get(told.path).data, told.inside) == []
    pass_by(told, last_evening + timedelta(hours=8), timedelta(hours=3))

    opened = all_of_it(told, visitor, searched)
    assert those_in(opened, told.inside) == list(told.inside)
    assert b"somebody who is alive" not in opened
    assert told.work() == 1
    check_sound(told, visitor, sealed=False)
    check_master(told)
