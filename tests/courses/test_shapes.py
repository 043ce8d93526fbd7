"""The shapes: path data, transforms, and both backends agreeing on them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from courses.drawing.backends import to_image, to_svg
from courses.drawing.palette import BLUE, RED
from courses.drawing.shapes import circle, dots, flat, flatten, line, number, path, place, rect

coordinate = st.integers(0, 100)


def colour_at(image: Image.Image, x: int, y: int) -> str:
    red, green, blue, alpha = image.getpixel((x, y))
    return f"#{red >> 4:x}{green >> 4:x}{blue >> 4:x}" if alpha == 255 else "none"


def test_relative_and_absolute_commands_meet():
    assert flatten("M10 20l5 5h10v-5z")[0] == flatten("M10 20L15 25H25V20Z")[0]


def test_a_closed_subpath_goes_on_from_its_start():
    assert flatten("M10 10H20V20ZL0 0")[1].points == [(10, 10), (0, 0)]


def test_numbers_may_touch():
    assert flatten("M1-2.5-3.5.5")[0].points == [(1, -2.5), (-3.5, 0.5)]


def test_a_curve_ends_where_it_says():
    assert flatten("M0 0Q50 100 100 0")[0].points[-1] == pytest.approx((100, 0))


def test_an_arc_command_is_refused():
    with pytest.raises(ValueError, match="unknown command"):
        flatten("M0 0A5 5 0 0 1 10 10")


@given(coordinate, coordinate, coordinate, coordinate)
def test_a_straight_path_keeps_its_points(x1, y1, x2, y2):
    assert flatten(f"M{x1} {y1}L{x2} {y2}")[0].points == [(x1, y1), (x2, y2)]


@given(st.floats(-100, 100))
def test_a_number_is_kept_to_a_tenth(value):
    assert float(number(value)) == pytest.approx(value, abs=0.051)


def test_a_turn_is_clockwise_as_in_svg():
    moved = next(iter(place([line("M0 0L10 0")], 50, 50, turn=90).polylines()))[0]
    assert moved.points[1] == pytest.approx((50, 60))


def test_scaling_scales_the_stroke():
    style = next(iter(place([line("M0 0L10 0", width=4)], scale=0.5).polylines()))[1]
    assert style.width == 2


def test_fill_and_ground_have_their_colours():
    image = to_image([rect(20, 20, 60, 60, RED)], 100)
    assert colour_at(image, 50, 50) == RED
    assert colour_at(image, 5, 5) == "none"


def test_a_dot_is_painted_where_it_lies():
    image = to_image([dots([(30, 30), (70, 70)], 10, BLUE)], 100)
    assert [colour_at(image, at, at) for at in (30, 70, 50)] == [BLUE, BLUE, "none"]


def test_svg_says_only_what_differs_from_the_root():
    svg = to_svg([path("M0 0H9Z", RED), flat("M0 0H9Z", BLUE), circle(5, 5, 2.25)])
    assert '<path d="M0 0H9Z" fill="#d33"/>' in svg
    assert '<path d="M0 0H9Z" fill="#38c" stroke="none"/>' in svg
    assert '<circle cx="5" cy="5" r="2.2"/>' in svg
