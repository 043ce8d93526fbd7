"""Who may sign in by pictures, how the picker calls them, and what an officer reads about a card."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from eduplatform.accounts.secrets import lookup_hash
from learners.people.access import years_before
from learners.people.cards.models import CardEvent, HouseholdCard, PictureKey
from learners.people.codes import Sex
from learners.people.devices import TOKEN, who
from learners.people.importing.words import HEAD
from learners.people.models import Device, DeviceSignIn, Household, Person
from learners.regions.models import Region

ADULT, ELDER = 18, 60
MOST_ON_A_DEVICE = 12
EVENTS_SHOWN = 40
# The register writes relations as its standard does (之子, 之孙女); nobody speaks so of the family.
SPOKEN = {"之子": "儿子", "之女": "女儿", "之父": "父亲", "之母": "母亲"}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may sign in by pictures. `label`: how the family calls them, without a name; `who`: in addresses."""

    person: Person
    who: str
    label: str
    picture: str
    key: PictureKey | None
    token: str = ""  # of those known on the phone: what stands for them there in what it records

    @property
    def has_pictures(self) -> bool:
        """They have signed in with them; before that the officer's code counts."""
        return self.key is not None and self.key.proven_at is not None


def may_sign_in(on: datetime.date) -> Q:
    """Persons of the register who may prove themselves by pictures.

    Not children, whose guardians would have to agree; nobody who died or moved away; and no account with more rights
    than a villager's, for three pictures are too little for those.
    """
    born = Q(born_on__lte=years_before(on, settings.CARD_AGE_FROM))
    villager = Q(user=None) | Q(user__is_active=True, user__is_staff=False, user__officer=None)
    return Q(left_on=None, household__left_on=None) & born & villager


def signers() -> QuerySet[Person]:
    """All who may sign in by pictures today, with what telling them apart needs."""
    people = Person.objects.filter(may_sign_in(timezone.localdate()))
    return people.select_related("household", "picture_key", "user")


def members_of(households: Iterable[Household]) -> dict[int, list[Member]]:
    """By household; one query. Two sons are numbered by age."""
    families: dict[int, list[Person]] = defaultdict(list)
    for person in signers().filter(household__in=list(households)).order_by("pk"):
        families[person.household_id].append(person)
    return {pk: as_members(family) for pk, family in families.items()}


def as_members(family: Sequence[Person]) -> list[Member]:
    often = Counter(person.relation for person in family)
    seen: Counter[str] = Counter()
    labels = {}
    for person in sorted(family, key=lambda each: (each.born_on, each.pk)):
        seen[person.relation] += 1
        called, number = spoken(person.relation), seen[person.relation]
        labels[person.pk] = f"{called} {number}" if often[person.relation] > 1 else called
    return [_member(person, labels[person.pk]) for person in family]


def spoken(relation: str) -> str:
    """儿子 for 之子, 孙女 for 之孙女."""
    return SPOKEN.get(relation) or relation.removeprefix("之")


def people_on(device: Device | None) -> list[Member]:
    """Those who are signed in on this phone, the latest first. They showed it who they are: here a surname helps."""
    if device is None:
        return []
    rows = DeviceSignIn.objects.filter(device=device, ended_at=None, person__in=signers())
    people = rows.select_related("person__household", "person__picture_key").order_by("-seen_on", "-pk")
    return [
        _member(row.person, f"{row.person.name[:1]} {spoken(row.person.relation)}", row.token)
        for row in people[:MOST_ON_A_DEVICE]
    ]


def card_by_token(token: str) -> HouseholdCard | None:
    """The card of a scanned code, unless it was withdrawn or its household is gone."""
    if not TOKEN.fullmatch(token):
        return None
    return valid_cards().filter(token_hash=lookup_hash(token)).first()


def valid_cards() -> QuerySet[HouseholdCard]:
    return HouseholdCard.objects.filter(revoked_at=None, household__left_on=None).select_related("household")


@dataclass(frozen=True, slots=True)
class CardRow:
    """A household in the list of a village: `used_at` is the last sign-in with the card that is valid now."""

    household: Household
    head: str
    members: int
    card: HouseholdCard | None
    used_at: datetime.datetime | None
    locked: int


def card_rows(households: QuerySet[Household]) -> list[CardRow]:
    """Five queries, however many households."""
    rows = list(households.order_by("group", "number"))
    members = members_of(rows)
    heads = dict(Person.objects.filter(household__in=rows, relation=HEAD).values_list("household", "name"))
    cards = {card.household_id: card for card in valid_cards().filter(household__in=rows)}
    used = CardEvent.objects.filter(card__in=cards.values(), kind=CardEvent.Kind.SIGNED_IN).order_by("at")
    last = dict(used.values_list("card", "at"))
    return [_card_row(row, heads.get(row.pk, ""), members.get(row.pk, []), cards.get(row.pk), last) for row in rows]


@dataclass(frozen=True, slots=True)
class VillageCards:
    """How many of a village's households have a card that is valid."""

    village: Region
    households: int
    cards: int


def village_counts(households: QuerySet[Household]) -> list[VillageCards]:
    """Villages with households, in the order of their codes; two queries."""
    valid = Count("cards", filter=Q(cards__revoked_at=None), distinct=True)
    counted = households.filter(left_on=None).order_by("village").values("village")
    counted = counted.annotate(number=Count("pk", distinct=True), valid=valid)
    rows = {row["village"]: (row["number"], row["valid"]) for row in counted}
    villages = Region.objects.filter(pk__in=rows).select_related("parent").order_by("pk")
    return [VillageCards(village, *rows[village.pk]) for village in villages]


def card_of(household: Household) -> HouseholdCard | None:
    return HouseholdCard.objects.filter(household=household, revoked_at=None).select_related("issued_by").first()


def events_of(household: Household) -> list[CardEvent]:
    """The latest first."""
    events = CardEvent.objects.filter(household=household).select_related("person", "by", "device", "card")
    return list(events.order_by("-at", "-pk")[:EVENTS_SHOWN])


def _card_row(
    household: Household,
    head: str,
    members: Sequence[Member],
    card: HouseholdCard | None,
    last: dict[int, datetime.datetime],
) -> CardRow:
    locked = sum(member.key is not None and member.key.is_locked for member in members)
    return CardRow(household, head, len(members), card, last.get(card.pk) if card else None, locked)


def _member(person: Person, label: str, token: str = "") -> Member:
    return Member(person, who(person.pk), label, _picture(person), getattr(person, "picture_key", None), token)


def _picture(person: Person) -> str:
    age = person.age_on(timezone.localdate())
    if age < ADULT:
        return "child"
    if person.sex == Sex.FEMALE:
        return "woman"
    return "elder" if age >= ELDER else "person"
