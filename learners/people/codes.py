"""Code lists of the register. Values are stable words of our own; labels are shown and translated.

Sources: the national register's lists of causes, household types, labour, education, health and work status
(2014 to 2022 forms; where they differ over the years the wider list is kept), GB/T 2261.1 for sex.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Cause(TextChoices):
    """Poverty causes of the national register: one main, up to two others."""

    ILLNESS = "illness", _("Illness")
    DISABILITY = "disability", _("Disability")
    SCHOOLING = "schooling", _("Cost of schooling")
    DISASTER = "disaster", _("Disaster")
    LAND = "land", _("Lack of land")
    WATER = "water", _("Lack of water")
    SKILL = "skill", _("Lack of skill")
    LABOUR = "labour", _("Lack of labour")
    FUNDS = "funds", _("Lack of funds")
    TRANSPORT = "transport", _("Poor roads and transport")
    MOTIVATION = "motivation", _("Lack of own drive")
    OTHER = "other", _("Other cause")


class HouseholdType(TextChoices):
    ORDINARY = "ordinary", _("Ordinary poor household")
    ALLOWANCE = "allowance", _("Household on minimum living allowance")
    SUPPORTED = "supported", _("Household in full public care")
    LIFTED = "lifted", _("Household lifted out of poverty")


class Monitored(TextChoices):
    """Monitored types since 2022."""

    UNSTABLE = "unstable", _("Lifted but unstable")
    MARGINAL = "marginal", _("Near the line")
    SUDDEN = "sudden", _("Sudden severe hardship")


class Labour(TextChoices):
    ORDINARY = "ordinary", _("Ordinary labour")
    SKILLED = "skilled", _("Skilled labour")
    SEMI = "semi", _("Weak or half labour")
    LOST = "lost", _("Labour capacity lost")
    NONE = "none", _("No labour capacity")


class Education(TextChoices):
    ILLITERATE = "illiterate", _("Cannot read, or hardly")
    PRIMARY = "primary", _("Primary school")
    JUNIOR = "junior", _("Junior secondary school")
    SENIOR = "senior", _("Senior secondary school")
    COLLEGE = "college", _("College or above")
    PRESCHOOL = "preschool", _("Below school age")


class Health(TextChoices):
    HEALTHY = "healthy", _("Healthy")
    CHRONIC = "chronic", _("Long-term illness")
    SERIOUS = "serious", _("Serious illness")
    DISABLED = "disabled", pgettext_lazy("health", "Disabled")


class WorkStatus(TextChoices):
    IN_TOWNSHIP = "in_township", _("Works inside the township")
    IN_COUNTY = "in_county", _("Works elsewhere in the county")
    IN_PROVINCE = "in_province", _("Works elsewhere in the province")
    AWAY = "away", _("Works outside the province")
    OTHER = "other", _("Other work")


class Sex(TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")
