"""Traditional characters: what a clerk's input method wrote, in the characters of the register."""

from functools import lru_cache

from opencc import OpenCC

_CONVERTER = OpenCC("t2s")


@lru_cache(maxsize=4096)
def simplified(text: str) -> str:
    """For places and words of code lists only: a person's name stays as it is written."""
    return str(_CONVERTER.convert(text)) if text else text
