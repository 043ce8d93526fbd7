"""Our reader of fragments against files of FFmpeg's, files made by hand, and whatever bytes there may be."""

import io
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.pipeline.boxes import BadFragments, av1_codec, boxes_in, read_fragments
from tests.media.pipeline.fragments import box, fragment, header


def read(data):
    return read_fragments(io.BytesIO(data))


def test_fragments_are_found_with_their_length_and_pictures():
    data = header() + fragment(1, 0, 30) + fragment(2, 30, 15)
    index = read(data)
    assert [(each.samples, each.duration_s) for each in index.fragments] == [(30, 1.0), (15, 0.5)]
    assert index.samples == 45
    assert sum(each.size for each in index.fragments) + index.init_size == len(data)


@pytest.mark.parametrize(
    ("config", "codec"),
    [
        ("81040c00", "av01.0.04M.08"),
        ("81004c00", "av01.0.00M.10"),
        ("81098c00", "av01.0.09H.08"),
        ("81496c00", "av01.2.09M.12"),
        ("810d0c00", "av01.0.13M.08"),
    ],
)
def test_an_av1_codec_says_profile_level_tier_and_depth(config, codec):
    assert av1_codec(bytes.fromhex(config)) == codec


def test_opus_is_named_as_players_ask_for_it():
    assert read(header(entry=b"Opus", inside=b"") + fragment(1, 0, 10)).codec == "opus"


def test_an_index_without_fragments_is_refused():
    with pytest.raises(BadFragments):
        read(header())


@given(st.lists(st.binary(max_size=20), max_size=5))
def test_boxes_follow_one_another(bodies):
    assert [body for _, body in boxes_in(b"".join(box(b"free", body) for body in bodies))] == bodies


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
