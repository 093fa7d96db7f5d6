"""What came in part: a recording that broke off can be kept as it is; a file goes on when it is chosen again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from memorial.application import uploads
from memorial.application.ports.media import FileRefused
from memorial.domain.errors import Conflict, NotFound
from memorial.domain.upload import Upload
from memorial.web.contribute import words
from memorial.web.contribute.frame import services
from memorial.web.surface import number


@dataclass(frozen=True)
class Unfinished:
    """One of them, as the page lists it. `name` and `length` are for the script, which knows the file again by them."""

    id: str
    name: str
    length: str
    words: str
    is_recording: bool
    until: date


def unfinished_lines(waiting: Iterable[Upload]) -> list[Unfinished]:
    return [_line(one) for one in waiting]


def _line(upload: Upload) -> Unfinished:
    length = "" if upload.length is None else str(upload.length)
    said, until = _words(upload), upload.expires_at.date()
    return Unfinished(upload.id, upload.name, length, said, upload.length is None, until)


def _words(upload: Upload) -> str:
    if upload.length is not None:
        name = f"\u2068{upload.name}\u2069" if upload.name else _("A file")
        if not upload.offset:
            return _("%(name)s has not arrived yet.", name=name)
        return _(
            "%(name)s has not arrived wholly: %(done)s of %(all)s.",
            name=name,
            done=words.size_words(upload.offset),
            all=words.size_words(upload.length),
        )
    if upload.seconds >= 60:
        minutes = upload.seconds // 60
        return ngettext(
            "A recording of %(count)s minute was not finished.",
            "A recording of %(count)s minutes was not finished.",
            minutes,
            count=number(minutes),
        )
    if upload.seconds:
        return ngettext(
            "A recording of %(count)s second was not finished.",
            "A recording of %(count)s seconds was not finished.",
            upload.seconds,
            count=number(upload.seconds),
        )
    return _("A recording was not finished.")


def end_upload(code: str, keep: str, remove: str) -> str:
    """Keeps the one as it is, or removes the other; a sentence where it could not be kept. Gone already is no error."""
    try:
        if keep:
            uploads.keep_as_it_is(services(), code, keep)
        if remove:
            uploads.remove(services(), code, remove)
    except FileRefused as refusal:
        return words.not_kept("", refusal.code, services().limits)
    except (Conflict, NotFound):
        return ""
    return ""
