"""The education-assistance file: an append-only ledger of entries per person, and what is projected from it."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from learners.assistance.ledger import CanonicalEncoder
from learners.people.models import Person


class LedgerIsAppendOnly(RuntimeError):
    """An entry was about to be changed or deleted; append a correction that points at it instead."""


class EntryQuerySet(models.QuerySet["Entry"]):
    """Many entries are no more changeable than one."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise LedgerIsAppendOnly

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LedgerIsAppendOnly

    def delete(self) -> NoReturn:
        raise LedgerIsAppendOnly


class Entry(models.Model):
    """One thing that happened to a person, chained by hash to the entry before it."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("Entered in the register")
        REGISTER_CHANGED = "register_changed", _("Register changed")
        COURSE_STARTED = "course_started", _("Course started")
        LESSON_COMPLETED = "lesson_completed", _("Lesson completed")
        QUIZ_PASSED = "quiz_passed", _("Quiz passed")
        COURSE_COMPLETED = "course_completed", _("Course completed")
        CLASS_ENROLLED = "class_enrolled", _("Enrolled in a class")
        CLASS_SIGNED_IN = "class_signed_in", _("Signed in to a class")
        CLASS_COMPLETED = "class_completed", _("Class completed")
        CLASS_LEFT = "class_left", _("Left a class")
        CERTIFICATE_ISSUED = "certificate_issued", _("Certificate issued")
        CERTIFICATE_REVOKED = "certificate_revoked", _("Certificate revoked")
        SUBSIDY_PAID = "subsidy_paid", _("Subsidy paid")
        OUTCOME = "outcome", _("What came of it")
        WISH = "wish", _("Wish")
        PLAN_CHANGED = "plan_changed", _("Learning plan changed")
        VISIT = "visit", _("Visit")
        TASK_DONE = "task_done", _("Task done")
        TASK_FAILED = "task_failed", _("Task not possible")
        PROBLEM_FOUND = "problem_found", _("Problem found")
        PROBLEM_CLOSED = "problem_closed", _("Problem closed")
        PROBLEM_REOPENED = "problem_reopened", _("Problem reopened")
        PAPER_RECORD = "paper_record", _("Earlier paper record")
        CORRECTION = "correction", _("Correction")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=24, choices=Kind.choices)
    # What makes this entry the only one of its kind (`lesson:12`); empty when it may come again.
    subject = models.CharField(max_length=60, blank=True)
    payload = models.JSONField(default=dict, encoder=CanonicalEncoder)
    evidence = models.JSONField(default=dict, encoder=CanonicalEncoder)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries_recorded",
    )
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["person", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["person", "seq"], name="one_entry_per_place_in_chain"),
            models.UniqueConstraint(
                fields=["person", "kind", "subject"],
                condition=~models.Q(subject=""),
                name="one_entry_per_subject",
            ),
        ]
        indexes = [models.Index(fields=["recorded_at"], name="entry_recorded")]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.seq} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise LedgerIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LedgerIsAppendOnly


class DayRoot(models.Model):
    """All entries recorded on one day, under one signature (learners/assistance/days.py). Never changed."""

    day = models.DateField(_("day"), unique=True)
    record = models.TextField()
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        verbose_name = _("root of a day")
        verbose_name_plural = _("roots of days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.hash[:12]}"


class DayHead(models.Model):
    """The last entry that a chain got on a day. Never changed."""

    root = models.ForeignKey(DayRoot, on_delete=models.PROTECT, related_name="heads")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="day_heads")
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("head of a chain")
        verbose_name_plural = _("heads of chains")
        constraints = [models.UniqueConstraint(fields=["root", "person"], name="one_head_per_chain_and_day")]

    def __str__(self) -> str:
        return f"{self.root_id} {self.person_id}/{self.seq}"


class CourseRecord(models.Model):
    """Projection: one person and one course. Rebuilt from the ledger to exactly the same rows."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="course_records", db_index=False)
    course_id = models.BigIntegerField()
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("course record")
        verbose_name_plural = _("course records")
        constraints = [models.UniqueConstraint(fields=["person", "course_id"], name="one_record_per_course")]
        indexes = [
            models.Index(fields=["completed_at", "person"], name="record_completed_person"),
            models.Index(fields=["started_at", "person"], name="record_started_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id}"
