"""How long a list of 50,000 names takes to come in, of CPU and by the clock, and the most memory it needs.

`python -m tests.bench.importing [rows] [csv|xlsx]` goes the way of the desk's pages: upload, look, report, import in
the turns of the background work, comparing within the list and with everyone there, undo.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from memorial.application import importing, list_staging, memorials
from memorial.domain.name_list import AboutList, KeptList
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Audience, Role
from tests.bench import starting
from tests.bench.loading import bootstrap, memorial_for, settings_for

ROWS = 50_000
MOST_CPU_SECONDS, MOST_RSS_MIB = 60.0, 300
EDITOR = StaffMember("editor", "", "e@example.org", "E", "", (("*", Role.EDITOR),))


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    kind = sys.argv[2] if len(sys.argv) > 2 else "csv"
    with tempfile.TemporaryDirectory() as folder:
        path = _written(Path(folder), rows, kind)
        return _measure(Path(folder) / "home", path, rows)


def _measure(home: Path, path: Path, rows: int) -> int:
    bootstrap.initialise(settings_for(home))
    installation = bootstrap.build(settings_for(home))
    services = installation.services
    memorial = memorial_for(services)
    memorials.create(services, memorial)
    here, total = (services, EDITOR, memorial.id), 0.0
    print(f"{rows:,} rows of {path.suffix[1:]}; {_rss()} MiB before")

    def step(name: str, act: Callable[[], object]) -> object:
        nonlocal total
        began, clock = _cpu(), time.monotonic()
        found = act()
        total += _cpu() - began
        print(f"  {name:<10} {_cpu() - began:6.1f} s of CPU {time.monotonic() - clock:6.1f} s, {_rss()} MiB")
        return found

    def get() -> KeptList:
        return list_staging.get(*here, list_id)

    def until_done() -> None:
        while not importing.run_some(services, memorial.id, list_id, within_seconds=2.0):
            pass

    list_id = str(step("upload", lambda: list_staging.stage(*here, path.name, _pieces(path))))
    step("look", lambda: list_staging.look(*here, list_id))
    step("report", lambda: list_staging.report(*here, list_id))
    step("compare", until_done)
    list_staging.describe(*here, list_id, AboutList("A list", language="en"), Audience.PUBLIC)
    step("begin", lambda: importing.begin(*here, list_id))
    step("import", until_done)
    whole, rss = total, _rss()
    done = get().progress
    assert (done.done, done.added + done.left_out) == (rows, rows), done
    importing.undo(*here, list_id)
    step("undo", until_done)
    assert get().progress.erased == done.added
    installation.close()
    good = whole <= MOST_CPU_SECONDS and rss <= MOST_RSS_MIB
    print(f"  together  {whole:6.1f} s of CPU without the undo, at most {rss} MiB: {'good' if good else 'TOO MUCH'}")
    return 0 if good else 1


def _cpu() -> float:
    """Of this process and of the children that read spreadsheets."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _rss() -> int:
    """The most so far, of this process or of a child."""
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return most // 1024


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 16):
            yield piece


def _written(folder: Path, rows: int, kind: str) -> Path:
    path = folder / "list.csv"
    starting._write_list(path, rows, seed=1)
    if kind == "csv":
        return path
    import csv

    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("names")
    with path.open(encoding="utf-8", newline="") as text:
        for cells in csv.reader(text):
            sheet.append(cells)
    book.save(folder / "list.xlsx")
    return folder / "list.xlsx"


if __name__ == "__main__":
    sys.exit(main())
