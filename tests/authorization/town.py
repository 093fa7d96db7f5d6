"""One installation with a remembrance in every state under every consent, and everybody who may come to its doors."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from werkzeug.test import Client, TestResponse

from memorial.application import giving, guardians, receipt, resting, reviewing, staffing
from memorial.application.reviewing import Verdict
from memorial.bootstrap import files_root
from memorial.domain.memorial import Memorial
from memorial.domain.moderation import Findings
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import Decision, Flag, MemorialKind, ReasonCode, Role
from memorial.web.mount import mount
from tests.authorization.keeping import Databases, open_databases
from tests.authorization.reference import EMBARGO_DAYS, possible
from tests.journeys.routes import applications
from tests.page_tree import read_page
from tests.web.desk.desk_client import PASSWORD, Browser, World, build_world

PHOTOGRAPH = Path("tests/samples/images/IMG_20180725_163423-tiny.jpg").read_bytes()
SLUG, OTHER = "ferry", "mill"


@dataclass
class Thing:
    """One remembrance (or draft) in one state under one consent."""

    state: str
    consent: str
    code: str
    word: str
    name: str
    record_id: str = ""
    person_id: str = ""
    file_id: str = ""
    media: str = ""
    version: int = 1
    revision: int = 0

    @property
    def key(self) -> str:
        return f"{self.state}/{self.consent}"


@dataclass
class Town:
    world: World
    memorial: Memorial
    database: Databases
    client_of: dict[str, Client] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)
    senders: dict[str, Client] = field(default_factory=dict)
    guardians: dict[str, Client] = field(default_factory=dict)
    guardian_codes: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    staff: dict[str, Any] = field(default_factory=dict)
    application: Any = None

    @property
    def services(self) -> Any:
        return self.world.services

    # Making things

    def offered(self, state: str, consent: str, *, photograph: bool = False) -> Thing:
        word, name = f"qz{secrets.token_hex(5)}", f"Nq{secrets.token_hex(5)}"
        given = {
            "about": "person",
            "person_name": f"{name} Verdin",
            "story": f"At the {word} bridge she sang.",
            "story_language": "en",
            "audience": consent,
            "person_name_shown": "full",
            "signature": "relation",
            "relation": "family",
        }
        if state.startswith("young"):
            given["under_age"] = "yes"
        if consent == "until":
            given["embargo_until"] = (self.world.clock.at + timedelta(days=EMBARGO_DAYS)).date().isoformat()
        code = giving.begin(self.services, SLUG, "en", given)
        thing = Thing(state, consent, code, word, name)
        if photograph:
            kept = giving.keep_file(self.services, code, "a.jpg", [PHOTOGRAPH])
            thing.file_id = kept.id
            shown = {"publish": "yes", "living": "no", "caption": "By the sea"}
            giving.save_answers(self.services, code, {f"file:{kept.id}:{k}": text for k, text in shown.items()})
        return thing

    def sent(self, thing: Thing) -> Thing:
        look = giving.look(self.services, thing.code, media_base="/look")
        key = look.draft.answers["idempotency_key"]
        thing.record_id = giving.send(self.services, thing.code, idempotency_key=key, payload=look.payload).record_id
        return thing

    def record(self, thing: Thing) -> Remembrance:
        with self.services.unit_of_work(read_only=True) as uow:
            found: Remembrance = uow.remembrances.get(self.memorial.id, thing.record_id)
        return found

    def decide(self, thing: Thing, who: str, decision: Decision, **more: Any) -> None:
        before = self.record(thing)
        pending = before.pending
        assert pending is not None
        findings = Findings(flags=frozenset(more.pop("flags", ())), names_looked_for=True)
        verdict = Verdict(decision, pending.number, before.revision, findings, **more)
        reviewing.decide(self.services, self.staff[who], self.memorial.id, thing.record_id, verdict)

    def publish(self, thing: Thing) -> None:
        self.decide(thing, "editor", Decision.ACCEPT)
        if thing.consent == "archive":
            return
        self.world.clock.go(minutes=11)
        assert reviewing.publish_due(self.services, self.memorial.id, thing.record_id)

    def act(self, thing: Thing, action: str, **given: str) -> None:
        receipt.act(self.services, thing.code, action, given)

    def make(self, state: str, consent: str) -> Thing:
        thing = self.offered(state, consent, photograph=consent == "public" and state in WITH_PHOTOGRAPH)
        if state == "draft":
            giving.save_answers(self.services, thing.code, {}, code_shown=True)
            return thing
        self.sent(thing)
        MAKERS[state](self, thing)
        return thing

    def look_up(self, thing: Thing) -> None:
        """What forms and addresses need to know of it."""
        if not thing.record_id:
            return
        found = self.database.rows("SELECT revision FROM remembrance WHERE id = ?", (thing.record_id,))
        if not found:
            return
        thing.revision = found[0][0]
        record = self.record(thing)
        thing.person_id = thing.person_id or record.person_id or ""
        thing.version = (record.pending or record.published or record.latest).number

    # What the database holds

    def standing(self) -> tuple[Any, ...]:
        """Everything that an act could change, but for the audit log and the sessions' clocks."""
        run = self.database.rows
        return (
            *run("SELECT id, status, revision, claimed_by, waiting FROM remembrance ORDER BY id"),
            *run("SELECT lookup, revision FROM draft ORDER BY lookup"),
            *run("SELECT memorial_id, seq FROM chain_head WHERE chain = 'consent' ORDER BY memorial_id"),
            *run("SELECT memorial_id, number FROM published_edition ORDER BY memorial_id"),
            *run("SELECT id, key_id FROM person ORDER BY id"),
            *run("SELECT id, key_id, revision FROM staff ORDER BY id"),
        )

    def entries(self) -> dict[str, int]:
        """How far each chain of the log has grown."""
        return dict(self.database.rows("SELECT memorial_id, max(seq) FROM audit_entry GROUP BY memorial_id"))

    def entries_after(self, before: Mapping[str, int]) -> list[tuple[str, str, str, str]]:
        wanted = "SELECT actor, action, outcome, reason FROM audit_entry WHERE memorial_id = ? AND seq > ? ORDER BY seq"
        found: list[tuple[str, str, str, str]] = []
        for chain, grown in self.entries().items():
            if grown > before.get(chain, 0):
                found += self.database.rows(wanted, (chain, before.get(chain, 0)))
        return found

    def row_of(self, thing: Thing) -> tuple[Any, ...] | None:
        wanted = "SELECT status, revision, claimed_by FROM remembrance WHERE id = ?"
        return next(iter(self.database.rows(wanted, (thing.record_id,))), None)

    def drafts(self) -> int:
        found: int = self.database.rows("SELECT count(*) FROM draft")[0][0]
        return found

    def shown(self) -> list[Any]:
        with self.world.installation.reader.snapshot() as snapshot:
            return list(snapshot.remembrances(self.memorial.id, after="", limit=500).rows)

    # Back to how it was

    def keep(self) -> None:
        """Remember everything as it is now: both databases and the files."""
        self.database.keep()
        self.aside = self.world.installation.settings.home.parent / "aside"
        for part in ("vault", "access"):
            shutil.copytree(self._files / part, self.aside / part, dirs_exist_ok=True)

    @property
    def _files(self) -> Path:
        return files_root(self.world.installation.settings)

    def restore(self) -> None:
        # Keys that were made since, and wait to be taken, are not in the copy.
        self.world.installation.key_store._waiting.clear()
        self.database.restore()
        for part in ("vault", "access"):
            for kept in (self.aside / part).rglob("*"):
                there = self._files / part / kept.relative_to(self.aside / part)
                if kept.is_file() and not there.exists():
                    there.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(kept, there)

    def close(self) -> None:
        self.database.close()
        self.world.installation.close()


