"""Templates hold no script, no style and no way round escaping; style sheets work in both directions of writing."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source_tree import files_below, name_of

JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

# Looked for in the whole template.
ESCAPES = {
    "a value that is not escaped": re.compile(r"\|\s*safe\b"),
    "escaping switched off": re.compile(r"autoescape\s+false", re.IGNORECASE),
}
# Looked for in what is left when the template language is taken out.
MARKUP = {
    "an inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "a handler in an attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script as an address": re.compile(r"javascript:", re.IGNORECASE),
    "something from another host": re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*\s(?:src|href)\s*=\s*[\"']?(?:https?:)?//"
    ),
}

SIDES = "left|right|top|bottom"
STYLE = {
    "a physical side": re.compile(
        rf"(?<![\w.#-])(?:(?:scroll-)?(?:margin|padding)-(?:{SIDES})|border-(?:{SIDES})(?:-\w+)*|{SIDES})\s*:"
    ),
    "a physical alignment": re.compile(r"(?<![\w-])(?:float|clear|text-align|caption-side)\s*:\s*(?:left|right)\b"),
    "a change of letter case": re.compile(
        r"(?<![\w-])(?:text-transform|font-variant(?:-caps)?)\s*:(?!\s*(?:normal|none)\b)"
    ),
    "spaced letters": re.compile(r"(?<![\w-])letter-spacing\s*:"),
    "something from another host": re.compile(r"url\(\s*[\"']?(?:https?:)?//|@import\s+[\"'](?:https?:)?//"),
}


def faults_in_template(text: str) -> list[str]:
    text = JINJA_COMMENT.sub("", text)
    markup = JINJA.sub("", text)
    return [fault for fault, pattern in ESCAPES.items() if pattern.search(text)] + [
        fault for fault, pattern in MARKUP.items() if pattern.search(markup)
    ]


def faults_in_style(text: str) -> list[str]:
    text = CSS_COMMENT.sub("", text)
    return [f"{fault}: {hit.group()}" for fault, pattern in STYLE.items() for hit in pattern.finditer(text)]


def test_no_template_holds_script_style_or_unescaped_values() -> None:
    templates = files_below("templates", ".html", ".xml", ".txt", ".svg", ".jinja")
    faults = {name_of(path): faults_in_template(path.read_text(encoding="utf-8")) for path in templates}

    assert templates
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    "text",
    [
        "{{ story|safe }}",
        "{{ story | safe }}",
        "{% autoescape false %}x{% endautoescape %}",
        '<p style="color: red">',
        '<p\n  style="{{ colour }}">',
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<script type="module">x</script>',
        '<button onclick="x()">',
        "<body class='a' onload=x>",
        '<a href="javascript:x">',
        '<img alt="" src="https://elsewhere.example/a.png">',
        '<link rel="stylesheet" href="//elsewhere.example/a.css">',
    ],
)
def test_a_fault_in_a_template_would_be_noticed(text: str) -> None:
    assert faults_in_template(text)


@pytest.mark.parametrize(
    "text",
    [
        '<script type="module" src="{{ page.script }}"></script>',
        "{# a comment on |safe and <script> #}",
        "{{ icon(name, style='line') }}",
        '<a href="https://memorial.example/" data-on="1">once = 1</a>',
        "<p>safe | sound</p>",
    ],
)
def test_a_template_without_fault_passes(text: str) -> None:
    assert faults_in_template(text) == []


def test_no_style_sheet_knows_left_from_right_or_changes_letters() -> None:
    sheets = files_below("static", ".css")
    faults = {name_of(path): faults_in_style(path.read_text(encoding="utf-8")) for path in sheets}

    assert sheets
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    "text",
    [
        "p { margin-left: 1em }",
        "p{left:0}",
        "p { padding-top: 0 }",
        "p { border-right-color: red }",
        "p { border-top-left-radius: 0 }",
        "p { text-align: right }",
        "p { float: left }",
        "p { text-transform: uppercase }",
        "p { font-variant: small-caps }",
        "p { letter-spacing: .1em }",
        "p { background: url(https://elsewhere.example/a.png) }",
        "@import '//elsewhere.example/a.css';",
    ],
)
def test_a_fault_in_a_style_sheet_would_be_noticed(text: str) -> None:
    assert faults_in_style(text)


@pytest.mark.parametrize(
    "text",
    [
        "p { margin-inline-start: 1em; inset-block-start: 0; text-align: start; border-start-start-radius: 0 }",
        "/* left: 0 */ .left:hover { --left: 1; color: red }",
        "@page :left { margin: 1cm }",
        "button { text-transform: none; background: url(icons/top.svg) }",
    ],
)
def test_a_style_sheet_without_fault_passes(text: str) -> None:
    assert faults_in_style(text) == []
