"""What the pages of classes show."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from learners.classes.clashes import Clash, Obstacles, clashes_of, obstacles
from learners.classes.models import Enrolment, TrainingClass
from learners.classes.services import STEPS
from learners.people.models import Person

State = Enrolment.State


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person of a roster, and what may be noted next."""

    enrolment: Enrolment
    clashes: tuple[Clash, ...]
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
    enrolments = list(visible)
    holding = [one for one in enrolments if one.state in Enrolment.HOLDING]
    villages = {one.person.household.village for one in holding}
    found = obstacles(training_class, sorted(villages, key=lambda village: village.code))
    counts = Counter(training_class.enrolments.order_by().values_list("state", flat=True))
    return Roster(
        lines=tuple(_line(one, found.persons.get(one.person_id, ())) for one in enrolments),
        counts={state.value: counts[state.value] for state in State},
        obstacles=found,
        elsewhere=counts.total() - len(enrolments),
    )


def candidate_lines(training_class: TrainingClass, persons: Iterable[Person]) -> Sequence[CandidateLine]:
    """One query for the clashes of all of them."""
    some = list(persons)
    clashes = clashes_of(training_class, [person.pk for person in some])
    return [CandidateLine(person, clashes.get(person.pk, ())) for person in some]


def _line(enrolment: Enrolment, clashes: tuple[Clash, ...]) -> RosterLine:
    state = State(enrolment.state)
    steps = STEPS[state]
    return RosterLine(
        enrolment=enrolment,
        clashes=clashes if state in Enrolment.HOLDING else (),
        may_accept=State.ACCEPTED in steps,
        may_decline=State.DECLINED in steps and state == State.INVITED,
        may_leave=State.LEFT in steps,
        may_return=state == State.DECLINED,
    )
