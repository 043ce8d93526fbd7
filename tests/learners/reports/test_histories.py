"""Random histories of a register and its files, against a count in plain Python written from the glossary.

The histories go through the ledger as imports, phones and classes do; the recount shares no code with the counters.
"""

import calendar
import datetime
from collections import Counter
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from learners.assistance.services import append, correct
from learners.people.models import Household, Person
from learners.people.signals import register_applied
from learners.regions.models import Region
from learners.reports.counting import HOUSEHOLDS, PROFILES, merge_counts
from learners.reports.coverage import CoverageQuery
from learners.reports.models import AreaCount, ClassRecord, FormerMember, FormerVillage, Standing
from learners.reports.periods import Period
from learners.reports.rebuilding import rebuild_counters
from learners.reports.training.counting import TRAININGS
from learners.reports.training.models import ProfileCount
from tests.cast import make_places
from tests.depth import tried
from tests.factories import UserFactory
from tests.learners.reports.areas import held_by_villages

CHINA = ZoneInfo("Asia/Shanghai")
VILLAGES = {"530623103201": "豆沙镇", "530623103202": "豆沙镇", "530623101202": "盐井镇"}
FIGURES = ["households", "skill_lacking", "not_applicable", "covered", "in_progress", "not_reached"]
DAYS = [datetime.date(*day) for day in [(2024, 2, 29), (2024, 12, 31), (2025, 1, 1), (2025, 3, 31), (2025, 4, 1)]]
days = st.sampled_from(DAYS) | st.dates(datetime.date(2024, 1, 1), datetime.date(2025, 12, 31))
hours = st.sampled_from([datetime.time(0, 0), datetime.time(7, 59), datetime.time(23, 59, 59)])
moments = st.builds(lambda day, hour: datetime.datetime.combine(day, hour, CHINA), days, hours)
births = st.sampled_from(
    [datetime.date(*day) for day in [(1980, 5, 1), (1965, 3, 31), (2009, 6, 15), (2008, 2, 29), (2015, 1, 1)]]
)


@dataclass
class Attempt:
    """A course or a class of one person as its living entries tell it."""

    kind: str
    started: datetime.datetime | None = None
    completed: datetime.datetime | None = None
    left: datetime.datetime | None = None


@dataclass
class Villager:
    labour: str
    born_on: datetime.date
    homes: list[tuple[datetime.datetime | None, int]]
    left_on: datetime.date | None = None
    attempts: dict[str, Attempt] = field(default_factory=dict)


@dataclass
class Home:
    lacking: bool
    villages: list[tuple[datetime.datetime | None, str]]
    left_on: datetime.date | None = None


@dataclass
class World:
    """The same history twice: in the database, and as it is remembered here."""

    homes: list[Home] = field(default_factory=list)
    people: list[Villager] = field(default_factory=list)
    rows: list[Household] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    entries: list[tuple[object, Attempt, str]] = field(default_factory=list)
    last_move: datetime.datetime = datetime.datetime(2024, 1, 1, tzinfo=CHINA)


homes = st.builds(lambda village, lacking: (village, lacking), st.sampled_from(sorted(VILLAGES)), st.booleans())
people = st.tuples(st.sampled_from(["ordinary", "ordinary", "skilled", "semi", "none"]), births)
DEEDS = ["start", "complete", "complete", "class", "class", "sign_in", "leave_class", "withdraw"]
DEEDS += ["move_home", "move_person", "die", "home_leaves", "cause", "labour", "merge"]
deeds = st.tuples(st.sampled_from(DEEDS), st.integers(0, 9), st.integers(0, 9), moments)


