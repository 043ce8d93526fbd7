"""Deleting videos while workers are at them: nobody waits for whoever waits for them."""

import threading

import pytest
from django.db import connection, transaction

from media.flow import add_tasks
from media.leases import lock_job
from media.models import EncodeJob, EncodeTask, Video
from tests.lessons import ensure_roots
from tests.media.lessons import asked_for

together = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer at a time, and its tests one connection"
)


@pytest.fixture
def three(transactional_db):
    ensure_roots()
    return [asked_for(name=f"{number}.mp4") for number in range(3)]


def deleted_meanwhile(delete, pk):
    """Delete while a worker holds the video of a job and goes on to the job; what went wrong."""
    errors, ready = [], threading.Event()

    def work():
        try:
            with transaction.atomic():
                Video.objects.select_for_update().get(jobs=pk)
                ready.set()
                waits_for_a_lock()
                add_tasks(lock_job(pk), EncodeTask.Kind.STILLS)
        except Exception as error:
            errors.append(error)
        finally:
            ready.set()
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    ready.wait()
    try:
        delete()
    except Exception as error:
        errors.append(error)
    worker.join()
    return errors


def waits_for_a_lock():
    """Return once another connection waits for what this one holds."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.05)")


@together
@pytest.mark.parametrize("how", ["one", "many"])
def test_videos_are_deleted_while_a_worker_goes_on(three, how):
    first = three[0]
    deletes = {"one": first.delete, "many": Video.objects.all().delete}
    assert deleted_meanwhile(deletes[how], first.jobs.get().pk) == []
    assert Video.objects.count() == (2 if how == "one" else 0)
    assert EncodeJob.objects.count() == Video.objects.count()


def test_many_are_deleted_with_all_that_was_asked_of_them(db):
    asked_for(name="a.mp4")
    kept = asked_for(name="b.mp4")
    Video.objects.filter(file__contains="a").exclude(pk=kept.pk).delete()
    assert list(EncodeJob.objects.values_list("video", flat=True)) == [kept.pk]


def test_a_template_cannot_delete_them_all():
    assert Video.objects.all().delete.alters_data
    assert not hasattr(Video.objects, "delete")
