"""Reads a page strictly into a tree of elements, and tells what a browser would silently have mended.

html5lib was looked at: it follows the standard's error list, but takes about forty milliseconds for ten kilobytes,
too much for a check of every page that any test fetches.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.entities import html5 as NAMED_CHARACTERS
from html.parser import HTMLParser

# fmt: off
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})
FOREIGN = frozenset({"svg", "math"})

# Closing a paragraph is what a browser does when one of these begins inside it.
_NOT_IN_A_PARAGRAPH = frozenset({
    "address", "article", "aside", "blockquote", "details", "dialog", "div", "dl", "fieldset", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "main", "menu", "nav", "ol", "p",
    "pre", "search", "section", "table", "ul",
})
# fmt: on
_CHILDREN = {
    "ul": frozenset({"li", "template"}),
    "ol": frozenset({"li", "template"}),
    "dl": frozenset({"dt", "dd", "div", "template"}),
    "table": frozenset({"caption", "colgroup", "thead", "tbody", "tfoot", "tr"}),
    "thead": frozenset({"tr"}),
    "tbody": frozenset({"tr"}),
    "tfoot": frozenset({"tr"}),
    "tr": frozenset({"th", "td"}),
    "select": frozenset({"option", "optgroup", "hr"}),
    "optgroup": frozenset({"option", "legend"}),
}
_PARENTS = {
    "li": frozenset({"ul", "ol", "menu"}),
    "dt": frozenset({"dl", "div"}),
    "dd": frozenset({"dl", "div"}),
    "tr": frozenset({"table", "thead", "tbody", "tfoot"}),
    "th": frozenset({"tr"}),
    "td": frozenset({"tr"}),
    "option": frozenset({"select", "optgroup", "datalist"}),
    "legend": frozenset({"fieldset", "optgroup"}),
    "summary": frozenset({"details"}),
    "figcaption": frozenset({"figure"}),
}
_NOT_INSIDE_ITSELF = frozenset({"a", "button", "form", "label", "main", "option"})
_PRESSED = frozenset({"a", "button"})
_INTERACTIVE = frozenset({"a", "button", "input", "select", "textarea", "details", "label", "iframe"})


@dataclass(eq=False)
class Element:
    """One element with its attributes (unescaped), its text in order, and the line on which it begins."""

    name: str
    attributes: dict[str, str]
    line: int
    parent: Element | None = None
    children: list[Element] = field(default_factory=list)
    pieces: list[Element | str] = field(default_factory=list)
    _below: list[Element] = field(default_factory=list, repr=False)

    def get(self, attribute: str) -> str:
        """The attribute's value, or nothing."""
        return self.attributes.get(attribute, "")

    def has(self, attribute: str) -> bool:
        return attribute in self.attributes

    def walk(self) -> Iterator[Element]:
        """Every element below this one, in the order of the page. Found once: a page that was read stays as it is."""
        if not self._below:
            waiting = self.children[::-1]
            while waiting:
                self._below.append(element := waiting.pop())
                waiting += element.children[::-1]
        return iter(self._below)

    def all(self, *names: str) -> list[Element]:
        return [element for element in self.walk() if element.name in names]

    def ancestors(self) -> Iterator[Element]:
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def inside(self, *names: str) -> bool:
        return any(above.name in names for above in self.ancestors())

    def text(self) -> str:
        """All text below, with the alternative texts of images in their places; white space folded."""
        return " ".join("".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for piece in self.pieces:
            if isinstance(piece, str):
                yield piece
            elif piece.name == "img":
                yield f" {piece.get('alt')} "
            elif piece.name not in {"script", "style", "template"}:
                yield from piece._words()


@dataclass(frozen=True)
class PageTree:
    """A page as read: the root that holds `html`, and the faults of its markup."""

    root: Element
    faults: list[str]


# What checks a page and what goes on from it read the same one, one after the other.
@lru_cache(maxsize=4)
def read_page(source: str) -> PageTree:
    """Read the whole of a page; never raises, whatever it is given. Whoever reads the tree leaves it as it is."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.finish()


class _Reader(HTMLParser):
    """Wants a doctype, an end tag for every element that is not void, and no attribute twice."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._root = Element("", {}, 1)
        self._open = [self._root]
        self._faults: list[str] = []
        self._doctype = False

    def finish(self) -> PageTree:
        for element in self._open[1:]:
            self._faults.append(f"line {element.line}: <{element.name}> is never closed")
        if not self._doctype:
            self._faults.append("line 1: no <!doctype html>")
        return PageTree(self._root, self._faults)

    def handle_decl(self, decl: str) -> None:
        if decl.strip().lower() != "doctype html":
            self._fault(f"<!{decl}> is not <!doctype html>")
        elif self._root.children:
            self._fault("the doctype comes after the first element")
        self._doctype = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._begin(tag, attrs)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begin(tag, attrs)
        if tag not in VOID and not self._foreign(tag):
            self._fault(f"<{tag}/> closes nothing in HTML: write </{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            self._fault(f"</{tag}>: <{tag}> has no end")
        elif all(element.name != tag for element in self._open):
            self._fault(f"</{tag}> closes nothing")
        else:
            while (element := self._open.pop()).name != tag:
                self._fault(f"</{tag}> comes before <{element.name}> of line {element.line} is closed")

    def handle_data(self, data: str) -> None:
        if "<" in data and self._open[-1].name not in {"script", "style"}:
            self._fault(f"a bare < in text, write &lt;: {data.strip()[:40]!r}")
        if data.strip() and self._open[-1].name in _CHILDREN:
            self._fault(f"text straight inside <{self._open[-1].name}>: {data.strip()[:40]!r}")
        self._open[-1].pieces.append(data)

    def handle_entityref(self, name: str) -> None:
        if f"{name};" not in NAMED_CHARACTERS:
            self._fault(f"&{name} is no named character, write &amp;")
        self._open[-1].pieces.append(html.unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self._open[-1].pieces.append(html.unescape(f"&#{name};"))

    def handle_pi(self, data: str) -> None:
        self._fault(f"<?{data[:40]} is not HTML")

    def unknown_decl(self, data: str) -> None:
        self._fault(f"<![{data[:40]} is not HTML")

    def _begin(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        names = [name for name, _ in attrs]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self._fault(f"<{tag}> has {name} twice")
        self._check_place(tag)
        values = {name: value or "" for name, value in reversed(attrs)}
        parent = self._open[-1]
        element = Element(tag, values, self.getpos()[0], parent)
        parent.children.append(element)
        parent.pieces.append(element)
        return element

    def _check_place(self, tag: str) -> None:
        above = [element.name for element in self._open[1:]]
        parent = above[-1] if above else ""
        if "template" not in above and parent in _CHILDREN and tag not in _CHILDREN[parent] | {"script"}:
            self._fault(f"<{tag}> may not stand straight inside <{parent}>")
        if tag in _PARENTS and parent not in _PARENTS[tag] | {"template"}:
            self._fault(f"<{tag}> may not stand inside <{parent}>")
        if "p" in above and tag in _NOT_IN_A_PARAGRAPH and not FOREIGN & set(above):
            self._fault(f"<{tag}> inside <p>: the browser ends the paragraph before it")
        if tag in _NOT_INSIDE_ITSELF and tag in above:
            self._fault(f"<{tag}> inside <{tag}>")
        elif tag in _INTERACTIVE and (pressed := _PRESSED & set(above)):
            self._fault(f"<{tag}> inside <{min(pressed)}>: two things to press in one place")

    def _foreign(self, tag: str) -> bool:
        return tag in FOREIGN or any(element.name in FOREIGN for element in self._open)

    def _fault(self, fault: str) -> None:
        self._faults.append(f"line {self.getpos()[0]}: {fault}")
