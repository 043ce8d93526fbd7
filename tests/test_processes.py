"""The processes of the large size, started by hand on PostgreSQL and Redis."""

import os
import signal
import time

import pytest
from django.conf import settings
from django.db import connection

from eduplatform.celery import app
from tools.ports import any_free
from tools.processes import kill_tree, send
from tools.serve import status_of, web, worker

HOST = "127.0.0.1"
PATIENCE = 60
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (settings.REDIS_URL and settings.DATABASE_URL), reason="needs PostgreSQL and Redis: make test starts both"
    ),
]


@pytest.fixture
def started(tmp_path):
    """Starts a program on the tests' own database, and ends it with the test."""
    url = f"{settings.DATABASE_URL.rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    env = {**os.environ, "DATABASE_URL": url, "REDIS_URL": settings.REDIS_URL, "VAR_DIR": str(tmp_path), "DEBUG": "1"}
    running = []

    def start(program):
        program.start(env)
        running.append(program.process)

    yield start
    for process in running:
        kill_tree(process.pid)
        send(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(condition) -> bool:
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


def test_the_web_process_answers(started):
    port = any_free()
    started(web(HOST, port))
    # No page is made yet, so the database was asked and had none: anything but an error will do.
    assert wait_until(lambda: status_of(HOST, port))
    assert status_of(HOST, port) < 500


def test_the_worker_takes_the_doorbell(started):
    started(worker())
    app.send_task("media.tasks.sweep_media")

    def taken():
        nodes = app.control.inspect(timeout=0.5).stats() or {}
        return any("media.tasks.sweep_media" in node["total"] for node in nodes.values())

    assert wait_until(taken)
