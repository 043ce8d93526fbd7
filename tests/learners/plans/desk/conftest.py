"""A village that picks bamboo shoots and keeps pigs, with a course on each."""

import datetime
from types import SimpleNamespace

import pytest

from courses.models import Industry
from learners.regions.models import Region, RegionIndustry
from tests.lessons import make_course

TODAY = datetime.date(2026, 3, 10)


def course_on(slug, *industries, **values):
    course = make_course(slug, lessons=1)
    for name, value in values.items():
        setattr(course, name, value)
    course.industries = list(industries)
    course.save()
    return course


@pytest.fixture
def village(cast):
    """`shoots` and `pigs` are courses on the two trades of 石缸村, `other` is on none."""
    bamboo = Industry.objects.create(code="0252", name="非木竹材林产品采集")
    shoots = Industry.objects.create(code="0252/竹笋", name="竹笋", parent=bamboo, is_product=True)
    pigs = Industry.objects.create(code="0313", name="猪的饲养")
    home = cast.lan.household.village
    for industry in (shoots, pigs):
        RegionIndustry.objects.create(region=home, industry=industry)
    return SimpleNamespace(
        **vars(cast),
        home=home,
        township=Region.objects.get(short_name="豆沙镇"),
        shoots=course_on("shoots", shoots, title="挖笋"),
        pigs=course_on("pigs", pigs, title="养猪"),
        other=course_on("other", title="记账"),
        bamboo=shoots,
        pig_trade=pigs,
    )
