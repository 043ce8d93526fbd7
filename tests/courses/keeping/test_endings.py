"""Lessons say what their films end with."""

import pytest

from media.models import EndCard
from tests.lessons import make_course


@pytest.fixture
def lesson(db):
    return make_course(lessons=1).lessons()[0]


def test_a_published_lesson_wishes_for_a_card_with_its_title_and_short_link(lesson, settings):
    card = EndCard.objects.get()
    assert (card.path, card.title, card.source) == (f"/l/{lesson.pk}/", lesson.title, settings.WAGTAIL_SITE_NAME)
    assert (card.video, card.due) == (lesson.video, True)


def test_a_changed_title_wishes_for_another(lesson):
    EndCard.objects.update(due=False)
    lesson.title = "别的题目"
    lesson.save_revision()
    assert not EndCard.objects.get().due
    lesson.save_revision().publish()
    assert (EndCard.objects.get().title, EndCard.objects.get().due) == ("别的题目", True)
