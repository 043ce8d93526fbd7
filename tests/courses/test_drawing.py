"""The pictures: each is there, visible, inside its square and small as SVG."""

from xml.etree import ElementTree

import pytest

from courses import drawing
from courses.drawing.registry import PICTURES, picture
from eduplatform.demo.content import PICTURES as WORDS_OF_THE_COURSES

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "g", "path", "rect", "circle", "ellipse"}
LARGEST_SVG = 1350
AVERAGE_SVG = 700


def reach(name: str) -> tuple[float, float]:
    """Lowest and highest coordinate that the picture paints, strokes included."""
    edges = []
    for shape in PICTURES[name]():
        for polyline, style in shape.polylines():
            margin = style.width / 2 if style.stroke else 0
            for value in (value for point in polyline.points for value in point):
                edges += [value - margin, value + margin]
    return min(edges), max(edges)


def test_every_word_of_the_courses_has_a_picture():
    assert set(drawing.names()) >= WORDS_OF_THE_COURSES


@pytest.mark.parametrize("name", drawing.names())
def test_it_paints_a_good_part_of_a_transparent_square(name):
    image = drawing.draw(name, 48)
    assert (image.mode, image.size) == ("RGBA", (48, 48))
    painted = sum(alpha > 200 for alpha in image.getchannel("A").tobytes())
    assert 0.12 < painted / 48**2 < 0.98


@pytest.mark.parametrize("name", drawing.names())
def test_it_uses_more_than_one_colour(name):
    image = drawing.draw(name, 48)
    solid = {pixel[:3] for _, pixel in image.getcolors(48**2) if pixel[3] == 255}
    assert len(solid) >= 2


@pytest.mark.parametrize("name", drawing.names())
def test_it_stays_inside_its_square(name):
    lowest, highest = reach(name)
    assert lowest >= -0.5
    assert highest <= 100.5


@pytest.mark.parametrize("name", drawing.names())
def test_its_svg_is_small_and_refers_to_nothing(name):
    text = drawing.draw_svg(name)
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == "0 0 100 100"
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "ellipse",
    }
    assert not [key for element in root.iter() for key in element.attrib if key in {"id", "href", "style"}]
    assert len(text.encode()) <= LARGEST_SVG


def test_svgs_are_small_on_average():
    sizes = [len(drawing.draw_svg(name)) for name in drawing.names()]
    assert sum(sizes) / len(sizes) < AVERAGE_SVG


def test_no_two_pictures_look_alike():
    looks = {drawing.draw(name, 32).tobytes() for name in drawing.names()}
    assert len(looks) == len(drawing.names())


def test_an_unknown_name_is_named_in_the_error():
    with pytest.raises(drawing.UnknownPicture, match="unicorn"):
        drawing.draw("unicorn", 48)


def test_a_name_can_be_taken_only_once():
    def bamboo():
        return []

    with pytest.raises(ValueError, match="bamboo"):
        picture(bamboo)
