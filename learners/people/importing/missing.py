"""Who is in the register of the villages that a file is of, and not in the file.

Nobody is called missing who may be in a row that waits: by its household, its identity number, or its name.
"""

from collections.abc import Collection, Iterable

from eduplatform.accounts.secrets import lookup_hash
from learners.people.importing.households import FileRegister
from learners.people.importing.plan import HouseholdPlan, Missing
from learners.people.models import Person

_WANTED = ("pk", "household", "name", "household__number", "household__village", "id_number_hash")


def find_missing(register: FileRegister, plans: Collection[HouseholdPlan]) -> tuple[Missing, ...]:
    """In the order of household numbers; nobody while a row waits of which nothing can be read."""
    if register.unknown_rows:
        return ()
    hashes = {person.id_hash for plan in plans for person in plan.members}
    hashes |= {lookup_hash(number) for number in register.waiting_ids}
    waiting = {
        household.number for household in register.households.values() if household.waits or household.refused_rows
    }
    return tuple(
        Missing(pk, household, name, number, village)
        for pk, household, name, number, village, id_hash in _registered({plan.village for plan in plans})
        if id_hash not in hashes and number not in waiting and name not in register.waiting_names
    )


def _registered(villages: Collection[str]) -> Iterable[tuple[int, int, str, str, str, str]]:
    people = Person.objects.filter(household__village__in=villages, left_on=None)
    return people.order_by("household__number", "pk").values_list(*_WANTED).iterator()
