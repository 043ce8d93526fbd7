"""From an upload to what plays, with the real encoder."""

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from media import encoding, services, store
from media.models import EncodeJob, Package
from media.pipeline.runner import EncodeError
from media.pipeline.sources import PROBLEM_CODES, SourceProblem
from media.problems import TEXTS, problem_text
from media.queries import encoding_state, playback_for, playbacks_for
from tests.media.conftest import add_video


def stored_files():
    root = settings.MEDIA_ROOT / "packages"
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_an_upload_becomes_a_lesson_to_play(video):
    assert encoding.work() == 1
    play = playback_for(video)
    assert play.state == "ready"
    assert [quality.name for quality in play.qualities] == ["saver", "standard", "audio"]
    assert all(default_storage.exists(q.url.removeprefix("/files/")) for q in play.qualities)
    assert default_storage.size(play.poster_url.removeprefix("/files/")) <= 8000
    assert play.saver.size_bytes == default_storage.size(play.saver.url.removeprefix("/files/"))


def test_nothing_else_is_left(video):
    encoding.work()
    package = Package.objects.get()
    assert {name.split("/")[0] for name in stored_files()} == {package.token}
    assert list(settings.WORK_DIR.iterdir()) == []


def test_a_second_bell_finds_nothing_to_do(video):
    encoding.work()
    assert encoding.work() == 0


def test_a_trainer_sees_what_will_be_made_before_it_is(video):
    state = encoding_state(video)
    assert (state.state, state.is_open) == ("waiting", True)
    assert [(row.width, row.size_bytes) for row in state.rows] == [(426, None), (640, None), (0, None)]


def test_an_original_that_is_gone_is_said_so(video):
    default_storage.delete(video.file.name)
    encoding.work()
    assert playback_for(video).state == "failed"
    assert encoding_state(video).problem == problem_text("no_original")


def test_a_fault_of_the_encoder_leaves_no_files(video, monkeypatch):
    def broken(*args):
        raise EncodeError("no_space", permanent=False)

    monkeypatch.setattr(encoding, "make_package", broken)
    encoding.work()
    assert (video.jobs.get().state, stored_files()) == (EncodeJob.State.WAITING, [])
    assert not Package.objects.exists()


def test_a_fault_of_the_store_leaves_no_files(video, monkeypatch):
    def half(package, made, folder, beat):
        store.default_storage.save(f"{package.folder}/saver.mp4", store.LocalFile(folder / "saver.mp4"))
        raise OSError("the disk is gone")

    monkeypatch.setattr(store, "publish", half)
    encoding.work()
    assert (video.jobs.get().error_code, stored_files()) == ("no_store", [])


def test_work_on_a_replaced_file_stops_and_leaves_no_files(video, clip, monkeypatch):
    """The trainer uploads a better take while the first is being encoded."""

    def replaced(*args):
        EncodeJob.objects.update(state=EncodeJob.State.CANCELLED, lease_token="", lease_expires_at=None)
        return real(*args)

    real = encoding.make_package
    monkeypatch.setattr(encoding, "make_package", replaced)
    encoding.work()
    assert (playback_for(video).state, stored_files()) == ("encoding", [])


def test_the_old_version_plays_until_the_new_one_is_ready(video):
    encoding.work()
    before = playback_for(video).hls_url
    services.request_encoding(video=video)
    assert playback_for(video).hls_url == before
    encoding.work()
    assert playback_for(video).hls_url != before


def test_a_file_replaced_behind_the_form_is_looked_into_again(video, silent_clip):
    video.file.save("silent.mp4", ContentFile(silent_clip.read_bytes()))
    services.request_encoding(video=video)
    encoding.work()
    assert [quality.name for quality in playback_for(video).qualities] == ["saver"]


def test_a_video_that_is_none_is_not_stored(db, song):
    with pytest.raises(SourceProblem, match="no_video"):
        add_video(song)


def test_no_video_plays_nothing():
    assert playback_for(None).state == "none"


def test_a_list_of_videos_costs_two_questions(video, silent_clip, django_assert_num_queries):
    videos = [video, add_video(silent_clip)]
    with django_assert_num_queries(2):
        assert [play.state for play in playbacks_for(videos).values()] == ["encoding", "encoding"]


def test_every_known_fault_has_its_sentence():
    assert set(PROBLEM_CODES) <= set(TEXTS)
