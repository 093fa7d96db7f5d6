"""Nobody who is private changes any byte of any answer to a search, however the words of the query are spelled."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client

from memorial import bootstrap
from memorial.application import concerns
from memorial.domain.person import FactClaim, NameClaim, Person
from memorial.domain.receipt_code import ReceiptCode
from memorial.settings import load_settings
from memorial.vocabulary import Audience, Basis
from memorial.web.contribute.people import MOST_FOUND
from tests.installations import MovableClock, TestInstallation, installation
from tests.web.wall.conftest import Visitor, wall_over

PUBLIC = ("Ayla Verdin", "Айла Вердин", "Nazlı Əliyeva", "Սուրեն Հակոբյան", "Zarina Quint", "Orin Hask", "Mira Hask")
PLACES = ("Vell", "Lower Vell")
# Made-up, one for each way of being private; some sound as a public name does, or share a word with one.
PRIVATE = {
    "name not shown": "Zorabel Quist",
    "initials": "Zarabel Quent",
    "not for the public": "Айлин Вердина",
    "hidden again": "Nazli Aliyev",
    "withdrawn": "Suren Akopian",
    "objected to": "Orina Haskel",
    "list that is closed": "Նազարէթ Վարուժեան",
    "claim on someone public": "Ильмира Заречная",
    "place on someone public": "Tarnholt Wexcombe",
}
QUERIED = ("names?q=", "search?q=", "wall?q=")


@dataclass(frozen=True)
class Side:
    """One of two installations that are the same to the byte, but for what is private."""

    site: TestInstallation
    visitor: Visitor

    def answers(self, words: str) -> list[tuple[int, list[tuple[str, str]], bytes]]:
        found = []
        for page in QUERIED:
            answer = self.visitor.get(f"/en/harbour/{page}{quote(words)}")
            found.append((answer.status_code, list(answer.headers), answer.data))
        return found

    def looked_up(self, words: str) -> object:
        """What the families' form looks among, whole: nothing of it may differ, shown or not."""
        with self.site.installation.reader.snapshot() as snapshot:
            return [snapshot.find_people(self.site.memorial.id, words, limit=most) for most in (MOST_FOUND, 200)]


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Side, Side]]:
    """(with nothing private, with all of it)"""
    folder = tmp_path_factory.mktemp("sides")
    with installation(folder / "without") as site:
        for name, place in zip(PUBLIC, PLACES * 4, strict=False):
            site.publish(person_name=name, place=place, story="She mended nets.")
    shutil.copytree(folder / "without", folder / "with")
    with reopened(folder / "without", site) as without, reopened(folder / "with", site) as other:
        add_what_is_private(other)
        yield Side(without, Visitor(Client(wall_over(without)))), Side(other, Visitor(Client(wall_over(other))))


class reopened:
    """The installation in that home, once more."""

    def __init__(self, home: Path, like: TestInstallation) -> None:
        clock = MovableClock()
        built = bootstrap.build(
            load_settings({"MEMORIAL_HOME": str(home), "MEMORIAL_UNDO_MINUTES": "0"}), now=clock, quick_passwords=True
        )
        self._site = TestInstallation(built, clock, like.memorial, like.staff)

    def __enter__(self) -> TestInstallation:
        return self._site

    def __exit__(self, *error: object) -> None:
        self._site.installation.close()


def add_what_is_private(site: TestInstallation) -> None:
    site.publish(
        person_name=PRIVATE["name not shown"], person_name_shown="none", story="Someone sang.", audience="archive"
    )
    site.publish(person_name=PRIVATE["initials"], person_name_shown="initials", audience="archive")
    site.publish(person_name=PRIVATE["not for the public"], audience="archive")
    for way, act in (("hidden again", "hide"), ("withdrawn", "withdraw")):
        code, _ = site.publish(person_name=PRIVATE[way], place="Tarnholt", story=f"{PRIVATE[way]} sang.")
        site.act(code, act)
    code, shown = site.publish(person_name=PRIVATE["objected to"])
    assert shown.person_id
    fields = {"kind": "hide", "reason": "child", "message": "She is a child.", "about": shown.person_id}
    concerns.raise_objection(site.services, "harbour", ReceiptCode.generate().digits, fields, language="en")
    site.act(code, "withdraw")
    closed = (Basis.PUBLISHED_SOURCE, "closed list", Audience.TEAM)
    name = NameClaim(PRIVATE["list that is closed"], *closed)
    key = site.services.keys.take().id
    with site.services.unit_of_work() as uow:
        uow.people.add_many([Person(site.services.new_id(), site.memorial.id, key, (name,))])
        uow.commit()
    with site.services.unit_of_work() as uow:
        somebody = next(
            one
            for one in (uow.people.get(site.memorial.id, each) for each in uow.people.ids(site.memorial.id))
            if "Ayla Verdin" in one.all_names()
        )
        names = (*somebody.names, NameClaim(PRIVATE["claim on someone public"], *closed))
        facts = (*somebody.facts, FactClaim("place", PRIVATE["place on someone public"], *closed))
        uow.people.save(replace(somebody, names=names, facts=facts))
        uow.commit()


