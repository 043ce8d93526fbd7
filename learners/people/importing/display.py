"""Puts the changes of a plan into words for the screen."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learners.people.importing.plan import Change, ImportPlan
from learners.people.models import Household, Person
from learners.regions.models import Region

Words = str | Promise

_LABELS: dict[str, Words] = {
    "household": _("household"),
    "helper": _("helper"),
    "phone": _("phone"),
    "village": _("village"),
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One changed field; `who` is a person's name or a household's number."""

    sheet: str
    row: int
    who: str
    field: Words
    before: Words
    after: Words


def change_lines(plan: ImportPlan, *, most: int) -> list[ChangeLine]:
    """The first changes in the order of the file."""
    places = dict(Region.objects.filter(code__in=_villages(plan)).values_list("code", "short_name"))
    return list(islice(_lines(plan, places), most))


def _villages(plan: ImportPlan) -> set[str]:
    changes = (change for household in plan.households for change in household.changes)
    return {code for change in changes if change.field == "village" for code in (change.before, change.after)}


def _lines(plan: ImportPlan, places: dict[str, str]) -> Iterator[ChangeLine]:
    for household in plan.households:
        first = household.members[0]
        for change in household.changes:
            yield _line(first.sheet, first.row, household.number, change, Household, places)
        for person in household.members:
            for change in person.changes:
                yield _line(person.sheet, person.row, person.fields["name"], change, Person, places)


def _line(
    sheet: str, row: int, who: str, change: Change, model: type[Household | Person], places: dict[str, str]
) -> ChangeLine:
    if change.field in _LABELS:
        words: dict[Any, Any] = places
        label = _LABELS[change.field]
    else:
        field: Any = model._meta.get_field(change.field)
        words, label = dict(field.flatchoices), field.verbose_name
    before, after = (words.get(value, value) for value in (change.before, change.after))
    return ChangeLine(sheet, row, who, label, before, after)
