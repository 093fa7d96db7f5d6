"""The JSON Schema of a record, made from the types that read it: `config/schemas/record-1.json`.

After a change of those types: `.venv/bin/python -m memorial.adapters.record_schema`
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from memorial.adapters.record_json_form import KEPT_AFTER, KEPT_BEFORE, PARTS, VERSION, VERSION_KEY, Part
from memorial.domain.record import STATES, EntryKind, RecordAbout
from memorial.domain.record_kinds import SENSITIVITIES
from memorial.domain.record_rules import NAME
from memorial.settings import project_folder

_REF = "#/$defs/{name}"


def record_schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12. What it cannot say (that a source named is there) the program checks beside it."""
    _, found = msgspec.json.schema_components([STATES[kind] for kind in EntryKind], ref_template=_REF)
    defs: dict[str, Any] = {name: _tidied(told) for name, told in sorted(found.items())}
    for part in PARTS:
        if not part.prefix:
            _with_id(defs[STATES[part.kind].__name__])
    whole: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:memorial:record:{VERSION}",
        "title": f"The record of a memorial, form {VERSION}",
        "description": "What sources say of what happened. Every number and every sentence names who says it.",
        "type": "object",
        "properties": {VERSION_KEY: {"const": VERSION}},
        "required": ["memorial", "sources"],
        "additionalProperties": False,
    }
    defs[RecordAbout.__name__]["description"] = "What the record is about, in sentences that have sources."
    inner = defs[RecordAbout.__name__]["properties"]
    for kept in ("kept", "name_lists_known"):
        del inner[kept]
    inner["id"] = {"type": "string"}
    for part in PARTS:
        outer, _, key = part.key.rpartition(".")
        (inner if outer else whole["properties"])[key] = _listed(part)
    known = {"type": "array", "items": {"$ref": _REF.format(name="ListKnown")}}
    whole["properties"] |= {"memorial": {"$ref": _REF.format(name="RecordAbout")}, "name_lists_known": known}
    whole["properties"] |= {key: {} for key in (*KEPT_BEFORE, *KEPT_AFTER)}
    whole["properties"] = dict(sorted(whole["properties"].items()))
    return whole | {"$defs": defs}


def _listed(part: Part) -> dict[str, Any]:
    one = {"$ref": _REF.format(name=STATES[part.kind].__name__)}
    many = {"type": "array", "items": one}
    return {"anyOf": [one, many]} if part.kind is EntryKind.LEFT_OUT else many


def _with_id(told: dict[str, Any]) -> None:
    told["properties"] = {"id": {"type": "string", "pattern": f"^{NAME.pattern}$"}, **told["properties"]}
    told["required"] = ["id", *told.get("required", [])]


def _tidied(told: dict[str, Any]) -> dict[str, Any]:
    """Without line breaks of the program's text, and closed to fields that nobody would read."""
    said = dict(told)
    if "description" in said:
        said["description"] = " ".join(said["description"].split())
    if said.get("type") == "object":
        said["additionalProperties"] = False
        if "sensitivity" in said["properties"]:
            said["properties"]["sensitivity"] = {"enum": [*sorted(SENSITIVITIES), None], "default": None}
    return said


def schema_text() -> str:
    """The file as it has to be."""
    return json.dumps(record_schema(), ensure_ascii=False, indent=2) + "\n"


def schema_file() -> Path:
    return project_folder("config") / "schemas" / f"record-{VERSION}.json"


if __name__ == "__main__":
    schema_file().write_text(schema_text(), encoding="utf-8")
