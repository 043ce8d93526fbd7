"""Accounts of villagers: found or made by phone number."""

import datetime
import secrets

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from eduplatform.accounts.models import User
from eduplatform.accounts.secrets import lookup_hash

# A number that never typed its code is a mistake or an attack; its empty account goes after a day.
UNPROVEN_FOR = datetime.timedelta(days=1)


def user_by_phone(phone: str) -> User | None:
    return User.objects.filter(phone_hash=lookup_hash(phone)).first()


@transaction.atomic
def account_for_phone(phone: str) -> User:
    """The account of a normalised number, made when there is none. Two requests at once get the same one."""
    blank = _blank_account()
    blank.phone = phone
    user, _made = User.objects.get_or_create(
        phone_hash=blank.phone_hash,
        defaults={
            "username": blank.username,
            "password": blank.password,
            "phone_encrypted": blank.phone_encrypted,
        },
    )
    return user


def account_without_phone() -> User:
    """A new account of a villager, who proves themselves in another way."""
    user = _blank_account()
    user.save()
    return user


def end_sessions(*, user: User) -> None:
    """Signs the account out everywhere, with the next request of each of its browsers."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])


def forget_unproven_accounts() -> int:
    """Deletes accounts whose number was never proven; returns how many."""
    stale = User.objects.filter(
        phone_verified=False, last_login=None, phone_hash__isnull=False, date_joined__lt=timezone.now() - UNPROVEN_FOR
    )
    return stale.filter(is_staff=False, password__startswith=UNUSABLE_PASSWORD_PREFIX).delete()[0]


def _blank_account() -> User:
    user = User(username=f"u{secrets.token_hex(8)}")
    user.set_unusable_password()
    return user
