"""Goals 10 and 11: how fast a list of names comes in, and how soon the program answers."""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from memorial import bootstrap
from memorial.application import memorials
from tests.bench.fictional import Writer
from tests.bench.figures import Goal, spread
from tests.bench.load_client import ask_once
from tests.bench.loading import SLUG, memorial_for, settings_for
from tests.servers.application import ROOT, run_memorial
from tests.servers.ports import LOOPBACK, free_port

ANSWERS_WITHIN_SECONDS = 120


def importing(folder: Path, rows: int, rounds: int) -> list[Goal]:
    """Goal 10: the whole command `memorial import people`, with its start, for a list that visitors may see."""
    rates = []
    for number in range(rounds):
        home, listed = folder / f"names-{number}", folder / f"names-{number}.csv"
        _write_list(listed, rows, seed=number)
        settings = settings_for(home)
        bootstrap.initialise(settings)
        installation = bootstrap.build(settings)
        memorials.create(installation.services, memorial_for(installation.services))
        installation.close()
        begun = time.perf_counter()
        arguments = ["import", "people", SLUG, str(listed), "--source", "A made-up list", "--audience", "public"]
        done = run_memorial(arguments, home, seconds=900)
        rates.append(rows / (time.perf_counter() - begun))
        if done.returncode or f"{rows:,} people were added" not in done.stdout:
            raise RuntimeError(done.stdout + done.stderr)
        shutil.rmtree(home)
    told = f"{spread(rates, ',.0f')} rows/s, {rows:,} rows with name, year and place, shown at once"
    return [Goal("10", "loading names, rows/s", 1000, True, statistics.median(rates), ",.0f", told)]


def _write_list(path: Path, rows: int, *, seed: int) -> None:
    writer = Writer(seed, 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["name", "born", "place"])
        for number in range(rows):
            out.writerow([writer.name(), 1900 + number % 80, writer.name()])


def starting(folder: Path, rounds: int) -> list[Goal]:
    """Goal 11: `make demo` in an empty home, then `memorial serve` over that home, each until its first page."""
    served, shown = [], []
    for number in range(rounds):
        home = folder / f"demo-{number}"
        home.mkdir(mode=0o700)
        shown.append(_until_answer(["make", "--silent", "demo"], home, "/"))
        served.append(_until_answer([sys.executable, "-m", "memorial", "serve"], home, "/"))
    demo = "start of `make demo` after set-up to first answer, s"
    serve = "start of `memorial serve` to first answer, s"
    return [
        Goal("11", demo, 8, False, statistics.median(shown), ".2f", f"{spread(shown, '.2f')} s"),
        Goal("11", serve, 1.5, False, statistics.median(served), ".2f", f"{spread(served, '.2f')} s"),
    ]


def _until_answer(command: Sequence[str], home: Path, path: str) -> float:
    """Seconds from starting the command until the page answers; then it is ended, with all that it started."""
    port = free_port()
    if command[0] == "make":
        command = [*command, f"PORT={port}", f"PYTHON={sys.executable}"]
    else:
        command = [*command, "--port", str(port), "--host", LOOPBACK]
    with (home.parent / f"{home.name}.log").open("ab") as log:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=_environment(home),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            while True:
                with contextlib.suppress(OSError):
                    if ask_once(port, path).status in (200, 302, 303):
                        return time.perf_counter() - begun
                if process.poll() is not None or time.perf_counter() - begun > ANSWERS_WITHIN_SECONDS:
                    raise RuntimeError(f"{' '.join(command)} did not answer; see {log.name}")
                time.sleep(0.01)
        finally:
            _end(process)


def _environment(home: Path) -> Mapping[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("MEMORIAL_")}
    return kept | {"MEMORIAL_HOME": str(home)}


def _end(process: subprocess.Popen[bytes]) -> None:
    """SIGTERM to the group that was made for it, and SIGKILL if that is not enough."""
    for sign, seconds in ((signal.SIGTERM, 20), (signal.SIGKILL, 20)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return
