"""Adjustments of the register between imports (动态调整): who left, died, came back; households moved, split, merged.

Nothing is deleted, and every change is an entry in the files of those concerned: what it was, what it is, why, who did
it and when.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduplatform.accounts.models import User
from eduplatform.accounts.secrets import masked
from learners.people.devices import end_sign_ins
from learners.people.helpers import take_over_helpers
from learners.people.importing.apply import let_go_of_old_number
from learners.people.importing.entries import REGISTER_CHANGED
from learners.people.importing.words import HEAD
from learners.people.models import Household, Person
from learners.people.signals import register_applied
from learners.regions.models import Region


class Departure(TextChoices):
    """Why somebody is no member any longer; the national register's list of changes of members."""

    DIED = "died", _("Died")
    MARRIED_OUT = "married_out", _("Married into another household")
    ABROAD = "abroad", _("Settled abroad")
    IMPRISONED = "imprisoned", _("Imprisoned")
    MOVED_AWAY = "moved_away", _("Moved away")
    DELISTED = "delisted", _("Taken off the register")


class CannotAdjust(ValueError):
    """The register does not allow it; `str()` of the error says why, in the language of the moment."""


BY_FORM: Mapping[str, str] = MappingProxyType({"form": "adjustment"})
Change = tuple[str, str, str]
"""Field, before, after."""


@transaction.atomic
def record_departure(
    *,
    persons: Iterable[Person],
    because: Departure,
    on: datetime.date,
    by: User,
    evidence: Mapping[str, str] = BY_FORM,
) -> int:
    """They are no members from that day on; returns how many had not left before. Who died is signed out everywhere.

    `evidence` is what says so: this form, or the file that lists everybody else. Raises CannotAdjust for a day to come.
    """
    if on > timezone.localdate():
        raise CannotAdjust(_("This day is still to come."))
    leaving = [person for person in _locked(persons) if person.left_on is None]
    by_household: dict[Household, list[Person]] = defaultdict(list)
    for person in leaving:
        person.left_on = on
        person.save(update_fields=["left_on"])
        end_sign_ins(person=person, by=by)
        by_household[person.household].append(person)
    for household, gone in by_household.items():
        said = [("left_on", "", on.isoformat())]
        _announce(gone, household, said, by, because=because.value, evidence=evidence)
        if not household.members.filter(left_on=None).exists():
            household.left_on = on
            household.save(update_fields=["left_on"])
    return len(leaving)


@transaction.atomic
def record_return(*, person: Person, by: User) -> None:
    """A member again, from today on; what was recorded of the time between stays recorded."""
    [person] = _locked([person])
    if person.left_on is None:
        return
    before, person.left_on = person.left_on, None
    person.save(update_fields=["left_on"])
    household = person.household
    if household.left_on:
        household.left_on = None
        household.save(update_fields=["left_on"])
    _announce([person], household, [("left_on", before.isoformat(), "")], by)


@transaction.atomic
def change_household(*, household: Household, village: Region, group: str, monitored: str, by: User) -> bool:
    """Where a household lives and whether it is monitored; returns whether anything changed.

    Of one that all have left, the files of those who left say so. Raises CannotAdjust where nobody ever belonged to it,
    or all belong to another one now: no file could say where it lived before.
    """
    told = _locked(_members(household) or household.members.all())  # persons before households, as who reports for one
    household = Household.objects.select_for_update().get(pk=household.pk)
    wanted = {"village_id": village.code, "group": group, "monitored": monitored}
    before = {name: getattr(household, name) for name in wanted}
    changes = [
        (name.removesuffix("_id"), before[name], after) for name, after in wanted.items() if before[name] != after
    ]
    if not changes:
        return False
    if not told:
        raise CannotAdjust(_("Nobody belongs to this household any longer, so it stays as it is."))
    for name, value in wanted.items():
        setattr(household, name, value)
    household.save(update_fields=["village", "group", "monitored"])
    _announce(told, household, changes, by, of="household")
    return True


