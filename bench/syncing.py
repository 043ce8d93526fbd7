"""One database of `bench.sync`: makes people, lessons and batches, and has many clients store them at once."""

from __future__ import annotations

import contextlib
import datetime
import http.client
import json
import multiprocessing
import os
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import django

django.setup()

import psycopg  # noqa: E402  what follows needs the settings
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from courses.models import LessonPage  # noqa: E402
from eduplatform.accounts.models import User  # noqa: E402
from learners.assistance.verify import verify  # noqa: E402
from learners.people.models import Person  # noqa: E402
from learners.progress.models import LessonProgress, QuizAttempt  # noqa: E402
from learners.progress.services import open_lesson, store_items  # noqa: E402
from media.models import Video  # noqa: E402
from tests.factories import HouseholdFactory, PersonFactory, RegionFactory, UserFactory  # noqa: E402
from tests.lessons import make_course, right_answers  # noqa: E402
from tools.places import ROOT  # noqa: E402
from tools.ports import any_free  # noqa: E402
from tools.serve import ANSWER_WITHIN, status_of, web  # noqa: E402

CLIENTS = int(os.environ.get("CLIENTS", "8"))
BATCHES = int(os.environ.get("BATCHES", "320"))
UPSERTS = int(os.environ.get("UPSERTS", "12000"))
ROUNDS = 4  # of upserts and of batches by turns: other work on the machine slows both
HTTP_SHARE = 4  # through HTTP goes a quarter of it
COURSES, LESSONS = 6, 4
LENGTH_S, REPORT_S = 300, 10
FEWEST, MOST = 10, 60
DAYS = datetime.timedelta(days=9)
UPSERT = """INSERT INTO bench_upserts (person_id, lesson_id, ranges, watched_ms) VALUES (%s, %s, %s, %s)
ON CONFLICT (person_id, lesson_id) DO UPDATE SET ranges = excluded.ranges, watched_ms = excluded.watched_ms"""


