"""What is to be learned before a course: chosen by trainers, shown to villagers."""

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from courses.models import CoursePage, Prerequisite
from tests.lessons import make_course


@pytest.fixture
def bags(cast):
    return make_course("bags")


@pytest.fixture
def shade(bags):
    course = make_course("shade")
    Prerequisite.objects.create(page=course, course=bags)
    return course


def sent(page, courses):
    form_class = CoursePage.get_edit_handler().get_form_class()
    blank = form_class(instance=page)
    data = {name: blank[name].value() or "" for name in ("title", "slug", "summary", "keywords", "level", "picture")}
    rows = inline_formset([{"course": one.pk} for one in courses])
    data |= nested_form_data({"prerequisites": rows, "comments": inline_formset([])})
    return form_class(data, instance=page)


def test_the_page_says_what_comes_first(client, shade, bags):
    page = client.get(shade.url).content.decode()
    assert bags.url in page


def test_what_is_not_published_is_not_asked_for(shade, bags):
    bags.unpublish()
    assert shade.to_learn_before() == []


def test_a_trainer_chooses_it(shade, bags):
    later = make_course("drying")
    form = sent(later, [bags, shade])
    assert form.is_valid(), (form.errors, form.formsets["prerequisites"].errors)
    form.save().save_revision().publish()
    assert later.to_learn_before() == [bags, shade]


def test_no_course_can_wait_for_itself_by_way_of_another(shade, bags):
    form = sent(bags, [shade])
    assert not form.is_valid()
    assert "course" in form.formsets["prerequisites"].errors[0]


def test_no_course_can_wait_for_itself(bags):
    assert not sent(bags, [bags]).is_valid()
