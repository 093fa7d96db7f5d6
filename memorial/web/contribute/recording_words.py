"""Recordings under a receipt: where each of them stands, in words, and what its sender can hear of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from memorial.application.ports.recordings import MediaProblem
from memorial.application.receipt import ReceiptView
from memorial.domain.remembrance import FileKept
from memorial.published.sound import PublishedRecording, PublishedSound, PublishedVoice
from memorial.vocabulary import Audience, FileKind, Standing

POSTER = "jpeg"


@dataclass(frozen=True)
class OwnRecording:
    """One of them: how it is called, where it stands, and what its sender can hear, or None."""

    name: str
    state: str
    voice: PublishedVoice | None


def own_recordings(view: ReceiptView, media_base: str) -> list[OwnRecording]:
    return [
        OwnRecording(kept.name or _("A recording"), _state(view, kept), _voice(kept, media_base))
        for kept in view.remembrance.files
        if kept.is_recording
    ]


def _voice(kept: FileKept, media_base: str) -> PublishedVoice | None:
    if not kept.copies:
        return None
    base = f"{media_base}/{kept.id}"
    made = [PublishedSound(f"{base}.{one.format}", one.mime, one.length, one.format) for one in kept.copies]
    heard = tuple(one for one in made if one.format != POSTER)
    return PublishedVoice("", PublishedRecording(kept.id, kept.kind is FileKind.VIDEO, 0, kept.duration, heard))


def _state(view: ReceiptView, kept: FileKept) -> str:
    if kept.problem == MediaProblem.SILENT:
        return _("We could hear nothing in it. We keep it as you sent it.")
    if kept.problem:
        return _("We could not read it, so it cannot be heard here. We keep it as you sent it.")
    if view.remembrance.standing is Standing.WITHDRAWN:
        return _("Visitors do not hear it.")
    if not kept.copies:
        return _("It is being made ready to be heard.")
    return _heard_by_visitors(view, kept)


def _heard_by_visitors(view: ReceiptView, kept: FileKept) -> str:
    if view.shown_now is not None and kept.id in {one.recording.id for one in view.shown_now.sounds}:
        return _("Visitors can hear it.")
    remembrance = view.remembrance
    version = remembrance.pending or remembrance.published or remembrance.latest
    if version.grants.audience(kept.scope, kept.id) <= Audience.RESEARCH:
        return _("It stays with our staff, as you chose.")
    if remembrance.pending is not None:
        return _("It waits until a person on our team has listened to it.")
    return _("Visitors do not hear it. Nobody on our team has listened to it yet, or it says what stays private.")
