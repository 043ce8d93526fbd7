"""What becomes of a whole upload: a video's original, or a clear refusal; and nothing is left beside it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from media.models import EncodeJob, Video
from media.problems import problem_text
from media.uploads import arrival
from media.uploads.local import LocalFiles
from media.uploads.models import Upload
from media.uploads.services import sweep_uploads
from media.uploads.store import backend
from tests.factories import UserFactory
from tests.media.conftest import add_video
from tests.media.uploads.conftest import row


def files(settings):
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_a_whole_upload_is_a_video_waiting_for_its_encoding(tus, clip, trainer):
    state = tus.send(clip, "竹笋采收.mp4", chunk=20_000)
    video = Video.objects.get()
    assert (state["state"], state["video"], state["problem"]) == ("done", video.pk, "")
    assert state["edit_url"] == reverse("wagtailmedia:edit", args=[video.pk])
    assert (video.title, video.type, video.width, video.uploaded_by_user) == ("竹笋采收", "video", 640, trainer)
    assert video.jobs.get().state == EncodeJob.State.WAITING


def test_the_original_is_the_uploaded_file_and_there_is_no_second_copy(tus, clip, settings):
    tus.send(clip, "竹笋采收.mp4")
    video = Video.objects.get()
    assert video.file.read() == clip.read_bytes()
    assert files(settings) == {video.file.name}


def test_the_trainers_name_for_a_film_is_its_title_and_no_address(tus, clip, at_desk):
    tus.send(clip, "张三家的竹笋.mp4")
    video = Video.objects.get()
    assert re.fullmatch(r"media/[0-9a-f]{24}\.mp4", video.file.name)
    assert (video.title, video.filename) == ("张三家的竹笋", "张三家的竹笋.mp4")


def test_two_files_of_one_name_keep_apart(tus, clip, silent_clip):
    first, second = tus.send(clip, "a.mp4"), tus.send(silent_clip, "a.mp4")
    contents = [Video.objects.get(pk=state["video"]).file.read() for state in (first, second)]
    assert contents == [clip.read_bytes(), silent_clip.read_bytes()]


def test_title_and_tags_come_with_the_upload(tus, clip):
    tus.send(clip, title="挖笋", tags="竹笋, 春季")
    video = Video.objects.get()
    assert video.title == "挖笋"
    assert set(video.tags.names()) == {"竹笋", "春季"}


def test_a_song_is_refused_with_what_to_do_and_leaves_nothing(tus, song, settings):
    state = tus.send(song, "video.mp4")
    assert (state["state"], state["problem"]) == ("refused", problem_text("no_video"))
    assert not Video.objects.exists()
    assert files(settings) == set()


def test_the_last_answer_of_a_refused_upload_is_good_tus(tus):
    address = tus.begin(5, filename="x.mp4")
    answer = tus.patch(address, 0, b"hello")
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "5")
    assert tus.head(address).status_code == 200
    assert tus.state(address)["problem"] == problem_text("not_media")


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\videos\\a.mp4", "..", "a" * 200 + ".mp4", "a.mp4/", "-rf"])
def test_a_name_never_leads_out_of_the_folder(tus, clip, name):
    tus.send(clip, name)
    video = Video.objects.get()
    assert video.file.name.startswith("media/")
    assert len(video.file.name) <= 100
    assert "/" not in video.title
    assert "\\" not in video.title


def test_a_replacement_is_encoded_while_the_old_package_plays(tus, video, trainer, silent_clip):
    Video.objects.update(uploaded_by_user=trainer, trim_start_s=1, trim_end_s=2)
    tus.send(silent_clip, replaces=str(video.pk))
    video.refresh_from_db()
    assert video.file.read() == silent_clip.read_bytes()
    assert (video.title, video.width, video.trim_start_s, video.trim_end_s) == ("竹笋采收", 180, 0, None)
    assert [job.state for job in video.jobs.all()] == ["cancelled", "waiting"]


def test_the_replaced_original_is_deleted(tus, video, trainer, silent_clip, django_capture_on_commit_callbacks):
    Video.objects.update(uploaded_by_user=trainer)
    old = video.file.name
    with django_capture_on_commit_callbacks(execute=True):
        tus.send(silent_clip, replaces=str(video.pk))
    assert not default_storage.exists(old)


def test_an_upload_that_cannot_be_finished_keeps_no_other(tus, clip, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("media.uploads.services.arrive", lambda lease: None)
        stuck, whole = tus.send(clip, "a.mp4")["address"], tus.send(clip, "b.mp4")["address"]
    become_original = arrival._become_original

    def broken(lease, source):
        if lease.upload == row(stuck):
            raise RuntimeError
        become_original(lease, source)

    monkeypatch.setattr(arrival, "_become_original", broken)
    sweep_uploads()
    assert (row(stuck).state, row(whole).state) == ("open", "done")


def test_a_refused_replacement_changes_nothing(tus, video, trainer, song):
    Video.objects.update(uploaded_by_user=trainer)
    before = video.file.name
    assert tus.send(song, replaces=str(video.pk))["state"] == "refused"
    video.refresh_from_db()
    assert video.file.name == before
    assert default_storage.exists(before)


def test_a_video_of_somebody_else_is_not_replaced(tus, video):
    Video.objects.update(uploaded_by_user=UserFactory())
    refused = tus.create(5, replaces=str(video.pk))
    missing = tus.create(5, replaces="999999")
    assert (refused.status_code, refused.content) == (403, missing.content)


def test_a_video_deleted_meanwhile_becomes_a_new_one(tus, clip, trainer):
    video = add_video(clip)
    Video.objects.update(uploaded_by_user=trainer)
    address = tus.begin(clip.stat().st_size, filename="a.mp4", replaces=str(video.pk))
    Video.objects.all().delete()
    tus.patch(address, 0, clip.read_bytes())
    assert Video.objects.get().title == "a"


def test_a_collection_that_is_not_theirs_is_403(tus):
    assert tus.create(5, collection="999").status_code == 403


def test_a_probe_that_cannot_run_is_left_to_the_worker(tus, clip, monkeypatch):
    def broken(path, limits):
        raise arrival.SourceProblem("probe_failed", permanent=False)

    monkeypatch.setattr(arrival, "probe", broken)
    assert tus.send(clip)["state"] == "done"
    assert Video.objects.get().probed == {}


@pytest.mark.parametrize("step", ["local.LocalFiles.put_in_place", "arrival.encode_replacement"])
def test_a_process_killed_while_it_finishes_is_finished_by_the_sweep(tus, clip, monkeypatch, step):
    address = tus.begin(clip.stat().st_size, filename="a.mp4")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(f"media.uploads.{step}", killed)
        tus.patch(address, 0, clip.read_bytes())
    assert not Video.objects.exists()
    sweep_uploads()
    assert Video.objects.get().file.read() == clip.read_bytes()
    assert row(address).state == "done"


def test_a_client_that_asks_again_finishes_it_as_well(tus, clip, monkeypatch):
    address = tus.begin(clip.stat().st_size, filename="a.mp4")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("media.uploads.services.arrive", killed)
        tus.patch(address, 0, clip.read_bytes())
    assert tus.offset(address) == clip.stat().st_size
    tus.patch(address, clip.stat().st_size, b"")
    assert tus.state(address)["state"] == "done"


def killed(*args, **kwargs):
    raise KeyboardInterrupt


def test_termination_of_a_finished_upload_leaves_the_video(tus, clip):
    address = tus.send(clip)["address"]
    assert tus.ask("DELETE", address).status_code == 204
    assert Video.objects.get().file.read() == clip.read_bytes()


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """What waits for a commit is done at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_termination_after_a_kill_leaves_no_original(tus, clip, settings, monkeypatch, committing):
    address = tus.begin(clip.stat().st_size, filename="a.mp4")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(arrival, "_become_original", killed)
        tus.patch(address, 0, clip.read_bytes())
    assert len(files(settings)) == 1
    with committing():
        assert tus.ask("DELETE", address).status_code == 204
    assert files(settings) == set()


