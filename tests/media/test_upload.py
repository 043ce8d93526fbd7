"""The trainer's side of wagtailmedia: only a file and, if they like, a title."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from media.models import Video
from media.problems import problem_text
from media.uploads.incoming import IncomingFile

pytestmark = pytest.mark.any_database

ADD = ("wagtailmedia:add", ["video"])


def upload(client, path, name=None, title="", view=ADD, prefix="", **more):
    file = SimpleUploadedFile(name or path.name, path.read_bytes())
    data = {f"{prefix}title": title, f"{prefix}file": file, f"{prefix}collection": 1, f"{prefix}tags": ""} | more
    return client.post(reverse(view[0], args=view[1]), data)


def test_a_file_is_all_it_takes(at_desk, clip):
    upload(at_desk, clip, name="竹笋采收.mp4")
    video = Video.objects.get()
    assert (video.title, video.type, video.width, video.height) == ("竹笋采收", "video", 640, 360)
    assert video.duration == pytest.approx(3.0, abs=0.1)


def test_the_files_name_gets_into_no_address(at_desk, clip):
    upload(at_desk, clip, name="张三家的竹笋.mp4")
    assert not set("张三家的竹笋") & set(Video.objects.get().file.name)
    assert "张三家的竹笋.mp4" in at_desk.get(reverse("wagtailmedia:index")).content.decode()


def test_an_upload_asks_for_its_encoding(at_desk, clip):
    upload(at_desk, clip, title="竹笋")
    assert Video.objects.get().jobs.get().state == "waiting"


def test_the_chooser_on_a_lesson_takes_the_same_way(at_desk, clip):
    chooser = ("wagtailmedia:chooser_upload", ["video"])
    upload(at_desk, clip, view=chooser, prefix="media-chooser-upload-")
    assert Video.objects.get().jobs.exists()


def test_a_refusal_in_the_chooser_stays_in_view(at_desk, song):
    chooser = ("wagtailmedia:chooser_upload", ["video"])
    html = upload(at_desk, song, view=chooser, prefix="media-chooser-upload-").json()["html"]
    assert problem_text("no_video") in html
    assert 'data-w-tabs-active-panel-id-value="tab-upload-video"' in html


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_song_is_refused_with_what_to_do(at_desk, song, language):
    at_desk.cookies["django_language"] = language
    response = upload(at_desk, song, name="video.mp4")
    with override(language):
        assert problem_text("no_video") in response.content.decode()
    assert not Video.objects.exists()


def test_a_text_is_refused_whatever_its_name(at_desk, tmp_path):
    path = tmp_path / "lesson.mp4"
    path.write_text("no video")
    response = upload(at_desk, path)
    assert problem_text("not_media") in response.content.decode()


def test_a_file_over_the_limit_is_refused(at_desk, clip, settings):
    settings.VIDEO_MAX_SECONDS = 2
    assert problem_text("too_long") in upload(at_desk, clip).content.decode()


def test_no_file_is_no_crash(at_desk):
    response = at_desk.post(reverse("wagtailmedia:add", args=["video"]), {"title": "竹笋", "collection": 1})
    assert response.status_code == 200
    assert not Video.objects.exists()


def test_a_large_upload_is_probed_where_it_lies(at_desk, clip, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    upload(at_desk, clip)
    assert Video.objects.get().width == 640


def test_a_large_upload_is_written_once(at_desk, clip, settings, monkeypatch):
    """The disk has it where the form left it: the store gives it another name."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    seen = []
    real = IncomingFile.temporary_file_path

    def noted(file):
        path = Path(real(file))
        seen.append((path.parent, path.stat().st_ino))
        return str(path)

    monkeypatch.setattr(IncomingFile, "temporary_file_path", noted)
    upload(at_desk, clip)
    stored = Path(Video.objects.get().file.path)
    assert set(seen) == {(Path(settings.MEDIA_ROOT) / "uploads", stored.stat().st_ino)}
    assert list(seen[0][0].iterdir()) == []


def test_a_new_title_does_not_encode_again(at_desk, clip):
    upload(at_desk, clip)
    video = Video.objects.get()
    video.jobs.update(state="done")
    at_desk.post(reverse("wagtailmedia:edit", args=[video.pk]), {"title": "新标题", "collection": 1, "tags": ""})
    video.refresh_from_db()
    assert (video.title, video.jobs.count()) == ("新标题", 1)


def test_a_better_take_is_encoded(at_desk, clip, silent_clip):
    upload(at_desk, clip)
    video = Video.objects.get()
    upload(at_desk, silent_clip, view=("wagtailmedia:edit", [video.pk]))
    video.refresh_from_db()
    assert (video.width, video.height) == (180, 320)
    assert list(video.jobs.values_list("state", flat=True)) == ["cancelled", "waiting"]
