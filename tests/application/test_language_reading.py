"""A language opens to families only under the name of somebody who has read what they agree to in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from memorial.adapters.family_texts import FILES, family_texts
from memorial.adapters.phrases import translations
from memorial.application import giving, memorials, staffing
from memorial.application import language_reading as use
from memorial.application.offer import Incomplete
from memorial.application.services import Services
from memorial.application.staffing import NewAccount
from memorial.domain.errors import NotAllowed, NotFound
from memorial.domain.language_reading import FamilyText, LanguageReading, LanguageState, hash_of, state_of
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember
from memorial.vocabulary import MemorialKind, Role
from tests.installations import installation, memorial_like

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with installation(tmp_path) as built:
        yield built.services


@pytest.fixture
def ferry(services: Services) -> Memorial:
    """A real memorial in English and Arabic, open, with its notice in both."""
    notice = {"en": "What becomes of it.", "ar": "ماذا يحدث لما ترسلونه."}
    real = memorial_like(
        services, "ferry", kind=MemorialKind.REAL, languages=("en", "ar", "fr"), notice=notice, fictional_note={}
    )
    return memorials.create(services, real)


def reader(services: Services, memorial: Memorial, email: str = "reader@example.org") -> StaffMember:
    account = NewAccount(email, Role.MODERATOR, memorial.slug, "seven quiet herons wade", "A reader")
    member, _new = staffing.add_staff(services, account)
    return member


def signed(services: Services, member: StaffMember, ferry: Memorial, **other: object) -> Memorial:
    words = hash_of(use.family_texts(services, ferry, "ar"))
    given = {"texts": words, "fluent": True, **other}
    return use.sign(services, member, ferry.slug, "ar", **given)  # type: ignore[arg-type]


def test_every_file_whose_texts_are_signed_is_there() -> None:
    assert [file for file in FILES if not (ROOT / file).is_file()] == []


def test_what_is_signed_holds_the_choices_and_how_to_take_back() -> None:
    sources = {text.source for text in family_texts("en")}

    assert {text.part for text in family_texts("en")} == {"consent", "receipt", "safety", "taking back"}
    for promise in (
        "Everyone, and search engines",
        "You choose who can see what you send. Nothing is public until a person on our team has read it."
        " You can change your mind at any time. You do not have to give your name.",
        "Take it back",
    ):
        assert promise in sources
    assert family_texts("fr") == (), "the program does not speak it"


@pytest.mark.parametrize("language", ["ar", "az", "hy", "ru", "tr"])
def test_every_form_of_a_plural_is_read_and_signed(language: str) -> None:
    known, signed = translations(language), family_texts(language)
    counted = [text for text in signed if "%(count)s" in text.source and " · " in text.source]

    assert counted
    for text in counted:
        single, plural = text.source.split(" · ")
        for count in range(120):
            assert known.ngettext(single, plural, count) in text.words.split(" · ")


def test_an_unsigned_language_takes_nothing_and_english_does(services: Services, ferry: Memorial) -> None:
    with pytest.raises(giving.LanguageClosed):
        giving.begin(services, "ferry", "ar", {})

    assert giving.begin(services, "ferry", "en", {})
    assert use.language_state(services, ferry, "ar") is LanguageState.UNREAD
    assert use.language_state(services, ferry, "fr") is LanguageState.NO_WORDS
    assert use.open_languages(services, ferry) == ["en"]


def test_a_signed_language_is_open_until_one_word_changes(services: Services, ferry: Memorial) -> None:
    signed(services, reader(services, ferry), ferry)
    assert giving.begin(services, "ferry", "ar", {})

    def other_words(language: str) -> tuple[FamilyText, ...]:
        first, *rest = services.family_texts(language)
        return (replace(first, words=first.words + "!"), *rest)

    changed = replace(services, family_texts=other_words)
    with pytest.raises(giving.LanguageClosed):
        giving.begin(changed, "ferry", "ar", {})


def test_another_notice_ends_the_signature(services: Services, ferry: Memorial) -> None:
    signed(services, reader(services, ferry), ferry)

    after = memorials.change_settings(
        services, "ferry", change=lambda before: replace(before, notice={**before.notice, "ar": "كلمات أخرى."})
    )

    assert use.language_state(services, after, "ar") is LanguageState.CHANGED
    assert not use.families_may_use(services, after, "ar")


def test_without_the_notice_in_it_a_language_cannot_be_signed(services: Services, ferry: Memorial) -> None:
    one = reader(services, ferry)
    left = memorials.change_settings(
        services, "ferry", change=lambda before: replace(before, notice={"en": before.notice["en"]})
    )

    assert use.language_state(services, left, "ar") is LanguageState.NO_NOTICE
    with pytest.raises(Incomplete):
        signed(services, one, left)


def test_english_is_closed_too_where_its_notice_is_not_written(services: Services, ferry: Memorial) -> None:
    after = memorials.change_settings(
        services, "ferry", change=lambda before: replace(before, notice={"ar": before.notice["ar"]})
    )

    assert use.language_state(services, after, "en") is LanguageState.NO_NOTICE
    with pytest.raises(giving.LanguageClosed):
        giving.begin(services, "ferry", "en", {})


def test_only_these_words_can_be_signed_and_only_by_name_and_by_who_knows_them(
    services: Services, ferry: Memorial
) -> None:
    one = reader(services, ferry)

    with pytest.raises(use.ReadOtherWords):
        signed(services, one, ferry, texts="0" * 64)
    with pytest.raises(Incomplete):
        signed(services, one, ferry, fluent=False)
    with pytest.raises(Incomplete):
        signed(services, replace(one, name=" "), ferry)
    with pytest.raises(NotFound):
        use.sign(services, one, "ferry", "az", texts="", fluent=True)
    assert use.language_state(services, ferry, "ar") is LanguageState.UNREAD


def test_somebody_of_another_memorial_cannot_sign_or_take_back(services: Services, ferry: Memorial) -> None:
    mill = memorials.create(services, memorial_like(services, "mill"))
    stranger = reader(services, mill, "stranger@example.org")

    with pytest.raises(NotAllowed):
        signed(services, stranger, ferry)
    signed(services, reader(services, ferry), ferry)
    with pytest.raises(NotAllowed):
        use.take_back(services, stranger, "ferry", "ar")


def test_a_colleague_cannot_take_back_what_another_signed(services: Services, ferry: Memorial) -> None:
    one, other = reader(services, ferry), reader(services, ferry, "other@example.org")
    signed(services, one, ferry)

    with pytest.raises(NotAllowed):
        use.take_back(services, other, "ferry", "ar")
    after = use.take_back(services, one, "ferry", "ar")

    assert use.language_state(services, after, "ar") is LanguageState.UNREAD


def test_a_draft_begun_in_a_language_that_closes_is_kept_and_not_sent(services: Services, ferry: Memorial) -> None:
    one = reader(services, ferry)
    signed(services, one, ferry)
    code = giving.begin(services, "ferry", "ar", {"story": "x"})
    use.take_back(services, one, "ferry", "ar")

    with pytest.raises(giving.LanguageClosed):
        giving.send(services, code, idempotency_key="x", payload="x")
    assert giving.open_draft(services, code).answers["story"] == "x"


def test_a_fictional_memorial_may_be_tried_in_every_language_on_its_own_machine_only(
    services: Services, ferry: Memorial
) -> None:
    here, elsewhere = replace(services, loopback_only=True), replace(services, loopback_only=False)
    fictional = replace(ferry, kind=MemorialKind.FICTIONAL)

    assert use.families_may_use(here, fictional, "ar")
    assert not use.families_may_use(elsewhere, fictional, "ar")
    assert not use.families_may_use(here, ferry, "ar")
    assert not use.families_may_use(here, fictional, "fr")


def test_where_a_text_stands_ends_no_signature(services: Services, ferry: Memorial) -> None:
    texts = use.family_texts(services, ferry, "ar")
    other_way = texts[::-1]
    signed = LanguageReading("ar", "somebody", "2026-03-02", hash_of(texts))

    assert state_of("ar", other_way, signed) is LanguageState.READ
    changed = (replace(texts[0], words=texts[0].words + "!"), *texts[1:])
    assert state_of("ar", changed, signed) is LanguageState.CHANGED


def test_a_signature_from_when_the_order_counted_still_holds(services: Services, ferry: Memorial) -> None:
    texts = use.family_texts(services, ferry, "ar")
    pairs = [[text.part, text.source, text.words] for text in texts]
    older = hashlib.sha256(json.dumps(pairs, ensure_ascii=False).encode()).hexdigest()

    assert older != hash_of(texts)
    assert state_of("ar", texts, LanguageReading("ar", "somebody", "2026-03-02", older)) is LanguageState.READ
