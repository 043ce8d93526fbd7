import pytest
from django.urls import reverse

from learners.assistance.services import append
from learners.reports.battle import places_of, tiles_of
from learners.reports.coverage import coverage_for
from learners.reports.map_views import VILLAGES_SHOWN
from learners.reports.periods import Period, read_period
from learners.reports.targets import set_target, target_of
from tests.factories import HouseholdFactory, PersonFactory, RegionFactory
from tests.learners.reports.test_coverage import DURING, SPRING
from tests.learners.reports.test_views import DOUSHA, SHIGANG, SHIMEN, desk, text_of  # noqa: F401

QUERY = "year=2025&quarter=2"


def complete(person, number=1):
    append(person=person, kind="course_completed", payload={"course_id": number}, happened_at=DURING, evidence={})


def villages(tiles):
    return [tile.region.short_name for tile in tiles]


@pytest.fixture
def tiles(cast):
    return lambda: tiles_of(coverage_for(cast.county, cast.lan_home.village.parent.parent, SPRING))


def test_the_lowest_rate_comes_first_and_who_has_nobody_to_reach_last(cast, tiles):
    complete(cast.gui)
    assert villages(tiles()) == ["石缸村", "芭蕉村", "石门村"]


def test_of_equal_rates_the_village_with_more_to_reach_comes_first(cast, tiles):
    for _ in range(2):
        PersonFactory(household=HouseholdFactory(village=cast.gui_home.village))
    assert villages(tiles())[:2] == ["芭蕉村", "石缸村"]


@pytest.mark.parametrize(("covered", "band"), [(0, 1), (1, 2), (2, 3), (4, 5), (5, 5)])
def test_bands_are_fifths_of_the_rate(cast, tiles, covered, band):
    homes = [cast.lan, *(PersonFactory(household=HouseholdFactory(village_id=SHIGANG)) for _ in range(4))]
    for person in homes[:covered]:
        complete(person)
    assert next(tile.band for tile in tiles() if tile.region.pk == SHIGANG) == band


def test_a_tile_knows_the_change_since_the_last_period(cast):
    complete(cast.lan)
    tile = tiles_of(coverage_for(cast.county, cast.lan_home.village, SPRING))[0]
    assert (tile.row.rate, tile.last_rate, tile.change) == (1.0, 0.0, 1.0)


def test_the_target_of_the_county_holds_for_a_village_that_has_none(cast):
    set_target(region=cast.lan_home.village.parent.parent, year=2025, percent=80)
    assert target_of(cast.lan_home.village, SPRING).percent == 80


def test_the_nearest_target_holds(cast):
    set_target(region=cast.lan_home.village.parent.parent, year=2025, percent=80)
    set_target(region=cast.lan_home.village.parent, year=2025, percent=90)
    assert target_of(cast.lan_home.village, SPRING).percent == 90


def test_how_many_are_lacking_to_a_target_is_rounded_up(cast):
    set_target(region=cast.lan_home.village, year=2025, percent=50)
    for _ in range(2):
        PersonFactory(household=HouseholdFactory(village_id=SHIGANG))
    query = coverage_for(cast.county, cast.lan_home.village, SPRING)
    assert target_of(query.region, SPRING).lacking(query.total()) == 2


def test_a_tile_leads_to_its_village_in_the_same_period(desk):  # noqa: F811
    page = desk.get(reverse("coverage_map", args=[DOUSHA]) + f"?{QUERY}").content.decode()
    assert f"{reverse('coverage', args=[SHIMEN])}?year=2025&amp;quarter=2" in page


def test_the_map_can_be_read_as_a_ranked_table(desk):  # noqa: F811
    page = desk.get(reverse("coverage_map", args=[DOUSHA]) + f"?{QUERY}&as=table").content.decode()
    assert page.index("石缸村") < page.index("石门村")


def test_setting_a_target_is_seen_at_once(desk):  # noqa: F811
    period, _ = read_period({})
    url = reverse("coverage_target", args=[DOUSHA])
    page = desk.post(url, {"year": period.last.year, "percent": 85}, follow=True)
    assert "Target 85%" in text_of(page)


def test_a_target_beyond_all_is_refused(desk):  # noqa: F811
    page = desk.post(reverse("coverage_target", args=[DOUSHA]), {"year": 2025, "percent": 101}, follow=True)
    assert "Give a target from 1 to 100 percent." in text_of(page)


def test_a_thousand_villages_take_as_many_queries_as_two(desk, django_assert_max_num_queries):  # noqa: F811
    for number in range(40):
        RegionFactory(code=f"530623103{300 + number}", short_name=f"{number}村", parent_id=DOUSHA)
    with django_assert_max_num_queries(20):
        desk.get(reverse("coverage_map", args=[DOUSHA]))


def test_a_county_shows_its_townships_first(cast):
    county = cast.lan_home.village.parent.parent
    complete(cast.gui)
    places = places_of(coverage_for(cast.county, county, SPRING))
    assert [tile.region.parent_id for tile in places] == [county.pk] * len(places)
    assert sum(tile.row.applicable for tile in places) == sum(
        tile.row.applicable for tile in tiles_of(coverage_for(cast.county, county, SPRING))
    )
    assert places_of(coverage_for(cast.county, cast.lan_home.village.parent, SPRING)) == []


def test_of_very_many_villages_the_worst_are_shown_until_all_are_asked_for(desk):  # noqa: F811
    for number in range(VILLAGES_SHOWN):
        RegionFactory(code=f"530623103{300 + number}", short_name=f"{number}村", parent_id=DOUSHA)
    url = reverse("coverage_map", args=[DOUSHA]) + f"?{QUERY}"
    page = desk.get(url).content.decode()
    assert page.count('<li class="b') == VILLAGES_SHOWN
    assert "石缸村" in page
    assert desk.get(f"{url}&all=1").content.decode().count('<li class="b') == VILLAGES_SHOWN + 2


def test_periods_before_the_first_are_empty_and_no_error(cast):
    assert coverage_for(cast.county, cast.lan_home.village, Period.of_year(2014)).last_period().total().covered == 0
