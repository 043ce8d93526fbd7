"""That the picture which is kept of a sheet comes from the photo that was sent.

The photo itself is not kept: it holds place, time and phone. The file of each person names the SHA-256 of both, so a
changed picture shows; and whoever still has the photo can make the picture from it once more.
"""

import hashlib
from dataclasses import dataclass

from PIL import Image, ImageChops

from learners.classes.models import SheetPhoto
from learners.classes.sheets.finding import NoPage, find_page
from learners.classes.sheets.photos import as_jpeg, open_kept, open_photo

MOST_DIFFERENCE = 24
"""Of 255 grey levels: another version of a library rounds otherwise, another photo differs much more."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A photo that was sent with this very content, and whether what is kept was made from it."""

    photo: SheetPhoto
    same: bool


def is_as_kept(photo: SheetPhoto) -> bool:
    """The stored picture is the one that the entries name; pictures of earlier versions are named nowhere."""
    return not photo.kept_sha256 or sha256(bytes(photo.picture)) == photo.kept_sha256


def compare(data: bytes) -> list[Compared]:
    """Empty where no photo with this content was sent. Raises NotAPhoto."""
    sent = SheetPhoto.objects.filter(sha256=sha256(data)).select_related("page", "uploaded_by").order_by("pk")
    return [Compared(photo, _is_made_from(photo, data)) for photo in sent]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _is_made_from(photo: SheetPhoto, data: bytes) -> bool:
    try:
        flat = find_page(open_photo(data)).flat
    except NoPage:
        return False
    made, kept = open_kept(as_jpeg(Image.fromarray(flat))), open_kept(bytes(photo.picture))
    if made.size != kept.size:
        return False
    return not any(ImageChops.difference(made, kept).histogram()[MOST_DIFFERENCE + 1 :])
