"""XML of strangers: no declarations, no entities, no other files, and limits on size, depth and number of parts.

defusedxml was looked at: it wraps the same expat and refuses the same declarations, but has no limits on depth and
number; so it would not save us this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from memorial.application.ports.transcripts import LARGEST_TRANSCRIPT, NotATranscript

DEEPEST, MOST_PARTS, MOST_ATTRIBUTES = 24, 150_000, 50


@dataclass
class Element:
    """An element by its local name: the namespaces of these files differ, and their names do not. `text` is all text
    directly within it."""

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def all(self, name: str) -> list[Element]:
        return [part for part in self.parts if part.name == name]

    def walk(self) -> Iterator[Element]:
        yield self
        for part in self.parts:
            yield from part.walk()


def read_xml(content: bytes) -> Element:
    """The root. Raises `NotATranscript`."""
    if len(content) > LARGEST_TRANSCRIPT:
        raise NotATranscript("too_large")
    reading = _Reading()
    try:
        reading.parser.Parse(content, True)
    except expat.ExpatError as problem:
        words = expat.errors.messages[problem.code]
        raise NotATranscript("not_xml", line=problem.lineno, problem=words) from None
    except (ValueError, LookupError):
        raise NotATranscript("not_text") from None
    if reading.root is None:
        raise NotATranscript("empty")
    return reading.root


class _Reading:
    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        # A document type is where entities, files and addresses are declared; these files have none.
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.UnparsedEntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def _refuse(self, *_declared: object) -> NoReturn:
        raise NotATranscript("entities", line=self.parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1 + len(attributes)
        line = self.parser.CurrentLineNumber
        if len(self._open) >= DEEPEST or self._count > MOST_PARTS or len(attributes) > MOST_ATTRIBUTES:
            raise NotATranscript("too_deep", line=line)
        element = Element(name.rpartition(":")[2], line, dict(attributes))
        if self._open:
            self._open[-1].parts.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _words(self, words: str) -> None:
        if self._open:
            self._open[-1].pieces.append(words)
