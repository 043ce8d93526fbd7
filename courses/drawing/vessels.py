"""What holds something: baskets, pots, cans, bottles and bags."""

from courses.drawing.palette import (
    BLUE,
    BROWN,
    CREAM,
    DARK,
    FOREST,
    GREEN,
    GREY,
    LIME,
    ORANGE,
    PALE,
    RED,
    SKY,
    STEEL,
    STRAW,
    TAN,
    WHITE,
    YELLOW,
)
from courses.drawing.registry import picture
from courses.drawing.shapes import Picture, circle, dot, dots, ellipse, line, path, place, rect

STEAM = line("M30 26q-6-6 0-11q6-6 0-11M50 24q-6-6 0-11q6-6 0-11M70 26q-6-6 0-11q6-6 0-11", GREY, 4)


def flame() -> Picture:
    """A flame on a 100 x 100 ground."""
    return [
        path(
            "M50 4C56 24 82 36 80 64C78 84 66 92 50 92C34 92 22 84 20 64C18 50 28 44 30 30C38 34 40 40 40 44"
            "C50 34 52 20 50 4Z",
            ORANGE,
        ),
        path("M50 44C54 56 66 60 64 74Q62 88 50 88Q38 88 36 74C36 64 48 60 50 44Z", YELLOW, None),
    ]


@picture
def fire() -> Picture:
    return [
        place(flame(), 8, -2, 0.84),
        line("M14 92L82 76M18 76L86 92", BROWN, 10),
        dot(83, 76, 3, STRAW),
        dot(17, 76, 3, STRAW),
    ]


@picture
def basket() -> Picture:
    return [
        path("M22 40Q22 8 50 8Q78 8 78 40", None, BROWN, 6),
        path("M10 38H90L78 92H22Z", TAN),
        line("M14 54H86M17 68H83M20 81H80", BROWN, 3),
        line("M28 42L34 90M42 42L45 90M58 42L55 90M72 42L66 90", BROWN, 3),
        rect(6, 34, 88, 11, STRAW, r=5),
    ]


@picture
def pot() -> Picture:
    return [
        STEAM,
        rect(2, 48, 16, 9, DARK, r=4, width=3),
        rect(82, 48, 16, 9, DARK, r=4, width=3),
        path("M12 44H88V72Q88 88 72 88H28Q12 88 12 72Z", STEEL),
        ellipse(50, 43, 39, 8, SKY),
        line("M24 56V70Q24 78 32 80", PALE, 5),
    ]


@picture
def tea_wok() -> Picture:
    leaves = (
        "M24 42Q14 28 24 18Q34 28 24 42ZM38 40Q26 26 38 12Q50 26 38 40ZM54 40Q44 24 56 10Q66 26 54 40Z"
        "M66 42Q60 28 72 16Q80 30 66 42ZM78 42Q76 30 88 26Q90 36 78 42Z"
    )
    return [
        path(leaves, GREEN, width=3),
        path("M14 96L20 66H80L86 96Z", TAN),
        path("M4 42H96Q92 74 62 74H38Q8 74 4 42Z", DARK),
        line("M16 50Q20 62 30 66", GREY, 4),
        place(flame(), 38, 75, 0.23),
    ]


@picture
def bucket() -> Picture:
    return [
        path("M14 32Q20 2 50 4Q80 2 86 32", None, STEEL, 5),
        path("M12 32H88L78 92H22Z", BLUE),
        ellipse(50, 32, 38, 9, SKY),
        line("M20 52H80", WHITE, 4),
    ]


@picture
def watering_can() -> Picture:
    return [
        path("M70 40Q96 30 94 58Q92 78 70 78", None, FOREST, 7),
        path("M34 52L14 26L6 30L26 72Z", GREEN),
        path("M2 34L18 18L20 28L10 38Z", LIME),
        path("M30 40H74V90H30Z", GREEN),
        line("M38 40Q52 16 68 40", FOREST, 6),
        line("M36 54H68", LIME, 4),
        dots([(5, 48), (13, 52), (4, 60), (14, 66), (6, 74)], 2.6, BLUE),
    ]