def test_the_two_sides_tell_each_other_apart_at_the_desk_only(sides: tuple[Side, Side]) -> None:
    """Otherwise the tests below would compare nothing."""
    without, other = sides
    kept = [set[str](), set[str]()]
    for side, names in zip(sides, kept, strict=True):
        with side.site.services.unit_of_work(read_only=True) as uow:
            for person_id in uow.people.ids(side.site.memorial.id):
                names.update(uow.people.get(side.site.memorial.id, person_id).all_names())
    assert kept[1] - kept[0] >= {PRIVATE["list that is closed"], PRIVATE["claim on someone public"]}
    assert without.site.names() == other.site.names()
    assert b"Ayla Verdin" in without.answers("Айла")[0][2]


def spelled(name: str) -> st.SearchStrategy[str]:
    """A name as somebody might type it: whole or in part, in other letters, with slips, in any order and case."""
    forms = (name, *name.split(), " ".join(reversed(name.split())), *OTHER_LETTERS.get(name, ()))
    return st.sampled_from(forms).flatmap(_slipped).flatmap(lambda text: st.sampled_from(_cases(text)))


OTHER_LETTERS = {
    "Zorabel Quist": ("Зорабель Квист", "زورابل", "ზორაბელ"),
    "Айлин Вердина": ("Aylin Verdina", "Ailin Verdin", "Այլին"),
    "Nazli Aliyev": ("Назлы Алиев", "نازلی"),
    "Suren Akopian": ("Сурен Акопян", "Սուրեն Հակոբեան"),
    "Orina Haskel": ("Орина Хаскель",),
    "Նազարէթ Վարուժեան": ("Nazareth Varoujan", "Назарет Варужан"),
    "Ильмира Заречная": ("Ilmira Zarechnaya", "Ilmira Zaretsch"),
    "Tarnholt Wexcombe": ("Тарнхольт", "Tarnhold"),
}


def _slipped(text: str) -> st.SearchStrategy[str]:
    def slip(at: int) -> str:
        at %= max(len(text) - 1, 1)
        return (
            text[:at] + text[at + 1 :],
            text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
            text[: at + 1],
        )[at % 3]

    return st.one_of(st.just(text), st.integers(0, 40).map(slip))


def _cases(text: str) -> list[str]:
    return [text, text.upper(), text.lower(), text.title(), f" {text}  ", f'"{text}"', f"{text}*"]


@given(words=st.sampled_from(sorted((*PRIVATE.values(), *PUBLIC, *PLACES))).flatmap(spelled))
def test_nobody_private_changes_a_byte_of_any_answer(sides: tuple[Side, Side], words: str) -> None:
    without, other = sides

    assert other.answers(words) == without.answers(words)
    assert other.looked_up(words) == without.looked_up(words)


@given(words=st.text(min_size=1, max_size=30))
def test_nor_for_words_that_are_no_names(sides: tuple[Side, Side], words: str) -> None:
    without, other = sides

    assert other.answers(words) == without.answers(words)


@pytest.mark.parametrize("way", ["list that is closed", "claim on someone public", "place on someone public"])
def test_a_private_name_is_answered_as_a_word_that_is_not_there(sides: tuple[Side, Side], way: str) -> None:
    """None of these sounds like anything public, and so does `Xylograph`: but for the echo, all must be the same."""
    _, other = sides
    told = PRIVATE[way]

    def answered(words: str) -> list[tuple[int, str, str]]:
        answers = []
        for status, headers, body in other.answers(words):
            kept = [one for one in headers if one[0] != "Content-Length"]
            text = body.decode()
            for echo in (words, quote(words), quote_plus(words)):
                text = text.replace(echo, "WORDS")
            answers.append((status, str(kept), text))
        return answers

    assert answered(told) == answered("Xylograph Xylograph")
