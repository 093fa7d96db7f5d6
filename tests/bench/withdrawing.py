"""Goal 8: fifty readers ask in a loop while families take back; no answer begun after the commit may show it."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from memorial import bootstrap
from memorial.application import giving, receipt, reviewing
from memorial.application.services import Services
from memorial.domain.moderation import Findings
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Decision, Role
from tests.bench.figures import Goal
from tests.bench.load_client import Connection, LoadFailed, request
from tests.bench.loading import SLUG, Loaded, settings_for
from tests.bench.reading import WALL, WORKERS
from tests.servers.application import MemorialServer

READERS = 50
EDITOR = StaffMember("bench-editor", "", "editor@example.org", "Editor", "", (("*", Role.EDITOR),))


@dataclass(frozen=True)
class Published:
    code: str
    record_id: str
    mark: str


@dataclass
class Seen:
    """What the readers saw of one remembrance: answers that showed it, and those among them begun too late."""

    answers: int = 0
    shown: int = 0
    too_late: int = 0


def withdrawing(loaded: Loaded, rounds: int, seconds: float) -> list[Goal]:
    """Each round: one remembrance is published, read for a while, taken back in the midst, and read on."""
    installation = bootstrap.build(settings_for(loaded.home))
    try:
        with MemorialServer(loaded.home, workers=WORKERS) as server:
            seen = [asyncio.run(_round(server.port, installation.services, seconds)) for _ in range(rounds)]
    finally:
        installation.close()
    if not all(one.shown for one in seen):
        raise LoadFailed("a remembrance was never seen before it was taken back: the round shows nothing")
    told = (
        f"{rounds} withdrawals, {sum(one.answers for one in seen):,} answers (the remembrance, the wall, the search),"
        f" {sum(one.shown for one in seen):,} showed it before"
    )
    what = f"withdrawal: answers begun after the commit that still show it, {READERS} readers"
    return [Goal("8", what, 0, False, float(sum(one.too_late for one in seen)), ".0f", told)]


async def _round(port: int, services: Services, seconds: float) -> Seen:
    published = await asyncio.to_thread(_publish, services)
    seen, committed, until = Seen(), float("inf"), time.monotonic() + seconds
    paths = (f"/en/{SLUG}/remembrances/{published.record_id}", WALL, f"/en/{SLUG}/search?q={published.mark}")
    taken: list[float] = []

    def act() -> None:
        receipt.act(services, published.code, "withdraw", {})
        taken.append(time.monotonic())

    def committed_before(moment: float) -> bool:
        return bool(taken) and moment > taken[0]

    del committed
    readers = [
        _read(port, paths[number % len(paths)], published.mark, until, committed_before, seen)
        for number in range(READERS)
    ]
    await asyncio.gather(*readers, _later(seconds / 2, act))
    return seen


async def _later(seconds: float, act: Callable[[], None]) -> None:
    await asyncio.sleep(seconds)
    await asyncio.to_thread(act)


async def _read(
    port: int, path: str, mark: str, until: float, committed_before: Callable[[float], bool], seen: Seen
) -> None:
    connection = await Connection.open(port)
    asked, sought = request("GET", path), f"{mark}.".encode()
    while (begun := time.monotonic()) < until:
        late = committed_before(begun)
        answer = await connection.ask(asked)
        seen.answers += 1
        if sought in answer.body:
            seen.shown += 1
            seen.too_late += late
    connection.close()


def _publish(services: Services) -> Published:
    """Give, accept and publish one remembrance whose text holds a word that nobody else wrote."""
    mark = f"m{secrets.token_hex(8)}"
    answers = {
        "about": "event",
        "story": f"We heard it in the morning, and it was called {mark}.",
        "audience": "public",
        "person_name_shown": "none",
        "signature": "none",
    }
    code = giving.begin(services, SLUG, "en", answers)
    look = giving.look(services, code, media_base="/preview")
    key = look.draft.answers["idempotency_key"]
    sent = giving.send(services, code, idempotency_key=key, payload=look.payload)
    view = reviewing.review(services, EDITOR, sent.memorial_id, sent.record_id, media_base="/preview")
    findings = Findings(names_looked_for=True)
    verdict = reviewing.Verdict(Decision.ACCEPT, view.version.number, view.remembrance.revision, findings)
    reviewing.decide(services, EDITOR, sent.memorial_id, sent.record_id, verdict)
    return Published(code, sent.record_id, mark)
