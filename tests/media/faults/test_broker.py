"""The broker is killed: a worker that has lost it goes on by itself."""

import os
import signal
import subprocess
import sys

import pytest

from tests.media.faults.site import assert_sound, wait_for
from tools.ports import any_free
from tools.services import redis_program, succeeds

pytestmark = pytest.mark.faults


@pytest.fixture
def broker(tmp_path):
    """(its address, its process)"""
    port = any_free()
    command = [redis_program(), "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    wait_for(lambda: succeeds("redis-cli", "-p", str(port), "ping"))
    yield f"redis://127.0.0.1:{port}/0", server
    server.kill()
    server.wait()


def test_a_lesson_is_made_although_the_broker_is_dead(site, broker):
    url, server = broker
    celery = (sys.executable, "-m", "celery", "-A", "eduplatform.celery", "worker", "--concurrency", "1")
    log = site.folder / "worker.log"
    worker = site.start(*celery, "--logfile", str(log), "--loglevel", "INFO", REDIS_URL=url)
    wait_for(lambda: log.exists() and " ready" in log.read_text())
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    site.until_closed()
    assert worker.poll() is None
    assert_sound(site.state())
