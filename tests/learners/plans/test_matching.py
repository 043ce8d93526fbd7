"""What a course is about, how near that is to a trade, and its work in the year."""

import pytest

from learners.plans.facts import CourseFacts
from learners.plans.lexicon import lexicon
from learners.plans.matching import (
    due_month,
    is_under,
    match_topics,
    nearness,
    season_of,
    task_of,
    topics_of,
    trade_node,
)
from learners.plans.weights import WEIGHTS

WORDS = lexicon()


def topics(title, *codes, products=()):
    return topics_of(CourseFacts("c", title, codes, products), WORDS, WEIGHTS)


def names(*about, **more):
    return {topic.node.name for topic in topics(*about, **more)}


@pytest.mark.parametrize(
    ("title", "codes", "found"),
    [
        ("香菇菌棒长绿霉", ("0142",), {"香菇"}),
        ("羊的驱虫和药浴", ("0314",), {"羊"}),
        ("怎么打防疫针", ("0321",), {"鸡"}),
        ("竹笋采收与笋干加工", ("0252", "1371"), {"竹笋", "笋干"}),
        ("怎样过冬", ("0252",), {"0252"}),
        ("手机上的骗局", (), set()),
    ],
)
def test_a_title_says_what_a_course_is_about(title, codes, found):
    assert names(title, *codes) == found


def test_what_a_course_touches_by_the_way_counts_less():
    shares = {topic.node.name: topic.share for topic in topics("稻田养鸭", "0322", "0111")}
    assert shares["鸭"] == 1 > shares["水稻"]


def strength(about, trade):
    return match_topics(about, WORDS.node_of(trade), WORDS).strength


def test_the_thing_itself_then_the_general_lesson_then_another_breed():
    found = [
        strength(topics(title, "0314"), "小尾寒羊") for title in ("小尾寒羊圈养", "羊的驱虫", "山羊放牧", "怎么喂牛")
    ]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 4


@pytest.mark.parametrize(
    ("ban", "forbidden"),
    [
        ("0321", True),
        ("鸡", True),
        ("土鸡", True),
        ("家禽", True),
        ("03", True),
        ("032", True),
        ("鸭", False),
        ("01", False),
    ],
)
def test_a_ban_reaches_all_animals_of_the_class(ban, forbidden):
    assert is_under(topics("林下散养乌鸡", "0321"), ("0321",), WORDS.node_of(ban)) is forbidden


@pytest.mark.parametrize(("ban", "forbidden"), [("香菇", True), ("食用菌", True), ("0142", True), ("木耳", False)])
def test_a_ban_on_a_plant_is_on_that_plant(ban, forbidden):
    assert is_under(topics("香菇制袋", "0142"), ("0142",), WORDS.node_of(ban)) is forbidden


def test_a_product_that_nobody_knows_still_has_its_code():
    assert trade_node("0142", "某某", WORDS).path == ("某某", "0142", "014", "01")


@pytest.mark.parametrize(
    ("now", "share"),
    [(1, WEIGHTS.soon), (2, WEIGHTS.due), (3, WEIGHTS.due), (5, WEIGHTS.due), (6, WEIGHTS.later), (11, WEIGHTS.later)],
)
def test_work_is_near_within_six_weeks_and_far_once_over(now, share):
    assert nearness(frozenset({3, 4, 5}), now, WEIGHTS) == share


def test_work_of_all_the_year_is_between_due_and_later():
    assert WEIGHTS.due > nearness(season_of(CourseFacts("c", "c")), 6, WEIGHTS) > WEIGHTS.later


@pytest.mark.parametrize(("now", "month"), [(12, 1), (1, 1), (11, None), (2, None)])
def test_the_six_weeks_run_over_new_year(now, month):
    assert due_month(frozenset({1}), now) == month


def test_all_twelve_months_are_no_season():
    assert season_of(CourseFacts("c", "c", season_months=frozenset(range(1, 13))), frozenset({4})) == {4}


@pytest.mark.parametrize(
    ("title", "work", "task"),
    [
        ("竹笋采收与笋干加工", "", "采收"),
        ("竹笋采收", "采笋", "采笋"),
        ("柑橘整形修剪", "", "整形修剪"),
        ("手机", "", ""),
    ],
)
def test_the_title_names_the_work(title, work, task):
    assert task_of(CourseFacts("c", title, work=work)) == task
