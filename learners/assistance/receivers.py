"""What the rooms below tell the file."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from eduplatform.accounts.models import User
from learners.assistance.models import Entry
from learners.assistance.services import Draft, append_many
from learners.people.models import Person
from learners.people.signals import register_applied


@receiver(register_applied, dispatch_uid="record the register")
def record_register(
    *,
    entries: Sequence[tuple[Person, str, dict[str, Any]]],
    by: User | None,
    at: datetime.datetime,
    evidence: dict[str, Any],
    **_: Any,
) -> None:
    """Who came into the register, and what changed, becomes part of their files; a person comes in once."""
    append_many(
        drafts=[
            Draft(
                person_id=person.pk,
                kind=kind,
                payload=payload,
                happened_at=at,
                evidence=evidence,
                recorded_by_id=by.pk if by else None,
                subject="register" if kind == Entry.Kind.REGISTERED else "",
            )
            for person, kind, payload in entries
        ]
    )
