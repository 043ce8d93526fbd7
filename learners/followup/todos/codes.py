"""Code lists of to-dos."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Errand(TextChoices):
    """What is to be done for a household."""

    CALL = "call", pgettext_lazy("to-do", "Call")
    CARD = "card", pgettext_lazy("to-do", "Bring the household card")
    CLASS = "class", pgettext_lazy("to-do", "Invite to a class")
    COURSE = "course", pgettext_lazy("to-do", "Help with a course")
    ORDER = "order", pgettext_lazy("to-do", "Take down a training order")
    PLAN = "plan", pgettext_lazy("to-do", "Help with the overdue learning plan")
    VISIT = "visit", pgettext_lazy("to-do", "Visit at home")
    OTHER = "other", pgettext_lazy("to-do", "Something else")


class Result(TextChoices):
    """What came of a to-do that was done."""

    SPOKE = "spoke", _("Spoke with them, and they know what is offered")
    SIGNED_IN = "signed_in", _("Helped with the first sign-in")
    LEARNS = "learns", _("Began or went on with a course")
    COMES = "comes", _("Will come to the class")
    CARD = "card", _("Handed over the household card")
    ORDERED = "ordered", _("Took down what they want to learn")
    OTHER = "other", _("Something else came of it")


class Hindrance(TextChoices):
    """Why a to-do was not possible."""

    NOT_THERE = "not_there", _("Nobody was there, several times")
    NUMBER = "number", _("The phone number is wrong or off")
    AWAY = "away", _("Works elsewhere until later")
    ILL = "ill", _("Ill, or cares for somebody who is")
    FARM = "farm", _("Farm work cannot wait")
    UNWILLING = "unwilling", _("Does not want to for now")
    MOVED = "moved", _("Moved away")
    OTHER = "other", _("Another reason")
