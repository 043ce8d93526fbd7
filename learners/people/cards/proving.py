"""Who is it? Three pictures, or an officer's code before there are any; counted so that nobody can try many.

Counts and the try itself are one transaction that holds the rows of address, card and person, in this order.
"""

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from eduplatform.accounts.secrets import lookup_hash
from learners.people.cards.limits import OF_A_CARD, OF_AN_ADDRESS, waits_until
from learners.people.cards.models import AddressTries, CardEvent, HouseholdCard, PictureKey
from learners.people.cards.pictures import code_hash, draw_pictures, pictures_hash
from learners.people.models import Device, Person

Kind = CardEvent.Kind
NO_WAIT = datetime.timedelta()


class Result(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    WAIT = "wait"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Proof:
    """How a try ended. `wait`: until the next is taken. `pictures`: newly drawn ones, told this once."""

    result: Result
    wait: datetime.timedelta = NO_WAIT
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a try comes from: network address, the scanned card if any, the phone if it is known."""

    address: str
    card: HouseholdCard | None = None
    device: Device | None = None


@dataclass(slots=True)
class _Try:
    """A try with all that it counts against, locked."""

    person: Person
    origin: Origin
    now: datetime.datetime
    key: PictureKey = field(init=False)
    address: AddressTries = field(init=False)
    card: HouseholdCard | None = field(init=False)

    def __post_init__(self) -> None:
        address_hash = lookup_hash(f"address:{self.origin.address}")
        addresses = AddressTries.objects.select_for_update(no_key=True)
        self.address, _made = addresses.get_or_create(address_hash=address_hash, defaults={"wrong_since": self.now})
        card = self.origin.card
        self.card = HouseholdCard.objects.select_for_update(no_key=True).get(pk=card.pk) if card else None
        self.key, _made = PictureKey.objects.select_for_update(no_key=True).get_or_create(person=self.person)

    def judge(self, is_right: Callable[[PictureKey], bool]) -> Proof:
        if self.key.is_locked:
            return Proof(Result.LOCKED)
        wait = self._wait()
        if wait:
            return Proof(Result.WAIT, wait)
        if is_right(self.key):
            self.key.wrong, self.key.wait_until = 0, None
            return Proof(Result.RIGHT)
        self._count()
        return Proof(Result.LOCKED) if self.key.is_locked else Proof(Result.WRONG, self._wait())

    def note(self, kind: CardEvent.Kind) -> None:
        _note(self.person, kind, self.now, card=self.card, device=self.origin.device)

    def _wait(self) -> datetime.timedelta:
        until, address, card = self.key.wait_until, self.address, self.card
        waits = [
            until - self.now if until else NO_WAIT,
            OF_AN_ADDRESS.wait(address.wrong, address.wrong_since, self.now),
            OF_A_CARD.wait(card.wrong, card.wrong_since, self.now) if card else NO_WAIT,
        ]
        return max(*waits, NO_WAIT)

    def _count(self) -> None:
        address, card, key = self.address, self.card, self.key
        address.wrong, address.wrong_since = OF_AN_ADDRESS.count(address.wrong, address.wrong_since, self.now)
        address.save(update_fields=["wrong", "wrong_since"])
        if card:
            card.wrong, card.wrong_since = OF_A_CARD.count(card.wrong, card.wrong_since, self.now)
            card.save(update_fields=["wrong", "wrong_since"])
        key.wrong += 1
        key.wait_until = waits_until(key.wrong, self.now)
        key.save(update_fields=["wrong", "wait_until"])
        self.note(Kind.WRONG)
        if key.is_locked:
            self.note(Kind.LOCKED)


@transaction.atomic
def prove_by_pictures(
    *, person: Person, chosen: Collection[str], origin: Origin, now: datetime.datetime | None = None
) -> Proof:
    """A right answer uses the one-time code up that the pictures were drawn with."""
    attempt = _Try(person, origin, now or timezone.now())
    given = pictures_hash(person.pk, chosen)
    proof = attempt.judge(lambda key: constant_time_compare(key.pictures_hash, given))
    if proof.result is Result.RIGHT:
        key = attempt.key
        key.code_hash, key.code_until, key.proven_at = "", None, key.proven_at or attempt.now
        key.save()
    return proof


def note_sign_in(*, person: Person, origin: Origin, device: Device) -> None:
    """After a right try, once the phone is known by the session that it has now."""
    _note(person, Kind.SIGNED_IN, timezone.now(), card=origin.card, device=device)


@transaction.atomic
def prove_by_code(*, person: Person, code: str, origin: Origin, now: datetime.datetime | None = None) -> Proof:
    """A right code draws three pictures, told in the answer and never again; it stays good until they are used."""
    attempt = _Try(person, origin, now or timezone.now())
    given = code_hash(person.pk, code)
    proof = attempt.judge(lambda key: _is_due(key, attempt.now) and constant_time_compare(key.code_hash, given))
    if proof.result is not Result.RIGHT:
        return proof
    pictures = draw_pictures()
    attempt.key.pictures_hash = pictures_hash(person.pk, pictures)
    attempt.key.save()
    attempt.note(Kind.PICTURES_DRAWN)
    return Proof(Result.RIGHT, pictures=pictures)


def _note(
    person: Person, kind: Kind, at: datetime.datetime, *, card: HouseholdCard | None, device: Device | None
) -> None:
    CardEvent.objects.create(household=person.household, kind=kind, at=at, card=card, person=person, device=device)


def _is_due(key: PictureKey, now: datetime.datetime) -> bool:
    return bool(key.code_hash and key.code_until and now < key.code_until)
