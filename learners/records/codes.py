"""Code lists of the parts that staff enter."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SubsidyKind(TextChoices):
    """What money was paid for."""

    TRAINING = "training", _("Training subsidy")
    MEALS = "meals", _("Meal subsidy")
    TRANSPORT = "transport", _("Transport subsidy")


class Result(TextChoices):
    """What came of learning."""

    JOB = "job", _("Found a job")
    OWN_TRADE = "own_trade", _("Runs a trade of their own")
    SCALE = "scale", _("Industry of the household grew")
    NOTHING = "nothing", _("Nothing came of it so far")


class WhyNot(TextChoices):
    """Why nothing came of it."""

    HEALTH = "health", _("Illness or disability")
    CARE = "care", _("Cares for family members")
    CAPITAL = "capital", _("Lacks capital")
    NO_WORK = "no_work", _("No suitable work nearby")
    NO_LAND = "no_land", _("Lacks land or a site")
    MARKET = "market", _("Products do not sell")
    UNSURE = "unsure", _("Has not mastered the skill yet")
    UNWILLING = "unwilling", _("Does not want to for now")
    AWAY = "away", _("Moved away or cannot be reached")
    EARLY = "early", _("Too early to tell")
    OTHER = "other", _("Another reason")


class PaperKind(TextChoices):
    """Which paper was scanned."""

    ATTENDANCE = "attendance", _("Attendance sheet")
    CERTIFICATE = "certificate", _("Certificate on paper")
    PAYMENT = "payment", _("Subsidy list")
    FORM = "form", _("Application or registration form")
    NOTES = "notes", _("Visit notes")
    OTHER = "other", _("Another paper")
