"""The problem ledger as screen, paper and Excel show it: one row object for all three."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from learners.followup.problems.models import Problem

State = Problem.State
Cell = str | int | datetime.date
COLUMNS: tuple[tuple[str | Promise, int], ...] = (
    (pgettext_lazy("of a ledger", "No."), 6),
    (gettext_lazy("Problem"), 40),
    (gettext_lazy("Found on"), 12),
    (gettext_lazy("Where found"), 24),
    (gettext_lazy("Responsible person"), 14),
    (gettext_lazy("Measures"), 40),
    (gettext_lazy("Deadline for putting right"), 12),
    (gettext_lazy("How it stands"), 14),
    (gettext_lazy("Closed on"), 12),
    (gettext_lazy("Closed by"), 12),
)


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A line of the ledger; `place` names the household, class or village, and nobody's name."""

    number: int
    problem: Problem
    place: str

    @property
    def cells(self) -> tuple[Cell, ...]:
        """In the order of COLUMNS."""
        problem = self.problem
        return (
            self.number,
            problem.what,
            problem.found_on,
            self.place,
            problem.answered_by,
            problem.measures,
            problem.due_on or "",
            self.standing,
            problem.closed_on or "",
            str(problem.closed_by) if problem.closed_by else "",
        )

    @property
    def standing(self) -> str:
        """The state, or that the deadline is over."""
        state = str(self.problem.get_state_display())
        return _("%(state)s, overdue") % {"state": state} if self.problem.days_over else state


@dataclass(frozen=True, slots=True)
class ProblemCounts:
    open: int
    overdue: int
    to_check: int
    closed: int


def is_overdue(day: datetime.date | None = None) -> Q:
    return Q(due_on__lt=day or timezone.localdate()) & ~Q(state=State.CLOSED)


def counts_of(problems: QuerySet[Problem]) -> ProblemCounts:
    """One query."""
    return ProblemCounts(
        **problems.order_by().aggregate(
            open=Count("pk", filter=~Q(state=State.CLOSED)),
            overdue=Count("pk", filter=is_overdue()),
            to_check=Count("pk", filter=Q(state=State.REPORTED)),
            closed=Count("pk", filter=Q(state=State.CLOSED)),
        )
    )


def of_state(problems: QuerySet[Problem], state: str) -> QuerySet[Problem]:
    """`open`, `overdue`, `reported`, `closed`, or `all`; in the order of finding."""
    conditions = {
        "open": ~Q(state=State.CLOSED),
        "overdue": is_overdue(),
        "reported": Q(state=State.REPORTED),
        "closed": Q(state=State.CLOSED),
    }
    return problems.filter(conditions.get(state, Q())).order_by("found_on", "pk")


def problem_lines(problems: Iterable[Problem], first: int = 1) -> Sequence[ProblemLine]:
    """Numbered from `first` in the order given."""
    return [ProblemLine(number, problem, place_of(problem)) for number, problem in enumerate(problems, first)]


def place_of(problem: Problem) -> str:
    if problem.household:
        facts = {"village": problem.region, "number": problem.household.number}
        return _("%(village)s, household %(number)s") % facts
    if problem.training_class:
        return _("%(place)s, class “%(title)s”") % {"place": problem.region, "title": problem.training_class.title}
    return str(problem.region)
