"""A worker for recordings in a process of its own, to be killed: `HOME TIME [PERCENT]`.

It says READY, and IDLE at its end. With a percent it kills itself as soon as the work has come so far.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from memorial import bootstrap
from memorial.application import media_work
from memorial.application.ports.recordings import Found, Made, MakesCopies
from memorial.domain.remembrance import FileKept
from memorial.domain.sealed_spans import Span
from memorial.settings import load_settings


class Mortal:
    """Makes copies until they are made to so many percent; then the whole process is gone."""

    def __init__(self, tools: MakesCopies, percent: int) -> None:
        self._tools, self._percent = tools, percent

    def probe(self, master: FileKept) -> Found:
        return self._tools.probe(master)

    def make(
        self,
        master: FileKept,
        *,
        cut: Sequence[Span],
        begin: Callable[[Sequence[str]], None],
        progress: Callable[[int], bool],
    ) -> Made:
        def until(percent: int) -> bool:
            if percent >= self._percent:
                os.kill(os.getpid(), signal.SIGKILL)
            return progress(percent)

        return self._tools.make(master, cut=cut, begin=begin, progress=until)


def main() -> None:
    home, at = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    begun = time.monotonic()
    settings = load_settings({"MEMORIAL_HOME": str(home)})
    built = bootstrap.build(
        settings, now=lambda: at + timedelta(seconds=time.monotonic() - begun), quick_passwords=True
    )
    tools: MakesCopies = bootstrap.recordings(settings, built.archive.vault)
    if len(sys.argv) > 3:
        tools = Mortal(tools, int(sys.argv[3]))
    print("READY", flush=True)
    while True:
        built.archive.follow_left_over()
        media_work.sweep(built.services)
        if not media_work.do_next(built.services, tools):
            print("IDLE", flush=True)
            break
    built.close()


if __name__ == "__main__":
    main()
