"""The rules that every page keeps; client fixtures call `check_page` on each page that any test fetches."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from tests.page_tree import Element, read_page

CSRF_FIELD = "csrf_token"
"""The name of Flask-WTF's hidden field."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{4,8})*(-x(-[A-Za-z0-9]{1,8})+)?")
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "pnb", "ps", "sd", "syr", "ug", "ur", "yi"})
_RTL_SCRIPTS = frozenset({"Arab", "Hebr", "Syrc", "Thaa"})
_NEEDS_NO_LABEL = frozenset({"hidden", "submit", "reset", "button", "image"})
_LABELABLE = frozenset({"input", "select", "textarea", "button", "meter", "output", "progress"})
_ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "xlink:href")
_RUNS_CODE = ("javascript:", "vbscript:", "data:text/html", "data:text/javascript", "data:application/javascript")
_FETCHING_LINKS = frozenset(
    {"stylesheet", "icon", "apple-touch-icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch"}
    | {"manifest"},
)
_REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "list", "form")
_DATA_SCRIPTS = frozenset({"application/ld+json", "application/json"})
_REFERRERS_KEPT_CLOSE = frozenset(
    {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"},
)
_NO_FALLBACK = ("base-uri", "form-action", "frame-ancestors")
"""Directives that `default-src` does not stand in for."""


class Headers(Protocol):
    """Anything with header lines: a dict, Werkzeug's Headers, http.client's message."""

    def items(self) -> Iterable[tuple[str, str]]: ...


def check_page(response_text: str, headers: Headers, *, path: str) -> None:
    """AssertionError with a list of all that is wrong with an HTML page and its headers; `path` names it."""
    page = read_page(response_text)
    faults = [*_header_faults(headers, page=True), *page.faults]
    for rule in _RULES:
        faults.extend(rule(page.root))
    _complain(faults, path)


def check_headers(headers: Headers, *, path: str) -> None:
    """The same for an answer that is no page: the headers that every answer carries."""
    _complain(_header_faults(headers, page=False), path)


def _complain(faults: Iterable[str], path: str) -> None:
    found = list(dict.fromkeys(faults))
    if found:
        lines = "".join(f"\n  - {fault}" for fault in found)
        raise AssertionError(f"{path}: {len(found)} fault{'s' if len(found) > 1 else ''}{lines}")


def _header_faults(headers: Headers, *, page: bool) -> Iterator[str]:
    given = {name.lower(): value for name, value in headers.items()}
    if given.get("x-content-type-options", "").lower() != "nosniff":
        yield "header X-Content-Type-Options is not nosniff"
    if given.get("referrer-policy", "").lower() not in _REFERRERS_KEPT_CLOSE:
        yield f"header Referrer-Policy lets addresses leak: {given.get('referrer-policy')!r}"
    yield from _policy_faults(given.get("content-security-policy"), page)
    if page and given.get("content-type", "").lower().replace(" ", "") != "text/html;charset=utf-8":
        yield f"header Content-Type is {given.get('content-type')!r}, not text/html; charset=utf-8"


def _policy_faults(policy: str | None, page: bool) -> Iterator[str]:
    if policy is None:
        yield "header Content-Security-Policy is missing"
        return
    directives = {words[0].lower(): words[1:] for part in policy.split(";") if (words := part.split())}
    if directives.get("default-src") not in (["'none'"], ["'self'"]):
        yield "the content security policy needs default-src 'none' or 'self'"
    for name in _NO_FALLBACK if page else ():
        if name not in directives:
            yield f"the content security policy says nothing about {name}"
    for name, sources in directives.items():
        for source in sources:
            if source.startswith("'unsafe") or (source in {"*", "http:", "https:"} and name != "frame-ancestors"):
                yield f"the content security policy allows {source} in {name}"


def _document(root: Element) -> Iterator[str]:
    if [element.name for element in root.children] != ["html"]:
        yield "the page is not one <html> element"
        return
    (document,) = root.children
    yield from _language(document)
    if [child.name for child in document.children] != ["head", "body"]:
        yield "<html> does not hold <head> and <body>"
    titles = [title for title in root.all("title") if title.parent and title.parent.name == "head"]
    if len(titles) != 1 or not titles[0].text():
        yield "the page needs exactly one <title> with words in it"
    if not any(meta.get("charset").lower() == "utf-8" for meta in root.all("meta")):
        yield 'no <meta charset="utf-8">'
    viewports = [meta.get("content") for meta in root.all("meta") if meta.get("name") == "viewport"]
    if len(viewports) != 1 or "user-scalable" in viewports[0] or "maximum-scale" in viewports[0]:
        yield 'the page needs one <meta name="viewport"> that lets readers zoom'


def _language(document: Element) -> Iterator[str]:
    language, direction = document.get("lang"), document.get("dir")
    if not _LANGUAGE.fullmatch(language):
        yield f"<html lang> is {language!r}, not a language"
        return
    if direction not in {"ltr", "rtl"}:
        yield f"<html dir> is {direction!r}, not ltr or rtl"
    elif (direction == "rtl") != _runs_right_to_left(language):
        yield f"<html lang={language}> with dir={direction}"


def _runs_right_to_left(language: str) -> bool:
    parts = language.split("-")
    script = next((part for part in parts[1:] if len(part) == 4 and part.isalpha() and part.istitle()), None)
    return script in _RTL_SCRIPTS if script else parts[0] in _RIGHT_TO_LEFT


def _parts_in_languages(root: Element) -> Iterator[str]:
    for element in root.walk():
        if element.has("lang") and not _LANGUAGE.fullmatch(element.get("lang")):
            yield _at(element, f"lang={element.get('lang')!r} is not a language")
        if element.has("dir") and element.get("dir") not in {"ltr", "rtl", "auto"}:
            yield _at(element, f"dir={element.get('dir')!r} is not a direction")


def _landmarks_and_headings(root: Element) -> Iterator[str]:
    for name in ("h1", "main"):
        if (count := len(root.all(name))) != 1:
            yield f"{count} <{name}> where there must be one"
    level = 0
    for heading in root.all("h1", "h2", "h3", "h4", "h5", "h6"):
        own = int(heading.name[1])
        if own > level + 1:
            yield _at(heading, f"comes after {f'<h{level}>' if level else 'no heading'}: a level is left out")
        if not heading.text():
            yield _at(heading, "is an empty heading")
        level = own


def _ids(root: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in root.walk() if element.has("id"))
    for name, count in ids.items():
        if count > 1:
            yield f"id {name!r} is used {count} times"
        if not name or any(character.isspace() for character in name):
            yield f"id {name!r} is empty or holds a space"
    for element in root.walk():
        for attribute in _REFERENCES:
            for target in element.get(attribute).split():
                if target not in ids:
                    yield _at(element, f"{attribute} names {target!r}, which is not on the page")
        link = element.get("href")
        if element.name == "a" and link.startswith("#") and link[1:] not in {*ids, "", "top"}:
            yield _at(element, f"links to {link!r}, which is not on the page")


def _labels(root: Element) -> Iterator[str]:
    by_id = {element.get("id"): element for element in root.walk() if element.has("id")}
    labelled: set[str] = set()
    for label in root.all("label"):
        if not label.text():
            yield _at(label, "has no words")
        target = label.get("for")
        if label.has("for") and (target not in by_id or by_id[target].name not in _LABELABLE):
            yield _at(label, f"is for {target!r}, which is no field on the page")
        elif target:
            labelled.add(target)
    for control in root.all("input", "select", "textarea"):
        exempt = control.name == "input" and control.get("type").lower() in _NEEDS_NO_LABEL
        if not (exempt or control.get("id") in labelled or control.inside("label") or _has_aria_name(control)):
            yield _at(control, f"{control.get('name')!r} has no label")
    for pressed in root.all("a", "button"):
        if not (pressed.text() or _has_aria_name(pressed)) and (pressed.name == "button" or pressed.has("href")):
            yield _at(pressed, "has no words")
    for frame in root.all("iframe"):
        if not frame.get("title").strip():
            yield _at(frame, "has no title")


def _groups(root: Element) -> Iterator[str]:
    for fieldset in root.all("fieldset"):
        first = fieldset.children[0] if fieldset.children else None
        if first is None or first.name != "legend" or not first.text():
            yield _at(fieldset, "does not begin with a <legend> that has words")
    for radio in root.all("input"):
        grouped = radio.inside("fieldset") or any(above.get("role") == "radiogroup" for above in radio.ancestors())
        if radio.get("type").lower() == "radio" and not grouped:
            yield _at(radio, f"{radio.get('name')!r} is a choice outside a <fieldset>")


def _images(root: Element) -> Iterator[str]:
    for image in root.all("img"):
        if not image.has("alt"):
            yield _at(image, "has no alt")
        for side in ("width", "height"):
            if not image.get(side).isdecimal():
                yield _at(image, f"has no {side} in pixels")


def _nothing_inline(root: Element) -> Iterator[str]:
    for element in root.walk():
        if element.name == "style" or element.has("style"):
            yield _at(element, "carries an inline style")
        if element.name == "script" and not element.has("src") and element.get("type").lower() not in _DATA_SCRIPTS:
            yield _at(element, "is an inline script")
        for attribute, value in element.attributes.items():
            if attribute.startswith("on"):
                yield _at(element, f"carries an inline script in {attribute}")
            written = "".join(character for character in value if character > " ").lower()
            if attribute in _ADDRESSES and written.startswith(_RUNS_CODE):
                yield _at(element, f"runs code from {attribute}: {value[:40]!r}")
        if element.get("tabindex").isdecimal() and int(element.get("tabindex")) > 0:
            yield _at(element, "changes the order of the keyboard with tabindex")


def _nothing_from_elsewhere(root: Element) -> Iterator[str]:
    for element in root.walk():
        fetched = [element.get(name) for name in ("src", "poster", "data") if element.has(name)]
        fetched += [part.split()[0] for part in element.get("srcset").split(",") if part.strip()]
        if element.name == "link" and _FETCHING_LINKS & set(element.get("rel").lower().split()):
            fetched.append(element.get("href"))
        if element.name == "use":
            fetched += [element.get("href"), element.get("xlink:href")]
        for address in fetched:
            if address.strip().lower().startswith(("http:", "https:", "//")):
                yield _at(element, f"fetches {address!r}: a page's own files have addresses without a host")


def _forms(root: Element) -> Iterator[str]:
    for form in root.all("form"):
        method = form.get("method").lower() or "get"
        tokens = [field for field in form.all("input") if field.get("name") == CSRF_FIELD]
        hidden = [token for token in tokens if token.get("type").lower() == "hidden" and token.get("value")]
        if method not in {"get", "post", "dialog"}:
            yield _at(form, f"method {method!r} is none that a browser knows")
        if method == "post" and len(hidden) != 1:
            yield _at(form, f"needs one hidden {CSRF_FIELD} with a value, has {len(hidden)}")
        if method == "get" and tokens:
            yield _at(form, f"would write its {CSRF_FIELD} into the address")
        files = [field for field in form.all("input") if field.get("type").lower() == "file"]
        if files and (method != "post" or form.get("enctype").lower() != "multipart/form-data"):
            yield _at(form, "sends files and is no multipart/form-data post")


_RULES: tuple[Callable[[Element], Iterator[str]], ...] = (
    _document,
    _parts_in_languages,
    _landmarks_and_headings,
    _ids,
    _labels,
    _groups,
    _images,
    _nothing_inline,
    _nothing_from_elsewhere,
    _forms,
)


def _has_aria_name(element: Element) -> bool:
    # Whether the elements named by aria-labelledby exist is asked with the ids.
    return bool(element.get("aria-label").strip() or element.get("aria-labelledby").strip())


def _at(element: Element, fault: str) -> str:
    return f"line {element.line}: <{element.name}> {fault}"
