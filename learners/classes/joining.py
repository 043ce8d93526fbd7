"""What a file says of somebody coming into a class and going out of it again, as often as that happens."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from eduplatform.accounts.models import User
from learners.assistance.models import Entry
from learners.assistance.services import Draft
from learners.classes.models import Enrolment, TrainingClass

IN, OUT = Entry.Kind.CLASS_ENROLLED, Entry.Kind.CLASS_LEFT


@dataclass(slots=True)
class Joined:
    """Entries of one file about one class: those that stand in order of time, and how many there ever were."""

    standing: list[Entry] = field(default_factory=list)
    ever: Counter[str] = field(default_factory=Counter)

    @property
    def last(self) -> Entry | None:
        return self.standing[-1] if self.standing else None

    @property
    def gone_at(self) -> datetime.datetime | None:
        """Since when the person is out of the class by the file; None for who is in it or never was."""
        return self.last.happened_at if self.last and self.last.kind == OUT else None


def joined_in(training_class_id: int, person_ids: Collection[int]) -> defaultdict[int, Joined]:
    """By person; a query for the entries, and one for their corrections. Only while the class is locked."""
    subject = f"class:{training_class_id}"
    own = Q(subject=subject) | Q(subject__startswith=f"{subject}:")
    entries = Entry.objects.filter(own, person__in=person_ids, kind__in=(IN, OUT)).order_by("happened_at", "seq")
    found = defaultdict[int, Joined](Joined)
    for entry in entries.prefetch_related("corrections"):
        found[entry.person_id].ever[entry.kind] += 1
        if not entry.corrections.all():
            found[entry.person_id].standing.append(entry)
    return found


def enrolled_draft(
    enrolment: Enrolment, training_class: TrainingClass, joined: Joined, *, by: User | None, at: datetime.datetime
) -> Draft:
    """That somebody is in the class from now on, once more where they were in it before."""
    invited_on = timezone.localdate(enrolment.invited_at).isoformat()
    return Draft(
        person_id=enrolment.person_id,
        kind=IN,
        payload={**training_class.terms(), "on": training_class.days, "invited_on": invited_on},
        happened_at=at,
        recorded_by_id=by.pk if by else None,
        subject=_subject(training_class, joined, IN),
    )


def left_draft(enrolment: Enrolment, training_class: TrainingClass, joined: Joined, *, by: User) -> Draft:
    """That somebody is out of the class from now on, with the reason that the roster has."""
    return Draft(
        person_id=enrolment.person_id,
        kind=OUT,
        payload=training_class.facts() | {"reason": enrolment.reason},
        happened_at=timezone.now(),
        recorded_by_id=by.pk,
        subject=_subject(training_class, joined, OUT),
    )


def _subject(training_class: TrainingClass, joined: Joined, kind: str) -> str:
    """The first keeps the plain name; whoever comes again has a subject of their own."""
    times = joined.ever[kind]
    return f"{training_class.subject}:{times}" if times else training_class.subject
