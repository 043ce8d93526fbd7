import pytest

from learners.regions.names import bare_name, short_name, spellings


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("石缸村民委员会", "石缸村"),
        ("摩崖社区居民委员会", "摩崖社区"),
        ("马庙村委会", "马庙村"),
        ("马庙村村委会", "马庙村"),
        ("城关社区居委会", "城关社区"),
        ("金城居委会", "金城居委会"),
        ("豆沙镇", "豆沙镇"),
    ],
)
def test_a_committee_is_called_by_its_village(official, short):
    assert short_name(official) == short


@pytest.mark.parametrize(("official", "bare"), [("石缸村民委员会", "石缸"), ("豆沙镇", "豆沙"), ("盐津县", "盐津")])
def test_a_place_can_be_called_without_its_kind(official, bare):
    assert bare_name(official) == bare


def test_a_name_of_one_character_keeps_its_kind():
    assert bare_name("李村民委员会") == "李村"


def test_all_spellings_mean_the_same_place():
    assert spellings("石缸村民委员会") == {"石缸村民委员会", "石缸村", "石缸"}