def build(new_homes, new_people) -> World:
    world = World()
    for number, (village, lacking) in enumerate(new_homes):
        cause = "skill" if lacking else "illness"
        world.rows.append(Household(number=f"h{number}", village_id=village, cause=cause))
        world.homes.append(Home(lacking, [(None, village)]))
    Household.objects.bulk_create(world.rows[: len(new_people)])
    for row in world.rows[len(new_people) :]:
        row.save()  # nobody in it, so no file that could tell
    for number, (labour, born_on) in enumerate(new_people):
        home = number % len(world.rows)
        world.persons.append(
            Person(household=world.rows[home], name="某人", id_number_hash=str(number), born_on=born_on, labour=labour)
        )
        world.people.append(Villager(labour, born_on, [(None, home)]))
    Person.objects.bulk_create(world.persons)
    tell(world, [(person, "registered", {}) for person in world.persons])
    return world


def tell(world: World, entries, at=datetime.datetime(2024, 1, 1, tzinfo=CHINA)) -> None:
    register_applied.send(sender=None, entries=entries, by=None, at=at, evidence={})


def do(world: World, deed: str, who: int, what: int, at: datetime.datetime) -> None:
    who %= len(world.people)
    if deed == "merge":
        merge_all()
    elif deed in ("start", "complete", "class", "sign_in", "leave_class"):
        learn(world, deed, who, what, at)
    elif deed == "withdraw" and world.entries:
        withdraw(world, what)
    elif deed in ("move_home", "move_person"):
        # The register is told of moves in the order in which they happen.
        world.last_move = at = max(at, world.last_move + datetime.timedelta(seconds=1))
        (move_home if deed == "move_home" else move_person)(world, who, what, at)
    else:
        change(world, deed, who, what, at)


def merge_all() -> None:
    merge_counts()
    TRAININGS.merge()


def learn(world: World, deed: str, who: int, what: int, at: datetime.datetime) -> None:
    """Courses 1 to 3; classes 1 to 3 of one kind each."""
    number = what % 3 + 1
    class_kind = ["skill", "startup", "guidance"][what % 3]
    kind, verb, payload = {
        "start": ("course_started", "started", {"course_id": number}),
        "complete": ("course_completed", "completed", {"course_id": number}),
        "sign_in": ("class_signed_in", "started", {"class_id": number, "class_kind": class_kind}),
        "class": ("class_completed", "completed", {"class_id": number, "class_kind": class_kind}),
        "leave_class": ("class_left", "left", {"class_id": number, "class_kind": class_kind}),
    }[deed]
    subject = f"{kind}:{number}"
    key = f"{'class' if 'class_id' in payload else 'course'}:{number}"
    attempt = world.people[who].attempts.setdefault(key, Attempt(class_kind if "class" in key else "course"))
    if world.persons[who].entries.filter(subject=subject).exists():
        return
    entry = append(person=world.persons[who], kind=kind, subject=subject, payload=payload, happened_at=at, evidence={})
    setattr(attempt, verb, at)
    world.entries.append((entry, attempt, verb))


def withdraw(world: World, what: int) -> None:
    entry, attempt, verb = world.entries.pop(what % len(world.entries))
    correct(entry=entry, reason="a mistake", by=UserFactory())
    setattr(attempt, verb, None)


def move_home(world: World, who: int, what: int, at: datetime.datetime) -> None:
    index = world.people[who].homes[-1][1]
    home, row = world.homes[index], world.rows[index]
    before, after = row.village_id, sorted(VILLAGES)[what % 3]
    if before == after:
        return
    row.village_id = after
    Household.objects.bulk_update([row], ["village"])
    changes = [{"of": "household", "field": "village", "before": before, "after": after}]
    members = [p for p, v in zip(world.persons, world.people, strict=True) if v.homes[-1][1] == index]
    tell(world, [(p, "register_changed", {"household": row.number, "changes": changes}) for p in members], at)
    home.villages.append((at, after))


def move_person(world: World, who: int, what: int, at: datetime.datetime) -> None:
    index, target = world.people[who].homes[-1][1], what % len(world.rows)
    if index == target:
        return
    person, before, after = world.persons[who], world.rows[index], world.rows[target]
    person.household = after
    Person.objects.bulk_update([person], ["household"])
    change = {"of": "person", "field": "household", "before": before.number, "after": after.number}
    tell(world, [(person, "register_changed", {"household": after.number, "changes": [change]})], at)
    world.people[who].homes.append((at, target))


