"""One sentence per household: what happened, or what the helper does next."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from learners.people.codes import WorkStatus
from learners.people.models import Person
from learners.reports.counting import COVERING
from learners.reports.definitions import NOT_SKILL_LACKING
from learners.reports.periods import Period


def next_step(status: str, workers: Sequence[Person], period: Period, titles: Mapping[int, str]) -> str:
    """`workers` are the labour-capable members with what they learned; `titles` are of courses by id."""
    if status == NOT_SKILL_LACKING:
        return ""
    if not workers:
        return _("No member counts as labour-capable: left out of the rate.")
    return _what_happened(workers, period, titles) or _first_contact(workers)


def _what_happened(workers: Sequence[Person], period: Period, titles: Mapping[int, str]) -> str:
    """The first completion since the period began, else what was begun last; empty when there is neither."""
    learnings = [one for worker in workers for one in _learnings(worker, titles)]
    completed = [(one.completed_at, one) for one in learnings if one.completed_at and one.completed_at >= period.start]
    if completed:
        at, one = min(completed, key=lambda found: found[0])
        if at < period.end:
            return _("%(name)s completed “%(course)s” on %(date)s.") % one.words(at)
        return _("%(name)s completed “%(course)s” on %(date)s, after this period.") % one.words(at)
    begun = [(one.started_at, one) for one in learnings if one.is_open and one.started_at]
    if begun:
        at, one = max(begun, key=lambda found: found[0])
        return _("%(name)s began “%(course)s” on %(date)s: help to finish it.") % one.words(at)
    return ""


@dataclass(frozen=True, slots=True)
class Learned:
    """A course, or a class that covers a household, of one person."""

    name: str
    title: str
    started_at: datetime.datetime | None
    completed_at: datetime.datetime | None
    is_open: bool

    def words(self, at: datetime.datetime) -> dict[str, str]:
        return {"name": self.name, "course": self.title, "date": date_format(timezone.localdate(at))}


def _learnings(who: Person, titles: Mapping[int, str]) -> Iterator[Learned]:
    for course in who.course_records.all():
        title = titles.get(course.course_id) or _("a course no longer published")
        yield Learned(who.name, title, course.started_at, course.completed_at, course.completed_at is None)
    for attended in who.class_records.all():
        if attended.kind in COVERING:
            is_open = attended.completed_at is None and attended.left_at is None
            yield Learned(who.name, attended.title, attended.started_at, attended.completed_at, is_open)


def _first_contact(workers: Sequence[Person]) -> str:
    """Nobody has begun anything: the shortest way to somebody who can."""
    at_home = [who for who in workers if who.work != WorkStatus.AWAY]
    if not at_home:
        return _("%(name)s works outside the province: call, and agree on a course for the phone.") % {
            "name": workers[0].name
        }
    for who in at_home:
        if who.user_id:
            return _("%(name)s has signed in but begun nothing: call, and choose a course together.") % {
                "name": who.name
            }
    for who in at_home:
        if who.phone_hash:
            return _("Call %(name)s and help with the first sign-in.") % {"name": who.name}
    return _("No phone is registered: visit, and show the first lesson to %(name)s.") % {"name": at_home[0].name}
