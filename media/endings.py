"""The card at the end of films that are passed on: wished for by whoever shows a video, made by the worker's sweep.

Words come as plain text. A card is a small MP4 of the same encoder set-up as the film it fits; the phone that passes
the film on puts it behind (static/js/ending.js), so that no film is stored or sent twice.
"""

from __future__ import annotations

import logging
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from eduplatform.fonts import find_font
from media import store
from media.errands import workshop
from media.models import EndCard, Package, Rendition, Video, new_token
from media.packages import folder_of, forget_file
from media.pipeline.ending import Unfit, Words, make_card
from media.pipeline.plan import Plan
from media.queries import Playback
from media.rows import each_by_itself

log = logging.getLogger(__name__)
AT_ONCE: Final = 3
MOST_ATTEMPTS: Final = 5
PICTURES: Final = ("saver", "standard", "clear")


def wish_end_card(*, video: Video, path: str, title: str, source: str) -> None:
    """Have films of this video end with a card; `path` is that of the short link. Other words make a new card."""
    wished = {"video": video, "title": title, "source": source}
    card, made = EndCard.objects.get_or_create(path=path, defaults=wished)
    if not made and (card.video_id, card.title, card.source) != (video.pk, title, source):
        EndCard.objects.filter(pk=card.pk).update(**wished, due=True, attempts=0)


def with_end_cards(playback: Playback, path: str) -> Playback:
    """The same with the addresses of the cards, as far as they fit what is live."""
    card = EndCard.objects.filter(path=path, package__state=Package.State.LIVE).select_related("package").first()
    if card is None or card.package is None:
        return playback
    urls = {quality: card.package.url_of(name) for quality, name in card.files.items()}
    return replace(
        playback,
        qualities=tuple(replace(quality, card_url=urls.get(quality.name, "")) for quality in playback.qualities),
    )


def make_due() -> None:
    """A few cards that are wished for and whose films can be played; what fails is tried again some times."""
    due = EndCard.objects.filter(due=True, attempts__lt=MOST_ATTEMPTS, video__packages__state=Package.State.LIVE)
    each_by_itself(make, due.order_by("pk")[:AT_ONCE])


def make(card: EndCard) -> None:
    """All cards of a film; the words that were read are the ones that count as said."""
    EndCard.objects.filter(pk=card.pk).update(attempts=F("attempts") + 1)
    package = Package.objects.select_related("job").get(video=card.video_id, state=Package.State.LIVE)
    folder = f"card-{new_token()}"
    with tempfile.TemporaryDirectory() as place:
        made = _make_files(card, package, Path(place))
        store.put(f"{package.folder}/{folder}", Path(place), made.values(), lambda: None)
    files = {quality: f"{folder}/{name}" for quality, name in made.items()}
    if not _switch(card, package, files):
        store.remove_folder(f"{package.folder}/{folder}")


@transaction.atomic
def _switch(card: EndCard, package: Package, files: dict[str, str]) -> bool:
    """Whether the words are still those that were drawn. Phones that have a page open may fetch the cards before."""
    before = EndCard.objects.select_for_update(of=("self",)).select_related("package").get(pk=card.pk)
    if (before.video_id, before.title, before.source) != (card.video_id, card.title, card.source):
        return False
    EndCard.objects.filter(pk=card.pk).update(files=files, package=package, due=False, attempts=0)
    if before.package:
        for folder in {folder_of(name) for name in before.files.values()}:
            forget_file(f"{before.package.folder}/{folder}/", after=timedelta(hours=settings.VIDEO_RETIRED_KEEP_HOURS))
    return True


def _make_files(card: EndCard, package: Package, place: Path) -> dict[str, str]:
    """Names of the cards in `place` by quality; a film for which none fits is passed on without."""
    plan = Plan.from_json(package.job.plan)
    words = Words(card.title, card.source, f"{settings.PUBLIC_URL}{card.path}")
    made = {}
    for rendition in _pictures(package):
        video = next(each for each in plan.ladder.videos if each.quality == rendition.quality)
        film = store.fetch(f"{package.folder}/{rendition.kept}", place / "film.mp4", lambda: None)
        try:
            made[rendition.quality] = make_card(words, film, place, video, plan.ladder.sound, find_font(), workshop())
        except Unfit:
            log.warning("No card fits %s of package %s", rendition.quality, package.pk)
    return made


def _pictures(package: Package) -> QuerySet[Rendition]:
    return package.renditions.filter(family="h264", quality__in=PICTURES)
