"""Two machines that share PostgreSQL, Redis and an S3 store and nothing else encode one long lesson."""

import os
import sys
from itertools import pairwise
from urllib.parse import urlsplit

import av
import boto3
import pytest
from django.conf import settings
from django.db import connection

from tests.media.conftest import add_video
from tests.media.faults.hosts import hosts
from tests.media.faults.site import Site, assert_sound, database_url, wait_for
from tests.media.faults.test_store import store  # noqa: F401  the fixture

SECONDS = 40
pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(os.geteuid() != 0, reason="a name and a network for each host need root"),
    pytest.mark.skipif(
        not (settings.REDIS_URL and connection.vendor == "postgresql"),
        reason="needs PostgreSQL and Redis: make test-faults starts both",
    ),
]


@pytest.fixture
def waiting(store, real_tables, make_clip):  # noqa: F811
    path = make_clip(
        "shared.mp4",
        *("-f", "lavfi", "-i", f"testsrc2=s=426x240:r=15:d={SECONDS}", "-f", "lavfi", "-i", f"sine=d={SECONDS}"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-g", "40", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    )
    return add_video(path)


def test_a_long_lesson_is_shared_between_two_hosts(store, waiting, tmp_path):  # noqa: F811
    urls = {"DATABASE_URL": database_url(tmp_path), "REDIS_URL": settings.REDIS_URL, "STORAGE_URL": store[0]}
    here = Site(tmp_path, {**os.environ, **urls, "VAR_DIR": str(tmp_path / "here"), "LOG_LEVEL": "WARNING"})
    with hosts(2, [urlsplit(url).port for url in urls.values()]) as machines:
        logs = [begin_worker(here, machine, number, urls) for number, machine in enumerate(machines)]
        try:
            wait_for(lambda: all(log.exists() and " ready" in log.read_text() for log in logs))
            here.ask("from media.tasks import sweep_media; sweep_media.delay(); print(1)")
            here.until_closed()
        finally:
            here.end()
    state = here.state()
    assert_sound(state)
    assert {row[6].split(":")[0] for row in state["tasks"] if row[0] == "part"} == {"host0", "host1"}
    assert_plays_through(store[0], state, tmp_path)


def begin_worker(here, machine, number, urls):
    """A Celery worker under a name and with folders of its own; answers its log."""
    name, folder = f"host{number}", here.folder / f"host{number}"
    own = {"VAR_DIR": folder, "MEDIA_ROOT": folder / "files", "WORK_DIR": folder / "work"}
    cut = {"VIDEO_SPLIT_FROM_SECONDS": "10", "VIDEO_PART_SECONDS": "8", "VIDEO_MIN_FREE_MB": "0", "SWEEP_SECONDS": "5"}
    reached = {name: machine.url(url) for name, url in urls.items()}
    log = here.folder / f"{name}.log"
    here.start(
        *(*machine.before, "unshare", "--uts", "sh", "-c", f'hostname {name} && exec "$@"', "sh"),
        *(sys.executable, "-m", "celery", "-A", "eduplatform.celery", "worker", "--loglevel", "INFO"),
        *("--pool", "solo", "--without-mingle", "--without-gossip", "--logfile", str(log)),
        **reached,
        **{name: str(path) for name, path in own.items()},
        **cut,
    )
    return log


def assert_plays_through(url, state, folder):
    """Every picture of the saver quality once, evenly spaced, and the sound as long as they are."""
    parts = urlsplit(url)
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=f"http://{parts.hostname}:{parts.port}", **keys)
    [name] = [name for name in state["stored"] if "/saver-keep-" in name]
    client.download_file(parts.path.strip("/"), name, str(folder / "saver.mp4"))
    with av.open(str(folder / "saver.mp4")) as container:
        times = [float(frame.pts * frame.time_base) for frame in container.decode(video=0)]
    steps = {round(after - before, 3) for before, after in pairwise(times)}
    with av.open(str(folder / "saver.mp4")) as container:
        heard_s = sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
    assert max(steps) - min(steps) <= 0.002
    assert times[-1] - times[0] + max(steps) == pytest.approx(SECONDS, abs=0.15)
    assert heard_s == pytest.approx(SECONDS, abs=0.15)
