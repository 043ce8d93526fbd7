"""Face-to-face classes, who is invited to them, and how each answered."""

import datetime
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import CoursePage
from eduplatform.accounts.secrets import decrypt, encrypt
from learners.people.models import Device, Person
from learners.regions.models import Region

SECRET_BYTES = 32


class Part(models.TextChoices):
    """The part of a day that is signed for at once."""

    DAY = "day", _("whole day")
    MORNING = "am", _("morning")
    AFTERNOON = "pm", _("afternoon")


_MIDDLES = {Part.DAY: datetime.time(12), Part.MORNING: datetime.time(10), Part.AFTERNOON: datetime.time(15)}


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A day of a class, or a half of it."""

    day: datetime.date
    part: str

    @property
    def key(self) -> str:
        """`2026-11-23:am`; the same in forms, on paper sheets and in the ledger."""
        return f"{self.day.isoformat()}:{self.part}"

    @property
    def label(self) -> str:
        return str(Part(self.part).label)

    @property
    def middle(self) -> datetime.datetime:
        """When somebody was there of whom no more is known than that they were: in the middle of the part."""
        return timezone.make_aware(datetime.datetime.combine(self.day, _MIDDLES[Part(self.part)]))


class TrainingClass(models.Model):
    """A class that is held at a place on some days."""

    class Kind(models.TextChoices):
        GUIDANCE = "guidance", _("Guidance training")
        SKILL = "skill", _("Skill training")
        STARTUP = "startup", _("Startup training")
        YULU = "yulu", _("Rain and Dew programme")

    kind = models.CharField(_("kind of class"), max_length=10, choices=Kind.choices, default=Kind.SKILL)
    title = models.CharField(_("title of the class"), max_length=80)
    course = models.ForeignKey(
        CoursePage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("online course")
    )
    plan = models.TextField(_("teaching plan"), max_length=2000, blank=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="training_classes", verbose_name=_("for whom")
    )
    place = models.CharField(_("place of the class"), max_length=120)
    days = models.JSONField(_("days"), default=list)  # ISO dates, in order
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(pgettext_lazy("of a class", "last day"))
    halves = models.BooleanField(_("sign in twice a day"), default=True)
    hours = models.PositiveSmallIntegerField(_("hours in all"))
    seats = models.PositiveSmallIntegerField(_("seats"))
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="taught_classes",
        verbose_name=_("trainer"),
    )
    trainer_name = models.CharField(_("trainer without an account"), max_length=60, blank=True)
    subsidy_per_day = models.PositiveSmallIntegerField(_("subsidy in yuan a day"), default=0)
    subsidy_terms = models.CharField(_("terms of the subsidy"), max_length=200, blank=True)
    needed_percent = models.PositiveSmallIntegerField(_("attendance needed in percent"), default=80)
    has_exam = models.BooleanField(_("ends with an exam"), default=False)
    pass_mark = models.PositiveSmallIntegerField(_("marks needed to pass"), default=60)
    institution = models.CharField(_("training institution"), max_length=80)
    secret_encrypted = models.CharField(max_length=200, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["region", "starts_on"], name="class_region_start")]

    def __str__(self) -> str:
        return self.title

    @property
    def day_list(self) -> list[datetime.date]:
        return [datetime.date.fromisoformat(day) for day in self.days]

    @property
    def parts(self) -> tuple[Part, ...]:
        return (Part.MORNING, Part.AFTERNOON) if self.halves else (Part.DAY,)

    @property
    def slots(self) -> list[Slot]:
        """What each learner signs for, in order."""
        return [Slot(day, part) for day in self.day_list for part in self.parts]

    @property
    def is_over(self) -> bool:
        """Its last day has gone by."""
        return self.ends_on < timezone.localdate()

    @property
    def subject(self) -> str:
        """How the ledger names it."""
        return f"class:{self.pk}"

    @property
    def taught_by(self) -> str:
        return str(self.trainer) if self.trainer else self.trainer_name

    @property
    def secret(self) -> str:
        """What the codes of the trainer's phone are made from."""
        return decrypt(self.secret_encrypted)

    def make_secret(self) -> None:
        self.secret_encrypted = encrypt(secrets.token_hex(SECRET_BYTES))

    def facts(self) -> dict[str, str | int]:
        """What every entry of the ledger about this class says of it."""
        return {
            "class_id": self.pk,
            "class_kind": self.kind,
            "title": self.title,
            "hours": self.hours,
            "days": len(self.days),
        }

    def terms(self) -> dict[str, str | int | None]:
        """What an entry that somebody came or was there says beside: how the class was planned at that moment, whatever
        becomes of the row later. `trainer` is the number of an account."""
        return {
            **self.facts(),
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "place": self.place,
            "seats": self.seats,
            "trainer": self.trainer_id,
            "taught_by": self.taught_by,
        }


