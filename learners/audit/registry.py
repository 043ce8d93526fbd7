"""Findings: what an auditor should look at, and why. A finding is a question, never a verdict.

A finder gets a scope and yields what it found. To add one, write it in a module of this room that `findings.py`
imports, with `@finds("its_name", label, because)`; its page, marks and place in the overview come by themselves.
"""

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from learners.assistance.models import Entry
from learners.people.models import Person

ENTRIES_KEPT = 60
"""Entries that a finding leads to at most."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked through: people the auditor may see, and the days on which things happened, both included."""

    people: QuerySet[Person]
    first: datetime.date
    last: datetime.date

    @property
    def start(self) -> datetime.datetime:
        return timezone.make_aware(datetime.datetime.combine(self.first, datetime.time.min))

    @property
    def end(self) -> datetime.datetime:
        return timezone.make_aware(datetime.datetime.combine(self.last + datetime.timedelta(days=1), datetime.time.min))

    def all_entries(self) -> QuerySet[Entry]:
        """Everything that happened, withdrawn or not."""
        return Entry.objects.filter(person__in=self.people, happened_at__gte=self.start, happened_at__lt=self.end)

    def entries(self, *kinds: str) -> QuerySet[Entry]:
        """Entries of these kinds that no correction withdrew."""
        return self.all_entries().filter(kind__in=kinds, corrections=None)


@dataclass(frozen=True, slots=True)
class Found:
    """`key` is the same whenever the same is found again; `words` is a whole sentence; `entries` are their numbers."""

    key: str
    words: str
    entries: tuple[int, ...]

    @classmethod
    def of(cls, key: str, words: str, entries: Collection[int]) -> "Found":
        return cls(key[:100], words, tuple(entries)[:ENTRIES_KEPT])


Finder = Callable[[Scope], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Question:
    """A kind of findings: its name on the screen, and what may be behind it, both ways."""

    kind: str
    label: str | Promise
    because: str | Promise
    find: Finder


QUESTIONS: dict[str, Question] = {}


def finds(kind: str, label: str | Promise, because: str | Promise) -> Callable[[Finder], Finder]:
    """Decorator: registers a finder."""

    def register(finder: Finder) -> Finder:
        QUESTIONS[kind] = Question(kind, label, because, finder)
        return finder

    return register
