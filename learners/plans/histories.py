"""What persons did and said, and what their households live from, as facts for matching; for many persons at once."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import BigIntegerField, Max, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from learners.assistance.models import CourseRecord, Entry
from learners.people.access import capable_labour
from learners.people.codes import WorkStatus
from learners.people.models import Household, Person
from learners.plans.agreed.models import PlanItem
from learners.plans.facts import History, HouseholdFacts, PersonFacts
from learners.plans.giving_up import Learning, given_up
from learners.plans.profile import WORKING_AGE
from learners.plans.searched.queries import searched_by

AWAY = (WorkStatus.AWAY, WorkStatus.IN_PROVINCE)
# What was wished for longer ago is no longer what is wished for.
WISHES_HOLD = datetime.timedelta(days=730)
# A trade that was seen longer ago may be no more.
TRADES_HOLD = datetime.timedelta(days=1095)
TRADES_HEARD = 3
# Outcomes that say what the household itself lives from; a job says what others do.
OWN_TRADE = ("own_trade", "scale")
TOUCHES = (Entry.Kind.LESSON_COMPLETED, Entry.Kind.QUIZ_PASSED)


def histories_of(person_ids: Collection[int], day: datetime.date) -> Mapping[int, History]:
    """What each of these persons did with courses and asked about; four queries at most."""
    courses = _learning_of(person_ids)
    asked = searched_by(person_ids, day)
    end = timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))
    return {
        person: _history(courses.get(person, {}), asked.get(person, ()), end)
        for person in courses.keys() | asked.keys()
    }


def _history(courses: Mapping[int, Learning], asked: tuple[str, ...], now: datetime.datetime) -> History:
    gave_up = given_up(courses, now)
    return History(
        done=frozenset(pk for pk, one in courses.items() if one.completed_at),
        begun=frozenset(pk for pk, one in courses.items() if not one.completed_at and pk not in gave_up),
        given_up=gave_up,
        asked=asked,
    )


def _learning_of(person_ids: Collection[int]) -> Mapping[int, dict[int, Learning]]:
    found: dict[int, dict[int, Learning]] = defaultdict(dict)
    rows = CourseRecord.objects.filter(person__in=person_ids)
    for person, course, started, completed in rows.values_list("person_id", "course_id", "started_at", "completed_at"):
        found[person][course] = Learning(started, completed)
    # Only of what is not completed it matters when it was touched last.
    open_ones = [pk for pk, courses in found.items() if any(one.completed_at is None for one in courses.values())]
    touched, told = _touched(open_ones), _told(open_ones)
    for person in open_ones:
        for course, one in found[person].items():
            key = (person, course)
            found[person][course] = Learning(one.started_at, one.completed_at, touched.get(key), told.get(key))
    return found


Moments = Mapping[tuple[int, int], datetime.datetime]


def _touched(person_ids: Collection[int]) -> Moments:
    entries = Entry.objects.filter(person__in=person_ids, kind__in=TOUCHES, corrections=None).order_by()
    courses = entries.values_list("person_id", Cast(KT("payload__course_id"), BigIntegerField()))
    return {(person, course): at for person, course, at in courses.annotate(at=Max("happened_at"))}


def _told(person_ids: Collection[int]) -> Moments:
    """What was taken out of the plan and not put in again."""
    items = PlanItem.objects.filter(person__in=person_ids, course__isnull=False).order_by("pk")
    rows = items.values_list("person_id", "course_id", "dropped_at")
    last = {(person, course): at for person, course, at in rows if course is not None}
    return {key: at for key, at in last.items() if at}


@dataclass(slots=True)
class Home:
    """What is known of a household beside the register's row. hands: who can work, at home; None where unknown."""

    wishes: list[str] = field(default_factory=list)
    trades: list[str] = field(default_factory=list)
    hands: int | None = None


def homes_of(household_ids: Collection[int], day: datetime.date) -> Mapping[int, Home]:
    """Two queries."""
    homes: dict[int, Home] = defaultdict(Home)
    _hear(homes, household_ids, day)
    _count_hands(homes, household_ids, day)
    return homes


def _hear(homes: dict[int, Home], household_ids: Collection[int], day: datetime.date) -> None:
    """What the members wish to learn, and what trade was verified or seen at a visit: the latest first."""
    since = start_of(day - TRADES_HOLD)
    heard = Q(kind__in=(Entry.Kind.WISH, Entry.Kind.OUTCOME)) | Q(kind=Entry.Kind.VISIT, payload__has_key="trade")
    entries = Entry.objects.filter(heard, corrections=None, happened_at__gte=since)
    entries = entries.filter(person__household__in=household_ids).order_by("-happened_at", "-pk")
    for household, kind, payload, at in entries.values_list("person__household_id", "kind", "payload", "happened_at"):
        home = homes[household]
        if kind == Entry.Kind.WISH and at >= start_of(day - WISHES_HOLD):
            _add(home.wishes, payload.get("text"))
        elif len(home.trades) < TRADES_HEARD:
            _add(home.trades, _trade_in(kind, payload))


def _trade_in(kind: str, payload: Mapping[str, object]) -> object:
    if kind == Entry.Kind.VISIT:
        return payload.get("trade")
    return payload.get("what") if kind == Entry.Kind.OUTCOME and payload.get("result") in OWN_TRADE else None


def _add(words: list[str], more: object) -> None:
    if more and str(more) not in words:
        words.append(str(more))


def _count_hands(homes: dict[int, Home], household_ids: Collection[int], day: datetime.date) -> None:
    members = Person.objects.filter(household__in=household_ids, left_on=None).order_by()
    able = set(capable_labour())
    for household, labour, work, born_on in members.values_list("household_id", "labour", "work", "born_on"):
        if labour:
            of_age = born_on.year + WORKING_AGE <= day.year
            home = homes[household]
            home.hands = (home.hands or 0) + (labour in able and of_age and work not in AWAY)


def start_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def household_facts(household: Household, home: Home) -> HouseholdFacts:
    return HouseholdFacts(
        cause=household.cause,
        other_causes=tuple(household.causes[1:]),
        wishes=tuple(home.wishes),
        own_industry_codes=tuple(home.trades),
        hands=home.hands,
    )


def person_facts(person: Person, day: datetime.date) -> PersonFacts:
    return PersonFacts(
        age=person.age_on(day), education=person.education, labour=person.labour, away=person.work in AWAY
    )
