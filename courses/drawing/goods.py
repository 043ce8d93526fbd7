"""Money, papers and cards."""

from courses.drawing.palette import BLUE, DARK, GREEN, GREY, INK, ORANGE, PINK, RED, SKIN, SKY, WHITE, YELLOW
from courses.drawing.registry import picture
from courses.drawing.shapes import Picture, Shape, circle, line, path, place, rect


def _yuan(colour: str) -> Shape:
    return line("M-9-12L0-1L9-12M0-1V14M-8 1H8M-8 7H8", colour, 4)


@picture
def money() -> Picture:
    return [
        place([rect(-38, -22, 76, 44, PINK, r=3)], 50, 34, 1, -8),
        rect(8, 22, 80, 44, "#e66", r=3),
        circle(48, 44, 15, WHITE, width=3),
        place([_yuan(RED)], 48, 43, 0.8),
        circle(76, 74, 19, YELLOW, ORANGE),
        place([_yuan(ORANGE)], 76, 73, 0.9),
    ]


@picture
def contract() -> Picture:
    return [
        path("M16 6H68L84 22V94H16Z", WHITE),
        path("M68 6V22H84", GREY),
        line("M28 32H70M28 44H70M28 56H56", GREY, 4),
        line("M28 78q6-12 10-2q4 8 8-2q4-6 8 0", BLUE, 4),
        circle(68, 74, 14, None, RED, 5),
        path("M68 66l2.500 5.500l6 .5l-4.500 4l1.500 6l-5.500-3l-5.500 3l1.500-6l-4.500-4l6-.5Z", RED, None),
    ]


@picture
def idcard() -> Picture:
    return [
        rect(4, 20, 92, 60, SKY, r=6),
        line("M14 36H50M14 48H44M14 66H84", DARK, 4),
        rect(58, 28, 28, 32, WHITE, width=3),
        path("M60 58Q60 48 72 48Q84 48 84 58Z", BLUE, None),
        circle(72, 40, 8, SKIN, width=2),
        path("M63 40Q62 30 72 30Q82 30 81 40Q76 34 72 36Q68 34 63 40Z", INK, None),
    ]


@picture
def bankcard() -> Picture:
    return [
        rect(4, 20, 92, 60, GREEN, r=7),
        rect(4, 30, 92, 13, DARK, stroke=None),
        rect(14, 50, 18, 14, YELLOW, r=2, width=3),
        line("M42 58H86M14 72H44", WHITE, 4),
        circle(76, 70, 6, ORANGE, width=2),
    ]
