"""Pictures made visible: as Pillow images and as SVG text."""

from collections.abc import Iterable

from PIL import Image, ImageDraw

from courses.drawing.palette import INK
from courses.drawing.shapes import OUTLINE_WIDTH, Point, Polyline, Shape, Style, number

OVERSAMPLING = 4
UNITS = 100


def to_image(shapes: Iterable[Shape], size: int) -> Image.Image:
    """RGBA of `size` x `size` pixels on a transparent ground, smoothed by drawing it larger first."""
    side = size * OVERSAMPLING
    canvas = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(canvas)
    factor = side / UNITS
    for shape in shapes:
        for polyline, style in shape.polylines():
            points = [(x * factor, y * factor) for x, y in polyline.points]
            _paint(draw, Polyline(points, polyline.closed), style, factor)
    return canvas.reduce(OVERSAMPLING)


def _paint(draw: ImageDraw.ImageDraw, polyline: Polyline, style: Style, factor: float) -> None:
    if style.fill and len(polyline.points) > 2:
        draw.polygon(polyline.points, fill=style.fill)
    if style.stroke:
        points = [*polyline.points, polyline.points[0]] if polyline.closed else polyline.points
        _stroke(draw, points, style.stroke, style.width * factor)


def _stroke(draw: ImageDraw.ImageDraw, points: list[Point], colour: str, width: float) -> None:
    """Round joins and ends, which `ImageDraw.line` does not have by itself."""
    draw.line(points, fill=colour, width=max(1, round(width)))
    reach = width / 2 - 0.5
    for x, y in points:
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=colour)


def to_svg(shapes: Iterable[Shape]) -> str:
    """One self-contained SVG element in a view box of 100 x 100, without identifiers: safe to inline twice."""
    inner = "".join(shape.svg() for shape in shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {UNITS} {UNITS}" fill="none" stroke="{INK}"'
        f' stroke-width="{number(OUTLINE_WIDTH)}" stroke-linecap="round" stroke-linejoin="round">{inner}</svg>'
    )
