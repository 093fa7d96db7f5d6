"""A worker for recordings in a process of its own, to be killed: `HOME TIME`. It says READY, and IDLE at its end."""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from memorial import bootstrap
from memorial.application import media_work
from memorial.settings import load_settings


def main() -> None:
    home, at = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    begun = time.monotonic()
    settings = load_settings({"MEMORIAL_HOME": str(home)})
    built = bootstrap.build(
        settings, now=lambda: at + timedelta(seconds=time.monotonic() - begun), quick_passwords=True
    )
    tools = bootstrap.recordings(settings, built.archive.vault)
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
