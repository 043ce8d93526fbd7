"""Draw the pictures that stand for the site on a phone's own screen: `python -m tools.icons`.

A sprout whose leaf is a sign to play, on the green of the pages. All of it lies within the circle that phones may cut
out of a picture.
"""

from pathlib import Path

from PIL import Image, ImageDraw

from tools.places import ROOT

FOLDER = ROOT / "eduplatform" / "static" / "img"
GREEN, WHITE, LEAF = "#0a6b2d", "#ffffff", "#bfe3a5"
UNIT = 64
FINER = 4  # drawn so many times larger, for smooth edges
PLAY = ((25, 14), (25, 38), (45, 26))
STEM = ((30, 38), (34, 38), (34, 52), (30, 52))
SOIL = ((16, 50), (48, 50), (48, 53), (16, 53))
LEFT_LEAF = ((30, 46), (22, 45), (17, 38), (25, 39))
RIGHT_LEAF = ((34, 44), (42, 43), (47, 36), (39, 37))
SHAPES = ((PLAY, WHITE), (STEM, LEAF), (SOIL, LEAF), (LEFT_LEAF, LEAF), (RIGHT_LEAF, LEAF))


def svg() -> str:
    """For browsers that scale by themselves."""
    shapes = "".join(
        f'<path fill="{colour}" d="M{"L".join(f"{x} {y}" for x, y in points)}z"/>' for points, colour in SHAPES
    )
    back = f'<path fill="{GREEN}" d="M0 0h{UNIT}v{UNIT}H0z"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {UNIT} {UNIT}">{back}{shapes}</svg>\n'


def png(pixels: int) -> Image.Image:
    scale = pixels * FINER / UNIT
    image = Image.new("RGB", (pixels * FINER, pixels * FINER), GREEN)
    pen = ImageDraw.Draw(image)
    for points, colour in SHAPES:
        pen.polygon([(x * scale, y * scale) for x, y in points], fill=colour)
    return image.resize((pixels, pixels), Image.Resampling.LANCZOS).quantize(32)


def draw(folder: Path = FOLDER) -> None:
    (folder / "icon.svg").write_text(svg(), encoding="utf-8")
    for pixels in (192, 512):
        png(pixels).save(folder / f"icon-{pixels}.png", optimize=True)


if __name__ == "__main__":
    draw()
