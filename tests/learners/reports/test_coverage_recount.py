"""Figures against a recount in plain Python, written from the glossary and sharing no code with the query."""

import datetime
import itertools
from collections import Counter
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from learners.assistance.models import CourseRecord
from learners.people.models import Household, Person
from learners.reports.coverage import CoverageQuery
from learners.reports.periods import Period
from tests.cast import make_places

TODAY = datetime.date(2025, 6, 15)
CHINA = ZoneInfo("Asia/Shanghai")
VILLAGES = {"石门村": "豆沙镇", "石缸村": "豆沙镇", "芭蕉村": "盐井镇"}
FIGURES = ["households", "skill_lacking", "not_applicable", "covered", "in_progress", "not_reached"]

# Days around the ends of periods and birthdays; hours around midnight, where a day can slip.
days = st.sampled_from(
    [
        datetime.date(*day)
        for day in [(2024, 2, 29), (2024, 12, 31), (2025, 1, 1), (2025, 3, 31), (2025, 4, 1), (2025, 6, 15)]
    ]
) | st.dates(datetime.date(2024, 1, 1), datetime.date(2025, 12, 31))
hours = st.sampled_from([datetime.time(0, 0), datetime.time(0, 30), datetime.time(7, 59), datetime.time(23, 59, 59)])
moments = st.builds(lambda day, hour: datetime.datetime.combine(day, hour, CHINA), days, hours)
births = st.builds(
    lambda day, years: day - datetime.timedelta(days=round(years * 365.25)),
    days,
    st.sampled_from([8, 15, 16, 17, 40, 59, 60, 61]),
)
births |= st.sampled_from([datetime.date(2009, 6, 15), datetime.date(2009, 6, 16), datetime.date(2008, 2, 29)])


@dataclass
class Record:
    started: datetime.datetime | None
    completed: datetime.datetime | None


@dataclass
class Member:
    labour: str
    born_on: datetime.date
    left_on: datetime.date | None
    records: list[Record] = field(default_factory=list)


@dataclass
class Home:
    village: str
    causes: list[str]
    left_on: datetime.date | None
    members: list[Member] = field(default_factory=list)


@st.composite
def records(draw: st.DrawFn) -> Record:
    started, completed = sorted([draw(moments), draw(moments)])
    return Record(started, draw(st.sampled_from([completed, None])))


seldom_left = st.sampled_from([None, None, None, datetime.date(2025, 2, 1)])
members = st.builds(
    Member,
    labour=st.sampled_from(["ordinary", "ordinary", "skilled", "semi", "lost", "none", ""]),
    born_on=births,
    left_on=seldom_left,
    records=st.lists(records(), max_size=2),
)
homes = st.builds(
    Home,
    village=st.sampled_from(sorted(VILLAGES)),
    causes=st.sampled_from([["skill"], ["illness", "skill"], ["land", "funds", "skill"], ["illness"], []]),
    left_on=seldom_left,
    members=st.lists(members, max_size=3),
)
periods = st.builds(lambda a, b: Period(*sorted([a, b])), days, days) | st.sampled_from(
    [Period.of_year(2024), Period.of_year(2025), Period.of_quarter(2025, 1), Period.of_quarter(2025, 2)]
)


def store(register: list[Home]) -> None:
    places = make_places()
    record_count = itertools.count(1)
    for number, home in enumerate(register):
        main, second, third = (*home.causes, "", "", "")[:3]
        household = Household.objects.create(
            number=str(number),
            village=places[home.village],
            cause=main,
            cause_2=second,
            cause_3=third,
            left_on=home.left_on,
        )
        for place, member in enumerate(home.members):
            person = Person.objects.create(
                household=household,
                name="某人",
                id_number_hash=f"{number}/{place}",
                born_on=member.born_on,
                labour=member.labour,
                left_on=member.left_on,
            )
            CourseRecord.objects.bulk_create(
                CourseRecord(
                    person=person, course_id=next(record_count), started_at=r.started, completed_at=r.completed
                )
                for r in member.records
            )


def recounted_status(home: Home, period: Period, semi: bool, oldest: int | None) -> str | None:
    """The glossary, read word by word; None for a household that is not skill-lacking."""
    if "skill" not in home.causes:
        return None
    day = period.last if period.last < TODAY else TODAY
    labour = {"ordinary", "skilled", "semi"} if semi else {"ordinary", "skilled"}

    def can_work(member: Member) -> bool:
        birthday_passed = (member.born_on.month, member.born_on.day) <= (day.month, day.day)
        age = day.year - member.born_on.year - (0 if birthday_passed else 1)
        return member.labour in labour and member.left_on is None and age >= 16 and (not oldest or age <= oldest)

    workers = [member for member in home.members if can_work(member)]
    if not workers:
        return "not_applicable"
    courses = [record for member in workers for record in member.records]
    if any(r.completed and period.first <= r.completed.date() <= period.last for r in courses):
        return "covered"
    for record in courses:
        begun = record.started is not None and record.started.date() <= period.last
        finished = record.completed is not None and record.completed.date() <= period.last
        if begun and not finished:
            return "in_progress"
    return "not_reached"


def recount(register: list[Home], period: Period, semi: bool, oldest: int | None) -> dict[str, Counter[str]]:
    """Figures by village."""
    figures = {village: Counter() for village in VILLAGES}
    for home in register:
        if home.left_on is None:
            status = recounted_status(home, period, semi, oldest)
            figures[home.village]["households"] += 1
            figures[home.village]["skill_lacking"] += status is not None
            figures[home.village][status or "other"] += 1
    return figures


def figures_of(row) -> list[int]:
    return [getattr(row, figure) for figure in FIGURES]


class TestRecount(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(st.lists(homes, max_size=6), periods, st.booleans(), st.sampled_from([None, 59]))
    def test_every_figure_equals_a_recount_by_hand(self, register, period, semi, oldest):
        store(register)
        expected = recount(register, period, semi, oldest)
        with override_settings(SEMI_LABOUR_COUNTS=semi, WORKING_AGE_TO=oldest):
            for code, villages in [
                ("530623000000", [*VILLAGES]),
                ("530623103000", ["石门村", "石缸村"]),
                ("530623103202", ["石缸村"]),
            ]:
                self.check(code, villages, period, expected)

    def check(self, code, villages, period, expected):
        query = CoverageQuery(Household.objects.all(), region_of(code), period, TODAY)
        rows, total = query.rows(), query.total()
        by_hand = [sum(expected[village][figure] for village in villages) for figure in FIGURES]
        self.assertEqual(figures_of(total), by_hand)
        self.assertEqual([sum(column) for column in zip(*map(figures_of, rows), strict=True)], by_hand)
        self.assertEqual([query.households_with_status(figure).count() for figure in FIGURES], by_hand)
        for row in rows:
            inside = [v for v in villages if row.region.short_name in (v, VILLAGES[v])]
            self.assertEqual(figures_of(row), [sum(expected[v][f] for v in inside) for f in FIGURES])
            self.assertEqual(row.rate, rate_by_hand(sum((expected[v] for v in inside), Counter())))


def rate_by_hand(figures: Counter[str]) -> float | None:
    reachable = figures["skill_lacking"] - figures["not_applicable"]
    return figures["covered"] / reachable if reachable else None


def region_of(code: str):
    from learners.regions.models import Region

    return Region.objects.get(pk=code)
