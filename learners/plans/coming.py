"""Classes to come that a plan or an order can pick. The room of classes lies beside this one: an upper room tells."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from learners.regions.models import Region


@dataclass(frozen=True, slots=True)
class ComingClass:
    """seats: how many are free; none free is no reason to leave it out, for somebody may decline."""

    pk: int
    title: str
    place: str
    starts_on: datetime.date
    ends_on: datetime.date
    seats: int

    @property
    def when(self) -> str:
        """First day and place, as people are told."""
        return f"{date_format(self.starts_on, 'Y-m-d')} {self.place}"

    @property
    def label(self) -> str:
        seats = ngettext("%(n)s seat free", "%(n)s seats free", self.seats) % {"n": self.seats}
        return f"{self.title} · {self.when} · {seats}"


Finder = Callable[[Region], Iterable[ComingClass]]
FINDERS: list[Finder] = []


def finds_classes(finder: Finder) -> Finder:
    """Decorator: tells the classes to come that are held for people of a region."""
    FINDERS.append(finder)
    return finder


def coming_classes(region: Region) -> Sequence[ComingClass]:
    """Those for people of the region, the next first."""
    found = [one for finder in FINDERS for one in finder(region)]
    return sorted(found, key=lambda one: (one.starts_on, one.pk))


class ClassField(forms.ChoiceField):
    """One of the classes to come; cleaned to a ComingClass, None where none was picked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("or a class to come"), required=False, **kwargs)
        self.classes: dict[str, ComingClass] = {}

    def offer(self, classes: Iterable[ComingClass]) -> None:
        self.classes = {str(one.pk): one for one in classes}
        self.choices = [("", "—"), *((key, one.label) for key, one in self.classes.items())]

    def clean(self, value: Any) -> Any:
        return self.classes.get(super().clean(value))