WITH_PHOTOGRAPH = (
    "draft", "in_review", "published", "paused_by_staff", "removed", "withdrawn", "erased", "young_shown",
)  # fmt: skip


def _published(town: Town, thing: Thing) -> None:
    town.publish(thing)
    record = town.record(thing)
    thing.person_id = record.person_id or ""
    if thing.file_id:
        shown = [one for one in town.shown() if one.id == thing.record_id]
        thing.media = shown[0].pictures[0].sources[0].name


def _paused(town: Town, thing: Thing) -> None:
    _published(town, thing)
    reviewing.pause(town.services, town.staff["moderator"], town.memorial.id, thing.record_id)


def _resume_asked(town: Town, thing: Thing) -> None:
    _paused(town, thing)
    reviewing.resume(town.services, town.staff["editor"], town.memorial.id, thing.record_id)


def _remove_asked(town: Town, thing: Thing) -> None:
    _published(town, thing)
    reviewing.remove(town.services, town.staff["editor"], town.memorial.id, thing.record_id, "Why.")


def _removed(town: Town, thing: Thing) -> None:
    _remove_asked(town, thing)
    reviewing.remove(town.services, town.staff["second_editor"], town.memorial.id, thing.record_id, "Why.")


def _after_publication(action: str, **given: str) -> Callable[[Town, Thing], None]:
    def made(town: Town, thing: Thing) -> None:
        _published(town, thing)
        town.act(thing, action, **given)

    return made


