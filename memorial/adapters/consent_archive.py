"""Checks what a holder took along: the consent record in it, and that words and files are the ones it names."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from memorial.adapters.consent_verify import LARGEST_FILE, NotARecord, read_record

RECORD = "consent-record.json"
DATA = "data.json"
_PIECE = 1024 * 1024


def words_path(number: int) -> str:
    """The canonical text of one version, whose SHA-256 is what consent names."""
    return f"words/version-{number}.json"


def read_file(path: Path) -> tuple[Any, list[str]]:
    """The record in that file, and what is wrong with the files beside it. Raises `NotARecord`, `OSError`."""
    if not zipfile.is_zipfile(path):
        if path.stat().st_size > LARGEST_FILE:
            raise NotARecord("The file is too large for a consent record.")
        return read_record(path.read_bytes()), []
    try:
        with zipfile.ZipFile(path) as archive:
            document = read_record(_whole(archive, RECORD))
            return document, list(_beside(archive, document))
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError) as problem:
        raise NotARecord("This archive is damaged, or it holds no consent record.") from problem


def _whole(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LARGEST_FILE:
        raise NotARecord("The file is too large for a consent record.")
    return archive.read(name)


def _beside(archive: zipfile.ZipFile, document: Any) -> Iterator[str]:
    try:
        record = document["dpv:hasRecordOfActivity"][0]
        paths = {one["file_id"]: one["path"] for one in json.loads(_whole(archive, DATA))["files"]}
        wanted = {words_path(one["memorial:version"]): one["memorial:contentHash"] for one in record["memorial:words"]}
        for one in record["memorial:files"]:
            wanted[str(paths.get(one["memorial:element"]))] = one["memorial:sha256"]
    except (ValueError, TypeError, IndexError) as problem:
        raise NotARecord("This archive is damaged, or it holds no consent record.") from problem
    for name, digest in wanted.items():
        if name not in archive.namelist():
            yield f"{name} is missing."
        elif _digest(archive, name) != digest:
            yield f"{name} is not what it was."


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
