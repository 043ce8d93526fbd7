"""What training figures are read from: facts of persons, and counters of areas. Made by `training/counting.py`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from learners.people.models import Household, Person
from learners.regions.models import Region
from learners.reports.levels import NEW


class PersonTraining(models.Model):
    """What is counted of a person in periods whose last month lies from `month` and before `until`."""

    # Person and village are the first column of an index below.
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="trainings", db_index=False)
    month = models.PositiveSmallIntegerField()
    until = models.PositiveSmallIntegerField()
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="+")
    cause = models.CharField(max_length=12, blank=True)
    category = models.CharField(max_length=12, blank=True)
    monitored = models.CharField(max_length=10, blank=True)
    lacking = models.BooleanField(default=False)
    # As `learners.reports.training.stored` writes and reads them.
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("training of a person")
        verbose_name_plural = _("training of persons")
        constraints = [models.UniqueConstraint(fields=["person", "month"], name="one_training_per_month")]
        indexes = [models.Index(fields=["village", "until", "month"], name="training_village_month")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.month}"


class ProfileCount(models.Model):
    """As AreaCount, of skill-lacking households by status, main cause, category and monitored type.

    `sums` maps a cut (`standing.profile_cut`) to the change of its number of households, as a vector of one.
    """

    level = models.CharField(max_length=8, default=NEW)
    area = models.CharField(max_length=12)
    grain = models.CharField(max_length=7)
    period = models.PositiveSmallIntegerField()
    sums = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("count of an area by trait")
        verbose_name_plural = _("counts of areas by trait")
        indexes = [models.Index(fields=["level", "grain", "area", "period"], name="profile_level_grain_area")]

    def __str__(self) -> str:
        return f"{self.area} {self.grain} {self.period}"


class TrainingCount(models.Model):
    """A part of the training figures of a village, or of an area, in one period; the figure is the sum of its rows.

    `sums` maps a cut (`deeds.person_cut`, `deeds.household_cut`) to a vector in the order of `deeds.MEASURES`.
    """

    level = models.CharField(max_length=8, default=NEW)
    area = models.CharField(max_length=12)
    grain = models.CharField(max_length=7)
    period = models.PositiveSmallIntegerField()
    sums = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("training count of an area")
        verbose_name_plural = _("training counts of areas")
        indexes = [models.Index(fields=["level", "grain", "area", "period"], name="training_level_grain_area")]

    def __str__(self) -> str:
        return f"{self.area} {self.grain} {self.period}"
