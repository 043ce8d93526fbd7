"""Findings about what was entered long after it is said to have happened."""

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learners.assistance.models import Entry
from learners.audit.registry import Found, Scope, finds
from learners.classes.models import TrainingClass

LATE = {
    Entry.Kind.CLASS_SIGNED_IN: datetime.timedelta(days=3),
    Entry.Kind.SUBSIDY_PAID: datetime.timedelta(days=60),
    Entry.Kind.OUTCOME: datetime.timedelta(days=60),
    Entry.Kind.VISIT: datetime.timedelta(days=30),
}
"""A phone without a line reports within days, an office within weeks."""


@finds(
    "entered_late",
    gettext_lazy("Entered long after it happened"),
    gettext_lazy("Papers may have been entered later; a gap may have been filled before an inspection."),
)
def entered_late(scope: Scope) -> Iterator[Found]:
    """Sign-ins, subsidies, results and visits by who entered them, and on which day."""
    groups: dict[tuple[str, datetime.date, int], list[int]] = defaultdict(list)
    for late, span in LATE.items():
        rows = scope.entries(late).filter(recorded_at__gt=F("happened_at") + span).order_by("recorded_at", "pk")
        for pk, at, by in rows.values_list("pk", "recorded_at", "recorded_by").iterator():
            groups[late.value, timezone.localdate(at), by or 0].append(pk)
    for (kind, day, by), entries in sorted(groups.items()):
        facts = {"kind": Entry.Kind(kind).label, "day": day, "count": len(entries)}
        words = _("%(kind)s: %(count)s entries that happened long before were entered on %(day)s by one hand.") % facts
        yield Found.of(f"{kind}:{day}:{by}", words, entries)


@finds(
    "planned_late",
    gettext_lazy("Classes planned after they were held"),
    gettext_lazy("An earlier class may have been entered later; it may never have been held."),
)
def planned_late(scope: Scope) -> Iterator[Found]:
    """Classes that were entered after their first day, and for which people signed in."""
    signed = scope.entries(Entry.Kind.CLASS_SIGNED_IN).order_by("happened_at", "pk")
    entries: dict[int, list[int]] = defaultdict(list)
    first: dict[int, datetime.date] = {}
    for pk, payload in signed.values_list("pk", "payload").iterator():
        class_id, began = int(payload["class_id"]), payload.get("starts_on") or payload["day"]
        entries[class_id].append(pk)
        # The row may have been moved to later days since.
        first[class_id] = min(first.get(class_id, datetime.date.max), datetime.date.fromisoformat(began))
    for held in TrainingClass.objects.filter(pk__in=entries).order_by("pk"):
        planned, starts_on = timezone.localdate(held.created_at), min(first[held.pk], held.starts_on)
        if planned > starts_on:
            facts = {"title": held.title, "first": starts_on, "day": planned}
            words = _("%(title)s: began on %(first)s, entered on %(day)s.") % facts
            yield Found.of(f"{held.pk}", words, entries[held.pk])


@finds(
    "paid_without",
    gettext_lazy("Subsidies without training"),
    gettext_lazy("The training may be in a paper record; the money may have been paid for nothing."),
)
def paid_without(scope: Scope) -> Iterator[Found]:
    """Subsidies to people who by their file neither attended a class nor completed a course before."""
    learned = (Entry.Kind.CLASS_SIGNED_IN, Entry.Kind.CLASS_COMPLETED, Entry.Kind.COURSE_COMPLETED)
    paid: dict[int, list[tuple[int, datetime.datetime]]] = defaultdict(list)
    for pk, person, at in scope.entries(Entry.Kind.SUBSIDY_PAID).values_list("pk", "person_id", "happened_at"):
        paid[person].append((pk, at))
    known = Entry.objects.filter(person__in=scope.people, kind__in=learned, corrections=None).order_by("happened_at")
    first: dict[int, datetime.datetime] = {}
    for person, at in known.filter(person_id__in=paid).values_list("person_id", "happened_at"):
        first.setdefault(person, at)
    for person, payments in sorted(paid.items()):
        alone = [pk for pk, at in payments if person not in first or timezone.localdate(at) < _day(first[person])]
        if alone:
            words = _("%(count)s subsidies were paid before anything was learned.") % {"count": len(alone)}
            yield Found.of(f"{person}", words, alone)


def _day(moment: datetime.datetime) -> datetime.date:
    return timezone.localdate(moment)
