"""The household card: what was printed, what each member proves themselves by, and what was done with it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learners.people.cards.limits import is_locked
from learners.people.models import Device, Household, Person


class HouseholdCard(models.Model):
    """A printed card. Its QR code holds a random token, of which only the keyed hash is kept."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="cards")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # Names the sheet that it was printed with: sending that form twice prints nothing twice.
    batch = models.UUIDField(editable=False, db_index=True)
    issued_at = models.DateTimeField(_("printed at"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="issued_cards")
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="revoked_cards"
    )
    # Wrong tries of all members together since `wrong_since`; a right one does not take them back.
    wrong = models.PositiveSmallIntegerField(default=0, editable=False)
    wrong_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("household card")
        verbose_name_plural = _("household cards")
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(revoked_at=None), name="one_valid_card_per_household"
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Printed on the card for the office to tell it by; no way back to the token."""
        return self.token_hash[:6].upper()


class PictureKey(models.Model):
    """What a person proves themselves by: three of the twelve pictures, and before those an officer's one-time code."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="picture_key")
    pictures_hash = models.CharField(max_length=64, blank=True, editable=False)
    # The pictures count from the first sign-in with them; until then the code stays good, should the line break.
    proven_at = models.DateTimeField(_("first used"), null=True, blank=True)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    code_until = models.DateTimeField(_("code valid until"), null=True, blank=True)
    wrong = models.PositiveSmallIntegerField(default=0, editable=False)
    wait_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("picture key")
        verbose_name_plural = _("picture keys")

    def __str__(self) -> str:
        return str(self.person_id)

    @property
    def is_locked(self) -> bool:
        """Only an officer can open it again."""
        return is_locked(self.wrong)


class AddressTries(models.Model):
    """Wrong tries that came from one network address, known by a keyed hash alone."""

    address_hash = models.CharField(max_length=64, unique=True, editable=False)
    wrong = models.PositiveSmallIntegerField(default=0, editable=False)
    wrong_since = models.DateTimeField(null=True, editable=False, db_index=True)

    class Meta:
        verbose_name = _("tries from an address")
        verbose_name_plural = _("tries from addresses")

    def __str__(self) -> str:
        return self.address_hash[:8]


class CardEvent(models.Model):
    """One line of what was done with a household's card, for the officer to read. Never changed."""

    class Kind(models.TextChoices):
        PRINTED = "printed", _("Card printed")
        REVOKED = "revoked", _("Card withdrawn")
        CODE_GIVEN = "code_given", _("One-time code handed out")
        PICTURES_DRAWN = "pictures_drawn", _("Pictures drawn with the one-time code")
        OPENED = "opened", _("Card scanned")
        SIGNED_IN = "signed_in", _("Signed in by pictures")
        WRONG = "wrong", _("Wrong try")
        LOCKED = "locked", _("Locked after too many wrong tries")
        UNLOCKED = "unlocked", _("Unlocked")

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="card_events")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    at = models.DateTimeField(_("at"))
    card = models.ForeignKey(HouseholdCard, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="card_events")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, blank=True, related_name="card_events")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="card_events"
    )

    class Meta:
        verbose_name = _("use of a household card")
        verbose_name_plural = _("uses of household cards")
        indexes = [models.Index(fields=["household", "-at"], name="card_event_household_at")]

    def __str__(self) -> str:
        return f"{self.household_id} {self.kind}"
