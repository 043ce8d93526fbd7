"""A video's own page: cut, picture, chapters, another file."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.urls import reverse

from media.forms import VideoEditForm
from media.models import Leftover, Package, Video
from tests.factories import UserFactory


@pytest.fixture
def asked(monkeypatch):
    """What was asked of the workers, in words."""
    calls = []
    for name in ("request_encoding", "request_stills"):
        monkeypatch.setattr(f"media.services.{name}", lambda *, video, name=name: calls.append(name))
    return calls


@pytest.fixture
def page(at_desk, own, asked):
    """`page(play_until="0:02")`: saves the form with these fields; the answer is the response."""

    def save(**fields):
        data = {"title": own.title, "collection": 1, "tags": "", **fields}
        response = at_desk.post(reverse("wagtailmedia:edit", args=[own.pk]), data)
        own.refresh_from_db()
        return response

    return save


def errors(response):
    return response.context["form"].errors


def test_a_cut_is_encoded_anew(page, own, asked):
    page(trim_start_s="0:00.5", trim_end_s="0:02.5")
    assert (own.trim_start_s, own.trim_end_s, asked) == (0.5, 2.5, ["request_encoding"])


@pytest.mark.any_database
def test_the_same_cut_is_not(page, asked):
    page(trim_start_s="0:00.5")
    page(trim_start_s="0.5", title="新标题")
    assert asked == ["request_encoding"]


@pytest.mark.any_database
def test_taking_the_cut_back_is_a_new_cut(page, own, asked):
    page(trim_start_s="0:01")
    page(trim_start_s="")
    assert (own.trim_start_s, asked) == (0, ["request_encoding"] * 2)


@pytest.mark.any_database
def test_playing_until_the_very_end_is_no_cut(page, own, asked):
    page(trim_end_s="0:03.0")
    assert (own.trim_end_s, asked) == (None, [])


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"trim_end_s": "0:09"}, "trim_end_s"),
        ({"trim_start_s": "0:02.5"}, "trim_start_s"),
        ({"trim_start_s": "0:01", "trim_end_s": "0:01.5"}, "trim_end_s"),
        ({"trim_start_s": "0:02", "trim_end_s": "0:01"}, "trim_end_s"),
        ({"trim_start_s": "soon"}, "trim_start_s"),
        ({"trim_start_s": "0:01", "poster_at_s": "0:00"}, "poster_at_s"),
        ({"poster_at_s": "1:00"}, "poster_at_s"),
        ({"chapters": "给羊打针"}, "chapters"),
        ({"chapters": "0:05 太晚"}, "chapters"),
    ],
)
def test_what_cannot_be_played_is_refused(page, asked, fields, name):
    assert list(errors(page(**fields))) == [name]
    assert asked == []


@pytest.mark.any_database
def test_another_picture_encodes_nothing(page, own, asked):
    page(poster_at_s="0:01.5")
    assert (own.poster_at_s, asked) == (1.5, ["request_stills"])


def test_chapters_are_lines(page, own, asked):
    page(chapters="0:00 扶稳\n0:02 打针")
    assert list(own.chapters.values_list("at_s", "title")) == [(0, "扶稳"), (2, "打针")]
    assert asked == ["request_stills"]


@pytest.mark.any_database
def test_a_chapter_that_stays_keeps_its_picture(page, own):
    page(chapters="0:00 扶稳\n0:02 打针")
    own.chapters.update(thumbnail="chapter.webp")
    page(chapters="0:00 扶羊\n0:01 打针")
    assert list(own.chapters.values_list("title", "thumbnail")) == [("扶羊", "chapter.webp"), ("打针", "")]


@pytest.mark.any_database
def test_another_file_is_played_whole(page, own, asked, silent_clip):
    page(trim_start_s="0:01")
    before = own.file.name
    page(trim_start_s="0:01", file=SimpleUploadedFile("better.mp4", silent_clip.read_bytes()))
    assert (own.trim_start_s, own.width, asked[-1]) == (0, 180, "request_encoding")
    assert own.file.name != before


@pytest.mark.django_db(transaction=True)
def test_the_replaced_file_goes_once_the_new_one_is_stored(page, own, silent_clip):
    before = own.file.name
    page(file=SimpleUploadedFile("better.mp4", silent_clip.read_bytes()))
    assert not default_storage.exists(before)
    assert default_storage.exists(own.file.name)


@pytest.fixture
def opened(own, trainer, asked):
    """`opened(title="x")`: the form as sent, just before it is stored."""

    def fill(files=None, **fields):
        data = {"title": own.title, "collection": own.collection_id, "tags": "", **fields}
        form = VideoEditForm(data, files, instance=Video.objects.get(pk=own.pk), user=trainer)
        assert form.is_valid(), form.errors
        return form

    return fill


def test_a_file_that_arrives_meanwhile_stays(opened, own):
    form = opened(title="新标题")
    Video.objects.update(file="media/arrived.mp4")
    form.save()
    own.refresh_from_db()
    assert (own.file.name, own.title) == ("media/arrived.mp4", "新标题")


def test_the_cut_of_a_file_that_was_replaced_meanwhile_is_left_out(opened, own, asked):
    form = opened(trim_start_s="0:01", poster_at_s="0:02")
    Video.objects.update(file="media/arrived.mp4")
    form.save()
    own.refresh_from_db()
    assert (own.trim_start_s, own.poster_at_s) == (0, None)
    assert "request_encoding" not in asked


def test_what_the_workers_find_out_meanwhile_stays(opened, own):
    form = opened(title="新标题")
    Video.objects.update(dropped_file=own.file.name, duration=2.5, loudness_lufs=-20)
    form.save()
    own.refresh_from_db()
    assert (own.dropped_file, own.duration, own.loudness_lufs) == (own.file.name, 2.5, -20)


def test_a_new_file_takes_the_place_of_what_arrived_meanwhile(opened, own, silent_clip):
    form = opened({"file": SimpleUploadedFile("better.mp4", silent_clip.read_bytes())})
    Video.objects.update(file="media/arrived.mp4")
    form.save()
    own.refresh_from_db()
    assert own.file.read() == silent_clip.read_bytes()
    assert list(Leftover.objects.values_list("name", flat=True)) == ["media/arrived.mp4"]


def test_a_video_that_is_deleted_meanwhile_does_not_come_back(opened):
    form = opened(title="新标题")
    Video.objects.all().delete()
    with pytest.raises(Http404):
        form.save()
    assert not Video.objects.exists()


@pytest.mark.any_database
def test_a_refused_file_leaves_the_old_one(page, own, song):
    assert list(errors(page(file=SimpleUploadedFile("song.mp4", song.read_bytes())))) == ["file"]
    assert default_storage.exists(own.file.name)


@pytest.mark.any_database
def test_without_the_original_there_is_no_other_cut(page, own, asked):
    own.trim_start_s, own.dropped_file = 0.5, own.file.name
    own.save()
    page(trim_start_s="0:01", poster_at_s="0:01", title="新标题")
    assert (own.trim_start_s, own.poster_at_s, own.title, asked) == (0.5, 1.0, "新标题", ["request_stills"])


def test_an_emptied_title_stays(page, own):
    page(title="")
    assert own.title == "竹笋采收"


@pytest.mark.any_database
def test_the_player_knows_where_the_lesson_begins(at_desk, own):
    Package.objects.create(video=own, state="live", duration_s=2, trim_start_s=0.75).renditions.create(
        quality="saver",
        codec="avc1",
        bandwidth=1,
        average_bandwidth=1,
        size_bytes=1,
        streamed="s",
        kept="k",
        playlist="p",
    )
    html = at_desk.get(reverse("wagtailmedia:edit", args=[own.pk])).content.decode()
    assert 'data-offset="0.750"' in html


@pytest.mark.any_database
def test_others_do_not_get_in(client, own, trainer):
    other = UserFactory(username="sun", is_active=True)
    other.groups.set(trainer.groups.all())
    client.force_login(other)
    client.post(reverse("wagtailmedia:edit", args=[own.pk]), {"title": "偷改", "collection": 1})
    assert Video.objects.get().title == "竹笋采收"


def test_a_page_of_the_file_before_changes_no_cut(opened, own, asked):
    Video.objects.update(trim_start_s=1)
    mark = VideoEditForm(instance=Video.objects.get(pk=own.pk)).initial["of_file"]
    Video.objects.update(file="media/arrived.mp4", trim_start_s=0)
    opened(title="新标题", of_file=mark, trim_start_s="0:01", trim_end_s="59:00").save()
    own.refresh_from_db()
    assert (own.title, own.trim_start_s, own.trim_end_s) == ("新标题", 0, None)
    assert "request_encoding" not in asked


def test_a_cut_may_be_given_before_anybody_looked_into_the_file(page, own):
    Video.objects.update(probed={}, duration=0)
    page(trim_start_s="0:10", trim_end_s="0:40", chapters="0:20 喂料")
    assert (own.trim_start_s, own.trim_end_s) == (10, 40)
    assert own.chapters.get().at_s == 20


def test_a_file_that_cannot_be_recorded_is_not_left(opened, own, silent_clip):
    form = opened({"file": SimpleUploadedFile("better.mp4", silent_clip.read_bytes())})
    Video.objects.all().delete()
    with pytest.raises(Http404):
        form.save()
    assert not [name for name in default_storage.listdir("media")[1] if "better" in name]
