"""A list that is too long to wait for: this row is the job, the file lies in PRIVATE_ROOT for a day."""

import secrets
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from learners.regions.models import Region
from learners.reports.periods import Period


def new_token() -> str:
    return secrets.token_urlsafe(24)


class ListOrder(models.Model):
    """What somebody asked for; who asked is the only one to fetch it."""

    class What(models.TextChoices):
        HOUSEHOLDS = "households", _("Households")
        PERSONS = "persons", _("Persons")

    class Form(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel"

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        WRITING = "writing", _("Being written")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    token = models.CharField(max_length=40, unique=True, editable=False, default=new_token)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="list_orders")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    first_month = models.PositiveSmallIntegerField()
    last_month = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=10, choices=What.choices)
    figure = models.CharField(max_length=14)
    form = models.CharField(max_length=4, choices=Form.choices)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING, db_index=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Until then nobody else takes it; a writer that lives puts it off.
    held_until = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("ordered list")
        verbose_name_plural = _("ordered lists")

    def __str__(self) -> str:
        return f"{self.region_id} {self.what} {self.figure}"

    @property
    def period(self) -> Period:
        return Period.of_months(self.first_month, self.last_month)

    @property
    def percent(self) -> int:
        """Whole percent; 100 only when the file is there."""
        if self.state == self.State.READY:
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0

    @property
    def file_name(self) -> str:
        return f"{self.region}-{self.get_what_display()}-{self.period}.{self.form}"

    @property
    def path(self) -> Path:
        return Path(settings.PRIVATE_ROOT) / "lists" / self.token