def change(world: World, deed: str, who: int, what: int, at: datetime.datetime) -> None:
    """Single rows, saved one by one."""
    person, villager = world.persons[who], world.people[who]
    index = villager.homes[-1][1]
    home, row = world.homes[index], world.rows[index]
    person.refresh_from_db()
    row.refresh_from_db()
    if deed == "die":
        person.left_on = villager.left_on = at.date()
        person.save(update_fields=["left_on"])
    elif deed == "labour":
        person.labour = villager.labour = ["ordinary", "lost"][what % 2]
        person.save()
    elif deed == "home_leaves":
        row.left_on = home.left_on = at.date()
        row.save()
    elif deed == "cause":
        home.lacking = what % 2 == 0
        row.cause_2 = "skill" if home.lacking else "land"
        row.cause = "illness"
        row.save()


def last_before(changes, day):
    """What held at the end of that day; of the changes in one month only the last can be seen at its end."""
    return [value for at, value in changes if at is None or at.astimezone(CHINA).date() <= day][-1]


def status(world: World, index: int, first: datetime.date, last: datetime.date, semi: bool, oldest) -> str | None:
    """The glossary, read word by word; None for a household that is not skill-lacking."""
    if not world.homes[index].lacking:
        return None
    labour = {"ordinary", "skilled", "semi"} if semi else {"ordinary", "skilled"}

    def can_work(villager: Villager) -> bool:
        birthday_passed = (villager.born_on.month, villager.born_on.day) <= (last.month, last.day)
        age = last.year - villager.born_on.year - (0 if birthday_passed else 1)
        here = last_before(villager.homes, last) == index and (not villager.left_on or villager.left_on > last)
        return here and villager.labour in labour and age >= 16 and (not oldest or age <= oldest)

    workers = [villager for villager in world.people if can_work(villager)]
    if not workers:
        return "not_applicable"
    attempts = [a for w in workers for a in w.attempts.values() if a.kind != "guidance"]
    in_time = [a.completed.astimezone(CHINA).date() for a in attempts if a.completed]
    if any(first <= day <= last for day in in_time):
        return "covered"
    return "in_progress" if any(is_open(attempt, last) for attempt in attempts) else "not_reached"


def is_open(attempt: Attempt, last: datetime.date) -> bool:
    """A course withdrawn from its start on is not open; who completed has ended, whatever came after."""
    begun = attempt.started or attempt.completed
    ended = attempt.completed or attempt.left
    if begun is None or begun.astimezone(CHINA).date() > last:
        return False
    # Moments within one month are not told apart.
    return ended is None or ended.astimezone(CHINA).date() > last


def count_by_hand(world: World, period: Period, semi: bool, oldest) -> dict[str, Counter[str]]:
    figures = {village: Counter() for village in VILLAGES}
    for index, home in enumerate(world.homes):
        if home.left_on and home.left_on <= period.last:
            continue
        found = status(world, index, period.first, period.last, semi, oldest)
        place = figures[last_before(home.villages, period.last)]
        place["households"] += 1
        place["skill_lacking"] += found is not None
        place[found or "other"] += 1
    return figures


def month(year: int, number: int) -> Period:
    last = calendar.monthrange(year, number)[1]
    return Period(datetime.date(year, number, 1), datetime.date(year, number, last))


PERIODS = [
    *(Period.of_year(year) for year in (2023, 2024, 2025, 2026)),
    *(Period.of_quarter(year, quarter) for year in (2024, 2025) for quarter in (1, 2, 4)),
    month(2024, 2),
    month(2025, 4),
    Period(datetime.date(2024, 11, 1), datetime.date(2025, 4, 30)),
]


def figures_of(row) -> list[int]:
    return [getattr(row, figure) for figure in FIGURES]


def kept() -> dict[str, object]:
    """All that is kept, but for how it is cut into rows."""
    rows: dict[str, object] = {
        "counts": [held_by_villages(table) for table in (HOUSEHOLDS, PROFILES)],
        "standings": sorted(Standing.objects.values_list("household", "month", "until", "village", "state", "last")),
    }
    for model in (ClassRecord, FormerMember, FormerVillage):
        columns = [f.attname for f in model._meta.fields if f.name != "id"]
        rows[model.__name__] = sorted(model.objects.values_list(*columns), key=str)
    return rows


