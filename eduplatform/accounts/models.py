"""Who signs in. A learner's account belongs to one Person (learners.people)."""

from collections.abc import Iterator

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduplatform.accounts.secrets import decrypt, encrypt, lookup_hash


class User(AbstractUser):
    """An account: villagers sign in by phone and code, officers by user name and password."""

    display_name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60, blank=True)
    phone_encrypted = models.CharField(max_length=200, blank=True, editable=False)
    # NULL, not "", when absent: only then does UNIQUE allow many without a phone.
    phone_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    phone_verified = models.BooleanField(default=False, editable=False)
    # How often all sessions were ended at once: those that began before the last time hold another hash.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """How the CMS calls its users."""
        return self.display_name

    @property
    def phone(self) -> str:
        return decrypt(self.phone_encrypted)

    @phone.setter
    def phone(self, number: str) -> None:
        self.phone_encrypted = encrypt(number)
        self.phone_hash = lookup_hash(number) or None

    def get_session_auth_hash(self) -> str:
        return self._of_this_time(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return map(self._of_this_time, super().get_session_auth_fallback_hash())

    def _of_this_time(self, session_hash: str) -> str:
        """Django's own until sessions are ended for the first time."""
        if not self.sessions_ended:
            return session_hash
        return salted_hmac("accounts.sessions_ended", f"{session_hash}{self.sessions_ended}").hexdigest()
