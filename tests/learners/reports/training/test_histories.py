"""Random histories of training, and their figures counted anew from what is remembered of them."""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from learners.assistance.services import append, correct
from learners.people.models import Household
from learners.regions.models import Region
from learners.reports.counting import PROFILES
from learners.reports.coverage import CoverageQuery
from learners.reports.periods import Period
from learners.reports.rebuilding import rebuild_counters
from learners.reports.training.counting import TRAININGS
from learners.reports.training.deeds import MEASURES
from learners.reports.training.models import PersonTraining, ProfileCount, TrainingCount
from learners.reports.training.queries import TrainingQuery
from learners.reports.training.stored import PLACE_COLUMNS
from tests.cast import make_places
from tests.depth import tried
from tests.factories import UserFactory
from tests.learners.reports.areas import held_by_villages
from tests.learners.reports.test_histories import (
    CHINA,
    DEEDS,
    PERIODS,
    VILLAGES,
    World,
    build,
    do,
    homes,
    last_before,
    merge_all,
    moments,
    people,
    status,
)

EXTRA = ["subsidy", "subsidy", "outcome", "outcome", "certificate", "take_back", "sex", "category", "monitored"]
AREAS = [("530600000000", [*VILLAGES]), ("530623000000", [*VILLAGES]), ("530623101202", ["530623101202"])]
WORDS = {"sex": ["male", "female"], "category": ["lifted", "ordinary"], "monitored": ["", "marginal"]}
deeds = st.tuples(st.sampled_from(DEEDS + EXTRA * 2), st.integers(0, 9), st.integers(0, 9), moments)


@dataclass
class Note:
    """An entry that still counts: who, what, when, how much."""

    who: int
    kind: str
    at: datetime.date
    value: object
    entry: object


@dataclass
class Memory:
    notes: list[Note] = field(default_factory=list)
    sex: Counter = field(default_factory=Counter)
    category: Counter = field(default_factory=Counter)
    monitored: Counter = field(default_factory=Counter)


def record(world: World, memory: Memory, what: str, who: int, number: int, at: datetime.datetime) -> None:
    who %= len(world.people)
    day = at.astimezone(CHINA).date()
    if what == "take_back":
        if memory.notes:
            note = memory.notes.pop(number % len(memory.notes))
            correct(entry=note.entry, reason="a mistake", by=UserFactory())
        return
    subsidy = ["training", "meals", "transport"][number % 3]
    since = day - datetime.timedelta(days=40 * (number % 4))
    kind, payload, value = {
        "subsidy": ("subsidy_paid", {"subsidy": subsidy, "amount_fen": 100, "paid_on": day.isoformat()}, subsidy),
        "outcome": ("outcome", {"result": "job", "since": since.isoformat(), "verified_on": day.isoformat()}, since),
        "certificate": ("certificate_issued", {"serial": f"s{who}-{number}", "class_kind": "skill"}, number),
    }[what]
    if what == "certificate" and any(note.value == number and note.who == who for note in memory.notes):
        return
    entry = append(person=world.persons[who], kind=kind, payload=payload, happened_at=at, evidence={})
    memory.notes.append(Note(who, kind, day, value, entry))


def trait(world: World, memory: Memory, what: str, who: int, number: int) -> None:
    """Of a person or of their household, saved one by one."""
    who %= len(world.people)
    home = world.people[who].homes[-1][1]
    row = world.persons[who] if what == "sex" else world.rows[home]
    row.refresh_from_db()
    value = WORDS[what][number % 2]
    setattr(row, {"category": "kind"}.get(what, what), value)
    row.save()
    getattr(memory, what)[who if what == "sex" else home] = value


def month_of(day: datetime.date) -> int:
    return day.year * 12 + day.month


def band(born: datetime.date, day: datetime.date) -> str:
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return max((low for low in (0, 16, 30, 40, 50, 60) if low <= age), default=0).__str__()


def hand(world: World, memory: Memory, period: Period, who: int) -> dict[str, Counter]:
    """By kind, "" for all of them and "class" for all classes, what one person adds."""
    found: dict[str, Counter] = {}
    first, last = period.first, period.last

    def local(moment):
        return moment.astimezone(CHINA).date()

    def inside(day):
        return first <= day <= last

    ended: dict[str, list[datetime.date]] = {}
    for name, attempt in world.people[who].attempts.items():
        kind = "online" if name.startswith("course") else attempt.kind
        kinds = ["", kind] if kind == "online" else ["", "class", kind]
        begun = attempt.started or attempt.completed
        for of in kinds if begun else ():
            sums = found.setdefault(of, Counter())
            done = local(attempt.completed) if attempt.completed else None
            if inside(local(begun)):
                sums["begun"] += 1
                sums["ended"] += bool(done and done <= last)
            if done and inside(done):
                sums["times"] += 1
                ended.setdefault(of, []).append(done)
    for note in memory.notes:
        if note.who == who and note.kind == "certificate_issued" and inside(note.at):
            for of in ("", "class", "skill"):
                found.setdefault(of, Counter())["certificates"] += 1
        if note.who == who and note.kind == "subsidy_paid" and inside(note.at):
            found.setdefault("", Counter())[f"{note.value}_fen"] += 100
    for of, days in ended.items():
        found[of]["persons"] = 1
        for months in (3, 6, 12):
            found[of][f"employed_{months}"] = int(
                any(
                    note.kind == "outcome"
                    and note.who == who
                    and month_of(note.at) >= month_of(max(days))
                    and month_of(note.value) <= month_of(max(days)) + months
                    for note in memory.notes
                )
            )
    return found


