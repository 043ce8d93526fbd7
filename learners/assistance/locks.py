"""One writer at a time for each person's file."""

from collections.abc import Collection

from learners.people.models import Person


def lock_chains(person_ids: Collection[int]) -> None:
    """Make other writers of these persons' files wait until this transaction ends.

    PostgreSQL locks the rows of the persons, always in the same order, so that no two wait for each other.
    SQLite has one writer at a time: its transactions are IMMEDIATE (settings).
    """
    persons = Person.objects.filter(pk__in=person_ids).order_by("pk").select_for_update(no_key=True)
    list(persons.values_list("pk", flat=True))


def lock_next_chains(*, after: int, number: int, last: int | None = None) -> list[int]:
    """The same for the next persons in the order of their numbers up to `last`; who they are, none when it is over."""
    persons = Person.objects.filter(pk__gt=after).order_by("pk").select_for_update(no_key=True)
    if last is not None:
        persons = persons.filter(pk__lte=last)
    return list(persons.values_list("pk", flat=True)[:number])
