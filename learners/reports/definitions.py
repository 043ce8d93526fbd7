"""The rules of counting (glossary), in one place: their words for the screen and their conditions for the database."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, CharField, F, Q, QuerySet, TextChoices, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learners.people.models import Household
from learners.reports.periods import Period
from learners.reports.standing import COVERED, REACHABLE, State

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    CountedHousehold = WithAnnotations[Household, "CountedAs"]


class CountedAs(TypedDict):
    """What `with_status` adds to a household; `place` is the code of a village."""

    status: str
    place: str


class Status(TextChoices):
    """What a skill-lacking household counts as in a period: exactly one of these."""

    COVERED = COVERED, _("Covered")
    IN_PROGRESS = State.OPEN.value, _("In progress")
    NOT_REACHED = State.IDLE.value, _("Not reached")
    NOT_APPLICABLE = State.NOT_APPLICABLE.value, _("Not applicable")


REGISTERED_STATES = [state.value for state in State if state != State.GONE]
NOT_SKILL_LACKING = State.OTHER.value  # the status of every other household


@dataclass(frozen=True, eq=False)
class Definition:
    """A rule as it is quoted on the screen; `note` says how this site reads it where the words leave room.

    There is one of each rule: compared word by word they would be translated to be compared.
    """

    term: str | Promise
    words: str | Promise
    note: str | Promise = ""


LABOUR_CAPABLE = Definition(
    _("Labour-capable"),
    _(
        "labour capacity 普通劳动力 or 技能劳动力 (弱/半劳动力 count where the register says so), "
        "of working age (16 and over; the upper bound is a setting)"
    ),
    _("Age, and who has left or died, are taken on the last day of the period."),
)
REGISTERED = Definition(
    _("Household"),
    _("a registered household: number, village, group (组), category, main cause and up to two other causes, helpers"),
    _("Whoever left later still counts in earlier periods, in the village where they lived at the end of the period."),
)
COURSE_COMPLETED = Definition(
    _("Course completed"),
    _("all of its required lessons. Publishing a new version never takes a completion away."),
)
# Keyed by the name of the figure on `CoverageRow`.
DEFINITIONS: dict[str, tuple[Definition, ...]] = {
    "households": (REGISTERED,),
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


def standing_in(period: Period) -> Q:
    """The standing of each household that had not left by the end of the period: one row, joined as `standings`."""
    # All in one condition, so that it speaks of one row.
    return Q(
        standings__state__in=REGISTERED_STATES,
        standings__month__lte=period.last_month,
        standings__until__gt=period.last_month,
    )


def status_in(period: Period, prefix: str = "") -> Case:
    """A value of `Status`, or NOT_SKILL_LACKING; `prefix` is a lookup path to the standing."""
    completed = {f"{prefix}state__in": REACHABLE, f"{prefix}last__gte": period.first_month}
    return Case(When(**completed, then=Value(Status.COVERED)), default=F(f"{prefix}state"), output_field=CharField())


def with_status(households: QuerySet[Household], period: Period) -> "QuerySet[CountedHousehold]":
    """Those registered at the end of the period, annotated with `status` and with the village they lived in then."""
    there = households.filter(standing_in(period))
    return there.annotate(status=status_in(period, "standings__"), place=F("standings__village"))


# Keyed by the name of the column in `learners.reports.training`.
TRAINING_DEFINITIONS: dict[str, tuple[Definition, ...]] = {
    "times": (
        Definition(
            _("Person-times"),
            _("each course or class that somebody completed in the period counts once."),
            _("Who completed three counts three times. Everybody in the register counts, skill-lacking or not."),
        ),
        COURSE_COMPLETED,
    ),
    "persons": (
        Definition(
            pgettext_lazy("how many", "Persons"),
            _("who completed at least one course or class in the period, each once."),
            _(
                "They count where they lived on the last day of the period, also if they left later. Persons of "
                "several months or kinds are fewer than the sum."
            ),
        ),
    ),
    "hours": (Definition(_("Hours"), _("the hours of the classes completed, times those who completed them.")),),
    "begun": (
        Definition(
            _("Person-times begun"),
            _("courses and classes begun in the period, in person-times: by the first lesson or the first sign-in."),
        ),
    ),
    "completion": (
        Definition(_("Completion rate"), _("of those begun in the period, the share completed by its last day.")),
    ),
    "certificates": (Definition(_("Certificates"), _("issued in the period and not revoked since.")),),
    "employed": (
        Definition(
            _("Employed after 3, 6 and 12 months"),
            _(
                "persons trained who had a job or a trade of their own by the end of the third, sixth and twelfth "
                "month after their last completion in the period."
            ),
            _("It was verified in the month of the completion or later. Months still to come can add to it."),
        ),
    ),
    "subsidies": (Definition(_("Subsidies"), _("training, meals and transport, by the day they were paid.")),),
    "cost": (Definition(_("Cost per person"), _("subsidies paid in the period / persons trained in the period.")),),
}
TRAIT_DEFINITIONS: dict[str, tuple[Definition, ...]] = {
    "cause": (
        Definition(
            _("By cause"),
            _("each household once, under its main cause."),
            _("Those whose main cause is another one lack skill as a second or third cause."),
        ),
    ),
    "industry": (
        Definition(
            _("By industry"),
            _("what the village lives from, with the highest weight; else what its township or county lives from."),
        ),
    ),
    "age": (Definition(_("By age"), _("full years on the last day of the period.")),),
}
