"""Lighthouse as on a phone, the median of three: `make lighthouse` looks at the exhibition of the tests.

    python -m tests.access.lighthouse [--only WORDS] [--times N]

It prints a table, ends with 1 if a bar is missed, and needs Chromium and what `make lighthouse` fetches from npm.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.access.exhibition import EMPTY, LONG, TYPICAL, Exhibition, make_home, opened
from tests.servers.chromium import QUIET, chromium_path

LEAST = 98
MOST_SHIFT = 0.02
EVERYWHERE = ("performance", "accessibility", "best-practices")
TIMES, TRIES = 3, 3
CLI = Path(__file__).parents[2] / "node_modules" / "lighthouse" / "cli" / "index.js"

# Path, who looks, whether search engines may list it.
PAGES = (
    ("/en/", "anyone", True),
    (f"/en/{EMPTY}/", "anyone", True),
    (f"/ar/{EMPTY}/", "anyone", True),
    (f"/en/{TYPICAL}/", "anyone", False),
    (f"/ar/{TYPICAL}/", "anyone", False),
    (f"/en/{LONG}/names", "anyone", False),
    (f"/en/{TYPICAL}/wall", "anyone", False),
    (f"/en/{TYPICAL}/people/{{person}}", "anyone", False),
    (f"/en/{TYPICAL}/record", "anyone", False),
    (f"/en/{TYPICAL}/interviews/{{interview}}", "anyone", False),
    (f"/en/{TYPICAL}/timeline?open=1", "anyone", False),
    (f"/en/{TYPICAL}/share", "anyone", False),
    (f"/en/{TYPICAL}/share/say", "begun", False),
    (f"/en/{TYPICAL}/share/choices", "begun", False),
    ("/receipt", "anyone", False),
    (f"/desk/review/{TYPICAL}/{{pending}}", "moderator", False),
    (f"/desk/queue?memorial={TYPICAL}", "moderator", False),
)


@dataclass(frozen=True)
class Seen:
    """The medians of one page: hundredths of each category, and how much it moved while it came."""

    path: str
    scores: Mapping[str, int]
    shift: float

    def missed(self, indexed: bool) -> list[str]:
        wanted = (*EVERYWHERE, "seo") if indexed else EVERYWHERE
        found = [f"{self.path}: {name} {self.scores[name]}" for name in wanted if self.scores[name] < LEAST]
        return found + ([f"{self.path}: moved by {self.shift}"] if self.shift > MOST_SHIFT else [])


def look(address: str, cookies: Mapping[str, str], times: int = TIMES) -> Seen:
    runs = [_measured(address, cookies) for _ in range(times)]
    scores = {
        name: round(100 * statistics.median(float(run["categories"][name]["score"] or 0) for run in runs))
        for name in (*EVERYWHERE, "seo")
    }
    shift = statistics.median(float(run["audits"]["cumulative-layout-shift"]["numericValue"]) for run in runs)
    return Seen(address, scores, shift)


def _measured(address: str, cookies: Mapping[str, str]) -> dict[str, Mapping[str, Mapping[str, object]]]:  # type: ignore[type-arg]
    """A run that measured. One in which Chromium painted nothing says nothing of the page, and is made again."""
    for _ in range(TRIES):
        run = _run(address, cookies)
        if "numericValue" in run["audits"]["cumulative-layout-shift"]:
            return run
        print(
            f"{address}: not measured, {dict(run.get('runtimeError', {})).get('code', 'no reason given')}",
            file=sys.stderr,
        )
    raise RuntimeError(f"Lighthouse measured nothing of {address} in {TRIES} runs")


def _run(address: str, cookies: Mapping[str, str]) -> dict[str, Mapping[str, Mapping[str, object]]]:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "seen.json"
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        flags = " ".join(["--headless=new", *QUIET, *sandbox])
        command = ["node", str(CLI), address, "--quiet", "--output=json", f"--output-path={written}"]
        command += [f"--only-categories={','.join((*EVERYWHERE, 'seo'))}", f"--chrome-flags={flags}"]
        if cookies:
            sent = "; ".join(f"{name}={value}" for name, value in cookies.items())
            command += [f"--extra-headers={json.dumps({'Cookie': sent})}"]
        surroundings = {**os.environ, "CHROME_PATH": chromium_path()}
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=180, check=False)
        if not written.is_file():
            raise RuntimeError(f"Lighthouse said nothing of {address}:\n{done.stderr[-2000:]}")
        return json.loads(written.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@contextmanager
def exhibited() -> Iterator[Exhibition]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "prepared"
        home.mkdir(mode=0o700)
        make_home(home)
        with opened(home, Path(folder) / "home") as shown:
            yield shown


def table(pages: Sequence[tuple[Seen, bool]]) -> str:
    head = ["| page | performance | accessibility | best practices | SEO | moved by |", "|---|---|---|---|---|---|"]
    lines = [
        f"| `{one.path}` | {' | '.join(str(one.scores[name]) for name in EVERYWHERE)} "
        f"| {one.scores['seo'] if indexed else 'not indexed'} | {one.shift:.3f} |"
        for one, indexed in pages
    ]
    return "\n".join([*head, *lines])


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--times", type=int, default=TIMES)
    given.add_argument("--only", default="", help="pages whose address holds this")
    asked = given.parse_args()
    if not CLI.is_file():
        print("Lighthouse is not here: run `make lighthouse`, which fetches it with npm.", file=sys.stderr)
        return 1
    found: list[tuple[Seen, bool]] = []
    with exhibited() as shown:
        for path, who, indexed in PAGES:
            if asked.only not in path:
                continue
            seen = look(shown.url + path.format(**shown.values), shown.cookies(who), asked.times)
            found.append((Seen(path, seen.scores, seen.shift), indexed))
            print(table(found[-1:]).splitlines()[-1], flush=True)
    missed = [line for one, indexed in found for line in one.missed(indexed)]
    print("\n".join(["", table(found), "", *(f"missed: {line}" for line in missed)]))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
