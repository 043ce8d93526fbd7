"""What a page of an area reads: rows of the places shown, however many villages these have."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from learners.assistance.models import Entry
from learners.assistance.services import append
from learners.people.access import households_for
from learners.people.models import Person
from learners.regions.models import Region
from learners.reports.counting import HOUSEHOLDS, PROFILES, merge_counts
from learners.reports.coverage import CoverageQuery
from learners.reports.levels import EVERYWHERE, NEW
from learners.reports.models import AreaCount
from learners.reports.periods import Period
from learners.reports.rebuilding import rebuild_counters
from learners.reports.training.counting import TRAININGS
from learners.reports.training.models import ProfileCount, TrainingCount
from tests.factories import HouseholdFactory, PersonFactory, RegionFactory

COUNTY, DOUSHA = "530623000000", "530623103000"
TABLES = (HOUSEHOLDS, PROFILES, TRAININGS)
COUNTERS = [model._meta.db_table for model in (AreaCount, ProfileCount, TrainingCount)]
SELECTED = re.compile(r'FROM "(?P<table>\w+)" WHERE (?P<condition>.*?)(?: GROUP BY .*)?$', re.DOTALL)
YEAR = timezone.localdate().year
PAGES = [
    ("coverage", f"year={YEAR}"),
    ("coverage_form", f"year={YEAR}&quarter=1"),
    ("training_statistics", f"year={YEAR}"),
    ("training_statistics", f"year={YEAR}&rows=month"),
    ("coverage_breakdown", f"year={YEAR}&by=cause"),
    ("coverage_breakdown", f"year={YEAR}&by=sex"),
]


def learn(person: Person) -> None:
    kind = Entry.Kind.COURSE_COMPLETED
    append(person=person, kind=kind, payload={"course_id": 7}, happened_at=timezone.now(), evidence={})


def settle(code: str) -> None:
    """A village of 豆沙镇 with somebody who learned."""
    village = RegionFactory(code=code, name=code, short_name=code, level="village", parent_id=DOUSHA)
    learn(PersonFactory(household=HouseholdFactory(village=village, number=f"{code}0001")))


def merge_all() -> None:
    merge_counts()
    TRAININGS.merge()


def rows_read(queries: list[dict[str, str]]) -> int:
    """Rows of counters that these queries went through."""
    found = [SELECTED.search(query["sql"]) for query in queries]
    asked = [one for one in found if one and one["table"] in COUNTERS]
    assert asked
    read = 0
    with connection.cursor() as cursor:
        for one in asked:
            cursor.execute(f'SELECT count(*) FROM "{one["table"]}" WHERE {one["condition"]}')
            read += cursor.fetchone()[0]
    return read


def covered(cast, code: str = COUNTY) -> int:
    region = Region.objects.get(pk=code)
    return CoverageQuery(households_for(cast.county), region, Period.of_year(YEAR), whole=True).total().covered


@pytest.mark.parametrize(("name", "asked"), PAGES)
def test_a_county_page_reads_as_much_of_many_villages_as_of_few(cast, client, name, asked):
    client.force_login(cast.county)
    address = reverse(name, args=[COUNTY]) + f"?{asked}"
    cost = []
    for digit in (3, 4):
        for number in range(10 if digit == 4 else 1):
            settle(f"530623103{digit}{number:02}")
        merge_all()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        cost.append((len(queries), rows_read(queries.captured_queries)))
    assert cost[0] == cost[1]


def test_what_is_not_merged_yet_is_counted_as_well(cast):
    learn(cast.lan)
    merge_all()
    learn(cast.gui)
    assert AreaCount.objects.filter(level=NEW).exists()
    assert covered(cast) == 2


def test_a_report_adds_no_row_to_any_area_above_its_village(cast):
    merge_all()
    known = {table: len(list(table.rows(EVERYWHERE, "township", "county", "city", "province"))) for table in TABLES}
    learn(cast.lan)
    for table, rows in known.items():
        assert len(list(table.rows(EVERYWHERE, "township", "county", "city", "province"))) == rows


def test_nothing_new_is_left_after_merging(cast):
    learn(cast.lan)
    merge_all()
    for table in TABLES:
        assert not table.rows(EVERYWHERE, NEW).exists()
        keys = list(table.rows(EVERYWHERE, "village", "county").values_list("level", *table.row))
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("level", ["village", "township", "county", "city", "province"])
def test_rebuilding_mends_areas_of_which_rows_were_lost(cast, level):
    learn(cast.lan)
    merge_all()
    AreaCount.objects.filter(level=level).delete()
    assert sum(rebuild_counters()) > 0
    for code in (COUNTY, DOUSHA, "530600000000", "530000000000"):
        assert covered(cast, code) == 1
    assert sum(rebuild_counters()) == 0


def test_a_household_of_another_township_counts_there(cast):
    learn(cast.lan)
    merge_all()
    home = cast.lan_home
    home.village = cast.gui_home.village
    home.save()
    for _ in range(2):
        assert [covered(cast, code) for code in (DOUSHA, "530623101000", COUNTY)] == [0, 1, 1]
        merge_all()
