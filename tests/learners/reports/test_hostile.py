"""One quarter in which everything happened that makes figures wrong, counted by hand.

Each number here was worked out on paper from the glossary; pages, Excel files and what was frozen have to show it.
"""

import csv
import datetime
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.assistance.models import Entry
from learners.assistance.services import CannotCorrect, append, correct
from learners.people.models import Household, HouseholdHelper, Person
from learners.people.signals import register_applied
from learners.reports.models import Snapshot
from learners.reports.rebuilding import rebuild_counters
from tests.factories import HelperFactory, HouseholdFactory, PersonFactory
from tests.learners.reports.test_forms import excel_rows, screen_rows, sheet_of
from tests.learners.reports.test_views import DOUSHA, SHIGANG, SHIMEN, desk  # noqa: F401
from tests.learners.reports.training.test_screens import rows_in, rows_on
from tools.test import in_ci

QUERY = "?year=2025&quarter=2"
SKILL = {"class_id": 1, "class_kind": "skill", "title": "乌鸡养殖", "hours": 16}
STARTUP = {"class_id": 2, "class_kind": "startup", "title": "开农家乐", "hours": 40}
GUIDANCE = {"class_id": 3, "class_kind": "guidance", "title": "政策宣讲", "hours": 8}


def on(month: int, day: int) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime(2025, month, day, 9))


def did(person: Person, kind: str, at: datetime.datetime, **payload) -> Entry:
    return append(person=person, kind=kind, payload=payload, happened_at=at, evidence={})


def tell(person: Person, at: datetime.datetime, of: str, field: str, before: str, after: str, home: Household) -> None:
    change = {"of": of, "field": field, "before": before, "after": after}
    payload = {"household": home.number, "changes": [change]}
    register_applied.send(sender=None, entries=[(person, "register_changed", payload)], by=None, at=at, evidence={})


def moves(person: Person, home: Household, at: datetime.datetime) -> None:
    before = person.household.number
    Person.objects.filter(pk=person.pk).update(household=home)
    person.refresh_from_db()
    tell(person, at, "person", "household", before, home.number, home)


def member(village: str, name: str, **fields) -> Person:
    return PersonFactory(household=HouseholdFactory(village_id=village, **fields), name=name)


@pytest.fixture
def quarter(cast):
    """Frozen on 30 June, and then a report came in that was late."""
    wu, zheng = member(SHIMEN, "吴"), member(SHIGANG, "郑")
    moves_twice_and_dies(cast.lan, wu.household, zheng.household)
    did(wu, "class_completed", on(5, 20), **SKILL)
    did(wu, "certificate_issued", on(5, 21), serial="S1", class_id=1, class_kind="skill")
    did(wu, "certificate_revoked", on(7, 5), serial="S1")
    corrected_once(zheng, cast.county)
    cancelled_after_completion(member(SHIMEN, "钱"), cast.county)
    splits(member(SHIMEN, "周", kind="lifted"))
    sun = member(SHIGANG, "孙")
    monitored_for_a_while(sun)
    Person.objects.filter(pk=sun.pk).update(born_on="1995-07-01", sex="male")
    sun.refresh_from_db()
    sun.save()
    return sun


def moves_twice_and_dies(lan, first, second) -> None:
    """In June; her course of May counts where she lived last, and her old household has nobody left."""
    did(lan, "course_completed", on(5, 10), course_id=1)
    moves(lan, first, on(6, 2))
    moves(lan, second, on(6, 20))
    lan.left_on = datetime.date(2025, 6, 25)
    lan.save(update_fields=["left_on"])


def corrected_once(zheng, by) -> None:
    """The completion is withdrawn, and no correction of the correction brings it back."""
    did(zheng, "course_started", on(5, 1), course_id=2)
    entry = did(zheng, "course_completed", on(5, 5), course_id=2)
    correction = correct(entry=entry, reason="看错了人", by=by)
    with pytest.raises(CannotCorrect):
        correct(entry=correction, reason="没看错", by=by)
    assert correct(entry=entry, reason="又错了", by=by) == correction


def cancelled_after_completion(qian, by) -> None:
    for kind in ("class_signed_in", "class_completed"):
        correct(entry=did(qian, kind, on(5, 15), **STARTUP), reason="班次取消", by=by)


