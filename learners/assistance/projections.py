"""What is counted from the ledger. The same fold keeps it up to date and rebuilds it, so both give the same rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import BigIntegerField, Min, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from learners.assistance.locks import lock_next_chains
from learners.assistance.models import CourseRecord, Entry

COURSE_KINDS = (Entry.Kind.COURSE_STARTED, Entry.Kind.COURSE_COMPLETED)
PERSONS_AT_ONCE = 2000
# A join finds what is right already, for a conflict that changes nothing would still write the row.
WRITE = """
INSERT INTO {records} (person_id, course_id, started_at, completed_at)
SELECT said.person_id, said.course, said.started, said.completed FROM ({said}) said
LEFT JOIN {records} kept ON kept.person_id = said.person_id AND kept.course_id = said.course
WHERE kept.id IS NULL
 OR NOT COALESCE(kept.started_at = said.started, kept.started_at IS NULL AND said.started IS NULL)
 OR NOT COALESCE(kept.completed_at = said.completed, kept.completed_at IS NULL AND said.completed IS NULL)
ON CONFLICT (person_id, course_id)
DO UPDATE SET started_at = excluded.started_at, completed_at = excluded.completed_at
"""
REMOVE = """
DELETE FROM {records} WHERE id IN ({kept})
AND (person_id, course_id) NOT IN (SELECT said.person_id, said.course FROM ({said}) said)
"""


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
        project(Q(person__in=person_ids))
    for follower in FOLLOWERS:
        follower(entries)


def rebuild(first: int = 1, last: int | None = None) -> Iterator[Change]:
    """Recompute everything from the ledger, some thousand persons at a time; one Change for each round.

    `first` and `last` are ids of persons: several processes may each have a part.
    """
    done = first - 1
    while True:
        with transaction.atomic():
            persons = lock_next_chains(after=done, number=PERSONS_AT_ONCE, last=last)
            if not persons:
                return
            change = project(Q(person__gte=persons[0], person__lte=persons[-1]))
        done = persons[-1]
        yield change


def project(of_persons: Q) -> Change:
    """Make the course records of these persons, whose chains are locked, say what their entries say.

    `of_persons` filters by `person`. The database does it: what is right already is neither fetched nor written.
    """
    said, said_params = _said(of_persons).query.sql_with_params()
    kept, kept_params = CourseRecord.objects.filter(of_persons).values("pk").query.sql_with_params()
    names = {"records": CourseRecord._meta.db_table, "said": said, "kept": kept}
    with connection.cursor() as cursor:
        cursor.execute(WRITE.format(**names), said_params)
        written = cursor.rowcount
        cursor.execute(REMOVE.format(**names), (*kept_params, *said_params))
        return Change(written, removed=cursor.rowcount)


def _said(of_persons: Q) -> QuerySet[Any, Any]:
    """Person, course, and the first start and first completion that no correction withdrew."""
    entries = Entry.objects.filter(of_persons, kind__in=COURSE_KINDS, corrections=None).order_by()
    return (
        entries.values("person_id", course=Cast(KT("payload__course_id"), BigIntegerField()))
        .annotate(
            started=Min("happened_at", filter=Q(kind=Entry.Kind.COURSE_STARTED)),
            completed=Min("happened_at", filter=Q(kind=Entry.Kind.COURSE_COMPLETED)),
        )
        .filter(course__isnull=False)
    )
