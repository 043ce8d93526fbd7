"""Voice notes: what is taken, and what is refused. Phones record Opus; iPhones AAC."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile

# About a minute and a half of speech at 24 kbit/s.
MOST_BYTES = 300_000
# The first bytes of a file, where they stand, and what it is then.
SIGNS = ((0, b"OggS", "audio/ogg"), (0, b"\x1a\x45\xdf\xa3", "audio/webm"), (4, b"ftyp", "audio/mp4"))


class BadVoice(ValueError):
    """No sound that a phone records, or too much of it."""


@dataclass(frozen=True, slots=True)
class Voice:
    media_type: str
    sound: bytes


def read_voice(file: UploadedFile[Any] | None) -> Voice | None:
    """The note of a form, None where there is none or nothing was recorded; raises BadVoice."""
    if not file or not file.size:
        return None
    if file.size > MOST_BYTES:
        raise BadVoice
    sound = file.read()
    for start, sign, media_type in SIGNS:
        if sound[start : start + len(sign)] == sign:
            return Voice(media_type, sound)
    raise BadVoice
