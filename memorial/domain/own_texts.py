"""The memorial's own texts, each in each of its languages: reading and writing one, and how far each of them is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from memorial.domain.memorial import Memorial
from memorial.domain.setting_up import Step, TextState, mark_of, state_of_text
from memorial.vocabulary import MemorialKind


class OwnText(StrEnum):
    """The texts that a memorial writes itself; the value is the beginning of the form's field, as in `title_en`."""

    TITLE = "title"
    PURPOSE = "purpose"
    NOTICE = "notice"
    QUESTION = "question"
    DIED = "died"
    PEOPLE = "people"
    NOTE = "fictional_note"
    PICTURE = "alt"


STEP_OF = {
    OwnText.TITLE: Step.NAME,
    OwnText.PURPOSE: Step.NAME,
    OwnText.NOTE: Step.NAME,
    OwnText.NOTICE: Step.NOTICES,
    OwnText.QUESTION: Step.NOTICES,
    OwnText.DIED: Step.WORDS,
    OwnText.PEOPLE: Step.WORDS,
    OwnText.PICTURE: Step.LOOK,
}
_LONG = (OwnText.PURPOSE, OwnText.NOTICE)


@dataclass(frozen=True)
class TextOf:
    """One text in one language, and how far it is."""

    text: OwnText
    language: str
    state: TextState


def own_texts(memorial: Memorial) -> tuple[OwnText, ...]:
    """Those that this memorial has: a real one has no note that it is made up, and alt text belongs to a picture."""
    left_out = set()
    if memorial.kind is MemorialKind.REAL:
        left_out.add(OwnText.NOTE)
    if memorial.setup.picture is None:
        left_out.add(OwnText.PICTURE)
    return tuple(one for one in OwnText if one not in left_out)


def is_long(text: OwnText) -> bool:
    """Whether it has paragraphs; all others are one line."""
    return text in _LONG


def texts_of(memorial: Memorial, text: OwnText) -> Mapping[str, str]:
    """By language."""
    match text:
        case OwnText.TITLE:
            return memorial.title
        case OwnText.PURPOSE:
            return memorial.purpose
        case OwnText.NOTICE:
            return memorial.notice
        case OwnText.QUESTION:
            return memorial.setup.question
        case OwnText.NOTE:
            return memorial.fictional_note
        case OwnText.PICTURE:
            return memorial.setup.picture.alt if memorial.setup.picture else {}
        case OwnText.DIED | OwnText.PEOPLE:
            return memorial.words.get(text.value, {})


def with_texts(
    memorial: Memorial, text: OwnText, given: Mapping[str, str], *, looked_at: tuple[str, ...] = ()
) -> Memorial:
    """The memorial with these words, by language; '' takes one out.

    What was changed here says the same as the main text stands now; so does a language of `looked_at`, changed or not.
    """
    before = texts_of(memorial, text)
    after = {code: words for code, words in {**before, **given}.items() if words}
    changed = _written(memorial, text, after)
    main = memorial.languages[0] if memorial.languages else ""
    marks = dict(memorial.setup.translated_from)
    for code in given:
        if code != main and (before.get(code, "") != given[code] or code in looked_at):
            marks[f"{text.value}.{code}"] = mark_of(after.get(main, ""))
    return replace(changed, setup=replace(changed.setup, translated_from=marks))


def _written(memorial: Memorial, text: OwnText, after: dict[str, str]) -> Memorial:
    match text:
        case OwnText.TITLE:
            return replace(memorial, title=after)
        case OwnText.PURPOSE:
            return replace(memorial, purpose=after)
        case OwnText.NOTICE:
            return replace(memorial, notice=after)
        case OwnText.NOTE:
            return replace(memorial, fictional_note=after)
        case OwnText.QUESTION:
            return replace(memorial, setup=replace(memorial.setup, question=after))
        case OwnText.PICTURE:
            picture = memorial.setup.picture
            kept = replace(picture, alt=after) if picture else None
            return replace(memorial, setup=replace(memorial.setup, picture=kept))
        case OwnText.DIED | OwnText.PEOPLE:
            return replace(memorial, words={**memorial.words, text.value: after})


def state_of(memorial: Memorial, text: OwnText, language: str) -> TextState:
    main = memorial.languages[0] if memorial.languages else ""
    written_from = memorial.setup.translated_from.get(f"{text.value}.{language}", "")
    return state_of_text(texts_of(memorial, text), language, main, written_from)


def is_wanted(memorial: Memorial, text: OwnText) -> bool:
    """Whether the other languages wait for it: what the main one does not have is missing nowhere."""
    main = memorial.languages[0] if memorial.languages else ""
    return bool(texts_of(memorial, text).get(main))


def unfinished(memorial: Memorial, step: Step) -> tuple[TextOf, ...]:
    """Texts of that step that the main language has, and another one has not, or not as it stands now."""
    found = [
        TextOf(text, code, state_of(memorial, text, code))
        for text in own_texts(memorial)
        if STEP_OF[text] is step and is_wanted(memorial, text)
        for code in memorial.languages
    ]
    return tuple(one for one in found if one.state is not TextState.THERE)


def forbidden_in(memorial: Memorial, language: str, words: str) -> tuple[str, ...]:
    """Which of the memorial's forbidden words of that language begin a word of this text."""
    found = words.casefold()
    return tuple(
        one
        for one in memorial.setup.forbidden.get(language, ())
        if re.search(rf"(?<!\w){re.escape(one.casefold())}", found)
    )


def forbidden_words_used(memorial: Memorial) -> tuple[tuple[TextOf, str], ...]:
    """Every place in the memorial's own texts where it uses a word that it does not want to use."""
    return tuple(
        (TextOf(text, code, TextState.THERE), word)
        for text in own_texts(memorial)
        for code in memorial.languages
        for word in forbidden_in(memorial, code, texts_of(memorial, text).get(code, ""))
    )
