"""What staff decide moves what is offered, where and while it holds."""

import datetime

from learners.plans.desk.models import CourseSteer, IndustryBan, JobOpening
from learners.plans.desk.services import decide, end_decision
from learners.plans.queries import explain, offers_for
from learners.plans.reasons import ReasonKind
from tests.learners.plans.desk.conftest import TODAY

WEEK = datetime.timedelta(days=7)


def ban(village, region, **dates):
    row = IndustryBan(region=region, industry=village.pig_trade, **{"since": TODAY, **dates})
    decide(decision=row, by=village.dousha)
    return row


def steer(village, region, course, way):
    decide(decision=CourseSteer(region=region, course=course, way=way, since=TODAY), by=village.dousha)


def offered(person, day=TODAY):
    return [offer.course.slug for offer in offers_for(person, today=day)]


def test_a_ban_of_the_township_holds_in_its_villages(village):
    assert "pigs" in offered(village.lan)
    ban(village, village.township)
    assert "pigs" not in offered(village.lan)


def test_a_ban_elsewhere_changes_nothing(village):
    ban(village, village.gui.household.village)
    assert "pigs" in offered(village.lan)


def test_a_ban_holds_from_its_first_day_to_its_last(village):
    ban(village, village.home, until=TODAY + WEEK)
    days = [TODAY - WEEK, TODAY, TODAY + WEEK, TODAY + 2 * WEEK]
    assert ["pigs" in offered(village.lan, day) for day in days] == [True, False, False, True]


def test_a_ban_that_was_ended_holds_no_longer(village):
    end_decision(decision=ban(village, village.home), by=village.dousha)
    assert "pigs" in offered(village.lan)


def test_a_pinned_course_comes_first_and_says_whose_wish_it_is(village):
    steer(village, village.township, village.other, CourseSteer.Way.PIN)
    first = offers_for(village.lan, today=TODAY)[0]
    assert (first.course.slug, "豆沙镇" in first.reason) == ("other", True)


def test_a_course_held_back_is_not_offered_though_it_is_pinned_above(village):
    steer(village, village.township, village.other, CourseSteer.Way.PIN)
    steer(village, village.home, village.other, CourseSteer.Way.HOLD)
    assert "other" not in offered(village.lan)


def test_an_employer_who_takes_people_is_named_until_the_seats_are_gone(village):
    row = JobOpening(region=village.home, employer="石缸笋厂", industry=village.bamboo, seats=2, since=TODAY)
    decide(decision=row, by=village.dousha)

    def takes():
        terms = explain(village.lan, village.shoots.pk, today=TODAY).terms
        return [term.reason.place for term in terms if term.reason.kind == ReasonKind.OPENING]

    assert takes() == ["石缸笋厂"]
    row.seats = 0
    row.save()
    assert takes() == []
