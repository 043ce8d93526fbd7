"""The catalogue of matching as it is read from what is published."""

import pytest

from courses.models import Prerequisite
from learners.plans.shelf import read_catalogue
from media.models import Package, Rendition
from tests.lessons import make_course


@pytest.fixture
def course(db):
    return make_course(lessons=2)


def rendition(package, quality, size, family="h264"):
    return Rendition.objects.create(
        package=package, quality=quality, family=family, bandwidth=1, average_bandwidth=1, size_bytes=size
    )


def megabytes():
    (entry,) = read_catalogue().entries
    return entry.facts.megabytes


def test_a_course_costs_what_its_lessons_cost_at_the_lowest_quality(course):
    for lesson in course.lessons():
        package = Package.objects.create(video=lesson.video, state=Package.State.LIVE)
        rendition(package, "saver", 2_000_000)
        rendition(package, "clear", 5_000_000)
        rendition(package, "saver", 1_000, family="av1")
        retired = Package.objects.create(video=lesson.video, state=Package.State.RETIRED)
        rendition(retired, "saver", 1_000)
    assert megabytes() == 4.0


def test_what_is_not_encoded_costs_nobody_knows_what(course):
    assert megabytes() is None


def waiting_for(course):
    return {entry.facts.id: entry.facts.prerequisites for entry in read_catalogue().entries}[course.pk]


def test_a_course_waits_for_what_is_to_be_learned_before_it(course):
    later = make_course("later")
    Prerequisite.objects.create(page=later, course=course)
    assert waiting_for(later) == {course.pk}


def test_nobody_waits_for_what_is_not_published(course):
    later = make_course("later")
    Prerequisite.objects.create(page=later, course=course)
    course.unpublish()
    assert waiting_for(later) == set()


def test_drafts_that_were_published_into_a_circle_wait_for_nothing(course):
    later = make_course("later")
    Prerequisite.objects.create(page=later, course=course)
    Prerequisite.objects.create(page=course, course=later)
    assert waiting_for(later) == waiting_for(course) == set()
