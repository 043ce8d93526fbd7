"""What the sweep puts right, and what it leaves alone."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from media import packages, store, tasks
from media.flow import fail_task
from media.leases import LeaseLost
from media.models import EncodeJob, EncodeTask, Leftover, Package, State, Video
from media.queries import playback_for
from media.services import cancel_encoding, request_encoding, retry_encoding
from media.sweeping import sweep
from tests.media.lessons import add_unprobed, asked_for, claim, finish, finish_all, planned, reloaded, silence

DAY = timedelta(days=1)


@pytest.fixture
def bamboo(db):
    return asked_for()


@pytest.fixture
def replaced(bamboo):
    """A package that is not live any more, with a file of its own."""
    finish_all()
    package = Package.objects.get()
    put_file(package.folder, f"{package.master.split('/')[0]}/saver.mp4")
    request_encoding(video=bamboo)
    finish_all()
    return package


def put_file(folder, name="x/saver.mp4"):
    return default_storage.save(f"{folder}/{name}", ContentFile(b"x"))


def files_below(folder):
    return [path.name for path in Path(default_storage.path(folder)).rglob("*") if path.is_file()]


def age(folder, by=2 * DAY):
    then = (timezone.now() - by).timestamp()
    for path in Path(default_storage.path(folder)).rglob("*"):
        os.utime(path, (then, then))


def test_a_dead_workers_task_goes_to_another(bamboo):
    task = claim()
    silence(task)
    sweep()
    assert claim("two").pk == task.pk


def test_a_video_that_nobody_asked_for_is_asked_for(db):
    video = add_unprobed()
    sweep()
    assert claim().job.video == video


def test_a_reserved_video_without_a_file_is_not(db):
    Video.objects.create(title="x", type="video")
    sweep()
    assert not EncodeJob.objects.exists()


def test_a_job_without_a_task_gets_one(bamboo):
    EncodeTask.objects.all().delete()
    sweep()
    assert claim().kind == "open"


def test_one_step_that_fails_keeps_no_other_from_its_work(bamboo, monkeypatch):
    def away(*args):
        raise store.StoreAway("gone")

    task = claim()
    silence(task)
    Leftover.objects.create(name="media/old.mp4")
    monkeypatch.setattr(store, "remove_file", away)
    sweep()
    assert reloaded(task).state == State.WAITING
    assert Leftover.objects.exists()


@pytest.fixture
def stuck(monkeypatch):
    """A store that deletes nothing of this name."""

    def deny(act):
        def denied(name):
            if "stuck" in name:
                raise PermissionError(name)
            act(name)

        return denied

    for name in ("remove_file", "remove_folder"):
        monkeypatch.setattr(store, name, deny(getattr(store, name)))


def test_a_file_that_cannot_be_deleted_keeps_no_other(db, stuck, caplog):
    kept = Leftover.objects.create(name="media/stuck.mp4")
    Leftover.objects.create(name="media/old.mp4")
    packages.remove_leftovers()
    assert list(Leftover.objects.all()) == [kept]
    assert f"Leftover {kept.pk}" in caplog.text
    assert "stuck" not in caplog.text


def test_a_package_that_cannot_be_deleted_keeps_no_other(db, stuck):
    kept = Package.objects.create(token="stuck", state=Package.State.REMOVED)
    Package.objects.create(token="old", state=Package.State.REMOVED)
    packages.remove_marked()
    assert list(Package.objects.all()) == [kept]


def test_the_bell_rings_after_a_sweep_that_failed(bamboo, quiet, monkeypatch):
    def broken():
        raise RuntimeError

    quiet.clear()
    monkeypatch.setattr(tasks, "sweep_uploads", broken)
    with pytest.raises(RuntimeError):
        tasks.sweep_media()
    assert quiet


def test_a_replaced_package_stays_for_those_who_watch_it(replaced):
    sweep()
    assert files_below(replaced.folder)


def test_a_replaced_package_goes_after_a_while(replaced):
    Package.objects.filter(pk=replaced.pk).update(retired_at=timezone.now() - DAY)
    sweep()
    assert not files_below(replaced.folder)
    assert not Package.objects.filter(pk=replaced.pk).exists()


def test_the_live_package_stays(replaced, bamboo):
    live = Package.objects.get(state="live")
    put_file(live.folder, f"{live.master.split('/')[0]}/saver.mp4")
    Package.objects.update(created_at=timezone.now() - 9 * DAY)
    sweep()
    assert files_below(live.folder)


def test_a_removal_that_broke_off_is_finished(replaced):
    Package.objects.filter(pk=replaced.pk).update(state=Package.State.REMOVED)
    sweep()
    assert not files_below(replaced.folder)


def test_a_deleted_video_plays_on_for_a_while(bamboo):
    finish_all()
    package = Package.objects.get()
    put_file(package.folder)
    bamboo.delete()
    sweep()
    assert (reloaded(package).state, len(files_below(package.folder))) == ("retired", 1)
    Package.objects.update(retired_at=timezone.now() - DAY)
    sweep()
    assert not Package.objects.exists()
    assert not files_below(package.folder)


def test_a_deleted_video_takes_its_original_along(bamboo, django_capture_on_commit_callbacks):
    name = bamboo.file.name
    with django_capture_on_commit_callbacks(execute=True):
        bamboo.delete()
    assert not default_storage.exists(name)


def test_an_original_whose_deletion_broke_off_goes_with_the_sweep(bamboo, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        name = bamboo.file.name
        bamboo.delete()
    sweep()
    assert not default_storage.exists(name)
    assert not Leftover.objects.exists()


def test_what_a_failed_job_made_waits_for_another_try(bamboo):
    finish(claim(), planned(parts=2))
    package = Package.objects.get()
    put_file(package.work_folder)
    fail_task(task=claim(), code="crashed", permanent=True)
    sweep()
    assert files_below(package.work_folder)


def test_what_a_failed_job_made_goes_when_nobody_tries_again(bamboo):
    finish(claim(), planned(parts=2))
    package = Package.objects.get()
    put_file(package.work_folder)
    fail_task(task=claim(), code="crashed", permanent=True)
    EncodeJob.objects.update(finished_at=timezone.now() - 2 * DAY)
    sweep()
    assert not files_below(package.work_folder)
    assert not Package.objects.exists()
    assert retry_encoding(video=bamboo).tasks.get().kind == "open"


def test_cancelled_work_leaves_nothing(bamboo):
    finish(claim(), planned(parts=2))
    package = Package.objects.get()
    put_file(package.work_folder)
    cancel_encoding(video=bamboo)
    sweep()
    assert not files_below(package.work_folder)
    assert not Package.objects.exists()


def test_a_finished_job_leaves_only_what_plays(bamboo):
    finish_all()
    package = Package.objects.get()
    kept = put_file(package.folder, f"{package.master.split('/')[0]}/master.m3u8")
    put_file(package.folder, "ab12/half.mp4")
    put_file(package.work_folder)
    sweep()
    assert files_below(package.folder) == [kept.split("/")[-1]]
    assert not files_below(package.work_folder)


def test_the_original_is_kept(bamboo):
    finish_all()
    sweep()
    assert default_storage.exists(bamboo.file.name)


def test_the_original_can_be_dropped_once_all_is_made(bamboo, settings, django_capture_on_commit_callbacks):
    settings.VIDEO_KEEP_ORIGINAL = False
    finish(claim())
    sweep()
    assert default_storage.exists(bamboo.file.name)
    finish_all()
    with django_capture_on_commit_callbacks(execute=True):
        sweep()
    bamboo.refresh_from_db()
    assert not default_storage.exists(bamboo.file.name)
    assert (bamboo.has_original, playback_for(bamboo).state) == (False, "ready")


def test_a_new_original_is_there_again(bamboo, settings):
    settings.VIDEO_KEEP_ORIGINAL = False
    finish_all()
    sweep()
    bamboo.refresh_from_db()
    bamboo.file = ContentFile(b"y", name="better.mp4")
    assert bamboo.has_original


def test_a_folder_without_a_row_goes_after_a_day(db):
    put_file("packages/nobody")
    put_file("work/nobody")
    store.remove_orphans()
    assert files_below("packages/nobody")
    age("packages/nobody")
    age("work/nobody")
    store.remove_orphans()
    assert not files_below("packages/nobody")
    assert not files_below("work/nobody")


def test_an_orphan_that_cannot_be_removed_keeps_no_other(db, monkeypatch):
    remove_folder = store.remove_folder

    def denied(prefix):
        if "stuck" in prefix:
            raise PermissionError(prefix)
        remove_folder(prefix)

    monkeypatch.setattr(store, "remove_folder", denied)
    for name in ("packages/a-stuck", "packages/b"):
        put_file(name)
        age(name)
    store.remove_orphans()
    assert files_below("packages/a-stuck")
    assert not files_below("packages/b")


def test_a_folder_with_a_row_is_no_orphan(bamboo):
    finish_all()
    package = Package.objects.get()
    put_file(package.folder)
    age(package.folder)
    store.remove_orphans()
    assert files_below(package.folder)


def test_folders_of_attempts_that_are_over_go(bamboo, settings):
    task = claim()
    for name in (task.lease_token, "gone"):
        (settings.WORK_DIR / name).mkdir(parents=True)
    store.sweep_work_folders()
    assert [path.name for path in settings.WORK_DIR.iterdir()] == [task.lease_token]


def test_a_package_is_not_taken_from_a_job_that_is_taken_up_again(bamboo):
    finish(claim(), planned(parts=2))
    fail_task(task=claim(), code="crashed", permanent=True)
    EncodeJob.objects.update(finished_at=timezone.now() - 2 * DAY)
    retry_encoding(video=bamboo)
    packages.mark_unused()
    assert Package.objects.get().state == Package.State.BUILDING


def test_a_late_worker_of_a_deleted_video_learns_so(bamboo):
    task = claim()
    bamboo.delete()
    with pytest.raises(LeaseLost):
        finish(task)