def _withdrawn_and_kept(town: Town, thing: Thing) -> None:
    _published(town, thing)
    town.act(thing, "withdraw")
    town.act(thing, "keep")


def _declined_and_appealed(town: Town, thing: Thing) -> None:
    town.decide(thing, "editor", Decision.DECLINE, reason=ReasonCode.OFF_TOPIC)
    town.act(thing, "appeal", message="Please look again.")


def _decided(who: str, decision: Decision, **more: Any) -> Callable[[Town, Thing], None]:
    return lambda town, thing: town.decide(thing, who, decision, **more)


def _claimed(town: Town, thing: Thing) -> None:
    assert reviewing.claim(town.services, town.staff["second_editor"], town.memorial.id, thing.record_id)


def _young(town: Town, thing: Thing) -> None:
    town.guardian_codes[thing.key] = guardians.make(town.services, thing.code)


def answer(town: Town, thing: Thing, action: str) -> None:
    guardians.act(town.services, town.guardian_codes[thing.key], action, version=1, language="en")


def _young_shown(town: Town, thing: Thing) -> None:
    _young(town, thing)
    answer(town, thing, "agree")
    town.decide(thing, "second_editor", Decision.ACCEPT)
    _published(town, thing)


def _young_taken_back(town: Town, thing: Thing) -> None:
    _young_shown(town, thing)
    answer(town, thing, "take_back")


MAKERS: Mapping[str, Callable[[Town, Thing], None]] = {
    "in_review": lambda town, thing: None,
    "claimed": _claimed,
    "one_of_two": _decided("editor", Decision.ACCEPT, flags={Flag.MINOR}),
    "flagged": _decided("moderator", Decision.ACCEPT, flags={Flag.ACCUSATION}),
    "denial_said_once": _decided("moderator", Decision.DECLINE, reason=ReasonCode.DENIAL),
    "asked": _decided("editor", Decision.ASK, message="Which year?"),
    "suggested": _decided("editor", Decision.SUGGEST, suggestion="Other words.", message="Shorter."),
    "accepted": _decided("editor", Decision.ACCEPT),
    "published": _published,
    "new_words": _after_publication("change", story="New words wait."),
    "paused_by_sender": _after_publication("hide"),
    "paused_by_staff": _paused,
    "resume_asked": _resume_asked,
    "remove_asked": _remove_asked,
    "declined": _decided("editor", Decision.DECLINE, reason=ReasonCode.OFF_TOPIC, message="Not this."),
    "kept": _decided("editor", Decision.KEEP, message="For the archive."),
    "appealed": _declined_and_appealed,
    "removed": _removed,
    "withdrawn": _after_publication("withdraw"),
    "withdrawn_and_kept": _withdrawn_and_kept,
    "erased": _after_publication("erase"),
    "young": _young,
    "young_shown": _young_shown,
    "young_taken_back": _young_taken_back,
}

STAFF = {
    "stale_editor": (Role.EDITOR, SLUG),
    "stale_admin": (Role.ADMIN, SLUG),
    "moderator": (Role.MODERATOR, SLUG),
    "editor": (Role.EDITOR, SLUG),
    "second_editor": (Role.EDITOR, SLUG),
    "archivist": (Role.ARCHIVIST, SLUG),
    "admin": (Role.ADMIN, SLUG),
    "editor_elsewhere": (Role.EDITOR, OTHER),
    "admin_elsewhere": (Role.ADMIN, OTHER),
    "admin_everywhere": (Role.ADMIN, None),
    "disabled": (Role.EDITOR, SLUG),
    "password_only": (Role.EDITOR, SLUG),
    "signed_out": (Role.EDITOR, SLUG),
    "role_taken": (Role.EDITOR, SLUG),
}


def build_town(home: Path, states: Mapping[str, Any], consents: tuple[str, ...], **environ: str) -> Town:
    """Make everything. Nothing of it depends on chance but words and ids. `environ`: settings that differ."""
    world = build_world(home, undo_minutes=10, **environ)
    memorial = _real_one(world)
    world.begin_memorial(OTHER, "The mill")
    settings = world.installation.settings
    town = Town(world, memorial, open_databases(settings.database.url, settings.keys.url))
    for who, (role, where) in STAFF.items():
        town.staff[who] = world.add_staff(f"{who}@example.org", role, where)
    made = [(state, consent) for state in states for consent in consents if possible(state, consent)]
    # What waits for its undo time comes last: the clock stands still from then on.
    made.sort(key=lambda one: one[0] in ("accepted", "claimed"))
    town.things = [town.make(state, consent) for state, consent in made]
    for thing in town.things:
        town.look_up(thing)
    _let_everybody_in(town)
    town.keep()
    return town


