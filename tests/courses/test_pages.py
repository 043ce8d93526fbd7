"""The public pages: the same for everyone, about nobody, and complete in themselves."""

import re

import pytest
from django.conf import settings
from django.test import Client

from courses.models import CoursePage, Industry
from media.models import EncodeJob, Package, Rendition
from tests.lessons import add_lesson, make_course

HOME, LIST, COURSE = "/", "/courses/", "/courses/bamboo/"
# The lessons of the course, by what there is of their video.
LESSONS = {state: f"/courses/bamboo/{state}/" for state in ("none", "encoding", "failed", "ready", "unasked")}
PAGES = (HOME, LIST, COURSE, *LESSONS.values())
LOADS = re.compile(r"""(?:src|href|action|poster|srcset|data-[\w-]+)=["']?([^"'\s>]+)|url\(([^)]+)\)""")


@pytest.fixture(scope="module")
def lessons_of_every_kind(module_db):
    course = make_course(lessons=0)
    for number, state in enumerate(LESSONS):
        lesson = add_lesson(course, number, quiz=state != "unasked")
        PREPARE[state](lesson)
        lesson.title, lesson.slug = f"{state}课", state
        lesson.goal = "会挖笋"
        lesson.steps = [("step", {"caption": "看笋尖", "text": "笋尖刚露头。", "pictures": ["hoe"], "photo": None})]
        lesson.save_revision().publish()
    return course.pk


@pytest.fixture
def course(lessons_of_every_kind, db):
    return CoursePage.objects.get(pk=lessons_of_every_kind)


def without_video(lesson):
    lesson.video = None


def with_job(state):
    def prepare(lesson):
        job = EncodeJob.objects.create(video=lesson.video, source_name=lesson.video.file.name, state=state)
        job.tasks.create(kind="open", percent=40, weight_s=1000)

    return prepare


def with_package(lesson):
    package = Package.objects.create(video=lesson.video, state=Package.State.LIVE, duration_s=120, master="master.m3u8")
    for quality, size in (("saver", 1_234_000), ("standard", 3_000_000), ("audio", 250_000)):
        made = {"bandwidth": 1, "average_bandwidth": 1, "codec": "", "streamed": "s", "playlist": "p"}
        Rendition.objects.create(package=package, quality=quality, size_bytes=size, kept=f"{quality}.mp4", **made)


PREPARE = {
    "none": without_video,
    "encoding": with_job(EncodeJob.State.WAITING),
    "failed": with_job(EncodeJob.State.FAILED),
    "ready": with_package,
    "unasked": with_package,
}


def page(client, path, language="zh-hans"):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(path)
    assert response.status_code == 200
    return response


def text(client, path, language="zh-hans"):
    return page(client, path, language).content.decode()


@pytest.mark.any_database
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_in_both_languages(client, course, path, language):
    assert f'<html lang="{language}">' in text(client, path, language)


@pytest.mark.any_database
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_same_whoever_asks(course, cast, path):
    asked = []
    for user in (None, cast.lan.user, cast.dousha, cast.editor):
        client = Client()
        if user:
            client.force_login(user)
        asked.append(page(client, path).content)
    assert len(set(asked)) == 1


@pytest.mark.any_database
@pytest.mark.parametrize("path", PAGES)
def test_a_page_speaks_of_nobody(client, course, cast, path):
    cast.lan.user.display_name = "王兰"
    cast.lan.user.phone = "15400000009"
    cast.lan.user.save()
    client.force_login(cast.lan.user)
    personal = ("王兰", cast.lan.id_number, "15400000009", cast.lan.household.number, "csrfmiddlewaretoken")
    shown = text(client, path)
    assert [each for each in personal if each in shown] == []


@pytest.mark.any_database
@pytest.mark.parametrize("path", PAGES)
def test_a_page_leaves_no_trace_on_the_phone(client, course, path):
    assert not page(client, path).cookies


@pytest.mark.any_database
@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_no_other_host_for_anything(client, course, path):
    named = [a or b for a, b in LOADS.findall(text(client, path))]
    assert named
    assert [each for each in named if "//" in each] == []


def test_a_trade_leads_to_its_courses_alone(client, course):
    make_course("mushrooms", lessons=0)
    course.industries.add(Industry.objects.create(code="0252/竹笋", name="竹笋", is_product=True))
    course.save_revision().publish()
    [trade] = re.findall(r'class="tile" href="([^"]+)"', text(client, HOME))
    assert titles(client, LIST) == {course.title, "课程mushrooms"}
    assert titles(client, trade) == {course.title}


def titles(client, path):
    return set(re.findall(r'class="card".*?<h3>([^<]+)</h3>', text(client, path)))


def test_a_course_lists_its_lessons_in_their_order(client, course):
    assert re.findall(r">(\w+)课</a>", text(client, COURSE)) == list(LESSONS)


def test_a_course_tells_length_and_size_of_a_lesson(client, course):
    assert "2 min · 1.2 MB" in text(client, COURSE, "en")


def test_a_draft_is_not_shown(client, course):
    draft = add_lesson(course, 9)
    draft.unpublish()
    assert draft.title not in text(client, COURSE)
    assert client.get(f"{COURSE}{draft.slug}/").status_code == 404


def test_a_ready_lesson_tells_what_playing_costs_and_loads_nothing_before(client, course):
    shown = text(client, LESSONS["ready"])
    assert 'preload="none"' in shown
    assert re.findall(r"<small>([^<]+)</small>", shown) == ["1.2 MB", "3.0 MB", "0.2 MB"]


def test_a_ready_lesson_can_be_streamed(client, course):
    package = Package.objects.get(video__lessons__slug="ready")
    assert f'data-hls="{package.url_of("master.m3u8")}"' in text(client, LESSONS["ready"])


@pytest.mark.parametrize("state", ["none", "encoding", "failed"])
def test_without_a_video_there_are_still_steps_and_questions(client, course, state):
    shown = text(client, LESSONS[state])
    assert "<video" not in shown
    assert "笋尖刚露头。" in shown
    assert "哪个能吃？" in shown


def test_a_video_in_the_making_says_how_far_it_is(client, course):
    assert "40% done" in text(client, LESSONS["encoding"], "en")


def test_a_failed_video_points_to_the_steps(client, course):
    assert "The steps below tell the same." in text(client, LESSONS["failed"], "en")


def test_a_lesson_without_a_quiz_asks_nothing(client, course):
    assert "data-quiz" not in text(client, LESSONS["unasked"]).split("<script")[0]


def test_the_page_does_not_say_which_answer_is_right(client, course):
    shown = text(client, LESSONS["ready"])
    assert "data-option" in shown
    assert not re.search(r"correct|data-right", shown)
