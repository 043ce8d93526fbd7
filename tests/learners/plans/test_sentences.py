"""Reasons as sentences: whole, filled in, and never naming what they do not know."""

import itertools

import pytest
from django.utils import translation

from learners.plans.reasons import Reason, ReasonKind
from learners.plans.sentences import SENTENCES, sentence

HELD_AGAINST = {ReasonKind.GIVEN_UP, ReasonKind.STRAIN}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            Reason(ReasonKind.VILLAGE_TRADE, place="石缸村", product="竹笋", work="采笋", month=3),
            "Because 石缸村 lives from 竹笋, and 采笋 falls due in March",
        ),
        (
            Reason(ReasonKind.VILLAGE_TRADE, place="石缸村", product="竹笋", month=4),
            "Because 石缸村 lives from 竹笋, and the work falls due in April",
        ),
        (Reason(ReasonKind.COUNTY_TRADE, place="盐津县", product="乌鸡"), "Because 盐津县 lives from 乌鸡"),
        (
            Reason(ReasonKind.TOWNSHIP_TRADE, place="豆沙镇", product="肉牛", month=9, close=True),
            "Because 豆沙镇 lives from 肉牛, and this is close to it",
        ),
        (Reason(ReasonKind.VILLAGE_TRADE, place="石缸村"), "Because people in 石缸村 do this work"),
        (Reason(ReasonKind.WISH, close=True), "Because it is close to what your household wished to learn"),
        (Reason(ReasonKind.SEASON, work="清园", month=12), "Because 清园 falls due in December"),
        (Reason(ReasonKind.ECOMMERCE, place="石缸村", product="笋干"), "Because 石缸村 has 笋干 to sell"),
        (Reason(ReasonKind.ECOMMERCE, place="石缸村"), "Because there is something to sell in 石缸村"),
        (Reason(ReasonKind.ECOMMERCE), "Because your household has something to sell"),
        (Reason(ReasonKind.BEGUN), "Because you have begun it"),
    ],
)
def test_it_says_the_reason(reason, said):
    assert sentence(reason) == said


def test_every_reason_for_a_course_can_be_said():
    assert set(SENTENCES) == set(ReasonKind) - HELD_AGAINST


@pytest.mark.parametrize("kind", SENTENCES)
def test_no_sentence_has_a_hole(kind):
    choices = itertools.product(["", "石缸村"], ["", "竹笋"], ["", "采笋"], [None, 3], [False, True])
    for place, product, work, month, close in choices:
        if place or kind not in {
            ReasonKind.VILLAGE_TRADE,
            ReasonKind.TOWNSHIP_TRADE,
            ReasonKind.COUNTY_TRADE,
        }:
            said = sentence(Reason(kind, place, product, work, month, close))
            assert "  " not in said and " ," not in said and not said.endswith(" ")


def test_a_cause_is_never_named():
    assert sentence(Reason(ReasonKind.CAUSE)) == "Because it is meant for households in your situation"
