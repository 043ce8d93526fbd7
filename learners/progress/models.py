"""What each learner watched and answered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from learners.people.models import Person


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
    last_report_at = models.DateTimeField(null=True)
    watched_at = models.DateTimeField(null=True)  # enough was watched
    quiz_passed_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        constraints = [
            models.UniqueConstraint(fields=["person", "lesson_id"], name="one_progress_per_lesson")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.lesson_id}"


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
    """A report that was not taken, kept for the auditor to see."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="rejected_items")
    item_id = models.UUIDField()
    lesson_id = models.BigIntegerField()
    code = models.CharField(max_length=30)
    item = models.JSONField(default=dict)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rejected report")
        verbose_name_plural = _("rejected reports")
        constraints = [
            models.UniqueConstraint(fields=["person", "item_id", "code"], name="one_rejection_per_item")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.code}"
