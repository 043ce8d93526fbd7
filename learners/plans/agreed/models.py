"""The learning plan (一户一策): what was agreed with a household, for whom, by when, and who helps."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import CoursePage
from learners.people.models import Household, Person


class PlanItem(models.Model):
    """A course or class that one person is to learn. What became of it is read from the file, not kept here."""

    class Manner(models.TextChoices):
        VISIT = "visit", pgettext_lazy("agreed at", "At a visit")
        PHONE = "phone", pgettext_lazy("agreed at", "On the phone")

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="plan_items")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plan_items", verbose_name=_("who"))
    course = models.ForeignKey(
        CoursePage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("course")
    )
    # What the course was called when it was agreed, or a class in words, with its number where it is one of ours.
    title = models.CharField(_("what"), max_length=120)
    class_id = models.BigIntegerField(null=True, blank=True)
    due_on = models.DateField(_("by when"))
    helper = models.CharField(_("who helps"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    manner = models.CharField(_("how it was agreed"), max_length=5, choices=Manner.choices, default=Manner.VISIT)
    agreed_on = models.DateField(_("agreed on"))
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("part of a learning plan")
        verbose_name_plural = _("parts of learning plans")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["dropped_at", "due_on"], name="plan_item_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course"],
                condition=models.Q(dropped_at=None, course__isnull=False),
                name="one_plan_item_per_course",
            )
        ]

    def __str__(self) -> str:
        return self.title
