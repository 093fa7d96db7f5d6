"""A draft: what someone has begun to give. Only who holds the code can open it; staff cannot, nor count it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from memorial.domain.remembrance import FileKept


@dataclass(frozen=True)
class Draft:
    """Answers as typed (form field name to text), and the files kept so far."""

    memorial_id: str
    language: str
    answers: dict[str, str]
    files: tuple[FileKept, ...] = ()
    started_at: datetime | None = None
    code_shown: bool = False
    revision: int = 0

    def with_answers(self, answers: dict[str, str]) -> Draft:
        return replace(self, answers={**self.answers, **answers})

    def with_file(self, kept: FileKept) -> Draft:
        return replace(self, files=(*self.files, kept))

    def without_file(self, file_id: str) -> Draft:
        return replace(self, files=tuple(kept for kept in self.files if kept.id != file_id))
