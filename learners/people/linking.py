"""Which person an account belongs to: the one whose registered phone was proven by a code, or who has the pictures."""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from eduplatform.accounts.models import User
from eduplatform.accounts.services import account_without_phone, end_sessions
from learners.people.models import Person


@transaction.atomic
def link_account(user: User) -> Person | None:
    """The person of an account, linked now if exactly one person has the proven number, and no other number.

    A number that several members share is left alone: guessing would write one member's learning into
    another's file.
    """
    linked = Person.objects.filter(user=user).first()
    if linked is not None or not user.phone_verified or not user.phone_hash:
        return linked
    candidates = Person.objects.select_related("user").filter(phone_hash=user.phone_hash, left_on=None)[:2]
    if len(candidates) != 1 or (candidates[0].user and not _gives_way(candidates[0].user)):
        return None
    person = candidates[0]
    if person.user:
        end_sessions(user=person.user)
        SocialAccount.objects.filter(user=person.user).update(user=user)
    person.user = user
    person.save(update_fields=["user"])
    return person


@transaction.atomic
def account_of(person: Person) -> User:
    """The account of somebody who has proven who they are without a phone; made when there is none."""
    row = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if row.user is None:
        row.user = account_without_phone()
        row.save(update_fields=["user"])
    return row.user


def _gives_way(account: User) -> bool:
    """An account that was made for the household card, to that of the person's own phone."""
    return not account.phone_hash and not account.is_staff and not account.has_usable_password()
