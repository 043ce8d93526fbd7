"""Why nobody of a household is trained yet: its next obstacle, grouped so that one action serves many."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, TextChoices, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learners.classes.models import Enrolment
from learners.followup.todos.codes import Errand
from learners.people.access import labour_capable
from learners.people.codes import WorkStatus
from learners.regions.models import Region
from learners.reports.coverage import CoverageQuery
from learners.reports.definitions import Status
from learners.reports.members import Condition, has_member
from learners.reports.months import month_of
from learners.reports.periods import Period
from learners.reports.trades import without_course

if TYPE_CHECKING:
    from learners.reports.definitions import CountedHousehold

VILLAGES_NAMED = 6


class Obstacle(TextChoices):
    """What stands before a household, the nearest to being covered first."""

    STOPPED = "stopped", _("Began to learn and stopped")
    INVITED = "invited", _("Holds a seat in a class")
    REFUSED = "refused", _("Declined a class")
    NO_COURSE = "no_course", _("There is no course for what the village lives from")
    NOT_BEGUN = "not_begun", _("Has signed in and begun nothing")
    NO_ACCOUNT = "no_account", _("Has a phone and never signed in")
    AWAY = "away", _("All who could learn work outside the province")
    NO_PHONE = "no_phone", _("No phone is known")


NEXT_STEPS: Mapping[str, str | Promise] = {
    Obstacle.STOPPED: _("Call, and help to finish the lessons that are left."),
    Obstacle.INVITED: _("Remind them of the day, and arrange the way there."),
    Obstacle.REFUSED: _("Ask again when the reason has passed, or plan a class nearer or after the harvest."),
    Obstacle.NO_COURSE: _("Take down what they want to learn as a training order, or plan a class."),
    Obstacle.NOT_BEGUN: _("Choose the first course together, by phone or on a visit."),
    Obstacle.NO_ACCOUNT: _("Call, and help with the first sign-in."),
    Obstacle.AWAY: _("Agree on a course for the phone."),
    Obstacle.NO_PHONE: _("Print household cards and bring them, or invite to a class in the village."),
}
# What the to-do of the helpers is, when one is given to the whole group.
ERRANDS: Mapping[str, Errand] = {
    Obstacle.STOPPED: Errand.COURSE,
    Obstacle.INVITED: Errand.CALL,
    Obstacle.REFUSED: Errand.CLASS,
    Obstacle.NO_COURSE: Errand.ORDER,
    Obstacle.NOT_BEGUN: Errand.COURSE,
    Obstacle.NO_ACCOUNT: Errand.CALL,
    Obstacle.AWAY: Errand.CALL,
    Obstacle.NO_PHONE: Errand.CARD,
}
# Name of the address where one deed serves all of the group; the ones that plan for many.
ACTIONS: Mapping[str, tuple[str, str | Promise]] = {
    Obstacle.REFUSED: ("class_new", _("Plan a class")),
    Obstacle.NO_COURSE: ("training_orders", _("Training orders")),
    Obstacle.NO_ACCOUNT: ("cards_home", _("Print household cards")),
    Obstacle.NO_PHONE: ("cards_home", _("Print household cards")),
    Obstacle.NOT_BEGUN: ("class_new", _("Plan a class")),
}


@dataclass(frozen=True)
class Group:
    """Households with one obstacle; `villages` are those with the most of them, with how many."""

    obstacle: Obstacle
    households: int
    villages: tuple[tuple[str, int], ...]
    more_villages: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def next_step(self) -> str | Promise:
        return NEXT_STEPS[self.obstacle]

    @property
    def action(self) -> tuple[str, str | Promise] | None:
        return ACTIONS.get(self.obstacle)


def with_obstacle(query: CoverageQuery) -> "QuerySet[CountedHousehold]":
    """The households of a query that can be reached and are not covered, annotated with `obstacle`.

    Members, and what they had open, are those of the period; accounts, phones and seats those of today, as they decide
    what can be done next.
    """
    when = [
        (_worker_has(query.period, _open_course(query.period)), Obstacle.STOPPED),
        (has_member(query.period, _place(Enrolment.HOLDING)), Obstacle.INVITED),
        (Q(status=Status.IN_PROGRESS), Obstacle.STOPPED),  # what is open is a class that holds no seat any longer
        (has_member(query.period, _place([Enrolment.State.DECLINED])), Obstacle.REFUSED),
        (_at_home(query.period, user__isnull=False) & Q(place__in=without_course(query)), Obstacle.NO_COURSE),
        (_at_home(query.period, user__isnull=False), Obstacle.NOT_BEGUN),
        (_at_home(query.period, phone_hash__gt=""), Obstacle.NO_ACCOUNT),
        (~_at_home(query.period), Obstacle.AWAY),
    ]
    uncovered = query.households().filter(status__in=(Status.IN_PROGRESS, Status.NOT_REACHED))
    cases = [When(condition, then=Value(obstacle)) for condition, obstacle in when]
    return uncovered.annotate(
        obstacle=Case(*cases, default=Value(Obstacle.NO_PHONE), output_field=CharField()),
    )


def _worker_has(period: Period, condition: Condition) -> Q:
    return has_member(period, lambda prefix: labour_capable(period.last, prefix) & condition(prefix))


def _open_course(period: Period) -> Condition:
    """Begun by the end of the period and not completed by then."""

    def condition(prefix: str) -> Q:
        records = f"{prefix}course_records__"
        unfinished = Q(**{f"{records}completed_at": None}) | Q(**{f"{records}completed_at__gte": period.end})
        return Q(**{f"{records}started_at__lt": period.end}) & unfinished

    return condition


def _place(states: Collection[str]) -> Condition:
    """In a class that is still to come or under way."""

    def condition(prefix: str) -> Q:
        places = f"{prefix}enrolments__"
        return Q(**{f"{places}state__in": states, f"{places}training_class__closed_at": None})

    return condition


def _at_home(period: Period, **has: object) -> Q:
    """A worker who is not away, and of whom this holds."""

    def condition(prefix: str) -> Q:
        here = ~Q(**{f"{prefix}work": WorkStatus.AWAY})
        return here & Q(**{f"{prefix}{name}": value for name, value in has.items()})

    return _worker_has(period, condition)


def still_before(query: CoverageQuery, obstacle: str) -> "QuerySet[CountedHousehold]":
    """Those of one group whom a deed of today can still serve: they are there, and nobody was trained since."""
    now = max(query.period.last_month, month_of(timezone.localdate()))
    until_now = replace(query, period=Period.of_months(query.period.first_month, now))
    waiting = until_now.households().filter(status__in=(Status.IN_PROGRESS, Status.NOT_REACHED), left_on=None)
    return before(query, obstacle).filter(pk__in=waiting.values("pk"))


def before(query: CoverageQuery, obstacle: str) -> "QuerySet[CountedHousehold]":
    """The households of one group."""
    held_up: QuerySet[Any] = with_obstacle(query)
    return held_up.filter(obstacle=obstacle)


def groups_of(query: CoverageQuery) -> list[Group]:
    """One per obstacle that stands before anybody, in the order of `Obstacle`; every household is in one of them."""
    counted = with_obstacle(query).order_by().values_list("obstacle", "place").annotate(count=Count("pk"))
    by_obstacle: dict[str, dict[str, int]] = {}
    for obstacle, place, count in counted:
        by_obstacle.setdefault(obstacle, {})[place] = count
    codes = {code for places in by_obstacle.values() for code in places}
    names = dict(Region.objects.filter(pk__in=codes).values_list("pk", "short_name"))
    reasons = _reasons(query) if Obstacle.REFUSED in by_obstacle else ()
    return [
        _group(obstacle, by_obstacle[obstacle], names, reasons if obstacle == Obstacle.REFUSED else ())
        for obstacle in Obstacle
        if obstacle in by_obstacle
    ]


def _group(
    obstacle: Obstacle, places: Mapping[str, int], names: Mapping[str, str], reasons: tuple[tuple[str, int], ...]
) -> Group:
    most = sorted(places.items(), key=lambda place: (-place[1], place[0]))
    named = tuple((names[code], count) for code, count in most[:VILLAGES_NAMED])
    return Group(obstacle, sum(places.values()), named, max(0, len(most) - VILLAGES_NAMED), reasons)


def _reasons(query: CoverageQuery) -> tuple[tuple[str, int], ...]:
    """Why they declined, by how many households; a household may give several."""
    refused = before(query, Obstacle.REFUSED).order_by()
    declined = Enrolment.objects.filter(
        Q(state=Enrolment.State.DECLINED), person__household__in=refused.values("pk"), training_class__closed_at=None
    )
    counts = declined.order_by().values_list("reason").annotate(homes=Count(F("person__household"), distinct=True))
    labels = dict(Enrolment.Reason.choices)
    return tuple((str(labels.get(reason, "—")), homes) for reason, homes in sorted(counts, key=lambda row: -row[1]))
