"""Words for the work on recordings: how far it is, and why none of it could be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from memorial.application.ports.interviews import MediaJob
from memorial.application.ports.recordings import MediaProblem
from memorial.web.surface import number

PROBLEMS: Mapping[str, Any] = {
    MediaProblem.EMPTY: _l("The file is empty."),
    MediaProblem.NOT_SOUND: _l("The file is neither sound nor video, whatever its name says."),
    MediaProblem.UNSUPPORTED: _l(
        "The program cannot read this form of sound or video. Please bring it in in another form."
    ),
    MediaProblem.BROKEN: _l("The file is damaged and cannot be read."),
    MediaProblem.TRUNCATED: _l("The file ends too early. Perhaps it did not arrive whole: please bring it in again."),
    MediaProblem.SILENT: _l("Nothing can be heard in it from beginning to end."),
    MediaProblem.TOO_LONG: _l("The recording is longer than the program can work on. Please divide it."),
    MediaProblem.TOO_LARGE: _l("Its pictures are larger than the program can work on."),
    MediaProblem.TIMED_OUT: _l("The work took too long."),
    MediaProblem.DAMAGED: _l("The archive’s own file is damaged. Please tell whoever runs the program."),
    MediaProblem.NO_ROOM: _l("There was no room on the disk. Please tell whoever runs the program."),
    MediaProblem.NO_TOOLS: _l("The program that makes copies is missing. Please tell whoever runs the program."),
    MediaProblem.FAILED: _l("The work failed for a reason that is not known."),
}


def problem_words(code: str) -> str:
    """Why no copies could be made; '' where nothing is wrong."""
    return str(PROBLEMS.get(code) or _("The program could not read the file.")) if code else ""


def job_words(job: MediaJob) -> str:
    match job.state:
        case "working":
            return _("being made: %(percent)s%%", percent=number(max(0, min(100, job.progress))))
        case "failed":
            return ngettext("failed %(count)s time; it is tried again", "failed %(count)s times; it is tried again",
                            job.tries, count=number(job.tries))  # fmt: skip
        case "quarantined":
            return _("set aside")
    return _("waits to be made")
