"""Photos as phones send them, and files that only look like photos."""

import io
import struct
import zlib

import pytest
from PIL import Image

from learners.classes.sheets.photos import MAX_BYTES, NotAPhoto, as_jpeg, open_photo


def jpeg(size=(300, 400), **options):
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, "JPEG", **options)
    return file.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_that_claims(width, height):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def test_a_photo_is_turned_as_its_camera_says():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert open_photo(jpeg(exif=exif)).size == (400, 300)


def test_what_is_kept_says_nothing_of_place_and_phone():
    exif = Image.Exif()
    exif[0x010F] = "a phone"
    kept = as_jpeg(open_photo(jpeg(exif=exif)))
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert b"a phone" not in kept


def test_a_large_photo_is_made_smaller():
    assert max(open_photo(jpeg((6000, 4500))).size) <= 2600


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + b"\0" * 50,
        b"\xff\xd8\xff" + b"\0" * 50,
        jpeg()[:200],
        png_that_claims(60000, 60000),
        png_that_claims(20000, 5000),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8" + b"\0" * MAX_BYTES,
    ],
    ids=["empty", "gif", "head", "cut", "bomb", "vast", "svg", "long"],
)
def test_what_is_no_photo_is_refused(data):
    with pytest.raises(NotAPhoto):
        open_photo(data)
