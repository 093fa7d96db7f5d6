"""The pages in Arabic: mirrored, whole, and with nothing left in English; on a real installation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy

import pytest

from tests.i18n.conftest import MIXED, STORY, Arabic, page_of
from tests.page_tree import Element
from tests.web.contribute.family import Family

_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_ADDRESS = re.compile("\u2066https://memorial\\.example/p/[0-9a-f]{32}\u2069")
"""An address in the words of a drawing, set apart from them."""
WALL_PAGES = ("", "names", "wall", "search?q=%D8%A8%D8%A7%D8%A8", "search?q=nobody", "nothing-here", "names?page=9")


@pytest.mark.parametrize("path", WALL_PAGES)
def test_a_page_of_the_wall_is_mirrored_and_wholly_arabic(arabic: Arabic, path: str) -> None:
    answer = arabic.wall.get(f"{arabic.base}{path}")

    assert [*english_in(page_of(answer, path))] == []


def test_the_pages_of_a_person_and_a_remembrance_are_wholly_arabic(arabic: Arabic) -> None:
    for path in (f"people/{arabic.person}", f"remembrances/{arabic.remembrance}"):
        root = page_of(arabic.wall.get(f"{arabic.base}{path}"), path)

        assert [*english_in(root)] == []
        assert STORY.splitlines()[0] in root.text()


def test_the_list_of_memorials_speaks_the_reader_s_language(arabic: Arabic) -> None:
    root = page_of(arabic.wall.get("/", headers={"Accept-Language": "ar"}), "/")

    assert "الرصيف" in root.text()


def test_days_and_years_are_said_in_arabic(arabic: Arabic) -> None:
    page = page_of(arabic.wall.get(f"{arabic.base}people/{arabic.person}"), "person").text()

    assert "2 مارس 2026" in page
    assert "الميلاد" in page
    assert "1952" in page


def test_the_way_through_the_form_is_wholly_arabic(arabic: Arabic) -> None:
    family = arabic.family()
    steps: list[str] = []

    def step() -> None:
        assert family.page is not None
        steps.append(family.addresses[-1].rpartition("/")[2])
        assert [*english_in(page_of(family.page, family.addresses[-1]))] == [], family.addresses[-1]

    family.open(f"{arabic.base}share")
    step()
    family.press()
    step()
    family.press(about="person", person_name="ليلى")
    step()
    family.press(born="نحو 1943", died_day="٢٦", died_month="شباط", died_year="١٩٩٢")
    step()
    family.press(story=STORY)
    step()
    family.press()
    step()
    family.press(audience="public", person_name_shown="initials", signature="none")
    step()
    assert "نحو 1943" in family.words()
    assert "26 شباط 1992" in family.words() or "26 فبراير 1992" in family.words()
    family.press()
    step()

    assert steps == ["share", "who", "new", "say", "choices", "choices", "check", "done"]
    assert re.fullmatch(r"\d{4}( \d{4}){4}", family.code())


def test_what_is_wrong_is_said_in_arabic(arabic: Arabic) -> None:
    family = arabic.family()
    family.open(f"{arabic.base}share")
    family.press()
    family.press(about="person")

    assert "اكتبوا اسم الشخص." in family.words()
    assert family.page is not None
    assert [*english_in(page_of(family.page, "who"))] == []


def test_the_receipt_speaks_the_language_of_the_browser(arabic: Arabic) -> None:
    family = arabic.family()
    receipt(family, arabic)

    assert family.page is not None
    assert [*english_in(page_of(family.page, "receipt"))] == []
    assert "منشورة في النصب التذكاري" in family.words()


def test_staff_sign_in_in_the_language_of_the_browser(arabic: Arabic) -> None:
    answer = arabic.desk.get("/desk/sign-in", headers={"Accept-Language": "ar"})

    assert [*english_in(page_of(answer, "sign-in"))] == []
    assert "تسجيل الدخول" in answer.text


def test_english_that_was_left_would_be_seen(arabic: Arabic) -> None:
    root = deepcopy(page_of(arabic.wall.get(arabic.base), "front"))
    (main,) = root.all("main")
    main.pieces.append("Thank you")

    assert [*english_in(root)] == ["Thank you"]


def receipt(family: Family, arabic: Arabic) -> None:
    family.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ar"
    family.open("/receipt")
    family.press(code=arabic.code)


def english_in(root: Element) -> Iterator[str]:
    """Texts with Latin words that are not marked as another language, a name, an address or a code."""
    for element in [root, *root.walk()]:
        if element.name in ("script", "style", "bdi", "code") or element.inside("bdi", "code"):
            continue
        if element.name == "option" and element.get("value") == "en":
            continue  # a language calls itself by its own name
        if any(_foreign(one) for one in (element, *element.ancestors())):
            continue
        said = [piece for piece in element.pieces if isinstance(piece, str)]
        said += [element.get(name) for name in ("alt", "title", "placeholder", "aria-label")]
        yield from (text.strip() for text in said if _LATIN_WORD.search(_ADDRESS.sub("", text.replace(MIXED, ""))))


def _foreign(element: Element) -> bool:
    return element.get("lang") not in ("", "ar")
