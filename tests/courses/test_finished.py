"""Public pages that are kept finished: quick, and never older than what they show."""

import gzip

import brotli
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction, Site

from courses.changes import KEPT, CatalogueChange, state_now
from courses.models import LessonPage
from media.models import Package, Rendition, Video
from tests.lessons import add_lesson, make_course

PLAYABLE = {"state": Package.State.LIVE, "duration_s": 120, "master": "master.m3u8"}


@pytest.fixture
def lesson(db) -> LessonPage:
    course = make_course(lessons=0)
    for number in (1, 2):
        package = Package.objects.create(video=add_lesson(course, number).video, **PLAYABLE)
        made = {"bandwidth": 1, "average_bandwidth": 1, "streamed": "s", "playlist": "p", "codec": ""}
        Rendition.objects.create(package=package, quality="saver", size_bytes=1_200_000, kept="saver.mp4", **made)
    return LessonPage.objects.order_by("path").first()


@pytest.fixture
def kept(client, lesson):
    """Asked for twice: kept from now on. Returns what a phone is shown at an address."""

    def shown(path="", **headers):
        headers = {"Accept-Encoding": "gzip, deflate, br", **headers}
        response = client.get(path or lesson.url, headers=headers)
        plain = {"br": brotli.decompress, "gzip": gzip.decompress}.get(response.get("Content-Encoding"), bytes)
        return plain(response.content).decode() if response.status_code == 200 else response.status_code

    for _ in range(2):
        assert lesson.title in shown()
    return shown


def asked(deed):
    with CaptureQueriesContext(connection) as queries:
        deed()
    return len(queries)


def test_a_kept_page_costs_one_question(kept):
    assert asked(kept) == 1


def test_it_is_the_page_that_would_be_made(kept, lesson):
    """Byte for byte, by any encoding, and with the same tag: what a phone has stays valid."""
    assert kept() == kept(**{"Accept-Encoding": "gzip"}) == kept(**{"Accept-Encoding": "identity"})


def test_its_tag_is_that_of_the_page_as_it_was_first_sent(client, lesson):
    tags = {client.get(lesson.url, headers={"Accept-Encoding": "gzip"})["ETag"] for _ in range(3)}
    assert len(tags) == 1
    assert client.get(lesson.url, headers={"Accept-Encoding": "br", "If-None-Match": tags.pop()}).status_code == 304


def test_it_says_by_what_it_differs(client, kept, lesson):
    response = client.get(lesson.url, headers={"Accept-Encoding": "br"})
    assert response["Content-Encoding"] == "br"
    assert {"Accept-Encoding", "Accept-Language", "Cookie"} >= set(response["Vary"].split(", ")) >= {"Accept-Encoding"}
    assert (response["Cache-Control"], response["X-Frame-Options"]) == ("public, no-cache", "SAMEORIGIN")


@pytest.mark.parametrize("taken", ["", "identity", "br;q=0"])
def test_who_takes_no_compression_gets_none(client, kept, lesson, taken):
    assert "Content-Encoding" not in client.get(lesson.url, headers={"Accept-Encoding": taken})


def publish(lesson):
    lesson.title = "别的题目"
    lesson.save_revision().publish()


def rename_course(lesson):
    course = lesson.course
    course.title = "别的题目"
    course.save_revision().publish()


def rename_next(lesson):
    following = lesson.next_lesson()
    following.title = "别的题目"
    following.save_revision().publish()


def in_rows(lesson):
    Page.objects.filter(pk=lesson.pk).update(title="别的题目")


@pytest.mark.parametrize("change", [publish, rename_course, rename_next, in_rows])
def test_a_change_is_shown_at_once(kept, lesson, change):
    assert "别的题目" not in kept()
    change(lesson)
    assert "别的题目" in kept()
    assert "别的题目" in kept()


def test_a_new_film_is_shown_at_once(kept, lesson):
    Rendition.objects.filter(package__video=lesson.video).update(size_bytes=7_700_000)
    assert "7.7 MB" in kept()


def test_a_page_that_was_withdrawn_is_gone(kept, lesson):
    lesson.unpublish()
    assert kept() == 404


def test_a_page_that_moved_leads_to_its_new_place(kept, lesson):
    old = lesson.url
    lesson.move(make_course("mushrooms", lessons=0), pos="last-child")
    assert kept(old) == 301


def test_a_page_that_was_locked_is_shown_to_nobody(client, kept, lesson):
    PageViewRestriction.objects.create(page=lesson.course.page_ptr, restriction_type=PageViewRestriction.LOGIN)
    assert kept() == 302


def test_whoever_may_see_a_locked_page_leaves_no_copy_for_others(client, kept, lesson, cast):
    PageViewRestriction.objects.create(page=lesson.page_ptr, restriction_type=PageViewRestriction.LOGIN)
    client.force_login(cast.lan.user)
    assert [lesson.title in kept() for _ in range(3)] == [True] * 3
    assert "no-store" in client.get(lesson.url)["Cache-Control"]
    client.logout()
    assert kept() == 302


def test_another_first_page_is_shown_at_once(kept, lesson):
    Site.objects.update(root_page=lesson.course.get_parent())
    Site.clear_site_root_paths_cache()
    assert kept() == 404


def test_each_language_has_its_own(client, kept, lesson):
    client.cookies["django_language"] = "en"
    assert all('<html lang="en">' in kept() for _ in range(3))
    client.cookies["django_language"] = "zh-hans"
    assert '<html lang="zh-hans">' in kept()


def test_a_lesson_whose_film_is_being_made_is_made_anew(kept, lesson):
    Package.objects.filter(video=lesson.video).update(state=Package.State.BUILDING)
    for path in (lesson.url, lesson.course.url):
        for _ in range(3):
            kept(path)
        assert asked(lambda path=path: kept(path)) > 1


def test_addresses_with_a_question_are_not_kept(kept, lesson):
    for _ in range(3):
        kept("/courses/?trade=x")
    assert asked(lambda: kept("/courses/?trade=x")) > 1


def test_traces_stay_few(lesson):
    for number in range(KEPT * 2):
        Video.objects.update(title=f"第{number}次")
    assert CatalogueChange.objects.count() <= KEPT


def test_a_change_that_is_taken_back_leaves_the_state_as_it_was(lesson):
    before = state_now()
    with transaction.atomic():
        Video.objects.update(title="别的题目")
        assert state_now() != before
        transaction.set_rollback(True)
    assert state_now() == before


def test_a_draft_that_is_looked_at_before_it_is_published_is_shown_to_nobody_else(kept, lesson):
    host = {"Host": Site.objects.get().hostname}
    published = [kept(**host) for _ in range(2)].pop()
    draft = LessonPage.objects.get(pk=lesson.pk)
    draft.title = "还没有发布的标题"
    with transaction.atomic():  # the trainer saves it; the site's state is another
        draft.save_revision()
    for _ in range(2):
        assert draft.title in draft.make_preview_request().content.decode()
        assert kept(**host) == published
