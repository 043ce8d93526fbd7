"""Household cards in a class: whose card the trainer scanned, and whether it says what the sign-in claims."""

from collections.abc import Collection, Sequence

from django.db.models import Q
from django.utils import timezone

from eduplatform.accounts.secrets import lookup_hash
from learners.classes.items import Marked
from learners.classes.models import Enrolment, TrainingClass
from learners.people.cards.queries import valid_cards


def read_cards(classes: Collection[int], items: Sequence[Marked]) -> dict[tuple[str, int], str]:
    """Token and person to the printed code, where the household has this card; at most two queries."""
    scanned = [item for item in items if item.card]
    if not scanned:
        return {}
    hashes = {lookup_hash(item.card): item.card for item in scanned}
    cards = {card.household_id: card for card in valid_cards().filter(token_hash__in=hashes)}
    rows = Enrolment.objects.filter(
        training_class__in=classes,
        person__in=[item.person_id for item in scanned],
        person__household__in=list(cards),
    )
    homes = rows.values_list("person", "person__household")
    return {(hashes[cards[home].token_hash], person): cards[home].code for person, home in homes}


def learners_of(training_class: TrainingClass, token: str) -> list[int]:
    """Persons of the roster whose household has this card, without those who died or moved away; empty otherwise."""
    cards = valid_cards().filter(token_hash=lookup_hash(token)) if token else valid_cards().none()
    rows = training_class.enrolments.exclude(state=Enrolment.State.LEFT)
    there = Q(person__left_on=None) | Q(person__left_on__gt=timezone.localdate())
    own = rows.filter(there, person__household__in=cards.values("household"))
    return list(own.order_by("pk").values_list("person", flat=True))