@transaction.atomic
def change_numbers(*, person: Person, phone: str, bank: str, by: User) -> bool:
    """Phone and bank account of a member, as `read_phone` and `read_bank` give them; an empty one stays as it was.

    The file says so with masked numbers. Returns whether anything changed.
    """
    [person] = _locked([person])
    changes: list[Change] = []
    for name, said in (("phone", phone), ("bank", bank)):
        before = getattr(person, name)
        if said and said != before:
            changes.append((name, masked(before), masked(said)))
            setattr(person, name, said)
    if not changes:
        return False
    if changes[0][0] == "phone":
        let_go_of_old_number(person)
    person.save(update_fields=["phone_encrypted", "phone_hash", "bank_encrypted", "bank_hash", "user"])
    _announce([person], person.household, changes, by)
    return True


@transaction.atomic
def split_household(
    *, household: Household, members: Sequence[Person], number: str, head: Person, by: User
) -> Household:
    """Some members become a household of their own, in the same village, for the same causes and with the same helpers.

    Raises CannotAdjust when the number is taken, when nobody or everybody would go, or the head does not go along.
    """
    if Household.objects.filter(number=number).exists():
        raise CannotAdjust(_("This household number is taken."))
    going = [person for person in _locked(members) if person.household_id == household.pk and person.left_on is None]
    if not going or len(going) == len(_members(household)):
        raise CannotAdjust(_("Some members must go, and some must stay."))
    if head.pk not in {person.pk for person in going}:
        raise CannotAdjust(_("The new head must be one of those who go."))
    copied = ("village_id", "group", "kind", "monitored", "cause", "cause_2", "cause_3")
    new = Household.objects.create(number=number, **{name: getattr(household, name) for name in copied})
    names = take_over_helpers({new: household.pk})[new.pk]
    helped: list[Change] = [("helper", "", names)] if names else []
    moved = [(person, _move(person, new, HEAD if person.pk == head.pk else "")) for person in going]
    _tell([(person, _payload(new, changes, of_household=helped)) for person, changes in moved], by)
    return new


@transaction.atomic
def merge_household(*, household: Household, into: Household, by: User) -> None:
    """All members go to another household; the one they leave stays, empty. Raises CannotAdjust."""
    if household.pk == into.pk or into.left_on:
        raise CannotAdjust(_("A household can only be merged into another one that is still there."))
    going = _locked(_members(household))
    moved = [(person, _move(person, into, "" if person.relation == HEAD else person.relation)) for person in going]
    _tell([(person, _payload(into, changes)) for person, changes in moved], by)
    household.left_on = timezone.localdate()
    household.save(update_fields=["left_on"])


def _move(person: Person, household: Household, relation: str) -> list[Change]:
    """What somebody is to the new head has to be said anew, unless it is known."""
    changes: list[Change] = [("household", person.household.number, household.number)]
    if person.relation != relation:
        changes.append(("relation", person.relation, relation))
    person.household, person.relation = household, relation
    person.save(update_fields=["household", "relation"])
    return changes


def _members(household: Household) -> list[Person]:
    return list(household.members.filter(left_on=None).order_by("pk"))


def _locked(persons: Iterable[Person]) -> list[Person]:
    ids = [person.pk for person in persons]
    found = Person.objects.select_for_update(of=("self",)).select_related("household").filter(pk__in=ids)
    return list(found.order_by("pk"))


def _announce(
    persons: Iterable[Person],
    household: Household,
    changes: Sequence[Change],
    by: User,
    *,
    of: str = "person",
    because: str = "",
    evidence: Mapping[str, str] = BY_FORM,
) -> None:
    changed: dict[str, Sequence[Change]] = {"of_person": (), "of_household": (), f"of_{of}": changes}
    payload = _payload(household, changed["of_person"], of_household=changed["of_household"])
    if because:
        payload["because"] = because
    _tell([(person, payload) for person in persons], by, evidence)


def _payload(
    household: Household, of_person: Sequence[Change], *, of_household: Sequence[Change] = ()
) -> dict[str, Any]:
    """What an entry says was changed."""
    said = [("person", *change) for change in of_person] + [("household", *change) for change in of_household]
    names = ("of", "field", "before", "after")
    return {"household": household.number, "changes": [dict(zip(names, one, strict=True)) for one in said]}


def _tell(payloads: Iterable[tuple[Person, dict[str, Any]]], by: User, evidence: Mapping[str, str] = BY_FORM) -> None:
    """At one moment to the files of all of them."""
    entries = [(person, REGISTER_CHANGED, payload) for person, payload in payloads]
    register_applied.send(sender=Household, entries=entries, by=by, at=timezone.now(), evidence=dict(evidence))
