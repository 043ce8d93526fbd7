"""What training figures are read from: facts of persons, and counters of villages. Made by `training/counting.py`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from learners.people.models import Household, Person
from learners.regions.models import Region


class PersonTraining(models.Model):
    """What is counted of a person in periods whose last month lies from `month` and before `until`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="trainings")
    month = models.PositiveSmallIntegerField()
    until = models.PositiveSmallIntegerField()
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
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
    """As VillageCount, of skill-lacking households by main cause, category and monitored type."""

    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    grain = models.CharField(max_length=7)
    period = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=14)
    cause = models.CharField(max_length=12, blank=True)
    category = models.CharField(max_length=12, blank=True)
    monitored = models.CharField(max_length=10, blank=True)
    change = models.IntegerField()

    class Meta:
        verbose_name = _("count of a village by trait")
        verbose_name_plural = _("counts of villages by trait")
        indexes = [models.Index(fields=["grain", "village", "period"], name="profile_grain_village_period")]

    def __str__(self) -> str:
        return f"{self.village_id} {self.grain} {self.period} {self.status}"


class TrainingCount(models.Model):
    """A part of the training figures of a village in one period (deeds.MEASURES); the figure is the sum of its rows."""

    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    grain = models.CharField(max_length=7)
    period = models.PositiveSmallIntegerField()
    cut = models.CharField(max_length=9)
    kind = models.CharField(max_length=10, blank=True)
    sex = models.CharField(max_length=6, blank=True)
    age = models.CharField(max_length=2, blank=True)
    cause = models.CharField(max_length=12, blank=True)
    category = models.CharField(max_length=12, blank=True)
    monitored = models.CharField(max_length=10, blank=True)
    lacking = models.BooleanField(default=False)
    begun = models.IntegerField(default=0)
    ended = models.IntegerField(default=0)
    times = models.IntegerField(default=0)
    persons = models.IntegerField(default=0)
    hours = models.IntegerField(default=0)
    certificates = models.IntegerField(default=0)
    employed_3 = models.IntegerField(default=0)
    employed_6 = models.IntegerField(default=0)
    employed_12 = models.IntegerField(default=0)
    training_fen = models.BigIntegerField(default=0)
    meals_fen = models.BigIntegerField(default=0)
    transport_fen = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("training count of a village")
        verbose_name_plural = _("training counts of villages")
        indexes = [models.Index(fields=["grain", "cut", "period", "village"], name="training_grain_cut_period")]

    def __str__(self) -> str:
        return f"{self.village_id} {self.grain} {self.period} {self.cut}"
