"""Long lessons, the whole way: in parts, stage by stage, on one worker."""

import av
import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from media import encoding
from media.models import EncodeJob, EncodeTask, Package
from media.pipeline.plan import Plan
from media.pipeline.produce import part_input
from media.queries import encoding_state, playback_for
from tests.media.conftest import add_video

SECONDS = 20
pytestmark = pytest.mark.any_database


@pytest.fixture
def lecture(db, make_clip, settings):
    """Twenty seconds that are cut into parts of about eight."""
    settings.VIDEO_SPLIT_FROM_SECONDS, settings.VIDEO_PART_SECONDS = 10, 8
    path = make_clip(
        "lecture.mp4",
        *("-f", "lavfi", "-i", f"testsrc2=s=426x240:r=15:d={SECONDS}", "-f", "lavfi", "-i", f"sine=d={SECONDS}"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-g", "40", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    )
    return add_video(path)


def local(url):
    return default_storage.path(url.removeprefix("/files/"))


def pictures_in(url):
    with av.open(local(url)) as container:
        return sum(1 for _ in container.decode(video=0))


def test_a_long_lesson_is_encoded_in_parts_and_plays_as_one(lecture):
    encoding.work()
    kinds = list(EncodeTask.objects.values_list("kind", "stage", "state"))
    assert kinds.count(("part", "first", "done")) >= 2
    assert EncodeJob.objects.get().state == "done"
    play = playback_for(lecture)
    assert play.duration_s == pytest.approx(SECONDS, abs=0.1)
    fps = play.saver.sources[-1].fps
    assert pictures_in(play.saver.url) == pytest.approx(SECONDS * fps, abs=1)
    assert {row.state for row in encoding_state(lecture).rows} <= {"done", "dropped"}
    assert Package.objects.get().renditions.count() == sum(len(quality.sources) for quality in play.qualities)


def test_the_saver_of_a_long_lesson_plays_before_the_rest_is_begun(lecture):
    encoding.work(but_not=("rest", "av1"))
    play = playback_for(lecture)
    assert [quality.name for quality in play.qualities] == ["saver", "audio"]
    assert EncodeJob.objects.get().state == "running"


def test_nothing_of_the_parts_is_left(lecture):
    encoding.work()
    assert not [path for path in (settings.MEDIA_ROOT / "work").rglob("*") if path.is_file()]
    assert list(settings.WORK_DIR.iterdir()) == []


def test_pieces_of_the_original_stay_as_long_as_a_later_stage_reads_them(lecture):
    encoding.work(but_not=("av1",))
    left = {path.name for path in (settings.MEDIA_ROOT / "work").rglob("*") if path.is_file()}
    job = EncodeJob.objects.get()
    assert {part_input(Plan.from_json(job.plan), "av1", task.part) for task in job.tasks.filter(kind="part")} <= left
