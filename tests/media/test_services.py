"""What people ask of videos."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from media.leases import LeaseLost, heartbeat
from media.models import EncodeTask, State, Video
from media.pipeline.runner import Progress
from media.pipeline.sources import SourceProblem
from media.services import forget_file, request_encoding, retry_encoding
from tests.media.conftest import add_video
from tests.media.lessons import asked_for, claim, finish_all


@pytest.fixture
def bamboo(db):
    return asked_for()


def test_asking_twice_makes_one_job(bamboo):
    assert request_encoding(video=bamboo) == request_encoding(video=bamboo)
    assert EncodeTask.objects.count() == 1


def test_the_bell_rings_only_once_the_job_is_written(bamboo, quiet, django_capture_on_commit_callbacks):
    quiet.clear()
    with django_capture_on_commit_callbacks(execute=True):
        request_encoding(video=bamboo)
        assert quiet == []
    assert quiet == ["look"]


def test_a_new_file_cancels_the_work_on_the_old_one(bamboo):
    task = claim()
    bamboo.file = ContentFile(b"y", name="better.mp4")
    bamboo.save()
    assert request_encoding(video=bamboo).source_name == bamboo.file.name
    with pytest.raises(LeaseLost):
        heartbeat(task=task, progress=Progress(50))


def test_another_cut_is_another_job(bamboo):
    first = bamboo.jobs.get()
    bamboo.trim_start_s = 2.5
    bamboo.save()
    assert request_encoding(video=bamboo).wishes["trim_start_s"] == 2.5
    first.refresh_from_db()
    assert first.state == State.CANCELLED


def test_another_poster_is_no_reason_to_encode(bamboo):
    bamboo.poster_at_s = 3
    bamboo.save()
    assert request_encoding(video=bamboo) == bamboo.jobs.get()


def test_a_finished_video_can_be_asked_for_again(bamboo):
    finish_all()
    assert request_encoding(video=bamboo).state == State.WAITING


def test_the_button_on_an_open_job_changes_nothing(bamboo):
    assert retry_encoding(video=bamboo) == bamboo.jobs.get()


def test_a_forgotten_file_goes_after_the_rows(bamboo, django_capture_on_commit_callbacks):
    name = bamboo.file.name
    with django_capture_on_commit_callbacks(execute=True):
        Video.objects.all().delete()
        forget_file(name)
        assert default_storage.exists(name) or not Video.objects.exists()
    assert not default_storage.exists(name)


def test_a_file_that_is_in_use_is_not_forgotten(bamboo, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        forget_file(bamboo.file.name)
    assert default_storage.exists(bamboo.file.name)


def test_an_upload_is_refused_when_the_disk_is_nearly_full(db, clip, settings):
    settings.VIDEO_MIN_FREE_BYTES = 10**18
    with pytest.raises(SourceProblem, match="disk_full"):
        add_video(clip)
    assert not Video.objects.exists()
