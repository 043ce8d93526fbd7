"""Real worker processes: two at once, and one killed in the middle with `kill -9`, as a power cut does."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.lessons import ensure_roots
from tests.media.conftest import add_video
from tests.media.faults.site import database_url, files_below, wait_for
from tests.media.packages import QUICK_AV1_ELSEWHERE

SET_UP = "import django; django.setup()\n" + QUICK_AV1_ELSEWHERE
WORK = SET_UP + "from media.encoding import work\nwork()"
RECOVER = (
    SET_UP
    + """
import json
from datetime import timedelta
from django.utils import timezone
from media.encoding import work
from media.leases import DOUBT_S
from media.models import EncodeJob, EncodeTask, Package
from media.sweeping import sweep
past = timezone.now() - timedelta(seconds=DOUBT_S + 1)
EncodeTask.objects.filter(state="running").update(lease_expires_at=past, doubted_at=past)
sweep(); work()
print(json.dumps({
    "jobs": list(EncodeJob.objects.values_list("state", flat=True)),
    "tasks": list(EncodeTask.objects.order_by("id").values_list("kind", "attempts")),
    "packages": list(Package.objects.values_list("state", "token")),
}))
"""
)
CLAIM = (
    SET_UP
    + """
import json
from media.leases import claim_next_task
print("ready", flush=True)
input()
claimed = []
while task := claim_next_task(worker="w"):
    claimed.append(task.job_id)
print(json.dumps(claimed))
"""
)


@pytest.fixture
def long_clip(make_clip):
    """Enough work to be killed in."""
    return make_clip(
        "long.mp4",
        *("-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=8", "-f", "lavfi", "-i", "sine=d=8"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    )


@pytest.fixture
def environment(transactional_db, tmp_path):
    """What a worker process needs to see the test's database and files."""
    ensure_roots()

    def make():
        own = {"MEDIA_ROOT": str(settings.MEDIA_ROOT), "WORK_DIR": str(settings.WORK_DIR), "VAR_DIR": str(tmp_path)}
        return {**os.environ, **own, "DATABASE_URL": database_url(tmp_path), "REDIS_URL": ""}

    return make


@pytest.mark.any_database
def test_a_killed_worker_costs_time_and_nothing_else(environment, long_clip):
    add_video(long_clip)
    env = environment()
    worker = subprocess.Popen([sys.executable, "-c", WORK], env=env, cwd=settings.BASE_DIR)
    wait_for(lambda: any(path.suffix == ".mp4" and path.stat().st_size for path in files_below(settings.WORK_DIR)))
    worker.kill()
    assert worker.wait() == -9

    recovered = subprocess.run(
        [sys.executable, "-c", RECOVER], env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    after = json.loads(recovered.stdout)
    assert after["jobs"] == ["done"]
    assert after["tasks"] == [["open", 2], ["whole", 1]]
    [(state, token)] = after["packages"]
    assert state == "live"
    assert files_below(settings.WORK_DIR) == []
    packages = settings.MEDIA_ROOT / "packages"
    assert [path.name for path in packages.iterdir()] == [token]
    assert list(packages.glob("*/*/master-*.m3u8"))


def test_two_workers_never_get_the_same_job(environment, clip):
    jobs = [add_video(clip, title=str(number)).jobs.get().pk for number in range(8)]
    env = environment()
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIM],
            env=env,
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    claimed = [json.loads(worker.communicate()[0]) for worker in workers]
    assert sorted(claimed[0] + claimed[1]) == jobs
