from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from media import services
from media.models import EncodeJob, Package, Video
from media.pipeline.produce import Made, MadePackage
from media.pipeline.runner import Progress
from media.services import LeaseLost, claim_next_job, fail_job, finish_job, heartbeat, request_encoding, sweep

State = EncodeJob.State
MADE = MadePackage(
    duration_s=59.5,
    renditions=(Made("saver", "h264", "avc1.4D4015", "saver-stream.mp4", "saver.mp4", "saver.m3u8", 400_000, 60_000, 50_000),),
    files=("saver.mp4",),
)


@pytest.fixture
def bamboo(db):
    """A video that was stored without being probed: the rules do not look into files."""
    video = Video.objects.create(title="竹笋", file=ContentFile(b"x", name="bamboo.mp4"), type="video", duration=60)
    request_encoding(video=video)
    return video


@pytest.fixture
def job(bamboo):
    return claim_next_job(worker="one")


def expire(job):
    EncodeJob.objects.filter(pk=job.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))


def reloaded(job):
    return EncodeJob.objects.get(pk=job.pk)


def put_file(package):
    default_storage.save(f"{package.folder}/saver.mp4", ContentFile(b"x"))


def test_asking_twice_makes_one_job(bamboo):
    assert request_encoding(video=bamboo) == request_encoding(video=bamboo)


def test_the_database_allows_one_open_job_per_video(bamboo):
    with pytest.raises(IntegrityError), transaction.atomic():
        EncodeJob.objects.create(video=bamboo, source_name="other.mp4")


def test_the_bell_rings_only_once_the_job_is_written(bamboo, quiet, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        request_encoding(video=bamboo)
        assert quiet == []
    assert quiet == ["look"]


def test_a_new_file_cancels_the_work_on_the_old_one(bamboo, job):
    bamboo.file = ContentFile(b"y", name="better.mp4")
    bamboo.save()
    assert request_encoding(video=bamboo).source_name == bamboo.file.name
    with pytest.raises(LeaseLost):
        heartbeat(job=job, progress=Progress(50))


def test_a_job_is_claimed_once(job):
    assert claim_next_job(worker="two") is None


def test_the_one_that_waited_longest_comes_first(bamboo):
    other = Video.objects.create(title="猪", file=ContentFile(b"x", name="pig.mp4"), type="video")
    request_encoding(video=other)
    EncodeJob.objects.filter(video=other).update(next_attempt_at=timezone.now() - timedelta(hours=1))
    assert claim_next_job(worker="one").video == other


def test_a_heartbeat_shows_how_far_it_is(job):
    heartbeat(job=job, progress=Progress(42.0, 3.5, 12.0))
    assert (reloaded(job).percent, reloaded(job).speed, reloaded(job).eta_s) == (42.0, 3.5, 12.0)


def test_a_heartbeat_keeps_the_lease(job):
    expire(job)
    heartbeat(job=job)
    sweep()
    assert reloaded(job).state == State.RUNNING


def test_a_finished_job_switches_the_package_live(job):
    finish_job(job=job, made=MADE)
    package = Package.objects.get(state=Package.State.LIVE)
    assert [rendition.quality for rendition in package.renditions.all()] == ["saver"]
    assert Video.objects.get(pk=job.video_id).duration == 59.5


def test_finishing_twice_counts_once(job):
    finish_job(job=job, made=MADE)
    with pytest.raises(LeaseLost):
        finish_job(job=job, made=MADE)
    assert Package.objects.filter(state=Package.State.LIVE).count() == 1


def test_the_older_package_goes_when_the_new_one_is_live(job, django_capture_on_commit_callbacks):
    finish_job(job=job, made=MADE)
    put_file(job.package)
    request_encoding(video=job.video)
    again = claim_next_job(worker="one")
    with django_capture_on_commit_callbacks(execute=True):
        finish_job(job=again, made=MADE)
    assert list(Package.objects.values_list("pk", flat=True)) == [again.package.pk]
    assert not default_storage.exists(f"{job.package.folder}/saver.mp4")


def test_a_bad_file_is_not_tried_again(job):
    fail_job(job=job, code="bad_source", permanent=True)
    assert reloaded(job).state == State.FAILED


def test_a_passing_fault_is_tried_again_later(job):
    fail_job(job=job, code="no_space", permanent=False)
    assert reloaded(job).state == State.WAITING
    assert claim_next_job(worker="two") is None
    assert reloaded(job).next_attempt_at > timezone.now()


def test_passing_faults_end_too(job):
    EncodeJob.objects.update(attempts=services.MAX_ATTEMPTS)
    fail_job(job=reloaded(job), code="no_space", permanent=False)
    assert reloaded(job).state == State.FAILED


def test_a_failed_video_can_be_asked_for_again(job):
    fail_job(job=job, code="timeout", permanent=True)
    assert request_encoding(video=job.video).state == State.WAITING


def test_a_dead_workers_job_goes_to_another(job):
    expire(job)
    sweep()
    assert claim_next_job(worker="two").pk == job.pk


def test_a_live_workers_job_is_left_alone(job):
    sweep()
    assert reloaded(job).state == State.RUNNING


def test_a_file_that_kills_its_worker_is_given_up(job):
    EncodeJob.objects.update(attempts=services.MAX_ATTEMPTS)
    expire(job)
    sweep()
    assert (reloaded(job).state, reloaded(job).error_code) == (State.FAILED, "worker_lost")


def test_a_worker_that_comes_back_late_cannot_finish(job):
    expire(job)
    sweep()
    with pytest.raises(LeaseLost):
        finish_job(job=job, made=MADE)


def test_the_sweep_clears_what_a_dead_worker_published(job):
    put_file(job.package)
    expire(job)
    sweep()
    assert not default_storage.exists(f"{job.package.folder}/saver.mp4")
    assert not Package.objects.exists()


def test_the_sweep_clears_packages_of_deleted_videos(job):
    finish_job(job=job, made=MADE)
    put_file(job.package)
    job.video.delete()
    sweep()
    assert not default_storage.exists(f"{job.package.folder}/saver.mp4")


def test_the_sweep_asks_for_a_video_that_nobody_asked_for(db):
    video = Video.objects.create(title="猪", file=ContentFile(b"x", name="pig.mp4"), type="video")
    sweep()
    assert video.jobs.get().state == State.WAITING


def test_a_stopped_worker_hands_back_without_loss(job):
    services.hand_back(job=job)
    assert (reloaded(job).state, reloaded(job).attempts) == (State.WAITING, 0)
