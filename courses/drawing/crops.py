"""What grows: bamboo, pepper, tea, herbs and the plants of every field."""

from courses.drawing.palette import (
    BROWN,
    CREAM,
    DARK,
    FOREST,
    GREEN,
    GREY,
    LIME,
    ORANGE,
    PINK,
    RED,
    STRAW,
    TAN,
    WHITE,
    YELLOW,
)
from courses.drawing.registry import picture
from courses.drawing.shapes import Picture, berries, dots, ellipse, line, path, place, rod


def broad_leaf(fill: str) -> Picture:
    """A pointed oval leaf that grows upward from (0, 0) and is 40 units long."""
    return [path("M0 0C-22-8-20-30 0-42C20-30 22-8 0 0Z", fill, width=3), line("M0 0V-30", width=2)]


@picture
def bamboo() -> Picture:
    right = "M46 26Q58 8 80 12Q66 28 46 26ZM72 44Q82 28 98 32Q90 46 72 44ZM72 76Q82 64 98 68Q88 80 72 76Z"
    left = "M32 32Q20 14 2 18Q14 36 32 32ZM32 66Q20 50 2 54Q14 70 32 66ZM58 56Q48 44 46 60Q50 66 58 56Z"
    return [
        path("M32 6Q38 2 44 6V96H32ZM58 20Q64 16 70 20V96H58Z", GREEN),
        line("M30 26H46M30 49H46M30 72H46M56 42H72M56 65H72", width=3),
        path(right + left, LIME, width=3),
    ]


@picture
def bamboo_shoot() -> Picture:
    return [
        line("M66 34L72 26M75 62L83 54M37 27L30 20M31 42L23 34M26 62L17 54", GREEN, 5),
        path("M25 62Q34 84 62 90H24C23 80 23 70 25 62Z", BROWN),
        path("M30 42Q48 66 75 62C77 72 77 82 76 90H62Q34 84 25 62C26 55 28 48 30 42Z", TAN),
        path("M36 27Q52 42 67 33C71 42 74 52 75 62Q48 66 30 42C31 37 34 32 36 27Z", BROWN),
        path("M50 4C57 12 63 22 67 33Q52 42 36 27C40 18 45 10 50 4Z", LIME),
        line("M54 48l5 3M64 46l3 5M44 70l5 4M58 74l6 3M32 78l3 4", CREAM, 3),
        line("M10 92H90", BROWN, 6),
    ]


def _thin_shoot() -> Picture:
    return [
        path("M0-88Q13-50 10 0Q0 5-10 0Q-13-50 0-88Z", CREAM, width=3),
        path("M0-88Q9-62 11-40Q0-44-2-58Q-5-44-11-40Q-9-62 0-88Z", LIME, width=3),
        line("M-6-10Q0-7 6-10M-6-18Q0-15 6-18", TAN, 3),
    ]


@picture
def bamboo_shoot_small() -> Picture:
    shoots = [(33, 88, -9), (67, 88, 9), (50, 94, 0)]
    return [*(place(_thin_shoot(), x, y, turn=turn) for x, y, turn in shoots), *rod("M26 64Q50 72 74 64", RED, 5)]


def _dried_slice() -> Picture:
    return [
        path("M0-42Q14-20 13 20H-13Q-14-20 0-42Z", STRAW, width=3),
        line("M-7-10H7M-8 0H8M-8 10H8", BROWN, 3),
        line("M-4-20H4", BROWN, 3),
    ]


@picture
def dried_shoots() -> Picture:
    slices = [(24, 54, -22), (76, 54, 22), (50, 49, 0)]
    return [
        *(place(_dried_slice(), x, y, 1.1, turn) for x, y, turn in slices),
        path("M6 64H94L84 92H16Z", TAN),
        line("M10 74H90M14 84H86", BROWN, 2),
        line("M30 66L34 90M50 66V90M70 66L66 90", BROWN, 2),
    ]


@picture
def tree() -> Picture:
    return [
        path("M43 56H57L61 94H39Z", BROWN),
        path(
            "M50 6C66 4 76 16 74 24C92 28 94 52 78 58C70 70 56 66 50 62C42 68 26 68 22 58C4 50 8 28 26 24"
            "C24 14 36 4 50 6Z",
            GREEN,
        ),
        line("M34 34q6-8 14-4M56 46q8-2 10-10", FOREST, 3),
    ]


@picture
def leaf() -> Picture:
    return [
        path("M16 84C4 40 34 10 88 12C92 62 62 96 16 84Z", GREEN),
        line("M8 94L66 34M34 66V44M48 52V32M38 62H62M52 48H72", FOREST, 3),
    ]


@picture
def seedling() -> Picture:
    return [
        line("M50 82V38", FOREST, 6),
        place(broad_leaf(LIME), 50, 48, 1, -52),
        place(broad_leaf(GREEN), 50, 40, 1, 42),
        path("M10 90Q50 66 90 90Z", BROWN),
    ]


@picture
def grass() -> Picture:
    return [
        path("M50 92Q48 40 54 6Q64 50 60 92Z", GREEN),
        path("M42 92Q30 50 30 22Q50 50 54 92Z", LIME),
        path("M56 92Q66 50 80 26Q80 60 68 92Z", LIME),
        path("M30 92Q20 66 6 50Q36 56 44 92Z", GREEN),
        path("M66 92Q74 70 95 54Q88 76 78 92Z", GREEN),
        line("M16 93H86", BROWN, 5),
    ]