def _real_one(world: World) -> Memorial:
    """Search engines are told of real memorials only. What is in this one was made up for tests."""
    world.begin_memorial(SLUG)
    with world.services.unit_of_work() as uow:
        fictional = uow.memorials.by_slug(SLUG)
        uow.memorials.save(replace(fictional, kind=MemorialKind.REAL, fictional_note={}))
        uow.commit()
    with world.services.unit_of_work(read_only=True) as uow:
        found: Memorial = uow.memorials.get(fictional.id)
    return found


def _let_everybody_in(town: Town) -> None:
    apps = applications(town.world.installation)
    town.application = mount(
        wall=apps["wall"].wsgi_app, contribute=apps["contribute"].wsgi_app, desk=apps["desk"].wsgi_app,
        ready=lambda: True,
    )  # fmt: skip
    town.client_of = clients = {"anonymous": Client(town.application)}
    for who in ("wrong_code", "erased_code"):
        clients[who] = Client(town.application)
    # Any code that was never given; and one whose remembrance was erased.
    _open(town, clients["wrong_code"], "00000000000000000000", expected=422)
    erased = [thing.code for thing in town.things if thing.state == "erased"]
    _open(town, clients["erased_code"], erased[0] if erased else "00000000000000000000", expected=422)
    for thing in town.things:
        town.senders[thing.key] = client = Client(town.application)
        _open(town, client, thing.code, expected=422 if thing.state == "erased" else 303)
        town.tokens[thing.key] = _token(client.get("/receipt"))
        found = client.get_cookie("memorial")
        town.cookies[thing.key] = found.value if found else ""
    for key, code in town.guardian_codes.items():
        town.guardians[key] = client = Client(town.application)
        _open(town, client, code, expected=303)
        town.tokens[f"guardian of {key}"] = _token(client.get("/receipt"))
    for who in ("anonymous", "wrong_code", "erased_code"):
        town.tokens[who] = _token(clients[who].get("/receipt"))
    for number, who in enumerate(STAFF):
        if number == 2:
            # Long enough for a proof to be old, short enough for what waits for its undo time.
            town.world.clock.go(minutes=6)
        _sign_in(town, who)
    for who in town.staff:
        # They open more here than anybody should in a day. The clock stands still, so these ten minutes last.
        resting.go_on(town.services, town.staff[who])
    staffing.disable(town.services, "disabled@example.org")
    staffing.take_roles(town.services, "role_taken@example.org", SLUG)


def _open(town: Town, client: Client, code: str, *, expected: int) -> None:
    token = _token(client.get("/receipt"))
    answer = client.post("/receipt", data={"csrf_token": token, "code": code})
    assert answer.status_code == expected, (code, answer.status_code)


def _sign_in(town: Town, who: str) -> None:
    """As a person does it, at the pages."""
    email, client = f"{who}@example.org", Client(town.application)
    _Whole(town.world, client).sign_in(email)
    if who == "password_only":
        browser = _Whole(town.world, client := Client(town.application))
        browser.get("/desk/sign-in")
        browser.submit("email", email=email, password=PASSWORD)
        assert browser.last is not None and browser.last.request.path == "/desk/sign-in/code"
    town.tokens[who] = _token(client.get("/desk/sign-in/code" if who == "password_only" else "/desk/"))
    if who == "signed_out":
        kept = client.get_cookie("memorial_desk", path="/desk/")
        assert kept is not None
        client.post("/desk/sign-out", data={"csrf_token": town.tokens[who]})
        client.set_cookie("memorial_desk", kept.value, path="/desk/")
    town.client_of[who] = client


class _Whole(Browser):
    """The desk's browser of the tests, at the whole application."""

    def __init__(self, world: World, client: Client) -> None:
        super().__init__(world, client)  # type: ignore[arg-type]


def _token(answer: TestResponse) -> str:
    for field_ in read_page(answer.text).root.all("input"):
        if field_.get("name") == "csrf_token":
            return str(field_.get("value"))
    raise AssertionError(f"no token on {answer.request.path} ({answer.status_code})")
