"""Products by their names."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import reference
from learners.plans.lexicon import DATA, code_path, lexicon, months_in

WORDS = lexicon()
NAMES = st.sampled_from(sorted(WORDS.nodes))


def rows_of(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("冬菇", "香菇"),
        ("寒羊", "小尾寒羊"),
        ("0142", "食用菌"),
        ("花椒种植", "花椒"),
        ("秦岭土蜂蜜", "蜜蜂"),
        ("想学养蜂", "蜜蜂"),
        ("鄱阳湖大闸蟹", "大闸蟹"),
        ("板栗南瓜", "南瓜"),
        ("从江雪域羊", "羊"),
        ("某某菇", "食用菌"),
        ("胭脂红桃", "桃子"),
        ("黄姜", "黄姜"),
        ("小黄姜", "生姜"),
        ("种花生", "花生"),
        ("种植技术", "种植技术"),
        ("打疫苗", "打疫苗"),
        ("什么也不是", "什么也不是"),
    ],
)
def test_a_name_is_understood(said, meant):
    assert WORDS.node_of(said).name == meant


def test_a_name_like_no_other_is_akin_to_nothing_but_itself():
    strange = WORDS.node_of("什么也不是")
    assert WORDS.kinship(strange, strange).strength == 1
    assert WORDS.kinship(strange, WORDS.node_of("香菇")).strength == 0


@given(NAMES, NAMES)
def test_nothing_is_nearer_than_itself(one, other):
    kin = WORDS.kinship(WORDS.nodes[one], WORDS.nodes[other])
    assert 0 <= kin.strength <= 1
    assert (kin.strength == 1) == (one == other)


@given(st.text(max_size=12))
def test_any_text_can_be_read(text):
    WORDS.mentions(text)
    assert WORDS.node_of(text).path


def test_every_word_means_one_product():
    rows = rows_of(DATA)
    said = [
        word for row in rows for key in ("name", "aliases", "kinds", "beside") for word in row[key].split(";") if word
    ]
    assert len(said) == len(set(said))


def test_every_product_stands_below_a_code_of_the_standard():
    codes = {row["code"] for row in rows_of(reference.DATA / "gbt4754.csv")}
    assert {node.code for node in WORDS.nodes.values()} <= codes


def test_what_trainers_tick_is_known_below_the_same_group():
    for row in rows_of(reference.DATA / "products.csv"):
        assert WORDS.node_of(row["name"]).code[:2] in {row["class_code"][:2], "90"}


@pytest.mark.parametrize(("text", "months"), [("3-5;9", {3, 4, 5, 9}), ("11-2", {11, 12, 1, 2}), ("", set())])
def test_months_are_read(text, months):
    assert months_in(text) == months


def test_a_code_lies_below_those_it_begins_with():
    assert code_path("0142") == ("0142", "014", "01")
