"""Puts the changes of a plan into words for the screen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learners.people.importing.plan import Change
from learners.people.models import Household, Person
from learners.regions.models import Region

Words = str | Promise

_LABELS: dict[str, Words] = {
    "household": _("household"),
    "helper": _("helper"),
    "phone": _("phone"),
    "bank": _("bank account"),
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


def change_lines(stored: Sequence[Sequence[Any]]) -> list[ChangeLine]:
    """Changes as a review has stored them, in words."""
    villages = {code for line in stored if line[4] == "village" for code in line[5:]}
    places = short_names(villages)
    return [_line(sheet, row, who, of, Change(*change), places) for sheet, row, who, of, *change in stored]


def short_names(codes: Iterable[str]) -> dict[str, str]:
    """Places by code."""
    return dict(Region.objects.filter(code__in=set(codes)).values_list("code", "short_name"))


def _line(sheet: str, row: int, who: str, of: str, change: Change, places: dict[str, str]) -> ChangeLine:
    model: type[Household | Person] = Household if of == "household" else Person
    if change.field in _LABELS:
        words: dict[Any, Any] = places
        label = _LABELS[change.field]
    else:
        field: Any = model._meta.get_field(change.field)
        words, label = dict(field.flatchoices), field.verbose_name
    before, after = (words.get(value, value) for value in (change.before, change.after))
    return ChangeLine(sheet, row, who, label, before, after)
