"""The hash of an entry is exactly what its description says, so that outsiders can check it."""

import datetime
import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.assistance.ledger import GENESIS, Fields, NotRecordable, canonical, check_recordable, entry_hash

MAY = datetime.datetime(2026, 5, 1, 8, 0, tzinfo=datetime.UTC)
FIELDS = Fields(
    person=7,
    seq=1,
    kind="lesson_completed",
    subject="lesson:12",
    payload={"lesson": "挖笋", "length_ms": 90000},
    evidence={"ranges_ms": [[0, 90000]]},
    happened_at=MAY,
    recorded_at=MAY + datetime.timedelta(seconds=1, microseconds=5),
    recorded_by=None,
    corrects=None,
)
WRITTEN_OUT = (
    '{"corrects":null,"evidence":{"ranges_ms":[[0,90000]]},"happened_at":"2026-05-01T08:00:00.000000+00:00",'
    '"kind":"lesson_completed","payload":{"length_ms":90000,"lesson":"挖笋"},"person":7,'
    '"previous":"0000000000000000000000000000000000000000000000000000000000000000",'
    '"recorded_at":"2026-05-01T08:00:01.000005+00:00","recorded_by":null,"seq":1,"subject":"lesson:12","v":1}'
)
OTHERS = {
    "person": 8,
    "seq": 2,
    "kind": "quiz_passed",
    "subject": "lesson:13",
    "payload": {"lesson": "挖笋", "length_ms": 90001},
    "evidence": {"ranges_ms": []},
    "happened_at": MAY + datetime.timedelta(microseconds=1),
    "recorded_at": MAY,
    "recorded_by": 1,
    "corrects": GENESIS,
}
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
)


def test_the_record_is_written_as_described():
    assert canonical(GENESIS, FIELDS).decode() == WRITTEN_OUT


def test_the_hash_is_the_sha256_of_the_record():
    assert entry_hash(GENESIS, FIELDS) == hashlib.sha256(WRITTEN_OUT.encode()).hexdigest()


def test_the_same_moment_in_another_zone_has_the_same_hash():
    beijing = MAY.astimezone(datetime.timezone(datetime.timedelta(hours=8)))
    assert entry_hash(GENESIS, replace(FIELDS, happened_at=beijing)) == entry_hash(GENESIS, FIELDS)


@pytest.mark.parametrize("field", OTHERS)
def test_every_field_is_part_of_the_hash(field):
    assert entry_hash(GENESIS, replace(FIELDS, **{field: OTHERS[field]})) != entry_hash(GENESIS, FIELDS)


def test_the_entry_before_is_part_of_the_hash():
    assert entry_hash("1" * 64, FIELDS) != entry_hash(GENESIS, FIELDS)


@given(st.dictionaries(TEXT, VALUES, max_size=4))
def test_what_a_database_gives_back_has_the_same_hash(payload):
    check_recordable(payload, "payload")
    kept = json.loads(json.dumps(payload))
    assert entry_hash(GENESIS, replace(FIELDS, payload=kept)) == entry_hash(GENESIS, replace(FIELDS, payload=payload))


@pytest.mark.parametrize("value", [1.5, MAY, b"x", {1: "x"}, "a\0b", "\ud800", {"deep": [float("nan")]}])
def test_a_value_that_databases_write_differently_is_refused(value):
    with pytest.raises(NotRecordable, match=r"^payload\.x"):
        check_recordable({"x": value}, "payload")
