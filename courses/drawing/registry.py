"""Where the picture modules enter their pictures under a name."""

from collections.abc import Callable

from courses.drawing.shapes import Picture

PICTURES: dict[str, Callable[[], Picture]] = {}


def picture(make: Callable[[], Picture]) -> Callable[[], Picture]:
    """Enter a picture under the name of its function; `ValueError` if the name is taken."""
    name = make.__name__
    if name in PICTURES:
        raise ValueError(f"Two pictures are called {name}.")
    PICTURES[name] = make
    return make