@picture
def bag() -> Picture:
    return [
        path("M32 22Q18 6 30 8H70Q82 6 68 22Q90 48 84 84Q82 92 74 92H26Q18 92 16 84Q10 48 32 22Z", CREAM),
        line("M30 23H70", RED, 5),
        path("M34 50H66V78H34Z", STRAW, width=3),
        line("M50 74V56M50 64L42 57M50 64L58 57", GREEN, 4),
    ]


@picture
def feeder() -> Picture:
    """A trough full of grain."""
    return [
        path("M14 52Q50 16 86 52Z", YELLOW),
        dots([(26, 43), (38, 38), (50, 38), (62, 38), (74, 43), (44, 44), (57, 44)], 3, ORANGE),
        path("M4 48H96L86 78H14Z", TAN),
        line("M12 62H88", BROWN, 3),
        line("M22 78L16 92M78 78L84 92", BROWN, 6),
    ]


@picture
def drinker() -> Picture:
    """A bell drinker: the bottle stands in a dish of water."""
    return [
        path("M30 72V28Q30 8 50 8Q70 8 70 28V72Z", WHITE),
        path("M32 40H68V70H32Z", SKY, None),
        line("M30 72V28Q30 8 50 8Q70 8 70 28V72"),
        line("M40 20V34", PALE, 4),
        ellipse(50, 72, 44, 9, SKY),
        path("M6 72Q8 90 20 90H80Q92 90 94 72Q80 81 50 81Q20 81 6 72Z", RED),
    ]


@picture
def medicine() -> Picture:
    return [
        rect(20, 26, 42, 66, ORANGE, r=8),
        rect(26, 10, 30, 17, WHITE, r=3),
        rect(20, 44, 42, 32, WHITE, width=3),
        path("M37 48h8v8h8v8h-8v8h-8v-8h-8v-8h8Z", RED, None),
        place([rect(-15, -8, 30, 16, WHITE, r=8), path("M0-8H7Q15-8 15 0Q15 8 7 8H0Z", RED)], 79, 82, 0.95, -30),
        circle(78, 58, 9, WHITE),
        line("M73 58H83", width=3),
    ]


@picture
def disinfectant() -> Picture:
    return [
        dots([(8, 12), (20, 20), (7, 28), (19, 34), (6, 44)], 3, BLUE),
        path("M32 16H74Q82 16 80 26L62 30V42H48V30H32Z", WHITE),
        path("M40 30Q40 40 34 42", width=4),
        path("M44 42H66Q84 52 84 66V94H28V66Q28 52 44 42Z", SKY),
        rect(38, 60, 36, 24, WHITE, r=3, width=3),
        line("M56 64V80M48 72H64", GREEN, 6),
    ]


@picture
def fertilizer() -> Picture:
    return [
        path("M24 10H76L84 20V84L76 94H24L16 84V20Z", WHITE),
        line("M20 20H80M20 84H80", BLUE, 5),
        path("M50 36Q28 40 30 60Q48 62 50 36ZM50 44Q72 42 74 62Q54 66 50 44Z", GREEN, width=3),
        line("M50 40V74", FOREST, 4),
        dots([(34, 76), (42, 76), (58, 76), (66, 76)], 3, BLUE),
    ]


@picture
def parcel() -> Picture:
    return [
        path("M50 12L92 30V74L50 94L8 74V30Z", TAN),
        path("M8 30L50 48L92 30L50 12Z", CREAM),
        line("M50 48V94"),
        path("M27 20L70 39V54L60 58V43L18 25Z", ORANGE, width=3),
    ]


@picture
def grain() -> Picture:
    """One grain of what is poured or strewn."""
    return [circle(50, 50, 42, BROWN, width=12), dot(38, 38, 10, TAN)]
