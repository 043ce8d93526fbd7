"""Compares a household of the file with the register: what is new, what changes, what forbids it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from eduplatform.accounts.secrets import lookup_hash, masked
from learners.people.helpers import said_of
from learners.people.importing.households import FileHousehold
from learners.people.importing.plan import Change, Helper, HouseholdPlan, PersonPlan
from learners.people.importing.problems import Problem, Reason, Refused
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

    def household(self, household: FileHousehold) -> HouseholdPlan | None:
        """The plan for a household of which at least one row can be taken; None when it must not be taken after all.

        What is doubtful beside the register is added to the household's problems.
        """
        known = self.stored.households.get(household.number)
        if known and not known.village_id.startswith(self.prefix):
            # Nothing may be said of a household of another area, so its members are not even looked at.
            refused = Refused(Reason.NOT_YOURS)
            household.problems.append(household.first.problem(Field.HOUSEHOLD, household.number, refused))
            return None
        self._heads(household, known)
        said = household.said
        changes = _field_changes(known, said.fields) if known else ()
        if known and known.village_id != household.village.code:
            changes = (Change("village", known.village_id, household.village.code), *changes)
        if known and known.left_on:
            changes = (Change("left_on", known.left_on.isoformat(), ""), *changes)
        helper = self._new_helper(household, known)
        if helper and known:
            changes = (*changes, self._helper_change(known, helper))
        former = None if known or helper else self._former(household)
        taken_over = said_of(self.stored.helpers[former]) if former else ""
        return HouseholdPlan(
            number=household.number,
            village=household.village.code,
            fields=said.fields,
            household_id=known.pk if known else None,
            changes=changes,
            new_helper=helper,
            members=tuple(self._person(row) for row in household.rows),
            helped_like=former if taken_over else None,
            taken_over=(Change("helper", "", taken_over),) if taken_over else (),
        )

    def _former(self, household: FileHousehold) -> int | None:
        """Where most of its members lived before; None where all of them are new."""
        known = (self.stored.persons.get(self.hashes[row.id_number.text]) for row in household.rows)
        homes = Counter(person.household_id for person in known if person)
        return homes.most_common(1)[0][0] if homes else None

    def refused_person(self, row: ReadRow) -> Problem | None:
        """Why the register does not take this person: a number of another area, or of somebody who has left.

        The words are the same whatever the cause, so that nothing is said of other areas.
        """
        person = self.stored.persons.get(self.hashes[row.id_number.text])
        if person is None:
            return None
        if not person.household.village_id.startswith(self.prefix):
            return row.problem(Field.ID_NUMBER, row.id_number.text, Refused(Reason.NOT_YOURS))
        if person.left_on:
            return row.problem(Field.ID_NUMBER, row.id_number.text, Refused(Reason.HAS_LEFT))
        return None

    def _heads(self, household: FileHousehold, known: Household | None) -> None:
        """One head, counting those whom only the register has; otherwise it is left open who that is."""
        in_file = {self.hashes[row.id_number.text] for row in household.rows}
        elsewhere = self.stored.heads[known.pk] - in_file if known else set()
        heads = household.heads()
        unclear = any(problem.field == Field.RELATION for problem in household.doubts())
        if heads and elsewhere:
            household.problems.append(heads[0].problem(Field.RELATION, HEAD, Refused(Reason.OTHER_HEAD)))
            household.without_relation(heads)
        elif not (heads or elsewhere or household.refused_heads or unclear):
            first = household.first
            said = first.fields.get("relation", "")
            household.problems.append(first.problem(Field.RELATION, said, Refused(Reason.NO_HEAD)))

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
            bank=row.bank,
            person_id=known.pk if known else None,
            changes=changes,
        )

    def _new_helper(self, household: FileHousehold, known: Household | None) -> Helper | None:
        """The file's helper when the register has no such row yet; an empty cell takes nobody away."""
        said = household.said
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
    # An empty cell says nothing of a phone or an account that is known from elsewhere.
    if row.phone and lookup_hash(row.phone) != known.phone_hash:
        changes = (*changes, Change("phone", masked(known.phone), masked(row.phone)))
    if row.bank and lookup_hash(row.bank) != known.bank_hash:
        changes = (*changes, Change("bank", masked(known.bank), masked(row.bank)))
    return changes
