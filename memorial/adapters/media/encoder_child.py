"""Gives up what ffmpeg does not need, and lets ffmpeg take this process's place: `MEMORY CPU WALL FFMPEG ARGUMENT…`."""

from __future__ import annotations

import os
import sys

from memorial.adapters.media.confinement import Allowance, confine, end_with_parent

_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")


def main() -> None:
    """It may read and run its own program and the system's libraries, and write to pipes that stand open."""
    memory, cpu, wall, program, *arguments = sys.argv[1:]
    end_with_parent()
    libraries = [one for one in os.environ.get("LD_LIBRARY_PATH", "").split(":") if one.startswith("/")]
    allowance = Allowance(int(memory), int(cpu), float(wall))
    confine(allowance, may_run=(os.path.realpath(program), *_LIBRARIES, *libraries))
    os.execve(program, [program, *arguments], dict(os.environ))  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
