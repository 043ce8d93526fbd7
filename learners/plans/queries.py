"""Offers for one person: the facts read from the database, the choice made by the pure core."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils import timezone

from courses.models import CoursePage, Industry
from courses.queries import live_courses
from learners.assistance.models import CourseRecord
from learners.people.codes import WorkStatus
from learners.people.models import Household, Person
from learners.plans.catalogue import Catalogue
from learners.plans.facts import CourseFacts, History, HouseholdFacts, Learner, Origin, PersonFacts, Trade
from learners.plans.place import Place
from learners.plans.recommend import offers_in
from learners.plans.sentences import sentence
from learners.regions.models import Region, RegionIndustry

ORIGINS = {
    Region.Level.VILLAGE: Origin.VILLAGE,
    Region.Level.TOWNSHIP: Origin.TOWNSHIP,
    Region.Level.COUNTY: Origin.COUNTY,
}
MATCHED_FIELDS = ("level", "season_months", "heavy_work", "causes")
AWAY = (WorkStatus.AWAY, WorkStatus.IN_PROVINCE)


@dataclass(frozen=True)
class OfferedCourse:
    """A course to offer, with the reason as a sentence in the language of the page."""

    course: CoursePage
    reason: str


def offers_for(person: Person, *, n: int = 3, today: datetime.date | None = None) -> list[OfferedCourse]:
    """The best courses for a person now, at most n; six queries whatever the number of courses."""
    day = today or timezone.localdate()
    place = _place(catalogue_now(), tuple(trades_of(person.household.village)), day.month)
    learner = Learner(household_facts(person.household), person_facts(person, day), history_of(person))
    offers = offers_in(place, learner, n=n)
    courses = CoursePage.objects.in_bulk([int(offer.course_id) for offer in offers])
    return [OfferedCourse(courses[int(offer.course_id)], sentence(offer.reason)) for offer in offers]


def catalogue_now() -> Catalogue:
    """What is live, worked out anew only when something that matters for matching has changed; three queries."""
    industries: dict[int, list[tuple[str, str, bool]]] = {}
    through = CoursePage.industries.through.objects.order_by("pk")
    for row in through.values_list("coursepage_id", "industry_id", "industry__name", "industry__is_product"):
        industries.setdefault(row[0], []).append(row[1:])
    courses = live_courses().order_by("pk").values("pk", "title", "summary", *MATCHED_FIELDS)
    return _catalogue(tuple(course_facts(course, industries.get(course["pk"], [])) for course in courses))


@lru_cache(maxsize=2)
def _catalogue(courses: tuple[CourseFacts, ...]) -> Catalogue:
    return Catalogue.of(courses)


@lru_cache(maxsize=16)
def _place(catalogue: Catalogue, trades: tuple[Trade, ...], month: int) -> Place:
    return Place.of(catalogue, trades, month)


def course_facts(course: dict[str, Any], industries: list[tuple[str, str, bool]]) -> CourseFacts:
    """A course from its values, and code, name and whether a local product of each of its industries."""
    return CourseFacts(
        id=course["pk"],
        title=course["title"],
        industry_codes=tuple(dict.fromkeys(class_code_of(code) for code, _name, _is_product in industries)),
        products=tuple(name for _code, name, is_product in industries if is_product),
        level=course["level"],
        season_months=frozenset(course["season_months"]),
        heavy_work=course["heavy_work"],
        causes=frozenset(course["causes"]),
        summary=course["summary"],
    )


def class_code_of(code: str) -> str:
    return Industry(code=code).class_code


def trades_of(village: Region) -> list[Trade]:
    """What the village lives from, and what its township and county do."""
    places = [village.code, village.code[:9] + "000", village.code[:6] + "000000"]
    rows = RegionIndustry.objects.filter(region__in=places).select_related("region", "industry").order_by("pk")
    return [trade_of(row) for row in rows]


def trade_of(row: RegionIndustry) -> Trade:
    industry = row.industry
    return Trade(
        industry_code=industry.class_code,
        product=industry.name if industry.is_product else "",
        weight=row.weight,
        origin=ORIGINS[Region.Level(row.region.level)],
        place_name=row.region.short_name,
        months=frozenset(row.months),
        industry_name=industry.name,
    )


def household_facts(household: Household) -> HouseholdFacts:
    return HouseholdFacts(cause=household.cause, other_causes=tuple(household.causes[1:]))


def person_facts(person: Person, day: datetime.date) -> PersonFacts:
    return PersonFacts(
        age=person.age_on(day), education=person.education, labour=person.labour, away=person.work in AWAY
    )


def history_of(person: Person) -> History:
    rows = list(CourseRecord.objects.filter(person=person).values_list("course_id", "completed_at"))
    done = {course for course, completed_at in rows if completed_at}
    return History(done=frozenset(done), begun=frozenset(course for course, _at in rows) - done)