@pytest.mark.parametrize("when", ["before", "after"])
def test_termination_while_the_file_is_put_in_place_leaves_nothing(tus, clip, settings, monkeypatch, committing, when):
    address = tus.begin(clip.stat().st_size, filename="a.mp4")
    put_in_place = LocalFiles.put_in_place

    def cancelled(self, upload):
        if when == "after":
            put_in_place(self, upload)
        with committing():
            tus.ask("DELETE", address)
        if when == "before":
            put_in_place(self, upload)

    monkeypatch.setattr(LocalFiles, "put_in_place", cancelled)
    assert tus.patch(address, 0, clip.read_bytes()).status_code in (410, 423)
    assert files(settings) == set()
    assert not Video.objects.exists()
    assert tus.head(address).status_code == 410


def test_a_file_that_is_put_in_place_after_the_termination_is_forgotten(tus, clip, settings, monkeypatch, committing):
    """As an object store may, which puts together what it was told to before it was told to stop."""
    address = tus.begin(clip.stat().st_size, filename="a.mp4")
    put_in_place = LocalFiles.put_in_place

    def cancelled(self, upload):
        with monkeypatch.context() as patch, committing():
            patch.setattr(LocalFiles, "discard", lambda self, upload: None)
            tus.ask("DELETE", address)
        put_in_place(self, upload)

    monkeypatch.setattr(LocalFiles, "put_in_place", cancelled)
    with committing():
        tus.patch(address, 0, clip.read_bytes())
    assert files(settings) == set()


