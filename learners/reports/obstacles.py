"""Why nobody of a household is trained yet: its next obstacle, grouped so that one action serves many."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learners.assistance.models import CourseRecord
from learners.classes.models import Enrolment
from learners.followup.todos.codes import Errand
from learners.people.access import labour_capable
from learners.people.codes import WorkStatus
from learners.people.models import Person
from learners.regions.models import Region
from learners.reports.coverage import CoverageQuery
from learners.reports.definitions import Status

if TYPE_CHECKING:
    from learners.reports.definitions import CountedHousehold

VILLAGES_NAMED = 6


class Obstacle(TextChoices):
    """What stands before a household, the nearest to being covered first."""

    STOPPED = "stopped", _("Began a course and stopped")
    INVITED = "invited", _("Holds a seat in a class")
    REFUSED = "refused", _("Declined a class")
    NOT_BEGUN = "not_begun", _("Has signed in and begun nothing")
    NO_ACCOUNT = "no_account", _("Has a phone and never signed in")
    AWAY = "away", _("All who could learn work outside the province")
    NO_PHONE = "no_phone", _("No phone is known")


NEXT_STEPS: Mapping[str, str | Promise] = {
    Obstacle.STOPPED: _("Call, and help to finish the lessons that are left."),
    Obstacle.INVITED: _("Remind them of the day, and arrange the way there."),
    Obstacle.REFUSED: _("Ask again when the reason has passed, or plan a class nearer or after the harvest."),
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
    Obstacle.NOT_BEGUN: Errand.COURSE,
    Obstacle.NO_ACCOUNT: Errand.CALL,
    Obstacle.AWAY: Errand.CALL,
    Obstacle.NO_PHONE: Errand.CARD,
}
# Name of the address where one deed serves all of the group; the ones that plan for many.
ACTIONS: Mapping[str, tuple[str, str | Promise]] = {
    Obstacle.REFUSED: ("class_new", _("Plan a class")),
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
    """The households of a query that can be reached and are not covered, annotated with `obstacle`."""
    workers = Person.objects.filter(labour_capable(query.period.last), household=OuterRef("pk"))
    open_course = CourseRecord.objects.filter(
        labour_capable(query.period.last, "person__"), person__household=OuterRef("pk"), completed_at=None
    )
    places = Enrolment.objects.filter(person__household=OuterRef("pk"), training_class__closed_at=None)
    at_home = workers.exclude(work=WorkStatus.AWAY)
    uncovered = query.households().filter(status__in=(Status.IN_PROGRESS, Status.NOT_REACHED))
    return uncovered.annotate(
        obstacle=Case(
            When(Exists(open_course), then=Value(Obstacle.STOPPED)),
            When(Exists(places.filter(state__in=Enrolment.HOLDING)), then=Value(Obstacle.INVITED)),
            When(Exists(places.filter(state=Enrolment.State.DECLINED)), then=Value(Obstacle.REFUSED)),
            When(Exists(at_home.filter(user__isnull=False)), then=Value(Obstacle.NOT_BEGUN)),
            When(Exists(at_home.exclude(phone_hash="")), then=Value(Obstacle.NO_ACCOUNT)),
            When(~Exists(at_home), then=Value(Obstacle.AWAY)),
            default=Value(Obstacle.NO_PHONE),
            output_field=CharField(),
        )
    )


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
