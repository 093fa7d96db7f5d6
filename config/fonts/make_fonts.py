"""Make the letters of names and headings from the packages that package-lock.json names: `make fonts`.

npm brings the fonts as their makers gave them out; each is cut to the letters that names and headings need. The
results, their licences and the style sheet that joins them are kept in `static/`. Same packages, same bytes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDER = ROOT / ".tools" / "fonts"
RESULTS = ROOT / "static" / "fonts"
SHEET = ROOT / "static" / "css" / "fonts.css"


@dataclass(frozen=True)
class Letters:
    """One file: the npm package, the part of it, and the letters that are kept ('' for all of that part).

    `adjusted`: how much larger it is drawn than it is, '' for not at all. `family`: what sheets call it.
    """

    name: str
    package: str
    part: str
    kept: str = ""
    adjusted: str = ""
    family: str = "Memorial"


# The order is that of the sheet: where two have a letter, the later one is taken.
SCRIPTS = (
    Letters("latin", "noto-serif", "latin"),
    # Names of Europe, Turkey, Azerbaijan, and the letters with dots and bars of scholarly transliteration.
    Letters(
        "latin-ext",
        "noto-serif",
        "latin-ext",
        "100-17F,18F,1A0-1A1,1AF-1B0,1C4-1CC,1E6-1E7,1F4-1F5,218-21B,259,1E0C-1E0D,1E24-1E25,1E2A-1E2B,"
        "1E62-1E63,1E6C-1E6D,1E80-1E85,1E92-1E93,1E9E,1EF2-1EF3",
    ),
    Letters("cyrillic", "noto-serif", "cyrillic"),
    # Abkhaz, Bashkir, Chechen, Chuvash, Kazakh, Ossetian, Tajik, Tatar; not the letters of old church books.
    Letters("cyrillic-ext", "noto-serif", "cyrillic-ext", "48A-52F"),
    Letters("greek", "noto-serif", "greek", "37A,384-3CE"),
    Letters("armenian", "noto-serif-armenian", "armenian", "531-58F,FB13-FB17"),
    # Without the capitals of Mtavruli: nothing here is raised to capitals.
    Letters("georgian", "noto-serif-georgian", "georgian", "10A0-10FF"),
    Letters("hebrew", "noto-serif-hebrew", "hebrew", "591-5F4,20AA,FB1D-FB4F"),
    # Arabic, Persian, Urdu, Kurdish, Uyghur; not the marks for reading the Quran. It is drawn smaller than the others.
    # A name of its own, because paper does without it: what is copied from a PDF in these letters is scrambled.
    Letters(
        "arabic",
        "noto-naskh-arabic",
        "arabic",
        "60C,61B-61C,61F-657,660-6D5,6EE-6FF,200C-200E",
        "112%",
        "Memorial Arabic",
    ),
)

# What stands there until the letters have come, drawn as wide and as high as they are, so that no line moves: its size,
# and how far it reaches above and under the line. Measured on the words of our own headings; Georgia by Gelasio and
# Times New Roman by Liberation Serif, which are as wide by design.
STANDING_IN = (
    ("Memorial as Georgia", ("Georgia", "Gelasio"), "108.5%", "98.5%", "27%"),
    ("Memorial as Times", ("Times New Roman", "Times", "Liberation Serif", "Tinos"), "119.1%", "89.8%", "24.6%"),
    ("Memorial as DejaVu", ("DejaVu Serif",), "93.9%", "113.9%", "31.2%"),
)


def main() -> int:
    fetch()
    RESULTS.mkdir(parents=True, exist_ok=True)
    for letters in SCRIPTS:
        cut(letters)
    for package in sorted({letters.package for letters in SCRIPTS}):
        shutil.copyfile(package_folder(package) / "LICENSE", RESULTS / f"{package}.OFL.txt")
    SHEET.write_text(sheet(), encoding="utf-8")
    for letters in SCRIPTS:
        print(f"{letters.name}\t{result(letters).stat().st_size:6} bytes".expandtabs(16))
    return 0


def fetch() -> None:
    """The packages of the lock, and only with the very bytes that the lock names."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit(
            "npm is needed to fetch the fonts (Debian's package: npm). Its results are kept, so servers need none."
        )
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(HERE / name, FOLDER / name)
    command = [npm, "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=FOLDER, check=True)  # noqa: S603 - the command stands above


def package_folder(package: str) -> Path:
    return FOLDER / "node_modules" / "@fontsource" / package


def result(letters: Letters) -> Path:
    return RESULTS / f"{letters.name}.woff2"


def cut(letters: Letters) -> None:
    """Write the file with those letters only; everything that shapes and joins them stays."""
    source = package_folder(letters.package) / "files" / f"{letters.package}-{letters.part}-400-normal.woff2"
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["*"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    # No time of making in it: the same packages give the same bytes.
    font = TTFont(source, recalcTimestamp=False)
    there = set(font.getBestCmap())
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=there & set(points(letters.kept)) if letters.kept else there)
    cutter.subset(font)
    subset.save_font(font, str(result(letters)), options)


def points(ranges: str) -> Iterable[int]:
    """The code points that "60C,61B-61C" names."""
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def ranges_of(codes: Iterable[int]) -> str:
    """Code points as CSS names them: "U+60C, U+61B-61C"."""
    spans: list[list[int]] = []
    for code in sorted(codes):
        if spans and code == spans[-1][1] + 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return ", ".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in spans)


def sheet() -> str:
    """One family, in which each file is asked for only where a page holds one of its letters."""
    parts = ["/* Made by `make fonts`, not by hand. Names and headings; only on the pages that visitors read. */"]
    for letters in SCRIPTS:
        codes = TTFont(result(letters)).getBestCmap()
        adjusted = f"\n  size-adjust: {letters.adjusted};" if letters.adjusted else ""
        parts.append(
            f"""@font-face {{
  font-family: "{letters.family}";
  src: url(fonts/{result(letters).name}) format("woff2");
  font-display: swap;{adjusted}
  unicode-range: {ranges_of(own_codes(letters, codes))};
}}"""
        )
    for family, local, size, ascent, descent in STANDING_IN:
        names = ", ".join(f'local("{name}")' for name in local)
        parts.append(
            f"""@font-face {{
  font-family: "{family}";
  src: {names};
  size-adjust: {size};
  ascent-override: {ascent};
  descent-override: {descent};
  line-gap-override: 0%;
}}"""
        )
    return "\n".join(parts) + "\n"


def own_codes(letters: Letters, codes: Iterable[int]) -> set[int]:
    """Without the marks, spaces and figures that the first file has: one of them must not call for a whole script."""
    if letters is SCRIPTS[0]:
        return set(codes)
    first = set(TTFont(result(SCRIPTS[0])).getBestCmap())
    return set(codes) - first


if __name__ == "__main__":
    sys.exit(main())
