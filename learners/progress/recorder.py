"""One person's batch of items, merged in memory and written at the end."""

import datetime
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from django.db.models import QuerySet

from learners.assistance.models import CourseRecord
from learners.assistance.services import Draft, append_locked
from learners.people.models import Person
from learners.progress import proofs, ranges
from learners.progress.credible import Sitting, Verdict, judge_report, judge_together
from learners.progress.grading import grade_answers
from learners.progress.items import Answered, Item, Watched
from learners.progress.lessons import Lesson, lessons_by_id
from learners.progress.models import LessonProgress, QuizAttempt, save_all
from learners.progress.outcomes import Answer, Code, Graded, Outcome, Rejected, Standing

MS = datetime.timedelta(milliseconds=1)


class Recorder:
    """What one person did, at `now`; only to be used while the person's chain is locked."""

    def __init__(
        self,
        person: Person,
        lesson_ids: Collection[int],
        *,
        now: datetime.datetime,
        source: proofs.Source | None = None,
        signed_in_since: datetime.datetime | None = None,
    ) -> None:
        self.person = person
        self.now = now
        self.source = source or proofs.source_of(None)
        self.signed_in_since = signed_in_since
        self.lessons = lessons_by_id(lesson_ids)
        # All of them: what was watched of one lesson bounds what can have been watched of another.
        self.progress = {row.lesson_id: row for row in LessonProgress.objects.filter(person=person)}
        self.attempts: dict[UUID, QuizAttempt] = {}
        self._changed: set[int] = set()
        self._finished: dict[int, UUID] = {}  # lessons completed now, and the item that did it
        self._new_attempts: list[QuizAttempt] = []
        self._drafts: list[Draft] = []

    def know_attempts(self, ids: Collection[UUID]) -> None:
        """Attempts under these ids that were stored before, whoever sent them, and the person's own that passed."""
        if ids:
            known = QuizAttempt.objects.filter(pk__in=list(ids)) | self._own_passed()
            self.attempts = {attempt.pk: attempt for attempt in known}

    def open(self, lesson: Lesson) -> LessonProgress:
        """The person has the lesson before them now; its length is the one they are shown."""
        progress = self.progress.get(lesson.id) or self._new_row(lesson, self.now)
        if lesson.id not in self.progress or (lesson.length_ms and progress.length_ms != lesson.length_ms):
            progress.length_ms = lesson.length_ms or progress.length_ms
            self._keep(lesson, progress)
        return progress

    def take(self, item: Item) -> Answer:
        """Raises Rejected, and then nothing of the item was taken."""
        lesson = self.lessons.get(item.lesson_id)
        if lesson is None:
            raise Rejected(Code.UNKNOWN_LESSON)
        if isinstance(item, Watched):
            return self._take_watched(item, lesson)
        return self._take_answers(item, lesson)

    def save(self) -> None:
        """Write what changed, and append to the ledger what it proves."""
        save_all(self.progress[lesson_id] for lesson_id in sorted(self._changed))
        if self._new_attempts:
            QuizAttempt.objects.bulk_create(self._new_attempts)
        if self._finished:
            self._prove()
        if self._drafts:
            append_locked(drafts=self._drafts)

    def standings(self) -> dict[int, Standing]:
        """Lesson id to where the person is, after everything was saved."""
        completed = CourseRecord.objects.filter(
            person=self.person,
            course_id__in={lesson.course.id for lesson in self.lessons.values()},
            completed_at__isnull=False,
        )
        course_ids = set(completed.values_list("course_id", flat=True)) if self.lessons else set()
        return {pk: self._standing(lesson, lesson.course.id in course_ids) for pk, lesson in self.lessons.items()}

    def _take_watched(self, item: Watched, lesson: Lesson) -> Answer:
        progress = self._row(lesson)
        # A phone may hold an earlier video of another length; both are honest.
        length_ms = max(progress.length_ms, lesson.length_ms)
        if not length_ms:
            raise Rejected(Code.NO_VIDEO)
        reported = self._played(item, progress, length_ms)
        at = self._moment(item, progress)
        changed = progress.add_ranges(reported)
        if item.position_s is not None:
            changed |= progress.move_to(min(max(round(item.position_s * 1000), 0), length_ms), at)
        if not changed:
            return Answer(Outcome.UNCHANGED)
        self._keep(lesson, progress)
        self._complete(lesson, progress, item, at)
        return Answer(Outcome.STORED)

    def _played(self, item: Watched, progress: LessonProgress, length_ms: int) -> ranges.Ranges:
        try:
            reported = ranges.parse(item.ranges, length_ms)
        except ranges.RangeError as error:
            raise Rejected(error.code) from error
        verdict = judge_report(
            existing=progress.played,
            reported=reported,
            wall_ms=round(item.wall_s * 1000),
            opened_ms_ago=(self.now - progress.opened_at) // MS,
            length_ms=length_ms,
        )
        if verdict.accepted:
            verdict = self._judge_beside_others(progress, reported)
        if verdict.rejected:
            raise Rejected(verdict.rejected)
        return reported

    def _judge_beside_others(self, progress: LessonProgress, reported: ranges.Ranges) -> Verdict:
        merged_ms = ranges.total_ms(ranges.union(progress.played, reported))
        if merged_ms == progress.watched_ms:
            return Verdict()  # nothing is gained
        others = (self._sitting(row) for pk, row in self.progress.items() if pk != progress.lesson_id)
        return judge_together(lesson=replace(self._sitting(progress), watched_ms=merged_ms), others=others)

    def _sitting(self, progress: LessonProgress) -> Sitting:
        return Sitting((self.now - progress.opened_at) // MS, progress.watched_ms)

    def _take_answers(self, item: Answered, lesson: Lesson) -> Answer:
        known = self.attempts.get(item.id)
        if known:
            return self._repeat(known, lesson)
        graded, quiz_digest = grade_answers(lesson, item.answers)
        progress = self._row(lesson)
        at = self._moment(item, progress)
        self._keep(lesson, progress)
        attempt = self._add_attempt(item, graded, quiz_digest, at)
        if graded.passed and progress.quiz_passed_at is None:
            progress.quiz_passed_at = at
            self._drafts.append(proofs.quiz_passed(lesson, attempt, self.source))
        self._complete(lesson, progress, item, at)
        return Answer(Outcome.STORED, quiz=graded)

    def _repeat(self, known: QuizAttempt, lesson: Lesson) -> Answer:
        """The attempt as it was graded then, whatever became of the quiz."""
        if (known.person_id, known.lesson_id) != (self.person.pk, lesson.id):
            raise Rejected(Code.ID_TAKEN)
        graded = Graded(known.passed, known.right, known.total, ())
        with suppress(Rejected):  # that version of the quiz may be gone
            graded = replace(graded, wrong=grade_answers(lesson, known.answers)[0].wrong)
        return Answer(Outcome.UNCHANGED, quiz=graded)

    def _add_attempt(self, item: Answered, graded: Graded, digest: str, at: datetime.datetime) -> QuizAttempt:
        attempt = QuizAttempt(
            id=item.id,
            person=self.person,
            lesson_id=item.lesson_id,
            quiz_digest=digest,
            answers=dict(item.answers),
            right=graded.right,
            total=graded.total,
            passed=graded.passed,
            answered_at=at,
            received_at=self.now,
        )
        self.attempts[item.id] = attempt
        self._new_attempts.append(attempt)
        return attempt

    def _row(self, lesson: Lesson) -> LessonProgress:
        """The row that is there, or a new one that is not kept yet."""
        return self.progress.get(lesson.id) or self._new_row(lesson, self._first_opening(lesson))

    def _new_row(self, lesson: Lesson, opened_at: datetime.datetime) -> LessonProgress:
        return LessonProgress(person=self.person, lesson_id=lesson.id, opened_at=opened_at, length_ms=lesson.length_ms)

    def _keep(self, lesson: Lesson, progress: LessonProgress) -> None:
        self._changed.add(lesson.id)
        progress.length_ms = progress.length_ms or lesson.length_ms
        if lesson.id not in self.progress:
            self.progress[lesson.id] = progress
            self._drafts.append(proofs.course_started(lesson, progress))

    def _first_opening(self, lesson: Lesson) -> datetime.datetime:
        """For a lesson first heard of through a report: since when it may have been open, by the server's clock.

        The line can break between a page and its personal request; what was watched then is not lost.
        """
        user = self.person.user
        seen = [moment for moment in (self.signed_in_since, user.last_login if user else None) if moment]
        return min(max(min(seen), lesson.published_at), self.now) if seen else self.now

    def _moment(self, item: Item, progress: LessonProgress) -> datetime.datetime:
        """When it happened: what the phone says, as far as it can be true."""
        return min(max(item.at or self.now, progress.opened_at), self.now)

    def _complete(self, lesson: Lesson, progress: LessonProgress, item: Item, at: datetime.datetime) -> None:
        if progress.complete(has_quiz=lesson.has_quiz, at=at):
            self._finished[lesson.id] = item.id

    def _prove(self) -> None:
        passed = self._passed_attempts()
        for lesson_id, report in self._finished.items():
            self._prove_lesson(self.lessons[lesson_id], report, passed.get(lesson_id))

    def _passed_attempts(self) -> dict[int, UUID]:
        """For each lesson that was finished, the attempt that was the first to pass its quiz."""
        known = list(self.attempts.values())
        if not known and any(self.lessons[pk].has_quiz for pk in self._finished):
            known = list(self._own_passed())
        mine = [attempt for attempt in known if attempt.passed and attempt.person_id == self.person.pk]
        mine.sort(key=lambda attempt: (attempt.received_at, attempt.answered_at, attempt.pk), reverse=True)
        return {attempt.lesson_id: attempt.pk for attempt in mine}

    def _own_passed(self) -> QuerySet[QuizAttempt]:
        return QuizAttempt.objects.filter(person=self.person, lesson_id__in=list(self.lessons), passed=True)

    def _prove_lesson(self, lesson: Lesson, report: UUID, attempt: UUID | None) -> None:
        progress = self.progress[lesson.id]
        self._drafts.append(
            proofs.lesson_completed(lesson, progress, report=report, attempt=attempt, source=self.source)
        )
        moments = {pk: self._completed(pk) for pk in lesson.course.required}
        known = {pk: moment for pk, moment in moments.items() if moment}
        if known and len(known) == len(moments):
            self._drafts.append(proofs.course_completed(self.person.pk, lesson.course.id, lesson.course.title, known))

    def _completed(self, lesson_id: int) -> datetime.datetime | None:
        progress = self.progress.get(lesson_id)
        return progress.completed_at if progress else None

    def _standing(self, lesson: Lesson, course_completed: bool) -> Standing:
        progress = self.progress.get(lesson.id) or LessonProgress()
        course = lesson.course.required
        return Standing(
            percent=progress.percent,
            watched=progress.watched_at is not None,
            quiz_passed=progress.quiz_passed_at is not None,
            completed=progress.completed_at is not None,
            course_completed=course_completed,
            course_done=sum(self._completed(pk) is not None for pk in course),
            course_total=len(course),
        )
