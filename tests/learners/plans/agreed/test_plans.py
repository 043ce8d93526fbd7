"""Plans: agreed, changed, ticked off by what the file has, reminded of in the evening."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.assistance.models import CourseRecord, Entry
from learners.assistance.queries import file_of
from learners.assistance.services import append
from learners.notices.models import Notice
from learners.people.models import Household
from learners.plans.agreed import services
from learners.plans.agreed.models import PlanItem
from learners.plans.agreed.queries import due_day, own_plan, plan_of, proposals_for, slips_in
from learners.plans.agreed.services import NothingAgreed, agree, drop, evening, move, remind
from tests.lessons import make_course

TODAY = datetime.date(2026, 3, 10)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def course(cast):
    return make_course()


@pytest.fixture
def item(cast, course):
    return agree(person=cast.lan, course=course, due_on=TODAY + 30 * DAY, by=cast.dousha, helper="帮扶干部")


def standing(household, day=TODAY):
    return [line.standing for line in plan_of(household, day)]


def complete(person, course):
    now = timezone.now()
    CourseRecord.objects.create(person=person, course_id=course.pk, started_at=now, completed_at=now)


def test_a_completed_course_ticks_itself_off(cast, item, course):
    assert standing(cast.lan_home) == ["open"]
    complete(cast.lan, course)
    assert standing(cast.lan_home) == ["done"]
    assert own_plan(cast.lan, TODAY) == []


def test_what_another_member_learned_ticks_nothing_off(cast, item, course):
    complete(cast.gui, course)
    assert standing(cast.lan_home) == ["open"]


def test_a_class_ticks_itself_off_by_its_number(cast):
    agree(person=cast.lan, title="养蜂班", class_id=7, due_on=TODAY, by=cast.dousha)
    payload = {"class_id": 7, "title": "养蜂培训"}
    append(person=cast.lan, kind=Entry.Kind.CLASS_COMPLETED, payload=payload, happened_at=timezone.now(), evidence={})
    assert standing(cast.lan_home) == ["done"]


def test_it_slips_after_its_day_and_the_helper_sees_it(cast, item):
    late = item.due_on + DAY
    assert standing(cast.lan_home, late) == ["slipped"]
    assert [line.item for line in slips_in(Household.objects.filter(pk=cast.lan_home.pk), late)] == [item]
    assert slips_in(Household.objects.filter(pk=cast.gui_home.pk), late) == []


def test_each_change_is_an_entry_in_the_file(cast, item):
    move(item=item, due_on=item.due_on + DAY, by=cast.dousha)
    drop(item=item, why="外出务工", by=cast.dousha)
    changes = [entry.payload["change"] for entry in cast.lan.entries.filter(kind=Entry.Kind.PLAN_CHANGED)]
    assert changes == ["added", "moved", "dropped"]
    assert plan_of(cast.lan_home, TODAY) == []
    titles = [row.title for row in file_of(cast.lan).rows]
    assert all(item.title in title for title in titles)


def test_nothing_is_no_plan_and_a_course_is_planned_once(cast, item, course):
    with pytest.raises(NothingAgreed):
        agree(person=cast.lan, due_on=TODAY, by=cast.dousha)
    with pytest.raises(NothingAgreed):
        agree(person=cast.lan, course=course, due_on=TODAY, by=cast.dousha)


def test_a_reminder_comes_once_in_the_evening_before_and_once_after(cast, item):
    for day in (item.due_on - 20 * DAY, item.due_on - 5 * DAY, item.due_on - 4 * DAY, item.due_on + DAY):
        remind(today=day)
    assert [timezone.localtime(notice.due_at).hour for notice in Notice.objects.order_by("due_at")] == [19, 19]


def test_who_works_away_is_reminded_later(cast):
    cast.lan.work = "away"
    assert evening(cast.lan, TODAY) > evening(cast.gui, TODAY)


def test_what_is_done_is_not_reminded_of(cast, item, course):
    remind(today=item.due_on)
    complete(cast.lan, course)
    remind(today=item.due_on + DAY)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("month", "day"), [(3, "2026-03-31"), (4, "2026-04-30"), (2, "2027-02-28"), (None, "2026-05-09")]
)
def test_a_course_is_due_while_its_work_is_done(month, day):
    assert due_day(month, TODAY).isoformat() == day


def test_what_is_planned_is_not_proposed_again(cast, course):
    other = make_course("other")
    agree(person=cast.lan, course=course, due_on=TODAY, by=cast.dousha)
    assert [one.course for one in proposals_for([cast.lan], TODAY)] == [other]


def test_a_helper_agrees_on_a_plan_and_prints_it(client, cast, course):
    client.force_login(cast.helper)
    address = reverse("household_plan", args=[cast.lan_home.pk])
    day = (timezone.localdate() + DAY).isoformat()
    client.post(address, {"person": cast.lan.pk, "course": course.pk, "due_on": day, "manner": "phone"})
    assert PlanItem.objects.get().agreed_by == cast.helper
    assert course.title in client.get(reverse("household_plan_print", args=[cast.lan_home.pk])).content.decode()


@pytest.mark.parametrize("parts", [2, 8, 12, 18])
def test_the_printed_plan_stands_on_one_page(client, cast, parts):
    for number in range(parts):
        title = f"村委会大院培训班：家政服务员初级技能第{number}期"
        agree(person=cast.lan, title=title, due_on=TODAY + number * DAY, by=cast.dousha, helper="欧阳帮扶干部")
    client.force_login(cast.dousha)
    page = client.get(reverse("household_plan_print", args=[cast.lan_home.pk])).content.decode()
    weasyprint = pytest.importorskip("weasyprint", exc_type=OSError, reason="Pango is missing")
    assert len(weasyprint.HTML(string=page).render().pages) == 1


def test_nobody_is_planned_for_who_is_not_of_the_household(client, cast, course):
    client.force_login(cast.county)
    day = timezone.localdate().isoformat()
    address = reverse("household_plan", args=[cast.lan_home.pk])
    client.post(address, {"person": cast.gui.pk, "course": course.pk, "due_on": day, "manner": "visit"})
    assert not PlanItem.objects.exists()


def test_a_part_is_moved_and_taken_out_on_the_page(client, cast, item):
    client.force_login(cast.helper)
    address = reverse("plan_item_change", args=[item.pk])
    client.post(address, {"due_on": "2999-01-01"})
    client.post(address, {"drop": "", "why": "不想学了"})
    item.refresh_from_db()
    assert (item.due_on.year, bool(item.dropped_at)) == (2999, True)


def test_the_villager_sees_what_was_agreed(client, cast, item):
    client.force_login(cast.lan.user)
    assert item.title in client.get("/me/").content.decode()


def test_the_same_class_is_agreed_on_once(cast):
    agree(person=cast.lan, title="养蜂班", class_id=7, due_on=TODAY, by=cast.dousha)
    with pytest.raises(NothingAgreed):
        agree(person=cast.lan, title="养蜂班", class_id=7, due_on=TODAY, by=cast.dousha)


def test_what_was_learned_stays_done_when_the_course_is_deleted(cast, item, course):
    complete(cast.lan, course)
    course.delete()
    assert standing(cast.lan_home, item.due_on + DAY) == ["done"]


@pytest.mark.parametrize("removal", ["delete", "unpublish"])
def test_nobody_is_reminded_of_a_course_that_is_gone(cast, item, course, removal):
    getattr(course, removal)()
    assert remind(today=item.due_on) == 0
    assert standing(cast.lan_home, item.due_on + DAY) == ["slipped"]


def test_nobody_is_forgotten_who_stands_behind_a_full_batch(cast, item, monkeypatch):
    monkeypatch.setattr(services, "ITEMS_AT_ONCE", 1)
    agree(person=cast.gui, course=item.course, due_on=item.due_on, by=cast.dousha)
    assert remind(today=item.due_on) == 2


def test_a_part_that_was_dropped_meanwhile_is_dropped_once(cast, item):
    stale = PlanItem.objects.get(pk=item.pk)
    drop(item=item, why="外出务工", by=cast.dousha)
    drop(item=stale, why="外出务工", by=cast.dousha)
    assert Entry.objects.filter(kind=Entry.Kind.PLAN_CHANGED, payload__change="dropped").count() == 1
