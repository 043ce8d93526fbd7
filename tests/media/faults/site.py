"""Worker processes on a database and a store of the test's own, and what must be true when they are through."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from tests.media.packages import QUICK_AV1_ELSEWHERE
from tools.processes import die_with_parent

SET_UP = """
import django; django.setup()
import json, sys, time
from media import flow, leases, store
leases.LEASE_S, leases.DOUBT_S, flow.BACKOFF_S = 3.0, 1.5, 1
store.PATIENCE_S = 20.0
from media.encoding import work
from media.models import EncodeJob, EncodeTask, Package, Rendition, Video
from media.sweeping import sweep
"""
WORK = """
while True:
    try:
        sweep()
        work()
    except Exception as error:
        print("worker:", error, file=sys.stderr)
        from django.db import connection
        connection.close()
    time.sleep(0.2)
"""
STATE = """
from django.core.files.storage import default_storage
def below(prefix):
    try:
        folders, names = default_storage.listdir(prefix)
    except FileNotFoundError:
        return []
    return [f"{prefix}/{n}" for n in names if n] + [name for f in folders if f for name in below(f"{prefix}/{f}")]
def files(package):
    names = {package.master, package.poster_webp, package.poster_jpeg}
    for made in package.renditions.all():
        names |= {made.streamed, made.kept, made.playlist}
    return [f"{package.folder}/{name}" for name in names if name]
packages = Package.objects.all()
print(json.dumps({
    "jobs": list(EncodeJob.objects.values_list("state", flat=True)),
    "tasks": [list(row) for row in EncodeTask.objects.order_by("id").values_list(
        "kind", "stage", "part", "state", "attempts", "error_code", "worker")],
    "packages": [package.state for package in packages],
    "renditions": [list(row) for row in Rendition.objects.values_list("quality", "family")],
    "named": sorted(name for package in packages for name in files(package)),
    "stored": below("packages"),
    "work": below("work"),
    "originals": [default_storage.exists(video.file.name) for video in Video.objects.all()],
}))
"""
compile(SET_UP + WORK, "the script of workers", "exec")  # a worker that cannot even begin is no fault to test
PATIENCE_S = 240


def database_url(folder: Path) -> str:
    """PostgreSQL is shared by itself; the test's SQLite lives in memory and is copied to a file."""
    values = connection.settings_dict
    if connection.vendor == "postgresql":
        login = f"{quote(values['USER'])}:{quote(values['PASSWORD'])}"
        return f"postgresql://{login}@{quote(values['HOST'], safe='')}:{values['PORT']}/{values['NAME']}"
    connection.ensure_connection()
    with sqlite3.connect(folder / "faults.sqlite3") as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")  # or the first who opens it finds it locked by the second
    copy.close()
    return f"sqlite:///{folder / 'faults.sqlite3'}"


def wait_for(condition, seconds=PATIENCE_S):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.1)
    return found


def files_below(folder):
    return [path for path in Path(folder).rglob("*") if path.is_file()]


@dataclass
class Site:
    """`env` is what a process needs to see this test's database and files."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    workers: list[subprocess.Popen] = field(default_factory=list)

    def __post_init__(self):
        """Every interpreter below searches little for AV1, also a worker that a worker starts."""
        own = self.folder / "interpreter"
        own.mkdir()
        (own / "sitecustomize.py").write_text(QUICK_AV1_ELSEWHERE)
        self.env["PYTHONPATH"] = f"{own}{os.pathsep}{settings.BASE_DIR}"

    def worker(self, *before: str, script: str = SET_UP + WORK, **env: str) -> subprocess.Popen:
        """A process that works until it is killed; `before` are words in front of its command."""
        return self.start(*before, sys.executable, "-c", script, **env)

    def start(self, *command: str, **env: str) -> subprocess.Popen:
        """A process that is gone with the test."""
        started = subprocess.Popen(
            command,
            env={**self.env, **env},
            cwd=settings.BASE_DIR,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            preexec_fn=partial(die_with_parent, signal.SIGKILL),  # noqa: PLW1509 - one call of the kernel's, no lock
        )
        self.workers.append(started)
        return started

    def ask(self, script: str, **env: str):
        """What a script prints as its last line."""
        done = subprocess.run(
            [sys.executable, "-c", SET_UP + script],
            env={**self.env, **env},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def state(self):
        return self.ask(STATE)

    def until(self, condition: str):
        """Wait, in one process, until an expression over the models is true; else say how far it has come."""
        if not self.ask(UNTIL.format(seconds=PATIENCE_S, condition=condition)):
            pytest.fail(f"{condition} did not come true: {self.state()}")

    def until_closed(self):
        """Wait until no job is open and what is over is tidied up."""
        self.until("not EncodeJob.objects.filter(tidied_at=None).exists()")

    def end(self):
        for worker in self.workers:
            with suppress(ProcessLookupError):
                os.killpg(worker.pid, signal.SIGCONT)
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


UNTIL = """
until = time.monotonic() + {seconds}
while not (found := {condition}) and time.monotonic() < until:
    time.sleep(0.3)
print(json.dumps(bool(found)))
"""


def assert_sound(state, attempts=5):
    """One live package with each rendition once, every file of it there, and nothing else anywhere."""
    assert state["jobs"] == ["done"]
    assert state["packages"] == ["live"]
    assert len(state["renditions"]) == len({tuple(row) for row in state["renditions"]})
    assert ["saver", "h264"] in state["renditions"]
    masters = [name for name in state["stored"] if "/master-" in name]
    assert set(state["named"]) <= set(state["stored"]) <= set(state["named"]) | set(masters)
    assert state["work"] == []
    assert state["originals"] == [True]
    assert {row[3] for row in state["tasks"]} == {"done"}
    assert all(row[4] <= attempts for row in state["tasks"])
