import pytest

from learners.people.importing.places import PlaceRefused, Places
from learners.people.importing.problems import Reason
from learners.people.reading.fields import Field
from learners.regions.models import Region
from tests.factories import RegionFactory


@pytest.fixture
def county(cast) -> Region:
    return Region.objects.get(short_name="盐津县")


def refused(places, **names):
    with pytest.raises(PlaceRefused) as error:
        places.find(**{"county": "", "township": "", **names})
    return error.value.field, error.value.reason


@pytest.mark.parametrize("name", ["石缸村民委员会", "石缸村", "石缸", "石缸村委会", "石缸 村"])
def test_a_village_is_found_by_all_its_names(dousha, name):
    assert Places.of(dousha).find(county="盐津", township="豆沙", village=name).code == "530623103202"


def test_a_village_outside_the_area_is_as_unknown_as_one_that_does_not_exist(dousha):
    places = Places.of(dousha)
    assert (
        refused(places, village="芭蕉村") == refused(places, village="无此村") == (Field.VILLAGE, Reason.PLACE_UNKNOWN)
    )


def test_a_village_of_the_same_name_elsewhere_is_not_taken_for_ours(dousha):
    assert refused(Places.of(dousha), township="盐井镇", village="石缸村") == (Field.TOWNSHIP, Reason.PLACE_UNKNOWN)


def test_another_county_is_refused(dousha):
    assert refused(Places.of(dousha), county="台前县", village="石缸村") == (Field.COUNTY, Reason.PLACE_UNKNOWN)


def test_two_villages_of_one_name_need_the_township(county):
    RegionFactory(code="530623101299", name="石缸村委会", short_name="石缸村", parent_id="530623101000")
    places = Places.of(county)
    assert refused(places, village="石缸村") == (Field.VILLAGE, Reason.PLACE_AMBIGUOUS)
    assert places.find(county="", township="盐井镇", village="石缸村").code == "530623101299"
