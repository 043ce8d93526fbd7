"""What staff decide for an area and a time, and what came of courses there; all of it moves what is offered."""

import datetime
import random
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import CoursePage, Industry
from learners.people.models import Person
from learners.regions.models import Region


class DecisionQuerySet(models.QuerySet[Any]):
    """Decisions of any kind."""

    def in_force(self, day: datetime.date) -> "DecisionQuerySet":
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day, ended_on=None)

    def not_over(self, day: datetime.date) -> "DecisionQuerySet":
        """In force, or from a later day on."""
        return self.filter(Q(until=None) | Q(until__gte=day), ended_on=None)

    def of_county(self, county: str, above: Collection[str]) -> "DecisionQuerySet":
        """Those for places of a county (6 digits), and for the regions above it."""
        return self.filter(Q(region__code__startswith=county) | Q(region__in=above))


class Decision(models.Model):
    """Holds for a region and all below it, from a day to a day. Rows stay; who ended one early is kept."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("for"))
    since = models.DateField(_("from"), default=timezone.localdate)
    until = models.DateField(_("last day"), null=True, blank=True)
    note = models.CharField(_("note for colleagues"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_on = models.DateField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"


class IndustryBan(Decision):
    """An industry that may not be kept, such as livestock while a disease goes round."""

    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, related_name="+", verbose_name=_("industry"))

    class Meta:
        verbose_name = _("ban on an industry")
        verbose_name_plural = _("bans on industries")
        indexes = [models.Index(fields=["region", "until"], name="ban_region_until")]


class CourseSteer(Decision):
    """A course that is offered before all others, or not at all."""

    class Way(models.TextChoices):
        PIN = "pin", pgettext_lazy("a course", "Offer first")
        HOLD = "hold", pgettext_lazy("a course", "Hold back")

    way = models.CharField(_("what to do"), max_length=4, choices=Way.choices, default=Way.PIN)
    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="+", verbose_name=_("course"))

    class Meta:
        verbose_name = _("course offered first or held back")
        verbose_name_plural = _("courses offered first or held back")
        indexes = [models.Index(fields=["region", "until"], name="steer_region_until")]


class JobOpening(Decision):
    """A cooperative, workshop or base that takes people who have learned a trade (用工/带动)."""

    class Kind(models.TextChoices):
        COOPERATIVE = "cooperative", _("Cooperative")
        WORKSHOP = "workshop", _("Workshop")
        BASE = "base", _("Growing base")

    kind = models.CharField(_("kind of employer"), max_length=12, choices=Kind.choices, default=Kind.COOPERATIVE)
    employer = models.CharField(_("name of the employer"), max_length=60)
    place = models.CharField(_("where the work is"), max_length=80, blank=True)
    industry = models.ForeignKey(
        Industry, on_delete=models.PROTECT, related_name="+", verbose_name=_("trade that is asked for")
    )
    seats = models.PositiveSmallIntegerField(_("seats left"), default=1)

    class Meta:
        verbose_name = _("job opening")
        verbose_name_plural = _("job openings")
        indexes = [models.Index(fields=["region", "until"], name="opening_region_until")]

    def __str__(self) -> str:
        return self.employer


NUMBER_BITS = 40


def random_number() -> int:
    return random.getrandbits(NUMBER_BITS)


class MatchingChange(models.Model):
    """That staff decided something, a trade of a place changed, or results were counted anew.

    Count and sum of the numbers are the state of all that: they become visible together with the change, whatever the
    order in which transactions end, and nobody waits for anybody.
    """

    number = models.BigIntegerField(default=random_number)

    def __str__(self) -> str:
        return str(self.number)


class CourseResult(models.Model):
    """Counted from the files: what became of a course in a village. industry_code: the course's main GB/T class."""

    village = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    course_id = models.BigIntegerField()
    industry_code = models.CharField(max_length=4, blank=True)
    began = models.PositiveIntegerField()
    completed = models.PositiveIntegerField()
    succeeded = models.PositiveIntegerField()
    judged = models.PositiveIntegerField(default=0)  # completed, and it was verified what came of it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["village", "course_id"], name="one_result_per_village_course")]

    def __str__(self) -> str:
        return f"{self.village_id} {self.course_id}"


class HeardResult(models.Model):
    """What matching may know of the results in an area: sums that stay until five persons or more moved them.

    area: the digits that codes of the area begin with, none for everywhere. shown: persons that it was offered to,
    counted for everywhere only.
    """

    area = models.CharField(max_length=12, blank=True)
    course_id = models.BigIntegerField()
    industry_code = models.CharField(max_length=4, blank=True)
    began = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    succeeded = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)
    heard_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "course_id"], name="one_heard_result_per_area_course")]

    def __str__(self) -> str:
        return f"{self.area} {self.course_id}"


class ShownOffer(models.Model):
    """That a course was offered to a person on the own page, with the reason that was told, the first time."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="shown_offers")
    course_id = models.BigIntegerField(db_index=True)
    reason = models.CharField(max_length=200)
    shown_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "course_id"], name="one_showing_per_person_course")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id}"
