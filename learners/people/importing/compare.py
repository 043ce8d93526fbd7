"""Compares a household of the file with the register: what is new, what changes, what forbids it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eduplatform.accounts.secrets import lookup_hash, masked
from learners.people.importing.households import FileHousehold
from learners.people.importing.plan import Change, Helper, HouseholdPlan, PersonPlan
from learners.people.importing.problems import Problem, Reason
from learners.people.importing.rows import ReadRow
from learners.people.importing.stored import Stored
from learners.people.importing.words import HEAD
from learners.people.models import Household, HouseholdHelper, Person
from learners.people.reading.fields import Field


@dataclass(frozen=True, slots=True)
class Comparison:
    """`hashes` maps identity numbers of the file to their keyed hashes; `prefix` is that of the area's codes."""

    stored: Stored
    hashes: Mapping[str, str]
    prefix: str

    def household(self, household: FileHousehold) -> HouseholdPlan | list[Problem]:
        """The plan for a household whose rows are all good, or why it must not be taken after all."""
        known = self.stored.households.get(household.number)
        # Nothing may be said of a household of another area, so its heads are not even looked at.
        problems = [*self._not_yours(household, known)] or [*self._heads(household, known)]
        if problems:
            return problems
        said = household.first.household
        changes = _field_changes(known, said.fields) if known else ()
        if known and known.village_id != said.village.code:
            changes = (Change("village", known.village_id, said.village.code), *changes)
        helper = self._new_helper(household.first, known)
        if helper and known:
            changes = (*changes, self._helper_change(known, helper))
        return HouseholdPlan(
            number=household.number,
            village=said.village.code,
            fields=said.fields,
            household_id=known.pk if known else None,
            changes=changes,
            new_helper=helper,
            members=tuple(self._person(row) for row in household.rows),
        )

    def _not_yours(self, household: FileHousehold, known: Household | None) -> Iterator[Problem]:
        """Numbers that belong to another area, and people who have left.

        The words are the same whatever the cause, so that nothing is said of other areas.
        """
        if known and not known.village_id.startswith(self.prefix):
            yield household.first.problem(Field.HOUSEHOLD, household.number, Reason.NOT_YOURS)
        for row in household.rows:
            person = self.stored.persons.get(self.hashes[row.id_number.text])
            if person and not person.household.village_id.startswith(self.prefix):
                yield row.problem(Field.ID_NUMBER, row.id_number.text, Reason.NOT_YOURS)
            elif person and person.left_on:
                yield row.problem(Field.ID_NUMBER, row.id_number.text, Reason.HAS_LEFT)

    def _heads(self, household: FileHousehold, known: Household | None) -> Iterator[Problem]:
        """Exactly one head, counting those whom only the register has."""
        in_file = {self.hashes[row.id_number.text] for row in household.rows}
        elsewhere = self.stored.heads[known.pk] - in_file if known else set()
        heads = household.heads()
        if heads and elsewhere:
            yield heads[0].problem(Field.RELATION, HEAD, Reason.OTHER_HEAD)
        if not heads and not elsewhere:
            first = household.first
            yield first.problem(Field.RELATION, first.fields["relation"], Reason.NO_HEAD)

    def _person(self, row: ReadRow) -> PersonPlan:
        id_hash = self.hashes[row.id_number.text]
        known = self.stored.persons.get(id_hash)
        changes = _person_changes(known, row) if known else ()
        return PersonPlan(
            sheet=row.sheet,
            row=row.number,
            id_number=row.id_number,
            id_hash=id_hash,
            fields=row.fields,
            phone=row.phone,
            person_id=known.pk if known else None,
            changes=changes,
        )

    def _new_helper(self, row: ReadRow, known: Household | None) -> Helper | None:
        """The file's helper when the register has no such row yet; an empty cell takes nobody away."""
        said = row.household
        if not said.helper:
            return None
        phone_hash = lookup_hash(said.helper_phone or "")
        for helper in self.stored.helpers[known.pk] if known else ():
            if helper.name == said.helper and phone_hash in ("", helper.phone_hash):
                return None
        return Helper(said.helper, said.helper_phone or "")

    def _helper_change(self, known: Household, helper: Helper) -> Change:
        before = helper_to_replace(self.stored.helpers[known.pk], helper)
        said = f"{before.name} {masked(before.phone)}".strip() if before else ""
        return Change("helper", said, f"{helper.name} {masked(helper.phone)}".strip())


def helper_to_replace(helpers: list[HouseholdHelper], helper: Helper) -> HouseholdHelper | None:
    """The row that a new helper takes over: the one of the same name, or the only one; else it is added."""
    same_name = [row for row in helpers if row.name == helper.name]
    return next(iter(same_name or (helpers if len(helpers) == 1 else ())), None)


def _field_changes(known: Household | Person, fields: Mapping[str, str]) -> tuple[Change, ...]:
    return tuple(
        Change(name, before, after) for name, after in fields.items() if (before := getattr(known, name)) != after
    )


def _person_changes(known: Person, row: ReadRow) -> tuple[Change, ...]:
    changes = _field_changes(known, row.fields)
    if known.household.number != row.household_number:
        changes = (Change("household", known.household.number, row.household_number), *changes)
    # An empty phone cell says nothing of a phone that is known from elsewhere.
    if row.phone and lookup_hash(row.phone) != known.phone_hash:
        changes = (*changes, Change("phone", masked(known.phone), masked(row.phone)))
    return changes
