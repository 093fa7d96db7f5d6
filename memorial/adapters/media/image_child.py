"""The child process that reads one photograph: confined, it takes it from its input and writes the copies out."""

from __future__ import annotations

import sys
from typing import BinaryIO

from memorial.adapters.media.confinement import Allowance, confine
from memorial.adapters.media.decoding import PixelLimits, Unreadable, decoded
from memorial.adapters.media.encoding import derivatives
from memorial.adapters.media.image_frames import (
    Copies,
    ImageRefusal,
    Question,
    head_length,
    pack_copies,
    pack_refusal,
    unpack_question,
)


def main() -> None:
    """Answer one question. Everything that a decoder can raise becomes a refusal; the exit status is then 0."""
    source = sys.stdin.buffer
    question = unpack_question(source.read(head_length(source.read(4))))
    walls = confine(Allowance(question.memory, question.cpu_seconds, question.wall_seconds))
    try:
        answer = pack_copies(_read(source, question, walls))
    except Unreadable as unreadable:
        answer = pack_refusal(unreadable.refusal)
    except MemoryError:
        answer = pack_refusal(ImageRefusal.TOO_MANY_PIXELS)
    except Exception:  # a decoder that meets a broken file may raise anything
        answer = pack_refusal(ImageRefusal.BROKEN)
    sys.stdout.buffer.write(answer)


def _read(source: BinaryIO, question: Question, walls: list[str]) -> Copies:
    original = decoded(source.read(), question.mime, PixelLimits(question.pixels, question.frames))
    copies = tuple(derivatives(original.picture, original.profile))
    return Copies(original.width, original.height, copies, tuple(walls))


if __name__ == "__main__":
    main()
