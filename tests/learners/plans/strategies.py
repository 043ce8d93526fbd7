"""Courses, places and persons of any kind."""

from hypothesis import strategies as st

from learners.plans.facts import Ban, CourseFacts, Desk, History, HouseholdFacts, Learner, Opening, Origin, PersonFacts
from learners.plans.facts import Trade as TradeFacts

CODES = st.sampled_from(["0142", "0164", "0252", "0311", "0314", "0321", "1371", "2436", "5292", "8010"])
BROAD_CODES = CODES | st.sampled_from(["", "01", "03", "031", "0163"])
PRODUCTS = st.sampled_from(["竹笋", "乌鸡", "茶叶", "香菇", "木耳", "小尾寒羊", "无名果"])
MONTHS = st.frozensets(st.integers(1, 12))
CAUSES = st.sampled_from(["illness", "schooling", "skill", "labour", "land", "funds", "water"])
IDS = [f"c{number}" for number in range(5)]
SOME_IDS = st.frozensets(st.sampled_from(IDS))
INDUSTRIES = PRODUCTS | CODES | st.sampled_from(["03", "羊", "鸡", "食用菌"])


def courses_named(course_id):
    return st.builds(
        CourseFacts,
        id=st.just(course_id),
        title=st.sampled_from(["怎样采竹笋", "林下养乌鸡", "开网店", "香菇制袋", "手机上的骗局"]),
        industry_codes=st.lists(CODES, max_size=2, unique=True).map(tuple),
        products=st.lists(PRODUCTS, max_size=2, unique=True).map(tuple),
        level=st.sampled_from(["beginner", "elementary", "intermediate"]),
        season_months=MONTHS,
        minutes=st.integers(0, 60),
        heavy_work=st.none() | st.booleans(),
        causes=st.frozensets(CAUSES, max_size=2),
        completed_share=st.none() | st.floats(0, 1),
        prerequisites=st.frozensets(st.sampled_from([i for i in IDS if i != course_id]), max_size=1),
        work=st.sampled_from(["", "采笋"]),
        shown=st.integers(0, 1000),
    )


TRADES = st.builds(
    TradeFacts,
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
    wishes=st.lists(INDUSTRIES | st.just("想学养鸡"), max_size=2).map(tuple),
    own_industry_codes=st.lists(INDUSTRIES, max_size=2).map(tuple),
)
PERSONS = st.builds(
    PersonFacts,
    age=st.none() | st.integers(0, 99),
    education=st.sampled_from(["", "illiterate", "primary", "senior"]),
    labour=st.sampled_from(["", "ordinary", "skilled", "semi", "lost", "none"]),
    away=st.booleans(),
)
HISTORIES = st.builds(
    History, done=SOME_IDS, begun=SOME_IDS, given_up=SOME_IDS, asked=st.lists(PRODUCTS, max_size=1).map(tuple)
)
LEARNERS = st.builds(Learner, HOUSEHOLDS, PERSONS, HISTORIES)
CATALOGUES = st.tuples(*(courses_named(course_id) for course_id in IDS))
DESKS = st.builds(
    Desk,
    pinned=st.lists(st.sampled_from(IDS), max_size=2, unique=True).map(tuple),
    held=st.frozensets(st.sampled_from(IDS), max_size=2),
    bans=st.lists(st.builds(Ban, INDUSTRIES), max_size=2).map(tuple),
    openings=st.lists(st.builds(Opening, st.sampled_from(["合作社", "车间"]), INDUSTRIES), max_size=2).map(tuple),
    place_name=st.just("豆沙镇"),
)
TRADE_LISTS = st.lists(TRADES, max_size=5)
MONTH = st.integers(1, 12)
