"""To-dos of helpers (待办): one thing to be done for one household by a day. Rows are never deleted."""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import CoursePage
from learners.assistance.models import Entry
from learners.classes.models import TrainingClass
from learners.followup.todos.codes import Errand, Hindrance, Result
from learners.people.models import Household
from learners.plans.agreed.models import PlanItem


class ToDo(models.Model):
    """Belongs to the household: whoever helps it, now or later, sees it."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of a to-do", "To be done")
        DONE = "done", pgettext_lazy("of a to-do", "Done")
        FAILED = "failed", pgettext_lazy("of a to-do", "Not possible")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a to-do", "No longer needed")

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="todos")
    errand = models.CharField(_("what is to be done"), max_length=10, choices=Errand.choices)
    what = models.CharField(_("in words"), max_length=200, blank=True)
    due_on = models.DateField(_("by when"))
    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("class")
    )
    course = models.ForeignKey(
        CoursePage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("course")
    )
    plan_item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What there is once among the open ones of a household, and which form made it.
    sort = models.CharField(max_length=60, editable=False)
    once = models.UUIDField(editable=False)
    given_at = models.DateTimeField(_("given at"))
    # Null where the platform made it from an overdue learning plan.
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    result = models.CharField(max_length=10, blank=True, choices=[*Result.choices, *Hindrance.choices])
    words = models.CharField(_("words"), max_length=1000, blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("to-do")
        verbose_name_plural = _("to-dos")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="todo_state_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "sort"], condition=models.Q(state="open"), name="one_open_todo_of_a_sort"
            ),
            models.UniqueConstraint(fields=["household", "once"], name="one_todo_per_form"),
        ]

    def __str__(self) -> str:
        return str(self.get_errand_display())

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def days_over(self) -> int:
        """Days since it was due; 0 for what is not overdue."""
        return max(0, (timezone.localdate() - self.due_on).days) if self.is_open else 0

    @property
    def result_words(self) -> str:
        """What came of it, or why it was not possible."""
        choices: dict[str, str] = {
            value: str(label) for value, label in (Hindrance if self.state == self.State.FAILED else Result).choices
        }
        return choices.get(self.result, "")


def sort_of(errand: str, once: object, training_class: TrainingClass | None, plan_item: PlanItem | None) -> str:
    """Two to-dos of one sort would say the same; what somebody wrote in words is of a sort of its own."""
    if plan_item is not None:
        return f"plan:{plan_item.pk}"
    if errand == Errand.OTHER:
        return f"form:{once}"
    return f"{errand}:{training_class.pk}" if training_class is not None else errand


def due_in(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)
