"""Recording what staff enter into a file."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from eduplatform.accounts.models import User
from learners.assistance.models import Entry
from learners.assistance.services import append
from learners.people.models import Person
from learners.records.pictures import Kept
from learners.records.store import keep


class LooksRepeated(ValueError):
    """The file holds an entry with the same content already; `entry` is that one."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(f"as entry {entry.seq}")
        self.entry = entry


@transaction.atomic
def record_part(
    *,
    person: Person,
    kind: str,
    payload: Mapping[str, Any],
    day: datetime.date,
    files: Sequence[Kept],
    by: User,
    once: uuid.UUID,
    again: bool = False,
) -> Entry:
    """The new entry, or the one that the same form (`once`) made before.

    Raises LooksRepeated when an entry that still counts says exactly the same, unless `again`.
    """
    subject = f"form:{once.hex}"
    evidence = {"files": [_named(person, kept, by) for kept in files]} if files else {}
    sent_before = Entry.objects.filter(person=person, kind=kind, subject=subject).exists()
    if not sent_before and not again:
        _refuse_repeated(person, kind, payload, evidence)
    return append(
        person=person,
        kind=kind,
        payload=payload,
        happened_at=start_of(day),
        evidence=evidence,
        recorded_by=by,
        subject=subject,
    )


def start_of(day: datetime.date) -> datetime.datetime:
    """A day without a time of day: its midnight here."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _named(person: Person, kept: Kept, by: User) -> dict[str, Any]:
    attachment = keep(person=person, kept=kept, by=by)
    return {"sha256": attachment.sha256, "type": attachment.content_type, "bytes": attachment.size}


def _refuse_repeated(person: Person, kind: str, payload: Mapping[str, Any], evidence: Mapping[str, Any]) -> None:
    for entry in Entry.objects.filter(person=person, kind=kind, corrections=None):
        if entry.payload == payload and entry.evidence == evidence:
            raise LooksRepeated(entry)
