"""The project's own pictures: `draw` gives pixels, `draw_svg` the same picture for a web page."""

from functools import lru_cache

from PIL import Image

from courses.drawing import (
    animals,
    bodies,
    buildings,
    crops,
    fungi,
    goods,
    people,
    places,
    signs,
    tools,
    vessels,
    weather,
)
from courses.drawing.backends import to_image, to_svg
from courses.drawing.registry import PICTURES
from courses.drawing.shapes import Picture

__all__ = ["PICTURES", "UnknownPicture", "draw", "draw_svg", "names"]

THEMES = (animals, bodies, buildings, crops, fungi, goods, people, places, signs, tools, vessels, weather)


class UnknownPicture(KeyError):
    """No picture of that name: a spelling mistake in the content."""


def names() -> list[str]:
    """The names of all pictures, sorted."""
    return sorted(PICTURES)


def draw(name: str, size: int) -> Image.Image:
    """RGBA of `size` x `size` pixels on a transparent ground; raises `UnknownPicture`."""
    return to_image(_shapes(name), size)


@lru_cache(maxsize=256)
def draw_svg(name: str) -> str:
    """One `<svg>` element without identifiers, scripts or references; raises `UnknownPicture`."""
    return to_svg(_shapes(name))


def _shapes(name: str) -> Picture:
    try:
        return PICTURES[name]()
    except KeyError:
        raise UnknownPicture(f"There is no picture called {name}.") from None