def splits(zhou) -> None:
    """A daughter goes in May and is at guidance in June, which covers nobody."""
    feng = PersonFactory(household=zhou.household, name="冯", relation="之女", sex="male")
    did(zhou, "course_completed", on(4, 10), course_id=4)
    new = HouseholdFactory(village=zhou.household.village, kind="lifted")
    moves(feng, new, on(5, 15))
    did(feng, "class_completed", on(6, 1), **GUIDANCE)


def monitored_for_a_while(sun) -> None:
    home = sun.household
    for at, before, after in ((on(4, 2), "", "marginal"), (on(6, 3), "marginal", "")):
        home.monitored = after
        home.save()
        tell(sun, at, "household", "monitored", before, after, home)


def late(sun) -> None:
    """Of 28 June, sent in July by a phone without a line."""
    did(sun, "course_completed", on(6, 28), course_id=3)


COVERAGE_BEFORE = [
    # households, skill-lacking, not applicable, covered, in progress, not reached, rate
    ["石门村", "4", "4", "0", "2", "0", "2", "50.0%"],
    ["石缸村", "3", "3", "1", "0", "1", "1", "0.0%"],
    ["Total", "7", "7", "1", "2", "1", "3", "33.3%"],
]
COVERAGE = [
    ["石门村", "4", "4", "0", "2", "0", "2", "50.0%"],
    ["石缸村", "3", "3", "1", "1", "1", "0", "50.0%"],
    ["Total", "7", "7", "1", "3", "1", "2", "50.0%"],
]
MONEY = ["0", "0", "0", "0", "0.00", "0.00"]  # certificates, employed three times, subsidies, each
TRAINING = [
    # guidance, skill, startup, Rain and Dew, online, all; persons, hours; begun, completed of these, their share
    ["石门村", "1", "1", "0", "0", "1", "3", "3", "24", "3", "3", "100.0%", *MONEY],
    ["石缸村", "0", "0", "0", "0", "2", "2", "2", "0", "3", "2", "66.7%", *MONEY],
    ["Total", "1", "1", "0", "0", "3", "5", "5", "24", "6", "5", "83.3%", *MONEY],
]
WHOLE = ["7", "1", "3", "1", "2", "50.0%", "5", "5", "6", "0"]
BREAKDOWNS = {
    # skill-lacking, not applicable, covered, in progress, not reached, rate; persons, person-times, begun, certificates
    "cause": [["Lack of skill", *WHOLE], ["Total", *WHOLE]],
    "category": [
        ["Ordinary poor household", "5", "1", "2", "1", "1", "50.0%", "3", "3", "4", "0"],
        ["Household lifted out of poverty", "2", "0", "1", "0", "1", "50.0%", "2", "2", "2", "0"],
        ["Total", *WHOLE],
    ],
    "monitored": [["Not monitored", *WHOLE], ["Total", *WHOLE]],
    "industry": [["Not given", *WHOLE], ["Total", *WHOLE]],
    # persons, person-times, begun, certificates
    "sex": [["Male", "2", "2", "2", "0"], ["Female", "3", "3", "4", "0"], ["Total", "5", "5", "6", "0"]],
    "age": [["16 to 29", "1", "1", "1", "0"], ["40 to 49", "4", "4", "5", "0"], ["Total", "5", "5", "6", "0"]],
    "kind": [
        ["Guidance training", "1", "1", "1", "0"],
        ["Skill training", "1", "1", "1", "0"],
        ["Online courses", "3", "3", "4", "0"],
        ["Total", "5", "5", "6", "0"],
    ],
    "mode": [
        ["Online courses", "3", "3", "4", "0"],
        ["Classes face to face", "2", "2", "2", "0"],
        ["Total", "5", "5", "6", "0"],
    ],
}


def page(desk, name, query=QUERY):  # noqa: F811
    return desk.get(reverse(name, args=[DOUSHA]) + query).content.decode()


def file(desk, name, query=QUERY):  # noqa: F811
    return desk.get(reverse(name, args=[DOUSHA]) + query).content


@pytest.mark.parametrize("name", ["coverage", "coverage_form"])
def test_coverage_before_and_after_the_late_report(desk, quarter, name):  # noqa: F811
    assert screen_rows(page(desk, name)) == COVERAGE_BEFORE
    late(quarter)
    assert screen_rows(page(desk, name)) == COVERAGE
    assert excel_rows(sheet_of(file(desk, "coverage_excel")), 3) == COVERAGE
    assert sum(rebuild_counters()) == 0