def test_a_writer_who_lost_a_whole_file_to_another_leaves_it(tus, clip, monkeypatch, committing):
    address = tus.begin(clip.stat().st_size, filename="a.mp4")
    put_in_place = LocalFiles.put_in_place

    def overtaken(self, upload):
        put_in_place(self, upload)
        Upload.objects.update(writer="another")

    with monkeypatch.context() as patch, committing():
        patch.setattr(LocalFiles, "put_in_place", overtaken)
        assert tus.patch(address, 0, clip.read_bytes()).status_code == 423
    Upload.objects.update(writer="")
    sweep_uploads()
    assert Video.objects.get().file.read() == clip.read_bytes()


def test_unfinished_uploads_are_offered_by_fingerprint(tus, clip):
    old, new = tus.begin(10, fingerprint="a-1"), tus.begin(10, fingerprint="a-1")
    tus.begin(10, fingerprint="b-2")
    tus.send(clip, fingerprint="a-1")
    tus.patch(old, 0, b"hello")
    found = tus.client.get(reverse("uploads"), {"fingerprint": "a-1"}).json()["uploads"]
    assert [(each["address"], each["offset"]) for each in found] == [(new, 0), (old, 5)]
    assert len(tus.client.get(reverse("uploads")).json()["uploads"]) == 3


def test_an_expired_upload_is_swept_with_its_bytes(tus, settings):
    address = tus.begin(10)
    tus.patch(address, 0, b"hello")
    sweep_uploads()
    assert len(files(settings)) == 1
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    sweep_uploads()
    sweep_uploads()
    assert files(settings) == set()
    assert tus.head(address).status_code == 410


def test_what_is_long_over_is_forgotten(tus, clip):
    address = tus.send(clip)["address"]
    Upload.objects.update(expires_at=timezone.now() - timedelta(days=6))
    sweep_uploads()
    assert row(address)
    Upload.objects.update(expires_at=timezone.now() - timedelta(days=8))
    sweep_uploads()
    assert not Upload.objects.exists()
    assert Video.objects.exists()


def test_a_stray_file_is_swept_once_it_is_old(tus, settings):
    address = tus.begin(10)
    stray = Path(settings.MEDIA_ROOT) / "uploads" / "nobody.part"
    stray.touch()
    backend().discard_strays({row(address).token}, older_than_s=60)
    assert stray.exists()
    backend().discard_strays({row(address).token}, older_than_s=-60)
    assert files(settings) == {f"uploads/{row(address).token}.part"}


def test_a_file_that_the_disk_lost_is_sent_again(tus, clip):
    content = clip.read_bytes()
    address = tus.begin(len(content), filename="a.mp4")
    tus.patch(address, 0, content[:5000])
    with backend().local_path(row(address)).open("r+b") as file:
        file.truncate(3000)
    assert tus.patch(address, 5000, content[5000:]).status_code == 409
    assert tus.offset(address) == 3000
    tus.patch(address, 3000, content[3000:])
    assert Video.objects.get().file.read() == content


def test_a_disk_that_fills_up_meanwhile_is_507_and_the_upload_goes_on_later(tus, clip, monkeypatch):
    content = clip.read_bytes()
    address = tus.begin(len(content), filename="a.mp4")
    tus.patch(address, 0, content[:5000])
    with monkeypatch.context() as patch:
        patch.setattr("os.pwrite", full)
        assert tus.patch(address, 5000, content[5000:]).status_code == 507
    assert tus.offset(address) == 5000
    tus.patch(address, 5000, content[5000:])
    assert Video.objects.get().file.read() == content


def full(*args):
    raise OSError(28, "No space left on device")
