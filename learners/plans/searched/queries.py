"""Searches, for those who may know of them: the person alone, and matching, which shows them to nobody."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import QuerySet

from learners.people.models import Person
from learners.plans.searched.models import Search

HOLDS = datetime.timedelta(days=90)
# Of somebody who searched for much, what counts.
HEARD = 5


def searches_of(person: Person) -> QuerySet[Search]:
    """One's own, the latest first; `person` comes from `person_of`."""
    return Search.objects.filter(person=person).order_by("-day", "-pk")


def searched_by(person_ids: Collection[int], day: datetime.date) -> Mapping[int, tuple[str, ...]]:
    """The trades that each of these persons searched for of late, at most five, the latest first; one query."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Search.objects.filter(person__in=person_ids, day__gte=day - HOLDS).order_by("-day", "-pk")
    for person, words in rows.values_list("person_id", "words"):
        found[person].append(words)
    return {person: tuple(words[:HEARD]) for person, words in found.items()}
