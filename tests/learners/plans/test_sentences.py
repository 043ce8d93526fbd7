"""Reasons as sentences: whole, filled in, and never naming what they do not know."""

import itertools

import pytest
from django.utils import translation

from learners.plans.reasons import HELD_AGAINST, Reason, ReasonKind, Way
from learners.plans.sentences import SENTENCES, sentence


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            Reason(ReasonKind.VILLAGE_TRADE, place="石缸村", product="竹笋", work="采笋", month=3, way=Way.GROW),
            "石缸村 grows 竹笋, and 采笋 falls due in March: here you see how",
        ),
        (
            Reason(ReasonKind.VILLAGE_TRADE, place="石缸村", product="乌鸡", month=4, way=Way.RAISE),
            "石缸村 raises 乌鸡, and this is of use in April",
        ),
        (
            Reason(ReasonKind.COUNTY_TRADE, place="台前县", product="羽绒", way=Way.MAKE),
            "台前县 makes 羽绒, and this is a part of the craft",
        ),
        (
            Reason(ReasonKind.TOWNSHIP_TRADE, place="豆沙镇", product="肉牛", month=9, close=True, way=Way.RAISE),
            "豆沙镇 raises 肉牛, and this is close to it",
        ),
        (Reason(ReasonKind.VILLAGE_TRADE, place="石缸村"), "People in 石缸村 do this work"),
        (Reason(ReasonKind.VILLAGE_TRADE, product="光伏"), "People where you live do this work"),
        (
            Reason(ReasonKind.VILLAGE_TRADE, place="石缸村", product="板栗", close=True, way=Way.GROW, far=True),
            "石缸村 has 板栗, and this may be worth a look too",
        ),
        (Reason(ReasonKind.WISH, close=True), "This is close to what your household wished to learn"),
        (Reason(ReasonKind.SEASON, work="清园", month=12), "清园 falls due in December"),
        (
            Reason(ReasonKind.ECOMMERCE, place="石缸村", product="笋干"),
            "石缸村 has 笋干 to sell: learn to sell it by phone",
        ),
        (
            Reason(ReasonKind.ECOMMERCE, place="石缸村", product="李子", month=6),
            "李子 of 石缸村 is harvested in June: learn to sell and send it",
        ),
        (Reason(ReasonKind.ECOMMERCE, place="石缸村"), "There is something to sell in 石缸村"),
        (Reason(ReasonKind.ECOMMERCE), "Your household has something to sell: learn to sell it by phone"),
        (
            Reason(ReasonKind.OPENING, place="锦绣车间", product="服装"),
            "锦绣车间 takes people for 服装: learn this and you can go there",
        ),
        (Reason(ReasonKind.BEGUN), "You have begun it: go on"),
    ],
)
def test_it_says_the_reason(reason, said):
    assert sentence(reason) == said


def test_every_reason_for_a_course_can_be_said():
    assert set(SENTENCES) == set(ReasonKind) - HELD_AGAINST


@pytest.mark.parametrize("kind", SENTENCES)
def test_no_sentence_has_a_hole(kind):
    choices = itertools.product(["", "石缸村"], ["", "竹笋"], ["", "采笋"], [None, 3], [False, True], Way)
    for place, product, work, month, close, way in choices:
        said = sentence(Reason(kind, place, product, work, month, close, way))
        assert "  " not in said and " ," not in said and " :" not in said and said == said.strip()


def test_a_cause_is_never_named():
    assert sentence(Reason(ReasonKind.CAUSE)) == "It is meant for households in your situation"
