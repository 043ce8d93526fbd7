"""The process behind `bench.recommend`: fills a fresh database many rows at once, asks, takes the time."""

from __future__ import annotations

import datetime
import json
import os
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduplatform.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Model  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.search import remark  # noqa: E402
from bench.searching import plant  # noqa: E402
from courses.models import CoursePage, Industry  # noqa: E402
from courses.reference import DATA, load_industries, read_csv  # noqa: E402
from courses.search.services import note_change  # noqa: E402
from eduplatform.accounts.models import User  # noqa: E402
from learners.assistance.ledger import GENESIS  # noqa: E402
from learners.assistance.models import CourseRecord, Entry  # noqa: E402
from learners.people.codes import Cause, Education, Labour, WorkStatus  # noqa: E402
from learners.people.models import Household, Person  # noqa: E402
from learners.plans.desk.hearing import note_change as note_matching_change  # noqa: E402
from learners.plans.desk.models import CourseSteer, IndustryBan, JobOpening  # noqa: E402
from learners.plans.desk.services import count_results  # noqa: E402
from learners.plans.queries import offers_for, offers_for_many  # noqa: E402
from learners.regions.models import Region, RegionIndustry  # noqa: E402

PERSONS = int(os.environ.get("PERSONS") or 1_000_000)
COURSES = int(os.environ.get("COURSES_N") or 2_000)
ASKED = int(os.environ.get("ASKED") or 1_000)
TOWNSHIP = 8_000
# Four in a household, 500 households in a village, four villages in a township, 20 townships in a county.
MEMBERS, HOUSEHOLDS, VILLAGES, TOWNSHIPS = 4, 500, 4, 20
BATCH = 5_000
SEED = 20260301


def fill(model: type[Model], rows: Iterable[Any]) -> None:
    ahead = iter(rows)
    while some := list(islice(ahead, BATCH)):
        model._default_manager.bulk_create(some, batch_size=500)


def plant_courses(chance: random.Random) -> list[str]:
    """As many courses, each on one of the local products; returns the codes of the products."""
    products = [f"{row['class_code']}/{row['name']}" for row in read_csv(DATA / "products.csv")]
    rows = [
        {
            "id": str(number),
            "title": f"{chance.choice(products).split('/')[1]}：第{number}课",
            "summary_line1": "怎样做好",
            "summary_line2": "",
            "tags": "",
            "skill_level": chance.choice(("入门", "初级", "中级")),
            "season_months": ";".join(map(str, chance.sample(range(1, 13), 3))) if chance.random() < 0.5 else "",
            "minutes": "8",
            "industry_codes": "",
        }
        for number in range(COURSES)
    ]
    ids = plant(rows)
    through = CoursePage.industries.through
    codes = {code.split("/")[1]: code for code in products}
    fill(
        through,
        (
            through(coursepage_id=pk, industry_id=codes[rows[int(key)]["title"].split("：")[0]])
            for pk, key in ids.items()
        ),
    )
    return products


