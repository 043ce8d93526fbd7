"""Whose WeChat account it is: said by a proven phone number, or by an officer to whom the person showed a code."""

import datetime
import secrets

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone

from eduplatform.accounts.models import User
from eduplatform.accounts.secrets import lookup_hash
from learners.people.cards.queries import signers
from learners.people.linking import account_of
from learners.people.models import Person, WeixinClaim

PROVIDER = "weixin"
CODE_VALID = datetime.timedelta(minutes=30)


class NobodyWaits(ValueError):
    """No WeChat account waits under this code, or no longer."""


class NotByWeixin(ValueError):
    """The person may not sign in by WeChat: a child, somebody who left, an account with more rights."""


@transaction.atomic
def claim_code(*, uid: str, name: str, now: datetime.datetime | None = None) -> str:
    """Six digits for the person to show to an officer; an earlier code of this WeChat account counts no longer."""
    now = now or timezone.now()
    WeixinClaim.objects.filter(until__lt=now).delete()
    WeixinClaim.objects.filter(uid=uid).delete()
    code = f"{secrets.randbelow(10**6):06}"
    WeixinClaim.objects.update_or_create(
        code_hash=_hash(code), defaults={"uid": uid, "name": name, "until": now + CODE_VALID}
    )
    return code


@transaction.atomic
def join_to_phone(*, user: User, uid: str, name: str) -> bool:
    """Joins a WeChat account to the one whose number was proven; False where that says nothing."""
    if not user.phone_verified or user.is_staff or user.has_usable_password():
        return False
    return _join(user, uid, name)


@transaction.atomic
def confirm(*, person: Person, code: str, now: datetime.datetime | None = None) -> str:
    """An officer says that this WeChat account is the person's; returns how it calls itself.

    Raises NobodyWaits, NotByWeixin.
    """
    if not signers().filter(pk=person.pk).exists():
        raise NotByWeixin
    claim = WeixinClaim.objects.filter(code_hash=_hash(code), until__gt=now or timezone.now()).first()
    if claim is None or not _join(account_of(person), claim.uid, claim.name):
        raise NobodyWaits
    claim.delete()
    return claim.name


def _join(user: User, uid: str, name: str) -> bool:
    """One WeChat account per person; one that is somebody's already stays theirs."""
    if SocialAccount.objects.filter(provider=PROVIDER, uid=uid).exclude(user=user).exists():
        return False
    SocialAccount.objects.filter(provider=PROVIDER, user=user).exclude(uid=uid).delete()
    SocialAccount.objects.get_or_create(
        provider=PROVIDER, uid=uid, defaults={"user": user, "extra_data": {"nickname": name}}
    )
    return True


def _hash(code: str) -> str:
    return lookup_hash(f"weixin-claim:{code}")
