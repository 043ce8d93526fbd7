"""Appending to the ledger. Nothing else writes entries, and nothing changes them."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from eduplatform.accounts.models import User
from learners.assistance.ledger import GENESIS, Fields, check_recordable, entry_hash
from learners.assistance.locks import lock_chains
from learners.assistance.models import Entry
from learners.assistance.projections import follow
from learners.people.models import Person

CHUNK = 500
"""Drafts per round of queries: few enough for the variables of one SQLite statement."""


class CannotCorrect(ValueError):
    """The entry is a correction itself, or belongs to somebody else."""


class NaiveMoment(ValueError):
    """A moment without a time zone could mean any of two dozen."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be: all that its author knows. `subject` makes it the only one of its kind for the person."""

    person_id: int
    kind: str
    payload: Mapping[str, Any]
    happened_at: datetime.datetime
    evidence: Mapping[str, Any] = field(default_factory=dict)
    recorded_by_id: int | None = None
    subject: str = ""
    corrects: Entry | None = None

    @property
    def key(self) -> tuple[int, str, str] | None:
        return (self.person_id, self.kind, self.subject) if self.subject else None


def append(
    *,
    person: Person,
    kind: str,
    payload: Mapping[str, Any],
    happened_at: datetime.datetime,
    evidence: Mapping[str, Any],
    recorded_by: User | None = None,
    subject: str = "",
    corrects: Entry | None = None,
) -> Entry:
    """The new last entry of the person's chain, or the one that is already there for this kind and subject.

    Raises NotRecordable for values such as fractions and dates: write them as integers and text.
    """
    draft = Draft(
        person_id=person.pk,
        kind=kind,
        payload=payload,
        happened_at=happened_at,
        evidence=evidence,
        recorded_by_id=recorded_by.pk if recorded_by else None,
        subject=subject,
        corrects=corrects,
    )
    return append_many(drafts=[draft])[0]


@transaction.atomic
def append_many(*, drafts: Sequence[Draft]) -> list[Entry]:
    """One entry per draft, in the order given; five queries for every 500 drafts, whoever they belong to."""
    entries: list[Entry] = []
    for start in range(0, len(drafts), CHUNK):
        chunk = drafts[start : start + CHUNK]
        lock_chains({draft.person_id for draft in chunk})
        entries += _append_chunk(chunk)
    return entries


def append_locked(*, drafts: Sequence[Draft]) -> list[Entry]:
    """As `append_many`, for a few drafts, in a transaction that has locked the chains of all these persons."""
    return _append_chunk(drafts)


def correct(*, entry: Entry, reason: str, by: User, happened_at: datetime.datetime | None = None) -> Entry:
    """Withdraw an entry: it stays where it is, and no figure counts it any longer.

    Raises CannotCorrect for an entry that is a correction itself. Repeating it returns the first correction.
    """
    return append(
        person=entry.person,
        kind=Entry.Kind.CORRECTION,
        payload={"reason": reason, "kind": entry.kind, "seq": entry.seq},
        happened_at=happened_at or timezone.now(),
        evidence={},
        recorded_by=by,
        subject=f"entry:{entry.seq}",
        corrects=entry,
    )


def _append_chunk(drafts: Sequence[Draft]) -> list[Entry]:
    for draft in drafts:
        _check(draft)
    by_key = _existing(drafts)
    heads = _heads({draft.person_id for draft in drafts})
    now = timezone.now()
    entries, new = [], []
    for draft in drafts:
        entry = by_key.get(draft.key) if draft.key else None
        if entry is None:
            entry = _chain(draft, heads, now)
            new.append(entry)
            if draft.key:
                by_key[draft.key] = entry
        entries.append(entry)
    Entry.objects.bulk_create(new)
    follow(new)
    return entries


def _check(draft: Draft) -> None:
    check_recordable(draft.payload, "payload")
    check_recordable(draft.evidence, "evidence")
    if timezone.is_naive(draft.happened_at):
        raise NaiveMoment
    target = draft.corrects
    if target and (target.kind == Entry.Kind.CORRECTION or target.person_id != draft.person_id):
        raise CannotCorrect


def _existing(drafts: Sequence[Draft]) -> dict[tuple[int, str, str], Entry]:
    """Entries that some of the drafts would repeat."""
    keys = {draft.key for draft in drafts if draft.key}
    if not keys:
        return {}
    candidates = Entry.objects.filter(
        person_id__in={person for person, _, _ in keys}, subject__in={subject for _, _, subject in keys}
    )
    return {(entry.person_id, entry.kind, entry.subject): entry for entry in candidates}


def _heads(person_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Place and hash of the last entry of each chain; persons without entries are absent."""
    if len(person_ids) == 1:
        (only,) = person_ids
        head = Entry.objects.filter(person=only).order_by("-seq").values_list("seq", "hash").first()
        return {only: head} if head else {}
    last = Entry.objects.filter(person=OuterRef("pk")).order_by("-seq")
    persons = Person.objects.filter(pk__in=person_ids)
    rows = persons.values_list("pk", Subquery(last.values("seq")[:1]), Subquery(last.values("hash")[:1]))
    return {person: (seq, digest) for person, seq, digest in rows if seq is not None}


def _chain(draft: Draft, heads: dict[int, tuple[int, str]], now: datetime.datetime) -> Entry:
    """The draft as the next entry of its chain, which `heads` then ends with."""
    seq, previous = heads.get(draft.person_id, (0, GENESIS))
    fields = Fields(
        person=draft.person_id,
        seq=seq + 1,
        kind=str(draft.kind),
        subject=draft.subject,
        payload=draft.payload,
        evidence=draft.evidence,
        happened_at=draft.happened_at,
        recorded_at=now,
        recorded_by=draft.recorded_by_id,
        corrects=draft.corrects.hash if draft.corrects else None,
    )
    digest = entry_hash(previous, fields)
    heads[draft.person_id] = (seq + 1, digest)
    return Entry(
        person_id=draft.person_id,
        seq=seq + 1,
        kind=draft.kind,
        subject=draft.subject,
        payload=draft.payload,
        evidence=draft.evidence,
        happened_at=draft.happened_at,
        recorded_at=now,
        recorded_by_id=draft.recorded_by_id,
        corrects=draft.corrects,
        previous_hash=previous,
        hash=digest,
    )
