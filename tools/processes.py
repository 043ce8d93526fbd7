"""Processes that end together, whichever of them is killed and however.

A process whose parent died without a word is handed to the nearest ancestor that called `adopt_orphans`,
so nothing that was started below that one can get lost.
"""

import contextlib
import ctypes
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from tools.say import Stop, complain

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Ask the kernel for this signal when the thread that started this process ends."""
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def adopt_orphans() -> None:
    if _libc:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def parents(ended: bool = False) -> dict[int, int]:
    """Parent by process id, with or without those that ended and wait to be collected; empty without /proc."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in parentheses may itself hold spaces and parentheses.
            _, _, rest = stat.read_text(errors="replace").rpartition(")")
        except OSError:
            continue
        state, parent = rest.split()[:2]
        if ended or state not in "ZX":
            found[int(stat.parent.name)] = int(parent)
    return found


def descendants(pid: int) -> list[int]:
    """All processes below `pid`, parents before children."""
    by_parent: dict[int, list[int]] = {}
    for child, parent in parents().items():
        by_parent.setdefault(parent, []).append(child)
    found: list[int] = []
    level = by_parent.get(pid, [])
    while level:
        found += level
        level = [child for each in level for child in by_parent.get(each, [])]
    return found


def kill_tree(pid: int, seconds: float = 2.0) -> None:
    """Kill everything below `pid`, again until nothing is left: a process may start one more before it dies."""
    until = time.monotonic() + seconds
    while (left := descendants(pid)) and time.monotonic() < until:
        for each in left:
            send(each, signal.SIGKILL)
        time.sleep(0.02)


def send(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def guarded(run: Callable[[], int]) -> int:
    """Do `run` in a child; when either process is killed, even with -9, the other clears all that `run` started."""
    adopt_orphans()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        die_with_parent(signal.SIGTERM)
        signal.signal(signal.SIGTERM, leave)
        code = exit_code(run) if os.getppid() == parent else 1
        sys.stdout.flush()
        os._exit(code)

    def forward(number: int, frame: FrameType | None) -> None:
        send(child, number)

    for number in STOPPING_SIGNALS:
        signal.signal(number, forward)
    status = wait_for(child)
    kill_tree(parent)
    return os.waitstatus_to_exitcode(status)


def exit_code(run: Callable[[], int]) -> int:
    """What `run` returns, or 1 after saying what it raised: nothing may get past the fork."""
    try:
        return run()
    except Stop as reason:
        complain(f"\n{reason}")
    except (KeyboardInterrupt, SystemExit):
        return 128 + signal.SIGINT
    except Exception:
        traceback.print_exc()
    return 1


def leave(number: int, frame: FrameType | None) -> None:
    """End through every `finally`, so that servers stop and folders go."""
    raise SystemExit(128 + number)


def wait_for(child: int) -> int:
    """The wait status of `child`; orphans that end meanwhile are collected too."""
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == child:
            return status
