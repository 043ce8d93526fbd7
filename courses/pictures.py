"""The drawn pictures that lessons, quizzes and trades are shown with."""

from functools import lru_cache

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from courses.drawing import PICTURES, draw_svg
from courses.picture_names import PICTURE_NAMES


def picture_choices() -> list[tuple[str, Promise]]:
    """Name and label of each picture, in the order of the list of names; translated only where they are shown."""
    return list(PICTURE_NAMES.items())


@lru_cache(maxsize=256)
def svg(name: str) -> SafeString:
    """The picture as an SVG element without text, or nothing for a name that is not drawn."""
    if name not in PICTURES:
        return SafeString("")
    return mark_safe(draw_svg(name))  # noqa: S308 - drawn by ourselves from a fixed list
