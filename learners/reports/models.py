"""Projections that the figures are read from: kept in the transaction that changed register or ledger, and rebuilt.

None of it says anything of its own: `learners.reports.counting` makes every row from the register and the ledger.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from learners.classes.models import TrainingClass
from learners.people.models import Household, Person
from learners.regions.models import Region
from learners.reports.levels import NEW
from learners.reports.months import FOREVER
from learners.reports.periods import Period


class ClassRecord(models.Model):
    """One person and one face-to-face class. Moments are None for what did not happen or was withdrawn."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="class_records", db_index=False)
    class_id = models.BigIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=TrainingClass.Kind.choices)
    title = models.CharField(max_length=200, blank=True)
    hours = models.PositiveIntegerField(default=0)
    days = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("class record")
        verbose_name_plural = _("class records")
        constraints = [models.UniqueConstraint(fields=["person", "class_id"], name="one_record_per_class")]
        indexes = [models.Index(fields=["completed_at", "person"], name="class_completed_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.class_id}"


class FormerVillage(models.Model):
    """A household lived in a village that it has moved from: for periods that end in these months (`months.py`)."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="former_villages")
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    since = models.PositiveSmallIntegerField()
    until = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("former village")
        verbose_name_plural = _("former villages")

    def __str__(self) -> str:
        return f"{self.household_id} {self.village_id}"


class FormerMember(models.Model):
    """A person belonged to a household that they have moved out of into another one of the register.

    From `since` and before `until`; they are equal where that was within one month, so that no month ends in it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_households")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="former_members")
    since = models.PositiveSmallIntegerField()
    until = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("former member")
        verbose_name_plural = _("former members")

    def __str__(self) -> str:
        return f"{self.person_id} {self.household_id}"


class Standing(models.Model):
    """A step of `standing.py`: what a household counts as in periods whose last month lies in `month` to `until`."""

    # Both are the first column of an index below.
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="standings", db_index=False)
    month = models.PositiveSmallIntegerField()
    until = models.PositiveSmallIntegerField(default=FOREVER)
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=14, blank=True)
    # Month of the last completion of a member who is labour-capable then; 0 for none.
    last = models.PositiveSmallIntegerField(default=0)
    # Of a skill-lacking household: main cause, category, monitored type.
    cause = models.CharField(max_length=12, blank=True)
    category = models.CharField(max_length=12, blank=True)
    monitored = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        constraints = [models.UniqueConstraint(fields=["household", "month"], name="one_standing_per_month")]
        indexes = [models.Index(fields=["village", "until", "month"], name="standing_village_month")]

    def __str__(self) -> str:
        return f"{self.household_id} {self.month}"


class AreaCount(models.Model):
    """By how many households of a status the figure of a village, or of an area, changes with a period.

    The figure of a period is the sum up to it. Writers only ever add rows, so they never wait for each other;
    `merge_counts` puts rows of one key together. `area` is a code, and not checked: rows are many, and made of checked
    ones.
    """

    level = models.CharField(max_length=8, default=NEW)
    area = models.CharField(max_length=12)
    grain = models.CharField(max_length=7)
    period = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=14, blank=True)
    change = models.IntegerField()

    class Meta:
        verbose_name = _("count of an area")
        verbose_name_plural = _("counts of areas")
        indexes = [models.Index(fields=["level", "grain", "area", "period"], name="count_level_grain_area_period")]

    def __str__(self) -> str:
        return f"{self.area} {self.grain} {self.period} {self.status}"


class CoverageTarget(models.Model):
    """What share of those that can be reached a region is to cover in a year."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="coverage_targets")
    year = models.PositiveSmallIntegerField(_("year"))
    percent = models.PositiveSmallIntegerField(
        _("target in percent"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("coverage target")
        verbose_name_plural = _("coverage targets")
        constraints = [models.UniqueConstraint(fields=["region", "year"], name="one_target_per_year")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.year}"


class Snapshot(models.Model):
    """A table as it was reported. Rows are never changed; `digest` covers table, region and period."""

    class Form(models.TextChoices):
        COVERAGE = "coverage", _("Training coverage of skill-lacking households")
        TRAINING = "training", _("Training statistics")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="snapshots")
    first_month = models.PositiveSmallIntegerField()
    last_month = models.PositiveSmallIntegerField()
    form = models.CharField(_("form"), max_length=10, choices=Form.choices, default=Form.COVERAGE)
    # As `kept` of the form says.
    table = models.JSONField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(_("frozen at"))
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="snapshots")

    class Meta:
        verbose_name = _("frozen table")
        verbose_name_plural = _("frozen tables")
        indexes = [models.Index(fields=["region", "frozen_at"], name="snapshot_region_frozen")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.first_month} {self.last_month}"

    @property
    def period(self) -> Period:
        return Period.of_months(self.first_month, self.last_month)
