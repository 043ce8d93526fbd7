import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.search.facts import Concept, CourseText, Kind
from courses.search.index import build
from courses.search.normalise import LONGEST
from courses.search.ranking import MOST_HITS, search
from tests.courses.search.catalogue import ask, concepts, courses, found


@pytest.mark.parametrize(
    "query, first",
    [
        ("香菇", "shiitake"),
        ("冬菇", "shiitake"),
        ("羊肚菌", "morel"),
        ("猪崽", "piglets"),
        ("淘宝", "shop"),
        ("快手", "live"),
        ("夏天棚里太热香菇死了", "cooling"),
        ("菌棒发绿了咋整", "mould"),
        ("小猪拉稀怎么治", "piglets"),
        ("冬天蜜蜂怎么喂", "bees"),
        ("自己炒茶怎么炒", "tea"),
        ("我想在手机上卖土特产", "shop"),
        ("油茶树剪枝", "oil"),
        ("養豬", "pigs"),
        ("杀青", "tea"),
    ],
)
def test_it_finds_what_is_meant(query, first):
    assert found(query)[0] == first


def test_a_mushroom_with_a_sheep_in_its_name_is_no_sheep():
    assert found("羊肚菌") == ["morel"]
    assert found("羊") == ["sheep"]


def test_tea_oil_is_no_tea():
    assert found("茶叶") == ["tea"]
    assert found("油茶") == ["oil"]


def test_a_group_finds_its_members():
    assert set(found("食用菌")) == {"shiitake", "mould", "morel", "cooling"}


def test_a_member_does_not_find_the_others_of_its_group():
    assert "morel" not in found("香菇")


@pytest.mark.parametrize(
    "query",
    [
        "养兔",
        "烤烟",
        "区块链",
        "大熊猫",
        "asdfgh",
        "",
        "   ",
        "？！",
        "挖掘机",
        "獭狸养殖",
        "大棚草莓种植",
        "牛仔裤",
        "炒股",
        "牛魔王",
    ],
)
def test_it_says_so_where_there_is_nothing(query):
    assert found(query) == []


def test_another_animal_is_no_answer_however_well_the_rest_fits():
    assert found("兔子拉稀怎么治") == []


def test_a_longer_word_with_a_known_one_inside_is_no_slip_for_another():
    assert ask("玉米叶子").reading.corrections == ()


def test_the_illness_of_an_animal_is_about_that_animal():
    assert found("猪瘟") == ["pigs", "piglets"]


def test_it_names_the_subject_that_has_no_course():
    assert ask("我想养兔").subjects == ("养兔",)


def test_a_month_alone_finds_what_falls_due_in_it_before_what_is_for_all_the_year():
    hits = found("三月份该学什么")
    assert set(hits) == {"shiitake", "tea", "pigs", "piglets", "shop", "live"}
    assert set(hits[:2]) == {"shiitake", "tea"}


def test_length_and_kind_of_work_are_both_asked_for():
    assert set(found("15分钟以内的养殖课")) == {"sheep", "bees", "piglets"}


def test_a_code_finds_its_class_and_a_prefix_all_below():
    assert set(found("0142")) == {"shiitake", "mould", "morel", "cooling"}
    assert set(found("031")) == {"pigs", "piglets", "sheep"}


def test_a_level_alone_finds_its_courses():
    assert found("中级") == ["morel"]


def test_the_steps_are_searched_last():
    with_steps = CourseText(id=99, title="课", steps="最后撒一层珍珠岩。")
    index = build([*courses(), with_steps], concepts())
    assert [hit.course_id for hit in search(index, "珍珠岩", this_month=1).hits] == [99]


def test_a_word_that_only_the_catalogue_knows_is_found_by_pinyin_and_with_a_slip():
    index = build([CourseText(id=1, title="蓝靛果怎么剪")], concepts())
    assert [
        [hit.course_id for hit in search(index, query, this_month=1).hits] for query in ("landianguo", "兰殿果")
    ] == [
        [1],
        [1],
    ]


def test_a_circle_of_wider_words_ends():
    words = [Concept("甲鱼", Kind.SUBJECT, ("水货",)), Concept("水货", Kind.FAMILY, ("甲鱼",))]
    assert search(build([CourseText(id=1, title="甲鱼")], words), "水货", this_month=1).hits


@given(st.text(max_size=400))
def test_whatever_is_typed_gets_an_answer_of_bounded_length(query):
    assert len(ask(query).hits) <= MOST_HITS


@pytest.mark.parametrize("query", ["香菇" * 5000, "a" * 100_000, "荼" * 5000, "xiangg" * 5000])
def test_of_a_hostile_query_only_the_beginning_is_read(query):
    assert sum(len(term.typed) for term in ask(query).reading.terms) <= LONGEST
