"""The register: households, their members and helpers. Rows are never deleted; who left has `left_on`."""

import datetime
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, GeneratedField, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduplatform.accounts.secrets import decrypt, encrypt, lookup_hash
from learners.people.codes import Cause, Education, Health, HouseholdType, Labour, Monitored, Sex, WorkStatus
from learners.regions.models import Region


class Household(models.Model):
    """A registered household."""

    number = models.CharField(_("household number"), max_length=24, unique=True)
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="households", verbose_name=_("village"))
    group = models.CharField(_("group"), max_length=40, blank=True)
    kind = models.CharField(_("category"), max_length=12, choices=HouseholdType.choices, blank=True)
    monitored = models.CharField(_("monitored type"), max_length=10, choices=Monitored.choices, blank=True)
    cause = models.CharField(_("main cause"), max_length=12, choices=Cause.choices, blank=True)
    cause_2 = models.CharField(_("second cause"), max_length=12, choices=Cause.choices, blank=True)
    cause_3 = models.CharField(_("third cause"), max_length=12, choices=Cause.choices, blank=True)
    skill_lacking = GeneratedField(
        expression=ExpressionWrapper(
            Q(cause=Cause.SKILL) | Q(cause_2=Cause.SKILL) | Q(cause_3=Cause.SKILL), models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        ordering = ["number"]
        indexes = [models.Index(fields=["village", "skill_lacking"], name="household_village_lacking")]

    def __str__(self) -> str:
        return self.number

    @property
    def causes(self) -> list[str]:
        """Codes of the causes, the main one first."""
        return [cause for cause in (self.cause, self.cause_2, self.cause_3) if cause]


class Person(models.Model):
    """One member of a household, the learner; may have no account and no phone."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    id_number_encrypted = models.CharField(max_length=200, editable=False)
    id_number_hash = models.CharField(max_length=64, unique=True, editable=False)
    relation = models.CharField(_("relation to head"), max_length=20)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex.choices, blank=True)
    born_on = models.DateField(_("born on"))
    ethnic_group = models.CharField(_("ethnic group"), max_length=20, blank=True)
    education = models.CharField(_("schooling"), max_length=12, choices=Education.choices, blank=True)
    health = models.CharField(_("health"), max_length=10, choices=Health.choices, blank=True)
    labour = models.CharField(_("labour"), max_length=10, choices=Labour.choices, blank=True)
    work = models.CharField(_("work"), max_length=12, choices=WorkStatus.choices, blank=True)
    phone_encrypted = models.CharField(max_length=200, blank=True, editable=False)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    # The account that subsidies are paid to; members of a household may share one.
    bank_encrypted = models.CharField(max_length=200, blank=True, editable=False)
    bank_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="person"
    )
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["household", "id"]
        indexes = [models.Index(fields=["household", "labour", "born_on"], name="person_household_labour")]

    def __str__(self) -> str:
        return self.name

    @property
    def id_number(self) -> str:
        return decrypt(self.id_number_encrypted)

    @id_number.setter
    def id_number(self, number: str) -> None:
        self.id_number_encrypted = encrypt(number)
        self.id_number_hash = lookup_hash(number)

    @property
    def phone(self) -> str:
        return decrypt(self.phone_encrypted)

    @phone.setter
    def phone(self, number: str) -> None:
        self.phone_encrypted = encrypt(number)
        self.phone_hash = lookup_hash(number)

    @property
    def bank(self) -> str:
        return decrypt(self.bank_encrypted)

    @bank.setter
    def bank(self, account: str) -> None:
        self.bank_encrypted = encrypt(account)
        self.bank_hash = lookup_hash(account)

    def age_on(self, day: datetime.date) -> int:
        """Full years."""
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))


class HouseholdHelper(models.Model):
    """The cadre answerable for a household (帮扶责任人), with or without an account."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="helpers")
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    phone_encrypted = models.CharField(max_length=200, blank=True, editable=False)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="helped_households",
    )

    class Meta:
        verbose_name = _("helper of a household")
        verbose_name_plural = _("helpers of households")
        constraints = [models.UniqueConstraint(fields=["household", "name", "phone_hash"], name="one_row_per_helper")]

    def __str__(self) -> str:
        return self.name

    @property
    def phone(self) -> str:
        return decrypt(self.phone_encrypted)

    @phone.setter
    def phone(self, number: str) -> None:
        self.phone_encrypted = encrypt(number)
        self.phone_hash = lookup_hash(number)


class Look(models.Model):
    """Somebody opened a person's file: who, in which role, when, from which page. Never changed."""

    class Number(models.TextChoices):
        IDENTITY = "id_number", _("Identity number")
        PHONE = "phone", _("Phone")
        BANK = "bank", _("Bank account")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="looks")
    role = models.CharField(_("role"), max_length=10)
    page = models.CharField(_("page"), max_length=40)
    # Which number was shown in full, and what for; empty for a look that shows none.
    shown = models.CharField(_("shown in full"), max_length=12, blank=True, choices=Number.choices)
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("look at a file")
        verbose_name_plural = _("looks at files")
        indexes = [models.Index(fields=["person", "at"], name="look_person_at")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at}"


class Device(models.Model):
    """A phone or browser that people sign in on. A cookie names it, of which only the hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    first_seen_at = models.DateTimeField(_("first seen"), auto_now_add=True)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """How evidence names it: the same for all reports of one device, and no way back to the cookie."""
        return self.token_hash[:16]


class DeviceSignIn(models.Model):
    """A person was signed in on a device, from `since` until an officer ended it. Rows are never deleted."""

    class Way(models.TextChoices):
        CODE = "code", _("by phone and code")
        CARD = "card", _("by household card")
        WEIXIN = "weixin", _("by WeChat")

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="sign_ins")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sign_ins")
    # Stands for the person in what the device records; of no use anywhere else.
    token = models.CharField(max_length=22, unique=True, editable=False)
    since = models.DateTimeField(_("since"))
    # How the person last proved who they are on this device.
    way = models.CharField(_("way of signing in"), max_length=6, choices=Way.choices, default=Way.CODE)
    seen_on = models.DateField(_("last seen"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="ended_sign_ins"
    )

    class Meta:
        verbose_name = _("sign-in on a device")
        verbose_name_plural = _("sign-ins on devices")
        constraints = [
            models.UniqueConstraint(
                fields=["device", "person"], condition=Q(ended_at=None), name="one_sign_in_per_device"
            )
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.person_id}"


class WeixinClaim(models.Model):
    """A WeChat account that waits for an officer to say whose it is; goes after half an hour."""

    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    uid = models.CharField(max_length=191, editable=False, db_index=True)
    name = models.CharField(max_length=60, blank=True, editable=False)
    until = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("WeChat account that waits")
        verbose_name_plural = _("WeChat accounts that wait")

    def __str__(self) -> str:
        return str(self.pk)


class RegisterUpload(models.Model):
    """A register that waits between dry run and import; its file lies in PRIVATE_ROOT and goes afterwards."""

    token = models.CharField(max_length=43, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="register_uploads")
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True, db_index=True)
    applied_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    # learners.people.importing.plan.ImportCounts as it was applied.
    counts = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("uploaded register")
        verbose_name_plural = _("uploaded registers")

    def __str__(self) -> str:
        return self.file_name

    @property
    def path(self) -> Path:
        """Where the file waits; nothing is there before it is stored and after it was imported or expired."""
        return Path(settings.PRIVATE_ROOT) / "registers" / self.token
