"""The rules of counting (glossary), in one place: their words for the screen and their conditions for the database."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learners.assistance.models import CourseRecord
from learners.people.access import labour_capable
from learners.people.models import Household, Person
from learners.reports.periods import Period

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    CountedHousehold = WithAnnotations[Household, "CountedAs"]


class CountedAs(TypedDict):
    """What `with_status` adds to a household."""

    status: str


class Status(TextChoices):
    """What a skill-lacking household counts as in a period: exactly one of these."""

    COVERED = "covered", _("Covered")
    IN_PROGRESS = "in_progress", _("In progress")
    NOT_REACHED = "not_reached", _("Not reached")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


NOT_SKILL_LACKING = ""  # the status of every other household


@dataclass(frozen=True)
class Definition:
    """A rule as it is quoted on the screen; `note` says how this site reads it where the words leave room."""

    term: str | Promise
    words: str | Promise
    note: str | Promise = ""


LABOUR_CAPABLE = Definition(
    _("Labour-capable"),
    _(
        "labour capacity 普通劳动力 or 技能劳动力 (弱/半劳动力 count where the register says so), "
        "of working age (16 and over; the upper bound is a setting)"
    ),
    _("Age is taken on the last day of the period, or today while the period runs."),
)
COURSE_COMPLETED = Definition(
    _("Course completed"),
    _("all of its required lessons. Publishing a new version never takes a completion away."),
)
# Keyed by the name of the figure on `CoverageRow`.
DEFINITIONS: dict[str, tuple[Definition, ...]] = {
    "skill_lacking": (Definition(_("Skill-lacking household"), _("缺技术 is its main or another cause")),),
    "not_applicable": (
        Definition(
            Status.NOT_APPLICABLE.label,
            _("no labour-capable member; it is left out of the rate and listed apart."),
        ),
        LABOUR_CAPABLE,
    ),
    "covered": (
        Definition(
            _("Covered household (of a period)"),
            _(
                "a skill-lacking household with at least one labour-capable member who, in the period, "
                "completed a course or a 技能/创业 class."
            ),
        ),
        COURSE_COMPLETED,
    ),
    "in_progress": (
        Definition(
            Status.IN_PROGRESS.label,
            _("at least one of them started."),
            _(
                "“Them” are its labour-capable members. What was begun by the last day of the period and not "
                "completed by then counts, also if it was begun before the period."
            ),
        ),
    ),
    "not_reached": (
        Definition(
            Status.NOT_REACHED.label,
            _("neither."),
            _("None of its labour-capable members completed a course in the period or had one open at its end."),
        ),
    ),
    "rate": (
        Definition(
            _("Coverage rate"),
            _("covered / (covered + in progress + not reached), per region and period."),
        ),
    ),
}


def completed_in(period: Period) -> Q:
    """Course records completed in the period."""
    return Q(completed_at__gte=period.start, completed_at__lt=period.end)


def open_at_end_of(period: Period) -> Q:
    """Course records begun by the end of the period and not completed by then."""
    return Q(started_at__lt=period.end) & (Q(completed_at=None) | Q(completed_at__gte=period.end))


def with_status(households: QuerySet[Household], period: Period, today: datetime.date) -> "QuerySet[CountedHousehold]":
    """The households annotated with `status`: a value of `Status`, or NOT_SKILL_LACKING."""
    day = period.capability_day(today)
    workers = Person.objects.filter(labour_capable(day), household=OuterRef("pk"))
    records = CourseRecord.objects.filter(labour_capable(day, "person__"), person__household=OuterRef("pk"))
    return households.annotate(
        status=Case(
            When(skill_lacking=False, then=Value(NOT_SKILL_LACKING)),
            When(~Exists(workers), then=Value(Status.NOT_APPLICABLE)),
            When(Exists(records.filter(completed_in(period))), then=Value(Status.COVERED)),
            When(Exists(records.filter(open_at_end_of(period))), then=Value(Status.IN_PROGRESS)),
            default=Value(Status.NOT_REACHED),
            output_field=CharField(),
        )
    )
