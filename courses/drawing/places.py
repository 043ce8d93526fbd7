"""Land and what is on it, and what drives over it."""

from courses.drawing.crops import broad_leaf
from courses.drawing.palette import (
    BLUE,
    BROWN,
    DARK,
    FOREST,
    GREEN,
    GREY,
    LIME,
    ORANGE,
    RED,
    SKY,
    STRAW,
    TAN,
    WHITE,
    YELLOW,
)
from courses.drawing.registry import picture
from courses.drawing.shapes import Picture, circle, dot, dots, line, path, place, rect


@picture
def mountain() -> Picture:
    return [
        path("M40 88L70 34L98 88Z", FOREST),
        path("M2 88L38 14L74 88Z", GREEN),
        path("M28 35L38 14L48 35L42 42L36 36L32 42Z", WHITE),
        line("M2 90H98", BROWN, 5),
    ]


@picture
def field() -> Picture:
    spots = (
        (33, 46, 5),
        (50, 46, 5),
        (67, 46, 5),
        (24, 66, 7),
        (50, 66, 7),
        (76, 66, 7),
        (16, 89, 9),
        (50, 89, 9),
        (84, 89, 9),
    )
    plants = "".join(
        f"M{x} {y}q{-2 * s} 0 {-s}{-2 * s}q{s} 0 {s} {2 * s}q0{-2 * s} {s}{-2 * s}q{s} {2 * s} {-s} {2 * s}Z"
        for x, y, s in spots
    )
    return [
        path("M24 30H76L98 92H2Z", TAN),
        line("M41 32L32 90M59 32L68 90", BROWN, 5),
        circle(78, 16, 9, YELLOW, ORANGE, 3),
        path(plants, LIME, FOREST, 2.5),
    ]


@picture
def soil() -> Picture:
    """Ground cut open: grass on top, dark earth, stones."""
    return [
        path("M6 40H94V92H6Z", BROWN),
        dots([(24, 62), (50, 60), (74, 66), (38, 80), (62, 84), (84, 82), (16, 82)], 4, TAN),
        path(
            "M6 42V34L14 20L20 32L28 16L36 32L44 18L52 32L60 16L68 32L78 18L84 32L92 22L94 42Q84 52 74 44"
            "Q62 54 50 44Q38 54 26 44Q16 52 6 42Z",
            GREEN,
        ),
    ]


@picture
def compost() -> Picture:
    return [
        line("M34 26q-6-7 0-12M52 20q-6-7 0-12M68 26q-6-7 0-12", GREY, 4),
        path("M6 90Q20 50 50 34Q80 50 94 90Z", BROWN),
        line("M30 66l14 6M52 52l12 6M58 80l14-6M26 84l12-4", STRAW, 5),
        place(broad_leaf(GREEN), 46, 62, 0.5, 60),
        place(broad_leaf(LIME), 70, 68, 0.5, -40),
        place(broad_leaf(GREEN), 40, 84, 0.45, 20),
    ]


@picture
def ditch() -> Picture:
    """A drain between two beds, with water running in it."""
    return [
        path("M2 34H32L42 92H2ZM68 34H98V92H58Z", BROWN),
        path("M35 52H65L58 92H42Z", BLUE),
        line("M44 66q3-4 6 0q3 4 6 0M46 80q3-4 6 0", SKY, 3),
        path(
            "M2 38V30Q16 24 32 30L34 44Q26 40 18 44Q8 40 2 38ZM98 38V30Q84 24 68 30L66 44Q74 40 82 44Q92 40 98 38Z",
            GREEN,
        ),
        line("M14 26V14M14 20Q4 18 6 10M14 20Q24 18 22 10M86 26V14M86 20Q76 18 78 10M86 20Q96 18 94 10", FOREST),
        path("M50 10V40M41 31L50 41L59 31", None, BLUE, 6),
    ]


@picture
def truck() -> Picture:
    return [
        rect(4, 26, 58, 48, GREEN, r=3),
        line("M18 30V70M33 30V70M48 30V70", FOREST, 3),
        path("M62 40H80L96 58V74H62Z", RED),
        path("M70 46H78L86 58H70Z", SKY, width=3),
        *(circle(x, 76, 11, DARK) for x in (24, 76)),
        *(dot(x, 76, 4, WHITE) for x in (24, 76)),
    ]


@picture
def bus() -> Picture:
    return [
        rect(4, 22, 92, 54, YELLOW, r=8),
        *(rect(x, 32, 17, 18, SKY, r=2, width=3) for x in (12, 34, 56)),
        path("M78 32H90Q94 40 94 50H78Z", SKY, width=3),
        line("M6 60H94", RED, 5),
        *(circle(x, 76, 11, DARK) for x in (26, 74)),
        *(dot(x, 76, 4, WHITE) for x in (26, 74)),
    ]
