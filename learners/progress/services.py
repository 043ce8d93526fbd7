"""Recording what learners watched and answered, with what it proves, in one transaction."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from courses.models import LessonPage
from learners.assistance.locks import lock_chains
from learners.people.models import Device, Person
from learners.progress import proofs
from learners.progress.items import Answered, BadItem, Item, read_item
from learners.progress.models import LessonProgress
from learners.progress.notes import note_rejected
from learners.progress.outcomes import Answer, Code, Outcome, Rejected
from learners.progress.recorder import Recorder


def open_lesson(*, person: Person, lesson: LessonPage, now: datetime.datetime | None = None) -> LessonProgress:
    """The person has the lesson before them: from `now` on, by the server's clock, it can be watched.

    The first opening starts its course. Raises Rejected for a lesson that was never published.
    """
    known = LessonProgress.objects.filter(person=person, lesson_id=lesson.pk).first()
    if known and lesson.length_ms in (0, known.length_ms):
        return known  # most pages are opened again and again: no lock for those
    return _open_anew(person, lesson, now or timezone.now())


@transaction.atomic
def _open_anew(person: Person, lesson: LessonPage, now: datetime.datetime) -> LessonProgress:
    lock_chains([person.pk])
    recorder = Recorder(person, [lesson.pk], now=now)
    if lesson.pk not in recorder.lessons:
        raise Rejected(Code.UNKNOWN_LESSON)
    progress = recorder.open(recorder.lessons[lesson.pk])
    recorder.save()
    return progress


@transaction.atomic
def store_items(
    *,
    person: Person,
    items: Sequence[object],
    device: Device | None = None,
    way: str = "",
    signed_in_since: datetime.datetime | None = None,
    now: datetime.datetime | None = None,
) -> list[Answer]:
    """One answer per item, in their order; a bad item is rejected and noted alone.

    items: decoded JSON as phones send it (`items.py` reads it), all of them the person's own. device: where they come
    from. way: how the person signed in there (`DeviceSignIn.Way`). signed_in_since: from when on the person can have
    made them there. now: the server's clock.
    """
    lock_chains([person.pk])
    moment = now or timezone.now()
    read = [_read(raw) for raw in items]
    recorder = Recorder(
        person,
        {item.lesson_id for item in read if item},
        now=moment,
        source=proofs.source_of(device, way),
        signed_in_since=signed_in_since,
    )
    recorder.know_attempts({item.id for item in read if isinstance(item, Answered)})
    answers = [_take(recorder, item) for item in read]
    recorder.save()
    note_rejected(person=person, sent=zip(items, answers, strict=True), now=moment, device=device)
    standings = recorder.standings()
    return [
        replace(answer, standing=standings.get(item.lesson_id)) if item else answer
        for item, answer in zip(read, answers, strict=True)
    ]


def store_report(
    *,
    person: Person,
    lesson_id: int,
    ranges: Sequence[Sequence[float]],
    wall_s: float,
    position_s: float | None = None,
    at: datetime.datetime | None = None,
    report_id: uuid.UUID | None = None,
    now: datetime.datetime | None = None,
) -> Answer:
    """Merge watched ranges (pairs of seconds) of one lesson, as `store_items` does for a phone."""
    item = {
        **_head("watched", lesson_id, at, report_id),
        "ranges": [list(pair) for pair in ranges],
        "wall": wall_s,
        "position": position_s,
    }
    return store_items(person=person, items=[item], now=now)[0]


def store_attempt(
    *,
    person: Person,
    lesson_id: int,
    answers: Mapping[str, str],
    at: datetime.datetime | None = None,
    attempt_id: uuid.UUID | None = None,
    now: datetime.datetime | None = None,
) -> Answer:
    """Grade and keep the answers (question key to option key) to the quiz of one lesson."""
    item = {**_head("quiz", lesson_id, at, attempt_id), "answers": dict(answers)}
    return store_items(person=person, items=[item], now=now)[0]


def _head(kind: str, lesson_id: int, at: datetime.datetime | None, item_id: uuid.UUID | None) -> dict[str, object]:
    moment = at.isoformat() if at else None
    return {"id": str(item_id or uuid.uuid4()), "kind": kind, "lesson": lesson_id, "at": moment}


def _read(raw: object) -> Item | None:
    try:
        return read_item(raw)
    except BadItem:
        return None


def _take(recorder: Recorder, item: Item | None) -> Answer:
    if item is None:
        return Answer(Outcome.REJECTED, Code.BAD_ITEM)
    try:
        return recorder.take(item)
    except Rejected as error:
        return Answer(Outcome.REJECTED, error.code)
