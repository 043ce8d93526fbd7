"""Builds the demo county, step by step; each step finds what is there and does only what is missing."""

import datetime
import random
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from courses.reference import load_industries
from courses.search.services import load_search_words
from courses.site import ensure_site
from eduplatform.accounts.models import User
from eduplatform.accounts.services import account_for_phone
from eduplatform.demo.content import load_courses
from eduplatform.demo.desk import fill_desk
from eduplatform.demo.films import films_beside, store_film
from eduplatform.demo.history import WEEKS, Story, learners_of, live_story, write_stories
from eduplatform.demo.pages import make_course_pages
from eduplatform.demo.people import FIRST_ORDER, TOWNSHIPS, DemoHousehold, invent_households, write_households
from eduplatform.demo.region_industries import load_region_industries
from eduplatform.demo.signins import COUNTY, OFFICERS, PASSWORD, VILLAGERS
from eduplatform.demo.villagers import with_phones
from learners.people.importing.apply import apply_import
from learners.people.importing.planning import plan_import
from learners.people.linking import link_account
from learners.people.models import Household, HouseholdHelper, Person
from learners.plans.queries import offers_for
from learners.progress.models import LessonProgress
from learners.regions.access import within
from learners.regions.models import Officer, Region
from learners.regions.reference import load_regions
from learners.regions.services import appoint_officer
from media.encoding import work
from media.models import Package

# The register was there before anybody learned.
REGISTERED_AGO = datetime.timedelta(weeks=WEEKS + 1)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How much of the county is built. None means all of it; `film_s` shortens the films."""

    households_per_village: int | None = None
    courses: int | None = None
    film_s: float | None = None
    finished_films: int = 2


FULL = Size()
# For tests and benches: real in every part, and built in seconds.
SMALL = Size(households_per_village=12, courses=2, film_s=8, finished_films=6)


def build(size: Size, say: Say) -> None:
    """Everything, in the order in which each part needs the one before; the first films beside it."""
    say("Reference data: regions, industries")
    load_regions()
    load_industries()
    load_search_words()
    ensure_site()
    load_region_industries()
    appoint_officers()
    say("Courses")
    trainer = User.objects.get(username="trainer")
    make_course_pages(load_courses()[: size.courses], author=trainer, seconds=size.film_s)
    with films_beside(size.finished_films - finished_films()) as films:
        say("Register: inventing and importing people; the first lesson films are drawn meanwhile")
        for township in TOWNSHIPS:
            import_township(township, size, say)
        link_villagers()
        say("History: some weeks of learning")
        live_histories(say)
        say("The office: a class, plans, orders, to-dos, problems")
        fill_desk()
        for film in films:
            say(f"Lesson film: {film.video.title}")
            film.drawing.result()
            store_film(film.video, film.path)
            work(but_not=("av1",))  # every film plays before any is made leaner


def appoint_officers() -> None:
    for officer in OFFICERS:
        user, made = User.objects.get_or_create(username=officer.username, defaults={"display_name": officer.name})
        if made:
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])
        region = Region.objects.get(pk=officer.region)
        appoint_officer(user=user, role=Officer.Role(officer.role), region=region)


def import_township(township: str, size: Size, say: Say) -> None:
    """The whole register, once; and then what a clerk would send later: the villagers' new phone numbers."""
    area = Region.objects.get(level=Region.Level.TOWNSHIP, short_name=township, code__startswith=COUNTY[:6])
    households = [h for h in invent_households(township) if _wanted(h, size)]
    if not Household.objects.filter(within(area, "village__code")).exists():
        say(f"  {township}: {sum(len(h.members) for h in households)} persons")
        _import(area, households)
    _import(area, list(with_phones(households)))


def _wanted(household: DemoHousehold, size: Size) -> bool:
    order = int(household.number[-4:]) - FIRST_ORDER
    return size.households_per_village is None or order <= size.households_per_village


def _import(area: Region, households: Sequence[DemoHousehold]) -> None:
    clerk = Officer.objects.get(role=Officer.Role.TOWNSHIP, region=area).user
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{area.short_name}花名册.xlsx"
        write_households(path, households, township=area.short_name)
        apply_import(plan_import(path, area=area), by=clerk, at=timezone.now() - REGISTERED_AGO)


def link_villagers() -> None:
    """As if each had signed in once; and the helper of the first gets the helper's account."""
    for villager in VILLAGERS:
        user = account_for_phone(villager.phone)
        User.objects.filter(pk=user.pk).update(phone_verified=True)
        user.refresh_from_db()
        link_account(user)
    first = Person.objects.filter(user__phone_hash=account_for_phone(VILLAGERS[0].phone).phone_hash).first()
    if first is None:
        return
    helper = HouseholdHelper.objects.filter(household=first.household).first()
    if helper is not None:
        user = User.objects.get(username="helper")
        HouseholdHelper.objects.filter(name=helper.name, phone_hash=helper.phone_hash).update(user=user)
        User.objects.filter(pk=user.pk).update(display_name=helper.name)


def live_histories(say: Say) -> None:
    if LessonProgress.objects.exists():
        return
    rng = random.Random(2026)  # noqa: S311 - a demo that is the same each time
    known = list(villager_stories())
    theirs = {story.person.household_id for story in known}
    lacking = Household.objects.filter(skill_lacking=True, left_on=None).exclude(pk__in=theirs)
    stories = [*known, *write_stories(learners_of(lacking.values_list("pk", flat=True)))]
    for number, story in enumerate(stories, 1):
        live_story(story, rng=rng)
        if number % 50 == 0 or number == len(stories):
            say(f"  {number} of {len(stories)} learners")


def villager_stories() -> Iterable[Story]:
    """What those did who can sign in."""
    for villager in VILLAGERS:
        person = (
            Person.objects.filter(user=account_for_phone(villager.phone)).select_related("household__village").first()
        )
        if person is None or not villager.lessons_done:
            continue
        course = offers_for(person, n=1)[0].course
        yield Story(person, course, min(villager.lessons_done, course.lessons().count()), 0.4)


def finished_films() -> int:
    """How many videos can be played already."""
    return Package.objects.filter(state=Package.State.LIVE).count()