def regions() -> Iterator[Region]:
    """Counties 990001, 990002, ... with as many villages as the persons need."""
    villages = -(-PERSONS // (MEMBERS * HOUSEHOLDS))
    counties = -(-villages // (VILLAGES * TOWNSHIPS))
    for county in range(1, counties + 1):
        code = f"99{county:04d}"
        yield Region(code=f"{code}000000", name=f"第{county}县", short_name=f"第{county}县", level="county")
        for town in range(100, 100 + TOWNSHIPS):
            name = f"{county}-{town}镇"
            yield Region(
                code=f"{code}{town}000", name=name, short_name=name, level="township", parent_id=f"{code}000000"
            )
            for number in range(200, 200 + VILLAGES):
                own = f"{name}{number}村"
                above = f"{code}{town}000"
                yield Region(code=f"{code}{town}{number}", name=own, short_name=own, level="village", parent_id=above)


def households(villages: Sequence[str], chance: random.Random) -> Iterator[Household]:
    causes = list(Cause)
    for number in range(-(-PERSONS // MEMBERS)):
        village = villages[number // HOUSEHOLDS]
        cause, other = chance.sample(causes, 2)
        yield Household(number=f"{village}{number:08d}", village_id=village, cause=cause, cause_2=other)


def persons(homes: Iterable[int], chance: random.Random) -> Iterator[Person]:
    schooling, labour, work = list(Education), list(Labour), list(WorkStatus)
    for home in homes:
        for member in range(MEMBERS):
            yield Person(
                household_id=home,
                name=f"村民{home}{member}",
                id_number_hash=f"{home}-{member}",
                relation="户主",
                born_on=datetime.date(chance.randint(1945, 2015), 5, 1),
                education=chance.choice(schooling),
                labour=chance.choice(labour),
                work=chance.choice(work),
            )


def learning(ids: Sequence[int], courses: Sequence[int], chance: random.Random) -> Iterator[CourseRecord]:
    """A tenth of all have begun one to three courses."""
    now = timezone.now()
    for pk in ids:
        if chance.random() < 0.1:
            for course in chance.sample(courses, chance.randint(1, 3)):
                done = now if chance.random() < 0.6 else None
                yield CourseRecord(person_id=pk, course_id=course, started_at=now, completed_at=done)


def wishes(ids: Sequence[int], names: Sequence[str], chance: random.Random) -> Iterator[Entry]:
    """One in a hundred said what they wish to learn."""
    now = timezone.now()
    for pk in ids:
        if chance.random() < 0.01:
            yield Entry(
                person_id=pk,
                seq=1,
                kind=Entry.Kind.WISH,
                payload={"text": f"想学{chance.choice(names)}"},
                happened_at=now,
                recorded_at=now,
                previous_hash=GENESIS,
                hash=f"{pk}",
            )


def decisions(products: Sequence[str], courses: Sequence[int], chance: random.Random) -> None:
    """In every township a ban, a pin, a course held back and two employers."""
    officer = User.objects.create(username="staff")
    for code in Region.objects.filter(level="township").values_list("pk", flat=True):
        common = {"region_id": code, "made_by": officer}
        IndustryBan.objects.create(industry_id=chance.choice(products), **common)
        for way in CourseSteer.Way.values:
            CourseSteer.objects.create(course_id=chance.choice(courses), way=way, **common)
        for number in range(2):
            name = f"{code}第{number}社"
            JobOpening.objects.create(employer=name, industry_id=chance.choice(products), seats=5, **common)


@transaction.atomic
def build() -> None:
    chance = random.Random(SEED)
    load_industries()
    products = plant_courses(chance)
    courses = list(CoursePage.objects.values_list("pk", flat=True))
    fill(Region, regions())
    villages = list(Region.objects.filter(level="village").order_by("pk").values_list("pk", flat=True))
    trades = (
        RegionIndustry(region_id=code, industry_id=product, weight=0.8)
        for code in Region.objects.exclude(level="province").values_list("pk", flat=True)
        for product in chance.sample(products, 2)
    )
    fill(RegionIndustry, trades)
    fill(Household, households(villages, chance))
    homes = list(Household.objects.order_by("pk").values_list("pk", flat=True))
    fill(Person, persons(homes, chance))
    ids = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    fill(CourseRecord, learning(ids, courses, chance))
    names = list(Industry.objects.filter(is_product=True).values_list("name", flat=True))
    fill(Entry, wishes(ids, names, chance))
    decisions(products, courses, chance)
    note_matching_change()
    remark(f"{len(ids)} persons, {len(courses)} courses, {count_results()} results")


def ask(pk: int) -> int:
    person = Person.objects.select_related("household__village").get(pk=pk)
    return len(offers_for(person))


def most_queries(ids: Sequence[int]) -> int:
    most = 0
    for pk in ids:
        with CaptureQueriesContext(connection) as queries:
            ask(pk)
        most = max(most, len(queries))
    return most


def at_a_tenth(ids: Sequence[int]) -> int:
    """The most queries when nine of ten courses are not published, everything read anew before it is counted."""
    keep = CoursePage.objects.order_by("pk").values_list("pk", flat=True)[: max(COURSES // 10, 1)]
    CoursePage.objects.exclude(pk__in=list(keep)).update(live=False)
    note_change()
    for pk in ids:
        ask(pk)
    return most_queries(ids)


def measure() -> dict[str, object]:
    chance = random.Random(SEED)
    ids = list(Person.objects.values_list("pk", flat=True))
    asked = chance.sample(ids, min(ASKED, len(ids)))
    started = time.perf_counter()
    ask(asked[0])
    cold = time.perf_counter() - started
    took, worked, found = [], [], 0
    for pk in asked:
        started, before = time.perf_counter(), time.process_time()
        found += ask(pk)
        took.append(time.perf_counter() - started)
        worked.append(time.process_time() - before)
    few = asked[:30]
    queries = most_queries(few)
    rows = Person.objects.select_related("household__village").order_by("pk")[:TOWNSHIP]
    started, before = time.perf_counter(), time.process_time()
    offered = sum(bool(offers) for _person, offers in offers_for_many(list(rows)))
    township, township_cpu = time.perf_counter() - started, time.process_time() - before
    return {
        "p95_ms": round(sorted(took)[int(0.95 * len(took))] * 1000, 2),
        "p95_cpu_ms": round(sorted(worked)[int(0.95 * len(worked))] * 1000, 2),
        "median_ms": round(sorted(took)[len(took) // 2] * 1000, 2),
        "first_s": round(cold, 2),
        "queries": queries,
        "queries_at_a_tenth": at_a_tenth(few),
        "township_s": round(township, 2),
        "township_cpu_s": round(township_cpu, 2),
        "township_persons": offered,
        "persons": len(ids),
        "courses": COURSES,
        "offers_per_person": round(found / len(asked), 2),
    }


def main() -> int:
    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    build()
    remark(f"built in {time.perf_counter() - started:.0f} s")
    print(json.dumps(measure(), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
