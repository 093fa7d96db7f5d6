"""The W3C's checker of HTML, run once over many pages."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.access.from_npm import script
from tests.conftest import IN_CI

WITHIN_SECONDS = 300
_MACHINE = ("-Xss4m", "-Xshare:auto", "-XX:TieredStopAtLevel=1")
# What language a text is in, it guesses from few words: our pages say it.
_ASKED = ("--stdout", "--format", "json", "--skip-info-messages", "--no-langdetect")


def html_errors(pages: Mapping[str, str]) -> list[str]:
    """Its errors, each with the page it is on. `pages`: what came, by a name that says which it was."""
    java = shutil.which("java")
    if java is None:
        leave: Callable[[str], object] = pytest.fail if IN_CI else pytest.skip
        leave("java is missing: run `make programs`")
    with tempfile.TemporaryDirectory() as folder:
        files = {Path(folder) / f"{number}.html": name for number, name in enumerate(pages)}
        for file, name in files.items():
            file.write_text(pages[name], encoding="utf-8")
        jar = str(script("vnu-jar/build/dist/vnu.jar"))
        # One file is written badly on purpose: a checker that sees nothing would say nothing.
        wrong = Path(folder) / "wrong.html"
        wrong.write_text(
            '<!doctype html><html lang="en"><title>Wrong</title><p><div>in it</div><ul><p></ul>', encoding="utf-8"
        )
        command = [str(java), *_MACHINE, "-jar", jar, *_ASKED, folder]
        done = subprocess.run(command, capture_output=True, text=True, timeout=WITHIN_SECONDS, check=False)
        messages = json.loads(done.stdout)["messages"]
        assert any(one["url"].endswith("/wrong.html") for one in messages), "the checker saw nothing"
        errors = [one for one in messages if one["type"] != "info"]
        return [_in_words(one, files) for one in errors if not one["url"].endswith("/wrong.html")]


def _in_words(message: Mapping[str, str], files: Mapping[Path, str]) -> str:
    page = files.get(Path(str(message["url"]).removeprefix("file:")), message["url"])
    return f"{page}: line {message.get('lastLine')}: {message['message']} — {message.get('extract', '').strip()}"
