"""A unique word in every private field, in every state that a remembrance can have, and who may come upon each of them.

A word is `zq` and twelve letters, so that one search finds every word there is, whole or cut off.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

from memorial import bootstrap
from memorial.application import concern_decisions, concerns, giving, guardians, receipt, reviewing
from memorial.application.reviewing import Verdict
from memorial.domain.memorial import Memorial
from memorial.domain.moderation import Findings
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.remembrance import Remembrance
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Decision

WORD = re.compile(rb"zq[a-z]{4,12}")
# Tokens, nonces and identifiers are drawn anew each run; six given letters do stand in one of them now and then.
_TOKEN = re.compile(rb"(?=[\w-]*[0-9])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{20,}")
_IN_TOKEN = re.compile(rb"zq[a-z]{12}|(?<![a-z0-9])zq[a-z]{4,12}(?![a-z0-9])")
SHORTEST_END = 8
_LONG_ENOUGH = re.compile(rb"[a-z]{%d,}" % SHORTEST_END)
_LETTERS = 6


class Finder(StrEnum):
    """Who comes upon a word. The sender holds that case's code; readers and editors are those of its memorial."""

    ANYONE = "anyone"
    SENDER = "sender"
    READERS = "readers"
    EDITORS = "editors"


@dataclass(frozen=True)
class Canary:
    """`must`: who has to find it, or the search proves nothing; `may`: who can, without it being a leak."""

    word: str
    case: str
    place: str
    must: frozenset[Finder]
    may: frozenset[Finder]


@dataclass
class Case:
    """One remembrance (or draft) with its code; `record_id` is '' for a draft."""

    name: str
    code: str
    memorial: Memorial
    record_id: str = ""
    words: dict[str, str] = field(default_factory=dict)
    guardian: str = ""
    """The code of its sender's guardian, who finds what visitors would and nothing else."""


