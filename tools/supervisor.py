"""Keeps programs running, and ends all of them together."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from tools.places import ROOT
from tools.processes import (
    STOPPING_SIGNALS,
    adopt_orphans,
    descendants,
    die_with_parent,
    kill_tree,
    parents,
    send,
)
from tools.say import complain

TICK = 0.1
ORPHANS_EVERY = 2.0
GRACE = 3.0  # seconds for an orderly end, before what is left is killed
LONGEST_PAUSE = 30.0
STEADY = 60.0  # a program that ran this long starts again without a pause


@dataclass
class Program:
    name: str
    argv: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    failures: int = 0

    def start(self, env: dict[str, str]) -> None:
        # The fork happens in a process with one thread, so running Python between fork and exec is safe.
        self.process = subprocess.Popen(
            self.argv,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            process_group=0,  # Ctrl-C of the terminal is for the supervisor alone
            preexec_fn=die_with_parent,  # noqa: PLW1509
        )
        self.started_at = time.monotonic()

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def pause(self) -> float:
        """Seconds to wait before the next start: 1, 2, 4 .. 30."""
        if time.monotonic() - self.started_at > STEADY:
            self.failures = 0
        self.failures += 1
        return min(2.0 ** (self.failures - 1), LONGEST_PAUSE)


class Supervisor:
    """`run` returns when a stopping signal came; then nothing that it started is left."""

    def __init__(self, programs: list[Program], env: dict[str, str]) -> None:
        self.programs = programs
        self.env = env
        self.stopping = False
        self.orphans_due_at = 0.0

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def run(self, on_tick: Callable[[], None] = lambda: None) -> int:
        """`on_tick` is called ten times a second; an exception of it stops everything too."""
        adopt_orphans()
        for number in STOPPING_SIGNALS:
            signal.signal(number, self.ask_to_stop)
        try:
            while not self.stopping:
                self.keep_running()
                on_tick()
                time.sleep(TICK)
        finally:
            self.stop()
        return 0

    def keep_running(self) -> None:
        now = time.monotonic()
        for program in self.programs:
            if program.has_died():
                self.mourn(program, now)
            if program.process is None and now >= program.due_at:
                program.start(self.env)
        if now >= self.orphans_due_at:
            self.orphans_due_at = now + ORPHANS_EVERY
            self.collect_orphans()

    def mourn(self, program: Program, now: float) -> None:
        code = program.process.returncode if program.process else 0
        seconds = program.pause()
        complain(f"The {program.name} process ended (code {code}); it starts again in {seconds:.0f} s.")
        program.process, program.due_at = None, now + seconds
        self.orphans_due_at = now

    def collect_orphans(self) -> None:
        """End what a program that died has left behind, such as an encoder."""
        ours = {program.process.pid for program in self.programs if program.process}
        me = os.getpid()
        for pid, parent in parents(ended=True).items():
            if parent == me and pid not in ours:
                kill_tree(pid)
                send(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def stop(self) -> None:
        """First an orderly end for the programs alone: an encoder ended before its worker would look broken."""
        running = [program.process for program in self.programs if program.process]
        for process in running:
            send(process.pid, signal.SIGTERM)
        until = time.monotonic() + GRACE
        while any(process.poll() is None for process in running) and time.monotonic() < until:
            time.sleep(TICK / 2)
        for pid in descendants(os.getpid()):
            send(pid, signal.SIGKILL)
        kill_tree(os.getpid())
