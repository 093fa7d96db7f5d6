"""The text on the review page: numbered paragraphs, long ones folded, and beside each the box for other words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from memorial.application.desk import Piece
from memorial.application.review_text import ReadParagraph, stretches
from memorial.application.reviewing import ReviewView
from memorial.domain.memorial import Memorial
from memorial.web.desk import words
from memorial.web.desk.forms import INSTEAD, WHY


@dataclass(frozen=True)
class ParagraphLine:
    """`instead` and `why`: what stands in the boxes; `open`: whether other words were typed."""

    number: int
    pieces: Sequence[Piece]
    instead: str
    why: str
    open: bool
    wrong: bool


@dataclass(frozen=True)
class Fold:
    """Paragraphs that stand together; `words` names a fold, '' the part that stands open."""

    words: str
    first: int
    open: bool
    paragraphs: Sequence[ParagraphLine]


def folds(view: ReviewView, memorial: Memorial, typed: Mapping[str, str], *, asked: bool) -> list[Fold]:
    """`asked`: whether the form came back because something is missing."""
    version = view.version
    names = list(version.named.spellings) if version.named else []
    if not names and view.person is not None:
        names = [one.text for one in view.person.names]
    names = [] if view.withholds_a_name else [name for name in names if name]
    found = []
    for number, one in enumerate(stretches(version, view.mentions, memorial.added_words, names)):
        lines = [_line(paragraph, typed, asked=asked) for paragraph in one.paragraphs]
        found.append(
            Fold(
                _fold_words(one.before, one.words) if number else "",
                lines[0].number,
                any(line.open for line in lines),
                lines,
            )
        )
    return found


def _line(one: ReadParagraph, typed: Mapping[str, str], *, asked: bool) -> ParagraphLine:
    instead = typed.get(f"{INSTEAD}{one.number}", one.text)
    why = typed.get(f"{WHY}{one.number}", "")
    changed = instead.strip() != one.text.strip()
    return ParagraphLine(one.number, one.pieces, instead, why, changed, asked and changed and not why.strip())


def _fold_words(before: int, count: int) -> str:
    more = ngettext("%(count)s more word", "%(count)s more words", count, count=words.count_words(count))
    return _("From word %(number)s on: %(more)s", number=words.count_words(before + 1), more=more)
