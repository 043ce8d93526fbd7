"""Ordering a list, writing what is due, and forgetting it after a day."""

import datetime
import logging
import os
from collections.abc import Mapping
from typing import Any, Final

from celery import current_app
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from kombu.exceptions import OperationalError

from eduplatform.accounts.models import User
from learners.regions.models import Region
from learners.reports.coverage import CoverageQuery, coverage_for
from learners.reports.lists.models import ListOrder
from learners.reports.lists.rows import WRITERS, count_of, rows_of
from learners.reports.periods import Period

log = logging.getLogger(__name__)
LOOK: Final = "learners.tasks.write_lists"
AT_ONCE = 5000
"""Rows that are sent while they are read; longer lists are written behind the page."""

HOLD = datetime.timedelta(minutes=5)
ATTEMPTS = 3
KEPT = datetime.timedelta(days=1)


def order_list(*, user: User, query: CoverageQuery, region: Region, what: str, figure: str, form: str) -> ListOrder:
    """The same list asked for again while it is written is that one."""
    period: Period = query.period
    asked: dict[str, Any] = {
        "user": user,
        "region": region,
        "first_month": period.first_month,
        "last_month": period.last_month,
        "what": what,
        "figure": figure,
        "form": form,
    }
    if under_way := _under_way(asked):
        return under_way
    total = count_of(query, what, figure)  # takes its time, and nobody waits for it
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # a second click waits here
        if under_way := _under_way(asked):
            return under_way
        transaction.on_commit(_ring)
        return ListOrder.objects.create(total=total, language=translation.get_language() or "", **asked)


def _under_way(asked: Mapping[str, Any]) -> ListOrder | None:
    return ListOrder.objects.filter(state__in=[ListOrder.State.WAITING, ListOrder.State.WRITING], **asked).first()


def _ring() -> None:
    """A broker that is away costs time only: the beat rings every minute."""
    try:
        current_app.signature(LOOK).apply_async(retry=False, expires=60)
    except (OperationalError, OSError):
        log.warning("The queue did not take the message, the beat will ring.")


def write_due() -> int:
    """Writes until nothing is due; returns how many lists that were."""
    written = 0
    while order := _claim():
        _write(order)
        written += 1
    return written


@transaction.atomic
def _claim() -> ListOrder | None:
    now = timezone.now()
    waiting = Q(state=ListOrder.State.WAITING) | Q(state=ListOrder.State.WRITING, held_until__lt=now)
    order = ListOrder.objects.select_for_update(skip_locked=True).filter(waiting).order_by("pk").first()
    if order is None:
        return None
    order.attempts += 1
    order.state = ListOrder.State.WRITING if order.attempts <= ATTEMPTS else ListOrder.State.FAILED
    order.held_until = now + HOLD
    order.save(update_fields=["attempts", "state", "held_until"])
    return order


def _write(order: ListOrder) -> None:
    """To a new name, switched when it is whole. What the user may see is asked now, not when it was ordered."""
    if order.state == ListOrder.State.FAILED:
        return
    query = coverage_for(order.user, order.region, order.period)
    order.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    waiting = order.path.with_name(f"{order.token}.{order.attempts}")
    os.close(os.open(waiting, os.O_WRONLY | os.O_CREAT, 0o600))
    mine = ListOrder.objects.filter(pk=order.pk, attempts=order.attempts)
    with translation.override(order.language or None):
        for done in WRITERS[ListOrder.Form(order.form)](waiting, rows_of(query, order.what, order.figure)):
            mine.update(done=done, held_until=timezone.now() + HOLD)
    waiting.replace(order.path)
    mine.update(state=ListOrder.State.READY, total=F("done"))


def forget_old_lists() -> int:
    """Files and rows of yesterday."""
    old = list(ListOrder.objects.filter(asked_at__lt=timezone.now() - KEPT))
    for order in old:
        for file in order.path.parent.glob(f"{order.token}*"):
            file.unlink(missing_ok=True)
        order.delete()
    return len(old)
