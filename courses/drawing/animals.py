"""The animals of the farm."""

from courses.drawing.palette import (
    BLUE,
    BROWN,
    CREAM,
    DARK,
    GREEN,
    INK,
    ORANGE,
    PINK,
    PURPLE,
    RED,
    SKY,
    TAN,
    WHITE,
    YELLOW,
)
from courses.drawing.registry import picture
from courses.drawing.shapes import Picture, circle, dot, ellipse, line, path, place, rect, rod


def hen(plumage: str, comb: str) -> Picture:
    """A hen that looks to the left."""
    return [
        line("M46 78V92M60 78V92M40 93H52M54 93H66", DARK, 4),
        path(
            "M66 44Q70 20 90 14Q98 30 92 44Q96 58 84 70Q70 84 50 82Q24 78 22 52L20 34"
            "Q20 16 34 16Q48 18 46 38Q54 46 66 44Z",
            plumage,
        ),
        path("M22 20Q18 8 26 8Q30 4 34 8Q42 6 42 18Z", comb, width=3),
        path("M20 28L6 34L20 40Z", YELLOW, width=3),
        path("M20 40Q14 46 18 52Q24 52 26 42Z", comb, width=3),
        dot(31, 28, 5, WHITE),
        dot(30, 28, 2.5, INK),
        line("M48 56Q60 74 78 56", "#778", 4),
    ]


@picture
def chicken() -> Picture:
    return hen(DARK, PURPLE)


@picture
def chick() -> Picture:
    return [
        line("M42 84V94M58 84V94M36 95H46M54 95H64", ORANGE, 4),
        path(
            "M28 36C28 16 44 10 54 16C66 22 64 38 66 44Q80 44 92 40Q92 86 54 88C22 88 18 64 30 50Q26 44 28 36Z", YELLOW
        ),
        path("M26 32L13 37L26 43Z", ORANGE),
        dot(42, 32, 4.5, INK),
        line("M54 60Q64 74 78 60", ORANGE, 4),
    ]


@picture
def egg() -> Picture:
    return [
        path("M50 8C70 8 84 42 84 62C84 82 68 92 50 92C32 92 16 82 16 62C16 42 30 8 50 8Z", CREAM),
        line("M32 40Q36 28 44 22", WHITE, 6),
    ]


def cattle() -> Picture:
    """A yellow-brown beef animal that looks to the left."""
    return [
        line("M90 44Q98 56 94 66", INK, 4),
        dot(94, 70, 4),
        *rod("M41 66V88M55 66V88M75 66V88M86 66V88", TAN, 5),
        line("M41 90v0M55 90v0M75 90v0M86 90v0", DARK, 10),
        rect(30, 36, 62, 38, TAN, r=14),
        path("M14 16Q6 14 6 6Q14 4 22 14M32 16Q40 14 40 6Q32 4 24 14", WHITE, width=3),
        path("M8 24L-1 28Q4 36 12 32ZM38 24L47 28Q42 36 34 32Z", TAN, width=3),
        path("M12 20Q23 8 35 20Q40 40 33 54Q23 62 13 54Q6 40 12 20Z", TAN),
        ellipse(23, 52, 14, 9, CREAM),
        line("M17 33h0M29 33h0M18 52h0M28 52h0", INK, 5),
    ]


@picture
def cow() -> Picture:
    return [place(cattle(), 2, 2, 0.98)]


@picture
def calf() -> Picture:
    return [
        *rod("M46 66V90M58 66V90M70 66V90M81 66V90", CREAM, 4),
        rect(38, 42, 48, 32, CREAM, r=14),
        path("M52 42Q56 60 70 58Q76 50 72 42Z", BROWN, None),
        line("M86 50Q94 56 90 66", width=4),
        path("M14 30L2 36Q6 46 18 42ZM42 30L54 36Q50 46 38 42Z", BROWN, width=3),
        path("M14 32Q14 14 28 14Q42 14 42 32L40 56Q28 70 16 56Z", CREAM),
        ellipse(28, 58, 13, 9, PINK),
        line("M21 40h0M35 40h0", INK, 8),
        line("M24 58h0M32 58h0", INK, 4),
    ]


def swine() -> Picture:
    """A pig that looks to the left."""
    return [
        line("M88 44q8-2 6-8q-6-2-4 6q2 6 8 2", width=3),
        *rod("M35 70V88M47 70V88M69 70V88M81 70V88", PINK, 6),
        ellipse(58, 54, 34, 26, PINK),
        path("M18 26L10 10Q26 10 30 20ZM42 20Q48 10 60 12L52 30Z", "#e89", width=3),
        ellipse(34, 42, 24, 22, PINK),
        ellipse(26, 48, 12, 9, "#e89", width=3),
        line("M22 48h0M30 48h0M24 32h0M44 34h0", INK, 6),
    ]


@picture
def pig() -> Picture:
    return swine()


@picture
def piglet() -> Picture:
    """Small beside the tuft of grass it stands at."""
    return [
        path("M74 92Q78 60 72 40Q84 60 84 92ZM84 92Q86 70 96 56Q96 80 92 92Z", GREEN, width=3),
        place(swine(), -2, 28, 0.72),
    ]


@picture
def bee() -> Picture:
    return [
        path("M50 40C30 30 26 4 42 6C54 8 56 26 54 40ZM58 40C62 18 80 4 88 14C94 26 76 38 62 42Z", SKY),
        ellipse(52, 58, 36, 23, YELLOW),
        path("M44 36Q36 58 44 80H54Q48 58 54 36ZM66 38Q60 58 66 79H75Q72 58 74 42Z", INK, None),
        dot(27, 53, 4),
        line("M22 40Q18 28 10 28M30 37Q28 26 22 20", width=3),
        path("M88 54L97 58L88 63Z", INK, width=2),
        line("M24 64q4 4 8 0", width=3),
    ]


@picture
def fish() -> Picture:
    return [
        path("M70 50L96 28Q90 50 96 74Z", BLUE),
        path("M4 52C18 22 60 22 78 50C60 82 18 82 4 52Z", BLUE),
        path("M40 30Q48 14 62 24Q58 30 60 36Z", BLUE),
        line("M36 36Q44 52 36 68", width=3),
        line("M50 44q5 6 0 12M60 44q5 6 0 12", WHITE, 3),
        circle(22, 46, 5, WHITE, width=3),
        line("M8 58Q14 60 16 58", RED, 3),
    ]
