"""What staff see of matching: why somebody was offered what, and what experience has changed."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from learners.people.models import Person
from learners.plans.desk.access import decisions_for
from learners.plans.desk.models import CourseSteer, Decision, HeardResult, ShownOffer
from learners.plans.learning import LEAST_GROUP, Shift, shift_of
from learners.plans.queries import learners_in
from learners.plans.reasons import ReasonKind, Term
from learners.plans.recommend import Offer, offers_in
from learners.plans.sentences import sentence
from learners.plans.weights import WEIGHTS
from learners.regions.models import Officer, Region

EXPLAINED = 10
# Below this a term is the same for nearly all courses and says nothing.
WORTH_SAYING = 0.5
# How a term is called for staff, where the villager is told nothing of it or something else.
FOR_STAFF: dict[str, Promise] = {
    ReasonKind.DEFAULT: _("The course itself: its level, length and how many finish it"),
    ReasonKind.NOTHING_TO_SELL: _("There is nothing to sell here yet"),
    ReasonKind.GIVEN_UP: _("It was given up before"),
    ReasonKind.STRAIN: _("The work is hard for this person"),
    ReasonKind.READING: _("It takes reading"),
    ReasonKind.LACK: _("The household lacks land or water for it"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """One consideration in words, with its points."""

    words: str
    points: float


@dataclass(frozen=True, slots=True)
class Explained:
    """A course as it stands for a person. points: what the score is the sum of, the weightiest first."""

    course: CoursePage
    score: float
    reason: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Everything that decides what a person is offered."""

    offers: tuple[Explained, ...]
    wishes: tuple[str, ...]
    own: tuple[str, ...]
    trades: tuple[str, ...]
    shown: tuple[tuple[CoursePage, ShownOffer], ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What experience does to a course in an area. points: added to its score, or taken from it."""

    course: CoursePage
    shift: Shift

    @property
    def points(self) -> float:
        return round(WEIGHTS.learned * self.shift.shift, 1)


def why_offered(person: Person) -> Why:
    """The first ten courses for a person, explained, and what was shown to them so far."""
    _person, place, learner = next(learners_in([person]))
    offers = offers_in(place, learner, n=EXPLAINED)
    shown = list(ShownOffer.objects.filter(person=person).order_by("-shown_at"))
    wanted = {int(offer.course_id) for offer in offers} | {row.course_id for row in shown}
    courses = CoursePage.objects.in_bulk(wanted)
    return Why(
        offers=tuple(explained(courses[int(one.course_id)], one) for one in offers),
        wishes=learner.household.wishes,
        own=learner.household.own_industry_codes,
        trades=tuple(dict.fromkeys(known.trade.shown_name for known in place.trades)),
        shown=tuple((courses[row.course_id], row) for row in shown if row.course_id in courses),
    )


def explained(course: CoursePage, offer: Offer) -> Explained:
    added: dict[str, float] = {}
    for term in offer.terms:
        words = words_of(term)
        added[words] = added.get(words, 0.0) + term.points
    worth_saying = sorted((item for item in added.items() if abs(item[1]) >= WORTH_SAYING), key=lambda item: -item[1])
    points = tuple(Point(words, round(more, 1)) for words, more in worth_saying)
    return Explained(course, round(offer.score, 1), sentence(offer.reason), points)


def words_of(term: Term) -> str:
    kind = term.reason.kind
    return str(FOR_STAFF[kind]) if kind in FOR_STAFF else sentence(term.reason)


def effects_in(region: Region) -> list[Effect]:
    """Courses that enough people of a region have begun, those that served them best first; as matching heard it."""
    rows = HeardResult.objects.filter(area=region.prefix, began__gte=LEAST_GROUP)
    shifts = {
        row.course_id: shift_of(region.prefix, row.began, row.completed, row.succeeded, row.judged) for row in rows
    }
    courses = CoursePage.objects.in_bulk(list(shifts))
    effects = [Effect(courses[pk], shift) for pk, shift in shifts.items() if pk in courses]
    return sorted(effects, key=lambda one: (-one.shift.shift, -one.shift.began, one.course.pk))


@dataclass(frozen=True, slots=True)
class Row:
    """A decision, and whether it was made inside the area of who looks: only those can be ended here."""

    decision: Any
    is_own: bool


def desk_rows(officer: Officer, kind: type[Decision], day: datetime.date) -> list[Row]:
    """All decisions of a kind that hold now or later in an officer's area; one query."""
    what = "course" if kind is CourseSteer else "industry"
    decisions = decisions_for(officer, kind).not_over(day).select_related("region", what, "made_by")
    prefix = officer.region.prefix
    return [Row(one, one.region_id.startswith(prefix)) for one in decisions.order_by("region", "since", "pk")]
