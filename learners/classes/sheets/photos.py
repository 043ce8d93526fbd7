"""What a phone sends as a photo: opened with care, turned upright, grey, and never larger than it has to be."""

import io

from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 60_000_000
LONGEST = 2600
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 70
# What Pillow raises over broken and hostile files, by trial.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError)


class NotAPhoto(ValueError):
    """The file is no photo that can be read, or a larger one than any phone takes."""


def open_photo(data: bytes) -> Image.Image:
    """Grey and upright. Raises NotAPhoto; nothing of the size that a file claims is believed before it is checked."""
    if len(data) > MAX_BYTES:
        raise NotAPhoto
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as photo:
            if photo.width * photo.height > MAX_PIXELS or min(photo.size) < 1:
                raise NotAPhoto
            photo.draft("L", (LONGEST, LONGEST))
            photo.load()
            upright = ImageOps.exif_transpose(photo).convert("L")
    except BROKEN as error:
        raise NotAPhoto from error
    upright.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return upright


def photo_data(file: UploadedFile[bytes]) -> bytes:
    """What was sent; not read at all where it is too large. Raises NotAPhoto."""
    if (file.size or 0) > MAX_BYTES:
        raise NotAPhoto
    return bytes(file.read())


def as_jpeg(grey: Image.Image) -> bytes:
    """Pixels and nothing else: no place, no time, no name of a phone."""
    file = io.BytesIO()
    grey.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def open_kept(picture: bytes) -> Image.Image:
    """A picture as `as_jpeg` made it."""
    with Image.open(io.BytesIO(picture), formats=("JPEG",)) as photo:
        return photo.convert("L")


def cut_out(picture: bytes, box: tuple[int, int, int, int]) -> bytes:
    """A part of a stored picture as PNG; pixels from left, top to right, bottom."""
    file = io.BytesIO()
    with Image.open(io.BytesIO(picture), formats=("JPEG",)) as photo:
        photo.crop(box).save(file, "PNG")
    return file.getvalue()
