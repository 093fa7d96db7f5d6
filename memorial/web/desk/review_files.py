"""Files on the review page: what each of them is, in words, and the ways to look at it or listen. Nothing is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from memorial.application import desk as reads
from memorial.application.reviewing import ReviewView
from memorial.domain.memorial import Memorial
from memorial.domain.remembrance import FileKept, FileShown
from memorial.published.sound import PublishedRecording, PublishedSound, PublishedVoice
from memorial.vocabulary import Audience, FileKind, Flag, Living, VersionState
from memorial.web.desk import words
from memorial.web.desk.forms import heard_here
from memorial.web.desk.media_words import problem_words

POSTER = "jpeg"


@dataclass(frozen=True)
class FileLine:
    """`voice`: what can be heard of it, or None; `waits`: why there is nothing to open or to hear."""

    number: int
    kind: str
    words: str
    caption: Sequence[reads.Piece]
    links: Sequence[tuple[str, str]]
    voice: PublishedVoice | None
    waits: str


def file_lines(view: ReviewView, memorial: Memorial) -> list[FileLine]:
    """Every file but the scan of a paper form, which has a line of its own."""
    lines = []
    for number, shown in enumerate(view.version.files, start=1):
        kept = view.remembrance.file_to_show(shown.file_id)
        if kept is not None:
            lines.append(_line(view, memorial, number, shown, kept))
    return lines


def scan_links(view: ReviewView, memorial: Memorial) -> list[str]:
    """Where the scans of a paper form are opened; each opening is noted."""
    if Flag.ON_PAPER not in view.version.flags:
        return []
    base = f"/desk/paper/{memorial.slug}/{view.remembrance.id}"
    return [f"{base}/{kept.id}" for kept in view.remembrance.files if kept.id in view.remembrance.scans]


def _line(view: ReviewView, memorial: Memorial, number: int, shown: FileShown, kept: FileKept) -> FileLine:
    base = f"/desk/media/{memorial.slug}/{view.remembrance.id}/{kept.id}"
    labels = {"card": _("Small"), "full": _("Full")}
    links = [
        (f"{labels[one.size]} ({words.size_words(one.length)})", f"{base}/{one.size}.{one.format}")
        for one in sorted(kept.derivatives, key=lambda made: made.length)
        if one.size in labels and one.format == "jpeg"
    ]
    field = f"caption:{shown.file_id}"
    return FileLine(
        number,
        _kind(kept),
        _recording_words(shown, granted=_granted(view, kept)) if kept.is_recording else words.file_words(shown),
        reads.pieces(shown.caption, field, view.mentions, view.version.redactions, memorial.added_words),
        links,
        _voice(kept, base),
        _waits(kept),
    )


def _kind(kept: FileKept) -> str:
    kinds = {"photo": _("Photograph"), "document": _("Paper"), "audio": _("Recording"), "video": _("Film")}
    return kinds[kept.kind.value]


def _granted(view: ReviewView, kept: FileKept) -> bool:
    """Whether the sender lets visitors hear it, as it stands now."""
    return view.version.grants.audience(kept.scope, kept.id) > Audience.RESEARCH


def _recording_words(shown: FileShown, *, granted: bool) -> str:
    if not granted and (shown.living is Living.NO or not shown.publish):
        return _("The sender wants it kept, not shown.")
    if shown.living is Living.NO:
        return _("Visitors may hear it. The sender says that nobody else who is alive is heard in it.")
    if shown.living is Living.YES and shown.agreed:
        return _("Another living person is heard in it, who agreed, the sender says.")
    return _("Another living person may be heard in it and has not agreed: it stays in the archive.")


def _voice(kept: FileKept, base: str) -> PublishedVoice | None:
    if not kept.copies:
        return None
    made = [PublishedSound(f"{base}.{one.format}", one.mime, one.length, one.format) for one in kept.copies]
    heard = tuple(one for one in made if one.format != POSTER)
    return PublishedVoice("", PublishedRecording(kept.id, kept.kind is FileKind.VIDEO, 0, kept.duration, heard))


def _waits(kept: FileKept) -> str:
    if not kept.is_recording:
        return _("Kept sealed. It cannot be opened here yet.")
    if kept.problem:
        return problem_words(kept.problem)
    return _("It is being made ready to be heard. Visitors do not hear it before somebody here has listened to it.")


# Listening


def heard_words(view: ReviewView) -> list[str]:
    """What each tick of the form says, in the order of `heard_here`."""
    places = {one.file_id: number for number, one in enumerate(view.version.files, start=1)}
    return [f"{_kind(kept)} {words.count_words(places[kept.id])}" for kept in heard_here(view)]


def unheard(view: ReviewView) -> list[tuple[str, str]]:
    """(id, words) of recordings of what was accepted that visitors may hear once somebody here has listened."""
    if view.version.state not in (VersionState.ACCEPTED, VersionState.PUBLISHED):
        return []
    shown = {one.recording.id for one in view.preview.sounds} if view.preview else set()
    every = zip(heard_here(view), heard_words(view), strict=True)
    return [(kept.id, said) for kept, said in every if _granted(view, kept) and kept.id not in shown]
