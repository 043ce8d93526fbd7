"""What the hand takes hold of: blades, racks, instruments."""

from courses.drawing.palette import (
    BLUE,
    BROWN,
    CREAM,
    DARK,
    GREEN,
    GREY,
    INK,
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
from courses.drawing.shapes import Picture, circle, dot, dots, line, path, place, rect, rod


@picture
def knife() -> Picture:
    blade: Picture = [
        path("M-26-44H18Q22-44 22-38V10H-26Z", PALE),
        line("M-19-38V4", WHITE, 5),
        rect(-4, 10, 15, 36, BROWN, r=5),
        line("M3.5 20h0M3.5 34h0", STRAW, 4),
    ]
    return [place(blade, 50, 52, 0.98, 28)]


@picture
def hoe() -> Picture:
    return [
        path("M2 92Q14 74 30 78Q44 74 56 92Z", BROWN),
        *rod("M94 88L34 14", TAN, 6),
        path("M20 10L42 4L50 18L28 26Z", STEEL),
        path("M18 18L46 20L52 72L10 74Z", PALE),
        line("M24 26L20 64", WHITE, 5),
        line("M12 86h8M32 84h8", TAN, 4),
    ]


@picture
def press_stone() -> Picture:
    """A boulder on a board that presses shoots in a crate."""
    shoots = [line(f"M{x} 66V84", STRAW, 7) for x in range(24, 84, 13)]
    return [
        path("M10 60H90V92H10Z", BROWN),
        rect(16, 64, 68, 22, CREAM, width=3),
        *shoots,
        rect(12, 52, 76, 11, TAN, r=2),
        path("M24 52Q14 34 28 20Q44 4 64 12Q86 20 80 40Q80 50 74 52Z", GREY),
        line("M36 28Q44 18 54 20", WHITE, 4),
        line("M60 40q6-2 8-8M40 42h6", STEEL, 3),
    ]


@picture
def drying_rack() -> Picture:
    slices = [line(f"M{x} {y}q5-5 10 0", STRAW, 7) for y in (40, 62) for x in range(20, 78, 16)]
    return [
        circle(80, 16, 11, YELLOW, ORANGE),
        line("M16 30L10 94M84 30L90 94", BROWN, 6),
        rect(10, 44, 80, 7, TAN, r=2),
        rect(8, 66, 84, 7, TAN, r=2),
        *slices,
        line("M12 86H88", BROWN, 4),
    ]


@picture
def pruning_shears() -> Picture:
    half = [
        path("M-4 4Q-16 24-14 46Q-12 50-7 46Q-6 26 5 8Z", RED),
        path("M4 6Q-14-12-8-42Q8-30 10-4Z", PALE),
    ]
    return [
        place(
            [place(half, 0, 0, 1, 14), place(half, 0, 0, 1, -14, mirror=True), circle(0, 4, 5, STEEL)], 52, 47, 0.98, 30
        )
    ]


@picture
def sprayer() -> Picture:
    """A knapsack sprayer with its lance at work."""
    return [
        line("M66 80Q44 98 40 70", DARK, 4),
        *rod("M40 72L24 46", STEEL, 4, 2),
        path("M28 40L12 52L20 56Z", ORANGE, width=3),
        dots([(8, 60), (16, 66), (6, 74), (15, 79), (9, 88), (19, 90)], 2.6, BLUE),
        rect(48, 24, 42, 60, BLUE, r=8),
        rect(58, 12, 22, 13, WHITE, r=3),
        line("M54 60H84", SKY, 4),
        rect(56, 38, 26, 12, WHITE, r=2, width=3),
        line("M48 30Q38 40 48 58", BROWN, 5),
        line("M46 88H92", INK, 6),
    ]


@picture
def scale() -> Picture:
    """A dial scale with a pan."""
    return [
        path("M10 20H90Q86 34 70 34H30Q14 34 10 20Z", PALE),
        rect(45, 32, 10, 12, STEEL, width=3),
        path("M26 42H74L84 92H16Z", RED),
        circle(50, 66, 19, WHITE),
        line("M50 51V54M65 66H62M35 66H38M61 55L59 57", width=3),
        line("M50 66L42 56", RED, 4),
        dot(50, 66, 3),
    ]


@picture
def ruler() -> Picture:
    marks = [line(f"M{-38 + 9.5 * i:g}-14v{14 if i % 2 == 0 else 8}", width=3) for i in range(9)]
    return [place([rect(-46, -14, 92, 30, YELLOW, r=3), *marks], 50, 50, 1, -38)]


@picture
def net() -> Picture:
    """Netting between two posts."""
    return [
        rect(14, 20, 72, 70, PALE, width=3),
        line(
            "M14 44L38 20M14 68L62 20M14 90L84 20M38 90L86 44M62 90L86 68M86 44L62 20M86 68L38 20"
            "M84 90L14 20M62 90L14 44M38 90L14 68",
            STEEL,
            3,
        ),
        *rod("M12 14V94M88 14V94", TAN, 6),
    ]


@picture
def fence() -> Picture:
    posts = [path(f"M{x} 92V30L{x + 8} 18L{x + 16} 30V92Z", TAN) for x in (6, 30, 54, 78)]
    return [rect(2, 40, 96, 9, BROWN, r=2, width=3), rect(2, 68, 96, 9, BROWN, r=2, width=3), *posts]


@picture
def thermometer() -> Picture:
    return [
        path("M38 18Q38 6 50 6Q62 6 62 18V58Q74 66 72 78Q68 94 50 94Q32 94 28 78Q26 66 38 58Z", WHITE),
        dot(50, 76, 13, RED),
        line("M50 74V32", RED, 8),
        line("M70 18H80M70 32H84M70 46H80", width=4),
    ]


@picture
def syringe() -> Picture:
    return [
        place(
            [
                line("M0 30V50", STEEL, 4),
                path("M-7 22H7L4 32H-4Z", WHITE, width=3),
                rect(-13, -26, 26, 48, WHITE, r=3),
                rect(-11, -8, 22, 28, SKY, stroke=None),
                rect(-13, -26, 26, 48, None, r=3),
                line("M13-12H4M13 0H4M13 11H4", width=3),
                line("M-20-26H20", width=6),
                rect(-4, -46, 8, 20, PALE, width=3),
                line("M-13-47H13", width=6),
            ],
            52,
            48,
            0.98,
            45,
        ),
    ]


@picture
def lamp() -> Picture:
    return [
        path("M50 8C74 8 84 26 80 42C78 54 66 58 64 70H36C34 58 22 54 20 42C16 26 26 8 50 8Z", YELLOW),
        line("M42 66L40 46L46 50L50 44L54 50L60 46L58 66", ORANGE, 3),
        rect(36, 70, 28, 16, GREY, r=4),
        line("M36 78H64M46 92H54", width=4),
    ]


@picture
def fan() -> Picture:
    blade = path("M0-4Q-18-18-8-32Q8-36 10-20Q8-10 0-4Z", SKY, width=3)
    return [
        path("M44 74H56L60 88H40Z", STEEL),
        rect(28, 86, 44, 9, DARK, r=4),
        circle(50, 42, 36, WHITE),
        *(place([blade], 50, 42, turn=turn) for turn in (0, 120, 240)),
        circle(50, 42, 6, RED, width=3),
    ]


@picture
def phone() -> Picture:
    return [
        rect(26, 4, 48, 92, DARK, r=8),
        rect(32, 14, 36, 66, SKY, width=2),
        path("M43 34L62 47L43 60Z", WHITE, width=3),
        circle(50, 88, 4, GREY, None),
    ]


@picture
def camera() -> Picture:
    return [
        path("M36 28L42 16H58L64 28Z", STEEL),
        rect(6, 26, 88, 58, DARK, r=8),
        line("M6 42H94", STEEL, 4),
        circle(50, 56, 22, PALE),
        circle(50, 56, 12, BLUE, width=3),
        dot(45, 51, 3.5, WHITE),
        rect(76, 32, 11, 7, YELLOW, r=1, width=2),
    ]


@picture
def clock() -> Picture:
    hours = [line(f"M{x}", width=4) for x in ("50 16V22", "50 78V84", "16 50H22", "78 50H84")]
    return [
        circle(50, 50, 42, WHITE, RED, 8),
        circle(50, 50, 45, None),
        *hours,
        line("M50 50V28", width=6),
        line("M50 50L66 60", width=6),
        dot(50, 50, 5, RED),
    ]


@picture
def calendar() -> Picture:
    return [
        rect(8, 16, 84, 76, WHITE, r=6),
        path("M8 34V22Q8 16 14 16H86Q92 16 92 22V34Z", RED),
        line("M28 8V24M72 8V24", width=6),
        line("".join(f"M{x} {y}h4" for y in (47, 63, 79) for x in (19, 38, 57, 76)), GREY, 7),
        circle(59, 63, 11, WHITE, RED, 4),
        dot(59, 63, 5, ORANGE),
    ]


@picture
def book() -> Picture:
    return [
        path("M50 26Q30 12 6 20V82Q30 76 50 88Q70 76 94 82V20Q70 12 50 26Z", WHITE),
        line("M50 26V88", width=4),
        line("M16 36Q28 32 40 40M16 50Q28 46 40 54M16 64Q28 60 40 68", BLUE, 4),
        path("M60 40Q72 32 84 34V64Q72 62 60 70Z", LIME, GREEN, 3),
    ]
