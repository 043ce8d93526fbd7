"""Finds a font with Chinese characters for films and for paper; none is kept in the repository."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

PROBES = "竹笋鸡课"
# A private-use character: what a font draws for it is what it draws for every character it lacks.
LACKING = "\U000f0000"
SYSTEM_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Medium.ttc",
    "/Library/Fonts/Arial Unicode.ttf",
)
REPAIR = (
    f"Install one with `{sys.executable} -m pip install --no-deps -r requirements/fonts.txt`"
    " or `sudo apt-get install fonts-noto-cjk`, or name a font file in CHINESE_FONT."
)


class FontMissing(RuntimeError):
    """No font with Chinese characters; the message names the commands that repair it."""

    def __init__(self, reason: str = "No font with Chinese characters was found.") -> None:
        super().__init__(f"{reason} {REPAIR}")


@dataclass(frozen=True)
class Font:
    """A font file, and which of its faces to take if it is a collection."""

    path: Path
    face: int = 0

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The font at `size` pixels; raises `OSError` if the file is no font."""
        return _load(self.path, self.face, size)


@lru_cache(maxsize=128)
def _load(path: Path, face: int, size: int) -> ImageFont.FreeTypeFont:
    # The basic layout is enough for Chinese and does not depend on what Pillow was built with.
    return ImageFont.truetype(str(path), size, index=face, layout_engine=ImageFont.Layout.BASIC)


def find_font() -> Font:
    """The first usable font: `CHINESE_FONT`, the one of the zhplot package, the system's; raises `FontMissing`."""
    named = os.environ.get("CHINESE_FONT")
    if named:
        font = _usable(Path(named))
        if font is None:
            raise FontMissing(f"CHINESE_FONT is {named}, which is no font with Chinese characters.")
        return font
    for path in _candidates():
        font = _usable(path)
        if font is not None:
            return font
    raise FontMissing


def _candidates() -> Iterator[Path]:
    # Found without importing it: its modules want plotting libraries that are not installed.
    package = importlib.util.find_spec("zhplot")
    for folder in (package.submodule_search_locations or []) if package else []:
        yield Path(folder) / "fonts" / "NotoSansSC-Regular.ttf"
    yield from map(Path, SYSTEM_FONTS)
    yield from _listed_by_fontconfig()


def _listed_by_fontconfig() -> list[Path]:
    """Fonts that fontconfig says are for Chinese, plain sans-serif ones first."""
    tool = shutil.which("fc-list")
    if tool is None:
        return []
    answer = subprocess.run(
        [tool, ":lang=zh-cn", "--format=%{file}\n"], capture_output=True, text=True, timeout=30, check=False
    )
    names = sorted(set(answer.stdout.split("\n")) - {""})
    return sorted(map(Path, names), key=lambda path: ("Serif" in path.name, "Regular" not in path.name))


def _usable(path: Path) -> Font | None:
    if not path.is_file():
        return None
    try:
        font = _simplified_face(path)
        return font if has_chinese(font) else None
    except OSError:
        return None


def _simplified_face(path: Path) -> Font:
    """Collections hold the Japanese, Korean and Chinese shapes of a character; take the simplified Chinese ones."""
    if path.suffix.lower() == ".ttc":
        for face in range(12):
            font = Font(path, face)
            try:
                family = font.at(20).getname()[0] or ""
            except OSError:
                break
            if family.endswith((" SC", " CN")):
                return font
    return Font(path)


def has_chinese(font: Font) -> bool:
    """Whether the font draws Chinese characters as something else than its sign for a lacking one."""
    lacking = _drawn(font, LACKING)
    return all(_drawn(font, probe) not in {lacking, _drawn(font, " ")} for probe in PROBES)


def _drawn(font: Font, text: str) -> bytes:
    image = Image.new("L", (48, 48))
    ImageDraw.Draw(image).text((4, 4), text, fill=255, font=font.at(32))
    return image.tobytes()