def test_training(desk, quarter):  # noqa: F811
    late(quarter)
    assert rows_on(page(desk, "training_statistics")) == TRAINING
    assert rows_in(file(desk, "training_excel"), 3, len(TRAINING[0])) == TRAINING


@pytest.mark.parametrize("dimension", BREAKDOWNS)
def test_breakdowns(desk, quarter, dimension):  # noqa: F811
    late(quarter)
    query, expected = f"{QUERY}&by={dimension}", BREAKDOWNS[dimension]
    assert rows_on(page(desk, "coverage_breakdown", query)) == expected
    assert rows_in(file(desk, "breakdown_excel", query), len(expected), len(expected[0])) == expected


def test_what_was_frozen_stays_and_what_came_late_stands_beside_it(desk, quarter):  # noqa: F811
    desk.post(reverse("coverage_freeze", args=[DOUSHA]) + QUERY)
    late(quarter)
    snapshot = Snapshot.objects.get()
    kept = [[row["name"], *map(str, row["values"])] for row in snapshot.table["rows"]]
    assert kept == [row[:-1] for row in COVERAGE_BEFORE]
    shown = desk.get(reverse("coverage_snapshot", args=[snapshot.pk])).content.decode()
    pairs = [
        [old if old == new else f"{old} → {new}" for old, new in zip(before[:-1], after[:-1], strict=True)]
        for before, after in zip(COVERAGE_BEFORE, COVERAGE, strict=True)
    ]
    assert rows_on(shown) == pairs


def test_who_helps_a_household_now_counts_it_and_who_did_does_not(quarter, cast, client):
    helped = HelperFactory(household=quarter.household, user=cast.helper)
    client.cookies["django_language"] = "en"
    HouseholdHelper.objects.filter(household=cast.lan_home).delete()
    late(quarter)
    client.force_login(cast.helper)
    own = reverse("own_households") + QUERY
    assert client.get(own).context["total"].covered == 1
    assert rows_on(client.get(reverse("own_breakdown") + f"{QUERY}&by=kind").content.decode())[-1][1:3] == ["1", "1"]
    helped.user = None
    helped.save()
    assert client.get(own).context["total"].households == 0
    assert (
        "There is nothing to count here" in client.get(reverse("own_breakdown") + f"{QUERY}&by=kind").content.decode()
    )


def test_libreoffice_works_out_what_the_screen_shows(desk, quarter, tmp_path):  # noqa: F811
    office = shutil.which("soffice")
    if not office:
        (pytest.fail if in_ci() else pytest.skip)("no LibreOffice here: apt-get install libreoffice-calc-nogui")
    late(quarter)
    asked = {"coverage_excel": QUERY, "training_excel": QUERY, "breakdown_excel": f"{QUERY}&by=category"}
    files = [tmp_path / f"{name}.xlsx" for name in asked]
    for path, (name, query) in zip(files, asked.items(), strict=True):
        path.write_bytes(file(desk, name, query))
    worked_out = [recalculated(path) for path in calculate(office, files, tmp_path)]
    for rows, expected in zip(worked_out, (COVERAGE, TRAINING, BREAKDOWNS["category"]), strict=True):
        assert [row[: len(expected[0])] for row in rows if row[0] in {one[0] for one in expected}] == expected


def calculate(office: str, files: list[Path], folder: Path) -> list[Path]:
    """The first sheet of each as CSV."""
    words = [office, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", folder]
    home = f"-env:UserInstallation=file://{folder}/home"
    subprocess.run([*words, home, *files], check=True, capture_output=True, timeout=120)
    return [path.with_suffix(".csv") for path in files]


def recalculated(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8") as text:
        return [row for row in csv.reader(text) if any(row)]


@pytest.mark.parametrize("dimension", BREAKDOWNS)
def test_every_number_of_a_breakdown_leads_to_as_many(desk, quarter, dimension):  # noqa: F811
    """Households, persons, or what the persons of the list did."""
    late(quarter)
    found = re.findall(r'<a href="([^"]+)">(\d+)</a>', page(desk, "coverage_breakdown", f"{QUERY}&by={dimension}"))
    assert len(found) == sum(len([cell for cell in row[1:] if "%" not in cell]) for row in BREAKDOWNS[dimension])
    for url, number in found:
        listed = desk.get(url.replace("&amp;", "&")).context["page"]
        behind = listed.paginator.count if "status=" in url else sum(line.number for line in listed)
        assert behind == int(number), url