def remark(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Batch:
    person: Person
    items: list[dict[str, Any]]


def build() -> tuple[list[LessonPage], dict[int, dict[str, str]]]:
    """Lessons of five minutes, with the right answers to their questions."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their files by their content
    courses = [make_course(f"course{number}", lessons=LESSONS) for number in range(COURSES)]
    Video.objects.update(duration=LENGTH_S)
    LessonPage.objects.update(first_published_at=timezone.now() - 2 * DAYS)
    lessons = [lesson for course in courses for lesson in course.lessons()]
    return lessons, {lesson.pk: right_answers(lesson) for lesson in lessons}


def people(count: int) -> list[Person]:
    village = RegionFactory()
    made = []
    for number in range(count):
        user = UserFactory(password="!", last_login=timezone.now() - DAYS)
        household = HouseholdFactory(village=village, number=f"bench{uuid.uuid4().hex[:12]}{number}")
        made.append(PersonFactory(household=household, user=user))
    return made


def batches(
    persons: Sequence[Person], lessons: Sequence[LessonPage], answers: dict[int, dict[str, str]], chance: random.Random
) -> list[Batch]:
    """One batch a person: some of the lessons one after the other; the first was opened on a line."""
    made = []
    for person in persons:
        course = chance.randrange(COURSES)
        mine = [*lessons[course * LESSONS :], *lessons[: course * LESSONS]]
        open_lesson(person=person, lesson=mine[0], now=timezone.now() - DAYS)
        made.append(Batch(person, records(mine, answers, chance.randint(FEWEST, MOST))))
    return made


def records(lessons: Sequence[LessonPage], answers: dict[int, dict[str, str]], count: int) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    clock = timezone.now() - DAYS / 2
    for lesson in lessons:
        for start in range(0, LENGTH_S, REPORT_S):
            clock += datetime.timedelta(seconds=REPORT_S)
            played = {"ranges": [[start, start + REPORT_S]], "position": start + REPORT_S, "wall": REPORT_S}
            made.append({**head("watched", lesson, clock), **played})
        made.append({**head("quiz", lesson, clock), "answers": answers[lesson.pk]})
    return made[:count]


def head(kind: str, lesson: LessonPage, at: datetime.datetime) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "kind": kind, "lesson": lesson.pk, "at": at.isoformat()}


def at_once(deed: Callable[[int], int]) -> tuple[float, int]:
    """Seconds from the first to the last of the clients, and what all of them return together."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    barrier, results = fork.Barrier(CLIENTS + 1), fork.SimpleQueue()

    def run(number: int) -> None:
        connection.ensure_connection()
        barrier.wait()
        results.put(deed(number))

    clients = [fork.Process(target=run, args=[number]) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    barrier.wait()
    began = time.perf_counter()
    for client in clients:
        client.join()
    took = time.perf_counter() - began
    return took, sum(results.get() for _ in clients if not results.empty())


def through_services(sent: Sequence[Batch]) -> Callable[[int], int]:
    def store(number: int) -> int:
        errors = 0
        for batch in sent[number::CLIENTS]:
            try:
                store_items(person=batch.person, items=batch.items)
            except DatabaseError as error:
                remark(f"{type(error).__name__}: {error}")
                errors += len(batch.items)
        return errors

    return store


def raw_upserts() -> float:
    """Seconds for a round of upserts of one row, each its own transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_upserts (person_id bigint, lesson_id bigint, ranges jsonb, "
            "watched_ms integer, PRIMARY KEY (person_id, lesson_id))"
        )
    database = settings.DATABASES["default"]
    at = {key: database[key.upper()] for key in ("host", "port", "user")}

    def upsert(number: int) -> int:
        ranges = json.dumps([[0, 10_000], [20_000, 30_000]])
        with psycopg.connect(**at, dbname=database["NAME"], autocommit=True) as own:
            for turn in range(UPSERTS // ROUNDS // CLIENTS):
                own.execute(UPSERT, (number * 1000 + turn % 200, turn // 200, ranges, turn))
        return 0

    return at_once(upsert)[0]


def lost(sent: Sequence[Batch]) -> int:
    """Records of which a part is missing."""
    persons = [batch.person.pk for batch in sent]
    rows = LessonProgress.objects.filter(person__in=persons)
    played = {(row.person_id, row.lesson_id): row.played for row in rows}
    attempts = set(QuizAttempt.objects.filter(person__in=persons).values_list("pk", flat=True))
    return sum(not kept(batch.person.pk, item, played, attempts) for batch in sent for item in batch.items)


def kept(person: int, item: dict[str, Any], played: dict[tuple[int, int], Any], attempts: set[uuid.UUID]) -> bool:
    if item["kind"] == "quiz":
        return uuid.UUID(item["id"]) in attempts
    start, end = (1000 * second for second in item["ranges"][0])
    return any(a <= start and end <= b for a, b in played.get((person, item["lesson"]), ()))


@contextlib.contextmanager
def served() -> Iterator[int]:
    """The web server as it runs in production, on this database."""
    port = any_free()
    server = subprocess.Popen(web("127.0.0.1", port).argv, cwd=ROOT, stdout=sys.stderr)
    try:
        until = time.monotonic() + ANSWER_WITHIN
        while not status_of("127.0.0.1", port):
            if server.poll() is not None or time.monotonic() > until:
                raise SystemExit("The web server does not come up")
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def through_http(port: int, sent: Sequence[Batch]) -> Callable[[int], int]:
    phones = [sign_in(port, batch) for batch in sent]

    def store(number: int) -> int:
        line = http.client.HTTPConnection("127.0.0.1", port)
        errors = 0
        for batch, headers in list(zip(sent, phones, strict=True))[number::CLIENTS]:
            line.request("POST", "/api/v1/sync", json.dumps({"version": 1, "items": batch.items}), headers)
            answer = line.getresponse()
            told = json.loads(answer.read())
            if answer.status != 200 or any(one["result"] != "stored" for one in told["answers"]):
                remark(f"{answer.status} {told}"[:500])
                errors += len(batch.items)
        return errors

    return store


def sign_in(port: int, batch: Batch) -> dict[str, str]:
    """The headers of a phone that has opened the lesson."""
    client = Client()
    client.force_login(batch.person.user)
    own = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    User.objects.filter(pk=batch.person.user_id).update(last_login=timezone.now() - DAYS)
    line = http.client.HTTPConnection("127.0.0.1", port)
    line.request("GET", f"/api/v1/lessons/{batch.items[0]['lesson']}/me", headers={"Cookie": own})
    answer = line.getresponse()
    token = json.loads(answer.read())["csrf"]
    given = "; ".join(value.partition(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie")
    return {"Cookie": f"{own}; {given}", "X-CSRFToken": token, "Content-Type": "application/json"}


def main() -> int:
    chance = random.Random(5)
    remark("building")
    lessons, answers = build()
    sent = batches(people(BATCHES), lessons, answers, chance)
    by_http = batches(people(BATCHES // HTTP_SHARE), lessons, answers, chance)
    items = sum(len(batch.items) for batch in sent)
    remark(f"{len(sent)} batches of {items} records, {CLIENTS} clients")
    took, errors, raw = 0.0, 0, 0.0
    for turn in range(ROUNDS):
        raw += raw_upserts() if connection.vendor == "postgresql" else 0.0
        seconds, failed = at_once(through_services(sent[turn::ROUNDS]))
        took, errors = took + seconds, errors + failed
    figures = {"items_per_s": items / took, "batches_per_s": len(sent) / took}
    figures["raw_upserts_per_s"] = UPSERTS / raw if raw else 0.0
    with served() as port:
        deed = through_http(port, by_http)
        http_took, http_errors = at_once(deed)
    figures["http_items_per_s"] = sum(len(batch.items) for batch in by_http) / http_took
    broken = verify().broken is not None
    whole = {"lost": lost([*sent, *by_http]) + errors + http_errors + broken}
    print(json.dumps({name: round(value, 1) for name, value in figures.items()} | whole))
    return 0


if __name__ == "__main__":
    sys.exit(main())
