"""What somebody was told."""

from collections.abc import Collection

from django.utils import timezone

from courses.queries import addresses_gone
from learners.notices.models import Notice
from learners.people.models import Person

SHOWN = 5


def unread_notices(person: Person) -> list[Notice]:
    """The latest that are due and not read, and whether what they lead to is gone; three queries at most."""
    rows = Notice.objects.filter(person=person, read_at=None, due_at__lte=timezone.now())
    notices = list(rows.order_by("-due_at", "-pk")[:SHOWN])
    gone = addresses_gone({notice.url for notice in notices if notice.url})
    for notice in notices:
        notice.is_gone = notice.url in gone
    return notices


def leads_on(notice: Notice) -> bool:
    """Whether there is something to look at now."""
    return bool(notice.url) and not addresses_gone([notice.url])


def notices_of(person: Person) -> list[Notice]:
    """Everything that the person was told so far, the latest first."""
    return list(Notice.objects.filter(person=person, due_at__lte=timezone.now()).order_by("-due_at", "-pk"))


def readers_of(subject: str, person_ids: Collection[int]) -> set[int]:
    """Who of these persons has read the notice of a subject."""
    rows = Notice.objects.filter(subject=subject, person__in=person_ids).exclude(read_at=None)
    return set(rows.values_list("person_id", flat=True))
