"""How much of the demo is built."""

from collections import Counter

from eduplatform.demo.build import FULL, SMALL, _wanted
from eduplatform.demo.people import TOWNSHIPS, invent_households


def test_the_small_demo_has_the_first_households_of_every_village():
    for township in TOWNSHIPS:
        households = list(invent_households(township))
        kept = Counter(household.village for household in households if _wanted(household, SMALL))
        assert set(kept) == {household.village for household in households}
        assert set(kept.values()) == {SMALL.households_per_village}


def test_the_full_demo_leaves_nobody_out():
    households = list(invent_households(TOWNSHIPS[0]))
    assert all(_wanted(household, FULL) for household in households)
