"""What a batch may weigh, and that a packed one costs no more than a plain one."""

import gzip
import json
import tracemalloc
import zlib

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from learners.people.batches import MOST_BYTES, BadBatch, read_batch

ITEMS = [{"id": "a"}, 5]


def batch(items=ITEMS):
    return json.dumps({"version": 1, "items": items}).encode()


def read(body, coding="gzip"):
    headers = {"Content-Type": "application/json"} | ({"Content-Encoding": coding} if coding is not None else {})
    return read_batch(RequestFactory().generic("POST", "/api/v1/sync", body, headers=headers))


def refusal(body, coding="gzip"):
    with pytest.raises(BadBatch) as refused:
        read(body, coding)
    assert refused.value.text
    return refused.value.status, refused.value.code


@pytest.mark.parametrize("coding", [None, "", "identity"])
def test_a_plain_batch_is_read(coding):
    assert read(batch(), coding) == ITEMS


@pytest.mark.parametrize("coding", ["gzip", "GZIP", " gzip ", "x-gzip"])
def test_a_packed_batch_is_read(coding):
    assert read(gzip.compress(batch()), coding) == ITEMS


@pytest.mark.parametrize("level", [0, 1, 9])
def test_it_does_not_matter_how_hard_it_was_packed(level):
    assert read(gzip.compress(batch(), level)) == ITEMS


@pytest.mark.parametrize("coding", ["br", "deflate", "zstd", "gzip, gzip", "gzip,identity", "x" * 5000])
def test_other_codings_are_refused(coding):
    assert refusal(gzip.compress(batch()), coding) == (415, "other_coding")


def test_a_bomb_is_refused_and_never_unpacked():
    bomb = gzip.compress(b" " * 40_000_000)
    assert len(bomb) < MOST_BYTES
    tracemalloc.start()
    assert refusal(bomb) == (413, "too_large")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_the_limit_holds_for_what_was_packed_to_the_byte():
    fits = batch(["x" * (MOST_BYTES - len(batch([""])))])
    assert (len(fits), len(read(gzip.compress(fits)))) == (MOST_BYTES, 1)
    assert refusal(gzip.compress(fits + b" ")) == (413, "too_large")


def test_the_limit_holds_for_the_packed_bytes_as_well():
    padded = gzip.compress(batch()) + b"\0" * MOST_BYTES
    assert refusal(padded) == (413, "too_large")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        batch(),
        gzip.compress(batch())[:-1],
        gzip.compress(batch())[:-9],
        gzip.compress(batch())[:12],
        gzip.compress(batch()) + b"x",
        gzip.compress(batch()) + gzip.compress(b" "),
        gzip.compress(batch())[:-8] + b"\0" * 8,
        zlib.compress(batch()),
    ],
    ids=["empty", "plain", "a byte short", "short", "head only", "garbage behind", "two members", "wrong sum", "zlib"],
)
def test_what_is_no_whole_stream_is_refused(body):
    assert refusal(body) == (400, "not_gzip")


def test_gzip_in_gzip_is_no_batch():
    assert refusal(gzip.compress(gzip.compress(batch()))) == (400, "not_json")


@given(st.binary(max_size=200), st.integers(0, 40))
def test_whatever_arrives_is_read_or_refused(noise, cut):
    for body in (noise, gzip.compress(batch())[:cut] + noise):
        try:
            assert read(body) == ITEMS
        except BadBatch as refused:
            assert refused.status in (400, 413)
