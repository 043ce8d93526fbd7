"""The body and what protects it."""

from courses.drawing.palette import BLUE, GREEN, INK, PINK, SKIN, SKY, STEEL, WHITE, YELLOW
from courses.drawing.registry import picture
from courses.drawing.shapes import Picture, circle, line, path, place, rect

PALM = (
    "M30 94V78Q16 64 10 46Q8 38 16 38Q22 40 28 54V20Q28 12 35 12Q42 12 42 20V12Q42 4 49 4Q56 4 56 12V16"
    "Q57 10 63 10Q70 10 70 18V26Q72 20 78 21Q84 22 84 30V60Q84 72 74 80V94Z"
)
FINGERS = line("M42 20V46M56 16V46M70 26V48", width=3)


@picture
def hand() -> Picture:
    return [path(PALM, SKIN), FINGERS]


@picture
def gloves() -> Picture:
    return [path(PALM, BLUE), FINGERS, rect(26, 78, 52, 16, SKY, r=4)]


@picture
def handwash() -> Picture:
    half = [path("M-4 0Q10-14 26-12Q52-8 52 2Q50 12 30 12L4 18Z", SKIN)]
    return [
        path("M40 28V18Q40 8 52 8H70V2H86V28H74V20H54V28Z", STEEL),
        path("M47 32q-6 12 0 15q6-3 0-15ZM47 48q-6 12 0 15q6-3 0-15Z", BLUE, width=2),
        place(half, 7, 72, 1, -4),
        place(half, 93, 76, 1, 4, mirror=True),
        *(circle(x, y, r, WHITE, BLUE, 3) for x, y, r in ((26, 50, 7), (70, 50, 8), (60, 62, 5), (84, 60, 4))),
        line("M14 93Q24 86 34 93Q44 98 54 93Q64 86 74 93Q80 96 86 93", BLUE, 4),
    ]


@picture
def mask() -> Picture:
    return [
        circle(50, 50, 42, SKIN),
        path("M9 42Q12 6 50 6Q88 6 91 42Q84 32 72 30Q60 16 40 26Q18 28 9 42Z", INK),
        line("M35 43h0M65 43h0", INK, 8),
        line("M9 54L26 60M91 54L74 60", WHITE, 4),
        path("M24 58Q50 50 76 58V72Q66 91 50 91Q34 91 24 72Z", SKY),
        line("M32 66H68M34 76H66", BLUE, 3),
    ]


@picture
def boots() -> Picture:
    boot: Picture = [
        path("M-14-40H16V14Q36 16 38 32V38H-14Z", GREEN),
        rect(-17, 34, 57, 9, YELLOW, r=3),
        rect(-16, -42, 34, 11, YELLOW, r=3),
    ]
    return [place(boot, 52, 44, 0.92), place(boot, 26, 52, 0.92)]


@picture
def heart() -> Picture:
    return [
        path("M50 90C20 66 6 50 8 32C10 8 40 6 50 28C60 6 90 8 92 32C94 50 80 66 50 90Z", "#e44"),
        line("M22 34Q24 22 34 22", PINK, 6),
    ]
