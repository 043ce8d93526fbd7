"""Agreeing on a plan and changing it; every change is an entry in the file of the person whom it concerns."""

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_noop

from courses.models import CoursePage
from eduplatform.accounts.models import User
from learners.assistance.models import Entry
from learners.assistance.services import append
from learners.notices.services import Draft, take_back, tell
from learners.people.codes import WorkStatus
from learners.people.models import Person
from learners.plans.agreed.models import PlanItem
from learners.plans.agreed.queries import SOON, Standing, plan_items, standing_of

REMINDER = gettext_noop("You wanted to learn “%(title)s” by %(due)s")
OVERDUE = gettext_noop("“%(title)s” was to be learned by %(due)s. Your helper can help you: %(helper)s")
ITEMS_AT_ONCE = 2000
# After the work in the field; in factories and on building sites the day ends later.
AT_HOME, AWAY = datetime.time(19, 30), datetime.time(20, 15)
WORKS_AWAY = (WorkStatus.AWAY, WorkStatus.IN_PROVINCE)


class NothingAgreed(ValueError):
    """Neither a course nor a class, or it is in the plan already."""


@transaction.atomic
def agree(
    *,
    person: Person,
    due_on: datetime.date,
    by: User,
    course: CoursePage | None = None,
    title: str = "",
    class_id: int | None = None,
    helper: str = "",
    reason: str = "",
    manner: str = PlanItem.Manner.VISIT,
) -> PlanItem:
    """A new part of the household's plan. Raises NothingAgreed."""
    Person.objects.select_for_update().get(pk=person.pk)  # a form that is sent twice waits here for itself
    same = {"course": course} if course else {"class_id": class_id} if class_id else {"title": title, "due_on": due_on}
    if not (course or title) or plan_items().filter(person=person, **same).exists():
        raise NothingAgreed
    item = PlanItem.objects.create(
        household_id=person.household_id,
        person=person,
        course=course,
        title=course.title if course else title,
        class_id=class_id,
        due_on=due_on,
        helper=helper,
        reason=reason,
        manner=manner,
        agreed_on=timezone.localdate(),
        agreed_by=by,
    )
    _record(item, "added", by)
    return item


@transaction.atomic
def move(*, item: PlanItem, due_on: datetime.date, by: User) -> None:
    """Another day; reminders begin anew."""
    item.refresh_from_db(from_queryset=PlanItem.objects.select_for_update())
    if item.due_on == due_on or item.dropped_at:
        return
    before, item.due_on = item.due_on, due_on
    item.save(update_fields=["due_on"])
    _forget_reminders(item, before)
    _record(item, "moved", by, before=before.isoformat())


@transaction.atomic
def drop(*, item: PlanItem, why: str, by: User) -> None:
    """Takes a part out of the plan; it stays in the file."""
    item.refresh_from_db(from_queryset=PlanItem.objects.select_for_update())
    if item.dropped_at:
        return
    item.dropped_at = timezone.now()
    item.save(update_fields=["dropped_at"])
    _forget_reminders(item, item.due_on)
    _record(item, "dropped", by, why=why)


def _record(item: PlanItem, change: str, by: User, **more: str) -> None:
    payload = {
        "change": change,
        "title": item.title,
        "due_on": item.due_on.isoformat(),
        "helper": item.helper,
        "reason": item.reason,
        "manner": item.manner,
        "course_id": item.course_id,
        "class_id": item.class_id,
        **more,
    }
    append(
        person=item.person,
        kind=Entry.Kind.PLAN_CHANGED,
        payload=payload,
        happened_at=timezone.now(),
        evidence={"plan_item": item.pk},
        recorded_by=by,
    )


def _subjects(item: PlanItem, due_on: datetime.date) -> tuple[str, str]:
    """Of the reminder before a day, and of the one after it."""
    return f"plan:{item.pk}:{due_on}:soon", f"plan:{item.pk}:{due_on}:over"


def _forget_reminders(item: PlanItem, due_on: datetime.date) -> None:
    for subject in _subjects(item, due_on):
        take_back(person_id=item.person_id, subject=subject)


def remind(*, today: datetime.date | None = None) -> int:
    """Tells everybody once what is due within two weeks, and once what is overdue; returns how many were thought of."""
    day = today or timezone.localdate()
    due = plan_items().filter(person__left_on=None, due_on__lte=day + SOON, due_on__gte=day - SOON)
    ids = list(due.order_by("pk").values_list("pk", flat=True))
    starts = range(0, len(ids), ITEMS_AT_ONCE)
    return sum(_remind(due.filter(pk__in=ids[start : start + ITEMS_AT_ONCE]), day) for start in starts)


def _remind(items: QuerySet[PlanItem], day: datetime.date) -> int:
    drafts = []
    for line in standing_of(items, day):
        item, (soon, over) = line.item, _subjects(line.item, line.item.due_on)
        if line.standing == Standing.DONE:
            _forget_reminders(item, item.due_on)
            continue
        if line.is_gone:
            continue
        slipped = line.standing == Standing.SLIPPED
        values = {"title": item.title, "due": date_format(item.due_on, "Y-m-d"), "helper": item.helper or "—"}
        text, subject = (OVERDUE, over) if slipped else (REMINDER, soon)
        url = (item.course.url or "") if item.course else ""
        drafts.append(Draft(item.person_id, subject, text, values, url, evening(item.person, day)))
    tell(drafts=drafts)
    return len(drafts)


def evening(person: Person, day: datetime.date) -> datetime.datetime:
    """When somebody has done the day's work."""
    return timezone.make_aware(datetime.datetime.combine(day, AWAY if person.work in WORKS_AWAY else AT_HOME))
