"""The tree province..village, what its places live from, and who answers for which of them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Industry


class Region(models.Model):
    """A node of the administrative tree, keyed by the 12-digit statistical division code."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        COUNTY = "county", _("County")
        TOWNSHIP = "township", _("Township")
        VILLAGE = "village", _("Village")

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=40)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "code"], name="region_level_code")]

    def __str__(self) -> str:
        return self.short_name

    @property
    def prefix(self) -> str:
        """The digits that every code inside this region starts with."""
        return self.code[: PREFIX_DIGITS[self.level]]


# Digits of the division code that name the region itself: 2+2+2+3+3.
PREFIX_DIGITS: dict[str, int] = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}


class RegionIndustry(models.Model):
    """What a region lives from or is building up; a village inherits those above it at a lower weight."""

    class Role(models.TextChoices):
        MAIN = "main", _("Lives from it")
        BUILDING = "building", _("Is building it up")

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="industries")
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, related_name="regions")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MAIN)
    weight = models.FloatField(_("weight"), default=1.0)
    months = models.JSONField(_("busy months"), default=list, blank=True)

    class Meta:
        verbose_name = _("industry of a region")
        verbose_name_plural = _("industries of regions")
        constraints = [models.UniqueConstraint(fields=["region", "industry"], name="one_row_per_region_industry")]

    def __str__(self) -> str:
        return f"{self.region} {self.industry}"


class Officer(models.Model):
    """A user with a role over one region; a helper sees their own households only."""

    class Role(models.TextChoices):
        COUNTY = "county", _("County staff")
        TOWNSHIP = "township", _("Township staff")
        VILLAGE = "village", _("Village cadre")
        HELPER = "helper", _("Helper")
        TRAINER = "trainer", _("Trainer")
        EDITOR = "editor", _("Editor")
        AUDITOR = "auditor", _("Auditor")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="officer")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="officers")

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"