class Enrolment(models.Model):
    """One person of the roster of a class."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        ATTENDED = "attended", _("Attended")
        LEFT = "left", _("Left")

    class Reason(models.TextChoices):
        """Why somebody does not come, or no longer."""

        AWAY = "away", _("Works elsewhere")
        FARM = "farm", _("Farm work cannot wait")
        CARE = "care", _("Cares for somebody at home")
        ILL = "ill", _("Ill or too weak")
        FAR = "far", _("The way is too far")
        KNOWN = "known", _("Knows it already")
        UNWANTED = "unwanted", _("Does not want this trade")
        OTHER = "other", _("Another reason")

    HOLDING = (State.INVITED, State.ACCEPTED, State.ATTENDED)
    """Those for whom a seat is held."""

    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(_("answer"), max_length=10, choices=State.choices, default=State.INVITED)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices, blank=True)
    invited_at = models.DateTimeField(auto_now_add=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    exam_marks = models.PositiveSmallIntegerField(_("marks in the exam"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("place in a class")
        verbose_name_plural = _("places in classes")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["training_class", "person"], name="one_place_per_class")]

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.person_id}"


class SignInQuerySet(models.QuerySet["SignIn"]):
    """All that were recorded; those that nobody took back count."""

    def standing(self) -> "SignInQuerySet":
        return self.filter(withdrawn_at=None)


class SignIn(models.Model):
    """That somebody was there on a day of a class, or a half of it. Once, whoever says it and however often."""

    class Way(models.TextChoices):
        CODE = "code", _("scanned the trainer's code")
        TICK = "tick", _("ticked by the trainer")
        CARD = "card", _("household card scanned by the trainer")
        PAPER = "paper", _("paper sheet")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="sign_ins")
    day = models.DateField(_("day"))
    part = models.CharField(_("part of the day"), max_length=4, choices=Part.choices)
    way = models.CharField(_("way"), max_length=6, choices=Way.choices)
    at = models.DateTimeField(_("at"))
    received_at = models.DateTimeField(_("received at"))
    # Null where the learners signed for themselves.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, blank=True, related_name="class_sign_ins")
    item_id = models.UUIDField()
    # By a correction of its entry, which has the reason.
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in to a class")
        verbose_name_plural = _("sign-ins to classes")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "day", "part"],
                condition=models.Q(withdrawn_at=None),
                name="one_standing_sign_in_per_slot",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.slot.key}"

    @property
    def slot(self) -> Slot:
        return Slot(self.day, self.part)


class RejectedSignIn(models.Model):
    """A sign-in that was not taken, kept for the auditor to see; class ids are as sent."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    class_id = models.BigIntegerField()
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    item_id = models.UUIDField()
    code = models.CharField(max_length=30)
    item = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rejected sign-in")
        verbose_name_plural = _("rejected sign-ins")
        constraints = [models.UniqueConstraint(fields=["user", "item_id", "code"], name="one_rejection_per_sign_in")]
        indexes = [models.Index(fields=["user", "received_at"], name="rejected_sign_in_user_at")]

    def __str__(self) -> str:
        return f"{self.class_id} {self.code}"


class SheetPage(models.Model):
    """One page of a paper sheet as it was printed; its rows and columns stay what they were on that day."""

    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="sheet_pages")
    # 32 bits drawn by lot: what the strip on the page says.
    token = models.BigIntegerField(unique=True)
    person_ids = models.JSONField(default=list)
    slots = models.JSONField(default=list)  # keys
    printed_at = models.DateTimeField(auto_now_add=True)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("page of a paper sheet")
        verbose_name_plural = _("pages of paper sheets")

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """How it is printed below the strip."""
        return f"{self.token:08X}"


class SheetPhoto(models.Model):
    """A photo of a filled page, laid flat and without anything else that a phone writes into photos."""

    page = models.ForeignKey(SheetPage, on_delete=models.PROTECT, related_name="photos")
    sha256 = models.CharField(max_length=64, editable=False)  # of the file as it was sent, which is not kept
    picture = models.BinaryField(editable=False)  # JPEG, 6 pixels per millimetre
    kept_sha256 = models.CharField(max_length=64, editable=False)  # of `picture`; empty for those of earlier versions
    # learners.classes.sheets.services.ReadBox, row by row.
    boxes = models.JSONField(default=list)
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("photo of a paper sheet")
        verbose_name_plural = _("photos of paper sheets")
        constraints = [models.UniqueConstraint(fields=["page", "sha256"], name="one_row_per_sheet_photo")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.sha256[:12]}"


class Certificate(models.Model):
    """A certificate of a completed class. Its serial cannot be guessed: whoever has it may check it."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="certificate")
    serial = models.CharField(_("serial"), max_length=30, unique=True, editable=False)
    issued_on = models.DateField(_("issued on"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return self.serial
