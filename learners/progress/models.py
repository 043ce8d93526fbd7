"""What each learner watched and answered."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from learners.people.models import Device, Person
from learners.progress.ranges import Ranges, covered_share, total_ms, union


class LessonProgress(models.Model):
    """One person and one lesson. Lesson ids outlive their pages: what a villager did is never lost with a page."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="lesson_progress")
    lesson_id = models.BigIntegerField()
    ranges = models.JSONField(default=list)  # [[start_ms, end_ms], ...], sorted and disjoint
    watched_ms = models.PositiveIntegerField(default=0)
    length_ms = models.PositiveIntegerField(default=0)
    position_ms = models.PositiveIntegerField(default=0)
    # The server's own clock when the lesson was first opened: bounds what can have been watched since.
    opened_at = models.DateTimeField()
    # When, by the phone's clock, the report was made that the position is from.
    last_report_at = models.DateTimeField(null=True)
    watched_at = models.DateTimeField(null=True)  # enough was watched
    quiz_passed_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        constraints = [models.UniqueConstraint(fields=["person", "lesson_id"], name="one_progress_per_lesson")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.lesson_id}"

    @property
    def played(self) -> Ranges:
        return tuple((start, end) for start, end in self.ranges)

    @property
    def percent(self) -> int:
        """Full percents of the lesson that were watched."""
        return int(100 * covered_share(self.played, self.length_ms))

    def add_ranges(self, reported: Ranges) -> bool:
        """Merge what was played; False when all of it was known."""
        merged = union(self.played, reported)
        if merged == self.played:
            return False
        self.ranges = [list(pair) for pair in merged]
        self.watched_ms = total_ms(merged)
        return True

    def move_to(self, position_ms: int, at: datetime.datetime) -> bool:
        """Resume from here, unless a later report said otherwise; False when nothing changed."""
        if self.last_report_at and (at, position_ms) <= (self.last_report_at, self.position_ms):
            return False
        self.last_report_at, self.position_ms = at, position_ms
        return True

    def complete(self, *, has_quiz: bool, at: datetime.datetime) -> bool:
        """Note what has been reached by now; True when this completed the lesson. Nothing is ever taken back."""
        if self.watched_at is None and self._watched_enough():
            self.watched_at = max(at, self.last_report_at or at)
        if self.completed_at or not self.watched_at or (has_quiz and not self.quiz_passed_at):
            return False
        self.completed_at = max(self.watched_at, self.quiz_passed_at or self.watched_at)
        return True

    def _watched_enough(self) -> bool:
        return covered_share(self.played, self.length_ms) >= float(settings.LESSON_COMPLETED_SHARE)


def save_all(rows: Iterable[LessonProgress]) -> None:
    """In one statement. New rows stay without their number."""
    fields = [field.attname for field in LessonProgress._meta.concrete_fields if not field.primary_key]
    copies = [LessonProgress(**{name: getattr(row, name) for name in fields}) for row in rows]
    if copies:
        LessonProgress.objects.bulk_create(
            copies,
            update_conflicts=True,
            unique_fields=["person", "lesson_id"],
            update_fields=[name for name in fields if name not in ("person_id", "lesson_id")],
        )


class QuizAttempt(models.Model):
    """One answered quiz. The id comes from the phone, so that the same attempt sent twice is one attempt."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="quiz_attempts")
    lesson_id = models.BigIntegerField()
    quiz_digest = models.CharField(max_length=64)
    answers = models.JSONField(default=dict)
    right = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    answered_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("quiz attempt")
        verbose_name_plural = _("quiz attempts")
        indexes = [models.Index(fields=["person", "lesson_id"], name="attempt_person_lesson")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.lesson_id}"


class RejectedItem(models.Model):
    """A report that was not taken, kept for the auditor to see.

    `person` is whose report it would have been: where it named somebody else in vain, the one who was signed in;
    `claimed` is then the one it named, if anybody.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="rejected_items")
    claimed = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="claimed_items")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, blank=True, related_name="rejected_items")
    item_id = models.UUIDField()
    lesson_id = models.BigIntegerField()
    code = models.CharField(max_length=30)
    item = models.JSONField(default=dict)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rejected report")
        verbose_name_plural = _("rejected reports")
        constraints = [models.UniqueConstraint(fields=["person", "item_id", "code"], name="one_rejection_per_item")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.code}"
