import struct
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.pipeline.boxes import BadFragments, boxes_in, inner, read_fragments
from media.pipeline.join import Piece, join_pieces
from tests.media.pipeline.fragments import RATE, TICKS, box, fragment, header

lengths = st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=4), min_size=1, max_size=5)


def write_piece(folder, index, samples, wide=True, **more):
    """One part whose fragments have so many pictures; the payload tells the part."""
    data, first = header(**more), 0
    for number, count in enumerate(samples, start=1):
        data += fragment(number, first, count, bytes([index]), wide)
        first += count
    path = folder / f"{index}.mp4"
    path.write_bytes(data)
    return path


def joined(folder, parts, **more):
    pieces, start = [], 0
    for index, samples in enumerate(parts):
        path = write_piece(folder, index, samples, **more)
        pieces.append(Piece(path, Fraction(start, RATE), sum(samples)))
        start += sum(samples)
    join_pieces(pieces, folder / "joined.mp4")
    return folder / "joined.mp4"


def moofs(path):
    return [body for kind, body in boxes_in(path.read_bytes()) if kind == b"moof"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pieces")


@given(lengths, st.booleans())
def test_time_goes_on_where_the_part_before_ended(folder, parts, wide):
    times, at = [], 0
    for samples in (count for part in parts for count in part):
        times.append(at * TICKS)
        at += samples
    form, size = (">Q", 8) if wide else (">I", 4)
    found = [inner(moof, b"traf", b"tfdt")[4 : 4 + size] for moof in moofs(joined(folder, parts, wide=wide))]
    assert [struct.unpack(form, time)[0] for time in found] == times


@given(lengths)
def test_fragments_are_numbered_through_and_nothing_is_lost(folder, parts):
    path = joined(folder, parts)
    numbers = [struct.unpack_from(">I", inner(moof, b"mfhd"), 4)[0] for moof in moofs(path)]
    assert numbers == [*range(1, sum(map(len, parts)) + 1)]
    with path.open("rb") as file:
        assert read_fragments(file).samples == sum(map(sum, parts))


def test_what_is_encoded_stays_as_it_is(folder):
    data = joined(folder, [[3, 2], [4]]).read_bytes()
    assert [body for kind, body in boxes_in(data) if kind == b"mdat"] == [bytes(3), bytes(2), b"\x01" * 4]


def test_a_missing_picture_is_refused(folder):
    path = write_piece(folder, 0, [30])
    with pytest.raises(BadFragments, match="30 pictures instead of 31"):
        join_pieces([Piece(path, Fraction(0), 31)], folder / "joined.mp4")


@pytest.mark.parametrize("other", [{"inside": box(b"avcC", b"\x01\x4d\x40\x16")}, {"delay": 2048}])
def test_another_set_up_is_refused(folder, other):
    first, second = write_piece(folder, 0, [30]), write_piece(folder, 1, [30], **other)
    with pytest.raises(BadFragments, match="another set-up"):
        join_pieces([Piece(first, Fraction(0), 30), Piece(second, Fraction(1), 30)], folder / "joined.mp4")


def test_another_rate_that_was_aimed_at_is_no_other_set_up(folder):
    aimed = header()[0:0] + box(b"avcC", b"\x01\x4d") + box(b"btrt", bytes(12))
    first, second = (
        write_piece(folder, 0, [30], inside=box(b"avcC", b"\x01\x4d")),
        write_piece(folder, 1, [30], inside=aimed),
    )
    join_pieces([Piece(first, Fraction(0), 30), Piece(second, Fraction(1), 30)], folder / "joined.mp4")


def test_a_seam_between_two_ticks_is_refused(folder):
    pieces = [Piece(write_piece(folder, i, [30]), Fraction(i, 7), 30) for i in range(2)]
    with pytest.raises(BadFragments, match="between two ticks"):
        join_pieces(pieces, folder / "joined.mp4")


def test_a_piece_that_was_cut_off_is_refused(folder):
    path = write_piece(folder, 0, [30])
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(BadFragments):
        join_pieces([Piece(path, Fraction(0), 30)], folder / "joined.mp4")
