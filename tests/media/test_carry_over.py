"""What was encoded before there were tasks."""

from importlib import import_module

from django.apps import apps
from django.utils import timezone

from media.models import EncodeJob, Package, State
from media.queries import encoding_state, playback_for
from media.sweeping import sweep
from tests.media.lessons import add_unprobed, claim, reloaded

carry_over = import_module("media.migrations.0006_carry_over").carry_over


def test_an_old_package_plays_under_its_old_names(db):
    video = add_unprobed()
    package = Package.objects.create(video=video, state="live", duration_s=3)
    now = timezone.now()
    EncodeJob.objects.create(video=video, package=package, source_name="x", state=State.DONE, finished_at=now)
    made = {"codec": "avc1.4D4015", "bandwidth": 1, "average_bandwidth": 1, "size_bytes": 5}
    package.renditions.create(quality="saver", streamed="s.mp4", kept="saver.mp4", playlist="saver.m3u8", **made)
    carry_over(apps, None)
    play = playback_for(video)
    assert play.hls_url.endswith(f"{package.token}/master.m3u8")
    assert play.poster_url.endswith("poster.webp")
    assert [(row.name, row.state) for row in encoding_state(video).rows] == [("saver", "done")]


def test_an_open_job_is_begun_again(db):
    video = add_unprobed()
    half = Package.objects.create(video=video)
    job = EncodeJob.objects.create(video=video, package=half, source_name=video.file.name, state=State.RUNNING)
    carry_over(apps, None)
    sweep()
    assert (reloaded(job).state, reloaded(job).package) == (State.WAITING, None)
    assert claim().job == job
    assert not Package.objects.filter(pk=half.pk).exists()
