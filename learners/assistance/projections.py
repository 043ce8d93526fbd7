"""What is counted from the ledger. The same fold keeps it up to date and rebuilds it, so both give the same rows."""

import datetime
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import BigIntegerField, Min, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from learners.assistance.locks import lock_chains
from learners.assistance.models import CourseRecord, Entry
from learners.people.models import Person

COURSE_KINDS = (Entry.Kind.COURSE_STARTED, Entry.Kind.COURSE_COMPLETED)
PERSONS_AT_ONCE = 2000


@dataclass(slots=True)
class Span:
    """When a person started and completed a course."""

    started_at: datetime.datetime | None = None
    completed_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """How many rows had to be written and removed."""

    written: int = 0
    removed: int = 0


Follower = Callable[[Sequence[Entry]], None]
FOLLOWERS: list[Follower] = []


def follows(follower: Follower) -> Follower:
    """Decorator: an upper room keeps projections of its own, called with new entries in their transaction."""
    FOLLOWERS.append(follower)
    return follower


def follow(entries: Sequence[Entry]) -> None:
    """Bring the projections of new entries up to date; to be called in the transaction that appended them."""
    kinds = {*COURSE_KINDS, Entry.Kind.CORRECTION}
    person_ids = {entry.person_id for entry in entries if entry.kind in kinds}
    if person_ids:
        project(person_ids)
    for follower in FOLLOWERS:
        follower(entries)


def rebuild() -> Iterator[Change]:
    """Recompute everything from the ledger, some hundred persons at a time; one Change for each round."""
    ids = Person.objects.order_by("pk").values_list("pk", flat=True).iterator()
    while some := list(islice(ids, PERSONS_AT_ONCE)):
        with transaction.atomic():
            lock_chains(some)
            change = project(some)
        yield change


def project(person_ids: Collection[int]) -> Change:
    """Make the course records of these persons, whose chains are locked, say what their entries say."""
    right = fold(person_ids)
    wrong: list[int] = []
    for record in CourseRecord.objects.filter(person_id__in=person_ids):
        key = (record.person_id, record.course_id)
        if key not in right:
            wrong.append(record.pk)
        elif right[key] == Span(record.started_at, record.completed_at):
            del right[key]
    CourseRecord.objects.filter(pk__in=wrong).delete()
    CourseRecord.objects.bulk_create(
        [
            CourseRecord(person_id=person, course_id=course, started_at=span.started_at, completed_at=span.completed_at)
            for (person, course), span in right.items()
        ],
        update_conflicts=True,
        unique_fields=["person", "course_id"],
        update_fields=["started_at", "completed_at"],
    )
    return Change(written=len(right), removed=len(wrong))


def fold(person_ids: Collection[int]) -> dict[tuple[int, int], Span]:
    """Person and course to the first start and first completion that no correction withdrew."""
    entries = Entry.objects.filter(person_id__in=person_ids, kind__in=COURSE_KINDS, corrections=None).order_by()
    courses = entries.values_list("person_id", Cast(KT("payload__course_id"), BigIntegerField()))
    firsts = courses.annotate(
        started=Min("happened_at", filter=Q(kind=Entry.Kind.COURSE_STARTED)),
        completed=Min("happened_at", filter=Q(kind=Entry.Kind.COURSE_COMPLETED)),
    )
    return {(person, course): Span(started, completed) for person, course, started, completed in firsts}
