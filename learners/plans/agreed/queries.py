"""How far the plans are: each part ticks itself off from courses and classes that the file has."""

import calendar
import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from learners.assistance.models import CourseRecord, Entry
from learners.people.models import Household, Person
from learners.plans.agreed.models import PlanItem
from learners.plans.queries import offers_for_many
from learners.plans.sentences import sentence

PROPOSED_EACH = 2
# For work that falls due in no month: time enough for an evening a week.
USUAL_DAYS = 60
SOON = datetime.timedelta(days=14)


class Standing(TextChoices):
    """How a part of a plan stands on a day."""

    DONE = "done", _("Done")
    SLIPPED = "slipped", _("Overdue")
    UNDER_WAY = "under_way", _("Under way")
    OPEN = "open", _("Not begun")


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A part of a plan and how it stands.

    done_on: when the course or class was completed. is_gone: its course was taken off the shelf, so that nobody can be
    asked to learn it.
    """

    item: PlanItem
    standing: Standing
    done_on: datetime.date | None = None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A course that could be agreed on with a member, by when and why."""

    person: Person
    course: CoursePage
    due_on: datetime.date
    reason: str


def plan_items() -> QuerySet[PlanItem]:
    """The parts of all plans that stand."""
    return PlanItem.objects.filter(dropped_at=None)


def plan_of(household: Household, today: datetime.date | None = None) -> list[PlanLine]:
    """The plan of a household, in the order in which it falls due; three queries."""
    return standing_of(plan_items().filter(household=household), today)


def own_plan(person: Person, today: datetime.date | None = None) -> list[PlanLine]:
    """What was agreed with one person and is not done; three queries."""
    lines = standing_of(plan_items().filter(person=person), today)
    return [line for line in lines if line.standing != Standing.DONE]


def slips_in(households: QuerySet[Household], today: datetime.date | None = None) -> list[PlanLine]:
    """What is overdue, or due within two weeks and not done, in these households; three queries."""
    day = today or timezone.localdate()
    items = plan_items().filter(household__in=households, person__left_on=None, due_on__lte=day + SOON)
    return [line for line in standing_of(items, day) if line.standing != Standing.DONE]


def standing_of(items: QuerySet[PlanItem], today: datetime.date | None = None) -> list[PlanLine]:
    """Each part with how it stands; three queries, however many."""
    day = today or timezone.localdate()
    rows = list(items.select_related("person", "course", "household__village").order_by("due_on", "pk"))
    people = {row.person_id for row in rows}
    records = {(r.person_id, r.course_id): r for r in CourseRecord.objects.filter(person__in=people)}
    classes, deleted = _classes_completed(people), _deleted_courses(rows)
    found = ((row, row.course_id or deleted.get(row.pk)) for row in rows)
    return [_line(row, course, records.get((row.person_id, course or 0)), classes, day) for row, course in found]


def _deleted_courses(rows: Iterable[PlanItem]) -> dict[int, int]:
    """The numbers of courses that were deleted since they were agreed on; the file still has them."""
    lost = {row.pk: row.person_id for row in rows if row.course_id is None and row.class_id is None}
    if not lost:
        return {}
    entries = Entry.objects.filter(person__in=set(lost.values()), kind=Entry.Kind.PLAN_CHANGED)
    told = ((evidence.get("plan_item"), payload.get("course_id")) for evidence, payload in _contents(entries))
    return {item: course for item, course in told if item in lost and course}


def _contents(entries: QuerySet[Entry]) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    return entries.values_list("evidence", "payload")


Completed = dict[tuple[int, object], datetime.datetime]


def _classes_completed(people: Collection[int]) -> Completed:
    """When which person completed which class, by its number and by its title."""
    found: Completed = {}
    entries = Entry.objects.filter(person__in=people, kind=Entry.Kind.CLASS_COMPLETED, corrections=None)
    for person, payload, at in entries.values_list("person_id", "payload", "happened_at"):
        found |= {(person, payload.get("class_id")): at, (person, payload.get("title")): at}
    return found


def _line(
    item: PlanItem, course: int | None, record: CourseRecord | None, classes: Completed, day: datetime.date
) -> PlanLine:
    is_class = course is None
    is_gone = not is_class and not (item.course and item.course.live)
    at = classes.get((item.person_id, item.class_id or item.title)) if is_class else record and record.completed_at
    if at:
        return PlanLine(item, Standing.DONE, timezone.localdate(at))
    if item.due_on < day:
        return PlanLine(item, Standing.SLIPPED, is_gone=is_gone)
    return PlanLine(item, Standing.UNDER_WAY if record else Standing.OPEN, is_gone=is_gone)


def proposals_for(members: Sequence[Person], today: datetime.date | None = None) -> list[Proposal]:
    """Two courses for each member who can learn, by the season in which their work falls due; not what is planned."""
    day = today or timezone.localdate()
    planned = set(plan_items().filter(person__in=members).values_list("person_id", "course_id"))
    found = [
        (person, int(offer.course_id), offer.reason)
        for person, offers in offers_for_many(members, n=PROPOSED_EACH, today=day)
        for offer in offers
    ]
    courses = CoursePage.objects.in_bulk([course for _person, course, _reason in found])
    return [
        Proposal(person, courses[pk], due_day(reason.month, day), sentence(reason))
        for person, pk, reason in found
        if pk in courses and (person.pk, pk) not in planned
    ]


def due_day(month: int | None, today: datetime.date) -> datetime.date:
    """The last day of the month in which the work falls due, so that it is learned while it is done."""
    if month is None:
        return today + datetime.timedelta(days=USUAL_DAYS)
    year = today.year + (month < today.month)
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def done_share(lines: Iterable[PlanLine]) -> tuple[int, int]:
    """How many parts are done, and how many there are."""
    standings = [line.standing for line in lines]
    return standings.count(Standing.DONE), len(standings)
