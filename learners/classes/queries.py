"""What the pages of classes show."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from learners.assistance.models import Entry
from learners.classes.clashes import Clash, Obstacles, clashes_of, obstacles
from learners.classes.models import Certificate, Enrolment, SignIn, Slot, TrainingClass
from learners.classes.services import STEPS
from learners.people.models import Person

State = Enrolment.State
SOON = datetime.timedelta(days=7)
LATE = datetime.timedelta(minutes=2)
"""A sign-in that arrives sooner had a line."""


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person of a roster, and what may be noted next."""

    enrolment: Enrolment
    clashes: tuple[Clash, ...]
    sign_ins: int
    certificate: Certificate | None
    may_accept: bool
    may_decline: bool
    may_leave: bool
    may_return: bool


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A person who could be invited, and the classes that already take the same days."""

    person: Person
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster of a class as far as the officer sees it. `counts` holds every state, those outside the area too."""

    lines: tuple[RosterLine, ...]
    counts: dict[str, int]
    obstacles: Obstacles
    elsewhere: int
    slots: int


def with_counts(classes: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
    """With `invited`, `coming` and `completed` as persons."""
    holding, coming = Q(enrolments__state__in=Enrolment.HOLDING), (State.ACCEPTED, State.ATTENDED)
    return classes.annotate(
        invited=Count("enrolments", filter=holding),
        coming=Count("enrolments", filter=Q(enrolments__state__in=coming)),
        completed=Count("enrolments", filter=Q(enrolments__completed_at__isnull=False)),
    )


def roster_of(training_class: TrainingClass, visible: QuerySet[Enrolment]) -> Roster:
    """`visible` comes from `roster_for`."""
    with_all = visible.select_related("certificate", "person__household__village")
    enrolments = list(with_all.annotate(times=Count("sign_ins", filter=Q(sign_ins__withdrawn_at=None))))
    holding = [one for one in enrolments if one.state in Enrolment.HOLDING]
    villages = {one.person.household.village for one in holding}
    found = obstacles(training_class, sorted(villages, key=lambda village: village.code))
    counts = Counter(training_class.enrolments.order_by().values_list("state", flat=True))
    return Roster(
        lines=tuple(_line(one, one.times, found.persons.get(one.person_id, ())) for one in enrolments),
        counts={state.value: counts[state.value] for state in State},
        obstacles=found,
        elsewhere=counts.total() - len(enrolments),
        slots=len(training_class.slots),
    )


def candidate_lines(training_class: TrainingClass, persons: Iterable[Person]) -> Sequence[CandidateLine]:
    """One query for the clashes of all of them."""
    some = list(persons)
    clashes = clashes_of(training_class, [person.pk for person in some])
    return [CandidateLine(person, clashes.get(person.pk, ())) for person in some]


def _line(enrolment: Enrolment, times: int, clashes: tuple[Clash, ...]) -> RosterLine:
    state = State(enrolment.state)
    steps = STEPS[state]
    return RosterLine(
        enrolment=enrolment,
        clashes=clashes if state in Enrolment.HOLDING else (),
        sign_ins=times,
        certificate=getattr(enrolment, "certificate", None),
        may_accept=State.ACCEPTED in steps,
        may_decline=State.DECLINED in steps and state == State.INVITED,
        may_leave=State.LEFT in steps,
        may_return=state == State.DECLINED,
    )


@dataclass(frozen=True, slots=True)
class SlotList:
    """Who can sign for one slot, and who has."""

    slot: Slot
    learners: tuple[tuple[Person, bool], ...]

    @property
    def there(self) -> int:
        return sum(there for _person, there in self.learners)


@dataclass(frozen=True, slots=True)
class SignInLine:
    """A sign-in as it was recorded; `reason` is why it was taken back."""

    sign_in: SignIn
    reason: str
    is_late: bool


def sign_in_lines(page: Iterable[SignIn]) -> list[SignInLine]:
    """A few queries for a page of them; with the reason where one was taken back."""
    rows = list(page)
    prefetch_related_objects(rows, "enrolment__person__household__village", "recorded_by", "withdrawn_by")
    reasons = _reasons(row for row in rows if row.withdrawn_at)
    return [SignInLine(row, reasons.get(str(row.item_id), ""), row.received_at - row.at > LATE) for row in rows]


def _reasons(withdrawn: Iterable[SignIn]) -> dict[str, str]:
    """By the number of the report; the corrections hold them."""
    persons = {row.enrolment.person_id for row in withdrawn}
    corrections = Entry.objects.filter(
        person__in=persons, kind=Entry.Kind.CORRECTION, corrects__kind=Entry.Kind.CLASS_SIGNED_IN
    )
    rows = corrections.select_related("corrects")
    return {str(row.corrects.evidence.get("item")): str(row.payload["reason"]) for row in rows if row.corrects}


def slot_lists(training_class: TrainingClass, visible: QuerySet[Enrolment]) -> list[SlotList]:
    """For each slot the persons who may come, by name and in the order of the roster; two queries."""
    places = [one for one in visible if one.state != State.LEFT]
    signed = SignIn.objects.standing().filter(enrolment__in=[place.pk for place in places])
    there = {(one.enrolment_id, one.slot) for one in signed}
    return [
        SlotList(slot, tuple((place.person, (place.pk, slot) in there) for place in places))
        for slot in training_class.slots
    ]


def classes_near(person: Person, *, today: datetime.date | None = None) -> list[TrainingClass]:
    """The classes of this person that are held today or start within a week, the nearest first."""
    day = today or timezone.localdate()
    own = Enrolment.objects.filter(person=person, state__in=Enrolment.HOLDING).values("training_class")
    soon = TrainingClass.objects.filter(pk__in=own, ends_on__gte=day, starts_on__lte=day + SOON)
    return list(soon.order_by("starts_on", "pk"))
