"""Whom to invite to a class: persons of the register, narrowed down as staff think of them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from eduplatform.accounts.models import User
from learners.assistance.models import CourseRecord, Entry
from learners.classes.models import Enrolment, TrainingClass
from learners.people.access import labour_capable, people_for
from learners.people.models import Person
from learners.regions.access import within
from learners.regions.queries import villages_living_from

COVERING_KINDS = (TrainingClass.Kind.SKILL, TrainingClass.Kind.STARTUP)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What staff narrow the list down to; empty means whatever it is. `wish` is a word of what people asked for."""

    village: str = ""
    cause: str = ""
    industry: str = ""
    wish: str = ""
    uncovered: bool = False


def candidates(
    user: User, training_class: TrainingClass, wanted: Wanted, *, today: datetime.date | None = None
) -> QuerySet[Person]:
    """Labour-capable persons of the officer's area and the class's region that are not on its roster yet."""
    day = today or timezone.localdate()
    persons = people_for(user).filter(
        within(training_class.region, "household__village__code"), labour_capable(day), household__left_on=None
    )
    persons = persons.exclude(pk__in=Enrolment.objects.filter(training_class=training_class).values("person"))
    if wanted.village:
        persons = persons.filter(household__village=wanted.village)
    if wanted.cause:
        persons = persons.filter(_any_cause(wanted.cause))
    if wanted.industry:
        persons = persons.filter(_in_places(villages_living_from(wanted.industry)))
    if wanted.wish:
        persons = persons.filter(pk__in=_wishing(persons, wanted.wish))
    if wanted.uncovered:
        persons = persons.exclude(household__in=covered_households())
    return persons.select_related("household__village").order_by("household__village", "household__number", "pk")


def covered_households() -> QuerySet[Any]:
    """Households of which a member ever completed a course, or a skill or startup class."""
    completed = Entry.objects.filter(
        kind=Entry.Kind.CLASS_COMPLETED, corrections=None, payload__class_kind__in=list(COVERING_KINDS)
    )
    courses = CourseRecord.objects.exclude(completed_at=None)
    learned = Person.objects.filter(Q(pk__in=completed.values("person")) | Q(pk__in=courses.values("person")))
    return learned.values("household")


def _any_cause(cause: str) -> Q:
    return Q(household__cause=cause) | Q(household__cause_2=cause) | Q(household__cause_3=cause)


def _in_places(prefixes: Iterable[str]) -> Q:
    places = Q(pk__in=[])
    for prefix in prefixes:
        places |= Q(household__village__code__startswith=prefix)
    return places


def _wishing(persons: QuerySet[Person], word: str) -> list[int]:
    """Read here and not asked of the database: SQLite keeps Chinese in JSON as escapes."""
    wishes = Entry.objects.filter(kind=Entry.Kind.WISH, corrections=None, person__in=persons)
    found = {pk for pk, payload in wishes.values_list("person", "payload") if _says(payload, word)}
    return sorted(found)


def _says(value: object, word: str) -> bool:
    if isinstance(value, str):
        return word in value
    if isinstance(value, dict):
        return any(_says(one, word) for one in value.values())
    return isinstance(value, list) and any(_says(one, word) for one in value)
