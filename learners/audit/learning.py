"""Findings about lessons and quizzes."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learners.assistance.models import Entry
from learners.audit.registry import Found, Scope, finds
from learners.people.access import years_before
from learners.progress.models import QuizAttempt

DEVICE_SPAN = datetime.timedelta(minutes=10)
DEVICE_PERSONS = 4
DAY_HOURS = 8
ANSWER_SPAN = datetime.timedelta(seconds=5)
ANSWER_PERSONS = 3
MS_PER_HOUR = 3_600_000
LEARNED = (Entry.Kind.LESSON_COMPLETED, Entry.Kind.QUIZ_PASSED, Entry.Kind.COURSE_COMPLETED)
TAKEN_PART = (*LEARNED, Entry.Kind.CLASS_SIGNED_IN, Entry.Kind.CLASS_COMPLETED)

Moment = tuple[datetime.datetime, int, int]  # when, person, number of the entry or attempt


@finds(
    "one_device",
    gettext_lazy("One phone for many people"),
    gettext_lazy("A family or a learning station may share a phone; a collector of sign-ins does, too."),
)
def one_device(scope: Scope) -> Iterator[Found]:
    """Four people or more who reached something, or signed in by code, on one device within ten minutes."""
    by_device: dict[str, list[Moment]] = defaultdict(list)
    # The trainer's own phone ticks many, and is meant to.
    own = Q(kind__in=LEARNED[:2]) | Q(kind=Entry.Kind.CLASS_SIGNED_IN, evidence__way="code")
    rows = scope.all_entries().filter(own, corrections=None).annotate(device=KT("evidence__device"))
    for device, at, person, pk in rows.values_list("device", "happened_at", "person_id", "pk").iterator():
        if device:
            by_device[str(device)].append((at, person, pk))
    for device, moments in sorted(by_device.items()):
        for crowd in crowds(moments, DEVICE_SPAN, DEVICE_PERSONS):
            began = timezone.localtime(crowd[0][0])
            persons = {person for _at, person, _pk in crowd}
            facts = {"count": len(persons), "device": device[:6], "at": f"{began:%Y-%m-%d %H:%M}"}
            words = _("%(count)s people on phone %(device)s within minutes, from %(at)s on.") % facts
            yield Found.of(f"{device}:{began:%Y%m%d%H%M}", words, [pk for _at, _person, pk in crowd])


@finds(
    "long_days",
    gettext_lazy("Hours in a day beyond reason"),
    gettext_lazy("Lessons that were kept may be reported together; a player left running does the same."),
)
def long_days(scope: Scope) -> Iterator[Found]:
    """More than eight hours of completed lessons of one person on one day."""
    days: dict[tuple[int, datetime.date], list[tuple[int, int]]] = defaultdict(list)
    rows = scope.entries(Entry.Kind.LESSON_COMPLETED).annotate(watched=KT("payload__watched_ms"))
    for person, at, watched, pk in rows.values_list("person_id", "happened_at", "watched", "pk").iterator():
        days[person, timezone.localdate(at)].append((int(watched or 0), pk))
    for (person, day), lessons in sorted(days.items()):
        hours = sum(watched for watched, _pk in lessons) / MS_PER_HOUR
        if hours > DAY_HOURS:
            words = _("%(hours)s hours of lessons completed on %(day)s.") % {"hours": f"{hours:.1f}", "day": day}
            yield Found.of(f"{person}:{day}", words, [pk for _watched, pk in lessons])


@finds(
    "same_answers",
    gettext_lazy("The same answers in the same seconds"),
    gettext_lazy("People who sit together may answer together; one hand on several phones does so, too."),
)
def same_answers(scope: Scope) -> Iterator[Found]:
    """Three people or more who gave the same answers to the same questions within five seconds."""
    attempts = QuizAttempt.objects.filter(
        person__in=scope.people, passed=True, answered_at__gte=scope.start, answered_at__lt=scope.end
    )
    groups: dict[tuple[int, str, str], list[Moment]] = defaultdict(list)
    for row in attempts.values_list("lesson_id", "quiz_digest", "answers", "answered_at", "person_id").iterator():
        lesson, digest, answers, at, person = row
        groups[lesson, digest, _same(answers)].append((at, person, person))
    for (lesson, _digest, _answers), moments in sorted(groups.items()):
        for crowd in crowds(moments, ANSWER_SPAN, ANSWER_PERSONS):
            at = timezone.localtime(crowd[0][0])
            persons = sorted({person for _at, person, _pk in crowd})
            passed = Entry.objects.filter(person__in=persons, kind=Entry.Kind.QUIZ_PASSED, subject=f"lesson:{lesson}")
            words = _("%(count)s people gave the same answers at %(at)s.") % {
                "count": len(persons),
                "at": f"{at:%Y-%m-%d %H:%M:%S}",
            }
            yield Found.of(f"{lesson}:{at:%Y%m%d%H%M%S}", words, list(passed.values_list("pk", flat=True)))


@finds(
    "too_young",
    gettext_lazy("People too young"),
    gettext_lazy("Children may watch; nobody below working age counts as trained or is paid for it."),
)
def too_young(scope: Scope) -> Iterator[Found]:
    """What was reached or attended before the person was of working age."""
    # Only those who are too young on the first day can have been so when something happened later.
    young = scope.entries(*TAKEN_PART).filter(person__born_on__gt=years_before(scope.first, settings.WORKING_AGE_FROM))
    early: dict[int, list[int]] = defaultdict(list)
    ages: dict[int, int] = {}
    for entry in young.select_related("person").order_by("happened_at").iterator():
        age = entry.person.age_on(timezone.localdate(entry.happened_at))
        if age < settings.WORKING_AGE_FROM:
            early[entry.person_id].append(entry.pk)
            ages.setdefault(entry.person_id, age)
    for person, entries in sorted(early.items()):
        facts = {"age": ages[person], "count": len(entries)}
        yield Found.of(f"{person}", _("Aged %(age)s: %(count)s entries of learning.") % facts, entries)


@finds(
    "gone",
    gettext_lazy("People who died or moved away"),
    gettext_lazy("A phone may report late what was learned before; the dead do not learn."),
)
def gone(scope: Scope) -> Iterator[Found]:
    """What was reached or attended after the person had left the register."""
    after = scope.entries(*TAKEN_PART).filter(happened_at__date__gt=F("person__left_on"))
    by_person: dict[tuple[int, Any], list[int]] = defaultdict(list)
    for person, left, pk in after.order_by("happened_at").values_list("person_id", "person__left_on", "pk").iterator():
        by_person[person, left].append(pk)
    for (person, left), entries in sorted(by_person.items()):
        facts = {"day": left, "count": len(entries)}
        yield Found.of(f"{person}", _("Left the register on %(day)s, and %(count)s entries after it.") % facts, entries)


def crowds(moments: Iterable[Moment], span: datetime.timedelta, persons: int) -> Iterator[Sequence[Moment]]:
    """The longest runs of moments no longer than `span` with so many different persons; none shares a moment."""
    ordered = sorted(moments)
    start = 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and ordered[end][0] - ordered[start][0] <= span:
            end += 1
        run = ordered[start:end]
        if len({person for _at, person, _pk in run}) >= persons:
            yield run
            start = end
        else:
            start += 1


def _same(answers: dict[str, Any]) -> str:
    return repr(sorted(answers.items(), key=str))
