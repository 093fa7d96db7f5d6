"""What is committed works anywhere: it names no package registry and no folder of one person's machine."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source_tree import name_of, project_files, text_of

# Put together here, so that this file does not hold them itself.
REGISTRY_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pypi", "python", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
    )
)
HOSTS = re.compile("|".join(re.escape(host) for host in REGISTRY_HOSTS), re.IGNORECASE)
# A folder at the root of a path, not a part of a longer one or of an address.
OWN_FOLDERS = re.compile(r"(?<![\w.:/*~)}\]-])/(?:work|root|Users)/|(?<![\w.:/])/home/(?!memorial\b)\w|[A-Z]:\\Users\\")

MACHINE_PATHS = ["/" + "root/.venv/bin", "cd /" + "work/main", "'/" + "home/someone'", "/" + "Users/someone"]
HARMLESS_PATHS = [
    "https://memorial.example/" + "work/1",
    "network/" + "work/",
    "/home/memorial",
    "<root/>",
    "./" + "work/x",
    "~/" + "work/x",
]


def hits(pattern: re.Pattern[str]) -> list[str]:
    texts = [(path, text) for path in project_files() if (text := text_of(path)) is not None]
    return [f"{name_of(path)}: {hit.group()}" for path, text in texts for hit in pattern.finditer(text)]


def test_no_package_registry_is_named() -> None:
    assert hits(HOSTS) == []


def test_no_folder_of_one_machine_is_named() -> None:
    assert hits(OWN_FOLDERS) == []


@pytest.mark.parametrize("text", MACHINE_PATHS)
def test_a_folder_of_one_machine_would_be_noticed(text: str) -> None:
    assert OWN_FOLDERS.search(text)


@pytest.mark.parametrize("text", HARMLESS_PATHS)
def test_paths_that_belong_to_nobody_are_left_alone(text: str) -> None:
    assert not OWN_FOLDERS.search(text)


@pytest.mark.parametrize("host", REGISTRY_HOSTS)
def test_a_registry_would_be_noticed(host: str) -> None:
    assert HOSTS.search(f"--hash=x # from https://{host}/simple")


def test_nothing_generated_is_committed() -> None:
    generated = {".mo", ".pyc", ".sqlite3", ".log"}

    assert [name_of(path) for path in project_files() if path.suffix in generated] == []
