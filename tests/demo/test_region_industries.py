import tomllib

import pytest

from courses.reference import load_industries
from eduplatform.demo.population import load_population
from eduplatform.demo.region_industries import DATA, load_region_industries
from learners.regions.models import Region, RegionIndustry
from learners.regions.reference import load_regions


@pytest.fixture
def reference(db):
    load_regions()
    load_industries()


def test_a_village_lives_from_what_grows_there(reference):
    load_region_industries()
    main = RegionIndustry.objects.filter(region__short_name="石缸村").order_by("-weight").first()
    assert main.industry.name == "竹笋"


def test_loading_twice_changes_nothing(reference):
    load_region_industries()
    before = list(RegionIndustry.objects.order_by("pk").values_list())
    load_region_industries()
    assert list(RegionIndustry.objects.order_by("pk").values_list()) == before


def test_places_are_called_by_their_names(reference):
    places = tomllib.loads(DATA.read_text(encoding="utf-8"))["regions"]
    names = {region.code: region.short_name for region in Region.objects.all()}
    assert {place["code"]: place["name"] for place in places} == {
        place["code"]: names[place["code"]] for place in places
    }


def test_every_township_of_the_county_and_every_village_of_the_registers_lives_from_something(reference):
    load_region_industries()
    townships = Region.objects.filter(parent__name="盐津县", level="township").values_list("code", flat=True)
    villages = [village.code for register in load_population().registers for village in register.villages]
    known = set(RegionIndustry.objects.values_list("region_id", flat=True))
    assert {*townships, *villages} <= known
