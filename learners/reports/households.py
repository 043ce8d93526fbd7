"""The households behind a figure, with what an officer needs to act on each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from courses.models import CoursePage
from learners.people.codes import Cause
from learners.people.importing.words import HEAD
from learners.people.models import HouseholdHelper, Person
from learners.reports.definitions import Status
from learners.reports.members import workers_of
from learners.reports.next_steps import next_step
from learners.reports.periods import Period

if TYPE_CHECKING:
    from learners.reports.definitions import CountedHousehold


@dataclass(frozen=True)
class HouseholdLine:
    """One line of the list. `workers` are the labour-capable members of the period."""

    household: "CountedHousehold"
    head: Person | None
    workers: list[Person]
    helpers: list[str]
    next_step: str

    @property
    def causes(self) -> list[str]:
        """Their labels, the main one first."""
        return [str(Cause(cause).label) for cause in self.household.causes]

    @property
    def status(self) -> str:
        """Its label; empty when the household is not skill-lacking."""
        return str(Status(self.household.status).label) if self.household.status else ""


def household_lines(households: "Sequence[CountedHousehold]", period: Period) -> list[HouseholdLine]:
    """Lines in the order given, in seven queries however many there are."""
    heads = {p.household_id: p for p in Person.objects.filter(household__in=households, relation=HEAD, left_on=None)}
    workers = workers_of(households, period)
    helpers: dict[int, list[str]] = defaultdict(list)
    for helper in HouseholdHelper.objects.filter(household__in=households).order_by("pk"):
        helpers[helper.household_id].append(helper.name)
    titles = _titles([person for members in workers.values() for person in members])
    return [
        HouseholdLine(
            household=household,
            head=heads.get(household.pk),
            workers=workers[household.pk],
            helpers=helpers[household.pk],
            next_step=next_step(household.status, workers[household.pk], period, titles),
        )
        for household in households
    ]


def _titles(people: Sequence[Person]) -> dict[int, str]:
    """Titles by course id, of the courses these people have records of."""
    courses = {record.course_id for person in people for record in person.course_records.all()}
    return dict(CoursePage.objects.filter(pk__in=courses).values_list("pk", "title"))
