"""The platform with its small demo, as processes of its own on a port of its own, in a folder of its own."""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from tools.compile_messages import compile_messages
from tools.environment import without_settings
from tools.places import ROOT, var_dir
from tools.ports import any_free
from tools.processes import descendants, send
from tools.serve import status_of

Found = TypeVar("Found")
HOST = "127.0.0.1"
START_WITHIN, STOP_WITHIN = 90, 15
CODE = re.compile(r"Sign-in code for [^:]*: (\d{6})")
# In one process: a start of Django costs more than most of its commands.
PREPARE = """
from django.core.management import call_command
call_command("collectstatic", interactive=False, verbosity=0)
call_command("migrate", verbosity=0)
call_command("build_demo", small=True)
"""
# How few bytes there are on the line is for the benches; they build without this.
QUICKLY = """
from django.conf import settings
from media.pipeline import ladder
settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("css", "html", "js", "json", "map", "svg", "txt", "xml")
ladder.X264_PRESET, ladder.X264_PARAMS = "veryfast", "scenecut=0"
"""
# A Django that stays, for it takes seconds to start: does each line of code it is told; answers what that printed.
HAND = """
import contextlib, io, json, sys, traceback
import django
django.setup()
from django.db import connections
for line in sys.stdin:
    said, fault = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(said):
            exec(json.loads(line), {"__name__": "told"})
    except BaseException:
        fault = traceback.format_exc()
    connections.close_all()
    print(json.dumps([said.getvalue(), fault]), flush=True)
"""
WEB_ALONE = """
import os
from tools.serve import environment, web
host, port = os.environ["HOST"], int(os.environ["PORT"])
program = web(host, port)
os.execve(program.argv[0], program.argv, environment(host, port))
"""
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
            Site(folder).build_quickly()
            (folder / "built").touch()
    return folder / "var"


def wait_until(find: Callable[[], Found | None], seconds: float, what: str) -> Found:
    """What `find` returns as soon as it is something."""
    until = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < until, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.2)  # most questions go through a browser
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
        self.hand: subprocess.Popen[str] | None = None
        self.signed_in: dict[str, tuple[list[Any], str]] = {}  # cookies and first page, by name

    def build(self) -> None:
        """What `make run` prepares, with the small demo."""
        compile_messages()
        assert self.spawn("manage.py", "shell", "-v0", "-c", PREPARE).wait() == 0, self.tail()

    def build_quickly(self) -> None:
        """The same for tests: from the migrated database that others of them have too, with little search."""
        compile_messages()
        command = [sys.executable, "-m", "tests.migrated"]
        env = {**without_settings(), "VAR_DIR": str(var_dir())}
        told = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True).stdout
        (self.folder / "var").mkdir()
        shutil.copy(told.split()[-1], self.folder / "var" / "db.sqlite3")
        assert self.spawn("manage.py", "shell", "-v0", "-c", QUICKLY + PREPARE).wait() == 0, self.tail()

    def move_in(self, built: Path) -> None:
        """Begin with what another site built."""
        shutil.copytree(built, self.folder / "var")

    def start(self, *, web_alone: bool = False) -> None:
        """`web_alone`: for journeys that encode nothing; a worker and its clock cost as much as many pages."""
        self.process = self.spawn("-c", WEB_ALONE) if web_alone else self.spawn("-m", "tools.serve")
        wait_until(lambda: status_of(HOST, self.port) == 200, START_WITHIN, f"the first page\n{self.tail()}")

    def stop(self) -> None:
        """Whatever happens, nothing that was started is left."""
        if self.hand:
            self.hand.kill()
            self.hand.communicate()
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

    def does(self, code: str) -> str:
        """What a piece of code prints inside the platform; it must succeed."""
        if self.hand is None:
            self.hand = self.spawn_hand()
        assert self.hand.stdin
        assert self.hand.stdout
        self.hand.stdin.write(json.dumps(code) + "\n")
        self.hand.stdin.flush()
        answer = self.hand.stdout.readline()
        assert answer, self.tail()
        said, fault = json.loads(answer)
        assert not fault, fault
        return str(said)

    def spawn_hand(self) -> "subprocess.Popen[str]":
        with self.log.open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-c", HAND],
                cwd=ROOT,
                env={**self.env, "DJANGO_SETTINGS_MODULE": "eduplatform.settings"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

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
