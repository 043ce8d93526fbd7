"""One sentence per household: what happened, or what the helper does next."""

import datetime
from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from learners.assistance.models import CourseRecord
from learners.people.codes import WorkStatus
from learners.people.models import Person
from learners.reports.definitions import NOT_SKILL_LACKING
from learners.reports.periods import Period


def next_step(status: str, workers: Sequence[Person], period: Period, titles: Mapping[int, str]) -> str:
    """`workers` are the labour-capable members with their course records; `titles` are of courses by id."""
    if status == NOT_SKILL_LACKING:
        return ""
    if not workers:
        return _("No member counts as labour-capable: left out of the rate.")
    return _what_happened(workers, period, titles) or _first_contact(workers)


def _what_happened(workers: Sequence[Person], period: Period, titles: Mapping[int, str]) -> str:
    """The first completion since the period began, else the course begun last; empty when there is neither."""
    records = [(record, worker) for worker in workers for record in worker.course_records.all()]
    completed = [(r.completed_at, r, who) for r, who in records if r.completed_at and r.completed_at >= period.start]
    if completed:
        at, record, who = min(completed, key=lambda found: found[0])
        if at < period.end:
            return _("%(name)s completed “%(course)s” on %(date)s.") % _words(who, record, at, titles)
        return _("%(name)s completed “%(course)s” on %(date)s, after this period.") % _words(who, record, at, titles)
    begun = [(r.started_at, r, who) for r, who in records if r.started_at and not r.completed_at]
    if begun:
        at, record, who = max(begun, key=lambda found: found[0])
        return _("%(name)s began “%(course)s” on %(date)s: help to finish it.") % _words(who, record, at, titles)
    return ""


def _words(who: Person, record: CourseRecord, at: datetime.datetime, titles: Mapping[int, str]) -> dict[str, str]:
    title = titles.get(record.course_id) or _("a course no longer published")
    return {"name": who.name, "course": title, "date": date_format(timezone.localdate(at))}


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
