"""The file in words: what happened, in order of time, and what proves it."""

import datetime

import pytest
from django.utils import translation

from learners.assistance.models import Entry
from learners.assistance.queries import file_of, member_rows
from learners.assistance.services import append, correct
from learners.assistance.words import clock
from learners.people.models import Person
from tests.factories import HelperFactory, PersonFactory

MAY = datetime.datetime(2026, 5, 1, 8, 0, tzinfo=datetime.UTC)
LESSON = {"lesson_id": 12, "lesson": "挖笋", "course_id": 3, "course": "种竹"}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def add(person, kind, payload, evidence=None, *, day=0, **changes):
    at = MAY + datetime.timedelta(days=day)
    return append(person=person, kind=kind, payload=payload, happened_at=at, evidence=evidence or {}, **changes)


def learned(person, day=0):
    return add(
        person,
        Entry.Kind.LESSON_COMPLETED,
        {**LESSON, "length_ms": 120_000, "watched_ms": 119_000},
        {"ranges_ms": [[0, 60_000], [61_000, 120_000]], "report": "r1", "attempt": "a1", "device": "d1"},
        day=day,
        subject="lesson:12",
    )


def only_row(person):
    (row,) = file_of(person).rows
    return row


def test_the_file_names_person_household_village_causes_and_helpers(cast):
    HelperFactory(household=cast.lan_home, name="陈干部")
    file = file_of(cast.lan)
    assert (file.person, file.household, file.village.short_name) == (cast.lan, cast.lan_home, "石缸村")
    assert file.causes == ("Lack of skill",)
    assert file.helpers == ("帮扶干部", "陈干部")


def test_numbers_that_point_at_a_person_are_masked(cast):
    cast.lan.phone = "15462472916"
    file = file_of(cast.lan)
    assert (file.phone_masked, file.id_number_masked[3:-4]) == ("154****2916", "*" * 11)


def test_entries_come_in_the_order_in_which_things_happened(cast):
    add(cast.lan, Entry.Kind.COURSE_STARTED, {"course": "种竹", "course_id": 3}, day=5)
    learned(cast.lan, day=2)
    assert [row.seq for row in file_of(cast.lan).rows] == [2, 1]


def test_a_completed_lesson_says_what_was_watched(cast):
    learned(cast.lan)
    row = only_row(cast.lan)
    assert row.title == "Completed the lesson “挖笋” of the course “种竹”."
    assert row.lines == (
        "Watched 1:59 of 2:00 minutes.",
        "Played: 0:00–1:00, 1:01–2:00",
        "Report r1",
        "Answers to the questions: a1",
        "Sign-in on a phone: d1",
    )


def test_a_passed_quiz_says_how_many_were_right(cast):
    add(cast.lan, Entry.Kind.QUIZ_PASSED, {**LESSON, "right": 2, "total": 3}, {"attempt": "a1", "quiz": "f" * 64})
    assert "2 of 3 answers were right." in only_row(cast.lan).lines


def test_a_register_entry_says_where_it_came_from(cast):
    household = {"number": "53", "village": "530623103202", "group": "3组", "causes": ["skill"], "helpers": ["陈"]}
    payload = {"labour": "ordinary", "household": household, "sheet": "贫困户", "row": 7}
    add(cast.lan, Entry.Kind.REGISTERED, payload, {"file": "豆沙.xlsx", "sha256": "ab"}, recorded_by=cast.dousha)
    row = only_row(cast.lan)
    assert row.recorded_by == "dousha"
    assert row.lines == (
        "Household 53, 石缸村 3组",
        "Causes: Lack of skill",
        "Helpers: 陈",
        "Labour: Ordinary labour",
        "File 豆沙.xlsx, sheet 贫困户, row 7",
        "SHA-256 of the file: ab",
    )


def test_a_change_of_the_register_says_field_by_field_what_was_before(cast):
    changes = [
        {"of": "person", "field": "labour", "before": "ordinary", "after": ""},
        {"of": "household", "field": "village", "before": "530623103201", "after": "530623103202"},
        {"of": "person", "field": "phone", "before": "", "after": "154****2916"},
    ]
    add(cast.lan, Entry.Kind.REGISTER_CHANGED, {"changes": changes})
    assert only_row(cast.lan).lines == (
        "Labour: Ordinary labour → —",
        "Village: 石门村 → 石缸村",
        "Phone: — → 154****2916",
    )


@pytest.mark.parametrize("kind", Entry.Kind.values)
def test_an_entry_that_lacks_everything_hides_nothing_of_the_file(cast, kind):
    add(cast.lan, kind, {"course_id": 1})
    assert only_row(cast.lan).title


def test_a_withdrawn_entry_stays_visible_and_no_longer_counts(cast):
    entry = learned(cast.lan)
    correct(entry=entry, reason="another person", by=cast.dousha)
    file = file_of(cast.lan)
    assert [row.corrected_by for row in file.rows] == [2, None]
    assert file.rows[1].lines == ("Reason: another person",)
    assert file.summary.lessons == 0


def test_the_summary_counts_lessons_courses_and_minutes(cast):
    learned(cast.lan)
    add(cast.lan, Entry.Kind.COURSE_COMPLETED, {"course_id": 3, "course": "种竹"})
    summary = file_of(cast.lan).summary
    assert (summary.lessons, summary.courses, summary.watched_minutes) == (1, 1, 2)


def test_a_file_takes_few_queries_however_long_it_is(cast, django_assert_num_queries):
    for day in range(5):
        add(cast.lan, Entry.Kind.REGISTER_CHANGED, {"changes": []}, day=day, recorded_by=cast.dousha)
    person = Person.objects.select_related("household__village").get(pk=cast.lan.pk)
    with django_assert_num_queries(2):
        file_of(person)


def test_a_household_shows_what_each_member_learned(cast):
    child = PersonFactory(household=cast.lan_home)
    learned(cast.lan)
    add(cast.lan, Entry.Kind.COURSE_STARTED, {"course_id": 3, "course": "种竹"})
    add(cast.lan, Entry.Kind.COURSE_STARTED, {"course_id": 4, "course": "种茶"})
    add(cast.lan, Entry.Kind.COURSE_COMPLETED, {"course_id": 3, "course": "种竹"}, day=9)
    lan, other = member_rows([cast.lan, child])
    assert (lan.completed, lan.under_way, lan.lessons) == (("种竹",), ("种茶",), 1)
    assert lan.last_at == MAY + datetime.timedelta(days=9)
    assert (other.person, other.completed, other.lessons, other.last_at) == (child, (), 0, None)


@pytest.mark.parametrize(("ms", "text"), [(0, "0:00"), (61_000, "1:01"), (3_599_600, "60:00")])
def test_a_length_is_written_as_on_a_player(ms, text):
    assert clock(ms) == text
