from io import StringIO

import pytest
from django.core.management import call_command

from courses.reference import Loaded
from learners.regions.models import PREFIX_DIGITS, Region
from learners.regions.reference import load_regions

pytestmark = pytest.mark.django_db


def test_it_loads_the_seven_villages_of_a_township():
    load_regions()
    assert set(Region.objects.get(name="豆沙镇").children.values_list("short_name", flat=True)) == {
        "摩崖社区", "石门村", "石缸村", "长胜村", "黑喜村", "万古村", "银厂村",
    }  # fmt: skip


def test_every_region_lies_inside_its_parent():
    load_regions()
    astray = [
        region.code
        for region in Region.objects.exclude(parent=None).select_related("parent")
        if not region.code.startswith(region.parent.prefix)
        or PREFIX_DIGITS[region.level] <= PREFIX_DIGITS[region.parent.level]
    ]
    assert astray == []


def test_loading_twice_changes_nothing():
    first = load_regions()
    assert load_regions() == Loaded(same=first.added)


def test_the_command_says_how_many():
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert f"regions: {Region.objects.count()} added" in out.getvalue()
