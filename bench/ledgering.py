"""One database of `bench.ledger`: fills a ledger, appends to it, checks it, rebuilds what is counted from it."""

from __future__ import annotations

import datetime
import json
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator

import django

django.setup()

from django.core.management import call_command  # noqa: E402  what follows needs the settings
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from eduplatform.accounts.secrets import lookup_hash  # noqa: E402
from learners.assistance.models import Entry  # noqa: E402
from learners.assistance.projections import rebuild  # noqa: E402
from learners.assistance.services import Draft, append, append_many  # noqa: E402
from learners.assistance.verify import verify  # noqa: E402
from learners.people.models import Person  # noqa: E402
from tests.factories import HouseholdFactory, RegionFactory  # noqa: E402

PERSONS = int(os.environ.get("PERSONS", "5000"))
EACH = int(os.environ.get("EACH", "40"))
SINGLE = int(os.environ.get("SINGLE", "1000"))
AT_ONCE = 500
LESSONS = 4
START = timezone.now() - datetime.timedelta(days=EACH)
TITLES = ("挖笋要看土裂", "竹林什么时候留笋", "鲜笋怎样存得久", "卖笋怎样讲价")


def people() -> list[Person]:
    """Without identity numbers: only the hash has to differ."""
    call_command("migrate", verbosity=0)
    home = HouseholdFactory(village=RegionFactory(), number="bench")
    born = datetime.date(1980, 1, 1)
    made = [
        Person(household=home, name="兰", relation="户主", born_on=born, id_number_hash=lookup_hash(f"bench{n}"))
        for n in range(PERSONS)
    ]
    return Person.objects.bulk_create(made, batch_size=500)


def drafts(persons: list[Person]) -> Iterator[Draft]:
    """What learning leaves: of five entries three are completed lessons, with the ranges and the phone."""
    for turn in range(EACH):
        for person in persons:
            yield draft(person, turn)


def draft(person: Person, turn: int) -> Draft:
    course, step = divmod(turn, LESSONS + 1)
    named = {"course_id": course + 1, "course": f"竹笋采收与保鲜第{course + 1}期"}
    at = START + datetime.timedelta(days=turn, seconds=person.pk % 40_000)
    if step == 0:
        evidence = {"lesson_id": course * LESSONS, "lesson": TITLES[0]}
        return Draft(person.pk, Entry.Kind.COURSE_STARTED, named, at, evidence, subject=f"course:{course}")
    if step == LESSONS:
        evidence = {"lesson_ids": [course * LESSONS + n for n in range(LESSONS)]}
        payload = {**named, "lessons": LESSONS}
        return Draft(person.pk, Entry.Kind.COURSE_COMPLETED, payload, at, evidence, subject=f"course:{course}")
    lesson = course * LESSONS + step
    watched = 180_000 - 1000 * (person.pk % 9)
    payload = {"lesson_id": lesson, "lesson": TITLES[step - 1], **named, "length_ms": 185_000, "watched_ms": watched}
    evidence = {
        "ranges_ms": [[0, watched // 2], [watched // 2 + 4000, watched + 4000]],
        "report": str(uuid.uuid4()),
        "attempt": None,
        "device": uuid.uuid4().hex[:16],
    }
    return Draft(person.pk, Entry.Kind.LESSON_COMPLETED, payload, at, evidence, subject=f"lesson:{lesson}")


def timed(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


def fill(persons: list[Person]) -> None:
    waiting: list[Draft] = []
    for one in drafts(persons):
        waiting.append(one)
        if len(waiting) == AT_ONCE:
            append_many(drafts=waiting)
            waiting = []
    append_many(drafts=waiting)


def append_singly(persons: list[Person]) -> None:
    for person in persons[:SINGLE]:
        one = draft(person, EACH * 7 + 1)
        append(person=person, kind=one.kind, payload=one.payload, happened_at=one.happened_at, evidence=one.evidence)


def main() -> int:
    persons = people()
    filled = timed(lambda: fill(persons))
    if connection.vendor == "postgresql":  # what autovacuum does within minutes
        connection.cursor().execute("VACUUM ANALYZE")
    single = timed(lambda: append_singly(persons))
    outcome = verify()
    if outcome.broken or outcome.entries != PERSONS * EACH + min(SINGLE, PERSONS):
        raise SystemExit(f"The ledger is not sound: {outcome}")
    checked = min(timed(verify) for _ in range(3))
    rebuilt = timed(lambda: list(rebuild()))
    figures = {
        "append_per_s": min(SINGLE, PERSONS) / single,
        "verify_entries_per_s": outcome.entries / checked,
        "rebuild_entries_per_s": outcome.entries / rebuilt,
        "append_many_per_s": PERSONS * EACH / filled,
        "entries": outcome.entries,
    }
    print(json.dumps({name: round(value) for name, value in figures.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
