"""Grading the quiz of a lesson, also in the form it had when a phone without a line kept it."""

from collections.abc import Iterator, Mapping

from courses.models import LessonPage
from courses.quizzes import Quiz, QuizError, digest, grade
from learners.progress.lessons import Lesson
from learners.progress.outcomes import Code, Graded, Rejected

VERSIONS_BACK = 20


def grade_answers(lesson: Lesson, answers: Mapping[str, str]) -> tuple[Graded, str]:
    """The result and the digest of the quiz that was answered: today's, or the newest earlier one that fits.

    Raises Rejected for a lesson without questions, and for answers that fit no version.
    """
    if not lesson.has_quiz:
        raise Rejected(Code.NO_QUIZ)
    for quiz in _versions(lesson):
        try:
            result = grade(quiz, answers)
        except QuizError:
            continue
        return Graded(result.passed, result.right, result.total, result.wrong_keys), digest(quiz)
    raise Rejected(Code.OTHER_QUIZ)


def _versions(lesson: Lesson) -> Iterator[Quiz]:
    """Today's quiz, then those of earlier revisions; what could never be asked is left out."""
    yield from _askable(lesson)
    # The database is asked only where today's was not enough.
    for revision in LessonPage.objects.get(pk=lesson.id).revisions.order_by("-created_at")[:VERSIONS_BACK]:
        yield from _askable(revision.as_object())


def _askable(source: Lesson | LessonPage) -> Iterator[Quiz]:
    try:
        quiz = source.quiz if isinstance(source, Lesson) else source.quiz_content
    except QuizError:
        return
    if quiz:
        yield quiz
