"""What a trainer adds to a video: captions and chapters. Cut and poster are columns of the video itself."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from media.models import Package, Video
from media.pipeline.chapters import NamedPlace
from media.pipeline.webvtt import Cue, write_webvtt


def length_of(video: Video) -> float:
    """Seconds of the original; 0 while nobody looked into it."""
    return video.source.duration_s if video.source else video.duration


def played_span(video: Video) -> tuple[float, float]:
    """What of the original is wanted, in its seconds."""
    return video.trim_start_s, length_of(video) if video.trim_end_s is None else video.trim_end_s


def played_from(video: Video) -> float:
    """Where in the original the player's second 0 lies; 0 while nothing can be played."""
    live = video.packages.filter(state=Package.State.LIVE)
    return live.values_list("trim_start_s", flat=True).first() or 0.0


@transaction.atomic
def save_captions(*, video: Video, language: str, cues: Iterable[Cue]) -> None:
    """Put these in place of those there were; none at all takes the language away."""
    Video.objects.select_for_update().get(pk=video.pk)
    kept = tuple(cues)
    if kept:
        video.captions.update_or_create(language=language, defaults={"text": write_webvtt(kept)})
    else:
        video.captions.filter(language=language).delete()


@transaction.atomic
def save_chapters(*, video: Video, places: Iterable[NamedPlace]) -> None:
    """Put these in place of those there were; a chapter that stays where it was keeps its picture."""
    Video.objects.select_for_update().get(pk=video.pk)
    wanted = {place.at_s: place.title for place in places}
    video.chapters.exclude(at_s__in=wanted).delete()
    for at_s, title in wanted.items():
        video.chapters.update_or_create(at_s=at_s, defaults={"title": title})
