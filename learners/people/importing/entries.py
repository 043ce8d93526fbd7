"""What the file of each person will say of an import: whole at first, then only what changed.

Neither identity numbers nor whole phones and accounts enter a payload: the ledger is kept for ever and in plain text.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from eduplatform.accounts.secrets import masked
from learners.people.importing.plan import Change, HouseholdPlan, PersonPlan
from learners.people.models import Household, Person

REGISTERED = "registered"
REGISTER_CHANGED = "register_changed"

Entry = tuple[Person, str, dict[str, Any]]

_PERSON_FACTS = ("name", "sex", "relation", "ethnic_group", "education", "health", "labour", "work")
_NUMBERS = ("phone", "bank")
_HOUSEHOLD_FACTS = ("number", "group", "kind", "monitored")


def registered_entry(person: Person, plan: PersonPlan, household: Household, helpers: list[str]) -> Entry:
    """Person and household as registered."""
    payload = {
        **{name: getattr(person, name) for name in _PERSON_FACTS},
        "born_on": person.born_on.isoformat(),
        "household": {
            **{name: getattr(household, name) for name in _HOUSEHOLD_FACTS},
            "village": household.village_id,
            "causes": household.causes,
            "helpers": helpers,
        },
        "sheet": plan.sheet,
        "row": plan.row,
    }
    for name in _NUMBERS:
        if number := getattr(plan, name):
            payload[name] = masked(number)
    return person, REGISTERED, payload


def changed_entries(
    plans: Iterable[HouseholdPlan], members: Mapping[int, list[Person]], persons: Mapping[int, Person]
) -> Iterator[Entry]:
    """One entry for each person whose own data or whose household's data changed.

    `members` are the persons of each changed household before this import, `persons` those changed themselves.
    A change of the household concerns its members who are not in the file as well.
    """
    for plan in plans:
        in_file = {person.person_id: person for person in plan.members if person.person_id}
        concerned = {pk: persons[pk] for pk, person in in_file.items() if person.changes}
        if plan.household_id and plan.changes:
            concerned |= {person.pk: person for person in members.get(plan.household_id, ())}
        for pk, person in concerned.items():
            own = in_file[pk].changes if pk in in_file else ()
            yield changed_entry(person, own, plan, in_file.get(pk, plan.members[0]))


def changed_entry(person: Person, own: Iterable[Change], plan: HouseholdPlan, source: PersonPlan) -> Entry:
    """What changed of a person, and of the household; `source` is the row that says so."""
    changes = [*_as_dicts("person", own), *_as_dicts("household", (*plan.changes, *plan.taken_over))]
    payload = {"household": plan.number, "changes": changes, "sheet": source.sheet, "row": source.row}
    return person, REGISTER_CHANGED, payload


def told_to_nobody(plans: Iterable[HouseholdPlan], members: Mapping[int, list[Person]]) -> dict[str, HouseholdPlan]:
    """By number: changed households of which `changed_entries` finds nobody, as all have moved into others."""
    return {
        plan.number: plan
        for plan in plans
        if plan.household_id
        and plan.changes
        and not members.get(plan.household_id)
        and not any(row.person_id and row.changes for row in plan.members)
    }


def _as_dicts(of: str, changes: Iterable[Change]) -> Iterator[dict[str, str]]:
    for change in changes:
        yield {"of": of, "field": change.field, "before": change.before, "after": change.after}
