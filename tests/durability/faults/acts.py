"""What families, readers and the background do to one memorial in a trial, told step by step; and whether it holds.

An act is `begun` before and `done` after it returned. What was done must hold whatever happened later; what was begun
and not done may have happened or not, once at the most.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import text

from memorial import bootstrap
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.application import giving, jobs, receipt, reviewing
from memorial.application.checking import check
from memorial.application.reviewing import Verdict
from memorial.domain.errors import NotFound, Refusal
from memorial.domain.moderation import Findings
from memorial.settings import load_settings
from memorial.vocabulary import Decision
from tests.installations import EDITOR, installation

SLUG = "harbour"
WAYS = ("withdraw", "hide", "erase", "show")
Say = Callable[..., None]


def prepare(home: Path) -> Path:
    with installation(home):
        pass
    return home


def copy_of(prepared: Path, home: Path) -> Path:
    shutil.copytree(prepared, home)
    return home


def settings_of(home: Path) -> Any:
    return load_settings({"MEMORIAL_HOME": str(home), "MEMORIAL_UNDO_MINUTES": "0"})


@contextmanager
def opened(home: Path) -> Any:
    built = bootstrap.build(settings_of(home), quick_passwords=True)
    try:
        yield built
    finally:
        built.close()


# In the child


def run(*, home: Path, say: Say, seed: int, families: int, after: int = 0) -> None:
    """Some families give, most are accepted and shown, and some take back what they or earlier ones gave.

    A refusal is told and the next act tried, as a server goes on after an error.
    """
    chance = random.Random(seed)
    with opened(home) as built:
        trial = _Trial(built.services, chance, say)
        for number in range(families):
            trial.family(f"w{after + number:05d}x")


@dataclass
class _Trial:
    services: Any
    chance: random.Random
    say: Say

    def family(self, word: str) -> None:
        """Gives; then it is accepted; then perhaps it is taken back. Each step only after the one before."""
        code = self._tried("gave", word, lambda: self._give(word))
        if code is None:
            return
        if self.chance.random() < 0.8 and self._tried("accepted", word, lambda: self._accept(code)) is None:
            return
        if self.chance.random() < 0.6:
            way = self.chance.choice(WAYS)
            self._tried(way, word, lambda: self._act(code, way))
        if self.chance.random() < 0.3:
            self._tried("worked", word, lambda: jobs.run_due(self.services))

    def _tried(self, act: str, word: str, do: Callable[[], Any]) -> Any:
        self.say(begun=act, word=word)
        try:
            result = do()
        except Refusal as refusal:
            self.say(refused=act, word=word, why=type(refusal).__name__)
            return None
        except Exception as failed:
            self.say(failed=act, word=word, why=f"{type(failed).__name__}: {failed}"[:200])
            return None
        self.say(done=act, word=word, code=result if act == "gave" else "")
        return result if act == "gave" else True

    def _give(self, word: str) -> str:
        given = {
            "about": "person",
            "person_name": f"Ayla {word}",
            "story": f"A story of {word}.",
            "audience": "public",
            "person_name_shown": "full",
            "signature": "none",
        }
        code = giving.begin(self.services, SLUG, "en", given)
        if self.chance.random() < 0.4:
            kept = giving.keep_file(self.services, code, "a.png", [_picture()])
            shown = {f"file:{kept.id}:publish": "yes", f"file:{kept.id}:living": "no"}
            giving.save_answers(self.services, code, shown)
        look = giving.look(self.services, code, media_base="/p")
        key = look.draft.answers["idempotency_key"]
        giving.send(self.services, code, idempotency_key=key, payload=look.payload)
        return code

    def _accept(self, code: str) -> None:
        current = receipt.open_receipt(self.services, code, media_base="/p").remembrance
        verdict = Verdict(Decision.ACCEPT, 1, current.revision, Findings(names_looked_for=True))
        reviewing.decide(self.services, EDITOR, current.memorial_id, current.id, verdict)

    def _act(self, code: str, way: str) -> None:
        receipt.act(self.services, code, way, {})


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 150)).save(out, "PNG")
    return out.getvalue()


# Afterwards


@dataclass
class Told:
    """What the families of one home were told, over all trials on it."""

    codes: dict[str, str] = field(default_factory=dict)
    done: dict[str, list[str]] = field(default_factory=dict)
    begun: dict[str, set[str]] = field(default_factory=dict)
    failed: list[dict[str, Any]] = field(default_factory=list)

    def hear(self, lines: Iterable[dict[str, Any]]) -> None:
        for line in lines:
            word = line["word"]
            if "begun" in line:
                self.begun.setdefault(word, set()).add(line["begun"])
            elif "done" in line:
                self.done.setdefault(word, []).append(line["done"])
                if line["done"] == "gave":
                    self.codes[word] = line["code"]
            elif "failed" in line:
                self.failed.append(line)


def broken(home: Path, told: Told) -> list[str]:
    """Every promise that does not hold in this home; empty if all do."""
    found: list[str] = []
    with opened(home) as built:
        services = built.services
        with built.engines.reading.connect() as connection:
            if connection.execute(text("PRAGMA integrity_check")).scalar_one() != "ok":
                found.append("the database is damaged")
            if connection.execute(text("PRAGMA foreign_key_check")).all():
                found.append("a row without its parent")
        stories = _stories(services)
        shown = _shown(built)
        for word in told.begun:
            found += _of_family(services, word, told, stories, shown)
        inspection = ArchiveInspection(built.archive, services.now)
        found += [f"{one.kind} {one.where} {one.detail}" for one in check(services, inspection) if one.kind != "orphan"]
    return found


def _of_family(services: Any, word: str, told: Told, stories: list[str], shown: str) -> list[str]:
    done, found = told.done.get(word, []), list[str]()
    times = sum(word in story for story in stories)
    erased = "erase" in told.begun[word]
    if times > 1:
        found.append(f"{word} is there {times} times")
    if "gave" in done and "erase" not in done:
        if times == 0 and not erased:
            found.append(f"{word} was acknowledged and is lost")
        if times and word not in _words_behind(services, told.codes[word]):
            found.append(f"the code of {word} opens something else")
    if "erase" in done and (times or _opens(services, told.codes[word])):
        found.append(f"{word} was erased and is there")
    if any(way in done for way in ("withdraw", "hide", "erase")) and word in shown:
        found.append(f"{word} was taken back and is shown")
    if "accepted" not in told.begun[word] and word in shown:
        found.append(f"{word} is shown and nobody accepted it")
    return found


def _stories(services: Any) -> list[str]:
    with services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.by_slug(SLUG)
        ids = list(uow.remembrances.ids(memorial.id))
        return [uow.remembrances.get(memorial.id, one).latest.story for one in ids]


def _shown(built: Any) -> str:
    with built.services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.by_slug(SLUG)
    with built.reader.snapshot() as snapshot:
        rows = snapshot.remembrances(memorial.id, after="", limit=5000).rows
        names, _ = snapshot.names(memorial.id, page=1, per_page=5000)
    return " ".join([*(f"{row.excerpt} {row.body}" for row in rows), *(line.label for line in names.rows)])


def _words_behind(services: Any, code: str) -> str:
    try:
        return str(receipt.open_receipt(services, code, media_base="/p").remembrance.latest.story)
    except NotFound:
        return ""


def _opens(services: Any, code: str) -> bool:
    try:
        receipt.open_receipt(services, code, media_base="/p")
    except NotFound:
        return False
    return True
