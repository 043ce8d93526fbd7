"""People, as busts: the hair, the age and the dress tell who it is."""

from courses.drawing.animals import chick
from courses.drawing.palette import (
    BLUE,
    BROWN,
    GREEN,
    GREY,
    INK,
    PALE,
    PINK,
    RED,
    SKIN,
    STEEL,
    STRAW,
    WHITE,
    YELLOW,
)
from courses.drawing.registry import picture
from courses.drawing.shapes import Picture, Shape, circle, ellipse, line, path, place


def _face() -> Picture:
    """Head, eyes and smile around (50, 38)."""
    return [circle(50, 38, 24, SKIN), line("M41 38h0M59 38h0", INK, 6), line("M41 48Q50 56 59 48", RED, 3.5)]


def _shoulders(fill: str) -> Shape:
    return path("M10 94Q12 64 40 62Q50 70 60 62Q88 64 90 94Z", fill)


SHORT_HAIR = path("M25 36Q22 10 50 10Q78 10 75 36Q70 24 58 24Q40 26 25 36Z", INK)


def _man() -> Picture:
    return [_shoulders(BLUE), *_face(), SHORT_HAIR]


def _woman() -> Picture:
    return [
        path("M22 66Q16 8 50 8Q84 8 78 66Z", INK),
        _shoulders(RED),
        *_face(),
        path("M26 36Q28 12 50 12Q72 12 74 36Q60 34 52 22Q44 34 26 36Z", INK),
    ]


def _child() -> Picture:
    return [
        path("M24 94Q26 66 50 66Q74 66 76 94Z", YELLOW),
        circle(50, 42, 26, SKIN),
        line("M40 44h0M60 44h0", INK, 7),
        line("M42 54Q50 62 58 54", RED, 4),
        line("M32 52h0M68 52h0", PINK, 8),
        path("M24 40Q24 14 50 14Q76 14 76 40Q64 26 50 32Q36 26 24 40Z", INK),
        line("M50 14Q50 6 58 5", width=5),
    ]


@picture
def person() -> Picture:
    """A farmer with a straw hat."""
    return [
        _shoulders(BLUE),
        *_face(),
        path("M28 24Q30 2 50 2Q70 2 72 24Z", STRAW),
        ellipse(50, 25, 42, 7, STRAW),
        line("M30 18H70", RED, 4),
    ]


@picture
def woman() -> Picture:
    return _woman()


@picture
def elder() -> Picture:
    return [
        _shoulders(STEEL),
        *_face(),
        path("M25 40Q18 12 50 12Q82 12 75 40Q72 26 62 24H38Q28 26 25 40Z", PALE),
        path("M34 50Q50 42 66 50Q64 66 50 80Q36 66 34 50Z", PALE, width=3),
        line("M43 54Q50 58 57 54", RED, 3),
        line("M36 31h8M56 31h8", GREY, 3),
        line("M86 94V60Q86 52 92 54", BROWN, 6),
    ]


@picture
def child() -> Picture:
    return _child()


@picture
def family() -> Picture:
    return [place(_man(), -5, 0, 0.62), place(_woman(), 43, 0, 0.62), place(_child(), 24, 46, 0.52)]


@picture
def vet() -> Picture:
    """A vet: white coat, green cross on the cap, stethoscope, a chick on the arm."""
    return [
        _shoulders(WHITE),
        *_face(),
        path("M26 28Q26 6 50 6Q74 6 74 28Z", WHITE),
        line("M50 11V23M44 17H56", GREEN, 5),
        line("M34 66Q32 82 44 82Q56 80 58 66", width=3),
        circle(44, 84, 5, STEEL, width=3),
        place(chick(), 54, 52, 0.46),
    ]
