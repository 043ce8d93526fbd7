"""Whatever is killed, stopped or rung ten times over: one lesson, whole, and nothing else."""

import os
import signal
from pathlib import Path

import pytest
from django.conf import settings

from tests.media.faults.site import SET_UP, assert_sound, files_below, wait_for

pytestmark = pytest.mark.faults

TEN = SET_UP + (
    """
import threading
from media.tasks import look_for_work
def look():
    from django.db import connection
    try:
        look_for_work()
    finally:
        connection.close()
threads = [threading.Thread(target=look) for _ in range(10)]
for thread in threads: thread.start()
for thread in threads: thread.join()
sweep()
"""
)


def encoding_files():
    return [path for path in files_below(settings.WORK_DIR) if path.suffix == ".mp4" and path.stat().st_size]


def encoders_of(pid):
    """Processes of the encoder's program below a process."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            parents = ancestors(int(folder.name))
        except OSError:
            continue
        if b"ffmpeg" in command[0] and pid in parents:
            found.append(int(folder.name))
    return found


def ancestors(pid):
    while pid > 1:
        pid = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
        yield pid


def attempts_of(state, kind):
    return [row[4] for row in state["tasks"] if row[0] == kind]


def test_a_worker_is_killed(site):
    worker = site.worker()
    wait_for(encoding_files)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    site.worker()
    site.until_closed()
    state = site.state()
    assert_sound(state)
    assert attempts_of(state, "open") == [2]
    assert files_below(settings.WORK_DIR) == []


def test_an_encoder_is_killed(site):
    worker = site.worker()
    wait_for(encoding_files)
    [encoder, *_] = wait_for(lambda: encoders_of(worker.pid))
    os.kill(encoder, signal.SIGKILL)
    site.until_closed()
    state = site.state()
    assert_sound(state)
    assert max(attempts_of(state, "open") + attempts_of(state, "whole")) == 2


def test_a_worker_stalls_past_its_lease_and_wakes_up(site):
    stalled = site.worker()
    wait_for(encoding_files)
    os.killpg(stalled.pid, signal.SIGSTOP)
    site.worker()
    site.until_closed()
    os.killpg(stalled.pid, signal.SIGCONT)
    wait_for(lambda: not encoders_of(stalled.pid))
    wait_for(lambda: files_below(settings.WORK_DIR) == [])
    assert_sound(site.state())


def test_one_message_comes_ten_times_at_once(site):
    site.worker(script=TEN).wait()
    state = site.state()
    assert_sound(state)
    assert all(row[4] == 1 for row in state["tasks"])
