"""Planning a class: its days, its roster, what people answer, and what stands in the way."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.assistance.models import CourseRecord, Entry
from learners.assistance.services import append
from learners.assistance.words import describe
from learners.classes.candidates import Wanted, candidates
from learners.classes.clashes import clashes_of, obstacles
from learners.classes.models import Enrolment, SignIn, TrainingClass
from learners.classes.services import (
    TERMS,
    CannotAnswer,
    ClassIsClosed,
    ClassIsOver,
    NoSeatLeft,
    ReasonMissing,
    TermsAreFixed,
    invite,
    note_answer,
    plan_class,
)
from learners.people.codes import Cause, Labour
from tests.factories import (
    EnrolmentFactory,
    HouseholdFactory,
    IndustryFactory,
    PersonFactory,
    RegionIndustryFactory,
    TrainingClassFactory,
)

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
MONDAY = datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)


@pytest.fixture
def bamboo(cast):
    return TrainingClassFactory(region=cast.lan_home.village, trainer=cast.trainer)


@pytest.fixture
def desk(cast, client):
    client.force_login(cast.dousha)
    return client


def kinds(person):
    return list(person.entries.values_list("kind", flat=True))


# --- the class -----------------------------------------------------------------------------------


def posted(cast, **changes):
    return {
        "kind": "skill",
        "title": "竹笋采收",
        "region": cast.lan_home.village.code,
        "place": "村委会",
        "first_day": "2026-12-04",
        "last_day": "2026-12-07",
        "days_off": "2026-12-5、2026-12-06",
        "halves": "on",
        "hours": "12",
        "seats": "20",
        "trainer": cast.trainer.pk,
        "institution": "职校",
        "subsidy_per_day": "50",
        "needed_percent": "80",
        "pass_mark": "60",
        **changes,
    }


def test_a_class_is_planned_with_days_off(desk, cast):
    desk.post(reverse("class_new"), posted(cast))
    planned = TrainingClass.objects.get()
    assert planned.days == ["2026-12-04", "2026-12-07"]
    assert [slot.key for slot in planned.slots][:2] == ["2026-12-04:am", "2026-12-04:pm"]
    assert planned.secret


@pytest.mark.parametrize(
    "changes",
    [
        {"last_day": "2026-12-03"},
        {"last_day": "2027-12-03"},
        {"days_off": "2026-12-99"},
        {"hours": "25"},
        {"hours": "0"},
        {"seats": "0"},
        {"trainer": ""},
        {"needed_percent": "101"},
        {"region": "530623101202"},
    ],
)
def test_what_cannot_be_a_class_is_told(desk, cast, changes):
    answer = desk.post(reverse("class_new"), posted(cast, **changes))
    assert answer.status_code == 200
    assert b"errorlist" in answer.content
    assert not TrainingClass.objects.exists()


def test_changing_a_class_keeps_its_secret(desk, cast, bamboo):
    desk.post(reverse("class_edit", args=[bamboo.pk]), posted(cast, title="新名"))
    changed = TrainingClass.objects.get()
    assert (changed.title, changed.secret) == ("新名", bamboo.secret)


def test_a_closed_class_stays_as_it_is(cast, bamboo):
    TrainingClass.objects.update(closed_at=MONDAY)
    with pytest.raises(ClassIsClosed):
        plan_class(training_class=bamboo, days=[MONDAY.date()], by=cast.dousha)


@pytest.fixture
def under_way(cast):
    """Yesterday, today and tomorrow; lan was there yesterday."""
    days = [TODAY - DAY, TODAY, TODAY + DAY]
    made = TrainingClassFactory(region=cast.lan_home.village, days=[day.isoformat() for day in days])
    place = EnrolmentFactory(training_class=made, person=cast.lan, state="attended")
    facts = {"way": "tick", "at": timezone.now(), "received_at": timezone.now(), "item_id": uuid.uuid4()}
    SignIn.objects.create(enrolment=place, day=days[0], part="am", **facts)
    return TrainingClass.objects.get(pk=made.pk)


@pytest.mark.parametrize("days", [[TODAY, TODAY + DAY], [TODAY - 2 * DAY, TODAY - DAY, TODAY]], ids=["fewer", "more"])
def test_the_days_gone_by_stay_once_somebody_signed_in(cast, under_way, days):
    with pytest.raises(TermsAreFixed):
        plan_class(training_class=under_way, days=days, by=cast.dousha)


@pytest.mark.parametrize("name", TERMS)
def test_the_bar_is_not_lowered_once_somebody_signed_in(cast, under_way, name):
    before = getattr(under_way, name)
    setattr(under_way, name, "guidance" if name == "kind" else not before if isinstance(before, bool) else before - 1)
    with pytest.raises(TermsAreFixed):
        plan_class(training_class=under_way, days=under_way.day_list, by=cast.dousha)


def test_days_to_come_may_still_be_moved(cast, under_way):
    under_way.place = "小学"
    plan_class(training_class=under_way, days=[TODAY - DAY, TODAY, TODAY + 3 * DAY], by=cast.dousha)
    assert TrainingClass.objects.get(pk=under_way.pk).ends_on == TODAY + 3 * DAY


def test_the_page_says_that_the_terms_stay(desk, cast, under_way):
    page = desk.post(reverse("class_edit", args=[under_way.pk]), posted(cast), follow=True)
    assert "已有人签到" in page.content.decode()


# --- whom to invite ------------------------------------------------------------------------------


def found(cast, bamboo, **wanted):
    return {person.name for person in candidates(cast.county, bamboo, Wanted(**wanted))}


@pytest.fixture
def village(cast):
    """Beside lan: one in debt, one too ill to work, a child, and one who has left."""
    home = HouseholdFactory(village=cast.lan_home.village, cause=Cause.FUNDS)
    PersonFactory(household=home, name="赵钱")
    PersonFactory(household=home, name="赵病", labour=Labour.NONE)
    PersonFactory(household=home, name="赵小", born_on=datetime.date(2020, 1, 1))
    PersonFactory(household=home, name="赵走", left_on=datetime.date(2025, 1, 1))
    return home


def test_those_who_can_work_there_are_offered(cast, bamboo, village):
    assert found(cast, bamboo) == {"王兰", "赵钱"}


def test_nobody_of_another_region_is_offered(cast, village):
    assert found(cast, TrainingClassFactory(region=cast.gui_home.village)) == {"李贵"}


def test_nobody_outside_the_own_area_is_offered(cast, bamboo):
    wide = TrainingClassFactory(region=cast.county.officer.region)
    assert {one.name for one in candidates(cast.yanjing, wide, Wanted())} == {"李贵"}


def test_they_are_narrowed_down_by_cause(cast, bamboo, village):
    assert found(cast, bamboo, cause="funds") == {"赵钱"}


def test_they_are_narrowed_down_by_what_the_village_lives_from(cast, bamboo, village):
    RegionIndustryFactory(region=cast.lan_home.village.parent)
    RegionIndustryFactory(region=cast.gui_home.village, industry=IndustryFactory(code="0321", name="鸡"))
    assert found(cast, bamboo, industry="0252") == {"王兰", "赵钱"}
    assert found(cast, bamboo, industry="0321") == set()


def test_they_are_narrowed_down_by_a_word_of_their_wish(cast, bamboo, village):
    append(person=cast.lan, kind=Entry.Kind.WISH, payload={"text": "想学养乌鸡"}, happened_at=MONDAY, evidence={})
    assert found(cast, bamboo, wish="乌鸡") == {"王兰"}


@pytest.mark.parametrize(("kind", "covers"), [("skill", True), ("startup", True), ("guidance", False)])
def test_those_covered_by_a_class_are_left_out(cast, bamboo, village, kind, covers):
    append(
        person=cast.lan,
        kind=Entry.Kind.CLASS_COMPLETED,
        payload={"class_id": 1, "class_kind": kind, "title": "旧班", "hours": 8, "days": 1},
        happened_at=MONDAY,
        evidence={},
    )
    assert ("王兰" not in found(cast, bamboo, uncovered=True)) == covers


def test_those_covered_by_a_course_are_left_out(cast, bamboo, village):
    CourseRecord.objects.create(person=cast.lan, course_id=1, completed_at=MONDAY)
    assert found(cast, bamboo, uncovered=True) == {"赵钱"}


# --- inviting ------------------------------------------------------------------------------------


TO_COME = [(TODAY + n * DAY).isoformat() for n in (1, 2)]
GONE_BY = [(TODAY - n * DAY).isoformat() for n in (2, 1)]


@pytest.fixture
def coming(cast):
    return TrainingClassFactory(region=cast.lan_home.village, days=TO_COME)


@pytest.fixture
def over(cast):
    return TrainingClassFactory(region=cast.lan_home.village, days=GONE_BY)


def test_inviting_twice_counts_once(cast, coming):
    assert invite(training_class=coming, person_ids=[cast.lan.pk, cast.lan.pk], by=cast.dousha) == 1
    assert invite(training_class=coming, person_ids=[cast.lan.pk], by=cast.dousha) == 0


def test_nobody_outside_the_area_is_invited(cast, coming):
    assert invite(training_class=coming, person_ids=[cast.gui.pk], by=cast.county) == 0
    assert invite(training_class=coming, person_ids=[cast.lan.pk], by=cast.yanjing) == 0


def test_no_more_are_invited_than_there_are_seats(cast, village):
    small = TrainingClassFactory(region=village.village, seats=1, days=TO_COME)
    everybody = [*village.members.values_list("pk", flat=True), cast.lan.pk]
    with pytest.raises(NoSeatLeft):
        invite(training_class=small, person_ids=everybody, by=cast.dousha)
    assert not small.enrolments.exists()


def test_the_page_invites_those_ticked(desk, cast, coming):
    desk.post(reverse("class_roster", args=[coming.pk]), {"person": [cast.lan.pk, "x", "9" * 30]})
    assert coming.enrolments.get().person == cast.lan
    assert "王兰" in desk.get(reverse("class_page", args=[coming.pk])).content.decode()


def test_nobody_is_invited_to_a_class_that_is_over(cast, over):
    with pytest.raises(ClassIsOver):
        invite(training_class=over, person_ids=[cast.lan.pk], by=cast.dousha)
    assert not over.enrolments.exists()


def test_on_its_last_day_people_may_still_be_invited(cast):
    today = TrainingClassFactory(region=cast.lan_home.village, days=[TODAY.isoformat()])
    assert invite(training_class=today, person_ids=[cast.lan.pk], by=cast.dousha) == 1


def test_the_page_says_that_the_class_is_over(desk, cast, over):
    address = reverse("class_roster", args=[over.pk])
    answer = desk.post(address, {"person": [cast.lan.pk]}, follow=True).content.decode()
    assert "message error" in answer
    assert GONE_BY[-1] in answer
    assert 'name="afterwards"' in answer


def test_who_was_there_is_entered_afterwards(desk, cast, over):
    desk.post(reverse("class_roster", args=[over.pk]), {"person": [cast.lan.pk], "afterwards": "on"})
    assert over.enrolments.get().person == cast.lan


# --- answers -------------------------------------------------------------------------------------


@pytest.fixture
def place(cast, bamboo):
    return EnrolmentFactory(training_class=bamboo, person=cast.lan, state="invited")


def test_who_accepts_has_it_in_the_file(cast, place):
    for _ in range(2):
        note_answer(enrolment=place, state="accepted", by=cast.dousha)
    entry = cast.lan.entries.get()
    assert (entry.kind, entry.payload["class_kind"], entry.payload["days"]) == ("class_enrolled", "skill", 2)
    assert "竹笋采收与初加工" in describe(entry, {}).title


def test_who_declines_says_why(cast, place):
    with pytest.raises(ReasonMissing):
        note_answer(enrolment=place, state="declined", by=cast.dousha)
    note_answer(enrolment=place, state="declined", reason="away", by=cast.dousha)
    place.refresh_from_db()
    assert (place.state, place.reason, kinds(cast.lan)) == ("declined", "away", [])


def test_who_leaves_has_it_in_the_file(cast, place):
    note_answer(enrolment=place, state="accepted", by=cast.dousha)
    note_answer(enrolment=place, state="left", reason="farm", by=cast.dousha)
    assert kinds(cast.lan) == ["class_enrolled", "class_left"]
    entry = cast.lan.entries.last()
    assert str(Enrolment.Reason.FARM.label) in "".join(describe(entry, {}).lines)


def test_who_was_there_cannot_decline(cast, place):
    Enrolment.objects.update(state="attended")
    with pytest.raises(CannotAnswer):
        note_answer(enrolment=place, state="declined", reason="away", by=cast.dousha)


def test_who_declined_comes_back_only_to_a_free_seat(cast, place):
    note_answer(enrolment=place, state="declined", reason="away", by=cast.dousha)
    TrainingClass.objects.update(seats=1)
    EnrolmentFactory(training_class=place.training_class)
    with pytest.raises(NoSeatLeft):
        note_answer(enrolment=place, state="accepted", by=cast.dousha)


def test_the_page_says_what_is_missing(desk, place):
    address = reverse("class_answer", args=[place.training_class_id, place.pk])
    answer = desk.post(address, {"state": "declined"}, follow=True)
    assert b"message error" in answer.content


def test_a_trainer_sees_names_and_no_way_into_files(client, cast, place):
    client.force_login(cast.trainer)
    page = client.get(reverse("class_page", args=[place.training_class_id])).content.decode()
    assert "王兰" in page
    assert reverse("person_file", args=[cast.lan.pk]) not in page


# --- clashes -------------------------------------------------------------------------------------


def test_another_class_on_a_shared_day_is_pointed_out(cast, bamboo, place):
    other = TrainingClassFactory(region=bamboo.region, place="别处", title="养鸡", days=["2026-11-24", "2026-11-25"])
    EnrolmentFactory(training_class=other, person=cast.lan)
    (clash,) = obstacles(bamboo, []).persons[cast.lan.pk]
    assert (clash.other, clash.days) == (other, (datetime.date(2026, 11, 24),))


@pytest.mark.parametrize("state", ["declined", "left"])
def test_a_class_that_somebody_does_not_come_to_is_no_clash(cast, bamboo, state):
    EnrolmentFactory(training_class=TrainingClassFactory(), person=cast.lan, state=state)
    assert clashes_of(bamboo, [cast.lan.pk]) == {}


def test_days_between_those_of_another_class_are_no_clash(cast, bamboo):
    other = TrainingClassFactory(days=["2026-11-20", "2026-11-30"])
    EnrolmentFactory(training_class=other, person=cast.lan)
    assert clashes_of(bamboo, [cast.lan.pk]) == {}


def test_a_trainer_with_two_classes_at_once_is_pointed_out(cast, bamboo):
    TrainingClassFactory(region=bamboo.region, place="别处", trainer=cast.trainer)
    (clash,) = obstacles(bamboo, []).classes
    assert (clash.same_trainer, clash.same_place) == (True, False)


@pytest.mark.parametrize(("months", "busy"), [([11, 12], True), ([3, 4], False), (list(range(1, 13)), False)])
def test_the_farm_season_of_the_village_is_pointed_out(cast, bamboo, months, busy):
    RegionIndustryFactory(region=cast.lan_home.village.parent, months=months)
    seasons = obstacles(bamboo, [cast.lan_home.village]).seasons
    assert [(season.industry, season.months) for season in seasons] == ([("竹林产品采集", (11,))] if busy else [])
