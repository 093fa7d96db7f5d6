"""Words for work on transcripts and on sealed spans: why something was refused, and what a change was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from memorial.domain import transcript_history as history
from memorial.web.desk.interview_words import said

WHY: Mapping[str, Any] = {
    "line_is_empty": _l("A line needs words. To take it out, use “Remove this line”."),
    "too_long_for_a_line": _l("That is too long for one line."),
    "say_where_to_split": _l("Put an empty line where the second line should begin."),
    "another_speaker_follows": _l("The next line has another speaker. Give both the same speaker first."),
    "another_language_follows": _l("The next line is in another language."),
    "line_changed": _l("Somebody else had changed the line."),
    "changed_since": _l("One of these lines was changed again later. Take that change back first."),
    "sealed_by_the_narrator": _l("The narrator sealed it. The desk can seal it for longer, and cannot open it."),
}


def why(code: str) -> str:
    return str(WHY.get(code) or said(code))


CHANGES: Mapping[str, Any] = {
    history.CORRECTED: _l("corrected"),
    history.TAKEN_BACK: _l("took a change back"),
    history.REPLACED: _l("brought in a newer version of the file"),
    "transcript_split": _l("split a line"),
    "transcript_join": _l("joined two lines"),
    "transcript_speaker_all": _l("gave lines another speaker"),
    "transcript_remove": _l("removed a line"),
    "transcript_add": _l("added a line"),
    "narrator_wrote": _l("wrote other words"),
}
