"""Families' words to HTML: every word stays, nothing runs, nothing takes long."""

from __future__ import annotations

import itertools
import re
import sys
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import memorial
from memorial.adapters.markup import ALLOWED_ATTRIBUTES, ALLOWED_TAGS, excerpt, plain_text, render, sanitise
from memorial.domain.writing import clean, splits_a_character
from tests.stopwatch import least_seconds

TOO_MANY_SIGNS = "\n\n" + "*" * 4_000

TAGS = (  # noqa: SIM905
    "script style iframe object embed svg math img video audio source body html head meta link base form input "
    "button textarea select template noscript noembed xmp plaintext marquee details a area applet frameset portal"
).split()
HANDLERS = ("onerror", "onload", "onclick", "onfocus", "ontoggle", "onbegin", "style", "srcdoc", "formaction")
PROTOCOLS = (
    "javascript:alert(1)",
    "JaVaScRiPt:1",
    "vbscript:2",
    "data:text/html,<script>alert(1)</script>",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6a&#x61vascript:alert(1)",
    "//evil.invalid/x",
    "javascript&colon;alert(1)",
)
QUOTES = ('"', "'", "`", "")
WRAPPINGS = (
    "{}",
    "<b>{}</b>",
    "<!--{}-->",
    "<![CDATA[{}]]>",
    "<math><mtext><table><mglyph><style>{}",
    "<svg><p><style>{}</svg>",
    "<noscript><p title='</noscript>{}'>",
    "</p>{}<p>",
    "[x]({})",
    "![x]({})",
    "`{}`",
    "    {}",
    "> {}",
    "- {}",
    "# {}",
)


def vectors() -> Iterator[str]:
    """Our own grammar: a tag, an attribute, a quotation mark, an address, a wrapping; all pairs are met."""
    wheel = itertools.cycle(itertools.product(PROTOCOLS, QUOTES))
    wrapping = itertools.cycle(WRAPPINGS)
    for tag, handler in itertools.product(TAGS, HANDLERS):
        address, quote = next(wheel)
        yield next(wrapping).format(f"<{tag} {handler}={quote}{address}{quote} x>alert(1)</{tag}>")
        yield next(wrapping).format(f"<{tag.upper()}/{handler}\t=\n{quote}{address}{quote}//")
        yield next(wrapping).format(f"<\0{tag}\x0c{handler}={quote}{address}")
        yield next(wrapping).format(f"&lt;{tag} {handler}={quote}{address}{quote}&gt;")
    for tag, address, quote in itertools.product(("a", "img", "iframe", "form"), PROTOCOLS, QUOTES):
        for attribute in ("href", "src", "xlink:href", "action", "background", "srcset", "poster"):
            yield f"<{tag} {attribute}={quote}{address}{quote}>x</{tag}>"
    for address in PROTOCOLS:
        yield from (f"[x]({address})", f"[x](<{address}>)", f"<{address}>", f"![x]({address})")
        yield f"[x]: {address}\n\n[x]"


