"""A few weeks of learning, lived through by the same services that a phone's reports go through."""

import datetime
import random
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from courses.models import CoursePage, LessonPage
from learners.people.access import labour_capable
from learners.people.models import Person
from learners.plans.queries import offers_for
from learners.progress.services import open_lesson, store_items

WEEKS = 5
# Shares of the skill-lacking households of a village that came so far; villages differ by their cadres' zeal.
COMPLETED = (0.02, 0.25)
BEGUN = (0.05, 0.20)


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


@transaction.atomic
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
    watched_s = round(lesson.length_ms / 1000 * share, 1)
    open_lesson(person=person, lesson=lesson, now=opened_at)
    ended_at = opened_at + datetime.timedelta(seconds=watched_s + 20)
    head = {"lesson": lesson.pk, "at": ended_at.isoformat()}
    seen = {"kind": "watched", "ranges": [[0, watched_s]], "wall": watched_s + 5, "position": watched_s}
    items: list[dict[str, object]] = [{"id": str(uuid.uuid4()), **head, **seen}]
    quiz = lesson.quiz_content
    if share == 1.0 and quiz is not None:
        answers = {question.key: min(question.right_keys) for question in quiz.questions}
        items.append({"id": str(uuid.uuid4()), **head, "kind": "quiz", "answers": answers})
    store_items(person=person, items=items, now=ended_at)


def learners_of(households: Iterable[int]) -> list[Person]:
    """One labour-capable member of each household, the youngest, as it is mostly they who hold the phone."""
    members = Person.objects.filter(labour_capable(timezone.localdate()), household__in=households)
    chosen: dict[int, Person] = {}
    for person in members.select_related("household__village").order_by("household_id", "-born_on"):
        chosen.setdefault(person.household_id, person)
    return list(chosen.values())
