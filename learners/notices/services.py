"""Telling people something, sending it on, and noting that it was read."""

import datetime
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from learners.notices.models import Notice
from learners.notices.senders import NoticeNotSent, NoticeSender
from learners.people.models import Person

log = logging.getLogger(__name__)

ROWS_AT_ONCE = 500
SENT_AT_ONCE = 200
# Nobody is rung out of bed.
WAKING_HOURS = range(8, 21)
# What could not be sent for so long stands on the own page only.
TRIED_FOR = datetime.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice to be. text: a msgid marked with gettext_noop; values: what stands in its named places."""

    person_id: int
    subject: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    due_at: datetime.datetime | None = None


@transaction.atomic
def tell(*, drafts: Sequence[Draft]) -> None:
    """Puts notices on the people's own pages; what somebody was told already is not told again."""
    now = timezone.now()
    rows = [
        Notice(
            person_id=one.person_id,
            subject=one.subject,
            text=one.text,
            values=dict(one.values),
            url=one.url,
            due_at=one.due_at or now,
        )
        for one in drafts
    ]
    Notice.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)


def take_back(*, person_id: int, subject: str) -> None:
    """Forgets a notice that nobody has read yet, such as a reminder of what is done meanwhile."""
    Notice.objects.filter(person=person_id, subject=subject, read_at=None).delete()


def mark_read(*, person: Person, notice_id: int) -> Notice | None:
    """The notice, read from now on if it was not before; None where it is not the person's."""
    notice = Notice.objects.filter(person=person, pk=notice_id).first()
    if notice and notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice


def send_due(*, now: datetime.datetime | None = None) -> int:
    """Sends on what is due, at waking hours; returns how many. What the gateway refuses waits for the next time."""
    moment = now or timezone.now()
    if timezone.localtime(moment).hour not in WAKING_HOURS:
        return 0
    due = Notice.objects.filter(sent_at=None, read_at=None, due_at__lte=moment, due_at__gt=moment - TRIED_FOR)
    sender: NoticeSender = import_string(settings.NOTICE_SENDER)()
    sent = 0
    for notice in due.exclude(person__phone_hash="").select_related("person").order_by("due_at")[:SENT_AT_ONCE]:
        with translation.override(settings.LANGUAGE_CODE):
            text = notice.words
        # Taken before it is sent: of two workers only one sends, and a notice lost is better than one sent twice.
        if not Notice.objects.filter(pk=notice.pk, sent_at=None).update(sent_at=moment):
            continue
        try:
            sender.send(phone=notice.person.phone, text=text)
            sent += 1
        except NoticeNotSent:
            log.warning("notice %s was not sent", notice.pk)
            Notice.objects.filter(pk=notice.pk).update(sent_at=None)
    return sent
