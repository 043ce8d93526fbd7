"""Whose file says what was done for a whole household."""

from learners.people.importing.words import HEAD
from learners.people.models import Household, Person


def holder_of(household: Household) -> Person | None:
    """The head, else the first member who is there; None where everybody has left."""
    members = list(household.members.filter(left_on=None).order_by("pk"))
    heads = [one for one in members if one.relation == HEAD]
    return next(iter([*heads, *members]), None)
