"""Writes a plan into the register: everything or nothing, in bulk."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from eduplatform.accounts.models import User
from eduplatform.accounts.secrets import encrypt, lookup_hash
from learners.people.helpers import take_over_helpers
from learners.people.importing.compare import helper_to_replace
from learners.people.importing.entries import (
    Entry,
    changed_entries,
    changed_entry,
    registered_entry,
    told_to_nobody,
)
from learners.people.importing.plan import HouseholdPlan, ImportPlan, PersonPlan
from learners.people.importing.progress import Progress, silent
from learners.people.models import Household, HouseholdHelper, Person
from learners.people.signals import register_applied
from learners.regions.models import Region

_BATCH = 500
_ANNOUNCED_AT_ONCE = 2000


class RegisterHasChanged(RuntimeError):
    """Somebody else wrote to the register since the dry run; a new dry run can help."""


def lock_register(area: Region | None) -> None:
    """Inside a transaction: let imports of one county wait for each other, whatever township they are for."""
    if area is not None:
        county = f"{area.code[:6]}000000"
        list(Region.objects.select_for_update(no_key=True).filter(code__in={county, area.code}).order_by("code"))


def apply_import(
    plan: ImportPlan, *, by: User | None, at: datetime.datetime | None = None, progress: Progress = silent
) -> None:
    """Write the plan and announce it (`register_applied`) in one transaction; `progress` hears how many entries.

    `at` is since when the register says so, now unless an older register is taken over.
    Raises RegisterHasChanged when the register no longer is what the plan was made from.
    """
    try:
        with transaction.atomic():
            _write(plan, by, at or timezone.now(), progress)
    except IntegrityError as error:
        raise RegisterHasChanged from error


def _write(plan: ImportPlan, by: User | None, at: datetime.datetime, progress: Progress) -> None:
    members = _members_of_changed(plan.households)
    _lock_persons(plan.households, members)
    households = _write_households(plan.households)
    _write_helpers(plan.households, households)
    take_over_helpers({households[one.number]: one.helped_like for one in plan.households if one.helped_like})
    evidence = {"file": plan.file_name, "sha256": plan.sha256, **_decided(plan)}
    done = 0
    former = _former_households(plan.households)
    changed = _change_persons(plan.households, households)
    _close_emptied(former - {household.pk for household in households.values()}, timezone.localdate(at))
    entries = chain(
        changed_entries(plan.households, members, changed),
        _registered(plan.households, households, told_to_nobody(plan.households, members)),
    )
    # In parts, so that a county's persons and payloads need not lie in memory at once.
    while part := list(islice(entries, _ANNOUNCED_AT_ONCE)):
        register_applied.send(sender=ImportPlan, entries=part, by=by, at=at, evidence=evidence)
        done += len(part)
        progress(done)


def _decided(plan: ImportPlan) -> dict[str, Any]:
    """Which repairs somebody agreed to, and how many cells were typed anew: what the file itself does not show."""
    decided: dict[str, Any] = {}
    if plan.decisions.accepted:
        decided["repairs"] = sorted(kind.value for kind in plan.decisions.accepted)
    if plan.decisions.edits:
        decided["typed_cells"] = len(plan.decisions.edits)
    return decided


def _members_of_changed(plans: Iterable[HouseholdPlan]) -> dict[int, list[Person]]:
    """The persons of each household that changes, in the file or not; where all have left, those."""
    ids = [plan.household_id for plan in plans if plan.household_id and plan.changes]
    members: dict[int, list[Person]] = defaultdict(list)
    gone: dict[int, list[Person]] = defaultdict(list)
    for start in range(0, len(ids), _BATCH):
        for person in Person.objects.filter(household__in=ids[start : start + _BATCH]).order_by("pk"):
            (gone if person.left_on else members)[person.household_id].append(person)
    return gone | members


def _lock_persons(plans: Iterable[HouseholdPlan], members: Mapping[int, Iterable[Person]]) -> None:
    """All whose files are going to be written, before any household: who reports for one locks them in that order."""
    told = {row.person_id for plan in plans for row in plan.members if row.person_id and row.changes}
    ids = sorted(told.union(person.pk for some in members.values() for person in some))
    for start in range(0, len(ids), _BATCH):
        rows = Person.objects.filter(pk__in=ids[start : start + _BATCH]).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))


def _write_households(plans: Iterable[HouseholdPlan]) -> dict[str, Household]:
    """All households of the plan by number, new ones added and changed ones brought up to date."""
    known = Household.objects.in_bulk([plan.household_id for plan in plans if plan.household_id])
    households, added, changed = {}, [], []
    for plan in plans:
        if plan.household_id is None:
            household = Household(number=plan.number, village_id=plan.village, **plan.fields)
            added.append(household)
        else:
            household = known[plan.household_id]
            if plan.changes:
                household.village_id = plan.village
                household.left_on = None
                _set(household, plan.fields)
                changed.append(household)
        households[plan.number] = household
    Household.objects.bulk_create(added, batch_size=_BATCH)
    _bulk_update(Household, changed, {"village", "left_on"}.union(*(plan.fields for plan in plans)))
    return households


def _write_helpers(plans: Iterable[HouseholdPlan], households: Mapping[str, Household]) -> None:
    """Add helpers of new households in bulk; where a helper changes, the one before loses the household."""
    added = []
    cipher = lru_cache(maxsize=None)(encrypt)
    for plan in plans:
        if plan.new_helper is None:
            continue
        household = households[plan.number]
        before = None
        if plan.household_id is not None:
            before = helper_to_replace(list(household.helpers.order_by("pk")), plan.new_helper)
        row = before or HouseholdHelper(household=household)
        if row.name != plan.new_helper.name:
            row.user = None
        row.name = plan.new_helper.name
        row.phone_encrypted = cipher(plan.new_helper.phone)
        row.phone_hash = lookup_hash(plan.new_helper.phone)
        if before:
            row.save()
        else:
            added.append(row)
    HouseholdHelper.objects.bulk_create(added, batch_size=_BATCH)


def _change_persons(plans: Iterable[HouseholdPlan], households: Mapping[str, Household]) -> dict[int, Person]:
    """Bring changed persons up to date; returns them by id."""
    by_id = {
        person.person_id: (person, households[plan.number])
        for plan in plans
        for person in plan.members
        if person.person_id and person.changes
    }
    known = Person.objects.select_related("user").in_bulk(by_id)
    for pk, person in known.items():
        row, household = by_id[pk]
        person.household = household
        _set(person, row.fields)
        if row.phone and any(change.field == "phone" for change in row.changes):
            person.phone = row.phone
            let_go_of_old_number(person)
        if row.bank:
            person.bank = row.bank
    names = {name for row, _ in by_id.values() for name in row.fields}
    numbers = {"phone_encrypted", "phone_hash", "bank_encrypted", "bank_hash"}
    _bulk_update(Person, known.values(), names | numbers | {"household", "user"})
    return known


def _former_households(plans: Iterable[HouseholdPlan]) -> set[int]:
    """Where those live, before the import, who move to another household."""
    movers = (row for plan in plans for row in plan.members if any(one.field == "household" for one in row.changes))
    ids = [row.person_id for row in movers if row.person_id]
    former: set[int] = set()
    for start in range(0, len(ids), _BATCH):
        former |= set(Person.objects.filter(pk__in=ids[start : start + _BATCH]).values_list("household", flat=True))
    return former


def _close_emptied(households: Collection[int], on: datetime.date) -> None:
    """A household whose last member moved into another one is there no longer; its row stays."""
    ids = sorted(households)
    for start in range(0, len(ids), _BATCH):
        there = Household.objects.filter(pk__in=ids[start : start + _BATCH], left_on=None)
        there.filter(~Exists(Person.objects.filter(household=OuterRef("pk"), left_on=None))).update(left_on=on)


def let_go_of_old_number(person: Person) -> None:
    """Who proved the number before is perhaps somebody else; the next sign-in with the new one finds the person."""
    if person.user and person.user.phone_hash not in (None, person.phone_hash):
        person.user = None


def _registered(
    plans: Iterable[HouseholdPlan], households: Mapping[str, Household], untold: dict[str, HouseholdPlan]
) -> Iterator[Entry]:
    """Adds the new persons, part by part, and gives the first entry of each one's file.

    What changed of a household in `untold` is told to the first of them in it.
    """
    rows = ((row, households[plan.number]) for plan in plans for row in plan.members if row.person_id is None)
    while part := list(islice(rows, _BATCH)):
        persons = [_new_person(row, household) for row, household in part]
        Person.objects.bulk_create(persons)
        helpers = _helper_names({household.pk for _row, household in part})
        for person, (row, household) in zip(persons, part, strict=True):
            yield registered_entry(person, row, household, helpers[household.pk])
            if plan := untold.pop(household.number, None):
                yield changed_entry(person, (), plan, row)


def _helper_names(households: Collection[int]) -> Mapping[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    rows = HouseholdHelper.objects.filter(household__in=households).order_by("pk")
    for household_id, name in rows.values_list("household_id", "name"):
        names[household_id].append(name)
    return names


def _new_person(row: PersonPlan, household: Household) -> Person:
    number = row.id_number
    person = Person(household=household, born_on=number.born_on, sex=number.sex, **row.fields)
    person.id_number_encrypted = encrypt(number.text)
    person.id_number_hash = row.id_hash
    if row.phone:
        person.phone = row.phone
    if row.bank:
        person.bank = row.bank
    return person


def _set(row: models.Model, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _bulk_update(model: type[models.Model], rows: Iterable[models.Model], fields: Iterable[str]) -> None:
    model._default_manager.bulk_update(rows, sorted(fields), batch_size=_BATCH)
