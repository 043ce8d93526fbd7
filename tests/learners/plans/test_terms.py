"""One consideration at a time."""

import datetime

import pytest

from learners.plans.catalogue import Catalogue
from learners.plans.facts import (
    Ban,
    CourseFacts,
    Desk,
    History,
    HouseholdFacts,
    Learner,
    Opening,
    Origin,
    PersonFacts,
    Trade,
)
from learners.plans.place import Place
from learners.plans.reasons import ReasonKind
from learners.plans.recommend import offers_in, rate

DAY = datetime.date(2026, 3, 10)
SHOOTS = CourseFacts("shoots", "采笋", products=("竹笋",), season_months=frozenset({3, 4, 5}))


def village(product="竹笋", weight=1.0, code="", **trade):
    return Trade(code, product, weight, Origin.VILLAGE, "石缸村", **trade)


def explained(course, *, trades=(), month=3, learner=None, desk=None, others=(), learned=None):
    place = Place.of(Catalogue.of([course, *others]), trades, month, desk or Desk(), learned)
    return rate(place, learner or Learner(), course.id)


@pytest.mark.parametrize(("now", "month"), [(2, 3), (3, 3), (5, 5), (6, None), (1, None), (12, None)])
def test_six_weeks_reach_into_the_next_month(now, month):
    assert explained(SHOOTS, trades=[village()], month=now).reason.month == month


def test_the_busy_months_of_the_trade_count_where_the_course_names_none():
    course = CourseFacts("vaccines", "打防疫针", industry_codes=("0321",))
    offer = explained(course, trades=[village("乌鸡", code="0321", months=frozenset({4}))], month=4)
    assert offer.reason.month == 4


def test_a_trade_without_weight_is_no_trade():
    assert explained(SHOOTS, trades=[village(weight=0.0)], month=9).reason.kind != ReasonKind.VILLAGE_TRADE


@pytest.mark.parametrize("person", [PersonFacts(labour="semi"), PersonFacts(age=70)])
def test_heavy_work_counts_against_a_course_for_the_weak_and_the_old(person):
    course = CourseFacts("silage", "青贮", heavy_work=True)
    assert explained(course, learner=Learner(person=person)).score < explained(course).score


@pytest.mark.parametrize(
    ("codes", "products", "close"),
    [(("0142",), ("香菇",), False), (("0142",), (), False), (("0142",), ("木耳",), True), (("0141",), (), True)],
)
def test_a_relative_of_the_product_is_called_a_relative(codes, products, close):
    course = CourseFacts("course", "怎么种", industry_codes=codes, products=products)
    reason = explained(course, trades=[village("香菇", code="0142")]).reason
    assert (reason.product, reason.close) == ("香菇", close)


def after(history, **course):
    return explained(CourseFacts("course", "怎么种", **course), learner=Learner(history=history), month=9)


def test_the_next_step_after_a_finished_course_says_so():
    found = after(History(done=frozenset({"first"})), prerequisites=frozenset({"first"}))
    assert found.reason.kind == ReasonKind.NEXT_STEP


def test_one_level_up_in_the_same_craft_is_the_next_step():
    first = CourseFacts("first", "香菇入门", industry_codes=("0142",))
    second = CourseFacts("second", "香菇防霉", industry_codes=("0142",), level="elementary")
    learner = Learner(history=History(done=frozenset({"first"})))
    assert explained(second, others=[first], learner=learner).reason.kind == ReasonKind.NEXT_STEP


def test_a_course_given_up_falls_behind():
    assert after(History(given_up=frozenset({"course"}))).score < after(History()).score