@picture
def corn() -> Picture:
    return [
        path("M50 6C68 8 72 50 66 80H34C28 50 32 8 50 6Z", YELLOW),
        dots([(x, y) for y in (20, 31, 42, 53, 64) for x in (41, 50, 59)], 3.6, ORANGE),
        path("M50 94C20 92 14 60 18 40C34 48 44 66 50 94Z", GREEN),
        path("M50 94C80 92 86 60 82 40C66 48 56 66 50 94Z", LIME),
    ]


@picture
def silage() -> Picture:
    """A clamp between two walls: chopped green fodder under a sheet that a tyre weighs down."""
    chips = "M26 58l8-5M42 54l8 5M60 58l8-5M30 72l8 5M48 74l8-5M64 70l8 5M34 86l8-4M56 86l8-2"
    return [
        path("M16 40Q50 18 84 40V92H16Z", GREEN),
        line(chips, YELLOW, 4),
        line("M36 64l7 5M56 64l7-5M72 82l6-4M24 82l6-4", LIME, 4),
        path("M12 42Q50 4 88 42Q70 36 50 44Q30 36 12 42Z", WHITE),
        ellipse(52, 21, 16, 8, DARK),
        ellipse(52, 20, 6, 2.5, GREY, width=3),
        path("M4 34H18V94H4ZM82 34H96V94H82Z", GREY),
    ]


@picture
def pepper_tree() -> Picture:
    centres = [(30, 28), (52, 18), (72, 32), (42, 48), (64, 52), (20, 48), (82, 52)]
    spots = [(x + dx, y + dy) for x, y in centres for dx, dy in ((-4, 0), (4, 0), (0, 6))]
    return [
        line("M50 94V52M50 80L30 56M50 72L72 54", BROWN, 7),
        path("M50 6C68 4 78 14 80 22C98 30 96 58 82 62C70 72 30 72 18 62C2 56 4 30 22 22C26 10 38 4 50 6Z", GREEN),
        dots(spots, 4, RED),
    ]


@picture
def pepper_cluster() -> Picture:
    """Sichuan pepper: small rough berries on a branched stalk."""
    fruit = [
        (24, 52),
        (40, 44),
        (60, 44),
        (77, 52),
        (32, 66),
        (68, 66),
        (50, 58),
        (42, 80),
        (60, 82),
        (20, 72),
        (81, 72),
        (51, 89),
    ]
    return [
        line("M50 4V60M50 40L24 52M50 40L77 52M50 52L32 66L20 72M50 52L68 66L81 72M50 58L42 80M50 58L60 82", BROWN, 4),
        path(
            "M48 20Q30 24 22 8Q40 2 48 20ZM52 20Q70 24 78 8Q60 2 52 20ZM44 34Q28 42 14 30Q30 20 44 34Z"
            "M56 34Q72 42 86 30Q70 20 56 34Z",
            GREEN,
            width=3,
        ),
        *berries(fruit, 8.5, RED),
        line("".join(f"M{x - 3} {y - 2}h0M{x + 3} {y + 1}h0" for x, y in fruit), PINK, 2.5),
    ]


@picture
def tea_leaf() -> Picture:
    return [
        line("M50 94Q54 70 50 44", FOREST, 6),
        place(broad_leaf(GREEN), 52, 72, 1.15, -62),
        place(broad_leaf(GREEN), 52, 66, 1.15, 58),
        path("M50 52Q34 28 52 4Q66 30 50 52Z", LIME),
        line("M51 46V24", FOREST, 3),
    ]


@picture
def tea_bush() -> Picture:
    sprouts = [(22, 36), (38, 26), (54, 24), (70, 30), (84, 42)]
    return [
        line("M50 92V70M38 92L44 72M62 92L56 72", BROWN, 6),
        path("M6 66C2 46 20 32 50 32C80 32 98 46 94 66C92 82 76 80 50 80C24 80 8 82 6 66Z", GREEN),
        *(place([path("M0 0Q-8-8 0-16Q8-8 0 0Z", LIME, width=3)], x, y + 4, 1.1) for x, y in sprouts),
        line("M24 56q6-6 12 0M46 64q6-6 12 0M66 54q6-6 12 0", FOREST, 3),
    ]


@picture
def herb_root() -> Picture:
    return [
        line("M50 36V16", FOREST, 5),
        place(broad_leaf(GREEN), 50, 26, 0.7, -60),
        place(broad_leaf(LIME), 50, 28, 0.6, 0),
        place(broad_leaf(GREEN), 50, 26, 0.7, 60),
        path(
            "M40 34Q50 28 60 34Q70 48 62 60Q66 80 80 92Q60 86 54 68Q50 84 40 96Q40 78 42 66"
            "Q30 80 16 82Q34 70 38 58Q30 46 40 34Z",
            STRAW,
        ),
        line("M42 44h8M54 50h6M44 58h8", BROWN, 3),
    ]


@picture
def gastrodia() -> Picture:
    """The tuber of Gastrodia elata: ringed, plump, with a red bud."""
    rings = [line(f"M{x} {y}q10 8 8 24", BROWN, 2.5) for x, y in ((26, 58), (38, 46), (50, 36), (62, 28))]
    return [
        path("M12 84C2 64 26 36 62 20C80 14 92 28 88 44C78 74 32 100 12 84Z", STRAW),
        *rings,
        path("M74 20Q80 2 95 6Q98 20 86 32Z", RED),
        line("M14 84L4 92M20 88L16 96", BROWN, 3),
    ]
