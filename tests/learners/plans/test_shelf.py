"""The catalogue of matching as it is read from what is published."""

import pytest

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
