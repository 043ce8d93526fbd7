"""Pictures taken again, without encoding."""

from functools import partial

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from media import encoding
from media.models import EncodeTask, Leftover, Package, Video
from media.queries import playback_for
from media.services import request_stills
from media.sweeping import sweep
from tests.media.conftest import add_video

pytestmark = pytest.mark.any_database

encode_first = partial(encoding.work, but_not=("av1",))


def picture(url):
    with default_storage.open(url.removeprefix("/files/")) as file:
        return Image.open(file).convert("L")


def brightness(image):
    return image.resize((1, 1)).getpixel((0, 0))


def test_the_chosen_frame_and_the_chapters_get_their_pictures(db, flash_and_beep):
    """The film is black but for a flash from second 2.0 to 2.3; the times are the original's."""
    video = add_video(flash_and_beep)
    encode_first()
    before = playback_for(video)
    Video.objects.update(poster_at_s=2.1)
    video.chapters.create(at_s=0.0, title="dark")
    video.chapters.create(at_s=2.1, title="bright")
    request_stills(video=video)
    encode_first()
    play = playback_for(video)
    assert EncodeTask.objects.get(kind="stills").state == "done"
    assert play.poster_url != before.poster_url
    assert brightness(picture(play.poster_jpeg_url)) > 200
    dark, bright = (picture(mark.thumbnail_url) for mark in play.chapters)
    assert brightness(dark) < 50
    assert brightness(bright) > 200
    assert max(bright.size) <= 192
    assert {play.saver.url, play.hls_url} == {before.saver.url, before.hls_url}
    assert Package.objects.count() == 1


def test_pictures_stay_for_pages_that_name_them_already(db, silent_clip):
    """Pages are kept on phones, and load pictures of chapters only when somebody looks."""
    video = add_video(silent_clip)
    encode_first()
    video.chapters.create(at_s=0.5, title="half a second")
    taken = []
    for _ in range(2):
        request_stills(video=video)
        encode_first()
        play = playback_for(video)
        taken.append([play.poster_url, play.chapters[0].thumbnail_url])
    first, second = taken
    sweep()
    assert stored(first) == [True, True]
    Leftover.objects.update(due_at=timezone.now())
    sweep()
    assert (stored(first), stored(second)) == ([False, False], [True, True])


def stored(urls):
    return [default_storage.exists(url.removeprefix("/files/")) for url in urls]
