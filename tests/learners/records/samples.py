"""Pictures as phones and strangers send them."""

import io
import zlib

from PIL import Image

ORIENTATION, GPS, MODEL = 0x0112, 0x8825, 0x0110


def photo(size=(400, 300), *, fmt="JPEG", colour="green", sideways=False, **options) -> bytes:
    """A picture whose EXIF names a place and a phone."""
    picture = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif[MODEL] = "HONOR 8X"
    exif.get_ifd(GPS)[2] = (28.0, 5.0, 30.0)
    if sideways:
        exif[ORIENTATION] = 6
    out = io.BytesIO()
    picture.save(out, fmt, exif=exif, **options)
    return out.getvalue()


def boastful_png(width: int, height: int) -> bytes:
    """A few bytes that claim to be a huge picture."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
