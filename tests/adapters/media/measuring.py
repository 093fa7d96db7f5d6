"""Reads one photograph in a process of its own and prints what came of it and what the reading child used, as JSON."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from memorial.adapters.media.images import ImageRefused, read_image

_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Cost:
    """What reading a picture led to (its code, or "read") and took: bytes of memory at the peak, and seconds."""

    outcome: str
    peak_memory: int
    cpu_seconds: float
    seconds: float


def cost_of_reading(path: Path) -> Cost:
    """Only a process without other children can say how much memory its child took at the peak."""
    answer = subprocess.run(
        [sys.executable, "-P", "-m", "tests.adapters.media.measuring", str(path)],
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT)},
        capture_output=True,
        check=True,
    )
    return Cost(**json.loads(answer.stdout))


def main() -> None:
    begun = time.monotonic()
    try:
        read_image(Path(sys.argv[1]))
        outcome = "read"
    except ImageRefused as refused:
        outcome = refused.code.value
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss * 1024
    print(
        json.dumps({"outcome": outcome, "peak_memory": peak, "cpu_seconds": cpu, "seconds": time.monotonic() - begun})
    )


if __name__ == "__main__":
    main()
