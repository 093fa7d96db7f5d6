"""What the media worker makes of a recording: copies that can be listened to, each sealed under its own key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MediaCopy:
    """What the media worker made of a recording, sealed in the vault under its own key (hex).

    `cut`: the spans, in milliseconds, that are silent or black in it. `format` is opus, mp3, mp4 or jpeg (the poster).
    """

    format: str
    mime: str
    length: int
    vault_id: str
    vault_key: str
    sha256: str
    cut: tuple[tuple[int, int], ...] = ()
    width: int = 0
    height: int = 0
