"""Pictures taken again, without encoding."""

from functools import partial

from django.core.files.storage import default_storage
from PIL import Image

from media import encoding
from media.models import EncodeTask, Package, Video
from media.queries import playback_for
from media.services import request_stills
from tests.media.conftest import add_video

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