def test_a_course_that_many_finish_leads_and_a_new_one_is_shown_between():
    shares = [0.9, None, 0.1]
    scores = [after(History(), completed_share=share, shown=1000).score for share in shares]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_a_new_course_has_credit_that_wears_off():
    scores = [after(History(), shown=shown).score for shown in (0, 50, 5000)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_a_ban_is_gone_after_its_day_and_an_opening_with_its_seats():
    desk = Desk.on(
        DAY,
        bans=[Ban("猪", DAY), Ban("羊", DAY - datetime.timedelta(1)), Ban("鸡")],
        openings=[Opening("车间", "羽绒", seats=0), Opening("合作社", "茶叶", until=DAY)],
    )
    assert [ban.industry for ban in desk.bans] == ["猪", "鸡"]
    assert [opening.employer for opening in desk.openings] == ["合作社"]


def test_a_forbidden_trade_is_not_there_to_be_sold():
    shop = CourseFacts("shop", "开网店", industry_codes=("5292",))
    trades = [village("乌鸡", code="0321")]
    assert explained(shop, trades=trades).reason.kind == ReasonKind.ECOMMERCE
    banned = explained(shop, trades=trades, desk=Desk(bans=(Ban("0321"),)))
    assert banned.reason.kind != ReasonKind.ECOMMERCE


def test_selling_counts_most_while_there_is_a_harvest():
    shop = CourseFacts("shop", "开网店", industry_codes=("5292",))
    plums = [village("李子")]
    found = explained(shop, trades=plums, month=6)
    assert (found.reason.kind, found.reason.month) == (ReasonKind.ECOMMERCE, 6)
    assert found.score > explained(shop, trades=plums, month=12).score


def test_a_workshop_that_takes_people_is_named():
    course = CourseFacts("sewing", "平车走线", industry_codes=("1819",), products=("服装",))
    found = explained(course, desk=Desk(openings=(Opening("锦绣车间", "服装"),)))
    assert (found.reason.kind, found.reason.place) == (ReasonKind.OPENING, "锦绣车间")


def test_what_staff_pin_stands_in_their_order():
    courses = [CourseFacts(i, "怎么种") for i in "abcd"]
    place = Place.of(Catalogue.of(courses), [], 3, Desk(pinned=("d", "b")))
    assert [offer.course_id for offer in offers_in(place, Learner())] == ["d", "b", "a"]


def test_what_was_learned_moves_a_course_within_bounds():
    usual = explained(SHOOTS).score
    scores = [explained(SHOOTS, learned={"shoots": shift}).score - usual for shift in (-9.0, -0.5, 0.5, 9.0)]
    assert scores == pytest.approx([-6, -3, 3, 6])


def test_a_wish_keeps_one_of_three_places():
    busy = [
        CourseFacts(f"{p}{i}", p, products=(p,), season_months=frozenset({3}))
        for p in ("竹笋", "茶叶", "乌鸡")
        for i in "ab"
    ]
    bees = CourseFacts("bees", "蜜蜂过冬", products=("蜜蜂",), season_months=frozenset({9}))
    place = Place.of(Catalogue.of([*busy, bees]), [village(p) for p in ("竹笋", "茶叶", "乌鸡")], 3)
    found = offers_in(place, Learner(HouseholdFacts(wishes=("想学养蜂",))))
    assert found[2].course_id == "bees"


def test_a_wish_in_a_sentence_is_heard_by_the_one_character_it_is_about():
    pigs = CourseFacts("pigs", "圈舍和饲料", industry_codes=("0313",), products=("猪",))
    found = explained(pigs, learner=Learner(HouseholdFacts(wishes=("猪老是病死",))))
    assert found.reason.kind == ReasonKind.WISH


def test_a_wish_for_a_task_finds_the_title_that_names_it_otherwise():
    pruning = CourseFacts("pruning", "核桃树修剪", industry_codes=("0161",), level="intermediate")
    found = explained(pruning, learner=Learner(HouseholdFacts(wishes=("想学剪枝",))))
    assert found.reason.kind == ReasonKind.WISH


def test_of_the_courses_on_what_is_wished_for_that_on_the_work_comes_first():
    silage = CourseFacts("silage", "肉牛青贮", industry_codes=("0311",), products=("肉牛",))
    illness = CourseFacts("illness", "牛的病", industry_codes=("0311",), products=("牛",))
    place = Place.of(Catalogue.of([illness, silage]), [], 3)
    said = [
        [o.course_id for o in offers_in(place, Learner(HouseholdFacts(wishes=(w,))))] for w in ("做青贮喂牛", "养牛")
    ]
    assert said == [["silage", "illness"], ["illness", "silage"]]


def test_what_any_lesson_is_about_is_no_wish():
    course = CourseFacts("tea", "茶树种植", industry_codes=("0164",))
    assert explained(course, learner=Learner(HouseholdFacts(wishes=("种植技术",)))).reason.kind != ReasonKind.WISH


def test_what_is_not_usable_is_not_explained():
    assert explained(SHOOTS, learner=Learner(history=History(done=frozenset({"shoots"})))) is None


def test_where_nobody_at_home_can_work_heavy_work_counts_against_a_course_and_light_work_for_it():
    silage = CourseFacts("silage", "青贮", heavy_work=True)
    selling = CourseFacts("shop", "开网店", industry_codes=("5292",))
    alone = Learner(HouseholdFacts(hands=0))
    assert explained(silage, learner=alone).score < explained(silage).score
    assert explained(selling, learner=alone).score > explained(selling).score


def test_who_works_away_is_not_judged_by_the_hands_at_home():
    course = CourseFacts("scaffolds", "搭脚手架", industry_codes=("5010",), heavy_work=True)
    away, alone = Learner(person=PersonFacts(away=True)), Learner(HouseholdFacts(hands=0), PersonFacts(away=True))
    assert explained(course, learner=alone).score == explained(course, learner=away).score


def test_of_two_courses_alike_the_one_that_costs_less_data_comes_first():
    dear, cheap = CourseFacts("a", "采笋", megabytes=25.0), CourseFacts("b", "采笋", megabytes=3.0)
    assert explained(cheap).score > explained(dear).score
