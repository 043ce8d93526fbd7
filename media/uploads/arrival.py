"""What becomes of an upload whose last byte has arrived: a video's original, without a second copy, or a refusal."""

from __future__ import annotations

import logging
from pathlib import Path, PurePath

from django.db import transaction
from wagtail.models import Collection
from wagtail.search import index

from media.models import Video
from media.originals import encode_replacement, put_aside
from media.pipeline.runner import probe
from media.pipeline.sources import SourceInfo, SourceProblem
from media.services import forget_file
from media.store import limits
from media.uploads.lease import FINISH_S, Lease, LeaseLost
from media.uploads.models import Upload
from media.uploads.store import backend
from media.uploads.wishes import read_wish

log = logging.getLogger(__name__)


def arrive(lease: Lease) -> None:
    """Look into the file where that can be done here; make it an original, or say what is wrong with it."""
    lease.record(seconds=FINISH_S)
    path = backend().local_path(lease.upload)
    try:
        source = _look_into(path)
    except SourceProblem as problem:
        log.info("Upload %s is refused: %s", lease.upload.pk, problem.code)
        lease.record(state=Upload.State.REFUSED, problem_code=problem.code)
        if path:
            path.unlink(missing_ok=True)
        return
    backend().put_in_place(lease.upload)
    try:
        _become_original(lease, source)
    except LeaseLost:
        _forget_if_cancelled(lease.upload)
        raise


def _forget_if_cancelled(upload: Upload) -> None:
    """Whoever cancelled it may have looked before the file was in place; any other writer makes a video of it yet."""
    if not Upload.objects.filter(pk=upload.pk).exclude(state=Upload.State.GONE).exists():
        forget_file(upload.store["name"])


def _look_into(path: Path | None) -> SourceInfo | None:
    """None where only a worker can look. Raises `SourceProblem` for what will never be a video."""
    try:
        return probe(path, limits()) if path else None
    except SourceProblem as problem:
        if problem.permanent:
            raise
        return None


@transaction.atomic
def _become_original(lease: Lease, source: SourceInfo | None) -> None:
    upload = lease.upload
    stored = Video.objects.select_for_update().filter(pk=upload.replaces_id).first()
    video = stored or _new_video(upload)
    if stored:
        put_aside(video=video, stored=stored)
    video.file = upload.store["name"]
    _start_anew(video, upload, source)
    video.save()
    tags = read_wish(upload.metadata).tags
    if tags:
        video.tags.set(tags)
        index.insert_or_update_object(video)
    lease.record(state=Upload.State.DONE, video_id=video.pk, store={})
    encode_replacement(video=video)


def _new_video(upload: Upload) -> Video:
    collection = upload.collection or Collection.get_first_root_node()
    title = PurePath(upload.file_name).stem
    return Video(uploaded_by_user=upload.user, collection=collection, title=title, type="video")


def _start_anew(video: Video, upload: Upload, source: SourceInfo | None) -> None:
    """What was known of the file before, and asked of it, does not hold for this one."""
    video.title = upload.title or video.title
    video.probed = {}
    video.trim_start_s, video.trim_end_s, video.poster_at_s = 0, None, None
    video.loudness_lufs = None
    if source:
        video.take_probe(source)