def may(day: int) -> datetime.datetime:
    return datetime.datetime(2024, 5, day, tzinfo=CHINA)


class TestHistories(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_places()

    def test_a_change_of_a_person_reaches_the_household_they_moved_out_of(self):
        world = build([("530623103201", True), ("530623103202", False)], [("ordinary", datetime.date(1980, 5, 1))])
        when = datetime.datetime(2024, 5, 1, tzinfo=CHINA)
        do(world, "move_person", 0, 1, when)
        do(world, "labour", 0, 1, when)
        self.check(Period.of_year(2023), count_by_hand(world, Period.of_year(2023), semi=False, oldest=None))

    def test_who_moves_twice_in_a_month_and_dies_is_left_in_no_household_on_the_way(self):
        world = build([(village, True) for village in VILLAGES], [("ordinary", datetime.date(1980, 5, 1))])
        do(world, "complete", 0, 0, may(1))
        do(world, "move_person", 0, 1, may(2))
        do(world, "move_person", 0, 2, may(4))
        do(world, "die", 0, 0, may(20))
        self.check_all(world)

    def test_a_household_keeps_its_former_village_when_all_who_knew_it_passed_through(self):
        person = ("ordinary", datetime.date(1980, 5, 1))
        world = build([(village, True) for village in VILLAGES], [person, person, person])
        for who in (0, 1):  # the second household is without people for some days
            do(world, "move_person", who, 2, may(1))
        do(world, "move_person", 0, 1, may(2))
        do(world, "move_home", 0, 0, may(3))
        do(world, "move_person", 0, 2, may(4))
        do(world, "move_person", 2, 1, may(31))
        self.check_all(world)

    @tried(8, 50)
    @given(
        st.lists(homes, min_size=1, max_size=4),
        st.lists(people, min_size=1, max_size=6),
        st.lists(deeds, max_size=14),
        st.booleans(),
        st.sampled_from([None, 59]),
    )
    def test_every_figure_equals_a_count_by_hand(self, new_homes, new_people, done, semi, oldest):
        with override_settings(SEMI_LABOUR_COUNTS=semi, WORKING_AGE_TO=oldest):
            world = build(new_homes, new_people)
            for deed in done:
                do(world, *deed)
            self.check_all(world, semi, oldest)

    def check_all(self, world, semi=False, oldest=None):
        for period in PERIODS:
            self.check(period, count_by_hand(world, period, semi, oldest))
        self.check_rebuilding()

    def check(self, period, by_hand):
        for code, villages in [
            ("530600000000", [*VILLAGES]),
            ("530623000000", [*VILLAGES]),
            ("530623103000", ["530623103201", "530623103202"]),
            ("530623101202", ["530623101202"]),
        ]:
            expected = [sum(by_hand[village][figure] for village in villages) for figure in FIGURES]
            region = Region.objects.get(pk=code)
            for whole in (True, False):
                query = CoverageQuery(Household.objects.all(), region, period, whole)
                self.assertEqual(figures_of(query.total()), expected, (code, str(period), whole))
                summed = [sum(column) for column in zip(*map(figures_of, query.rows()), strict=True)]
                self.assertEqual(summed, expected)
                of_villages = [sum(column) for column in zip(*map(figures_of, query.villages()), strict=True)]
                self.assertEqual(of_villages, expected)
            self.assertEqual([query.households_with_status(figure).count() for figure in FIGURES], expected)

    def check_rebuilding(self):
        incremental = kept()
        assert sum(rebuild_counters()) == 0
        assert kept() == incremental
        merge_all()
        assert kept() == incremental
        for model in (AreaCount, ProfileCount, Standing, ClassRecord, FormerMember, FormerVillage):
            model.objects.all().delete()
        list(rebuild_counters())
        assert kept() == incremental
