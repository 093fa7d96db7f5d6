"""What families read before they agree, on their receipt, for their safety and to take back: what a reader signs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from babel.messages.pofile import read_po

from memorial.adapters.phrases import CATALOGUES, translations
from memorial.domain.language_reading import SOURCE_LANGUAGE, FamilyText

COLLECTED = CATALOGUES / "families.pot"
"""Those texts, collected by `make i18n` from the files below."""

_PAGES, _VIEWS = "templates/contribute", "memorial/web/contribute"
STANDS_IN: dict[str, tuple[str, ...]] = {
    "consent": (
        *(f"{_PAGES}/{name}.html" for name in ("start", "help", "paper", "choices", "consent_questions")),
        *(f"{_PAGES}/{name}.html" for name in ("paper_sheet", "check", "notice", "notice_text", "receipt_suggestion")),
        *(f"{_PAGES}/{name}.html" for name in ("who_new", "person_fields")),
        *(f"templates/components/{name}.html" for name in ("aloud", "giving", "paper", "ways_in")),
        *(
            f"{_VIEWS}/{name}.py"
            for name in ("words", "forms", "choices", "check", "seen", "summary", "pointed_out", "helping", "suggested")
        ),
        *(f"{_PAGES}/{name}.html" for name in ("guardian", "guardian_code")),
        *(f"{_VIEWS}/{name}.py" for name in ("guardian", "guardian_words", "record_words")),
    ),
    "receipt": (
        *(f"{_PAGES}/{name}.html" for name in ("done", "save", "receipt", "receipt_print", "receipt_draft")),
        f"{_PAGES}/receipt_code.html",
        *(f"{_VIEWS}/{name}.py" for name in ("done", "receipt_view", "receipt_pages", "frame")),
    ),
    "safety": (*(f"{_PAGES}/{name}.html" for name in ("safety", "left")), f"{_VIEWS}/leaving.py"),
    "taking back": (
        *(f"{_PAGES}/{name}.html" for name in ("receipt_choices", "receipt_take_back", "receipt_erase")),
        f"{_PAGES}/receipt_erased.html",
        *(f"{_PAGES}/{name}.html" for name in ("hide_codes", "hide_only")),
        *(f"{_VIEWS}/{name}.py" for name in ("receipt_actions", "take_back", "hide_codes")),
    ),
}
"""By part, the files of the project whose texts a reader signs, in the order of reading."""

FILES = tuple(file for files in STANDS_IN.values() for file in files)


@lru_cache(maxsize=64)
def family_texts(language: str) -> tuple[FamilyText, ...]:
    """The texts with their translation, each at its first place; nothing where there is no catalogue for it."""
    known = translations(language)
    if language != SOURCE_LANGUAGE and known.info().get("language", "").partition("_")[0] != language.partition("-")[0]:
        return ()
    found: list[FamilyText] = []
    for part, source, plural, context in _collected():
        both = _together((source, plural)) if plural else source
        if language == SOURCE_LANGUAGE:
            words = both
        elif plural:
            words = _together(str(known.ngettext(source, plural, count)) for count in _EVERY_FORM)
        else:
            words = str(known.pgettext(context, source) if context else known.gettext(source))
        found.append(FamilyText(part, both, words))
    return tuple(found)


_EVERY_FORM = (0, 1, 2, 3, 5, 11, 21, 100)
"""Numbers that between them take every form of a plural that a language we speak has."""


def _together(forms: Iterable[str]) -> str:
    """All forms are read and signed: a changed one that was left out would be agreed to unread."""
    return " · ".join(dict.fromkeys(forms))


@lru_cache(maxsize=1)
def _collected() -> tuple[tuple[str, str, str, str | None], ...]:
    """Part, text, its plural ('' if it has none) and sense of each."""
    part_of = {file: part for part, files in STANDS_IN.items() for file in files}
    with COLLECTED.open("rb") as file:
        messages = [one for one in read_po(file) if one.id]
    lines = []
    for one in messages:
        places = [place for place, _line in one.locations if place in part_of]
        first = min(places, key=FILES.index)
        single, plural = one.id if isinstance(one.id, tuple | list) else (one.id, "")
        lines.append((FILES.index(first), (part_of[first], single, plural, one.context)))
    return tuple(line for _order, line in sorted(lines, key=lambda one: one[0]))
