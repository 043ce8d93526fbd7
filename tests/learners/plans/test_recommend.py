"""What holds of every recommendation, whatever the courses, the place and the person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.plans.facts import CourseFacts, History, HouseholdFacts, Origin, PersonFacts, Scene, Trade
from learners.plans.reasons import ReasonKind
from learners.plans.recommend import rate, recommend

CODES = st.sampled_from(["0142", "0164", "0252", "0311", "0314", "0321", "1371", "2436", "5292", "8010"])
BROAD_CODES = CODES | st.sampled_from(["", "A", "01", "03", "031", "0163"])
PRODUCTS = st.sampled_from(["竹笋", "乌鸡", "茶叶", "香菇"])
MONTHS = st.frozensets(st.integers(1, 12))
CAUSES = st.sampled_from(["illness", "schooling", "skill", "labour"])
IDS = [f"c{number}" for number in range(8)]
SOME_IDS = st.frozensets(st.sampled_from(IDS))
PLACE_KINDS = {
    ReasonKind.VILLAGE_TRADE: Origin.VILLAGE,
    ReasonKind.TOWNSHIP_TRADE: Origin.TOWNSHIP,
    ReasonKind.COUNTY_TRADE: Origin.COUNTY,
}


def courses_named(course_id):
    return st.builds(
        CourseFacts,
        id=st.just(course_id),
        title=st.sampled_from(["怎样采竹笋", "养乌鸡", "开网店"]),
        industry_codes=st.lists(CODES, max_size=2, unique=True).map(tuple),
        products=st.lists(PRODUCTS, max_size=2, unique=True).map(tuple),
        level=st.sampled_from(["beginner", "elementary", "intermediate"]),
        season_months=MONTHS,
        minutes=st.integers(0, 60),
        heavy_work=st.booleans(),
        causes=st.frozensets(CAUSES, max_size=2),
        completed_share=st.none() | st.floats(0, 1),
        prerequisites=st.frozensets(st.sampled_from([i for i in IDS if i != course_id]), max_size=1),
        work=st.sampled_from(["", "采笋"]),
    )


TRADES = st.builds(
    Trade,
    industry_code=BROAD_CODES,
    product=PRODUCTS | st.just(""),
    weight=st.floats(0, 1),
    origin=st.sampled_from(Origin),
    place_name=st.sampled_from(["石缸村", "豆沙镇", "盐津县"]),
    months=MONTHS,
)
HOUSEHOLDS = st.builds(
    HouseholdFacts,
    cause=CAUSES | st.just(""),
    other_causes=st.lists(CAUSES, max_size=2).map(tuple),
    wishes=st.lists(PRODUCTS | CODES, max_size=2).map(tuple),
    own_industry_codes=st.lists(CODES, max_size=2).map(tuple),
)
PERSONS = st.builds(
    PersonFacts,
    age=st.none() | st.integers(0, 99),
    education=st.sampled_from(["", "illiterate", "primary", "senior"]),
    labour=st.sampled_from(["", "ordinary", "skilled", "semi", "lost", "none"]),
    away=st.booleans(),
)
HISTORIES = st.builds(History, done=SOME_IDS, begun=SOME_IDS, given_up=SOME_IDS)
CATALOGUES = st.tuples(*(courses_named(course_id) for course_id in IDS))
SCENES = st.builds(Scene.of, st.lists(TRADES, max_size=5), HOUSEHOLDS, PERSONS, HISTORIES, st.integers(1, 12))


def offers(courses, scene, n=8):
    return recommend(courses, scene.trades, scene.household, scene.person, scene.history, scene.month, n=n)


@given(CATALOGUES, SCENES)
def test_it_never_offers_what_the_person_cannot_use(courses, scene):
    by_id = {course.id: course for course in courses}
    causes = {scene.household.cause, *scene.household.other_causes}
    for offer in offers(courses, scene):
        course = by_id[offer.course_id]
        assert course.id not in scene.history.done
        assert course.prerequisites <= scene.history.done
        assert not (course.heavy_work and scene.person.labour in {"lost", "none"})
        assert not (course.industry_codes and scene.person.age is not None and scene.person.age < 16)
        assert course.industry_codes or not course.causes or course.causes & causes


@given(CATALOGUES, SCENES)
def test_it_leaves_out_nothing_that_the_person_can_use(courses, scene):
    """The opposite check: with no bar of any kind, every course is offered once."""
    free = [
        course for course in courses if not course.heavy_work and course.industry_codes and not course.prerequisites
    ]
    grown = PersonFacts(age=30)
    found = recommend(free, scene.trades, scene.household, grown, History(), scene.month, n=len(IDS))
    assert sorted(offer.course_id for offer in found) == [course.id for course in free]


@given(CATALOGUES, SCENES, TRADES)
def test_adding_a_trade_never_lowers_a_score(courses, scene, trade):
    richer = Scene.of([*scene.trades, trade], scene.household, scene.person, scene.history, scene.month)
    assert all(rate(course, richer).score >= rate(course, scene).score for course in courses)


@given(st.data(), SCENES)
def test_adding_a_village_trade_raises_its_own_courses(data, scene):
    product = data.draw(PRODUCTS.filter(lambda name: all(trade.product != name for trade in scene.trades)))
    course = CourseFacts("new", product, products=(product,))
    trade = Trade("", product, 1.0, Origin.VILLAGE, "石缸村")
    richer = Scene.of([*scene.trades, trade], scene.household, scene.person, scene.history, scene.month)
    assert rate(course, richer).score > rate(course, scene).score


@given(CATALOGUES, SCENES, st.randoms())
def test_the_order_of_courses_and_trades_does_not_show(courses, scene, random):
    mixed = Scene.of(
        random.sample(scene.trades, len(scene.trades)),
        scene.household,
        scene.person,
        scene.history,
        scene.month,
    )
    assert offers(random.sample(courses, len(courses)), mixed) == offers(courses, scene)


@given(CATALOGUES, SCENES, st.integers(0, 5))
def test_fewer_offers_are_the_first_of_more(courses, scene, n):
    assert offers(courses, scene, n) == offers(courses, scene)[:n]


@given(CATALOGUES, SCENES)
def test_the_reason_is_the_term_that_added_most(courses, scene):
    for offer in offers(courses, scene):
        told = max(term.points for term in offer.terms if term.reason == offer.reason)
        assert told == max(term.points for term in offer.terms) >= 0
        assert offer.score == pytest.approx(sum(term.points for term in offer.terms), abs=1e-5)


@given(CATALOGUES, SCENES)
def test_the_reason_is_true(courses, scene):
    by_id = {course.id: course for course in courses}
    for offer in offers(courses, scene):
        reason, course = offer.reason, by_id[offer.course_id]
        if reason.kind in PLACE_KINDS:
            named = [t for t in scene.trades if (t.place_name, t.product) == (reason.place, reason.product)]
            assert any(t.origin == PLACE_KINDS[reason.kind] and t.weight > 0 for t in named)
        if reason.month is not None:
            in_season = {*course.season_months, *(month for t in scene.trades for month in t.months)}
            assert reason.month in in_season & {scene.month, scene.month % 12 + 1}
        if reason.kind == ReasonKind.BEGUN:
            assert course.id in scene.history.begun - scene.history.given_up
        if reason.kind == ReasonKind.AWAY:
            assert scene.person.away
        if reason.kind == ReasonKind.CAUSE:
            assert course.causes & {scene.household.cause, *scene.household.other_causes}


@given(CATALOGUES, SCENES)
def test_what_was_begun_comes_before_anything_new(courses, scene):
    going_on = scene.history.begun - scene.history.given_up
    found = offers(courses, scene)
    if any(offer.course_id in going_on for offer in found):
        assert found[0].course_id in going_on


@given(st.data())
def test_no_more_than_two_of_one_product_while_there_is_another(data):
    shoots = [CourseFacts(f"shoots{i}", "竹笋", products=("竹笋",)) for i in range(data.draw(st.integers(3, 6)))]
    other = CourseFacts("fraud", "手机上的骗局")
    village = Trade("0252", "竹笋", 1.0, Origin.VILLAGE, "石缸村")
    found = recommend([*shoots, other], [village], HouseholdFacts(), PersonFacts(), History(), 3)
    assert found[2].course_id == "fraud"


def test_it_offers_three_unless_told_otherwise():
    courses = [CourseFacts(i, "手机上的骗局") for i in IDS]
    found = recommend(courses, [], HouseholdFacts(), PersonFacts(), History(), 6)
    assert [offer.course_id for offer in found] == IDS[:3]


def test_no_course_no_offer():
    assert recommend([], [], HouseholdFacts(), PersonFacts(), History(), 6) == ()


@pytest.mark.parametrize("month", [0, 13])
def test_a_month_that_is_none_is_refused(month):
    with pytest.raises(ValueError, match="no such month"):
        recommend([], [], HouseholdFacts(), PersonFacts(), History(), month)


@pytest.mark.parametrize(("now", "kind"), [(2, 3), (3, 3), (5, 5), (6, None), (1, None), (12, None)])
def test_six_weeks_reach_into_the_next_month(now, kind):
    course = CourseFacts("shoots", "采笋", products=("竹笋",), season_months=frozenset({3, 4, 5}))
    village = Trade("", "竹笋", 1.0, Origin.VILLAGE, "石缸村")
    (offer,) = recommend([course], [village], HouseholdFacts(), PersonFacts(), History(), now)
    assert offer.reason.month == kind


def test_the_busy_months_of_the_trade_count_where_the_course_names_none():
    course = CourseFacts("vaccines", "打防疫针", industry_codes=("0321",))
    village = Trade("0321", "乌鸡", 1.0, Origin.VILLAGE, "石缸村", frozenset({4}))
    (offer,) = recommend([course], [village], HouseholdFacts(), PersonFacts(), History(), 4)
    assert offer.reason.month == 4


def test_a_trade_without_weight_is_no_trade():
    course = CourseFacts("shoots", "采笋", products=("竹笋",))
    village = Trade("", "竹笋", 0.0, Origin.VILLAGE, "石缸村")
    (offer,) = recommend([course], [village], HouseholdFacts(), PersonFacts(), History(), 4)
    assert offer.reason.kind == ReasonKind.DEFAULT


@pytest.mark.parametrize("person", [PersonFacts(labour="semi"), PersonFacts(age=70)])
def test_heavy_work_counts_against_a_course_for_the_weak_and_the_old(person):
    course = CourseFacts("silage", "青贮", heavy_work=True)
    scenes = [Scene.of([], HouseholdFacts(), who, History(), 9) for who in (person, PersonFacts())]
    assert rate(course, scenes[0]).score < rate(course, scenes[1]).score


@pytest.mark.parametrize(
    ("codes", "products", "close"),
    [
        (("0142",), ("香菇",), False),
        (("0142",), (), False),
        (("0142",), ("木耳",), True),
        (("0141",), (), True),
    ],
)
def test_a_relative_of_the_product_is_called_a_relative(codes, products, close):
    course = CourseFacts("course", "菌棚", industry_codes=codes, products=products)
    village = Trade("0142", "香菇", 1.0, Origin.VILLAGE, "石缸村")
    (offer,) = recommend([course], [village], HouseholdFacts(), PersonFacts(), History(), 3)
    assert (offer.reason.product, offer.reason.close) == ("香菇", close)


def score_after(history, **course):
    scene = Scene.of([], HouseholdFacts(), PersonFacts(), history, 9)
    return rate(CourseFacts("course", "菌棚", **course), scene)


def test_the_next_step_after_a_finished_course_says_so():
    found = score_after(History(done=frozenset({"first"})), prerequisites=frozenset({"first"}))
    assert found.reason.kind == ReasonKind.NEXT_STEP


def test_a_course_given_up_falls_behind():
    given_up = score_after(History(given_up=frozenset({"course"})))
    assert given_up.score < score_after(History()).score


def test_a_course_that_many_finish_leads_and_a_new_one_is_between():
    shares = [0.9, None, 0.1]
    scores = [score_after(History(), completed_share=share).score for share in shares]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3
