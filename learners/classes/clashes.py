"""What stands in the way of a class: other classes of its people, its trainer and its place, and the farm season."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from learners.classes.models import Enrolment, TrainingClass
from learners.regions.models import Region
from learners.regions.queries import BusySeason, busy_seasons


@dataclass(frozen=True, slots=True)
class Clash:
    """Another class on some of the same days."""

    other: TrainingClass
    days: tuple[datetime.date, ...]
    same_trainer: bool = False
    same_place: bool = False


@dataclass(frozen=True, slots=True)
class Obstacles:
    """Of a class as a whole; `persons` are those of its roster who have another class at the same time."""

    classes: tuple[Clash, ...]
    seasons: tuple[BusySeason, ...]
    persons: Mapping[int, tuple[Clash, ...]]


def obstacles(training_class: TrainingClass, villages: Iterable[Region]) -> Obstacles:
    """`villages` are those that the roster comes from."""
    holding = training_class.enrolments.filter(state__in=Enrolment.HOLDING).values_list("person", flat=True)
    return Obstacles(
        classes=tuple(_shared_means(training_class)),
        seasons=tuple(busy_seasons(villages, training_class.day_list)),
        persons=clashes_of(training_class, list(holding)),
    )


def clashes_of(training_class: TrainingClass, person_ids: Collection[int]) -> dict[int, tuple[Clash, ...]]:
    """Person to the other classes that they hold a seat in on some of the same days; one query."""
    places = Enrolment.objects.filter(person__in=person_ids, state__in=Enrolment.HOLDING)
    places = places.filter(training_class__in=_at_that_time(training_class)).select_related("training_class")
    found: dict[int, list[Clash]] = defaultdict(list)
    for place in places:
        days = _days_shared(training_class, place.training_class)
        if days:
            found[place.person_id].append(Clash(place.training_class, days))
    return {person: tuple(clashes) for person, clashes in found.items()}


def _shared_means(training_class: TrainingClass) -> Sequence[Clash]:
    """Classes with the same trainer or at the same place."""
    same = Q(region=training_class.region, place=training_class.place)
    if training_class.trainer_id:
        same |= Q(trainer=training_class.trainer_id)
    clashes = []
    for other in _at_that_time(training_class).filter(same):
        days = _days_shared(training_class, other)
        if days:
            trainer = training_class.trainer_id is not None and other.trainer_id == training_class.trainer_id
            at_place = other.region_id == training_class.region_id and other.place == training_class.place
            clashes.append(Clash(other, days, same_trainer=trainer, same_place=at_place))
    return clashes


def _at_that_time(training_class: TrainingClass) -> QuerySet[TrainingClass]:
    span = Q(starts_on__lte=training_class.ends_on, ends_on__gte=training_class.starts_on)
    return TrainingClass.objects.filter(span).exclude(pk=training_class.pk)


def _days_shared(one: TrainingClass, other: TrainingClass) -> tuple[datetime.date, ...]:
    return tuple(day for day in one.day_list if day.isoformat() in set(other.days))
