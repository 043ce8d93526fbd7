import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.pipeline import hls
from tests.media.pipeline.builders import fragmented, made

fragment_lists = st.lists(
    st.tuples(st.integers(1, 500_000), st.floats(0.1, 12, allow_nan=False)), min_size=1, max_size=20
)


def byte_ranges(playlist):
    lines = [line.split(":")[1] for line in playlist.splitlines() if line.startswith("#EXT-X-BYTERANGE")]
    return [tuple(int(part) for part in line.split("@")) for line in lines]


def test_each_segment_names_its_bytes():
    playlist = hls.media_playlist("saver-stream.mp4", fragmented((1000, 8.0), (500, 4.0), init_size=700))
    assert byte_ranges(playlist) == [(1000, 700), (500, 1700)]
    assert '#EXT-X-MAP:URI="saver-stream.mp4",BYTERANGE="700@0"' in playlist


def test_a_finished_playlist_says_so():
    playlist = hls.media_playlist("a.mp4", fragmented((1000, 8.0)))
    assert "#EXT-X-PLAYLIST-TYPE:VOD" in playlist
    assert playlist.endswith("#EXT-X-ENDLIST\n")


@given(fragment_lists)
def test_no_segment_is_longer_than_the_target_duration(fragments):
    file = fragmented(*fragments)
    assert all(round(f.duration_s) <= hls.target_duration(file) for f in file.fragments)


@given(fragment_lists)
def test_segments_cover_the_file_without_a_gap(fragments):
    file = fragmented(*fragments)
    at = file.init_size
    for size, offset in byte_ranges(hls.media_playlist("a.mp4", file)):
        assert offset == at
        at += size


@given(fragment_lists)
def test_the_peak_is_never_below_the_mean(fragments):
    rates = hls.rates(fragmented(*fragments))
    assert rates.peak >= rates.average > 0


def test_a_sliver_at_the_end_does_not_make_a_peak():
    steady = fragmented((8000, 8.0), (8000, 8.0), (4000, 0.1))
    assert hls.rates(steady).peak < 20_000


AAC = made("audio", "aac", bandwidth=26_000, average_bandwidth=25_000)
OPUS = made("audio", "opus", bandwidth=13_000, average_bandwidth=12_000)


def variants(master):
    lines = master.splitlines()
    return [(line, lines[at + 1]) for at, line in enumerate(lines) if line.startswith("#EXT-X-STREAM-INF")]


def test_the_master_adds_the_sound_to_every_choice():
    master = hls.master_playlist([made(), AAC])
    assert "BANDWIDTH=86000,AVERAGE-BANDWIDTH=75000" in master
    assert 'CODECS="avc1.4D4015,mp4a.40.2",RESOLUTION=426x240,FRAME-RATE=15.000,AUDIO="aac"' in master
    assert f'URI="{AAC.playlist}"' in master


def test_a_silent_master_names_no_sound():
    assert "AUDIO" not in hls.master_playlist([made()])


def test_the_leanest_comes_first():
    clear = made("clear", average_bandwidth=500_000)
    listed = variants(hls.master_playlist([clear, made(), AAC]))
    assert [name for _, name in listed] == [made().playlist, clear.playlist]


def test_no_choice_leads_from_one_codec_to_another():
    """Chromium's own player breaks off there."""
    renditions = [made("saver", "av1", average_bandwidth=10_000), made(), made("clear"), OPUS, AAC]
    listed = variants(hls.master_playlist(renditions))
    assert {re.search('CODECS="(.*?)"', line)[1] for line, _ in listed} == {"avc1.4D4015,mp4a.40.2"}


@pytest.mark.parametrize(("seconds", "text"), [(8.0, "8"), (8.008, "8.008"), (2.0020833, "2.00208")])
def test_lengths_are_written_as_short_as_they_are(seconds, text):
    assert f"#EXTINF:{text},\n" in hls.media_playlist("a.mp4", fragmented((1000, seconds)))
