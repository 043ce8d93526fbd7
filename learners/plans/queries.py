"""Offers for one person: the facts read from the database, the choice made by the pure core."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from courses.models import CoursePage
from courses.queries import live_courses
from learners.assistance.models import CourseRecord
from learners.people.codes import WorkStatus
from learners.people.models import Household, Person
from learners.plans.facts import CourseFacts, History, HouseholdFacts, Origin, PersonFacts, Trade
from learners.plans.recommend import recommend
from learners.plans.sentences import sentence
from learners.regions.models import Region, RegionIndustry

ORIGINS = {
    Region.Level.VILLAGE: Origin.VILLAGE,
    Region.Level.TOWNSHIP: Origin.TOWNSHIP,
    Region.Level.COUNTY: Origin.COUNTY,
}
AWAY = (WorkStatus.AWAY, WorkStatus.IN_PROVINCE)


@dataclass(frozen=True)
class OfferedCourse:
    """A course to offer, with the reason as a sentence in the language of the page."""

    course: CoursePage
    reason: str


def offers_for(person: Person, *, n: int = 3, today: datetime.date | None = None) -> list[OfferedCourse]:
    """The best courses for a person now, at most n; four queries whatever the number of courses."""
    day = today or timezone.localdate()
    courses = {course.pk: course for course in live_courses().prefetch_related("industries")}
    offers = recommend(
        [course_facts(course) for course in courses.values()],
        trades_of(person.household.village),
        household_facts(person.household),
        person_facts(person, day),
        history_of(person),
        day.month,
        n=n,
    )
    return [OfferedCourse(courses[int(offer.course_id)], sentence(offer.reason)) for offer in offers]


def course_facts(course: CoursePage) -> CourseFacts:
    """Needs the industries of the course prefetched."""
    industries = list(course.industries.all())
    return CourseFacts(
        id=course.pk,
        title=course.title,
        industry_codes=tuple(dict.fromkeys(industry.class_code for industry in industries)),
        products=tuple(industry.name for industry in industries if industry.is_product),
        level=course.level,
        season_months=frozenset(course.season_months),
        heavy_work=course.heavy_work,
        causes=frozenset(course.causes),
    )


def trades_of(village: Region) -> list[Trade]:
    """What the village lives from, and what its township and county do."""
    places = [village.code, village.code[:9] + "000", village.code[:6] + "000000"]
    rows = RegionIndustry.objects.filter(region__in=places).select_related("region", "industry")
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
