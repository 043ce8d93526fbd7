"""The auditor draws, looks, marks; nobody else, and nothing else changes."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from learners.assistance.models import Entry
from learners.assistance.services import append
from learners.audit.models import AuditMark
from learners.audit.sampling import sample, shares
from learners.people.models import Look
from tests.factories import PersonFactory

NOW = timezone.now() - datetime.timedelta(days=2)
KINDS = [Entry.Kind.VISIT] * 30 + [Entry.Kind.WISH] * 5 + [Entry.Kind.OUTCOME]


@pytest.fixture
def entries(cast):
    return [
        append(person=cast.lan, kind=kind, payload={"n": n}, happened_at=NOW, evidence={})
        for n, kind in enumerate(KINDS)
    ]


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.auditor)
    return client


def drawn(seed="1", size=9, by="kind"):
    return sample(Entry.objects.all(), seed=seed, size=size, by=by)


def test_the_same_seed_draws_the_same_entries(entries):
    assert drawn() == drawn()
    assert drawn() != drawn(seed="2")


def test_rare_kinds_are_drawn_too(entries):
    kinds = [entry.kind for entry in drawn()]
    assert (kinds.count("visit"), kinds.count("wish"), kinds.count("outcome")) == (4, 4, 1)


def test_later_entries_move_little(cast, entries):
    before = set(drawn())
    append(person=cast.gui, kind=Entry.Kind.VISIT, payload={}, happened_at=NOW, evidence={})
    assert len(before - set(drawn())) <= 1


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 50), max_size=6), st.integers(0, 100))
def test_shares_are_even_and_complete(there, size):
    taken = shares(there, size)
    assert sum(taken.values()) == min(size, sum(there.values()))
    unfilled = [count for name, count in taken.items() if count < there[name]]
    assert not unfilled or max(taken.values()) - min(unfilled) <= 1


def test_a_sample_shows_evidence_and_logs_a_look(desk, cast, entries):
    page = desk.get("/office/audit/sample/", {"seed": "7", "size": "5", "by": "village"})
    assert len(page.context["rows"]) == 5
    assert Look.objects.filter(person=cast.lan, user=cast.auditor, page="sample").count() == 1


def test_a_form_that_was_only_opened_draws_nothing(desk, entries):
    assert desk.get("/office/audit/sample/").context["rows"] == []
    assert not Look.objects.exists()


def marked(desk, about, **said):
    return desk.post("/office/audit/mark/", {"about": about, "state": "explained", "note": "问过本人", **said})


def test_marks_are_kept_and_the_latest_stands_first(desk, cast, entries):
    about = f"entry:{cast.lan.pk}:1"
    marked(desk, about, state="follow_up")
    marked(desk, about)
    assert list(AuditMark.objects.filter(about=about).order_by("pk").values_list("state", flat=True)) == [
        "follow_up",
        "explained",
    ]
    rows = desk.get("/office/audit/sample/", {"seed": "7", "size": "50", "by": "kind"}).context["rows"]
    (row,) = [row for row in rows if row.about == about]
    assert row.marks[0].state == "explained"


@pytest.mark.parametrize("about", ["entry:{gui}:9", "entry:x:1", "finding:one_device:x", "finding:none:x", "other"])
def test_what_is_not_there_cannot_be_marked(desk, cast, entries, about):
    assert marked(desk, about.format(gui=cast.gui.pk)).status_code == 404
    assert not AuditMark.objects.exists()


def test_a_finding_is_counted_marked_and_linked_to_its_entries(desk, cast):
    for person in (cast.lan, *(PersonFactory(household=cast.lan_home) for _ in range(4))):
        evidence = {"device": "d" * 16}
        append(person=person, kind=Entry.Kind.LESSON_COMPLETED, payload={}, happened_at=NOW, evidence=evidence)
    (row,) = desk.get("/office/audit/findings/one_device/").context["rows"]
    marked(desk, row.about, state="follow_up")
    page = desk.get("/office/audit/findings/one_device/")
    assert f"/office/persons/{cast.lan.pk}/#entry-1" in page.content.decode()
    assert Look.objects.filter(person=cast.lan, user=cast.auditor, page="finding").count() == 2
    assert page.context["rows"][0].marks[0].note == "问过本人"
    first = desk.get("/office/audit/").context["rows"][0]
    assert (first.question.kind, first.found, first.marked, first.follow_up) == ("one_device", 1, 1, 1)


def test_days_that_make_no_sense_are_said(desk):
    page = desk.get("/office/audit/", {"first": "2026-05-02", "last": "2026-05-01"})
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("path", ["", "findings/jump/", "sample/"])
def test_the_ends_of_time_are_no_days(desk, day, path):
    page = desk.get(f"/office/audit/{path}", {"first": day, "last": day, "seed": "1", "size": "5", "by": "kind"})
    assert page.status_code == 200
    assert page.context["form"].errors


def test_a_mark_leads_back_only_inside_the_site(desk, cast, entries):
    answer = marked(desk, f"entry:{cast.lan.pk}:1", back="https://elsewhere.example/")
    assert answer.url == "/office/audit/"
