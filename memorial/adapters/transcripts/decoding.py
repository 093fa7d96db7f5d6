"""The letters of a transcript's file: UTF-8, UTF-16 with its mark, or an older encoding, which is guessed and told."""

from __future__ import annotations

import codecs

from memorial.adapters.lists import encodings
from memorial.adapters.transcripts.findings import Findings
from memorial.application.ports.lists import NotAList
from memorial.application.ports.transcripts import LARGEST_TRANSCRIPT, NotATranscript
from memorial.domain.writing import clean


def text_of(content: bytes, findings: Findings) -> str:
    """The text with LF as line end, no stray invisible signs, and no mark before it. Raises `NotATranscript`."""
    if len(content) > LARGEST_TRANSCRIPT:
        raise NotATranscript("too_large")
    if not content.strip():
        raise NotATranscript("empty")
    certain = encodings.marked(content[:4096])
    try:
        text = content.decode(certain or "utf-8")
    except UnicodeDecodeError:
        if certain:
            raise NotATranscript("not_text") from None
        text = _guessed(content, findings)
    if "\x00" in text:
        raise NotATranscript("not_text")
    return clean(text.removeprefix(codecs.BOM_UTF8.decode()))


def _guessed(content: bytes, findings: Findings) -> str:
    if b"\x00" in content:
        raise NotATranscript("not_text")
    try:
        choices = encodings.choices(lambda: iter((content,)))
    except NotAList:
        choices = ()
    if not choices:
        raise NotATranscript("not_text")
    findings.add("encoding_guessed", detail=choices[0].name)
    return content.decode(choices[0].name)
