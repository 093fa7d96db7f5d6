"""One installation with every page in every state, served: the demonstration, an empty memorial and a very full one."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from memorial import bootstrap
from memorial.application import giving, importing, list_staging, memorials
from memorial.cli import demonstration
from memorial.domain.memorial import Memorial
from memorial.domain.name_list import AboutList
from memorial.domain.staff import StaffMember
from memorial.settings import load_settings
from memorial.vocabulary import Audience, MemorialKind
from memorial.web.language import interface_languages
from tests.access import crowd
from tests.installations import memorial_like
from tests.journeys.plain_browser import PlainBrowser
from tests.servers.application import MemorialServer

TYPICAL, EMPTY, LONG = demonstration.FICTIONAL, "empty-quay", "full-quay"
ROLES = ("moderator", "editor", "archivist", "admin")
PHOTOGRAPH = Path(__file__).parents[1] / "samples" / "images" / "hopper.jpg"
SOUNDS_WITHIN_SECONDS = 90
_ID = "([0-9a-f]{32})"
_BAD_ROWS = b"""Name,Born,Place
Ayla Verdin,1943,Low Pier
,1950,Low Pier
Mira Holm,sometime,High Pier
Osman Weir,03/04/1990,
"""


@dataclass
class Exhibition:
    """`values` are the ids that addresses need; `known` are browsers that hold the cookies of each kind of reader."""

    home: Path
    server: MemorialServer
    values: dict[str, str] = field(default_factory=dict)
    known: dict[str, PlainBrowser] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.server.url

    def cookies(self, who: str) -> Mapping[str, str]:
        return self.known[who].cookies


def make_home(home: Path) -> None:
    """Everything that is in it before anybody comes."""
    settings = load_settings({"MEMORIAL_HOME": str(home)})
    with contextlib.redirect_stdout(io.StringIO()):
        demonstration.load(settings)
    built = bootstrap.build(settings, quick_passwords=True)
    try:
        _speak_every_language(built, TYPICAL)
        every = interface_languages()
        # Real, and so in search engines; nobody is in it.
        nobody = memorial_like(built.services, EMPTY, languages=every, kind=MemorialKind.REAL, fictional_note={})
        memorials.create(built.services, nobody)
        full = memorial_like(built.services, LONG, languages=every, title={"en": crowd.LONG_TITLE})
        _fill(built, memorials.create(built.services, full))
        _leave_lists(built)
    finally:
        built.close()


def _speak_every_language(built: bootstrap.Installation, slug: str) -> None:
    with built.services.unit_of_work() as uow:
        found = uow.memorials.by_slug(slug)
        assert found is not None
        uow.memorials.save(replace(found, languages=interface_languages(), embed_hosts=("school.example",)))
        uow.commit()
    memorials.recompute_waiting(built.services)


def _member(built: bootstrap.Installation, role: str) -> StaffMember:
    with built.services.unit_of_work(read_only=True) as uow:
        return next(one for one in uow.staff.all() if one.email == f"{role}@demo.example")


def _memorial(built: bootstrap.Installation, slug: str) -> Memorial:
    return giving.memorial_of(built.services, slug)


def _fill(built: bootstrap.Installation, made: Memorial) -> None:
    """A thousand names in six scripts, the first one with the longest word; under a title that never ends."""
    _list(built, made.id, crowd.as_csv(), "Everybody who was at the full quay", imported=True)


def _leave_lists(built: bootstrap.Installation) -> None:
    memorial = _memorial(built, TYPICAL)
    _list(built, memorial.id, _BAD_ROWS, "Who was on the quay", imported=False)


def _list(built: bootstrap.Installation, memorial_id: str, rows: bytes, title: str, *, imported: bool) -> str:
    services, archivist = built.services, _member(built, "archivist")
    list_id = list_staging.stage(services, archivist, memorial_id, "names.csv", [rows])
    about = AboutList(title=title, made_by="The harbour office", purpose="To know who was there.", seen_at="The office")
    list_staging.describe(services, archivist, memorial_id, list_id, about, Audience.PUBLIC)
    if imported:
        importing.begin(services, archivist, memorial_id, list_id)
        while not importing.run_some(services, memorial_id, list_id, within_seconds=60):
            pass
    return list_id


@contextmanager
def opened(prepared: Path, home: Path) -> Iterator[Exhibition]:
    """A copy of a prepared home, served, with somebody of every kind before their pages."""
    shutil.copytree(prepared, home)
    with MemorialServer(home, workers=1) as server:
        made = Exhibition(home, server)
        made.known["anyone"] = PlainBrowser(server.url)
        _look_up(made)
        _sign_in(made)
        _look_up_at_the_desk(made)
        _begin_drafts(made)
        yield made
        for browser in made.known.values():
            browser.close()


def _look_up(made: Exhibition) -> None:
    """The ids on the wall, as a visitor comes upon them."""
    found, base = made.values, f"/en/{TYPICAL}/"
    found.update(m=TYPICAL, empty=EMPTY, long=LONG)
    found["remembrance"] = _first(made, f"{base}wall?kind=photo", f"{base}remembrances/{_ID}")
    found["voice"] = _first(made, f"{base}wall?kind=voice", f"{base}remembrances/{_ID}", found["remembrance"])
    found["person"] = _first(made, f"{base}remembrances/{found['remembrance']}", f"{base}people/{_ID}")
    found["quiet"] = _first(made, f"/en/{LONG}/names", f"/en/{LONG}/people/{_ID}")
    for name, page in (("family", "families"), ("group", "groups"), ("place", "places-of-memory")):
        found[name] = _first(made, f"{base}{page}", f"{base}{page}/{_ID}")
    found["list_source"] = _first(made, f"/en/{LONG}/lists", f'/en/{LONG}/lists/([^"?#]+)')
    found["source"] = _first(made, f"{base}record", f'{base}record/sources/([^"?#]+)')
    found["question"] = _first(made, f"{base}record", rf"{base}record/((?!sources/|changes)[^\"?#/]+)\"")
    _look_up_interviews(made, base)


def _look_up_interviews(made: Exhibition, base: str) -> None:
    """One to be heard, and one on request. The server gets sounds ready after it has started: they are waited for."""
    found, interviews = made.values, _all(made, f"{base}interviews", f"{base}interviews/{_ID}")
    until = time.monotonic() + SOUNDS_WITHIN_SECONDS
    while "interview" not in found:
        pages = {one: made.known["anyone"].open(f"{base}interviews/{one}").text for one in interviews}
        if heard := [one for one, text in pages.items() if "<audio" in text]:
            found["interview"] = heard[0]
        assert time.monotonic() < until, "no interview of the demonstration can be heard"
        time.sleep(0.2)
    found["on_request"] = next(one for one, text in pages.items() if f"{one}/request" in text)


def _sign_in(made: Exhibition) -> None:
    demo = json.loads((made.home / "demo.json").read_text(encoding="utf-8"))
    made.values["receipt_code"] = demo["receipt"]
    passwords = {one["email"]: one["password"] for one in demo["staff"]}
    for role in ROLES:
        browser = made.known[role] = PlainBrowser(made.url)
        browser.sign_in(f"{role}@demo.example", passwords[f"{role}@demo.example"])
    made.values["moderator_password"] = passwords["moderator@demo.example"]


def _look_up_at_the_desk(made: Exhibition) -> None:
    found, of = made.values, f"?memorial={TYPICAL}"
    found["pending"] = _first(made, f"/desk/queue{of}", f"/desk/review/{TYPICAL}/{_ID}", who="moderator")
    here = f"/desk/interviews/{TYPICAL}"
    ids = _all(made, f"/desk/interviews{of}", f"{here}/{_ID}", who="archivist")
    pages = {one: made.known["archivist"].open(f"{here}/{one}").text for one in ids}
    told = next(one for one, text in pages.items() if f"{one}/transcript/" in text)
    found["told"] = told
    found["transcript"] = re.findall(rf"{here}/{told}/transcript/{_ID}", pages[told])[0]
    record = f"/desk/record/{TYPICAL}"
    found["entry"] = _first(made, f"{record}/statement", f'{record}/entry/([^"?#]+)', who="archivist")
    found["list"] = _first(made, f"/desk/import{of}", f"/desk/import/{TYPICAL}/{_ID}", who="archivist")
    found["list_done"] = _first(made, f"/desk/import?memorial={LONG}", f"/desk/import/{LONG}/{_ID}", who="archivist")


def _begin_drafts(made: Exhibition) -> None:
    """Families in the middle of it, at its end, and back with their code; somebody with a concern, and with a wish."""
    base = f"/en/{TYPICAL}/"
    made.known["begun"] = PlainBrowser(made.url)
    made.known["begun"].begin(base)
    named = made.known["named"] = PlainBrowser(made.url)
    named.begin(base)
    named.press("about", about="person", person_name="Nadia Sorrel")
    picture = [("window.jpg", PHOTOGRAPH.read_bytes())]
    draft = made.known["draft"] = PlainBrowser(made.url)
    of_picture = {"file_1_living": "no", "file_1_publish": "yes", "file_1_caption": "By the window"}
    signed = {"signature": "relation", "relation": "family"}
    draft.offer(base, crowd.STORY, picture, person_name=f"{crowd.LONGEST_WORD} Verdin", **signed, **of_picture)
    sent = made.known["sent"] = PlainBrowser(made.url)
    sent.offer(base, "She mended nets by the window.", person_name="Wenhild Ostravar", under_age="yes")
    sent.send()
    back = made.known["receipt"] = PlainBrowser(made.url)
    back.open_receipt(made.values["receipt_code"])
    writing = back.like()
    writing.press("message", message="Her sister wrote the name with one letter less.")
    gone = PlainBrowser(made.url)
    gone.offer(base, "He whistled on the stairs.", person_name="Aldo Brenn")
    gone.send()
    gone.open("/receipt/take-back")
    gone.press("reason", action="withdraw", reason="My brother asked for it.")
    waiting = f"/desk/ask/{TYPICAL}"
    made.values["written"], made.values["gone"] = _all(made, waiting, f"{waiting}/{_ID}", who="moderator")
    _ask(made, base)
    _tell(made)


def _tell(made: Exhibition) -> None:
    """The narrator of an interview, who was given a code at the desk."""
    archivist = made.known["archivist"].like()
    archivist.open(f"/desk/interviews/{TYPICAL}/{made.values['told']}/narrator")
    archivist.press("code", action="code")
    made.known["narrator"] = PlainBrowser(made.url)
    made.known["narrator"].open_receipt(archivist.code())


def _ask(made: Exhibition, base: str) -> None:
    concern = made.known["concern"] = PlainBrowser(made.url)
    concern.open(f"{base}concern?about={made.values['person']}")
    concern.press(kind="correct", reason=_option(concern, "reason"), message="The year of birth is another one.")
    made.values["objection"] = _first(
        made, f"/desk/concerns?memorial={TYPICAL}", f"/desk/concerns/{TYPICAL}/{_ID}", who="editor"
    )
    wish = made.known["wish"] = PlainBrowser(made.url)
    wish.open(f"{base}interviews/{made.values['on_request']}/request")
    wish.press(name="Ada Reed", purpose="For a school book.", email="")
    made.values["request"] = _first(
        made, f"/desk/interviews/requests?memorial={TYPICAL}", f"requests/{TYPICAL}/{_ID}", who="archivist"
    )


def _option(browser: PlainBrowser, name: str) -> str:
    form = browser.form(name)
    return next(one.get("value") for one in form.all("input") if one.get("name") == name)


def _all(made: Exhibition, path: str, pattern: str, who: str = "anyone") -> list[str]:
    answer = made.known[who].open(path)
    return list(dict.fromkeys(re.findall(pattern, answer.text)))


def _first(made: Exhibition, path: str, pattern: str, otherwise: str = "", who: str = "anyone") -> str:
    found = _all(made, path, pattern, who)
    assert found or otherwise, f"nothing like {pattern} on {path}"
    return found[0] if found else otherwise
