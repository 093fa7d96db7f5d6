"""Families' words to HTML, once, when they are written: Markdown-light, then bleach, then nh3. The only maker of HTML.

Looked at: bleach alone (ended in 2026, lets `JaVaScRiPt:1` through), nh3 alone (bleach is a given of this project and a
second, differently built opinion costs little).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from threading import local

import nh3
from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt
from markdown_it.token import Token

from memorial.domain.writing import clean, splits_a_character
from memorial.published.safe_html import SafeHtml

ALLOWED_TAGS = frozenset({"p", "br", "strong", "em", "blockquote", "ul", "ol", "li"})
ALLOWED_ATTRIBUTES = {"p": {"dir"}, "li": {"dir", "value"}}

# Links and images are not read: their signs and addresses are printed, and nobody is led away by accident. Code and
# indented blocks are not read, because families indent paragraphs. References and entities would make words vanish.
_READ = ("blockquote", "list", "heading", "hr", "newline", "escape", "emphasis")

# Reading the Markdown of a text that is mostly signs would take seconds, and nested too deeply, the reader drops words.
# Such a text is shown as it was typed. The weights are microseconds, measured; prose needs a tenth of the budget.
COST_BUDGET = 100_000
DEEPEST = 12
_COSTS = (
    (re.compile(r"\n"), 40),
    (re.compile(r"\n[ \t>]*(?:[*+-]|\d{1,9}[.)])[ \t]"), 40),
    (re.compile(r"[*_]"), 30),
    (re.compile(r"[&<>\"]"), 12),
    (re.compile(r"[!#$%+\-:=@\[\\\]^`{}~]"), 3),
)

_markdown = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 4 * DEEPEST}).enable(list(_READ))


class _Bleach(local):
    """bleach's cleaner, one for each thread: its parser keeps state, and shared it would mix two families' texts."""

    def __init__(self) -> None:
        self.cleaner = Cleaner(
            tags=ALLOWED_TAGS,
            attributes={tag: sorted(names) for tag, names in ALLOWED_ATTRIBUTES.items()},
            protocols=[],
            strip=True,
            strip_comments=True,
        )


_bleach = _Bleach()
_nh3 = nh3.Cleaner(
    tags=set(ALLOWED_TAGS), attributes=ALLOWED_ATTRIBUTES, url_schemes=set(), link_rel=None, strip_comments=True
)


def render(markdown: str) -> SafeHtml:
    """The text as sanitised HTML: paragraphs, line breaks, emphasis, quotations and lists, each paragraph `dir="auto"`.

    No word is lost: what is not understood as Markdown is printed as it was typed. Texts of 100 kB take under 0.2 s;
    for that, a text that is mostly signs is escaped whole and passes nh3 only (bleach needs 12 µs for each sign).
    """
    text = clean(markdown)
    tokens = _read(text)
    if tokens is None:
        return SafeHtml.from_sanitiser(_nh3.clean("".join(_as_typed(text))))
    return sanitise(_markdown.renderer.render(tokens, _markdown.options, {}))


def sanitise(markup: str) -> SafeHtml:
    """Any HTML reduced to the few tags above, without links, handlers, styles or comments."""
    return SafeHtml.from_sanitiser(_nh3.clean(_bleach.cleaner.clean(markup)))


def plain_text(markdown: str) -> str:
    """The words alone, for search and excerpts: paragraphs apart by an empty line, signs of emphasis gone."""
    text = clean(markdown)
    tokens = _read(text)
    if tokens is None:
        return "\n\n".join(_paragraphs(text))
    return "\n\n".join(part for part in _plain_blocks(tokens) if part)


def excerpt(text: str, length: int) -> str:
    """The beginning of a plain text on one line, at most `length` characters, with '…' where it was cut.

    It ends with a whole word, or, where words have no spaces, between two characters that a reader sees as such.
    """
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    room = max(length - 1, 0)
    space = line.rfind(" ", 0, room + 1)
    end = space if space > room // 2 else _whole_character(line, room)
    return line[:end].rstrip(" ,;:.–—-") + "…"


def _read(text: str) -> list[Token] | None:
    """The text's blocks, or None where it must be shown as typed."""
    if sum(weight * len(signs.findall(text)) for signs, weight in _COSTS) > COST_BUDGET:
        return None
    tokens = _markdown.parse(text)
    if _depth(tokens) > DEEPEST:
        return None
    return list(_simplified(tokens))


def _depth(tokens: Iterable[Token]) -> int:
    deepest = depth = 0
    for token in tokens:
        depth += token.nesting
        deepest = max(deepest, depth, depth + _depth(token.children or ()))
    return deepest


def _simplified(tokens: Iterable[Token]) -> Iterator[Token]:
    """Headings and rules become paragraphs; every paragraph and list entry finds its own direction."""
    for token in tokens:
        if token.type == "hr":
            yield from _paragraph_of(token.markup[0] * 3)
            continue
        if token.type in ("heading_open", "heading_close"):
            token.type, token.tag = token.type.replace("heading", "paragraph"), "p"
        if token.type in ("paragraph_open", "list_item_open"):
            token.attrSet("dir", "auto")
        if token.type == "list_item_open" and token.info:
            token.attrSet("value", token.info)  # "25. February" at the start of a line must stay the 25th
        yield token


def _paragraph_of(words: str) -> Sequence[Token]:
    text = Token("text", "", 0, content=words)
    opening = Token("paragraph_open", "p", 1, attrs={"dir": "auto"})
    return opening, Token("inline", "", 0, content=words, children=[text]), Token("paragraph_close", "p", -1)


def _plain_blocks(tokens: Iterable[Token]) -> Iterator[str]:
    bullet = ""
    for token in tokens:
        if token.type == "list_item_open":
            if bullet:
                yield bullet
            bullet = token.info + token.markup
        elif token.type == "list_item_close" and bullet:
            yield bullet
            bullet = ""
        elif token.type == "inline":
            words = "".join("\n" if part.type.endswith("break") else part.content for part in token.children or ())
            yield f"{bullet} {words}" if bullet else words
            bullet = ""


def _as_typed(text: str) -> Iterator[str]:
    for paragraph in _paragraphs(text):
        yield f'<p dir="auto">{html.escape(paragraph, quote=False).replace(chr(10), "<br>")}</p>\n'


def _paragraphs(text: str) -> Iterator[str]:
    """Blocks of lines between empty lines, as they are."""
    block: list[str] = []
    for line in text.split("\n"):
        if line.strip():
            block.append(line.strip())
        elif block:
            yield "\n".join(block)
            block = []
    if block:
        yield "\n".join(block)


def _whole_character(line: str, end: int) -> int:
    while end > 0 and splits_a_character(line, end):
        end -= 1
    return end
