"""Words for the work on recordings: how far it is, and why none of it could be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from memorial.application.ports.interviews import MediaJob
from memorial.web.surface import number

PROBLEMS: Mapping[str, Any] = {}
"""By the codes of the media worker."""


def problem_words(code: str) -> str:
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
