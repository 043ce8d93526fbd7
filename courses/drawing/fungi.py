"""Mushrooms, and what they are grown on and in."""

from courses.drawing.palette import BROWN, CREAM, DARK, FOREST, GREEN, INK, LIME, PALE, RED, STRAW, TAN, WHITE
from courses.drawing.registry import picture
from courses.drawing.shapes import Picture, dots, ellipse, line, path, place, rect


def shiitake() -> Picture:
    """A shiitake on a 100 x 100 ground: brown cap with pale cracks."""
    return [
        path("M40 56Q44 78 38 92H62Q56 78 60 56Z", CREAM),
        path("M6 54C8 22 30 8 50 8C70 8 92 22 94 54C94 64 72 64 50 64C28 64 6 64 6 54Z", BROWN),
        line("M44 22l6 8l8-6M26 38l8 4l2-10M66 40l8-6l4 8M44 46l8 4", CREAM, 3.5),
    ]


def button(x: float, y: float) -> str:
    """Path data of a tiny mushroom with its cap centred at (x, y)."""
    return f"M{x - 2} {y}h4v9h-4ZM{x - 7} {y + 1}Q{x - 6} {y - 8} {x} {y - 8}Q{x + 6} {y - 8} {x + 7} {y + 1}Z"


@picture
def mushroom() -> Picture:
    return shiitake()


@picture
def mushroom_log() -> Picture:
    cap = [
        path("M-4 8V22H4V8Z", CREAM, width=3),
        path("M-18 10Q-16-12 0-12Q16-12 18 10Q0 14-18 10Z", BROWN, width=3),
        line("M-7-2l4 3M4-4l5 4", CREAM, 3),
    ]
    return [
        *(place(cap, x, y) for x, y in ((26, 34), (68, 30), (46, 44))),
        rect(6, 54, 84, 34, TAN, r=6),
        line("M14 62H60M24 72H70M14 80H56", BROWN, 3),
        ellipse(86, 71, 9, 17, CREAM),
        ellipse(86, 71, 3, 7, None, BROWN, 2),
    ]


@picture
def mushroom_shed() -> Picture:
    return [
        path("M6 88V52C8 22 30 10 50 10C70 10 92 22 94 52V88Z", PALE),
        path("M6 52C8 22 30 10 50 10C70 10 92 22 94 52Q80 40 50 40Q20 40 6 52Z", FOREST),
        line("M20 44L32 16M50 40V12M80 44L68 16", DARK, 2.5),
        line("M14 67H86M14 86H86", TAN, 5),
        path("".join(button(x, y) for y in (56, 75) for x in (26, 50, 74)), BROWN, width=2.5),
        line("M4 90H96", INK, 5),
    ]


@picture
def sawdust() -> Picture:
    grains = "M36 62h0M48 48h0M60 64h0M28 78h0M44 76h0M64 80h0M76 80h0M52 36h0"
    return [
        path("M4 90Q16 84 26 66Q40 28 52 26Q64 28 76 68Q84 84 96 90Z", STRAW),
        line(grains, BROWN, 5),
        line("M42 66l6-4M54 54l6 4M34 72l6 3M52 84l6-4M68 72l6 4M18 86l6-3", BROWN, 3),
        place([rect(0, 0, 34, 18, BROWN, r=3), ellipse(34, 9, 5, 9, CREAM)], 7, 14, 1, 14),
        line("M46 10l4-6M54 14l8-4M54 22l6 1", TAN, 3),
    ]


@picture
def green_mould() -> Picture:
    """A cultivation bag, tied at the neck, with green mould spreading over the white."""
    return [
        path("M42 20L32 4Q50 12 68 4L58 20Q80 24 80 34V88Q50 98 20 88V34Q20 24 42 20Z", TAN),
        line("M41 20H59", RED, 6),
        line("M30 34Q28 60 32 86", WHITE, 5),
        path(
            "M34 44Q40 32 50 38Q62 34 62 46Q72 52 64 60Q66 72 54 70Q44 78 38 68Q26 64 34 56Q28 50 34 44Z",
            GREEN,
            FOREST,
            3,
        ),
        dots([(44, 48), (54, 56), (42, 62)], 4, LIME),
        dots([(72, 44), (68, 76), (60, 82), (40, 82), (74, 64)], 4, GREEN),
    ]
