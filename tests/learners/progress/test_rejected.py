"""Records that were not taken: read by their learner, seen by officers of the area."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.people.models import Look
from learners.progress import notes
from learners.progress.models import RejectedItem
from learners.progress.outcomes import Code
from learners.progress.rejected import people_with_rejected, rejected_of
from learners.progress.services import open_lesson, store_items
from tests.lessons import LENGTH_S, make_course


@pytest.fixture
def lesson(cast):
    return make_course().lessons()[0]


def sends_beyond_the_end(person, lesson, count=1):
    """Records that go past the end of the lesson, just opened."""
    open_lesson(person=person, lesson=lesson)
    head = {"kind": "watched", "lesson": lesson.pk, "wall": 1}
    items = [{**head, "id": str(uuid.uuid4()), "ranges": [[LENGTH_S + 5, LENGTH_S + 9]]} for _ in range(count)]
    return store_items(person=person, items=items)


def test_a_learner_reads_why_a_record_does_not_count(client, cast, lesson):
    sends_beyond_the_end(cast.lan, lesson)
    client.force_login(cast.lan.user)
    page = client.get(reverse("my_records")).content.decode()
    assert str(Code.OUTSIDE_LESSON.label) in page
    assert lesson.title in page


def test_a_learner_reads_nobody_elses_records(client, cast, lesson):
    sends_beyond_the_end(cast.gui, lesson)
    client.force_login(cast.lan.user)
    assert str(Code.OUTSIDE_LESSON.label) not in client.get(reverse("my_records")).content.decode()


def test_officers_see_who_of_their_area_had_records_rejected(cast, lesson):
    sends_beyond_the_end(cast.lan, lesson, 2)
    sends_beyond_the_end(cast.gui, lesson)
    seen = people_with_rejected(cast.dousha).values_list("name", "rejected_count")
    assert list(seen) == [("王兰", 2)]


def test_a_look_at_rejected_records_is_logged(client, cast, lesson):
    sends_beyond_the_end(cast.lan, lesson)
    client.force_login(cast.dousha)
    page = client.get(reverse("person_rejected", args=[cast.lan.pk])).content.decode()
    assert lesson.title in page
    assert Look.objects.filter(person=cast.lan, page="rejected").count() == 1


def test_a_flood_of_bad_records_is_kept_up_to_a_bound(cast, lesson, monkeypatch):
    monkeypatch.setattr(notes, "MOST_PER_PERSON", 3)
    answers = sends_beyond_the_end(cast.lan, lesson, 5) + sends_beyond_the_end(cast.lan, lesson, 2)
    assert {answer.code for answer in answers} == {Code.OUTSIDE_LESSON}
    assert RejectedItem.objects.count() == 3


@pytest.mark.parametrize("item", [{}, {"ranges": "x"}, {"ranges": [[1]]}, {"ranges": [["a", "b"]]}, {"text": "[[[["}])
def test_a_record_that_says_nothing_readable_is_listed_all_the_same(cast, item):
    RejectedItem.objects.create(
        person=cast.lan, item_id=uuid.uuid4(), lesson_id=0, code=Code.BAD_ITEM, item=item, received_at=timezone.now()
    )
    (row,) = rejected_of(cast.lan)
    assert (row.seconds, row.answers, row.lesson) == (0, 0, "")
