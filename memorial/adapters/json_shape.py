"""Checks a document against a JSON Schema, in the few words of that language that this program's own schemas use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_WORDS = frozenset(
    {"$defs", "$id", "$ref", "$schema", "additionalProperties", "anyOf", "const", "enum", "items", "maxItems"}
    | {"minItems", "minLength", "minimum", "pattern", "properties", "required", "title", "type"}
)
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "null": type(None),
}


def misfits(document: Any, schema: Schema, root: Schema | None = None, where: str = "$") -> Iterator[str]:
    """Where the document does not fit, one line each. Raises `ValueError` for a schema word that is not known here."""
    root = schema if root is None else root
    if unknown := set(schema) - _WORDS:
        raise ValueError(f"this check does not know {', '.join(sorted(unknown))}")
    if "$ref" in schema:
        yield from misfits(document, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, where)
    if "const" in schema and not _same(document, schema["const"]):
        yield f"{where}: another value is needed here"
    if "enum" in schema and not any(_same(document, one) for one in schema["enum"]):
        yield f"{where}: this value is not known"
    if "anyOf" in schema and all(any(misfits(document, one, root, where)) for one in schema["anyOf"]):
        yield f"{where}: it has none of the forms that it may have"
    if "type" in schema and not _is(document, schema["type"]):
        yield f"{where}: this is not of the type {schema['type']}"
        return
    if isinstance(document, dict):
        yield from _of_object(document, schema, root, where)
    elif isinstance(document, list):
        yield from _of_array(document, schema, root, where)
    elif isinstance(document, str):
        yield from _of_string(document, schema, where)
    elif _is(document, "integer") and document < schema.get("minimum", document):
        yield f"{where}: the number is too small"


def _is(document: Any, kind: str) -> bool:
    return isinstance(document, _TYPES[kind]) and not (kind == "integer" and isinstance(document, bool))


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _of_object(document: dict[str, Any], schema: Schema, root: Schema, where: str) -> Iterator[str]:
    known: Schema = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in document:
            yield f"{where}.{name}: this is missing"
    for name, value in document.items():
        if name in known:
            yield from misfits(value, known[name], root, f"{where}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{where}: there is something that does not belong here"


def _of_array(document: list[Any], schema: Schema, root: Schema, where: str) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(document) <= schema.get("maxItems", len(document)):
        yield f"{where}: there are too few or too many"
    for number, one in enumerate(document):
        yield from misfits(one, schema.get("items", {}), root, f"{where}[{number}]")


def _of_string(document: str, schema: Schema, where: str) -> Iterator[str]:
    if len(document) < schema.get("minLength", 0):
        yield f"{where}: this is empty"
    pattern = schema.get("pattern")
    # The end of the pattern means the end of the text, not the place before a last line end.
    if pattern is not None and not re.search(pattern.replace("$", r"\Z"), document):
        yield f"{where}: this is not written as it must be"
