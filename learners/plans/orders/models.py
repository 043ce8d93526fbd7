"""Training orders (订单式培训): wishes for training, gathered by meaning and by township until they are served."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import CoursePage, Industry
from learners.people.models import Person
from learners.regions.models import Region


class TrainingOrder(models.Model):
    """What is wished for in a township. meaning: the same for all words that mean it."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("an order for training", "Open")
        TAKEN = "taken", pgettext_lazy("an order for training", "A trainer is on it")
        ANSWERED = "answered", pgettext_lazy("an order for training", "Answered")
        CLOSED = "closed", pgettext_lazy("an order for training", "Closed")
        LAPSED = "lapsed", pgettext_lazy("an order for training", "Wished for by nobody any more")

    WAITING = (State.OPEN, State.TAKEN)

    area = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="training_orders")
    meaning = models.CharField(max_length=120)
    name = models.CharField(_("what is wished for"), max_length=80)
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(auto_now_add=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    course = models.ForeignKey(
        CoursePage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("course")
    )
    # A class held for it, in words, and its number where it is one of ours.
    class_title = models.CharField(_("title of the class"), max_length=80, blank=True)
    class_when = models.CharField(_("when and where"), max_length=120, blank=True)
    class_id = models.BigIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("why it was closed"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("training order")
        verbose_name_plural = _("training orders")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "meaning"],
                condition=Q(state__in=("open", "taken")),
                name="one_waiting_order_per_meaning",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_waiting(self) -> bool:
        return self.state in self.WAITING

    @property
    def answer(self) -> str:
        """What it was answered with, in words."""
        return self.course.title if self.course else self.class_title


class Wish(models.Model):
    """What one person said. order: none while a voice note waits to be heard."""

    order = models.ForeignKey(TrainingOrder, on_delete=models.PROTECT, null=True, blank=True, related_name="wishes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="training_wishes")
    words = models.CharField(_("in their own words"), max_length=120, blank=True)
    made_at = models.DateTimeField()
    # When the person took it back; the row stays, and the entry in the file has a correction.
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    heard_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("wish for training")
        verbose_name_plural = _("wishes for training")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "person"], condition=~Q(order=None), name="one_wish_per_order_and_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.order_id}"

    @property
    def may_be_withdrawn(self) -> bool:
        """As long as nobody answered: what was answered is past, and stands in the file as it was."""
        return self.withdrawn_at is None and (self.order is None or self.order.is_waiting)


class VoiceNote(models.Model):
    """A wish as it was spoken, small enough for a row; only officers of the area can play it."""

    wish = models.OneToOneField(Wish, on_delete=models.CASCADE, related_name="voice")
    media_type = models.CharField(max_length=20)
    sound = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.wish_id}"


class JobsBehind(models.Model):
    """A cooperative or workshop orders training for jobs that it will give, through an officer."""

    order = models.ForeignKey(TrainingOrder, on_delete=models.CASCADE, related_name="jobs")
    employer = models.CharField(_("name of the employer"), max_length=60)
    seats = models.PositiveSmallIntegerField(_("jobs it will give"), default=1)
    until = models.DateField(_("last day on which it takes people"), null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "employer"], name="one_row_per_order_employer")]

    def __str__(self) -> str:
        return self.employer
