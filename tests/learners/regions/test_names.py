import re

import pytest

from courses.reference import read_csv
from learners.regions.names import bare_name, short_name, spellings
from learners.regions.reference import DATA


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("石缸村民委员会", "石缸村"),
        ("摩崖社区居民委员会", "摩崖社区"),
        ("马庙村委会", "马庙村"),
        ("马庙村村委会", "马庙村"),
        ("城关社区居委会", "城关社区"),
        ("大坪社区村委会", "大坪社区"),
        ("大坪社区村民委员会", "大坪社区"),
        ("冲头黎族村委会", "冲头黎族村"),
        ("南村村委会", "南村"),
        ("金城居委会", "金城居委会"),
        ("城关第一类似居委会", "城关第一类似居委会"),
        ("海潭垦殖场生活区", "海潭垦殖场生活区"),
        ("豆沙镇", "豆沙镇"),
    ],
)
def test_a_committee_is_called_by_its_village(official, short):
    assert short_name(official) == short


@pytest.mark.parametrize(
    ("official", "bare"),
    [
        ("石缸村民委员会", "石缸"),
        ("豆沙镇", "豆沙"),
        ("盐津县", "盐津"),
        ("大坪社区村委会", "大坪"),
        ("金城居委会", "金城"),
    ],
)
def test_a_place_can_be_called_without_its_kind(official, bare):
    assert bare_name(official) == bare


def test_every_village_the_product_knows_is_called_by_a_village_or_a_community():
    names = [row["name"] for row in read_csv(DATA / "regions.csv") if row["level"] == "village"]
    odd = {short for name in names if not re.search(r"(?<!社区)(?<!村)村$|社区$", short := short_name(name))}
    assert {short for short in odd if not short.endswith(("居委会", "生活区"))} == set()


def test_no_two_places_of_a_township_are_called_the_same():
    rows = [row for row in read_csv(DATA / "regions.csv") if row["level"] == "village"]
    assert len({(row["parent_code"], short_name(row["name"])) for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("official", "written"),
    [
        ("大坪社区村委会", "大坪社区村"),
        ("金城居委会", "金城社区"),
        ("金城居委会", "金城"),
        ("大坪社区村委会", "大坪社区"),
    ],
)
def test_what_clerks_write_for_a_community_means_it(official, written):
    assert written in spellings(official)


def test_a_name_of_one_character_keeps_its_kind():
    assert bare_name("李村民委员会") == "李村"


def test_all_spellings_mean_the_same_place():
    assert spellings("石缸村民委员会") == {"石缸村民委员会", "石缸村", "石缸"}
