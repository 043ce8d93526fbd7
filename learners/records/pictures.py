"""What an officer's phone or scanner made, turned into what may be kept: upright, small, and silent about its maker."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from PIL import Image, ImageOps

MAX_BYTES = 15 * 1024 * 1024
MAX_PDF_BYTES = 10 * 1024 * 1024
# A JPEG is read at a fraction of its size; what cannot be takes three bytes a pixel, and twice as much on the way.
MAX_PIXELS = 64_000_000
MAX_PIXELS_READ_WHOLE = 24_000_000
QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP")
PDF = b"%PDF-"


class Edge(StrEnum):
    """The longest side that is kept, in pixels: a scan must stay readable."""

    PHOTO = "1600"
    SCAN = "2400"


class PictureFault(StrEnum):
    """Why a file is not taken."""

    TOO_LARGE = "too large"
    TOO_MANY_PIXELS = "too many pixels"
    NO_PICTURE = "no picture"
    NEITHER = "neither picture nor PDF"


class BadPicture(ValueError):
    """A file that is not taken; sending it again does not help."""

    def __init__(self, fault: PictureFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a file. `sha256` is that of `content`."""

    content: bytes
    content_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def kept_photo(file: IO[bytes]) -> Kept:
    """A JPEG of at most 1600 pixels a side, turned upright, without EXIF. Raises BadPicture."""
    return _jpeg(_bounded(file, MAX_BYTES), int(Edge.PHOTO))


def kept_scan(file: IO[bytes]) -> Kept:
    """A PDF as it is, or a picture as a JPEG that can be read. Raises BadPicture."""
    content = _bounded(file, MAX_BYTES)
    if not content.startswith(PDF):
        try:
            return _jpeg(content, int(Edge.SCAN))
        except BadPicture as error:
            fault = PictureFault.NEITHER if error.fault == PictureFault.NO_PICTURE else error.fault
            raise BadPicture(fault) from error
    if len(content) > MAX_PDF_BYTES:
        raise BadPicture(PictureFault.TOO_LARGE)
    if b"%%EOF" not in content[-2048:]:
        raise BadPicture(PictureFault.NEITHER)
    return Kept(content, "application/pdf")


def _bounded(file: IO[bytes], most: int) -> bytes:
    file.seek(0)
    content = file.read(most + 1)
    if len(content) > most:
        raise BadPicture(PictureFault.TOO_LARGE)
    return content


def _jpeg(content: bytes, edge: int) -> Kept:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pixels are counted below; broken EXIF is thrown away anyway
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                _check_pixels(picture)
                return Kept(_small(picture, edge), "image/jpeg")
    except BadPicture:
        raise
    except Image.DecompressionBombError as error:
        raise BadPicture(PictureFault.TOO_MANY_PIXELS) from error
    except (OSError, ValueError, SyntaxError, OverflowError, TypeError) as error:
        raise BadPicture(PictureFault.NO_PICTURE) from error


def _check_pixels(picture: Image.Image) -> None:
    """Before anything is decoded: the header says how large it would become."""
    smaller = picture.format == "JPEG" and not picture.info.get("progressive")
    if picture.width * picture.height > (MAX_PIXELS if smaller else MAX_PIXELS_READ_WHOLE):
        raise BadPicture(PictureFault.TOO_MANY_PIXELS)


def _small(picture: Image.Image, edge: int) -> bytes:
    picture.draft("RGB", (edge, edge))
    ImageOps.exif_transpose(picture, in_place=True)
    picture.thumbnail((edge, edge))
    flat = Image.new("RGB", picture.size, "white")  # a new one: nothing of what the file said about itself
    layer = picture.convert("RGBA") if picture.has_transparency_data else None
    flat.paste(layer or picture.convert("RGB"), mask=layer)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
