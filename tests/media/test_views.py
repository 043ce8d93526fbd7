"""How far the encoding is, live."""

import pytest
from django.urls import reverse

from courses.models import CoursePage, LessonPage
from courses.site import ensure_site
from media.flow import fail_task
from media.leases import claim_next_task, heartbeat
from media.models import EncodeJob, Video
from media.panels import EncodingPanel
from media.pipeline.runner import Progress
from media.problems import problem_text
from media.services import request_encoding
from tests.factories import UserFactory

pytestmark = pytest.mark.any_database


def shown(client, video):
    return client.get(reverse("media_encoding", args=[video.pk])).content.decode()


def retry(client, video, name="media_encoding_retry", **headers):
    return client.post(reverse(name, args=[video.pk]), headers=headers or {"X-Requested-With": "fetch"})


def test_it_shows_how_far_it_is(at_desk, own):
    heartbeat(task=claim_next_task(worker="one"), progress=Progress(42.0, 2.0, 65.0))
    text = shown(at_desk, own)
    assert "42%" in text
    assert "1:05" in text
    assert "data-open" in text


def test_it_says_what_is_wrong_and_what_to_do(at_desk, own):
    fail_task(task=claim_next_task(worker="one"), code="bad_source", permanent=True)
    text = shown(at_desk, own)
    assert problem_text("bad_source") in text
    assert reverse("media_encoding_retry", args=[own.pk]) in text
    assert "data-open" not in text


def test_the_button_tries_again(at_desk, own):
    fail_task(task=claim_next_task(worker="one"), code="timeout", permanent=True)
    assert "data-open" in retry(at_desk, own).content.decode()
    assert own.jobs.last().state == EncodeJob.State.WAITING


def test_without_a_script_the_button_leads_to_the_videos_page(at_desk, own):
    fail_task(task=claim_next_task(worker="one"), code="timeout", permanent=True)
    response = retry(at_desk, own, accept="text/html")
    assert response["Location"] == reverse("wagtailmedia:edit", args=[own.pk])


def test_only_who_may_edit_tries_again(client, own):
    fail_task(task=claim_next_task(worker="one"), code="timeout", permanent=True)
    client.force_login(UserFactory(username="lan"))
    retry(client, own)
    assert own.jobs.last().state == EncodeJob.State.FAILED


def test_a_look_does_not_try_again(at_desk, own):
    assert at_desk.get(reverse("media_encoding_retry", args=[own.pk])).status_code == 405


def test_strangers_see_nothing(client, own):
    assert client.get(reverse("media_encoding", args=[own.pk])).status_code == 302


def test_the_videos_own_page_shows_it(at_desk, own):
    assert "data-encoding" in at_desk.get(reverse("wagtailmedia:edit", args=[own.pk])).content.decode()


def bound(lesson):
    panel = EncodingPanel("video").bind_to_model(LessonPage)
    return panel.get_bound_panel(instance=lesson, request=None, form=None)


def test_the_panel_of_a_lesson_shows_its_video(own):
    html = bound(LessonPage(title="x", video=own)).render_html()
    assert f'data-video="{own.pk}"' in html


def test_the_panel_waits_for_a_video_to_be_chosen(db):
    assert 'data-video=""' in bound(LessonPage(title="x")).render_html()


def test_an_open_request_is_not_doubled_by_the_button(at_desk, own):
    request_encoding(video=own)
    retry(at_desk, own)
    assert own.jobs.count() == 1


def test_a_video_in_a_lesson_is_not_deleted(at_desk, own):
    index = ensure_site()
    course = index.add_child(instance=CoursePage(title="竹笋", slug="sun"))
    course.add_child(instance=LessonPage(title="采收", slug="cai", video=own))
    response = at_desk.post(reverse("wagtailmedia:delete", args=[own.pk]), follow=True)
    assert response.status_code == 200
    assert Video.objects.filter(pk=own.pk).exists()


def test_a_video_of_no_lesson_is_deleted(at_desk, own):
    at_desk.post(reverse("wagtailmedia:delete", args=[own.pk]))
    assert not Video.objects.exists()
