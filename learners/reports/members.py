"""Who belonged to a household in a period, not who does now; both as the counters have it (`counting.py`)."""

from collections import defaultdict
from collections.abc import Callable, Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from learners.people.access import labour_capable
from learners.people.models import Household, Person
from learners.reports.models import FormerMember
from learners.reports.periods import Period

Condition = Callable[[str], Q]
"""Of a person, given a lookup path to them."""


def current_members(period: Period) -> QuerySet[Person]:
    """Those who belonged at the end of the period to the household that they belong to now."""
    elsewhere = FormerMember.objects.filter(person=OuterRef("pk"), until__gt=period.last_month)
    return Person.objects.filter(~Exists(elsewhere))


def former_members(period: Period) -> QuerySet[FormerMember]:
    """Those who moved into another household since."""
    return FormerMember.objects.filter(since__lte=period.last_month, until__gt=period.last_month)


def has_member(period: Period, condition: Condition) -> Q:
    """Of a household: whether a member of the period meets the condition."""
    here = current_members(period).filter(condition(""), household=OuterRef("pk"))
    moved = former_members(period).filter(condition("person__"), household=OuterRef("pk"))
    return Q(Exists(here)) | Q(Exists(moved))


def workers_of(households: Collection[Household], period: Period) -> dict[int, list[Person]]:
    """Labour-capable members of the period by household, with what they learned; four queries for any number."""
    found: dict[int, list[Person]] = defaultdict(list)
    capable = current_members(period).filter(labour_capable(period.last), household__in=households)
    moved = former_members(period).filter(labour_capable(period.last, "person__"), household__in=households)
    lived = dict(moved.values_list("person", "household"))
    people = Person.objects.filter(Q(pk__in=capable.values("pk")) | Q(pk__in=lived))
    for person in people.prefetch_related("course_records", "class_records").order_by("pk"):
        found[lived.get(person.pk, person.household_id)].append(person)
    return found
