"""The letters of names and headings: which pages get them, what they weigh, what they hold, and whose they are."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from flask.testing import FlaskClient
from fontTools.ttLib import TTFont

from memorial.vocabulary import Surface
from memorial.web.assets import Assets, assets_blueprint, joined_stylesheet, read_assets
from memorial.web.wall.card import _FONTS

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "static" / "fonts"
SOURCE = ROOT / "config" / "fonts"
SIX_SCRIPTS = ("latin", "cyrillic", "armenian", "georgian", "hebrew", "arabic")
NAMES = {
    "az": "Şəhla Ağayeva Çingiz İsgəndər Üzeyir Ömər Gülnarə",
    "tr": "Ayşe Yıldırım İbrahim Çağrı Özgür Şükrü Iğdır",
    "pl": "Łucja Grzęda Żółć Ńĺśź",
    "ro": "Țuțea Ștefan Ghiță Brânză",
    "scholarly": "Ḥasan Ṣāliḥ Ṭāhā Ẓafar ʿUmar Ḍiyāʾ".replace("ʿ", "").replace("ʾ", ""),
    "ru": "Матвей Ракитянский Ёлкина Щукин Ъ",
    "uk": "Ґалаґан Єва Їжакевич Іван",
    "kk": "Әлия Қасым Ғани Үкілі Ұлан Өмір Һ Ің",
    "ab": "Аҧсны Ҩ Ҽ Ҟ Ҵ Ҷ Ӡ Ҳ",
    "el": "Δέσποινα Μυλωνόπουλος Ϊ ϋ ΐ ώ",
    "hy": "Խաչատրյան Գևորգ Զաքարյան և",
    "ka": "ოთარ კოდალაური ჟღენტი ჰ",
    "he": "יוֹסֵף ץ ף ן ם ״ ׳",
    "ar": "صبحي الورّاقي مُؤْمِن آمنة ٱ ى ة ء",
    "fa": "پروانه گلزار چ ژ ک ی",
    "ur": "ٹیپو ڈار ڑے ہاں ں",
    "ckb": "ڕۆژان ڤیان ێ ۆ ڵ",
    "ug": "ئۇيغۇر ۋە ې ۈ ڭ",
}


@pytest.fixture(scope="module")
def assets() -> Assets:
    return read_assets(ROOT / "static")


@pytest.fixture
def client(assets: Assets) -> FlaskClient:
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(assets_blueprint(assets))
    return app.test_client()


def test_only_what_visitors_read_has_fonts(assets: Assets) -> None:
    sheets = {surface: assets.files[assets.stylesheet(surface).rpartition("/")[2]] for surface in Surface}

    assert b"@font-face" in sheets[Surface.WALL].body
    assert all(b"@font-face" not in sheets[other].body for other in Surface if other is not Surface.WALL)
    assert b"@font-face" not in assets.files[assets.sheets["listening"].rpartition("/")[2]].body


def test_who_spares_data_gets_the_sheet_without_fonts_at_the_same_address(assets: Assets, client: FlaskClient) -> None:
    address = assets.stylesheet(Surface.WALL)

    usual = client.get(address, headers={"Accept-Encoding": "gzip"})
    sparing = client.get(address, headers={"Accept-Encoding": "gzip", "Save-Data": "on"})

    assert b"/static/latin." in gzip.decompress(usual.data)
    assert gzip.decompress(sparing.data).decode() == joined_stylesheet(ROOT / "static" / "css", Surface.WALL)
    assert usual.headers["ETag"] != sparing.headers["ETag"]
    assert usual.headers["Vary"] == sparing.headers["Vary"] == "Accept-Encoding, Save-Data"


def test_a_sheet_of_another_version_spares_data_too(client: FlaskClient) -> None:
    answer = client.get("/static/wall.0123456789abcdef.css", headers={"Save-Data": "on"})

    assert "@font-face" not in answer.text
    assert answer.headers["Cache-Control"] == "no-cache"


def test_every_font_of_the_sheet_is_served_and_kept_for_ever(assets: Assets, client: FlaskClient) -> None:
    sheet = client.get(assets.stylesheet(Surface.WALL)).text
    addresses = re.findall(r"url\(([^)]+)\)", sheet)

    assert len(addresses) == len(list(FONTS.glob("*.woff2"))) == sheet.count("font-display: swap")
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert (answer.mimetype, answer.data[:4]) == ("font/woff2", b"wOF2")
        assert "immutable" in answer.headers["Cache-Control"]


def test_six_scripts_on_one_wall_weigh_75_kilobytes_at_most_and_all_there_are_under_95() -> None:
    sizes = {path.stem: path.stat().st_size for path in FONTS.glob("*.woff2")}

    assert sum(sizes[script] for script in SIX_SCRIPTS) <= 75_000
    assert sum(sizes.values()) <= 95_000


@pytest.mark.parametrize("language", NAMES)
def test_names_of_a_language_are_written_in_our_letters_whole(language: str) -> None:
    covered = set().union(*(TTFont(path).getBestCmap() for path in FONTS.glob("*.woff2")))

    assert [letter for letter in NAMES[language] if ord(letter) not in covered] == []


def test_the_style_sheet_says_what_the_files_hold() -> None:
    made = _make_fonts().sheet()

    assert (ROOT / "static" / "css" / "fonts.css").read_text(encoding="utf-8") == made, "run `make fonts`"


def test_no_space_figure_or_mark_calls_for_a_whole_script() -> None:
    ranges = re.findall(r"fonts/([a-z-]+)\.woff2.*?unicode-range: ([^;]+);", _make_fonts().sheet(), flags=re.DOTALL)

    asked = {name: _codes(spans) for name, spans in ranges}
    for code in (*range(0x20, 0x100), 0x2010, 0x2013, 0x2014, 0x2019, 0x201C, 0x2026, 0x2116, 0x25CC):
        calling = {name for name, codes in asked.items() if code in codes}
        assert calling <= {"latin", "cyrillic"}, hex(code)
    overlaps = [(one, other) for one in asked for other in asked if one < other and asked[one] & asked[other]]
    assert overlaps == []


def test_arabic_is_drawn_larger_and_every_stand_in_is_as_wide() -> None:
    sheet = (ROOT / "static" / "css" / "fonts.css").read_text(encoding="utf-8")
    arabic = next(block for block in sheet.split("@font-face") if "arabic.woff2" in block)
    standing_in = [block for block in sheet.split("@font-face") if "local(" in block]
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")

    assert "size-adjust: 112%" in arabic
    assert len(standing_in) == 3
    for block in standing_in:
        assert all(f"{name}:" in block for name in ("size-adjust", "ascent-override", "descent-override"))
        family = re.search(r'font-family: ("[^"]+")', block)
        assert family and family[1] in tokens


def test_each_package_is_named_exactly_and_its_licence_lies_beside_the_letters() -> None:
    wanted = json.loads((SOURCE / "package.json").read_text())["dependencies"]
    lock = json.loads((SOURCE / "package-lock.json").read_text())["packages"]

    for name, version in wanted.items():
        kept = lock[f"node_modules/{name}"]
        assert (kept["version"], kept["license"]) == (version, "OFL-1.1")
        assert kept["integrity"].startswith("sha512-")
        assert "resolved" not in kept
        licence = (FONTS / f"{name.rpartition('/')[2]}.OFL.txt").read_text()
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
        assert f"| {name} | {version} |" in (ROOT / "docs" / "third-party.md").read_text()


def test_the_picture_of_a_link_takes_each_letter_from_a_font_that_has_it() -> None:
    for name, spans in _FONTS:
        cmap = TTFont(FONTS / f"{name}.woff2").getBestCmap()
        missing = [
            hex(c) for first, last in spans for c in range(first, last + 1) if c not in cmap and chr(c).isalpha()
        ]
        assert missing == [], name


def _make_fonts() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_fonts", SOURCE / "make_fonts.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by its name.
    import sys

    sys.modules["make_fonts"] = module
    spec.loader.exec_module(module)
    return module


def _codes(spans: str) -> set[int]:
    found: set[int] = set()
    for span in spans.split(","):
        first, _, last = span.strip().removeprefix("U+").partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found
