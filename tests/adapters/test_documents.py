"""Kept documents are read in one place, whose readers are made before the first thread."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from memorial import bootstrap
from memorial.adapters import documents
from memorial.adapters.db.record_edition import PARTS
from memorial.adapters.db.record_entries import ENTRY_KINDS
from memorial.domain.record import STATES
from memorial.settings import load_settings
from tests.architecture.source_tree import name_of, python_files

READER = "memorial/adapters/documents.py"
BY_ITSELF = "memorial/adapters/record_schema.py"
"""A command of its own, that writes the schema of a record; the server never runs it."""
FROM_TABLES = {
    "ENTRY_KINDS[EntryKind(row.kind)]": set(ENTRY_KINDS.values()),
    "PARTS[part]": set(PARTS.values()),
    "kind": set(STATES.values()),
}
"""Kinds that are looked up, and in what."""


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in python_files("memorial"):
        yield name_of(path), ast.parse(path.read_text(encoding="utf-8"))


def test_nothing_else_reads_documents_with_msgspec() -> None:
    """While msgspec learns a type, a second thread that comes upon it can end the process."""
    users = set()
    for name, tree in _trees():
        for node in ast.walk(tree):
            imported = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            imported += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(one.split(".")[0] == "msgspec" for one in imported):
                users.add(name)

    assert users == {READER, BY_ITSELF}


def test_every_kind_that_is_read_is_learnt_beforehand() -> None:
    asked = {
        ast.unparse(node.args[1])
        for _, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "from_bytes" and len(node.args) == 2
        if not (isinstance(node.args[1], ast.Constant))
    }
    learnt = documents.OF_THE_EDITION + documents.OF_THE_ARCHIVE
    looked_up = set().union(*FROM_TABLES.values())
    known = {_as_written(kind) for kind in learnt if kind not in looked_up}

    assert "Remembrance" in asked
    assert asked >= set(FROM_TABLES)
    assert looked_up <= set(learnt)
    assert asked - set(FROM_TABLES) == known


def _as_written(kind: object) -> str:
    return f"tuple[{kind.__args__[0].__name__}, ...]" if hasattr(kind, "__args__") else kind.__name__  # type: ignore[attr-defined]


@pytest.mark.parametrize("only_the_wall", [False, True], ids=["the whole program", "the wall"])
def test_the_readers_are_made_when_the_program_is_put_together(
    home: Path, monkeypatch: pytest.MonkeyPatch, only_the_wall: bool
) -> None:
    settings = load_settings({"MEMORIAL_HOME": str(home)})
    bootstrap.initialise(settings)
    monkeypatch.setattr(documents, "_DECODERS", {})

    (bootstrap.build_reader if only_the_wall else bootstrap.build)(settings).close()

    needed = documents.OF_THE_EDITION + (() if only_the_wall else documents.OF_THE_ARCHIVE)
    assert set(documents._DECODERS) == set(needed)
