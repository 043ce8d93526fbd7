"""What the register holds already, fetched once for all households and persons that a file names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from learners.people.importing.words import HEAD
from learners.people.models import Household, HouseholdHelper, Person

T = TypeVar("T")

# Few enough for every database's limit on parameters of one query.
_AT_ONCE = 500


@dataclass(slots=True)
class Stored:
    """households by number, persons by hash of their identity number, heads (hashes) and helpers by household."""

    households: dict[str, Household] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    heads: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    helpers: dict[int, list[HouseholdHelper]] = field(default_factory=lambda: defaultdict(list))


def fetch_stored(numbers: Iterable[str], id_hashes: Iterable[str]) -> Stored:
    """Everywhere, not only in the uploader's area: a number that is taken elsewhere must not be taken again."""
    stored = Stored()
    for part in _parts(numbers):
        stored.households |= {h.number: h for h in Household.objects.filter(number__in=part)}
    by_id = {household.pk: household for household in stored.households.values()}
    for part in _parts(id_hashes):
        people = list(Person.objects.filter(id_number_hash__in=part).defer("id_number_encrypted"))
        _with_household(people, by_id)
        stored.persons |= {person.id_number_hash: person for person in people}
    for ids in _parts(household.pk for household in stored.households.values()):
        heads = Person.objects.filter(household__in=ids, relation=HEAD, left_on=None)
        for household_id, id_hash in heads.values_list("household_id", "id_number_hash"):
            stored.heads[household_id].add(id_hash)
    homes = {household.pk for household in stored.households.values()}
    homes |= {person.household_id for person in stored.persons.values()}
    for ids in _parts(sorted(homes)):
        for helper in HouseholdHelper.objects.filter(household__in=ids).order_by("pk"):
            stored.helpers[helper.household_id].append(helper)
    return stored


def _with_household(people: Iterable[Person], by_id: dict[int, Household]) -> None:
    """One object for all members of a household: a county's register has to lie in memory."""
    by_id |= Household.objects.in_bulk({person.household_id for person in people} - by_id.keys())
    for person in people:
        person.household = by_id[person.household_id]


def _parts(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while part := list(islice(iterator, _AT_ONCE)):
        yield part
