"""The file that a video is made from: another takes its place, and the one before can come back.

A replacement may turn out to be no video, or the wrong one. So the former file stays until a lesson made from the
new one plays; only then does `packages` give it up.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from media.models import EncodeJob, Package, Video
from media.packages import forget_file
from media.progress import encoding_state
from media.services import cancel_encoding, request_encoding

OF_THE_FILE: Final = (
    *("file", "probed", "type", "duration", "width", "height", "loudness_lufs"),
    *("trim_start_s", "trim_end_s", "poster_at_s"),
)
"""Columns that describe one file, or what the trainer asked of it."""


def put_aside(*, video: Video, stored: Video) -> None:
    """Set `video.former`, before it is saved with its new file; `stored` is the locked row as it was.

    Where nothing plays yet, or a replacement is itself replaced, nobody can want the file in `stored` back.
    """
    video.former = stored.former
    if not stored.file.name:
        return
    if stored.former is None and stored.packages.filter(state=Package.State.LIVE).exists():
        video.former = {name: _plain(stored, name) for name in OF_THE_FILE}
    else:
        forget_file(stored.file.name)


def encode_replacement(*, video: Video) -> EncodeJob:
    """As `request_encoding`, with a word to the trainer where texts may no longer fit the pictures."""
    job = request_encoding(video=video)
    if video.captions.exists() or video.chapters.exists():
        job.remarks = ["check_texts"]
        job.save(update_fields=["remarks"])
    return job


@transaction.atomic
def go_back(*, video: Video) -> None:
    """The former file again, with its cut; what was to become of the later one ends. Once it plays, nothing happens.

    What was still to come of the former one, a quality or another cut, is asked for again.
    """
    stored = Video.objects.select_for_update().get(pk=video.pk)
    if stored.former is None:
        return
    cancel_encoding(video=stored)
    given_up = stored.file.name
    stored.jobs.filter(source_name=given_up).delete()  # their packages, never live, are swept
    for name, value in stored.former.items():
        setattr(stored, name, value)
    stored.former = None
    stored.save(update_fields=[*OF_THE_FILE, "former"])
    forget_file(given_up)
    if stored.has_original and not encoding_state(stored).plays_everywhere:
        request_encoding(video=stored)


def _plain(video: Video, name: str) -> Any:
    value = getattr(video, name)
    return value.name if name == "file" else value
