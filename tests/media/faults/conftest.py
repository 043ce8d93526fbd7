"""One lesson that is waiting, and processes that are gone with the test."""

import os

import pytest
from django.conf import settings

from tests.lessons import ensure_roots
from tests.media.conftest import add_video
from tests.media.faults.site import Site, database_url


@pytest.fixture
def real_tables(transactional_db):
    """A test with real transactions empties what migrations made."""
    ensure_roots()


@pytest.fixture
def waiting(real_tables, make_clip):
    """A lesson of some seconds: enough work to break into."""
    path = make_clip(
        "faults.mp4",
        *("-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=12", "-f", "lavfi", "-i", "sine=d=12"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    )
    return add_video(path)


@pytest.fixture
def site(waiting, tmp_path):
    """Everything is written to the database before it is handed to processes."""
    own = {"MEDIA_ROOT": str(settings.MEDIA_ROOT), "WORK_DIR": str(settings.WORK_DIR), "VAR_DIR": str(tmp_path)}
    env = {**os.environ, **own, "DATABASE_URL": database_url(tmp_path), "REDIS_URL": "", "VIDEO_MIN_FREE_MB": "0"}
    made = Site(tmp_path, {**env, "SWEEP_SECONDS": "1", "LOG_LEVEL": "ERROR"})
    yield made
    made.end()
