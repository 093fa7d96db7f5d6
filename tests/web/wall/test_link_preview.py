"""What a link looks like where somebody passes it on: what search engines may have, and only of published fields."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import partial

import pytest
from PIL import Image

from memorial.application import memorials
from memorial.published.types import PictureSource, PublishedMemorial, PublishedOwnPicture
from memorial.settings import project_folder
from memorial.vocabulary import MemorialKind, Risk
from memorial.web.wall.card import HEIGHT, WIDTH, _as_seen, _runs, can_be_drawn, card
from memorial.web.wall.link_preview import Whereabouts, preview_of
from tests.page_tree import read_page
from tests.web.wall.conftest import PUBLIC_URL, Place, Visitor, made_place

FONTS = project_folder("static") / "fonts"
TITLES = (
    "The ferry Mira, Lake Savrena, 1987",
    "Xocalı, 25-26 fevral 1992 – İtkin düşənlər",
    "Паром «Мира», озеро Саврена, 1987",
    "Խոջալու, 1992 թվականի փետրվարի 25-26",
    "ბორანი „მირა“, 1987",
    "העבורת מירה, 1987",
    "العبّارة «ميرا»، بحيرة سافرينا، 17 مايو 1987 (متخيَّل)",
)


def _told(visitor: Visitor, path: str) -> dict[str, str]:
    """What the page says of itself to those to whom its link is passed on."""
    metas = read_page(visitor.get(path).text).root.all("meta")
    named = {meta.get("property") or meta.get("name"): meta.get("content") for meta in metas}
    return {name: value for name, value in named.items() if name.startswith(("og:", "twitter:", "description"))}


def test_a_front_page_gives_its_title_its_purpose_and_a_picture(visitor: Visitor, place: Place) -> None:
    told = _told(visitor, place.base)

    title = place.memorial.title["en"]
    assert (told["og:title"], told["og:description"]) == (title, "A made-up place.")
    assert told["og:url"] == PUBLIC_URL + place.base
    assert told["og:image"] == f"{PUBLIC_URL}{place.base}preview.png"
    assert (told["og:image:width"], told["og:image:height"], told["og:image:alt"]) == ("1200", "630", title)


def test_a_public_person_is_named_with_what_the_page_says(visitor: Visitor, place: Place) -> None:
    _, remembrance = place.publish()

    told = _told(visitor, f"{place.base}people/{place.person_of(remembrance)}")

    assert told["og:title"] == "Ayla Verdin"
    assert told["og:site_name"] == place.memorial.title["en"]
    assert _told(visitor, f"{place.base}remembrances/{remembrance}")["og:title"] == "Ayla Verdin"


def test_nothing_is_said_of_a_page_that_must_not_be_found(visitor: Visitor, place: Place) -> None:
    _, unlisted = place.publish(audience="unlisted", person_name="Bela Canaryname", story="A canarystory.")
    person = place.person_of(unlisted)
    made_up = made_place(place.site, kind=MemorialKind.FICTIONAL, fictional_note={"en": "Made up."})

    for path in (
        f"remembrances/{unlisted}",
        f"people/{person}",
        "names",
        "wall",
        "search",
        "search?q=canarystory",
        "help",
    ):
        assert _told(visitor, place.base + path) == {}, path
    assert _told(visitor, made_up.base) == {}
    assert visitor.get(f"{made_up.base}preview.png").status_code == 404
    assert "canary" not in str(_told(visitor, place.base)).lower()


def test_the_page_of_all_memorials_tells_only_titles_that_a_search_engine_may_have(
    visitor: Visitor, place: Place
) -> None:
    kept_back = {
        "Canary of high risk": {"risk": Risk.HIGH},
        "Canary made up": {"kind": MemorialKind.FICTIONAL, "fictional_note": {"en": "Made up."}},
    }
    for title, changes in kept_back.items():
        made_place(place.site, title={"en": title}, **changes)

    page = visitor.get("/en/")

    assert all(title in page.text for title in kept_back)
    told = _told(visitor, "/en/")["description"]
    assert place.memorial.title["en"] in told
    assert "Canary" not in told


@pytest.mark.parametrize("shown_as", ["initials", "none"])
def test_no_name_is_told_that_is_not_public(visitor: Visitor, place: Place, shown_as: str) -> None:
    _, remembrance = place.publish(person_name_shown=shown_as, person_name="Canary Whole", story="A word.")

    for path in ("", f"remembrances/{remembrance}"):
        assert "Canary" not in str(_told(visitor, place.base + path)), path


def test_what_is_taken_back_is_told_no_more(visitor: Visitor, place: Place) -> None:
    code, remembrance = place.publish()
    path = f"{place.base}remembrances/{remembrance}"
    assert _told(visitor, path)["og:title"] == "Ayla Verdin"

    place.site.act(code, "withdraw")

    assert visitor.get(path).status_code == 404
    assert _told(visitor, path) == {}


def test_at_high_risk_a_link_says_neither_title_nor_sentence_nor_picture(visitor: Visitor, place: Place) -> None:
    risky = made_place(place.site, risk=Risk.HIGH, purpose={"en": "A canarypurpose."}, title={"en": "Canarytitle"})
    _, remembrance = risky.publish()

    for path in ("", f"remembrances/{remembrance}", f"people/{risky.person_of(remembrance)}"):
        told = _told(visitor, risky.base + path)
        assert set(told) == {"og:type", "og:title", "og:url"}
        assert told["og:title"] == "A memorial"
    assert visitor.get(f"{risky.base}preview.png").status_code == 404


def test_the_picture_is_small_asked_for_anew_and_gone_with_the_memorial(visitor: Visitor, place: Place) -> None:
    address = f"{place.base}preview.png"
    answer = visitor.get(address)

    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/png", "no-cache")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Image.open(io.BytesIO(answer.data)).size == (WIDTH, HEIGHT)
    assert len(answer.data) <= 25_000
    assert visitor.get(address, If_None_Match=answer.headers["ETag"]).status_code == 304
    change = partial(replace, public=False)
    memorials.change_settings(place.site.services, place.memorial.slug, change=change)
    assert visitor.get(address).status_code == 404


def test_the_memorials_own_picture_comes_before_the_drawn_one() -> None:
    copies = tuple(
        PictureSource(f"{'a' * 32}.{kind}", f"image/{kind}", width, width // 2, size)
        for kind in ("webp", "jpeg")
        for size, width in (("card", 480), ("page", 1200))
    )
    told = preview_of(
        _published(picture=PublishedOwnPicture(copies, {"en": "A lake"})),
        Whereabouts("https://m.example", "/en/lake/", "en"),
        "",
        "The lake",
        "word " * 100,
    )

    assert told.image
    assert (told.image.href, told.image.width) == (f"https://m.example/media/{'a' * 32}.jpeg", 1200)
    assert told.image.alt == "A lake"
    assert len(told.description) <= 202
    assert told.description.endswith("word …")


@pytest.mark.parametrize("title", TITLES)
def test_a_title_of_each_script_is_drawn_with_ink_inside_its_margins(title: str) -> None:
    drawn = card(title, FONTS, title[0] in "הا")

    assert drawn
    picture = Image.open(io.BytesIO(drawn)).convert("L").point(lambda grey: 255 if grey < 128 else 0)
    box = picture.getbbox()
    assert box
    assert 80 <= box[0] < box[2] <= WIDTH - 80
    assert 40 <= box[1] < box[3] <= HEIGHT - 80


def test_a_letter_without_a_font_is_no_empty_box() -> None:
    assert not can_be_drawn("記念")
    assert card("記念", FONTS, False) is None
    assert not can_be_drawn("")


def test_words_stand_in_the_order_in_which_they_are_read() -> None:
    assert _seen("נמל Mira Lake 1987 אגם", right_to_left=True) == "אגם Mira Lake 1987 נמל"
    assert _seen("17 مايو 1987 (خيالي)", right_to_left=True) == "(خيالي) 1987 مايو 17"
    assert _seen("The ferry 1987", right_to_left=False) == "The ferry 1987"
    assert _seen("The نعيم الخواص ferry", right_to_left=False) == "The الخواص نعيم ferry"


def _seen(title: str, *, right_to_left: bool) -> str:
    words = _as_seen([_runs(word) for word in title.split()], right_to_left)
    return " ".join("".join(run.text for run in word) for word in words)


def _published(**changes: object) -> PublishedMemorial:
    made = PublishedMemorial(
        id="m", slug="lake", kind="real", languages=("en",), title={"en": "The lake"}, time_zone="UTC",
        purpose={}, words={}, accent="slate", risk="none", accepting=True, draft=False, fictional_note={},
        neutral_site={}, controller_name="",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]
