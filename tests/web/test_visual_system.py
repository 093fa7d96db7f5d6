"""The looks by computation: the contrast of every colour pair, and the rules of style in sheets and templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tinycss2
from tinycss2.ast import Declaration, Node, QualifiedRule

from memorial.vocabulary import Surface
from memorial.web.assets import FACES, FOR_SOME_PAGES, part_paths, sheet_paths

ROOT = Path(__file__).parents[2]
CSS = ROOT / "static" / "css"
TEMPLATES = ROOT / "templates"
SHEETS = sorted(CSS.rglob("*.css"))
ACCENTS = ("slate", "pine", "madder", "umber", "plum", "graphite")
TEXT_COLOURS = ("ink", "muted", "accent", "visited", "error", "ok", "warn")
NO_SHEET_NEEDED = {"kept_words", "trap", "found_in_record", "voice", "link_preview"}

_PHYSICAL = re.compile(
    r"(margin|padding|border|inset|scroll-(margin|padding))-(left|right|top|bottom)(-.+)?|left|right|top|bottom"
    r"|(min-|max-)?(width|height)|border-(top|bottom)-(left|right)-radius|overflow-[xy]"
)
_ALLOWED_PHYSICAL = {("desk.css", "overflow-y")}
# Who reads all day may have pictures in grey.
_ALLOWED = {("desk.css", "filter")}
_FORBIDDEN = {"text-transform", "letter-spacing", "filter", "box-shadow", "text-shadow", "animation", "float"}


# --- colours


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("accent", ACCENTS)
def test_every_text_colour_reads_well_on_every_ground(theme: str, accent: str) -> None:
    colours = _colours(theme, accent)

    for name in TEXT_COLOURS:
        assert _contrast(colours[name], colours["paper"]) >= 7, f"{name} on paper"
        assert _contrast(colours[name], colours["surface"]) >= 7, f"{name} on surface"
        assert _contrast(colours[name], colours["stone"]) >= 6.5, f"{name} on stone"
    assert _contrast(colours["on-accent"], colours["accent"]) >= 7
    assert _contrast(colours["paper"], colours["ink"]) >= 7


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_borders_of_controls_and_the_focus_ring_can_be_seen(theme: str) -> None:
    colours = _colours(theme, "slate")

    for name in ("line", "focus", "accent", "error"):
        for ground in ("paper", "surface", "stone"):
            assert _contrast(colours[name], colours[ground]) >= 3, f"{name} on {ground}"


# On paper and on stone in the light, on the ground and on stone in the dark.
FIGURES = {
    "ink": (16.0, 14.3, 14.8, 12.0),
    "muted": (7.3, 6.5, 8.5, 6.9),
    "line": (3.6, 3.2, 5.0, 4.1),
    "accent": (9.0, 8.1, 9.7, 7.9),
    "visited": (8.9, 8.0, 9.3, 7.6),
    "error": (7.9, 7.1, 9.2, 7.5),
    "ok": (7.8, 7.0, 10.7, 8.7),
    "focus": (6.7, 6.0, 12.6, None),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_figures_of_the_table_are_those_of_the_colours(name: str) -> None:
    light, dark = _colours("light", "slate"), _colours("dark", "slate")
    grounds = [(light, "paper"), (light, "stone"), (dark, "paper"), (dark, "stone")]

    for said, (colours, ground) in zip(FIGURES[name], grounds, strict=True):
        if said is not None:
            assert _contrast(colours[name], colours[ground]) == pytest.approx(said, abs=0.06), ground


@pytest.mark.parametrize("accent", ACCENTS)
def test_an_accent_reads_as_text_and_carries_text(accent: str) -> None:
    for theme in ("light", "dark"):
        colours = _colours(theme, accent)
        assert _contrast(colours["accent"], colours["paper"]) >= 7.7
        assert _contrast(colours["on-accent"], colours["accent"]) >= 7.7


def test_the_contrast_formula_gives_the_known_extremes() -> None:
    assert _contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert _contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_both_ways_into_the_dark_have_the_same_colours() -> None:
    by_system = _block(':root:not([data-theme="light"])')
    by_choice = _block(':root[data-theme="dark"]')

    assert by_system == by_choice
    assert len(by_system) >= 14


def test_the_dark_has_a_value_for_every_colour_of_the_light() -> None:
    light = {name for name, value in _block(":root").items() if value.startswith("#")}

    assert light - {"--accent-light", "--accent-dark"} <= set(_block(':root[data-theme="dark"]'))


# --- rules of style


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_a_sheet_keeps_the_style_rules(sheet: Path) -> None:
    faults = [
        f"{sheet.name}:{declaration.source_line} {declaration.lower_name}: {fault}"
        for declaration in _declarations(sheet)
        if (fault := _fault(sheet, declaration))
    ]

    assert faults == []


@pytest.mark.parametrize(
    "declaration",
    [
        "margin-left: 1rem",
        "margin: 0 1rem 0 0",
        "top: 0",
        "width: 3rem",
        "text-align: right",
        "font-size: 14px",
        "font-size: 0.9rem",
        "font-size: 90%",
        "font-style: italic",
        "letter-spacing: 1px",
        "color: #123456",
        "background: url(https://elsewhere.example/a.png)",
    ],
)
def test_the_style_rules_catch_what_they_forbid(declaration: str, tmp_path: Path) -> None:
    sheet = tmp_path / "wrong.css"
    sheet.write_text(f"p {{ {declaration}; }}", encoding="utf-8")

    assert [_fault(sheet, found) for found in _declarations(sheet)] != [""]


def test_every_colour_is_a_token() -> None:
    for sheet in SHEETS:
        if sheet.name not in {"tokens.css", "print.css"}:
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl", _without_comments(sheet)), sheet.name


def test_every_token_that_is_used_exists() -> None:
    known = set(re.findall(r"(--[a-z0-9-]+):", (CSS / "tokens.css").read_text(encoding="utf-8")))

    for sheet in SHEETS:
        used = set(re.findall(r"var\((--[a-z0-9-]+)", sheet.read_text(encoding="utf-8")))
        assert used <= known, f"{sheet.name} uses {sorted(used - known)}"


def test_every_sheet_parses_without_an_error() -> None:
    for sheet in SHEETS:
        rules = tinycss2.parse_stylesheet(sheet.read_text(encoding="utf-8"))
        assert [rule for rule in rules if rule.type == "error"] == [], sheet.name


def test_components_have_a_template_and_a_sheet_of_the_same_name() -> None:
    templates = {path.stem for path in (TEMPLATES / "components").glob("*.html")}
    sheets = {path.stem for path in (CSS / "components").glob("*.css")}

    # What no macro writes is written by pages themselves.
    pages = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    for sheet in sheets - templates:
        classes = re.findall(
            r"\.([a-z][a-z-]+)[^{}]*\{", (CSS / "components" / f"{sheet}.css").read_text(encoding="utf-8")
        )
        assert any(re.search(rf'class="[^"]*\b{name}\b', pages) for name in classes), sheet
    assert templates - sheets <= NO_SHEET_NEEDED


def test_every_sheet_is_part_of_some_surface() -> None:
    joined = {path for surface in Surface for path in part_paths(CSS, surface)}
    joined |= {path for pages in FOR_SOME_PAGES for path in sheet_paths(CSS, pages)} | {CSS / FACES}

    assert joined == set(SHEETS)


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_a_template_holds_no_style_script_or_unescaped_text(template: Path) -> None:
    text = template.read_text(encoding="utf-8")

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|\|\s*safe\b|autoescape\s+false", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


# --- how it is computed


def _fault(sheet: Path, declaration: Declaration) -> str:
    """What is wrong with one declaration, or nothing."""
    name, value = declaration.lower_name, tinycss2.serialize(declaration.value).strip()
    if (_PHYSICAL.fullmatch(name) and (sheet.name, name) not in _ALLOWED_PHYSICAL) or (
        name in _FORBIDDEN and (sheet.name, name) not in _ALLOWED
    ):
        return "is not used here"
    if re.search(r"\b(left|right)\b", value):
        return f"names a side of the screen: {value}"
    if name in {"margin", "padding", "inset", "border-width", "border-radius"} and _sides_differ(value):
        return f"has another left than right: {value}"
    if name in {"font-size", "font", "line-height"} and re.search(r"\dpx", value):
        return f"is in pixels: {value}"
    if name == "font-size" and _is_small(sheet, value):
        return f"is below 16 px: {value}"
    if name in {"font-style", "font"} and re.search(r"italic|oblique", value):
        return "slants letters that may have no slanted form"
    if name == "text-align" and value == "justify":
        return "stretches words"
    if re.search(r"url\(\s*[\"']?(?!data:|fonts/)", value):
        return f"fetches {value}"
    if (
        not name.startswith("--")
        and sheet.name not in {"tokens.css", "print.css"}
        and re.search(r"#[0-9a-f]{3}", value, re.I)
    ):
        return f"is a colour of its own: {value}"
    return ""


# Beside a name at the head of a page, which is large; and in a drawing that is shown larger than it is written.
_MAY_SHRINK = {("person_name.css", "0.85em"), ("sketch_map.css", "0.65rem")}


def _is_small(sheet: Path, value: str) -> bool:
    """Points are for paper. A size in em may not shrink what it stands in."""
    size = re.fullmatch(r"([\d.]+)(rem|em|%)", value)
    shrinks = bool(size) and float(size[1]) < (100 if size[2] == "%" else 1)  # type: ignore[index]
    return shrinks and (sheet.name, value) not in _MAY_SHRINK


def _sides_differ(value: str) -> bool:
    parts = re.findall(r"[a-z]+\([^()]*(?:\([^()]*\)[^()]*)*\)|\S+", value)
    return len(parts) == 4 and parts[1] != parts[3]


def _declarations(sheet: Path) -> Iterator[Declaration]:
    for rule in _rules(tinycss2.parse_stylesheet(sheet.read_text(encoding="utf-8"), True, True)):
        for part in tinycss2.parse_blocks_contents(rule.content):
            if part.type == "declaration":
                yield part


def _rules(nodes: list[Node]) -> Iterator[QualifiedRule]:
    """Every rule with declarations in it, those inside @media too."""
    for node in nodes:
        if node.type == "qualified-rule":
            yield node
        elif node.type == "at-rule" and node.lower_at_keyword in {"media", "supports"}:
            yield from _rules(tinycss2.parse_rule_list(node.content, True, True))


def _block(selector: str) -> dict[str, str]:
    """The tokens that one rule of tokens.css sets, by name."""
    found: dict[str, str] = {}
    sheet = tinycss2.parse_stylesheet((CSS / "tokens.css").read_text(encoding="utf-8"), True, True)
    for rule in _rules(sheet):
        if tinycss2.serialize(rule.prelude).strip() == selector:
            for part in tinycss2.parse_blocks_contents(rule.content):
                if part.type == "declaration" and part.name.startswith("--"):
                    found[part.name] = tinycss2.serialize(part.value).strip()
    assert found, f"tokens.css has no rule {selector}"
    return found


def _colours(theme: str, accent: str) -> dict[str, str]:
    tokens = _block(":root")
    if theme == "dark":
        tokens |= _block(':root[data-theme="dark"]')
    if accent != "slate":
        tokens |= _block(f':root[data-accent="{accent}"]')
    resolved = {
        name: tokens[match[1]] if (match := re.fullmatch(r"var\((.+)\)", value)) else value
        for name, value in tokens.items()
    }
    return {name.removeprefix("--"): value for name, value in resolved.items() if value.startswith("#")}


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio"."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance" of #RRGGBB."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _without_comments(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
