"""Whatever arrives is read one item at a time, and kept in a form that every database takes."""

import json
import math
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.progress.items import BadItem, as_kept, identify, read_item

GOOD = {"id": str(uuid.UUID(int=7)), "kind": "watched", "lesson": 3, "ranges": [[0, 5]], "position": 5, "wall": 5}
QUIZ = {"id": str(uuid.UUID(int=8)), "kind": "quiz", "lesson": 3, "answers": {"q": "a"}}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)


def test_a_report_is_read():
    item = read_item({**GOOD, "at": "2026-05-01T08:00:00Z"})
    assert (item.id.int, item.lesson_id, item.position_s, item.at.year) == (7, 3, 5, 2026)


def test_an_attempt_is_read():
    assert read_item(QUIZ).answers == {"q": "a"}


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"id": "x"},
        {"id": 5},
        {"kind": "slept"},
        {"kind": None},
        {"lesson": "3"},
        {"lesson": True},
        {"lesson": 0},
        {"lesson": 2**63},
        {"wall": None},
        {"wall": "5"},
        {"wall": float("nan")},
        {"wall": float("inf")},
        {"position": []},
        {"kind": "quiz"},
        {"kind": "quiz", "answers": {"q": 1}},
        {"kind": "quiz", "answers": {"q" * 101: "a"}},
        {"kind": "quiz", "answers": {str(n): "a" for n in range(51)}},
    ],
)
def test_a_spoiled_item_is_refused(change):
    with pytest.raises(BadItem):
        read_item({**GOOD, **change})


@pytest.mark.parametrize("at", [None, "soon", "+275760-09-13T00:00:00Z", "2026-05-01T08:00:00", 5])
def test_a_clock_that_cannot_be_read_costs_no_learning(at):
    assert read_item({**GOOD, "at": at}).at is None


@given(ANYTHING)
def test_whatever_arrives_is_read_or_refused(raw):
    with pytest.raises(BadItem):
        read_item(raw)


@given(ANYTHING)
def test_whatever_arrives_has_the_same_id_when_it_comes_again(raw):
    assert identify(raw) == identify(json.loads(json.dumps(raw)))


def leaves(value):
    if isinstance(value, dict):
        value = [*value, *value.values()]
    return [leaf for inner in value for leaf in leaves(inner)] if isinstance(value, list) else [value]


@given(st.dictionaries(st.text(max_size=4), ANYTHING, max_size=4))
def test_whatever_arrives_is_kept_in_a_form_that_postgresql_takes(raw):
    for leaf in leaves(as_kept(raw)):
        if isinstance(leaf, str):
            assert "\0" not in leaf.encode().decode()
        else:
            assert not isinstance(leaf, float) or math.isfinite(leaf)


def test_a_very_long_item_is_kept_in_part():
    assert len(as_kept({**GOOD, "ranges": [[0, 1]] * 5000})["text"]) == 2000


def test_an_item_nested_beyond_reason_is_refused_and_kept():
    deep = []
    for _ in range(5000):
        deep = [deep]
    assert identify({"id": deep})[1] == 0
    assert "text" in as_kept({"id": deep})
