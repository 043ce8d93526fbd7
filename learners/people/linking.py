"""Which person an account belongs to: the one whose registered phone was proven by a code."""

from django.db import transaction

from eduplatform.accounts.models import User
from learners.people.models import Person


@transaction.atomic
def link_account(user: User) -> Person | None:
    """The person of an account, linked now if exactly one unlinked person has the proven number.

    A number that several members share is left alone: guessing would write one member's learning into
    another's file.
    """
    linked = Person.objects.filter(user=user).first()
    if linked is not None or not user.phone_verified or not user.phone_hash:
        return linked
    candidates = Person.objects.filter(phone_hash=user.phone_hash, left_on=None)[:2]
    if len(candidates) != 1 or candidates[0].user_id is not None:
        return None
    person = candidates[0]
    person.user = user
    person.save(update_fields=["user"])
    return person
