"""What a child process gives up before it looks at a stranger's file: memory, time, files, network, new rights."""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
# System call numbers and bits of Landlock, the same on every architecture that Linux gained since 2011
# (linux/landlock.h; Python offers no call for it, and the packages that do bring a compiled module for three calls).
_LANDLOCK_CREATE_RULESET, _LANDLOCK_ADD_RULE, _LANDLOCK_RESTRICT_SELF = 444, 445, 446
_LANDLOCK_ASK_VERSION, _LANDLOCK_PATH_BENEATH = 1, 1
_MAY_EXECUTE, _MAY_READ_FILE = 1 << 0, 1 << 2


@dataclass(frozen=True)
class Allowance:
    """How much a child may use: address space in bytes, processor time and wall-clock time in seconds."""

    memory: int
    cpu_seconds: int
    wall_seconds: float


def confine(allowance: Allowance, *, may_run: Sequence[str] = ()) -> list[str]:
    """Give up, for this process and for good, everything that reading from an open pipe does not need.

    `may_run`: a program that takes this process's place, with the folders of its libraries; they alone can be read.

    Returns which walls stand. "limits" always does: OSError or ValueError if Linux refuses one of them. The others are
    as good as the kernel and the container allow: "privileges" (none can be gained), "network" (a namespace with no way
    out), "files" (nothing can be opened, changed or run; needs Landlock, Linux 5.13). Import everything first.
    """
    _set_limits(allowance)
    if sys.platform != "linux":
        return ["limits"]
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    walls = {
        "limits": True,
        "privileges": libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0,
        # A user namespace gives the right to make a network namespace, and takes away root's rights over files.
        "network": libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWNET) == 0,
        "files": _close_the_file_system(libc, may_run),
    }
    return [wall for wall, stands in walls.items() if stands]


def _set_limits(allowance: Allowance) -> None:
    signal.setitimer(signal.ITIMER_REAL, allowance.wall_seconds)
    limits = {
        resource.RLIMIT_AS: allowance.memory,
        resource.RLIMIT_CPU: math.ceil(allowance.cpu_seconds),
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 16,
    }
    for which, most in limits.items():
        _, hard = resource.getrlimit(which)
        lowered = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(which, (lowered, lowered))
        except (OSError, ValueError):
            # macOS knows the name of RLIMIT_AS and refuses it; servers run Linux, where no limit may be missing.
            if sys.platform == "linux":
                raise


def end_with_parent() -> None:
    """Let Linux end this process with the thread that started it, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _close_the_file_system(libc: ctypes.CDLL, may_run: Sequence[str]) -> bool:
    """A Landlock ruleset that handles every kind of access and allows none but to run what is named.

    False where the kernel has no Landlock.
    """
    version = libc.syscall(_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), _LANDLOCK_ASK_VERSION)
    if version < 1:
        return False
    file_rights = 13 + (version >= 2) + (version >= 3) + (version >= 5)
    attributes = struct.pack("Q", (1 << file_rights) - 1)
    if version >= 4:
        attributes += struct.pack("Q", 0b11)  # bind and connect
    if version >= 6:
        attributes += struct.pack("Q", 0b11)  # abstract sockets and signals outwards
    ruleset = libc.syscall(_LANDLOCK_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return False
    try:
        for path in may_run:
            _allow_to_run(libc, ruleset, path)
        return bool(libc.syscall(_LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow_to_run(libc: ctypes.CDLL, ruleset: int, path: str) -> None:
    """To read and run that file, or what lies below that folder. What is not there is passed over."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rule = struct.pack("=Qi", _MAY_EXECUTE | _MAY_READ_FILE, place)
        libc.syscall(_LANDLOCK_ADD_RULE, ruleset, _LANDLOCK_PATH_BENEATH, rule, 0)
    finally:
        os.close(place)
