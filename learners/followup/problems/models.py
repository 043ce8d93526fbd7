"""The problem ledger (问题台账): what was found wrong, who puts it right by when, and who closed it on what proof."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learners.classes.models import TrainingClass
from learners.people.models import Household
from learners.regions.models import Region


class Problem(models.Model):
    """One line of the ledger; its row says how it stands, its steps how it came to that. Never deleted."""

    class Source(models.TextChoices):
        HOUSEHOLD = "household", pgettext_lazy("where a problem was found", "Household")
        PLACE = "place", pgettext_lazy("where a problem was found", "Village or township")
        CLASS = "class", pgettext_lazy("where a problem was found", "Class")
        FINDING = "finding", pgettext_lazy("where a problem was found", "Finding of an audit")

    class State(models.TextChoices):
        FOUND = "found", pgettext_lazy("of a problem", "To be assigned")
        ASSIGNED = "assigned", pgettext_lazy("of a problem", "Being put right")
        REPORTED = "reported", pgettext_lazy("of a problem", "To be checked")
        CLOSED = "closed", pgettext_lazy("of a problem", "Closed")

    what = models.CharField(_("problem"), max_length=300)
    source = models.CharField(_("where found"), max_length=10, choices=Source.choices)
    found_on = models.DateField(_("found on"))
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="problems", verbose_name=_("place"))
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="problems", verbose_name=_("household")
    )
    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.PROTECT, null=True, blank=True, related_name="problems", verbose_name=_("class")
    )
    # As the audit desk names it (`finding:<kind>:<key>`); a finding is entered once.
    finding = models.CharField(max_length=160, blank=True, editable=False)
    once = models.UUIDField(unique=True, editable=False)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.FOUND)
    # An account, or the name of somebody without one.
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="problems_to_put_right"
    )
    responsible_name = models.CharField(_("responsible person"), max_length=60, blank=True)
    measures = models.CharField(_("measures"), max_length=1000, blank=True)
    due_on = models.DateField(_("deadline"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        ordering = ["found_on", "pk"]
        indexes = [models.Index(fields=["region", "state"], name="problem_region_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "region"], condition=~models.Q(finding=""), name="one_problem_per_finding"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def answered_by(self) -> str:
        """Name of who is responsible; empty before it is assigned."""
        return str(self.responsible) if self.responsible else self.responsible_name

    @property
    def days_over(self) -> int:
        """Days since the deadline; 0 for what is closed or has time."""
        if self.is_closed or self.due_on is None:
            return 0
        return max(0, (timezone.localdate() - self.due_on).days)


class ProblemStep(models.Model):
    """Something that was done about a problem. Never changed."""

    class Kind(models.TextChoices):
        FOUND = "found", pgettext_lazy("step of a problem", "Entered")
        ASSIGNED = "assigned", pgettext_lazy("step of a problem", "Assigned")
        REPORTED = "reported", pgettext_lazy("step of a problem", "Reported as put right")
        RETURNED = "returned", pgettext_lazy("step of a problem", "Sent back")
        CLOSED = "closed", pgettext_lazy("step of a problem", "Closed")
        REOPENED = "reopened", pgettext_lazy("step of a problem", "Reopened")

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=Kind.choices)
    words = models.CharField(_("words"), max_length=1000, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("step of a problem")
        verbose_name_plural = _("steps of problems")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.kind}"


class Proof(models.Model):
    """A photo that a problem was put right: upright, small, without what a phone writes into photos. Never changed."""

    step = models.ForeignKey(ProblemStep, on_delete=models.PROTECT, related_name="proofs")
    sha256 = models.CharField(max_length=64, editable=False)
    picture = models.BinaryField(editable=False)  # JPEG of at most 1600 pixels a side

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        constraints = [models.UniqueConstraint(fields=["step", "sha256"], name="one_row_per_proof")]

    def __str__(self) -> str:
        return self.sha256[:12]
