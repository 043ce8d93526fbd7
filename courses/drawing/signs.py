"""Signs that need no reading."""

from courses.drawing.palette import BLUE, GREEN, INK, ORANGE, RED, WHITE, YELLOW
from courses.drawing.registry import picture
from courses.drawing.shapes import Picture, circle, dot, line, path, rect


@picture
def no_entry() -> Picture:
    return [circle(50, 50, 43, RED), rect(22, 40, 56, 20, WHITE, r=4, stroke=None)]


@picture
def warning() -> Picture:
    return [path("M50 8L95 88H5Z", YELLOW, width=6), line("M50 36V60", INK, 9), dot(50, 75, 6)]


@picture
def tick() -> Picture:
    return [circle(50, 50, 43, GREEN), line("M28 52L44 68L74 34", WHITE, 12)]


@picture
def cross() -> Picture:
    return [circle(50, 50, 43, RED), line("M34 34L66 66M66 34L34 66", WHITE, 12)]


@picture
def question() -> Picture:
    return [
        circle(50, 50, 43, BLUE),
        line("M36 40Q36 26 50 26Q66 26 64 40Q62 48 50 54V60", WHITE, 9),
        dot(50, 75, 6, WHITE),
    ]


@picture
def star() -> Picture:
    return [path("M50 6L63 36L95 39L71 61L78 93L50 76L22 93L29 61L5 39L37 36Z", YELLOW, ORANGE, 5)]


@picture
def pointer() -> Picture:
    """Points down at what is meant."""
    return [path("M34 6H66V46H90L50 94L10 46H34Z", ORANGE)]
