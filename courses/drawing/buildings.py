"""Houses for animals and people."""

from courses.drawing.animals import cattle, hen, swine
from courses.drawing.palette import (
    BLUE,
    BROWN,
    CREAM,
    DARK,
    GREY,
    ORANGE,
    PURPLE,
    RED,
    SKY,
    STEEL,
    TAN,
    WHITE,
    YELLOW,
)
from courses.drawing.registry import picture
from courses.drawing.shapes import Picture, circle, line, path, place, rect


@picture
def house() -> Picture:
    return [
        rect(66, 12, 12, 24, BROWN),
        rect(16, 46, 68, 46, CREAM),
        path("M4 50L50 10L96 50Z", RED),
        rect(42, 62, 18, 30, BROWN),
        rect(22, 58, 14, 14, SKY, width=3),
        rect(66, 58, 14, 14, SKY, width=3),
    ]


def _open_shed(roof: str) -> Picture:
    return [
        rect(10, 36, 80, 56, DARK, width=3),
        line("M10 36V92M90 36V92", BROWN, 7),
        path("M2 38L18 12H82L98 38Z", roof),
        line("M30 14L22 36M50 14V36M70 14L78 36", width=2.5),
    ]


@picture
def coop() -> Picture:
    return [
        line("M20 76V94M80 76V94", BROWN, 6),
        rect(14, 34, 72, 44, TAN),
        path("M6 38L50 6L94 38Z", RED),
        path("M34 78V56Q34 44 50 44Q66 44 66 56V78Z", DARK),
        place(hen("#667", PURPLE), 32, 46, 0.33),
        path("M40 78H60L52 96H28Z", BROWN, width=3),
        line("M38 83H56M34 90H52", CREAM, 3),
    ]


@picture
def cowshed() -> Picture:
    return [
        *_open_shed(BLUE),
        place(cattle(), 19, 36, 0.6),
        line("M8 80H92", TAN, 5),
        line("M8 92H92", BROWN, 6),
    ]


@picture
def pigsty() -> Picture:
    return [
        *_open_shed(ORANGE),
        place(swine(), 20, 36, 0.6),
        rect(6, 74, 88, 18, GREY),
        line("M6 83H94M28 74V83M56 74V83M80 74V83M42 83V92M68 83V92", STEEL, 2.5),
    ]


@picture
def shop() -> Picture:
    red, white = ("".join(f"M{x} 16h16v26q-8 10-16 0Z" for x in places) for places in ((10, 42, 74), (26, 58)))
    return [
        rect(12, 40, 76, 52, CREAM),
        path(red, RED, width=3),
        path(white, WHITE, width=3),
        rect(20, 56, 30, 24, SKY),
        rect(60, 56, 18, 36, BROWN),
        circle(35, 70, 6, ORANGE, width=3),
    ]


@picture
def hospital() -> Picture:
    return [
        rect(28, 8, 44, 84, WHITE),
        rect(8, 44, 84, 48, WHITE),
        rect(30, 10, 40, 82, WHITE, stroke=None),
        path("M44 16h12v10h10v12h-10v10h-12v-10h-10v-12h10Z", RED, None),
        path("M14 54h12v12h-12ZM74 54h12v12h-12ZM14 74h12v12h-12ZM74 74h12v12h-12Z", SKY, width=3),
        rect(40, 64, 20, 28, SKY),
        line("M50 64V92", width=3),
    ]


@picture
def school() -> Picture:
    return [
        line("M50 30V4"),
        path("M52 4H74V18H52Z", RED, width=3),
        rect(6, 48, 88, 44, CREAM),
        path("M28 48L50 28L72 48V92H28Z", ORANGE),
        circle(50, 50, 8, WHITE, width=3),
        line("M50 46V50H54", width=2.5),
        rect(41, 68, 18, 24, BROWN),
        path("M11 58h11v11h-11ZM78 58h11v11h-11ZM11 76h11v11h-11ZM78 76h11v11h-11Z", SKY, width=3),
    ]


@picture
def window() -> Picture:
    """An open window: air comes in."""
    return [
        rect(22, 10, 56, 72, SKY),
        path("M22 10L4 20V92L22 82ZM78 10L96 20V92L78 82Z", TAN),
        path("M9 30L18 25V74L9 80ZM91 30L82 25V74L91 80Z", WHITE, width=3),
        line("M30 34Q42 24 50 34Q58 44 70 34M30 54Q42 44 50 54Q58 64 70 54", WHITE, 5),
        rect(16, 80, 68, 9, YELLOW, r=2),
    ]
