"""Findings about classes."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learners.assistance.models import Entry
from learners.audit.registry import Found, Scope, finds
from learners.classes.models import TrainingClass

Signed = tuple[int, int, int, str, str]  # person, entry, class, day, part


@finds(
    "too_many",
    gettext_lazy("More sign-ins than seats"),
    gettext_lazy("A larger room may have been found; a list may have been filled in later."),
)
def too_many(scope: Scope) -> Iterator[Found]:
    """Half-days for which more people signed in than the class has seats."""
    slots: dict[tuple[int, str, str], dict[int, int]] = defaultdict(dict)
    for person, entry, class_id, day, part in _signed(scope):
        slots[class_id, day, part][person] = entry
    classes = TrainingClass.objects.in_bulk({class_id for class_id, _day, _part in slots})
    for (class_id, day, part), entries in sorted(slots.items()):
        held = classes.get(class_id)
        if held and len(entries) > held.seats:
            facts = {"title": held.title, "day": day, "count": len(entries), "seats": held.seats}
            words = _("%(title)s, %(day)s: %(count)s people signed in, %(seats)s seats.") % facts
            yield Found.of(f"{class_id}:{day}:{part}", words, list(entries.values()))


@finds(
    "before_enrolment",
    gettext_lazy("Signed in before enrolled"),
    gettext_lazy(
        "Somebody may have come along and been enrolled in the evening; the roster may have been made up later."
    ),
)
def before_enrolment(scope: Scope) -> Iterator[Found]:
    """Days signed for that lie before the day on which the enrolment was recorded."""
    enrolled: dict[tuple[int, int], datetime.date] = {}
    known = Entry.objects.filter(person__in=scope.people, kind=Entry.Kind.CLASS_ENROLLED, corrections=None)
    rows = known.annotate(of=KT("payload__class_id")).values_list("person_id", "of", "recorded_at")
    for person, of, at in rows.iterator():
        enrolled[person, int(of or 0)] = timezone.localdate(at)
    early: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for person, entry, class_id, day, _part in _signed(scope):
        since = enrolled.get((person, class_id))
        if since is None or datetime.date.fromisoformat(day) < since:
            early[class_id].append((entry, day))
    titles = dict(TrainingClass.objects.filter(pk__in=early).values_list("pk", "title"))
    for class_id, signed in sorted(early.items()):
        facts = {"title": titles.get(class_id, class_id), "count": len(signed)}
        words = _("%(title)s: %(count)s sign-ins for days before the enrolment was recorded.") % facts
        yield Found.of(f"{class_id}", words, [entry for entry, _day in signed])


@finds(
    "two_places",
    gettext_lazy("Two places at once"),
    gettext_lazy("Two classes may share a day in one house; nobody sits in two villages."),
)
def two_places(scope: Scope) -> Iterator[Found]:
    """People who signed in to two classes for the same part of a day."""
    halves: dict[tuple[int, str, str], dict[int, int]] = defaultdict(dict)
    for person, entry, class_id, day, part in _signed(scope):
        for half in ("am", "pm") if part == "day" else (part,):
            halves[person, day, half][class_id] = entry
    titles = dict(TrainingClass.objects.values_list("pk", "title"))
    for (person, day, half), classes in sorted(halves.items()):
        if len(classes) > 1:
            named = ", ".join(sorted(str(titles.get(pk, pk)) for pk in classes))
            words = _("Signed in to several classes on %(day)s: %(classes)s") % {"day": day, "classes": named}
            yield Found.of(f"{person}:{day}:{half}", words, list(classes.values()))


@finds(
    "trainer_twice",
    gettext_lazy("Trainers with several classes at one time"),
    gettext_lazy("A colleague may have stood in; a class may have been held on paper only."),
)
def trainer_twice(scope: Scope) -> Iterator[Found]:
    """Days on which people signed in to several classes of one trainer for the same part of the day."""
    taught: dict[tuple[str, str, str], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    signed = list(_signed(scope))
    classes = TrainingClass.objects.select_related("trainer").in_bulk({row[2] for row in signed})
    for _person, entry, class_id, day, part in signed:
        held = classes.get(class_id)
        trainer = held.taught_by if held else ""
        for half in ("am", "pm") if part == "day" else (part,):
            if trainer:
                taught[trainer, day, half][class_id].append(entry)
    for (trainer, day, half), at_once in sorted(taught.items()):
        if len(at_once) > 1:
            named = ", ".join(classes[pk].title for pk in sorted(at_once))
            facts = {"trainer": trainer, "day": day, "classes": named}
            words = _("%(trainer)s, %(day)s: %(classes)s") % facts
            entries = [entry for some in at_once.values() for entry in some]
            yield Found.of(f"{'-'.join(map(str, sorted(at_once)))}:{day}:{half}", words, entries)


def _signed(scope: Scope) -> Iterator[Signed]:
    rows = scope.entries(Entry.Kind.CLASS_SIGNED_IN).order_by("happened_at", "pk")
    parts = rows.annotate(of=KT("payload__class_id"), day=KT("payload__day"), part=KT("payload__part"))
    columns: Any = parts.values_list("person_id", "pk", "of", "day", "part")
    return ((person, pk, int(of), day, part or "day") for person, pk, of, day, part in columns.iterator() if of and day)
