"""Offers for one person or many: the facts read from the database, the choice made by the pure core."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils import timezone

from courses.models import CoursePage
from learners.assistance.models import CourseRecord, Entry
from learners.people.codes import WorkStatus
from learners.people.models import Household, Person
from learners.plans.facts import NO_HISTORY, History, HouseholdFacts, Learner, PersonFacts
from learners.plans.place import Place
from learners.plans.recommend import Offer, offers_in, rate
from learners.plans.sentences import sentence
from learners.plans.villages import Villages

AWAY = (WorkStatus.AWAY, WorkStatus.IN_PROVINCE)
PERSONS_AT_ONCE = 1000
# What was wished for longer ago is no longer what is wished for.
WISHES_HOLD = datetime.timedelta(days=730)


@dataclass(frozen=True)
class OfferedCourse:
    """A course to offer, with the reason as a sentence in the language of the page."""

    course: CoursePage
    reason: str


def offers_for(person: Person, *, n: int = 3, today: datetime.date | None = None) -> list[OfferedCourse]:
    """The best courses for a person now, at most n; five queries whatever the number of courses and persons."""
    _person, offers = next(offers_for_many([person], n=n, today=today))
    courses = CoursePage.objects.in_bulk([int(offer.course_id) for offer in offers])
    found = [(courses.get(int(offer.course_id)), offer.reason) for offer in offers]
    return [OfferedCourse(course, sentence(reason)) for course, reason in found if course is not None]


def offers_for_many(
    persons: Sequence[Person], *, n: int = 3, today: datetime.date | None = None
) -> Iterator[tuple[Person, tuple[Offer, ...]]]:
    """The best courses of each person, in the order given, with their households fetched along.

    Two queries, and two more for every 1,000 persons; four more for a county that this process does not know yet.
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
        histories = histories_of([person.pk for person in some])
        wishes = wishes_of({person.household_id for person in some}, day)
        for person in some:
            household = household_facts(person.household, wishes.get(person.household_id, ()))
            history = histories.get(person.pk, NO_HISTORY)
            learner = Learner(household, person_facts(person, day), history)
            yield person, villages.place_of(person.household.village_id), learner


def household_facts(household: Household, wishes: tuple[str, ...] = ()) -> HouseholdFacts:
    return HouseholdFacts(cause=household.cause, other_causes=tuple(household.causes[1:]), wishes=wishes)


def person_facts(person: Person, day: datetime.date) -> PersonFacts:
    return PersonFacts(
        age=person.age_on(day), education=person.education, labour=person.labour, away=person.work in AWAY
    )


def histories_of(person_ids: Collection[int]) -> Mapping[int, History]:
    """What each of these persons did with courses; one query."""
    records: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    rows = CourseRecord.objects.filter(person__in=person_ids)
    for person, course, completed_at in rows.values_list("person_id", "course_id", "completed_at"):
        records[person].append((course, completed_at is not None))
    return {
        person: History(
            done=frozenset(course for course, is_done in rows if is_done),
            begun=frozenset(course for course, is_done in rows if not is_done),
        )
        for person, rows in records.items()
    }


def wishes_of(household_ids: Collection[int], day: datetime.date) -> Mapping[int, tuple[str, ...]]:
    """What the members of each of these households wish to learn, the latest first; one query."""
    found: dict[int, list[str]] = defaultdict(list)
    since = timezone.make_aware(datetime.datetime.combine(day - WISHES_HOLD, datetime.time.min))
    entries = Entry.objects.filter(kind=Entry.Kind.WISH, corrections=None, happened_at__gte=since)
    entries = entries.filter(person__household__in=household_ids)
    for household, payload in entries.order_by("-happened_at").values_list("person__household_id", "payload"):
        found[household] += filter(None, [str(payload.get("text", ""))])
    return {household: tuple(dict.fromkeys(words)) for household, words in found.items()}
