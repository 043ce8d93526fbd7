"""From what is known of a person's learning to the JSON that a phone gets."""

from collections.abc import Mapping

from learners.people.devices import who
from learners.people.models import DeviceSignIn
from learners.progress.models import LessonProgress
from learners.progress.outcomes import Answer, Graded, Standing
from learners.progress.queries import LessonState, Progress
from learners.progress.schemas import (
    CourseCount,
    ItemAnswer,
    LessonMark,
    LessonStanding,
    MyCourse,
    MyLesson,
    QuizResult,
)

LONGEST_ID = 64


def learner_on_phone(sign_in: DeviceSignIn) -> dict[str, str]:
    """For a page that is the person's own: what the phone remembers them by without a line."""
    return {"who": who(sign_in.person_id), "person": sign_in.token, "name": sign_in.person.name}


def lesson_reply(sign_in: DeviceSignIn, progress: LessonProgress, course: Progress, *, csrf: str) -> MyLesson:
    return MyLesson(
        signed_in=True,
        registered=True,
        name=sign_in.person.name,
        who=who(sign_in.person_id),
        person=sign_in.token,
        percent=progress.percent,
        position=progress.position_ms / 1000,
        ranges=[(start / 1000, end / 1000) for start, end in progress.played],
        quiz_passed=progress.quiz_passed_at is not None,
        completed=progress.completed_at is not None,
        course=CourseCount(done=course.done, total=course.total),
        csrf=csrf,
    )


def course_reply(progress: Progress, lessons: Mapping[int, LessonState]) -> MyCourse:
    return MyCourse(
        signed_in=True,
        registered=True,
        completed=progress.completed,
        course=CourseCount(done=progress.done, total=progress.total),
        lessons={pk: LessonMark(percent=state.percent, completed=state.completed) for pk, state in lessons.items()},
    )


def item_reply(raw: object, answer: Answer) -> ItemAnswer:
    """The answer to one item as it was sent."""
    return ItemAnswer(
        id=_sent_id(raw),
        result=answer.outcome.value,
        code=answer.code.value if answer.code else "",
        text=str(answer.code.label) if answer.code else "",
        keep=answer.code is not None and answer.code.may_count_later,
        lesson=_standing(answer.standing) if answer.standing else None,
        quiz=_quiz(answer.quiz) if answer.quiz else None,
    )


def _standing(standing: Standing) -> LessonStanding:
    return LessonStanding(
        percent=standing.percent,
        watched=standing.watched,
        quiz_passed=standing.quiz_passed,
        completed=standing.completed,
        course_completed=standing.course_completed,
        course=CourseCount(done=standing.course_done, total=standing.course_total),
    )


def _quiz(quiz: Graded) -> QuizResult:
    return QuizResult(passed=quiz.passed, right=quiz.right, total=quiz.total, wrong=list(quiz.wrong))


def _sent_id(raw: object) -> str | None:
    """Repeated only where it is short plain text."""
    sent = raw.get("id") if isinstance(raw, dict) else None
    return sent if isinstance(sent, str) and len(sent) <= LONGEST_ID and sent.isascii() else None