def by_hand(world, memory, period, villages) -> dict[str, dict[str, Counter]]:
    """By dimension and class of it."""
    tables: dict[str, dict[str, Counter]] = {"kind": {}, "sex": {}, "age": {}, "cause": {}, "category": {}}
    for who, villager in enumerate(world.people):
        home = last_before(villager.homes, period.last)
        if last_before(world.homes[home].villages, period.last) not in villages:
            continue
        found = hand(world, memory, period, who)
        for kind, sums in found.items():
            tables["kind"].setdefault(kind, Counter()).update(sums)
        row = Household.objects.get(pk=world.rows[home].pk)
        classes = {
            "sex": memory.sex[who] or world.persons[who].sex,
            "age": band(villager.born_on, period.last),
            "cause": row.cause,
            "category": memory.category[home] or "",
        }
        for name, value in classes.items() if "" in found else ():
            if name in ("cause", "category") and not row.skill_lacking:
                continue
            tables[name].setdefault(value, Counter()).update(found[""])
    return tables


def said(vectors) -> dict[str, dict[str, int]]:
    """Without what is nothing."""
    named = {str(key): dict(zip(MEASURES, vector, strict=True)) for key, vector in vectors.items()}
    return {key: kept for key, row in named.items() if (kept := {n: v for n, v in row.items() if v})}


def nonzero(counters) -> dict[str, dict[str, int]]:
    return {key: kept for key, row in counters.items() if (kept := {n: v for n, v in row.items() if v})}


def kept_rows():
    """All that is kept, but for how it is cut into rows."""
    found = [held_by_villages(table) for table in (PROFILES, TRAININGS)]
    columns = ("person", *PLACE_COLUMNS, "facts")
    found.append(sorted(PersonTraining.objects.values_list(*columns), key=str))
    return found


class TestTrainingHistories(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_places()

    @tried(8, 50)
    @given(
        st.lists(homes, min_size=1, max_size=3),
        st.lists(people, min_size=1, max_size=4),
        st.lists(deeds, max_size=14),
    )
    def test_every_training_figure_equals_a_count_by_hand(self, new_homes, new_people, done):
        world, memory = build(new_homes, new_people), Memory()
        for what, who, number, at in done:
            if what in WORDS:
                trait(world, memory, what, who, number)
            elif what in EXTRA:
                record(world, memory, what, who, number, at)
            else:
                do(world, what, who, number, at)
        for period in PERIODS:
            self.check(world, memory, period)
        self.check_rebuilding()

    def check(self, world, memory, period):
        for code, villages in AREAS:
            tables = by_hand(world, memory, period, villages)
            households = self.households_by_hand(world, memory, period, villages)
            region = Region.objects.get(pk=code)
            for whole in (True, False):
                query = TrainingQuery(CoverageQuery(Household.objects.all(), region, period, whole))
                self.assertEqual(said(query.by_kind()), nonzero(tables["kind"]), (code, str(period), whole))
                for column in ("sex", "age"):
                    self.assertEqual(said(query.by_person(column)), nonzero(tables[column]))
                for column in ("cause", "category"):
                    self.assertEqual(said(query.by_trait(column)), nonzero(tables[column]), (column, whole))
                for column, expected in households.items():
                    rows = query.households_by(column)
                    counted = {value: row.skill_lacking for value, row in rows.items() if row.skill_lacking}
                    covered = {value: row.covered for value, row in rows.items() if row.covered}
                    self.assertEqual((counted, covered), expected, (column, code, str(period), whole))

    def households_by_hand(self, world, memory, period, villages):
        """By trait: skill-lacking households, and the covered ones among them, by value."""
        counted = {name: (Counter(), Counter()) for name in ("category", "monitored")}
        for index, home in enumerate(world.homes):
            gone = home.left_on and home.left_on <= period.last
            if gone or last_before(home.villages, period.last) not in villages:
                continue
            found = status(world, index, period.first, period.last, semi=False, oldest=None)
            for name, (all_of_them, covered) in counted.items():
                value = getattr(memory, name)[index] or ""
                all_of_them[value] += found is not None
                covered[value] += found == "covered"
        return {name: tuple({k: v for k, v in one.items() if v} for one in pair) for name, pair in counted.items()}

    def check_rebuilding(self):
        incremental = kept_rows()
        assert sum(rebuild_counters()) == 0
        merge_all()
        assert kept_rows() == incremental
        for model in (ProfileCount, TrainingCount, PersonTraining):
            model.objects.all().delete()
        list(rebuild_counters())
        assert kept_rows() == incremental