class Elements(HTMLParser):
    """Every element, attribute and word of a page, and any comment or declaration as an element of its own."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)
        if tag == "li" and dict(attrs).get("value"):
            self.words.append(dict(attrs)["value"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", {}))

    def handle_decl(self, decl: str) -> None:
        self.found.append(("declaration", {}))

    def unknown_decl(self, data: str) -> None:
        self.found.append(("declaration", {}))

    def handle_pi(self, data: str) -> None:
        self.found.append(("instruction", {}))


def assert_harmless(html: str) -> None:
    page = Elements(html)
    assert not page.open
    for tag, attributes in page.found:
        assert tag in ALLOWED_TAGS
        assert set(attributes) <= ALLOWED_ATTRIBUTES.get(tag, set())


def letters_and_digits(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def test_there_are_enough_vectors() -> None:
    assert len(set(vectors())) > 2_000


def test_no_vector_in_a_story_makes_an_element_that_we_did_not_allow() -> None:
    for vector in vectors():
        assert_harmless(render(vector).html)


def test_no_vector_in_a_story_shown_as_typed_makes_an_element_either() -> None:
    for vector in itertools.islice(vectors(), 0, None, 7):
        html = render(vector + TOO_MANY_SIGNS).html
        assert_harmless(html)
        assert {tag for tag, _ in Elements(html).found} <= {"p", "br"}


def test_no_vector_as_html_passes_the_sanitisers() -> None:
    for vector in vectors():
        assert_harmless(sanitise(vector).html)


def test_what_came_out_of_the_sanitisers_passes_them_unchanged() -> None:
    for vector in itertools.islice(vectors(), 0, None, 3):
        html = render(vector).html
        assert sanitise(html).html == html


@pytest.mark.parametrize("address", ["JaVaScRiPt:1", "vbscript:2", "javascript:alert(1)", "https://example.org/"])
def test_no_link_passes_not_even_those_that_bleach_lets_through(address: str) -> None:
    assert sanitise(f'<a href="{address}">here</a>').html == "here"


def test_a_vector_in_a_story_is_printed_as_it_was_typed() -> None:
    typed = '<img src=x onerror="alert(1)"> & <script>alert(2)</script>'

    assert plain_text(typed) == typed
    assert "".join(Elements(render(typed).html).words).strip() == typed


def test_markdown_light_becomes_paragraphs_breaks_emphasis_quotations_and_lists() -> None:
    html = render("line one\nline *two* and **three**\n\n> said\n\n- a\n- b").html

    assert html.replace("\n", "") == (
        '<p dir="auto">line one<br>line <em>two</em> and <strong>three</strong></p>'
        '<blockquote><p dir="auto">said</p></blockquote><ul><li dir="auto">a</li><li dir="auto">b</li></ul>'
    )


def test_headings_and_rules_become_paragraphs() -> None:
    assert render("# Home\n\n***\n\nText\n---").html.replace("\n", "") == (
        '<p dir="auto">Home</p><p dir="auto">***</p><p dir="auto">Text</p><p dir="auto">---</p>'
    )


def test_links_images_and_addresses_stay_as_text() -> None:
    typed = "[x](https://example.org/a_b) ![y](z.png) <https://example.org> www.example.org"

    assert "".join(Elements(render(typed).html).words).strip() == typed


def test_indented_paragraphs_are_paragraphs_and_not_code() -> None:
    assert render("    My mother\n\n\tMy father").html == '<p dir="auto">My mother</p>\n<p dir="auto">My father</p>\n'


def test_a_date_at_the_start_of_a_line_keeps_its_number() -> None:
    text = "25. Februar war kalt\n3. März war es auch\n\n1943. That year\n\n1992."

    html = render(text).html

    assert re.findall(r'value="(\d+)"', html) == ["25", "3", "1943", "1992"]
    assert plain_text(text).split("\n\n") == ["25. Februar war kalt", "3. März war es auch", "1943. That year", "1992."]


def test_each_paragraph_and_entry_finds_its_own_direction() -> None:
    html = render("سلام\n\nHello\n\n- שלום\n- Hi\n\n> אמר\n\n# כותרת").html

    assert all(attributes.get("dir") == "auto" for tag, attributes in Elements(html).found if tag in {"p", "li"})
    assert html.count('dir="auto"') == 6


def test_direction_controls_cannot_reach_past_their_line() -> None:
    html = render("a \u202eb\nc \u2067d\u2069 \u2069e").html

    assert "\u202e" not in html
    assert html.count("\u2067") == html.count("\u2069") == 1


def test_nothing_is_made_of_nothing() -> None:
    assert not render("")
    assert not render(" \n\t\n\u200b")
    assert plain_text(" \n ") == ""
    assert excerpt("", 10) == ""


markdown_like = st.text(
    st.one_of(st.sampled_from("ab1\n \t*_>-+#.)(\\`[]!<&\"'|~=:/ابש–é\u0301\u200d\u202e"), st.characters()), max_size=80
)


@given(markdown_like)
@settings(max_examples=300)
def test_no_letter_and_no_digit_is_lost_or_moved(text: str) -> None:
    expected = letters_and_digits(clean(text))

    assert letters_and_digits("".join(Elements(render(text).html).words)) == expected
    assert letters_and_digits(plain_text(text)) == expected


@given(markdown_like)
def test_any_text_gives_harmless_html(text: str) -> None:
    assert_harmless(render(text).html)


@given(markdown_like)
def test_composed_and_decomposed_text_give_the_same_page_in_normal_form(text: str) -> None:
    html = render(text).html

    assert unicodedata.is_normalized("NFC", html)
    assert render(unicodedata.normalize("NFD", text)).html == render(unicodedata.normalize("NFC", text)).html


@pytest.mark.parametrize("text", ["> " * 60 + "deep", "- " * 60 + "deep", "*a " * 60 + "b*" * 60, ">" * 5_000 + "deep"])
def test_a_text_nested_too_deeply_is_shown_as_typed_and_loses_nothing(text: str) -> None:
    html = render(text).html

    assert "".join(Elements(html).words).split() == text.split()
    assert plain_text(text).split() == text.split()


AWKWARD = [
    "undefined", "null", "None", "NaN", "0", "-1", "1e309", "0x0", "true", "\\", "\\\\", "%s%n",
    "{{7*7}}", "${7*7}", "<%= 1 %>", "'; DROP TABLE people; --", "' OR 1=1 -- ",
    "../../../etc/passwd", "file:///etc/passwd", "$(id)", "`id`", "=1+1", "@SUM(1)",
    "\r\nBcc: x@example.org", "\x1b[31mred", "\a\b", "CON", "田中さん", "찦차", "ﷺ", "﷽", "ⁿᵒᵛ", "𝒜",
    "Ω≈ç√", "¡™£", "㌀", "𠜎", "😍", "👾", "👩‍❤️‍👩", "🇦🇿🇬🇪", "👍🏿", "١٢٣", "۱۲۳", "१२३", "١٩٩٢/٠٢/٢٥",
    "مُنَاقَشَةُ", "שָׁלוֹם", "ᚠᛇᚻ", "\u200b", "\u3000", "\u180e", "\ufeff", "\ufffe", "\u2029",
    "\u202eabc\u202c", "\u2067", "test\u2060test", "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮", "a" * 5_000,
    "ab " * 5_000, "\n" * 500, "[" * 500, "&" * 500, "*" * 500, "&#x1F600;", "&nbsp;", "<", ">",
    "<>", "</p>", "<p", "]]>", "-->", "<!--", "<?xml", "<!DOCTYPE html>", "\ud800", "\udfff\ud800",
    "İıŞş", "ẞß", "ﬃ",
]  # fmt: skip


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_awkward_strings_are_printed_whole(text: str) -> None:
    html = render(text).html

    assert_harmless(html)
    assert letters_and_digits("".join(Elements(html).words)) == letters_and_digits(clean(text))
    assert html.encode().decode() == html


WORST = {
    "prose": "Мама жила у моря. " * 60 + "\n\n",
    "lines": "short line\n",
    "paragraphs": "ab\n\n",
    "emphasis": "_a_ ",
    "stars": "a*",
    "open stars": "*a **b ",
    "brackets": "[",
    "quotations": "> a\n\n",
    "deep quotations": ">" * 50 + "a\n",
    "lists": "- a\n",
    "numbers": "1. a\n",
    "ampersands": "&",
    "tags": "<a ",
    "backslashes": "\\*",
    "direction": "\u202e\u2066a",
    "marks": "\u0316\u0300",
    "spaces": " ",
}
BUDGETED = {"emphasis": 1_600, "stars": 3_300, "lists": 1_200, "numbers": 1_200, "lines": 2_400, "ampersands": 8_300}


@pytest.mark.parametrize("name", WORST)
def test_a_hundred_kilobytes_of_the_worst_take_less_than_a_fifth_of_a_second(name: str) -> None:
    as_much_as_is_read = WORST[name] * BUDGETED.get(name, 0) + "word " * 20_000
    for text in (WORST[name] * (100_000 // len(WORST[name])), as_much_as_is_read[:100_000]):
        assert least_seconds(render, text, enough=0.2) <= 0.2


def test_the_budgeted_texts_of_the_speed_test_are_read_and_not_shown_as_typed() -> None:
    for name, times in BUDGETED.items():
        assert "<blockquote>" in render(WORST[name] * times + "\n\n> said").html, name


def test_an_excerpt_ends_with_a_whole_word() -> None:
    assert excerpt("We lived by the sea,  and\n\nwe were happy.", 22) == "We lived by the sea…"
    assert excerpt("We lived by the sea", 19) == "We lived by the sea"


def test_an_excerpt_of_a_script_without_spaces_is_cut_between_characters() -> None:
    text = "ความทรงจำของแม่" * 5

    cut = excerpt(text, 30)

    assert 20 < len(cut) <= 30
    assert not splits_a_character(text, len(cut) - 1)


some_text = st.text(st.one_of(st.sampled_from("ab e\u0301👩\u200d👧🇦🇿กำ각 "), st.characters()), max_size=60)


@given(some_text, st.integers(1, 40))
def test_an_excerpt_is_never_longer_than_asked_and_never_invents(text: str, length: int) -> None:
    text = clean(text)
    cut = excerpt(text, length)

    assert len(cut) <= length
    assert " ".join(text.split()).startswith(cut.removesuffix("…"))


def test_texts_that_are_rendered_at_the_same_time_never_mix() -> None:
    texts = [f"{letter * 6} " * 300 + f"\n\n> {letter} & x\n\n- one" for letter in "abcdefgh"]
    expected = [render(text).html for text in texts]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)

    try:
        with ThreadPoolExecutor(len(texts)) as at_once:
            rendered = list(at_once.map(lambda text: render(text).html, texts * 20))
    finally:
        sys.setswitchinterval(interval)

    assert [one for one, other in zip(rendered, expected * 20, strict=True) if one != other] == []


def test_only_adapters_make_safe_html() -> None:
    package = Path(memorial.__file__).parent
    makers = {
        path.relative_to(package).parts[0]
        for path in package.rglob("*.py")
        if "SafeHtml.from_sanitiser(" in path.read_text("utf-8") and path.name != "safe_html.py"
    }

    assert makers == {"adapters"}
