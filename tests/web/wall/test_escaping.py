"""Whatever people write comes back as words, wherever a page repeats it."""

from __future__ import annotations

import re
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from tests.page_tree import read_page
from tests.web.wall.conftest import Place, Visitor

ATTACKS = [
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "</title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "]]><x/>&lt;&#60;script>",
    "<a href='javascript:alert(1)'>x</a>",
    "\u202eevil\u202c <b onmouseover=alert(1)>",
]

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("page", ["search", "names", "wall"])
def test_a_search_echoes_words_only(visitor: Visitor, place: Place, page: str, attack: str) -> None:
    place.publish()

    answer = visitor.get(f"{place.base}{page}?q={quote(attack)}&after={quote(attack)}&kind={quote(attack)}")

    _assert_nothing_runs(answer.text)
    (box,) = [field for field in read_page(answer.text).root.all("input") if field.get("name") == "q"]
    assert box.get("value") == " ".join(attack.split())
    own = re.sub(r"\.[0-9a-f]{16}\.css", ".css", answer.text.replace(place.memorial.slug, ""))
    assert "49" not in own


@pytest.mark.parametrize("attack", ATTACKS)
def test_names_stories_and_signatures_are_words_only(visitor: Visitor, place: Place, attack: str) -> None:
    _, remembrance = place.publish(
        person_name=f"Ada {attack}",
        person_name_other=f"Adele {attack}",
        place=attack,
        born=attack,
        story=f"She said: {attack}\n\n[link]({attack})",
        signature="name",
        contributor_name=attack,
    )
    person = place.person_of(remembrance)

    for path in ("", "names", "wall", f"people/{person}", f"remembrances/{remembrance}", "search?q=said"):
        _assert_nothing_runs(visitor.get(place.base + path).text)
    feed = visitor.get(f"{place.base}feed.atom")
    for entry in _read(feed.text).iter(f"{ATOM}entry"):
        assert "<script" not in (entry.findtext(f"{ATOM}content") or "")
        assert entry.findtext(f"{ATOM}rights") == "These are the words of the person who sent it."


def _read(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 (our own document)


def _assert_nothing_runs(text: str) -> None:
    """`check_page` has looked for inline script and style; nothing that was typed may be an element either."""
    root = read_page(text).root
    assert not root.all("script")
    for drawing in root.all("svg"):
        # The square for paper is the page's own: nothing but what its template writes.
        assert set(drawing.attributes) == {"class", "viewbox", "role", "aria-label"}
        assert drawing.get("class") == "qr"
        assert [one.name for one in drawing.walk()] == ["path"]
    assert all(image.get("src").startswith("/media/") for image in root.all("img"))
    assert all(not link.get("href").lower().startswith("javascript") for link in root.all("a"))
