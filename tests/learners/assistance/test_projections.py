"""Course records follow the ledger entry by entry, and are rebuilt from it to the same rows."""

import datetime
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from learners.assistance.models import CourseRecord, Entry
from learners.assistance.services import append, correct
from learners.people.models import Person
from tests.cast import make_cast
from tests.depth import tried
from tests.factories import PersonFactory

MAY = datetime.datetime(2026, 5, 1, 8, 0, tzinfo=datetime.UTC)
DEED = st.tuples(
    st.integers(0, 1),
    st.sampled_from(["course_started", "course_completed", "lesson_completed", "withdrawn"]),
    st.integers(1, 3),
    st.integers(0, 9),
)


def add(person, kind, course, day=0):
    return append(
        person=person,
        kind=kind,
        subject=f"course:{course}",
        payload={"course_id": course},
        happened_at=MAY + datetime.timedelta(days=day),
        evidence={},
    )


def rows():
    return list(
        CourseRecord.objects.order_by("person", "course_id").values_list(
            "person", "course_id", "started_at", "completed_at"
        )
    )


def rebuild():
    out = StringIO()
    call_command("rebuild_projections", stdout=out)
    return out.getvalue()


def do(cast, deeds):
    for who, kind, course, day in deeds:
        person = [cast.lan, cast.gui][who]
        if kind != "withdrawn":
            add(person, kind, course, day)
        elif entry := person.entries.exclude(kind=Entry.Kind.CORRECTION).last():
            correct(entry=entry, reason="x", by=cast.dousha)


class Rebuilding(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = make_cast()

    @tried(15, 80)
    @given(st.lists(DEED, max_size=12))
    def test_rebuilding_changes_nothing_that_was_kept_up_to_date(self, deeds):
        do(self.cast, deeds)
        kept = rows()
        CourseRecord.objects.all().delete()
        rebuild()
        assert rows() == kept

    @tried(8, 40)
    @given(st.lists(DEED, max_size=8))
    def test_rebuilding_repairs_what_was_tampered_with(self, deeds):
        do(self.cast, deeds)
        kept = rows()
        CourseRecord.objects.update(completed_at=MAY - datetime.timedelta(days=99))
        CourseRecord.objects.create(person=Person.objects.first(), course_id=99, completed_at=MAY)
        rebuild()
        assert rows() == kept


def test_starting_and_completing_a_course_is_one_record(cast):
    add(cast.lan, "course_started", 4, day=0)
    add(cast.lan, "course_completed", 4, day=3)
    assert rows() == [(cast.lan.pk, 4, MAY, MAY + datetime.timedelta(days=3))]


def test_a_withdrawn_completion_no_longer_counts(cast):
    add(cast.lan, "course_started", 4)
    correct(entry=add(cast.lan, "course_completed", 4), reason="another person", by=cast.dousha)
    assert rows() == [(cast.lan.pk, 4, MAY, None)]


def test_a_withdrawn_start_leaves_no_record(cast):
    correct(entry=add(cast.lan, "course_started", 4), reason="another person", by=cast.dousha)
    assert rows() == []


def test_rebuilding_a_sound_database_says_that_nothing_was_wrong(cast):
    add(cast.lan, "course_started", 4)
    assert "written: 0, removed: 0" in rebuild()


def test_rebuilding_takes_no_more_queries_for_more_persons(cast):
    queries = []
    for _ in range(2):
        for person in PersonFactory.create_batch(10, household=cast.lan_home):
            add(person, "course_started", 4)
        CourseRecord.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            rebuild()
        queries.append(len(asked))
    assert queries[1] <= queries[0]
    assert len(rows()) == 20
