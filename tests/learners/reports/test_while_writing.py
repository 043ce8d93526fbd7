"""Rebuilding while phones report and an office reads: nothing is lost, and nobody sees half of it."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from learners.assistance.locks import lock_chains
from learners.assistance.models import CourseRecord, Entry
from learners.assistance.projections import rebuild
from learners.assistance.services import append
from learners.people.adjusting import change_household
from learners.people.id_numbers import IdNumber
from learners.people.importing.apply import apply_import
from learners.people.importing.plan import Change, HouseholdPlan, ImportCounts, ImportPlan, PersonPlan
from learners.people.models import Household, Person
from learners.regions.models import Region
from learners.reports.counting import merge_counts
from learners.reports.coverage import CoverageQuery
from learners.reports.models import AreaCount, ClassRecord, FormerVillage, Standing
from learners.reports.periods import Period
from learners.reports.rebuilding import rebuild_counters
from learners.reports.training.counting import TRAININGS
from learners.reports.training.deeds import TIMES
from learners.reports.training.models import PersonTraining, TrainingCount
from learners.reports.training.queries import TrainingQuery
from tests.cast import make_places
from tests.factories import UserFactory

VILLAGES = ("530623103201", "530623103202", "530623101202")
HOMES, COURSES = 8, 6

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="the test database of SQLite lives in one connection"),
]


@pytest.fixture
def villagers():
    make_places()
    homes = [
        Household.objects.create(number=f"h{n}", village_id=VILLAGES[n % len(VILLAGES)], cause="skill")
        for n in range(HOMES)
    ]
    return [
        Person.objects.create(
            household=home, name="某人", id_number_hash=home.number, born_on="1980-05-01", labour="ordinary"
        )
        for home in homes
    ]


def learn(person: Person, number: int) -> None:
    """A course, and a class of the same number."""
    said = {"person": person, "happened_at": timezone.now(), "evidence": {}}
    kind, attended = Entry.Kind.COURSE_COMPLETED, Entry.Kind.CLASS_COMPLETED
    append(kind=kind, subject=f"{kind}:{number}", payload={"course_id": number}, **said)
    payload = {"class_id": number, "class_kind": "skill", "title": "香菇栽培", "hours": 8}
    append(kind=attended, subject=f"{attended}:{number}", payload=payload, **said)


def over_and_over(deed: Callable[[], None], until: threading.Event, errors: list[Exception]) -> None:
    try:
        while not until.is_set():
            deed()
    except Exception as error:  # told to the test, which is in another thread
        errors.append(error)
    finally:
        connections.close_all()


def rebuild_everything() -> None:
    list(rebuild())
    list(rebuild_counters())
    merge_counts()
    TRAININGS.merge()


def whole_county() -> CoverageQuery:
    region = Region.objects.get(pk="530623000000")
    return CoverageQuery(Household.objects.all(), region, Period.of_year(timezone.localdate().year), whole=True)


def read_figures(seen: list[tuple[int, int, int]]) -> None:
    total = whole_county().total()
    times = TrainingQuery(whole_county()).total()[TIMES]
    seen.append((total.households, total.covered, times))


def kept() -> dict[str, list[tuple[object, ...]]]:
    """Rows whose keys are given by the database are compared without them."""
    return {
        model.__name__: sorted(model.objects.values_list(*columns), key=str)
        for model, columns in {
            CourseRecord: ("person", "course_id", "completed_at"),
            ClassRecord: ("person", "class_id", "completed_at"),
            Standing: ("household", "month", "until", "state", "last"),
            PersonTraining: ("person", "month", "village", "facts"),
        }.items()
    }


def test_what_is_reported_while_all_is_rebuilt_is_counted_once(villagers):
    done, errors, seen = threading.Event(), [], []
    rebuilding = threading.Thread(target=over_and_over, args=[rebuild_everything, done, errors])
    reading = threading.Thread(target=over_and_over, args=[lambda: read_figures(seen), done, errors])
    rebuilding.start()
    reading.start()
    try:
        for number in range(1, COURSES + 1):
            for person in villagers:
                learn(person, number)
    finally:
        done.set()
        rebuilding.join()
        reading.join()
    assert errors == []
    assert {households for households, _covered, _times in seen} == {HOMES}
    for figure in zip(*seen, strict=True):
        assert list(figure) == sorted(figure)  # nothing is missing, or counted twice, while it is merged
    read_figures(seen)
    assert seen[-1] == (HOMES, HOMES, 2 * HOMES * COURSES)
    before = kept()
    assert sum(rebuild_counters()) == 0
    for model in (CourseRecord, ClassRecord, Standing, PersonTraining, AreaCount, TrainingCount):
        model.objects.all().delete()
    rebuild_everything()
    assert kept() == before
    assert CourseRecord.objects.count() == ClassRecord.objects.count() == HOMES * COURSES


def test_two_members_who_move_out_at_one_moment_write_the_former_village_once(villagers):
    home, now = villagers[0].household, timezone.now()
    leaving = [*villagers[:1], Person.objects.create(household=home, id_number_hash="x", born_on="1985-01-01")]
    village = {"of": "household", "field": "village", "before": VILLAGES[1], "after": VILLAGES[0]}
    for person in leaving:
        tell_of(person, home, village, now - timedelta(days=70))
    other = {"of": "person", "field": "household", "before": home.number, "after": villagers[1].household.number}
    errors: list[Exception] = []
    second = threading.Thread(target=once, args=[lambda: tell_of(leaving[1], home, other, now), errors])
    with transaction.atomic():
        tell_of(leaving[0], home, other, now)
        second.start()
        second.join(1)  # it waits for the end of this transaction, so this is how long the test takes
    second.join()
    assert errors == []
    assert FormerVillage.objects.filter(household=home).count() == 1
    assert sum(rebuild_counters()) == 0


def adjust(household: Household, village: Region) -> None:
    change_household(household=household, village=village, group="", monitored="", by=UserFactory())


def import_anew(household: Household, village: Region) -> None:
    change = Change("village", household.village_id, village.pk)
    [pk] = household.members.values_list("pk", flat=True)
    same = PersonPlan("", 2, IdNumber("0" * 18, date(1980, 5, 1), "male"), "", {}, None, None, pk, ())
    row = HouseholdPlan(household.number, village.pk, {}, household.pk, (change,), None, (same,))
    apply_import(ImportPlan("a.xlsx", "0" * 64, (row,), (), ImportCounts(), ()), by=UserFactory())


@pytest.mark.parametrize("deed", [adjust, import_anew])
def test_a_household_is_changed_while_a_phone_of_it_reports(villagers, deed):
    person, village, errors = villagers[0], Region.objects.get(pk=VILLAGES[1]), []
    changing = threading.Thread(target=once, args=[lambda: deed(person.household, village), errors])
    with transaction.atomic():
        lock_chains([person.pk])
        changing.start()
        changing.join(1)  # it waits for the person, and holds nothing that the report needs
        learn(person, 1)
    changing.join()
    assert errors == []
    assert Household.objects.get(pk=person.household_id).village == village
    assert sum(rebuild_counters()) == 0


def tell_of(person: Person, home: Household, change: dict[str, str], at: datetime) -> None:
    """The register changed, as the file of this person has it."""
    Person.objects.filter(pk=person.pk, household__number=change["before"]).update(
        household=Household.objects.filter(number=change["after"]).first() or home
    )
    payload = {"household": home.number, "changes": [change]}
    append(person=person, kind=Entry.Kind.REGISTER_CHANGED, payload=payload, happened_at=at, evidence={})


def once(deed: Callable[[], None], errors: list[Exception]) -> None:
    try:
        deed()
    except Exception as error:  # told to the test, which is in another thread
        errors.append(error)
    finally:
        connections.close_all()
