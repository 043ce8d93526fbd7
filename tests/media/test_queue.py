"""The queue as staff see it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from media.backlog import waiting_videos
from media.flow import fail_task
from media.models import EncodeTask, Upload
from media.problems import problem_text
from media.services import cancel_encoding, request_encoding
from tests.factories import UserFactory
from tests.media.lessons import asked_for, claim, finish

QUEUE = "media_queue"


def fail(permanent=True, code="bad_source"):
    fail_task(task=claim(), code=code, permanent=permanent, detail="moov atom not found")


@pytest.fixture
def others(db):
    """A video that the trainer has no rights to."""
    return asked_for(title="剪羊毛", uploaded_by_user=UserFactory(username="sun"))


def page(client, **query):
    return client.get(reverse(QUEUE), query).content.decode()


def test_it_shows_who_is_at_what(at_desk, own):
    task = claim(worker="encoder-one:7")
    EncodeTask.objects.filter(pk=task.pk).update(percent=41.2)
    html = page(at_desk)
    assert "encoder-one:7" in html
    assert "41%" in html
    assert waiting_videos() == ()


def test_videos_wait_in_the_order_in_which_they_are_taken(own, others):
    EncodeTask.objects.filter(job__video=others).update(due_at=timezone.now() - timedelta(hours=1))
    assert [row.video_id for row in waiting_videos()] == [others.pk, own.pk]


def test_a_dead_job_says_why(at_desk, own):
    fail()
    html = page(at_desk)
    assert problem_text("bad_source") in html
    assert "moov atom not found" in html
    assert reverse("media_encoding_retry", args=[own.pk]) in html


def test_what_was_asked_for_again_has_not_failed(at_desk, own):
    fail()
    request_encoding(video=own)
    assert problem_text("bad_source") not in page(at_desk)
    assert len(waiting_videos()) == 1


def test_a_try_that_is_put_off_says_why_and_until_when(own):
    fail(permanent=False, code="no_store")
    (row,) = waiting_videos()
    assert row.problem == problem_text("no_store")
    assert row.again_at > timezone.now()


def test_what_plays_already_waits_only_for_the_rest(own):
    finish(claim())
    (row,) = waiting_videos()
    assert row.plays


def test_what_was_stopped_does_not_wait(own):
    cancel_encoding(video=own)
    assert waiting_videos() == ()


def test_other_peoples_videos_have_no_name(at_desk, own, others):
    EncodeTask.objects.filter(job__video=others).update(due_at=timezone.now() - timedelta(hours=1))
    fail()
    html = page(at_desk)
    assert own.title in html
    assert others.title not in html
    assert "moov atom" not in html
    assert reverse("media_encoding_retry", args=[others.pk]) not in html


def test_uploads_on_their_way_are_counted(at_desk, trainer):
    Upload.objects.create(user=trainer, file_name="羊.mp4", length=4096, offset=1024)
    Upload.objects.create(user=UserFactory(username="sun"), file_name="牛.mp4", length=8192)
    html = page(at_desk)
    assert "羊.mp4" in html
    assert "牛.mp4" not in html
    assert "8.0" in html


def test_videos_that_nobody_takes_are_a_warning(at_desk, own):
    assert "help-warning" in page(at_desk)
    claim()
    assert "help-warning" not in page(at_desk)


def test_a_full_disk_is_said(at_desk, settings, db):
    settings.VIDEO_MIN_FREE_BYTES = 1 << 60
    assert "help-critical" in page(at_desk)


def test_the_refreshed_part_is_no_page(at_desk, own):
    part = page(at_desk, part="")
    assert own.title in part
    assert "<html" not in part


def test_villagers_have_no_queue(client, own):
    client.force_login(UserFactory(username="lan"))
    assert client.get(reverse(QUEUE)).status_code == 302


def test_the_menu_leads_there(at_desk, own):
    assert reverse(QUEUE) in at_desk.get(reverse("wagtailadmin_home")).content.decode()


def test_a_longer_queue_asks_no_more_questions(own, others, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(waiting_videos()) == 2
