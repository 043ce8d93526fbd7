"""The database goes away under a worker's hands."""

import sqlite3
import time

import pytest
from django.conf import settings
from django.db import connection

from tests.media.faults.site import assert_sound, files_below, wait_for

pytestmark = pytest.mark.faults

CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def test_connections_are_cut_again_and_again(site):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connections to cut: make test-faults starts PostgreSQL")
    site.worker()
    wait_for(lambda: files_below(settings.WORK_DIR))
    for _ in range(8):
        with connection.cursor() as cursor:
            cursor.execute(CUT)
        time.sleep(0.7)
    site.until_closed()
    assert_sound(site.state())


def test_the_database_is_locked_for_longer_than_a_lease(site):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL does not lock its whole file")
    site.worker()
    wait_for(lambda: files_below(settings.WORK_DIR))
    other = sqlite3.connect(site.folder / "faults.sqlite3", isolation_level=None, timeout=30)
    other.execute("BEGIN IMMEDIATE")
    time.sleep(6)
    other.execute("ROLLBACK")
    other.close()
    site.until_closed()
    assert_sound(site.state())
