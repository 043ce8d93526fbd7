"""Our reader of fragments against whatever bytes there may be."""

import io
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.pipeline.boxes import BadFragments, read_fragments


@pytest.fixture(scope="module")
def fragmented(make_clip, clip):
    words = ("-i", str(clip), "-map", "0:v", "-c", "copy", "-movflags", "+cmaf+delay_moov+skip_trailer")
    return make_clip("fragmented.mp4", *words).read_bytes()


def tried(data):
    try:
        return read_fragments(io.BytesIO(data))
    except BadFragments:
        return None


def test_fragments_fill_the_file(fragmented):
    found = read_fragments(io.BytesIO(fragmented))
    assert found.init_size + sum(fragment.size for fragment in found.fragments) == len(fragmented)
    assert Fraction(found.duration_s).limit_denominator(1000) == 3


@given(st.data())
def test_damage_is_seen_or_does_no_harm(fragmented, data):
    damaged = bytearray(fragmented)
    headers = st.integers(0, 2000) | st.integers(0, len(damaged) - 1)
    for at, value in data.draw(st.lists(st.tuples(headers, st.integers(0, 255)), min_size=1, max_size=12)):
        damaged[at] = value
    cut = data.draw(st.none() | st.integers(0, len(damaged)))
    found = tried(bytes(damaged[:cut]))
    assert found is None or found.fragments


@given(st.binary(max_size=300))
def test_noise_is_no_fragmented_file(noise):
    assert tried(noise) is None


@given(st.sampled_from([b"moov", b"moof", b"mdat", b"ftyp"]), st.integers(0, 2**64 - 1), st.binary(max_size=60))
def test_a_box_may_claim_any_size(kind, size, body):
    assert tried(b"\0\0\0\x01" + kind + size.to_bytes(8, "big") + body) is None
