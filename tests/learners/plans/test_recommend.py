"""What holds of every recommendation, whatever the courses, the place and the person."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.plans.catalogue import Catalogue
from learners.plans.facts import NO_DESK, CourseFacts, History, HouseholdFacts, Learner, Origin, PersonFacts, Trade
from learners.plans.lexicon import lexicon
from learners.plans.matching import is_under, topics_of, trade_node
from learners.plans.place import Place
from learners.plans.reasons import HELD_AGAINST, ReasonKind
from learners.plans.recommend import offers_in, rate, recommend
from learners.plans.traits import Strain, traits_of
from learners.plans.weights import WEIGHTS
from tests.depth import tried
from tests.learners.plans.strategies import CATALOGUES, DESKS, IDS, LEARNERS, MONTH, TRADE_LISTS, TRADES

PLACE_KINDS = {
    ReasonKind.VILLAGE_TRADE: Origin.VILLAGE,
    ReasonKind.TOWNSHIP_TRADE: Origin.TOWNSHIP,
    ReasonKind.COUNTY_TRADE: Origin.COUNTY,
}


def offers(courses, trades, learner, month, desk=NO_DESK, n=8):
    return offers_in(Place.of(Catalogue.of(courses), trades, month, desk), learner, n=n)


def by_id(courses):
    return {course.id: course for course in courses}


@tried(30, 300)
@given(CATALOGUES, TRADE_LISTS, LEARNERS, MONTH, DESKS)
def test_it_never_offers_what_the_person_cannot_use(courses, trades, learner, month, desk):
    person, history = learner.person, learner.history
    for offer in offers(courses, trades, learner, month, desk):
        course = by_id(courses)[offer.course_id]
        traits = traits_of(course)
        assert course.id not in history.done
        assert course.prerequisites <= history.done
        assert not (traits.strain == Strain.HEAVY and person.labour in {"lost", "none"})
        assert not (traits.has_trade and person.age is not None and person.age < 16)
        assert traits.has_trade or not course.causes or course.causes & learner.household.causes


@tried(30, 300)
@given(CATALOGUES, TRADE_LISTS, LEARNERS, MONTH, DESKS)
def test_it_never_offers_what_staff_forbid(courses, trades, learner, month, desk):
    words = lexicon()
    for offer in offers(courses, trades, learner, month, desk):
        course = by_id(courses)[offer.course_id]
        topics = topics_of(course, words, WEIGHTS)
        assert course.id not in desk.held
        assert not any(is_under(topics, course.industry_codes, words.node_of(ban.industry)) for ban in desk.bans)


@tried(30, 300)
@given(CATALOGUES, TRADE_LISTS, LEARNERS, MONTH)
def test_no_advanced_course_without_a_hand_in_the_craft(courses, trades, learner, month):
    bare = Learner(replace(learner.household, wishes=(), own_industry_codes=()), PersonFacts(education="illiterate"))
    shown = [by_id(courses)[offer.course_id] for offer in offers(courses, trades, bare, month)]
    assert all(course.level != "intermediate" for course in shown)


@tried(30, 300)
@given(CATALOGUES, TRADE_LISTS, MONTH)
def test_it_leaves_out_nothing_that_the_person_can_use(courses, trades, month):
    """The opposite check: with no bar of any kind, every course is offered once."""
    free = [replace(c, heavy_work=False, prerequisites=frozenset(), causes=frozenset()) for c in courses]
    skilled = Learner(person=PersonFacts(age=30, labour="skilled"))
    assert sorted(offer.course_id for offer in offers(free, trades, skilled, month)) == IDS


def score(courses, trades, learner, month, course_id):
    offer = rate(Place.of(Catalogue.of(courses), trades, month), learner, course_id)
    return None if offer is None else offer.score


@tried(30, 300)
@given(CATALOGUES, TRADE_LISTS, TRADES, LEARNERS, MONTH)
def test_adding_a_trade_never_lowers_its_courses(courses, trades, trade, learner, month):
    catalogue = Catalogue.of(courses)
    node = trade_node(trade.industry_code, trade.product, catalogue.words)
    added = replace(trade, origin=Origin.VILLAGE)
    for index, kin in catalogue.near(node).items():
        course_id = catalogue.entries[index].facts.id
        before = score(courses, trades, learner, month, course_id)
        after = score(courses, [*trades, added], learner, month, course_id)
        if not kin.close and before is not None and not (learner.person.away or trade.weight == 0):
            assert after >= before


@tried(30, 300)
@given(CATALOGUES, TRADE_LISTS, TRADES, LEARNERS, MONTH)
def test_adding_a_trade_to_known_ones_lowers_only_selling(courses, trades, trade, learner, month):
    known = [*trades, Trade("0142", "", 1.0, Origin.COUNTY, "盐津县")]
    for course in courses:
        before = score(courses, known, learner, month, course.id)
        if before is not None:
            assert score(courses, [*known, trade], learner, month, course.id) >= before


@tried(30, 300)
@given(CATALOGUES, TRADE_LISTS, LEARNERS, MONTH, DESKS, st.randoms())
def test_the_order_of_courses_and_trades_does_not_show(courses, trades, learner, month, desk, random):
    mixed = random.sample(trades, len(trades))
    shuffled = random.sample(courses, len(courses))
    assert offers(shuffled, mixed, learner, month, desk) == offers(courses, trades, learner, month, desk)


@tried(30, 300)
@given(CATALOGUES, TRADE_LISTS, LEARNERS, LEARNERS, MONTH)
def test_one_person_does_not_show_in_the_offers_of_another(courses, trades, first, second, month):
    place = Place.of(Catalogue.of(courses), trades, month)
    offers_in(place, first)
    assert offers_in(place, second, n=8) == offers(courses, trades, second, month)


@tried(30, 300)
@given(CATALOGUES, TRADE_LISTS, LEARNERS, MONTH, st.integers(0, 8))
def test_fewer_offers_are_the_first_of_more(courses, trades, learner, month, n):
    assert offers(courses, trades, learner, month, n=n) == offers(courses, trades, learner, month)[:n]


@tried(30, 300)
@given(CATALOGUES, TRADE_LISTS, LEARNERS, MONTH, DESKS)
def test_the_reason_is_the_term_that_added_most(courses, trades, learner, month, desk):
    for offer in offers(courses, trades, learner, month, desk):
        told = max(term.points for term in offer.terms if term.reason == offer.reason)
        assert told == max(term.points for term in offer.terms) >= 0
        assert offer.reason.kind not in HELD_AGAINST
        assert offer.score == pytest.approx(sum(term.points for term in offer.terms), abs=1e-5)


@tried(30, 300)
@given(CATALOGUES, TRADE_LISTS, LEARNERS, MONTH, DESKS)
def test_a_reason_from_the_place_is_true(courses, trades, learner, month, desk):
    for offer in offers(courses, trades, learner, month, desk):
        reason, course = offer.reason, by_id(courses)[offer.course_id]
        if reason.kind in PLACE_KINDS:
            named = [t for t in trades if t.place_name == reason.place and t.origin == PLACE_KINDS[reason.kind]]
            assert any(t.weight > 0 for t in named)
        if reason.month is not None and reason.kind != ReasonKind.ECOMMERCE:
            in_season = {*course.season_months, *(month for t in trades for month in t.months)}
            assert reason.month in in_season & {month, month % 12 + 1}


@tried(30, 300)
@given(CATALOGUES, TRADE_LISTS, LEARNERS, MONTH, DESKS)
def test_a_reason_from_the_person_is_true(courses, trades, learner, month, desk):
    history, causes = learner.history, learner.household.causes
    for offer in offers(courses, trades, learner, month, desk):
        course = by_id(courses)[offer.course_id]
        truths = {
            ReasonKind.BEGUN: course.id in history.begun - history.given_up,
            ReasonKind.NEXT_STEP: bool(history.done),
            ReasonKind.AWAY: learner.person.away,
            ReasonKind.CAUSE: bool(course.causes & causes),
            ReasonKind.WISH: bool(learner.household.wishes),
            ReasonKind.ASKED: bool(history.asked),
            ReasonKind.NO_LAND: "land" in causes,
            ReasonKind.PINNED: course.id in desk.pinned,
        }
        assert truths.get(offer.reason.kind, True)


@tried(30, 300)
@given(CATALOGUES, TRADE_LISTS, LEARNERS, MONTH)
def test_what_was_begun_comes_before_anything_new(courses, trades, learner, month):
    going_on = learner.history.begun - learner.history.given_up
    found = offers(courses, trades, learner, month)
    if any(offer.course_id in going_on for offer in found):
        assert found[0].course_id in going_on


@given(st.data())
def test_no_more_than_two_of_one_product_while_there_is_another(data):
    shoots = [CourseFacts(f"shoots{i}", "竹笋", products=("竹笋",)) for i in range(data.draw(st.integers(3, 6)))]
    other = CourseFacts("fraud", "手机上的骗局")
    village = Trade("0252", "竹笋", 1.0, Origin.VILLAGE, "石缸村")
    found = recommend([*shoots, other], [village], HouseholdFacts(), PersonFacts(), History(), 3)
    assert "fraud" in {offer.course_id for offer in found}


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
