"""What was not taken, for the auditor to see."""

import datetime
from collections.abc import Iterable

from learners.people.models import Device, Person
from learners.progress.items import as_kept, identify
from learners.progress.models import RejectedItem
from learners.progress.outcomes import Answer

MOST_PER_PERSON = 500
"""Who sends more has been noticed, and fills no disk."""


def note_rejected(
    *,
    person: Person,
    sent: Iterable[tuple[object, Answer]],
    now: datetime.datetime,
    device: Device | None = None,
    claimed: Person | None = None,
) -> None:
    """Once per item and reason, however often the phone tries; at most `MOST_PER_PERSON` for one person."""
    notes = []
    for raw, answer in sent:
        if answer.code:
            item_id, lesson_id = identify(raw)
            notes.append(
                RejectedItem(
                    person=person,
                    claimed=claimed,
                    device=device,
                    item_id=item_id,
                    lesson_id=lesson_id,
                    code=answer.code,
                    item=as_kept(raw),
                    received_at=now,
                )
            )
    if notes:
        room = max(MOST_PER_PERSON - RejectedItem.objects.filter(person=person).count(), 0)
        RejectedItem.objects.bulk_create(notes[:room], ignore_conflicts=True)
