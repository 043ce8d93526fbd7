"""The twelve pictures, and the three that are somebody's own."""

import secrets
from collections.abc import Collection

from eduplatform.accounts.secrets import lookup_hash

# Drawn by the project; each is told from the others by outline, by colour and by a word that everybody has for it.
PICTURES = (
    "chicken",
    "pig",
    "cow",
    "fish",
    "house",
    "tree",
    "moon",
    "mushroom",
    "corn",
    "truck",
    "heart",
    "clock",
)
CHOSEN = 3
CODE_DIGITS = 6


def draw_pictures() -> tuple[str, ...]:
    """Three by chance: of their own accord people take the house, the pig and the hen."""
    return tuple(secrets.SystemRandom().sample(PICTURES, CHOSEN))


def shuffled() -> list[str]:
    """All twelve in an order of the moment, so that no place on the screen gives a picture away."""
    return secrets.SystemRandom().sample(PICTURES, len(PICTURES))


def draw_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def pictures_hash(person_id: int, chosen: Collection[str]) -> str:
    """The order of tapping says nothing."""
    return lookup_hash(f"pictures:{person_id}:{','.join(sorted(set(chosen)))}")


def code_hash(person_id: int, code: str) -> str:
    return lookup_hash(f"card-code:{person_id}:{code}")
