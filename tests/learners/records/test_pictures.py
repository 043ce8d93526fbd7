"""Photos become upright, small and silent; what is no picture, or too large a one, is refused before it is read."""

import io

import pytest
from PIL import Image

from eduplatform.printing import ensure_printing
from learners.records import pictures
from learners.records.pictures import BadPicture, PictureFault, kept_photo, kept_scan
from tests.learners.records.samples import PDF, boastful_png, photo


def opened(kept):
    return Image.open(io.BytesIO(kept.content))


def fault_of(keeper, content: bytes) -> PictureFault:
    with pytest.raises(BadPicture) as refused:
        keeper(io.BytesIO(content))
    return refused.value.fault


def test_a_photo_says_nothing_of_place_and_phone():
    kept = kept_photo(io.BytesIO(photo()))
    assert not opened(kept).getexif()
    assert b"HONOR" not in kept.content


def test_a_photo_taken_sideways_stands_upright():
    assert opened(kept_photo(io.BytesIO(photo((400, 300), sideways=True)))).size == (300, 400)


def test_a_large_photo_becomes_small():
    assert max(opened(kept_photo(io.BytesIO(photo((4000, 3000))))).size) == 1600


def test_a_scan_keeps_what_can_be_read():
    assert max(opened(kept_scan(io.BytesIO(photo((4000, 3000))))).size) == 2400


def test_the_same_photo_has_the_same_hash():
    assert kept_photo(io.BytesIO(photo())).sha256 == kept_photo(io.BytesIO(photo())).sha256


@pytest.mark.parametrize("fmt", ["PNG", "WEBP"])
def test_other_pictures_become_jpeg(fmt):
    assert opened(kept_photo(io.BytesIO(photo(fmt=fmt)))).format == "JPEG"


def test_what_is_transparent_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(kept_photo(out)).getpixel((4, 4)) == (255, 255, 255)


def test_a_picture_that_would_fill_the_memory_is_never_decoded():
    assert fault_of(kept_photo, boastful_png(60_000, 60_000)) == PictureFault.TOO_MANY_PIXELS


def test_a_progressive_jpeg_may_be_less_large():
    content = photo((5200, 5000), progressive=True)
    assert fault_of(kept_photo, content) == PictureFault.TOO_MANY_PIXELS
    assert kept_photo(io.BytesIO(photo((5200, 5000))))


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<svg onload='alert(1)'/>", b"\xff\xd8\xff\xe0" + b"\0" * 50, PDF]
)
def test_what_is_no_picture_is_refused(content):
    assert fault_of(kept_photo, content) == PictureFault.NO_PICTURE


def test_a_photo_that_was_cut_off_is_refused():
    assert fault_of(kept_photo, photo((400, 300))[:-400]) == PictureFault.NO_PICTURE


def test_it_is_refused_after_something_was_printed_too():
    ensure_printing()
    assert fault_of(kept_photo, photo((400, 300))[:-400]) == PictureFault.NO_PICTURE


def test_a_file_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)
    assert fault_of(kept_photo, photo()) == PictureFault.TOO_LARGE


def test_a_pdf_stays_as_it_is():
    kept = kept_scan(io.BytesIO(PDF))
    assert (kept.content, kept.content_type) == (PDF, "application/pdf")


def test_a_pdf_that_was_cut_off_is_refused():
    assert fault_of(kept_scan, PDF[:-8]) == PictureFault.NEITHER
