"""Courses that ask for less than before: who has done all the rest has completed them."""

import datetime
from collections import defaultdict

from django.db import transaction

from courses.models import CoursePage
from learners.assistance.models import CourseRecord
from learners.assistance.services import append_many
from learners.progress import proofs
from learners.progress.lessons import required_lessons
from learners.progress.models import LessonProgress


def settle_all() -> int:
    """As `settle_course`, for every course; returns how many completions were lacking."""
    return sum(settle_course(course) for course in CoursePage.objects.order_by("pk"))


@transaction.atomic
def settle_course(course: CoursePage) -> int:
    """Records the completion of everyone who has finished all lessons that are required now; returns how many.

    For when a lesson was taken away: nobody reports again what is finished already.
    """
    required = required_lessons({course.path})[course.path]
    recorded = CourseRecord.objects.filter(course_id=course.pk, completed_at__isnull=False)
    finished = LessonProgress.objects.filter(lesson_id__in=required, completed_at__isnull=False).exclude(
        person__in=recorded.values("person")
    )
    moments: dict[int, dict[int, datetime.datetime]] = defaultdict(dict)
    for person_id, lesson_id, moment in finished.values_list("person", "lesson_id", "completed_at"):
        if moment:
            moments[person_id][lesson_id] = moment
    drafts = [
        proofs.course_completed(person_id, course.pk, course.title, theirs)
        for person_id, theirs in sorted(moments.items())
        if len(theirs) == len(required)
    ]
    return len(append_many(drafts=drafts)) if drafts else 0
