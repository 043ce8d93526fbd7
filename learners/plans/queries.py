"""Offers for one person or many: the facts read from the database, the choice made by the pure core."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils import timezone

from courses.models import CoursePage
from learners.people.models import Person
from learners.plans.facts import NO_HISTORY, Learner
from learners.plans.histories import Home, histories_of, homes_of, household_facts, person_facts
from learners.plans.place import Place
from learners.plans.recommend import Offer, offers_in, rate
from learners.plans.sentences import sentence
from learners.plans.villages import Villages

PERSONS_AT_ONCE = 1_000
NOTHING_KNOWN = Home()


@dataclass(frozen=True)
class OfferedCourse:
    """A course to offer, with the reason as a sentence in the language of the page."""

    course: CoursePage
    reason: str


def offers_for(person: Person, *, n: int = 3, today: datetime.date | None = None) -> list[OfferedCourse]:
    """The best courses for a person now, at most n; nine queries at most, however many courses and persons."""
    _person, offers = next(offers_for_many([person], n=n, today=today))
    courses = CoursePage.objects.in_bulk([int(offer.course_id) for offer in offers])
    found = [(courses.get(int(offer.course_id)), offer.reason) for offer in offers]
    return [OfferedCourse(course, sentence(reason)) for course, reason in found if course is not None]


def offers_for_many(
    persons: Sequence[Person], *, n: int = 3, today: datetime.date | None = None
) -> Iterator[tuple[Person, tuple[Offer, ...]]]:
    """The best courses of each person, in the order given, with their households fetched along.

    Two queries, at most six more for every 1,000 persons, and four for a county that this process does not know.
    """
    for person, place, learner in learners_in(persons, today=today):
        yield person, offers_in(place, learner, n=n)


def explain(person: Person, course_id: int, *, today: datetime.date | None = None) -> Offer | None:
    """One course as it stands for a person; None where it is of no use to them."""
    _person, place, learner = next(learners_in([person], today=today))
    return rate(place, learner, course_id)


def learners_in(
    persons: Sequence[Person], *, today: datetime.date | None = None
) -> Iterator[tuple[Person, Place, Learner]]:
    """Each person as matching sees them, with the village they live in."""
    day = today or timezone.localdate()
    villages = Villages({person.household.village_id for person in persons}, day)
    ahead = iter(persons)
    while some := list(islice(ahead, PERSONS_AT_ONCE)):
        histories = histories_of([person.pk for person in some], day)
        homes = homes_of({person.household_id for person in some}, day)
        for person in some:
            household = household_facts(person.household, homes.get(person.household_id, NOTHING_KNOWN))
            history = histories.get(person.pk, NO_HISTORY)
            learner = Learner(household, person_facts(person, day), history)
            yield person, villages.place_of(person.household.village_id), learner
