"""Pictures of every page of the fictional demonstration, and a page that shows them: `make gallery`.

    python -m tests.access.gallery [--out docs/pages] [--only WORDS]

It loads the demonstration into a folder of its own, serves it, and photographs each page as a phone and a wide screen
show it, light and dark, in English and in Arabic. What was there before is replaced.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from memorial.web.language import interface_languages
from tests.access.exhibition import Exhibition, make_home, opened
from tests.access.looking import Look, Looker
from tests.access.sights import Sight
from tests.access.sights_contribute import CONTRIBUTE
from tests.access.sights_desk import DESK
from tests.access.sights_wall import WALL
from tests.servers.chromium import Chromium

OUT = Path(__file__).parents[2] / "docs" / "pages"
PHONE, WIDE = 360, 1280
TALLEST = {PHONE: 1600, WIDE: 1400}
LANGUAGES = ("en", "ar")
MOST_BYTES = 26 * 1024 * 1024
QUALITY = 60
# A phone's picture is drawn at its size, a wide one at half of it: enough to see the page, not to read all of it.
SCALE = {PHONE: 1.0, WIDE: 0.6}
SMALLER = 0.6
"""How much smaller the pages are drawn that are shown for completeness."""


@dataclass(frozen=True)
class Plate:
    """One page of the gallery: what it is called, and where it is seen by whom."""

    name: str
    title: str
    path: str
    who: str = "anyone"
    scale: float = 1.0
    status: int = 200


@dataclass(frozen=True)
class Room:
    title: str
    plates: tuple[Plate, ...]


_T = "/{l}/{m}"
ROOMS = (
    Room(
        "Visitors",
        (
            Plate("front", "Front page", f"{_T}/"),
            Plate("names", "The names", f"{_T}/names"),
            Plate("names-together", "The names, who stood together", f"{_T}/names?order=together"),
            Plate("names-cards", "The names as cards", f"{_T}/names?view=cards"),
            Plate("names-read", "The names, one by one", f"{_T}/names?view=read"),
            Plate("person", "A person", f"{_T}/people/{{person}}"),
            Plate("wall", "Remembrances", f"{_T}/wall"),
            Plate("remembrance", "A remembrance", f"{_T}/remembrances/{{remembrance}}"),
            Plate("record", "What happened", f"{_T}/record"),
            Plate("question", "A disputed question", f"{_T}/record/{{question}}?open=1"),
            Plate("source", "A source", f"{_T}/record/sources/{{source}}?open=1"),
            Plate("interviews", "Interviews", f"{_T}/interviews"),
            Plate("interview", "An interview", f"{_T}/interviews/{{interview}}"),
            Plate("timeline", "The timeline", f"{_T}/timeline?open=1"),
            Plate("map", "The map", f"{_T}/map"),
            Plate("on-this-day", "On this day", f"{_T}/on/05-17"),
            Plate("search", "Search", f"{_T}/search?q=ferry"),
            Plate("plaque", "A plaque with a square code", f"{_T}/people/{{person}}/plaque"),
            Plate("embed", "A name on another site", "/embed/{m}/people/{person}?l={l}"),
            Plate("help", "Help and contact", f"{_T}/help"),
        ),
    ),
    Room(
        "Families",
        (
            Plate("share", "Before anything is written", f"{_T}/share"),
            Plate("who", "Who do you want to remember?", f"{_T}/share/who", "begun"),
            Plate("say", "In your own words", f"{_T}/share/say", "draft"),
            Plate("choices", "Who may see it, and how", f"{_T}/share/choices", "draft"),
            Plate("check", "Look at it once more", f"{_T}/share/check", "draft"),
            Plate("save", "Saved for later", f"{_T}/share/save", "draft"),
            Plate("receipt", "The receipt", f"{_T}/share/done", "sent"),
            Plate("return", "Back with the code", "/receipt", "sent"),
            Plate("take-back", "Taking back", "/receipt/take-back", "sent"),
            Plate("safety", "Staying safe", f"{_T}/safety"),
            Plate("paper", "The paper form", f"{_T}/share/paper"),
            Plate("helping", "With somebody's help", f"{_T}/share/help"),
            Plate("concern", "Something is wrong", f"{_T}/concern?about={{person}}"),
        ),
    ),
    Room(
        "The desk",
        (
            Plate("today", "Today", "/desk/", "moderator"),
            Plate("queue", "The queue, without texts and pictures", "/desk/queue?memorial={m}", "moderator"),
            Plate("review", "Reviewing", "/desk/review/{m}/{pending}", "moderator"),
            Plate("ask", "Messages with a sender", "/desk/ask/{m}/{pending}", "moderator"),
            Plate("practice", "Practice", "/desk/practice", "moderator"),
            Plate("concerns", "Concerns", "/desk/concerns?memorial={m}", "editor"),
            Plate("log", "The log", "/desk/log?memorial={m}", "admin"),
            Plate("import", "A list of names, checked", "/desk/import/{m}/{list}/check", "archivist"),
            Plate("desk-interview", "An interview", "/desk/interviews/{m}/{told}", "archivist"),
            Plate("desk-record", "The record", "/desk/record/{m}", "archivist"),
        ),
    ),
    Room(
        "Setting up",
        (
            Plate("setup", "What is to be done", "/desk/setup/{m}", "admin"),
            Plate("setup-languages", "Languages, and who read them", "/desk/setup/{m}/languages", "admin"),
            Plate("setup-look", "Colour and order", "/desk/setup/{m}/step/look", "admin"),
            Plate("setup-texts", "Texts, and what is missing", "/desk/setup/{m}/texts", "admin"),
        ),
    ),
)


def rooms() -> tuple[Room, ...]:
    """All of them: after the chosen plates every other page that can be asked for, as the list of sights has it."""
    shown = [plate.path.partition("?")[0] for room in ROOMS for plate in room.plates]
    surfaces = {"Visitors": WALL, "Families": CONTRIBUTE, "The desk": DESK}
    return (*ROOMS, *(Room(f"{title}: all other pages", _others(sights, shown)) for title, sights in surfaces.items()))


def _others(sights: Sequence[Sight], shown: list[str]) -> tuple[Plate, ...]:
    found: dict[str, Plate] = {}
    # The page as people mostly see it, where there is one.
    for sight in sorted(sights, key=lambda one: ("typical", "long", "empty", "error").index(one.state)):
        if sight.rule in found or any(re.fullmatch(_pattern(sight.rule), path) for path in shown):
            continue
        address = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", sight.rule)
        name = "-".join(["other", *re.findall(r"[a-z]+", address)])
        found[sight.rule] = Plate(
            name, address, sight.path, sight.who, SMALLER, sight.status if not sight.press else 200
        )
    return tuple(sorted(found.values(), key=lambda one: one.title))


def _pattern(rule: str) -> str:
    """An address of that rule, with names in braces for what stands in it."""
    return "".join("[^/]+" if part.startswith("<") else re.escape(part) for part in re.split(r"(<[^>]*>)", rule))


def files_of(plate: Plate) -> list[str]:
    return [
        f"{plate.name}-{language}-{'phone' if width == PHONE else 'wide'}-{theme}.webp"
        for language, width, theme in views()
    ]


def views() -> Iterator[tuple[str, int, str]]:
    for language in (one for one in LANGUAGES if one in interface_languages()):
        for width in (PHONE, WIDE):
            for theme in ("light", "dark"):
                yield language, width, theme


def hang(plate: Plate, shown: Exhibition, looker: Looker, out: Path) -> list[str]:
    """All pictures of one page; the names of their files."""
    written = files_of(plate)
    for name, (language, width, theme) in zip(written, views(), strict=True):
        page, wrong = looker.open(
            Look(Sight(plate.path, plate.path, who=plate.who, status=plate.status), language, width, theme)
        )
        if wrong:
            raise SystemExit(f"{plate.path}: {wrong}")
        _photograph(page, width, plate.scale).save(out / name, "WEBP", quality=QUALITY, method=6)
    return written


def _photograph(page: Page, width: int, smaller: float) -> Image.Image:
    height = min(TALLEST[width], page.evaluate("document.documentElement.scrollHeight"))
    taken = page.screenshot(
        clip={"x": 0, "y": 0, "width": width, "height": height}, full_page=True, animations="disabled"
    )
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    scale = SCALE[width] * smaller
    return (
        picture
        if scale == 1
        else picture.resize((round(width * scale), round(height * scale)), Image.Resampling.LANCZOS)
    )


def index(shown: list[tuple[Room, list[tuple[Plate, list[str]]]]]) -> str:
    """The page that shows them, for whoever reads the documentation."""
    lines = [
        "# Every page, looked at",
        "",
        "Made by `make gallery` from the fictional demonstration: nothing in it happened, and nobody in it lived.",
        "Each page on a phone (360 wide) and on a wide screen (1280, drawn smaller), light and dark, in English and",
        "in Arabic.",
        "Long pages are cut at their foot. After those that people meet first come all others, drawn smaller, by their",
        "address.",
    ]
    for room, plates in shown:
        lines += ["", f"## {room.title}"]
        for plate, files in plates:
            lines += ["", f"### {plate.title}", "", *_rows(plate, files)]
    return "\n".join(lines) + "\n"


def _rows(plate: Plate, files: list[str]) -> list[str]:
    """Phones above, wide screens below, four beside each other."""
    found = []
    for shape in ("phone", "wide"):
        pictures = [f"![{plate.title}, {_in_words(name)}]({name})" for name in files if f"-{shape}-" in name]
        found += ["|" + " | " * (len(pictures) - 1) + "|", "|" + "---|" * len(pictures)] if shape == "phone" else []
        found.append(f"| {' | '.join(pictures)} |")
    return found


def _in_words(name: str) -> str:
    language, shape, theme = name.removesuffix(".webp").rsplit("-", 3)[1:]
    return f"{ {'en': 'English', 'ar': 'Arabic'}[language] }, {shape}, {theme}"


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--out", type=Path, default=OUT)
    given.add_argument("--only", default="", help="pages whose name holds one of these words, parted by commas")
    asked = given.parse_args()
    words = asked.only.split(",")
    shutil.rmtree(asked.out, ignore_errors=True)
    asked.out.mkdir(parents=True)
    hung_rooms = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "prepared"
        home.mkdir(mode=0o700)
        make_home(home)
        with opened(home, Path(folder) / "home") as shown, Chromium() as browser:
            looker = Looker(browser, shown)
            for room in rooms():
                plates = [one for one in room.plates if any(word in one.name for word in words)]
                hung = [(plate, hang(plate, shown, looker, asked.out)) for plate in plates]
                hung_rooms += [(room, hung)] if hung else []
            looker.close()
    (asked.out / "README.md").write_text(index(hung_rooms), encoding="utf-8")
    total = sum(one.stat().st_size for one in asked.out.iterdir())
    pictures = sum(len(files) for _, hung in hung_rooms for _, files in hung)
    print(f"{pictures} pictures, {total / 1024 / 1024:.1f} MB in {asked.out}")
    if total > MOST_BYTES:
        raise SystemExit(f"more than {MOST_BYTES // 1024 // 1024} MB")


if __name__ == "__main__":
    main()
