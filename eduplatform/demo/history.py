"""A few weeks of learning, lived through by the same services that a phone's reports go through."""

import datetime
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from courses.models import CoursePage, LessonPage
from learners.people.access import labour_capable
from learners.people.models import Person
from learners.plans.queries import offers_for
from learners.progress.services import open_lesson, store_attempt, store_report

WEEKS = 5
# Shares of the skill-lacking households of a village that came so far; villages differ by their cadres' zeal.
COMPLETED = (0.05, 0.35)
BEGUN = (0.10, 0.25)


@dataclass(frozen=True)
class Story:
    """What one person will do: how many lessons of a course, and how far into the next."""

    person: Person
    course: CoursePage
    lessons: int
    then_share: float


def write_stories(people: Sequence[Person], *, seed: int = 2026) -> list[Story]:
    """Who learns what: the first course that the platform offers each of them. `people`: one per household."""
    rng = random.Random(seed)  # noqa: S311 - a demo that is the same each time
    stories = []
    zeal: dict[str, tuple[float, float]] = {}
    for person in people:
        village = person.household.village_id
        completed, begun = zeal.setdefault(village, (rng.uniform(*COMPLETED), rng.uniform(*BEGUN)))
        draw = rng.random()
        if draw > completed + begun:
            continue
        offers = offers_for(person, n=2)
        if not offers:
            continue
        course = rng.choice(offers).course
        count = course.lessons().count()
        if draw < completed:
            stories.append(Story(person, course, count, 0.0))
        else:
            stories.append(Story(person, course, rng.randrange(0, count), rng.uniform(0.15, 0.8)))
    return stories


def live_story(story: Story, *, rng: random.Random, now: datetime.datetime | None = None) -> None:
    """Opens, watches and answers, lesson after lesson, at evening hours of the last weeks."""
    today = timezone.localtime(now or timezone.now())
    day = today - datetime.timedelta(days=rng.randrange(8, WEEKS * 7))
    for number, lesson in enumerate(story.course.lessons().select_related("video")):
        if number > story.lessons:
            break
        moment = day.replace(hour=rng.randrange(18, 22), minute=rng.randrange(60), second=rng.randrange(60))
        share = 1.0 if number < story.lessons else story.then_share
        if share:
            _learn(story.person, lesson, share, moment)
        day = min(day + datetime.timedelta(days=rng.randrange(1, 4)), today - datetime.timedelta(days=1))


def _learn(person: Person, lesson: LessonPage, share: float, opened_at: datetime.datetime) -> None:
    length_s = lesson.length_ms / 1000
    open_lesson(person=person, lesson=lesson, now=opened_at)
    end = opened_at + datetime.timedelta(seconds=length_s * share + 20)
    store_report(
        person=person,
        lesson_id=lesson.pk,
        ranges=[[0, round(length_s * share, 1)]],
        wall_s=length_s * share + 5,
        position_s=round(length_s * share, 1),
        at=end,
        now=end,
    )
    quiz = lesson.quiz_content
    if share == 1.0 and quiz is not None:
        answers = {q.key: next(iter(sorted(q.right_keys))) for q in quiz.questions}
        done = end + datetime.timedelta(seconds=60)
        store_attempt(person=person, lesson_id=lesson.pk, answers=answers, at=done, now=done)


def learners_of(households: Iterable[int]) -> list[Person]:
    """One labour-capable member of each household, the youngest, as it is mostly they who hold the phone."""
    members = Person.objects.filter(labour_capable(timezone.localdate()), household__in=households)
    chosen: dict[int, Person] = {}
    for person in members.select_related("household__village").order_by("household_id", "-born_on"):
        chosen.setdefault(person.household_id, person)
    return list(chosen.values())
