"""Reading photos of filled sheets, and never taking a wrong tick for a plain one."""

import io
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from learners.classes.sheets import layout
from learners.classes.sheets.finding import NoPage, find_page
from learners.classes.sheets.photos import open_photo
from learners.classes.sheets.reading import Verdict, read_boxes
from tests.learners.classes.sheets.painter import blank_page, fill, photograph

ROWS, COLUMNS = 24, 10
SEEDS = range(3)
LEAST_RIGHT = 0.99


def read(seed, *, unplain=0.0, turn=None):
    """What was on the sheet, what was read, box by box."""
    rng = random.Random(seed)
    token = rng.randrange(2**32)
    page = blank_page(token, ROWS, COLUMNS)
    truth = fill(page, rng, ROWS, COLUMNS, unplain=unplain)
    found = find_page(open_photo(photograph(page, rng, turn=turn)))
    assert found.token == token
    return truth, {(box.row, box.column): box.verdict for box in read_boxes(found, ROWS, COLUMNS)}


@given(st.integers(0, 2**32 - 1))
def test_a_strip_says_its_token(token):
    assert layout.token_of(layout.bits_of(token)) == token


@given(st.integers(0, 2**32 - 1), st.sets(st.integers(0, layout.CELLS - 1), min_size=1, max_size=3))
def test_a_strip_with_some_wrong_cells_says_nothing(token, wrong):
    bits = [bit != (place in wrong) for place, bit in enumerate(layout.bits_of(token))]
    assert layout.token_of(bits) is None


def test_what_is_printed_stays_out_of_the_blank_margin():
    blank = layout.BLANK
    boxes = [layout.box_at(row, column) for row in range(layout.ROWS) for column in range(layout.COLUMNS)]
    assert min(box.x for box in boxes) > blank.x + blank.width
    assert max(box.x + box.width for box in boxes) < layout.MARKS[1][0] + layout.MARK / 2
    assert max(box.y + box.height for box in boxes) < layout.MARKS[2][1] - layout.MARK


@pytest.mark.parametrize("seed", SEEDS)
def test_clean_ticks_are_read(seed):
    truth, verdicts = read(seed)
    right = {place: Verdict.TICKED if there else Verdict.EMPTY for place, there in truth.items()}
    outcomes = Counter("right" if verdicts[place] == right[place] else verdicts[place] for place in truth)
    assert outcomes["right"] >= LEAST_RIGHT * len(truth), outcomes
    assert set(outcomes) <= {"right", Verdict.DOUBTFUL}


@pytest.mark.parametrize("seed", [11, 12])
def test_among_specks_and_scribbles_no_plain_box_is_read_wrong(seed):
    truth, verdicts = read(seed, unplain=0.15)
    wrong = {True: Verdict.EMPTY, False: Verdict.TICKED}
    assert not [place for place, there in truth.items() if there is not None and verdicts[place] == wrong[there]]
    assert {verdicts[place] for place, there in truth.items() if there is None} == {Verdict.DOUBTFUL}


@pytest.mark.parametrize("turn", [45, 180, 270])
def test_a_page_is_found_whichever_way_up_it_lies(turn):
    truth, verdicts = read(31, turn=turn)
    assert not [place for place, there in truth.items() if not there and verdicts[place] == Verdict.TICKED]


def test_a_photo_of_something_else_is_no_page():
    noise = Image.effect_noise((900, 1200), 60)
    with pytest.raises(NoPage):
        find_page(noise)


def test_a_page_with_a_covered_corner_is_no_page():
    page = blank_page(7, ROWS, COLUMNS).resize((1050, 1485))
    page.paste(128, (0, 1300, 300, 1485))
    with pytest.raises(NoPage):
        find_page(page)


def test_a_page_is_not_read_in_a_mirror():
    page = blank_page(7, ROWS, COLUMNS).resize((1050, 1485)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    with pytest.raises(NoPage):
        find_page(page)


def test_a_scan_without_any_distortion_is_read():
    file = io.BytesIO()
    blank_page(7, ROWS, COLUMNS).save(file, "PNG")
    found = find_page(open_photo(file.getvalue()))
    assert {box.verdict for box in read_boxes(found, ROWS, COLUMNS)} == {Verdict.EMPTY}
