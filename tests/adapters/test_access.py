"""Access copies: whole or absent, under random names, and no way out of their folder."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from memorial.adapters.files.access import FileAccessCopies
from memorial.adapters.files.object_store import ObjectAccessCopies
from memorial.application.ports.secrets import AccessCopies, CopyMissing

NAME = "0123456789abcdef0123456789abcdef.webp"
OTHER_NAME = "fedcba9876543210fedcba9876543210.jpg"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "access"


IN_BOTH = pytest.mark.parametrize("copies", ["folder", "bucket"], indirect=True)


@pytest.fixture
def copies(request: pytest.FixtureRequest, root: Path) -> AccessCopies:
    """In a folder; with `IN_BOTH` once more in the bucket of an object store."""
    if getattr(request, "param", "folder") == "bucket":
        server = request.getfixturevalue("object_store")
        return ObjectAccessCopies(server.bucket(secrets.token_hex(8)), None)
    return FileAccessCopies(root)


def content_of(copies: AccessCopies, name: str) -> bytes:
    file, size = copies.open(name)
    with file:
        content = file.read()
    assert len(content) == size
    return content


@IN_BOTH
def test_a_published_copy_is_served_whole(copies: AccessCopies) -> None:
    copies.publish(NAME, b"picture")
    copies.publish(OTHER_NAME, iter([b"in ", b"pieces"]))

    assert content_of(copies, NAME) == b"picture"
    assert content_of(copies, OTHER_NAME) == b"in pieces"
    assert set(copies.names()) == {NAME, OTHER_NAME}


@IN_BOTH
def test_publishing_again_is_no_error_and_the_newer_counts(copies: AccessCopies) -> None:
    copies.publish(NAME, b"picture")
    copies.publish(NAME, b"picture")
    copies.publish(NAME, b"clearer picture")

    assert content_of(copies, NAME) == b"clearer picture"
    assert list(copies.names()) == [NAME]


@IN_BOTH
def test_a_copy_that_breaks_off_leaves_the_older_one_alone(copies: AccessCopies, root: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the source went away")

    copies.publish(NAME, b"picture")
    for name in (NAME, OTHER_NAME):
        with pytest.raises(OSError, match="went away"):
            copies.publish(name, broken())

    assert content_of(copies, NAME) == b"picture"
    assert list(copies.names()) == [NAME]
    assert all(path.name == NAME for path in root.rglob("*") if path.is_file())


@IN_BOTH
def test_a_withdrawn_copy_is_gone_at_once_and_may_be_withdrawn_again(copies: AccessCopies) -> None:
    copies.publish(NAME, b"picture")
    copies.publish(OTHER_NAME, b"stays")

    copies.withdraw([NAME])
    copies.withdraw([NAME, "../../etc/passwd"])

    assert list(copies.names()) == [OTHER_NAME]
    with pytest.raises(CopyMissing):
        copies.open(NAME)


IMPOSSIBLE = [
    "",
    ".",
    "..",
    "/etc/passwd",
    "../access/" + NAME,
    "01/" + NAME,
    NAME + "/",
    NAME + "\n",
    NAME + "\x00",
    NAME + ".part",
    NAME.replace(".", "/."),
    "short.webp",
    NAME.upper(),
    "０" * 32 + ".webp",
    "0" * 32,
    "0" * 32 + ".",
]


@IN_BOTH
def test_an_impossible_name_reads_nothing_and_writes_nothing(copies: AccessCopies, root: Path) -> None:
    copies.publish(NAME, b"picture")

    for name in IMPOSSIBLE:
        with pytest.raises(CopyMissing):
            copies.open(name)
        with pytest.raises(ValueError, match="random name"):
            copies.publish(name, b"x")
        copies.withdraw([name])
        assert copies.link(name) == ""

    assert content_of(copies, NAME) == b"picture"
    assert list(copies.names()) == [NAME]
    assert all(path.name == NAME for path in root.rglob("*") if path.is_file())


def test_a_link_a_folder_or_a_pipe_under_a_good_name_is_not_served(copies: AccessCopies, root: Path) -> None:
    secret = root.parent / "secret"
    secret.write_text("private")
    (root / "01").mkdir(parents=True)
    under_a_good_name = root / "01" / NAME

    under_a_good_name.symlink_to(secret)
    with pytest.raises(CopyMissing):
        copies.open(NAME)
    under_a_good_name.unlink()

    under_a_good_name.mkdir()
    with pytest.raises(CopyMissing):
        copies.open(NAME)
    under_a_good_name.rmdir()

    os.mkfifo(under_a_good_name)
    with pytest.raises(CopyMissing):
        copies.open(NAME)


@IN_BOTH
def test_a_copy_is_read_from_any_place(copies: AccessCopies) -> None:
    content = bytes(range(256)) * 4_000
    copies.publish(NAME, iter([content[:300_000], content[300_000:]]))

    file, size = copies.open(NAME)
    with file:
        file.seek(600_000)
        assert size == len(content)
        assert (file.read(10), file.read(100_000)) == (content[600_000:600_010], content[600_010:700_010])
        file.seek(5)
        assert file.read(3) == content[5:8]
        file.seek(size - 2)
        assert (file.read(100), file.read(100)) == (content[-2:], b"")


@IN_BOTH
def test_an_empty_folder_names_nothing(copies: AccessCopies) -> None:
    assert list(copies.names()) == []
    with pytest.raises(CopyMissing):
        copies.open(NAME)


def test_copies_are_for_owner_and_group_whatever_the_umask_and_their_times_tell_the_day_only(
    copies: AccessCopies, root: Path
) -> None:
    usual = os.umask(0o077)
    copies.publish(NAME, b"picture")
    copies.publish(OTHER_NAME, b"gone")
    copies.withdraw([OTHER_NAME])
    os.umask(usual)

    found = [root, *root.rglob("*")]
    assert {path.stat().st_mode & 0o777 for path in found} == {0o750, 0o640}
    assert {path.stat().st_mtime_ns % (86_400 * 10**9) for path in found} == {0}


def test_a_reader_who_began_before_the_withdrawal_ends_in_peace(copies: AccessCopies) -> None:
    copies.publish(NAME, b"picture")
    file, _size = copies.open(NAME)

    copies.withdraw([NAME])

    with file:
        assert file.read() == b"picture"
