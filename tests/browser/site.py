"""The platform with its small demo, as processes of its own on a port of its own, in a folder of its own."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tools.compile_messages import compile_messages
from tools.environment import without_settings
from tools.places import ROOT
from tools.ports import any_free
from tools.processes import descendants, send
from tools.serve import status_of

Found = TypeVar("Found")
HOST = "127.0.0.1"
START_WITHIN, STOP_WITHIN = 90, 15
CODE = re.compile(r"Sign-in code for [^:]*: (\d{6})")
# A built demo to start from instead of building one: for whoever works on these tests.
BUILT = os.environ.get("BROWSER_DEMO", "")


def demo_in(folder: Path) -> Path:
    """The built demo: by whoever asks first, while the others wait."""
    if BUILT:
        return Path(BUILT)
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "built").exists():
            Site(folder).build()
            (folder / "built").touch()
    return folder / "var"


def wait_until(find: Callable[[], Found | None], seconds: float, what: str) -> Found:
    """What `find` returns as soon as it is something."""
    until = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < until, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.1)
    return found


class Site:
    """Started by `start`; `log` is what all of its processes said, sign-in codes included."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = any_free(HOST)
        self.url = f"http://localhost:{self.port}"
        self.log = folder / "log.txt"
        self.env = {
            **without_settings(),
            "VAR_DIR": str(folder / "var"),
            "HOST": HOST,
            "PORT": str(self.port),
            "SWEEP_SECONDS": "2",
            "VIDEO_AV1_WAIT_MINUTES": "240",  # a slow search for every video would take both cores from the journeys
        }
        self.process: subprocess.Popen[bytes] | None = None

    def build(self) -> None:
        """What `make run` prepares, with the small demo; styles on the other core meanwhile."""
        compile_messages()
        static = self.spawn("manage.py", "collectstatic", "--noinput", "--verbosity=0")
        for words in (("migrate", "--verbosity=0"), ("build_demo", "--small")):
            assert self.spawn("manage.py", *words).wait() == 0, self.tail()
        assert static.wait() == 0, self.tail()

    def move_in(self, built: Path) -> None:
        """Begin with what another site built."""
        shutil.copytree(built, self.folder / "var")

    def start(self) -> None:
        self.process = self.spawn("-m", "tools.serve")
        wait_until(lambda: status_of(HOST, self.port) == 200, START_WITHIN, f"the first page\n{self.tail()}")

    def stop(self) -> None:
        """Whatever happens, nothing that was started is left."""
        if self.process:
            below = descendants(self.process.pid)
            send(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(STOP_WITHIN)
            finally:
                for pid in [self.process.pid, *below]:
                    send(pid, signal.SIGKILL)

    def spawn(self, *words: str) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *words],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def manage(self, *words: str) -> str:
        """What a command of the platform prints; it must succeed."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def tail(self) -> str:
        return self.said()[-3000:]

    def code_asked_by(self, ask: Callable[[], object]) -> str:
        """The sign-in code that is sent because of `ask`; it stands where `make run` was typed."""
        before = len(CODE.findall(self.said()))
        ask()
        return wait_until(lambda: CODE.findall(self.said())[before:], 10, "a sign-in code")[-1]

    def worker(self) -> int | None:
        """The process that encodes."""
        assert self.process
        for pid in descendants(self.process.pid):
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"celery" in words and b"worker" in words:
                return pid
        return None
