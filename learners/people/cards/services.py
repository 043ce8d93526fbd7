"""What an officer does with cards: print, withdraw, hand out codes, unlock. Callers have checked who may."""

import datetime
import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from eduplatform.accounts.models import User
from eduplatform.accounts.secrets import lookup_hash
from learners.people.cards.limits import OF_AN_ADDRESS
from learners.people.cards.models import AddressTries, CardEvent, HouseholdCard, PictureKey
from learners.people.cards.pictures import code_hash, draw_code
from learners.people.cards.queries import Member, members_of
from learners.people.devices import TOKEN_BYTES
from learners.people.models import Household, Person

Kind = CardEvent.Kind
CODE_VALID = datetime.timedelta(days=30)
"""From the printer in the township to the last house of the village."""


class AlreadyPrinted(RuntimeError):
    """The same form was sent before: its sheet would carry other codes and make those on paper worthless."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What one member gets handed: a one-time code; `code` is empty for somebody who has pictures."""

    person: Person
    code: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed for one household. The token stands nowhere else."""

    card: HouseholdCard
    token: str
    slips: tuple[Slip, ...]


@transaction.atomic
def print_cards(
    *, households: Sequence[Household], by: User, batch: uuid.UUID, now: datetime.datetime | None = None
) -> list[Sheet]:
    """A new card for each household, with codes for those who have no pictures yet; former cards open nothing more.

    Raises AlreadyPrinted.
    """
    now = now or timezone.now()
    # Whoever prints for the same households at the same time comes after.
    rows = Household.objects.select_for_update(no_key=True).filter(pk__in=[each.pk for each in households])
    locked = list(rows.order_by("pk"))
    if HouseholdCard.objects.filter(batch=batch).exists():
        raise AlreadyPrinted
    _revoke(HouseholdCard.objects.filter(household__in=locked, revoked_at=None), by, now)
    members = members_of(households)
    return [_print(household, members.get(household.pk, []), by, batch, now) for household in households]


@transaction.atomic
def revoke_card(*, household: Household, by: User, now: datetime.datetime | None = None) -> int:
    """The QR code opens nothing more. Returns how many cards were withdrawn: one or none."""
    cards = HouseholdCard.objects.select_for_update(no_key=True).filter(household=household, revoked_at=None)
    return _revoke(cards, by, now or timezone.now())


@transaction.atomic
def give_code(*, person: Person, by: User, now: datetime.datetime | None = None) -> str:
    """A new one-time code; pictures that the person had count no longer, and a lock is open again."""
    now = now or timezone.now()
    code = draw_code()
    PictureKey.objects.update_or_create(
        person=person,
        defaults={
            "pictures_hash": "",
            "proven_at": None,
            "code_hash": code_hash(person.pk, code),
            "code_until": now + CODE_VALID,
            "wrong": 0,
            "wait_until": None,
        },
    )
    _note(person.household, Kind.CODE_GIVEN, by, now, person=person)
    return code


@transaction.atomic
def unlock(*, person: Person, by: User, now: datetime.datetime | None = None) -> None:
    """The person may try again at once, as may everybody with this household's card; the pictures stay."""
    HouseholdCard.objects.filter(household=person.household, revoked_at=None).update(wrong=0, wrong_since=None)
    PictureKey.objects.filter(person=person).update(wrong=0, wait_until=None)
    _note(person.household, Kind.UNLOCKED, by, now or timezone.now(), person=person)


def forget_addresses(now: datetime.datetime | None = None) -> int:
    """Deletes counts that no longer hold anybody up; returns how many."""
    return AddressTries.objects.filter(wrong_since__lt=(now or timezone.now()) - OF_AN_ADDRESS.span).delete()[0]


def _print(
    household: Household, members: Iterable[Member], by: User, batch: uuid.UUID, now: datetime.datetime
) -> Sheet:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    card = HouseholdCard.objects.create(
        household=household, token_hash=lookup_hash(token), batch=batch, issued_at=now, issued_by=by
    )
    _note(household, Kind.PRINTED, by, now, card=card)
    slips = [
        Slip(member.person, "" if member.has_pictures else give_code(person=member.person, by=by, now=now))
        for member in members
    ]
    return Sheet(card, token, tuple(slips))


def _revoke(cards: Iterable[HouseholdCard], by: User, now: datetime.datetime) -> int:
    found = list(cards)
    for card in found:
        card.revoked_at, card.revoked_by = now, by
        card.save(update_fields=["revoked_at", "revoked_by"])
        _note(card.household, Kind.REVOKED, by, now, card=card)
    return len(found)


def _note(
    household: Household,
    kind: CardEvent.Kind,
    by: User,
    now: datetime.datetime,
    *,
    card: HouseholdCard | None = None,
    person: Person | None = None,
) -> None:
    CardEvent.objects.create(household=household, kind=kind, at=now, card=card, person=person, by=by)
