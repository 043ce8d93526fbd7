"""How pictures move; numbers only."""

from itertools import product

import pytest

from eduplatform.demo.content import MOTIONS as WORDS_OF_THE_COURSES
from eduplatform.demo.film.motion import MOTIONS, PERIOD, arrange

NAMES = ("knife", "bamboo_shoot", "basket")
ROOM = {"width": 640, "ground": 252, "size": 160}
CASES = list(product(sorted(MOTIONS), (1, 2, 3)))


def at(motion, count, second):
    return arrange(motion, NAMES[:count], **ROOM, second=second)


def test_every_motion_of_the_courses_is_there():
    assert set(MOTIONS) == WORDS_OF_THE_COURSES


@pytest.mark.parametrize(("motion", "count"), CASES)
def test_something_moves(motion, count):
    assert len({tuple(at(motion, count, tenth / 10)) for tenth in range(40)}) > 3


@pytest.mark.parametrize(("motion", "count"), CASES)
def test_every_picture_comes_to_be_seen_within_the_frame(motion, count):
    seen = set()
    for tenth in range(80):
        for placed in at(motion, count, tenth / 10):
            half = placed.size / 2
            if placed.size > 60 and half <= placed.x <= 640 - half and placed.bottom > 0.9:
                seen.add(placed.name)
    assert set(NAMES[:count]) <= seen


@pytest.mark.parametrize(("motion", "count"), CASES)
def test_it_goes_on_moving_until_the_end(motion, count):
    late = [tuple(at(motion, count, 3 * 2 * PERIOD + tenth / 10)) for tenth in range(40)]
    assert len(set(late)) > 2


@pytest.mark.parametrize(("motion", "count"), CASES)
def test_nothing_sinks_below_the_ground(motion, count):
    for tenth in range(80):
        for placed in at(motion, count, tenth / 10):
            assert placed.y - placed.size * (1 - placed.bottom) <= ROOM["ground"] + 1


@pytest.mark.parametrize(("motion", "count"), CASES)
def test_no_picture_is_larger_than_its_room_allows(motion, count):
    assert max(placed.size for tenth in range(80) for placed in at(motion, count, tenth / 10)) <= 1.11 * ROOM["size"]


def test_the_blade_parts_what_is_cut():
    assert [p.name for p in at("cut", 2, 1.6)].count("bamboo_shoot") == 2
    assert [p.name for p in at("cut", 2, 0.1)].count("bamboo_shoot") == 1


def test_what_falls_vanishes_in_its_vessel():
    names = [placed.name for placed in arrange("drop", ("basket", "egg"), **ROOM, second=2.0)]
    assert names == ["basket"]


def test_water_pours_as_drops_and_fertilizer_as_grains():
    water = arrange("pour", ("bucket", "seedling"), **ROOM, second=2.0)
    strewn = arrange("pour", ("fertilizer", "soil"), **ROOM, second=2.0)
    assert [placed.name for placed in water].count("water_drop") == 5
    assert [placed.name for placed in strewn].count("grain") == 5


def test_pictures_are_counted():
    names = [placed.name for placed in at("count", 3, 3.9)]
    assert [name for name in names if name.startswith("badge")] == ["badge 1", "badge 2", "badge 3"]


def test_a_warning_stands_there_even_if_no_sign_was_named():
    assert "warning" in [placed.name for placed in at("warn", 2, 1.0)]
    with_sign = arrange("warn", ("fire", "no_entry"), **ROOM, second=1.0)
    assert [placed.name for placed in with_sign] == ["fire", "no_entry"]


def test_the_sun_stands_above_the_ground():
    sun, basket = arrange("warn", ("sun", "basket"), **ROOM, second=3.0)[:2]
    assert sun.y < basket.y
