"""Sky and weather."""

import math

from courses.drawing.palette import BLUE, CREAM, GREY, ORANGE, SKY, WHITE, YELLOW
from courses.drawing.registry import picture
from courses.drawing.shapes import Picture, Shape, circle, line, path, place, rod


def _cloud(fill: str) -> Shape:
    return path("M26 76C2 76 0 46 24 44C24 18 62 14 68 36C94 32 104 74 76 76Z", fill)


def _snow_arm(turn: float) -> str:
    """Path data of one arm of a snow crystal around (50, 50)."""
    sin, cos = math.sin(turn), math.cos(turn)
    upright = ((0, 0), (0, -40), (-11, -36), (0, -24), (11, -36))
    points = [(50 + x * cos - y * sin, 50 + x * sin + y * cos) for x, y in upright]
    centre, tip, left, fork, right = (f"{x:.0f} {y:.0f}" for x, y in points)
    return f"M{centre}L{tip}M{left}L{fork}L{right}"


@picture
def sun() -> Picture:
    rays = "M50 5V16M50 84V95M5 50H16M84 50H95M18 18l8 8M74 74l8 8M82 18l-8 8M26 74l-8 8"
    return [line(rays, ORANGE, 7), circle(50, 50, 26, YELLOW, ORANGE, 5)]


@picture
def cloud() -> Picture:
    return [place([_cloud(WHITE)], 0, 4)]


@picture
def rain() -> Picture:
    drops = "".join(f"M{x} {y}q-8 12 0 15q8-3 0-15Z" for x, y in ((26, 62), (50, 66), (74, 62), (38, 80), (62, 80)))
    return [place([_cloud(GREY)], 0, -18), path(drops, BLUE, width=2)]


@picture
def moon() -> Picture:
    return [
        path("M62 8C30 8 12 32 16 58C22 88 58 100 82 78C52 80 36 40 62 8Z", YELLOW),
        path("M76 22l4 9l10 1l-7 7l2 10l-9-5l-9 5l2-10l-7-7l10-1Z", CREAM, width=3),
    ]


@picture
def snow() -> Picture:
    crystal = "".join(_snow_arm(math.radians(turn)) for turn in range(0, 360, 60))
    return rod(crystal, SKY, 5)


@picture
def water_drop() -> Picture:
    return [
        path("M50 6C62 28 82 46 82 64C82 82 68 94 50 94C32 94 18 82 18 64C18 46 38 28 50 6Z", BLUE),
        line("M32 62Q32 76 44 82", SKY, 6),
    ]
