"""Findings about classes. What a class was is what its sign-ins say: its row may have been changed after the fact."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learners.assistance.models import Entry
from learners.audit.registry import Found, Scope, finds
from learners.classes.models import TrainingClass

LATEST = datetime.date.max.isoformat()


class Signed(NamedTuple):
    """A sign-in and the class as it was when it was recorded; `seats` is None where nothing says how many."""

    person: int
    entry: int
    class_id: int
    day: str
    part: str
    title: str
    place: str
    seats: int | None
    trainer: int | None
    taught_by: str

    @property
    def halves(self) -> tuple[str, ...]:
        return ("am", "pm") if self.part == "day" else (self.part,)


@finds(
    "too_many",
    gettext_lazy("More sign-ins than seats"),
    gettext_lazy("A larger room may have been found; a list may have been filled in later."),
)
def too_many(scope: Scope) -> Iterator[Found]:
    """Half-days for which more people signed in than the class has seats."""
    slots: dict[tuple[int, str, str], dict[int, Signed]] = defaultdict(dict)
    for one in _signed(scope):
        slots[one.class_id, one.day, one.part][one.person] = one
    for (class_id, day, part), people in sorted(slots.items()):
        # Seats that were added in the middle of the list were not there at its beginning.
        seats = min((one.seats for one in people.values() if one.seats is not None), default=None)
        if seats is not None and len(people) > seats:
            title = next(iter(people.values())).title
            facts = {"title": title, "day": day, "count": len(people), "seats": seats}
            words = _("%(title)s, %(day)s: %(count)s people signed in, %(seats)s seats.") % facts
            yield Found.of(f"{class_id}:{day}:{part}", words, [one.entry for one in people.values()])


@finds(
    "before_enrolment",
    gettext_lazy("Signed in before enrolled"),
    gettext_lazy(
        "Somebody may have come along and been enrolled in the evening; the roster may have been made up later."
    ),
)
def before_enrolment(scope: Scope) -> Iterator[Found]:
    """Days signed for that lie before the day on which the invitation, or else the enrolment, was recorded."""
    enrolled: dict[tuple[int, int], str] = {}
    known = Entry.objects.filter(person__in=scope.people, kind=Entry.Kind.CLASS_ENROLLED, corrections=None)
    for person, facts, at in known.values_list("person_id", "payload", "recorded_at").iterator():
        # A phone without a line reports days later that somebody came who was invited long before.
        since = min(timezone.localdate(at).isoformat(), facts.get("invited_on", LATEST))
        key = (person, facts.get("class_id", 0))
        enrolled[key] = min(since, enrolled.get(key, LATEST))
    early: dict[int, list[Signed]] = defaultdict(list)
    for one in _signed(scope):
        if one.day < enrolled.get((one.person, one.class_id), LATEST):
            early[one.class_id].append(one)
    for class_id, signed in sorted(early.items()):
        facts = {"title": signed[0].title, "count": len(signed)}
        words = _("%(title)s: %(count)s sign-ins for days before the enrolment was recorded.") % facts
        yield Found.of(f"{class_id}", words, [one.entry for one in signed])


@finds(
    "two_places",
    gettext_lazy("Two places at once"),
    gettext_lazy("Two classes may share a day in one house; nobody sits in two villages."),
)
def two_places(scope: Scope) -> Iterator[Found]:
    """People who signed in to two classes for the same part of a day; one finding for a day of the same classes."""
    halves: dict[tuple[int, str, str], dict[int, list[Signed]]] = defaultdict(lambda: defaultdict(list))
    for one in _signed(scope):
        for half in one.halves:
            halves[one.person, one.day, half][one.class_id].append(one)
    for (person, day, half), clash in _whole_days(halves):
        words = _("Signed in to several classes on %(day)s: %(classes)s") % {"day": day, "classes": _named(clash)}
        yield Found.of(f"{person}:{day}:{half}", words, _entries(clash))


@finds(
    "trainer_twice",
    gettext_lazy("Trainers with several classes at one time"),
    gettext_lazy("A colleague may have stood in; a class may have been held on paper only."),
)
def trainer_twice(scope: Scope) -> Iterator[Found]:
    """Days on which people signed in to several classes of one trainer for the same part of the day."""
    taught: dict[tuple[str, str, str], dict[int, list[Signed]]] = defaultdict(lambda: defaultdict(list))
    for one in _signed(scope):
        for half in one.halves if one.taught_by else ():
            taught[one.taught_by, one.day, half][one.class_id].append(one)
    same = {key: classes for key, classes in taught.items() if not _namesakes(classes)}
    for (trainer, day, half), clash in _whole_days(same):
        words = _("%(trainer)s, %(day)s: %(classes)s") % {"trainer": trainer, "day": day, "classes": _named(clash)}
        yield Found.of(f"{'-'.join(map(str, sorted(clash)))}:{day}:{half}", words, _entries(clash))


Who = TypeVar("Who", int, str)
Clash = dict[int, list[Signed]]
"""By class, what was signed for at one time."""


def _whole_days(halves: Mapping[tuple[Who, str, str], Clash]) -> Iterator[tuple[tuple[Who, str, str], Clash]]:
    """Halves with more than one class, in order; the same classes in both halves of a day are one clash."""
    days: dict[tuple[Who, str, tuple[int, ...]], tuple[str, Clash]] = {}
    for (who, day, half), classes in sorted(halves.items(), key=lambda item: item[0]):
        if len(classes) < 2:
            continue
        _half, clash = days.setdefault((who, day, tuple(sorted(classes))), (half, defaultdict(list)))
        for pk, signed in classes.items():
            clash[pk] += [one for one in signed if one not in clash[pk]]
    for (who, day, _classes), (half, clash) in days.items():
        yield (who, day, half), clash


def _namesakes(classes: Clash) -> bool:
    """Each class has a trainer with an account of their own: people of one name, and no clash."""
    trainers = [{one.trainer for one in signed} for signed in classes.values()]
    known = set().union(*trainers)
    return None not in known and sum(map(len, trainers)) == len(known)


def _named(clash: Clash) -> str:
    return ", ".join(sorted(f"{signed[0].title} ({signed[0].place})" for signed in clash.values()))


def _entries(clash: Clash) -> list[int]:
    return [one.entry for pk in sorted(clash) for one in clash[pk]]


def _signed(scope: Scope) -> list[Signed]:
    """In order of time. What the class was is read from the entries; only old ones that do not say it ask the row."""
    rows = scope.entries(Entry.Kind.CLASS_SIGNED_IN).order_by("happened_at", "pk")
    told = [one for one in rows.values_list("person_id", "pk", "payload").iterator() if one[2].get("day")]
    silent = {facts["class_id"] for _person, _pk, facts in told if "seats" not in facts}
    classes = TrainingClass.objects.select_related("trainer").in_bulk(silent)
    return [
        _read(person, pk, _terms(classes.get(facts["class_id"])) | facts)
        for person, pk, facts in told
        if "class_id" in facts
    ]


def _terms(held: TrainingClass | None) -> dict[str, Any]:
    return dict(held.terms()) if held else {}


def _read(person: int, entry: int, facts: Mapping[str, Any]) -> Signed:
    return Signed(
        person=person,
        entry=entry,
        class_id=facts["class_id"],
        day=facts["day"],
        part=facts.get("part") or "day",
        title=str(facts.get("title", facts["class_id"])),
        place=str(facts.get("place", "")),
        seats=facts.get("seats"),
        trainer=facts.get("trainer"),
        taught_by=str(facts.get("taught_by", "")),
    )
