"""What progress appends to the ledger: each draft says what was reached and on what evidence."""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from learners.assistance.models import Entry
from learners.assistance.services import Draft
from learners.people.models import Device
from learners.progress.lessons import Lesson
from learners.progress.models import LessonProgress, QuizAttempt

# Where records come from: the `device`, and by which `way` (`DeviceSignIn.Way`) the person signed in there, if known.
Source = Mapping[str, str]


def source_of(device: Device | None, way: str = "") -> Source:
    source = {"device": device.code if device else ""}
    return {**source, "way": way} if device and way else source


def course_started(lesson: Lesson, progress: LessonProgress) -> Draft:
    return Draft(
        person_id=progress.person_id,
        kind=Entry.Kind.COURSE_STARTED,
        subject=f"course:{lesson.course.id}",
        payload=_course(lesson),
        evidence={"lesson_id": lesson.id, "lesson": lesson.title},
        happened_at=progress.opened_at,
    )


def quiz_passed(lesson: Lesson, attempt: QuizAttempt, source: Source) -> Draft:
    return Draft(
        person_id=attempt.person_id,
        kind=Entry.Kind.QUIZ_PASSED,
        subject=f"lesson:{lesson.id}",
        payload={**_lesson(lesson), "right": attempt.right, "total": attempt.total},
        evidence={"attempt": str(attempt.pk), "quiz": attempt.quiz_digest, **source},
        happened_at=attempt.answered_at,
    )


def lesson_completed(
    lesson: Lesson, progress: LessonProgress, *, report: UUID, attempt: UUID | None, source: Source
) -> Draft:
    """`report` is the item that made it complete, `attempt` the passed quiz, if the lesson has one."""
    return Draft(
        person_id=progress.person_id,
        kind=Entry.Kind.LESSON_COMPLETED,
        subject=f"lesson:{lesson.id}",
        payload={**_lesson(lesson), "length_ms": progress.length_ms, "watched_ms": progress.watched_ms},
        evidence={
            "ranges_ms": progress.ranges,
            "report": str(report),
            "attempt": str(attempt) if attempt else None,
            **source,
        },
        happened_at=progress.completed_at or progress.opened_at,
    )


def course_completed(person_id: int, course_id: int, title: str, moments: Mapping[int, datetime.datetime]) -> Draft:
    """`moments`: when each of the required lessons was completed."""
    return Draft(
        person_id=person_id,
        kind=Entry.Kind.COURSE_COMPLETED,
        subject=f"course:{course_id}",
        payload={"course_id": course_id, "course": title, "lessons": len(moments)},
        evidence={"lesson_ids": list(moments)},
        happened_at=max(moments.values()),
    )


def _course(lesson: Lesson) -> dict[str, Any]:
    return {"course_id": lesson.course.id, "course": lesson.course.title}


def _lesson(lesson: Lesson) -> dict[str, Any]:
    return {"lesson_id": lesson.id, "lesson": lesson.title, **_course(lesson)}
