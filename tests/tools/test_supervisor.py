"""One process tree: whatever is killed, nothing is left behind and what should run, runs."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.places import ROOT
from tools.processes import parents, send
from tools.supervisor import LONGEST_PAUSE, Program

NAMES = ("guard", "supervisor", "web", "web-child", "worker", "worker-child")
PATIENCE = 15  # seconds; far more than it takes, for a busy machine


def wait_until(condition) -> bool:
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


class Family:
    """The processes of tests/tools/family.py."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.top = subprocess.Popen([sys.executable, "-m", "tests.tools.family", str(folder)], cwd=ROOT)
        assert wait_until(lambda: all((folder / name).exists() for name in NAMES))

    def pid(self, name: str) -> int:
        return int((self.folder / name).read_text() or 0)

    def ids(self) -> set[int]:
        return {self.pid(name) for name in NAMES}

    def all_ended(self) -> bool:
        self.top.poll()
        return not self.ids() & set(parents())


@pytest.fixture
def family(tmp_path):
    family = Family(tmp_path)
    yield family
    for pid in family.ids() & set(parents()):
        send(pid, signal.SIGKILL)
    family.top.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopping_signal_ends_all_of_it(family, number):
    family.top.send_signal(number)
    assert wait_until(family.all_ended)
    assert family.top.wait() == 0


@pytest.mark.parametrize("name", ["guard", "supervisor"])
def test_nothing_is_left_when_one_of_the_two_above_is_killed(family, name):
    os.kill(family.pid(name), signal.SIGKILL)
    assert wait_until(family.all_ended)


def test_a_program_that_died_runs_again_and_what_it_left_is_ended(family):
    program, child = family.pid("worker"), family.pid("worker-child")
    (family.folder / "worker-child").unlink()
    os.kill(program, signal.SIGKILL)
    assert wait_until(lambda: child not in parents())
    assert wait_until(lambda: family.pid("worker") not in (0, program))


def test_the_pause_between_starts_grows_to_a_limit():
    program = Program("web", ("true",), started_at=time.monotonic())
    pauses = [program.pause() for _ in range(8)]
    assert pauses[:3] == [1, 2, 4]
    assert pauses[-1] == LONGEST_PAUSE


def test_a_program_that_ran_for_long_starts_again_at_once():
    program = Program("web", ("true",), started_at=time.monotonic() - 3600, failures=7)
    assert program.pause() == 1