@dataclass
class Planter:
    """Gives remembrances through the program's own use cases and notes which words went where."""

    built: bootstrap.Installation
    memorial: Memorial
    staff: dict[str, StaffMember]
    chance: random.Random
    cases: list[Case] = field(default_factory=list)
    canaries: list[Canary] = field(default_factory=list)
    objections: dict[str, str] = field(default_factory=dict)

    # Words

    def word(self) -> str:
        return "zq" + "".join(
            self.chance.choice("bdfgklmnprstv") + self.chance.choice("aeiou") for _ in range(_LETTERS)
        )

    def plant(self, case: Case, place: str, must: Iterable[Finder] = (), may: Iterable[Finder] = ()) -> str:
        case.words[place] = word = self.word()
        self.canaries.append(Canary(word, case.name, place, frozenset(must), frozenset(must) | frozenset(may)))
        return word

    def rule(self, case: Case, place: str, must: Iterable[Finder] = (), may: Iterable[Finder] = ()) -> None:
        """Who may find a word that stands already, after something was done to its remembrance."""
        word = case.words[place]
        changed = Canary(word, case.name, place, frozenset(must), frozenset(must) | frozenset(may))
        self.canaries = [changed if one.word == word else one for one in self.canaries]

    def hide(self, case: Case, *, sender: bool = True, readers: bool = True) -> None:
        """Nobody outside finds anything of this case any more."""
        may = {Finder.SENDER} if sender else set()
        may |= {Finder.READERS} if readers else set()
        for place in case.words:
            one = next(c for c in self.canaries if c.word == case.words[place])
            self.rule(case, place, may=may & one.may - {Finder.ANYONE})

    # Offering

    def offer(self, name: str, *, memorial: Memorial | None = None, photographs: int = 0, **answers: str) -> Case:
        """A draft with a word in every field. Public, name in full, signed with the name, unless said otherwise."""
        case = Case(name, "", memorial or self.memorial)
        private = {Finder.SENDER, Finder.READERS}
        story = self.plant(case, "story", may=private)
        person = [self.plant(case, f"name {n}", may=private).capitalize() for n in (1, 2)]
        called = [self.plant(case, f"nickname {n}", may=private).capitalize() for n in (1, 2)]
        signed = self.plant(case, "contributor", may={Finder.SENDER, Finder.READERS}).capitalize()
        given = {
            "about": "person",
            "person_name": " ".join(person),
            "person_name_other": self.plant(case, "other name", may=private).capitalize(),
            "person_nickname": ", ".join(called),
            "place": self.plant(case, "town", may=private).capitalize(),
            "born": "1943",
            "story": f"We met at the {story} gate. Then {' '.join(person)} laughed, and {person[0]} sang to {signed}."
            f" {called[0]}, we said, {called[1]}!",
            "story_language": "en",
            "audience": "public",
            "person_name_shown": "full",
            "signature": "name",
            "contributor_name": f"{signed} Ash",
            "relation": "friend",
            "helped": "yes",
            "helper_name": self.plant(case, "helper", may={Finder.SENDER}).capitalize(),
            **answers,
        }
        if given["about"] != "person":
            given["story"] = f"We met at the {story} gate, they said."
        services = self.built.services
        case.code = giving.begin(services, case.memorial.slug, "en", given)
        for number in range(1, photographs + 1):
            self._photograph(case, number, publish=number == 1)
        self.cases.append(case)
        return case

    def _photograph(self, case: Case, number: int, *, publish: bool) -> None:
        private = {Finder.SENDER, Finder.READERS}
        file_name = self.plant(case, f"file name {number}", may=private)
        caption = self.plant(case, f"caption {number}", may=private)
        body = photograph([self.plant(case, f"metadata {number}.{n}") for n in range(7)], png=number == 2)
        services = self.built.services
        kept = giving.keep_file(services, case.code, f"{file_name}.jpg", [body])
        shown = {"caption": f"The {caption} door", "living": "no", "publish": "yes" if publish else "no"}
        giving.save_answers(services, case.code, {f"file:{kept.id}:{k}": text for k, text in shown.items()})

    def send(self, case: Case, email: bool = True) -> Case:
        services = self.built.services
        look = giving.look(services, case.code, media_base="/look")
        key = look.draft.answers["idempotency_key"]
        case.record_id = giving.send(services, case.code, idempotency_key=key, payload=look.payload).record_id
        if email:
            address = self.plant(case, "e-mail", may={Finder.SENDER})
            receipt.leave_address(services, case.code, f"{address}@mail.example")
        self.rule(case, "story", must={Finder.SENDER, Finder.READERS})
        return case

    # Deciding

    def of(self, case: Case) -> Remembrance:
        with self.built.services.unit_of_work(read_only=True) as uow:
            return uow.remembrances.get(case.memorial.id, case.record_id)

    def decide(self, case: Case, decision: Decision, by: str = "editor", **more: Any) -> None:
        current = self.of(case)
        assert current.pending is not None
        services, flags = self.built.services, frozenset(more.pop("flags", ()))
        findings = Findings(flags, names_looked_for=True, **more.pop("findings", {}))
        verdict = Verdict(decision, current.pending.number, current.revision, findings, **more)
        reviewing.decide(services, self.staff[by], case.memorial.id, case.record_id, verdict)

    def given(self, name: str, **answers: Any) -> Case:
        return self.send(self.offer(name, **answers))

    def accepted(self, name: str, seen: Iterable[str] = (), by: str = "editor", **answers: Any) -> Case:
        """Given and accepted; anyone must find the words at the places `seen`."""
        case = self.given(name, **answers)
        self.decide(case, Decision.ACCEPT, by)
        for place in seen:
            self.rule(case, place, must={Finder.ANYONE}, may=set(Finder))
        return case

    # Objecting

    def object_to(self, case: Case, about: str = "", **given: str) -> Case:
        """Somebody objects to it, with words in all that they write; it is hidden as asked, by a reader if need be."""
        services, mine = self.built.services, Case(f"objection to {case.name}", "", case.memorial)
        readers = {Finder.SENDER, Finder.READERS}
        mine.code = ReceiptCode.generate().digits
        message = self.plant(mine, "objection", must=readers)
        fields = {"kind": "hide", "reason": "living_person", "message": f"By the {message} wall.", "element": "text"}
        fields |= {"about": about or case.record_id, **given}
        raised = concerns.raise_objection(services, case.memorial.slug, mine.code, fields, language="en")
        self.objections[mine.name] = raised.objection_id
        for action in ("message", "proof") if fields["kind"] == "hide" else ("message",):
            text = f"The {self.plant(mine, action, must=readers)} paper."
            concerns.act(services, mine.code, action, {"message": text})
        if not raised.hidden and fields["kind"] == "hide":
            self.on_objection(mine, "hide", "moderator")
        self.cases.append(mine)
        return mine

    def on_objection(self, objection: Case, action: str, by: str, message: str = "") -> None:
        found = self.objections[objection.name]
        services, memorial = self.built.services, objection.memorial
        concern_decisions.act(services, self.staff[by], memorial, found, action, message)

    def guardian(self, case: Case, action: str) -> None:
        """The guardian of its sender, who is under age, answers."""
        services = self.built.services
        case.guardian = case.guardian or guardians.make(services, case.code)
        guardians.act(services, case.guardian, action, version=1, language="en")

    def act(self, case: Case, action: str, **given: str) -> None:
        receipt.act(self.built.services, case.code, action, given)


def photograph(words: list[str], *, png: bool = False) -> bytes:
    """A small picture with a word in its description, artist, copyright, user comment, XMP, comment and a GPS field."""
    image = Image.new("RGB", (96, 64), (90, 120, 140))
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x8298] = words[0], words[1], words[2]
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + words[3].encode()
    exif.get_ifd(0x8825)[0x001B] = words[4].encode()
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a title="{words[5]}"/></x:xmpmeta>'.encode()
    out = BytesIO()
    if png:
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", words[6])
        info.add_itxt("XML:com.adobe.xmp", xmp.decode())
        image.save(out, "PNG", pnginfo=info, exif=exif)
    else:
        image.save(out, "JPEG", exif=exif, xmp=xmp, comment=words[6].encode())
    return out.getvalue()


def letters_of(raw: bytes) -> bytes:
    """Every run of letters in these bytes that is long enough for the end of a word, in small ones, each on its line.

    Hundreds of ends are looked for in it much sooner than in all the bytes. None is shorter than `SHORTEST_END`.
    """
    return b"\n".join(_LONG_ENOUGH.findall(raw.lower()))


def found_in(raw: bytes) -> set[str]:
    """Every canary word in these bytes, whole or cut off, also where they are written in two bytes a letter.

    Within what may be drawn by chance, a word that is cut off counts only where it stands by itself.
    """
    tokens = [word for token in _TOKEN.findall(raw) for word in _IN_TOKEN.findall(token.lower())]
    lowered = _TOKEN.sub(b" ", raw).lower()
    pairs = WORD.findall(lowered.replace(b"\0", b"")) if b"\0" in lowered else []
    return {word.decode() for word in (*tokens, *WORD.findall(lowered), *pairs)}
