"""One size of `bench.coverage`: builds a prefecture, counts it from the ledger, and asks for pages."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402  what follows needs the settings
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.prefecture import CITY, build  # noqa: E402
from learners.assistance.services import Draft, append, append_many  # noqa: E402
from learners.people.codes import Labour  # noqa: E402
from learners.people.models import Person  # noqa: E402
from learners.regions.models import Officer, Region  # noqa: E402
from learners.reports.counting import merge_counts  # noqa: E402
from learners.reports.rebuilding import rebuild_counters, rebuild_courses  # noqa: E402
from tests.cast import make_officer  # noqa: E402

SIZE = float(os.environ["SIZE"])
PAGES = 120
SHARE = 0.95
PROCESSES = len(os.sched_getaffinity(0))
PERIODS = ("year=2026", "year=2025", "year=2025&quarter=2", "first=2026-05&last=2026-05")
HISTORY = 4000
REBUILDING_S = 20
"""For how long reports are sent while everything is rebuilt."""


def remark(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def timed(deed: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = deed()
    return time.perf_counter() - began, result


def told(what: str, rounds: Iterable[Any]) -> None:
    """Go through them, and say every ten seconds how many there were."""
    number, last = 0, time.monotonic()
    for number, _round in enumerate(rounds, 1):
        if time.monotonic() - last > 10:
            remark(f"{what}: {number} rounds")
            last = time.monotonic()
    remark(f"{what}: done in {number} rounds")


def p95_ms(times: list[float]) -> float:
    return round(sorted(times)[int(len(times) * SHARE)] * 1000, 1)


def page(client: Client, url: str) -> float:
    took, response = timed(lambda: client.get(url))
    if response.status_code != 200:
        raise SystemExit(f"{url}: {response.status_code}")
    return took


def pages(client: Client, name: str, level: str, queries: tuple[str, ...]) -> list[float]:
    chance = random.Random(7)
    codes = list(Region.objects.filter(level=level).values_list("pk", flat=True))
    urls = [f"{reverse(name, args=[chance.choice(codes)])}?{chance.choice(queries)}" for _ in range(PAGES)]
    for url in urls[:5]:
        page(client, url)
    return [page(client, url) for url in urls]


def cpu_ms(client: Client) -> float:
    """What a county page costs this process alone, on the average: other work on the machine does not slow it."""
    url = reverse("coverage", args=[Region.objects.filter(level="county").values_list("pk", flat=True)[0]])
    began = time.process_time()
    for _ in range(20):
        page(client, url)
    return round((time.process_time() - began) / 20 * 1000, 1)


def figures(client: Client) -> dict[str, float]:
    villages = pages(client, "coverage", "village", PERIODS)
    villages += pages(client, "coverage_households", "village", tuple(f"status=not_reached&{p}" for p in PERIODS))
    return {
        "county_p95_ms": p95_ms(pages(client, "coverage", "county", PERIODS)),
        "village_p95_ms": p95_ms(villages),
        "prefecture_p95_ms": p95_ms(pages(client, "coverage", "city", PERIODS)),
        "own_months_p95_ms": p95_ms(pages(client, "coverage", "county", ("first=2025-11&last=2026-03",))),
    }


def someone_to_reach() -> Person:
    idle = Person.objects.filter(household__standings__state="not_reached", household__standings__last=0)
    idle = idle.filter(labour=Labour.ORDINARY, born_on__lt="1990-01-01", left_on=None, course_records=None)
    person = idle.exclude(household__members__course_records__isnull=False).select_related("household").first()
    if person is None:
        raise SystemExit("everybody is reached")
    return person


def completion(person: Person, course: int) -> dict[str, Any]:
    payload = {"course_id": course, "course": "香菇栽培"}
    return {"kind": "course_completed", "payload": payload, "happened_at": timezone.now(), "evidence": {}}


def covered_on(client: Client, url: str) -> int:
    """The number on the tile."""
    tile = re.search(r'class="covered">.*?<dd><a [^>]*>(\d+)</a>', client.get(url).content.decode(), re.DOTALL)
    if tile is None:
        raise SystemExit(f"{url} shows no number")
    return int(tile[1])


def visible_after(client: Client) -> float:
    """Seconds until the county page, asked again and again, counts one household more."""
    person = someone_to_reach()
    url = reverse("coverage", args=[person.household.village_id[:6] + "000000"])
    before = covered_on(client, url)
    began = time.perf_counter()
    append(person=person, **completion(person, 9999))
    while covered_on(client, url) != before + 1:
        if time.perf_counter() - began > 30:
            raise SystemExit("a completion is not shown")
    return round(time.perf_counter() - began, 3)


def write_history() -> None:
    """What an import of history does: many completions in transactions of some hundred."""
    persons = Person.objects.filter(labour=Labour.ORDINARY).order_by("pk")[:HISTORY]
    drafts = [Draft(person_id=person.pk, **completion(person, 8888)) for person in persons]
    append_many(drafts=drafts)


def while_writing(client: Client) -> dict[str, float]:
    connections.close_all()
    writer = multiprocessing.get_context("fork").Process(target=write_history)
    began = time.perf_counter()
    writer.start()
    code = Region.objects.filter(level="county").values_list("pk", flat=True)[0]
    url = reverse("coverage", args=[code])
    slowest = page(client, url)
    while writer.is_alive():
        slowest = max(slowest, page(client, url))
    took = time.perf_counter() - began
    return {"slowest_while_writing_ms": round(slowest * 1000, 1), "history_entries_per_s": round(HISTORY / took)}


def export() -> dict[str, float]:
    run = subprocess.run([sys.executable, "-m", "bench.exporting"], stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return result


def rebuild_all() -> None:
    list(rebuild_courses())
    list(rebuild_counters())


def while_rebuilding(client: Client) -> dict[str, float]:
    """The longest that one report, and one county page, waited while everything was rebuilt."""
    connections.close_all()
    rebuilding = multiprocessing.get_context("fork").Process(target=rebuild_all)
    persons = list(Person.objects.filter(labour=Labour.ORDINARY).order_by("-pk")[:HISTORY])
    url = reverse("coverage", args=[Region.objects.filter(level="county").values_list("pk", flat=True)[0]])
    connections.close_all()
    until = time.perf_counter() + REBUILDING_S
    rebuilding.start()
    reports, pages_ = [], []
    for person in persons:
        reports.append(timed(lambda person=person: append(person=person, **completion(person, 7777)))[0])
        pages_.append(page(client, url))
        if not rebuilding.is_alive() or time.perf_counter() > until:
            break
    rebuilding.terminate()
    rebuilding.join()
    waits = {"slowest_report_while_rebuilding_ms": max(reports), "slowest_page_while_rebuilding_ms": max(pages_)}
    return {name: round(wait * 1000, 1) for name, wait in waits.items()} | {"reports_while_rebuilding": len(reports)}


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    took, built = timed(lambda: build(SIZE))
    remark(f"built in {took:.0f} s: {built}")
    courses_took, _ = timed(lambda: told("course records", rebuild_courses(PROCESSES)))
    counters_took, _ = timed(lambda: (told("counters", rebuild_counters(PROCESSES)), merge_counts()))
    analyse()
    client = Client(headers={"host": "localhost"})
    client.force_login(make_officer("county", Officer.Role.COUNTY, Region.objects.get(pk=CITY)))
    result: dict[str, Any] = {
        "size": SIZE,
        "households": built.households,
        "persons": built.persons,
        "entries": built.entries,
        **figures(client),
        "county_cpu_ms": cpu_ms(client),
        "visible_after_s": visible_after(client),
        **while_writing(client),
        **while_rebuilding(client),
        **export(),
        "rebuild_entries_per_s": round(built.entries / (courses_took + counters_took)),
        "build_s": round(took),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
