"""From an upload to what plays, with the real encoder."""

import errno
from functools import partial
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError

from media import encoding, errands, flow, leases, services, store
from media.models import EncodeTask, Package, State
from media.pipeline import produce
from media.pipeline.runner import EncodeError, Progress
from media.pipeline.sources import PROBLEM_CODES, SourceProblem
from media.problems import TEXTS, problem_text
from media.pulse import Pulse
from media.queries import encoding_state, playback_for, playbacks_for
from tests.media.conftest import add_video
from tests.media.lessons import claim, finish, planned

pytestmark = pytest.mark.any_database

encode_first = partial(encoding.work, but_not=("av1",))


def stored_files(folder="packages"):
    root = settings.MEDIA_ROOT / folder
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def stored(url):
    return url.removeprefix("/files/")


@pytest.fixture
def broken(monkeypatch):
    """`broken(error)`: the encoder raises that."""

    def breaks(error):
        def encode(*args, **kwargs):
            raise error

        monkeypatch.setattr(produce, "encode_whole", encode)

    return breaks


def test_an_upload_becomes_a_lesson_to_play(video):
    assert encode_first() == 1
    play = playback_for(video)
    assert play.state == "ready"
    assert play.qualities[0].name == "saver"
    assert play.qualities[-1].name == "audio"
    assert all(default_storage.exists(stored(quality.url)) for quality in play.qualities)
    assert default_storage.size(stored(play.poster_url)) <= 8000
    assert play.saver.size_bytes == default_storage.size(stored(play.saver.url))


def test_it_is_ready_once_every_phone_can_play_all(video):
    assert not encoding_state(video).plays_everywhere
    encode_first()
    state = encoding_state(video)
    assert (state.plays_everywhere, state.is_open) == (True, True)


def test_av1_joins_what_plays(video):
    """On these moving test pictures it saves enough to be kept."""
    encode_first()
    before = playback_for(video)
    assert encoding.work() == 1
    play = playback_for(video)
    assert play.saver.url == before.saver.url
    assert [source.family for source in play.saver.sources] == ["av1", "h264"]
    assert play.saver.sources[0].mime_with_codecs.startswith('video/mp4; codecs="av01.')
    assert "opus" in play.saver.sources[0].mime_with_codecs
    assert encoding_state(video).state == "done"


def test_a_lesson_that_comes_while_av1_is_made_does_not_wait_for_it(video, clip, monkeypatch):
    encode_first()
    monkeypatch.setattr(encoding, "LOOK_EVERY_S", 0)
    encode_whole, seen = produce.encode_whole, []

    def encode(path, folder, plan, stage, workshop, on_progress, made=()):
        if stage == "av1" and not seen:
            later = add_video(clip, "母牛")
            on_progress(Progress(1))
            seen.append(playback_for(later).state)
        return encode_whole(path, folder, plan, stage, workshop, on_progress, made)

    monkeypatch.setattr(produce, "encode_whole", encode)
    encoding.work()
    assert seen == ["ready"]
    assert encoding_state(video).state == "done"


def test_a_database_that_is_away_meanwhile_costs_nothing(video, clip, monkeypatch):
    encode_first()
    monkeypatch.setattr(encoding, "LOOK_EVERY_S", 0)

    def away():
        raise OperationalError

    way = encoding.GivesWay(Pulse(claim()))
    monkeypatch.setattr(encoding.leases, "due_tasks", away)
    way.look()


def test_the_master_playlist_finds_the_files_of_every_stage(video):
    encoding.work()
    url = playback_for(video).hls_url
    lines = default_storage.open(stored(url)).read().decode().splitlines()
    playlists = [line for line in lines if not line.startswith("#")]
    assert any("../" in name for name in playlists)
    assert all(default_storage.exists(stored(urljoin(url, name))) for name in playlists)


def test_nothing_else_is_left(video):
    encoding.work()
    package = Package.objects.get()
    names = [package.master, package.poster_webp, package.poster_jpeg]
    names += [name for made in package.renditions.all() for name in (made.streamed, made.kept, made.playlist)]
    first_master = [name for name in stored_files() if "/master-" in name and not name.endswith(package.master)]
    assert stored_files() == sorted({f"{package.token}/{name}" for name in names} | set(first_master))
    assert stored_files("work") == []
    assert list(settings.WORK_DIR.iterdir()) == []


def test_a_second_bell_finds_nothing_to_do(video):
    encode_first()
    assert encode_first() == 0


def test_a_trainer_sees_what_will_be_made_before_it_is(video):
    state = encoding_state(video)
    assert (state.state, state.is_open) == ("waiting", True)
    rows = [(row.name, row.family, row.width, row.state) for row in state.rows]
    assert rows[0][:2] == ("saver", "h264")
    assert rows[-2:] == [("audio", "aac", 0, "waiting"), ("audio", "opus", 0, "waiting")]


def test_a_trainer_sees_each_rendition_while_others_are_made(video):
    encode_first()
    task = claim()
    leases.heartbeat(task=task, progress=Progress(40.0, 2.0, 3.0))
    state = encoding_state(video)
    rows = {(row.name, row.family): row for row in state.rows}
    assert rows["saver", "h264"].state == "done"
    assert rows["saver", "h264"].size_bytes > 0
    assert (rows["saver", "av1"].state, rows["saver", "av1"].percent) == ("encoding", 40)
    assert (state.state, state.playable, state.speed) == ("running", True, 2.0)
    assert 40 < state.percent < 100


def test_what_saved_too_little_is_shown_as_dropped(video):
    plan = planned()
    finish(claim(), plan)
    task = claim()
    outcome = flow.Outcome({}, None, flow.Publication(produce.MadeStage((), (), 59.5), task.attempt, ""))
    flow.finish_task(task=task, outcome=outcome)
    rows = encoding_state(video).rows
    assert {row.state for row in rows if row.family == "av1"} == {"dropped"}
    assert playback_for(video).hls_url.endswith("master-first.m3u8")


def test_an_original_that_is_gone_is_said_so(video):
    default_storage.delete(video.file.name)
    encoding.work()
    assert playback_for(video).state == "failed"
    assert encoding_state(video).problem == problem_text("no_original")


def test_a_fault_of_the_encoder_leaves_no_files(video, broken):
    broken(EncodeError("no_space", permanent=False))
    encoding.work()
    assert (EncodeTask.objects.get().state, stored_files()) == (State.WAITING, [])


def test_a_fault_of_this_program_is_caught_and_written_down(video, broken):
    broken(ZeroDivisionError("of the worker"))
    encoding.work()
    task = EncodeTask.objects.get()
    assert (task.state, task.error_code, task.attempts) == (State.WAITING, "worker_error", 1)
    assert "ZeroDivisionError: of the worker" in task.error_detail


@pytest.mark.parametrize("error", [FileNotFoundError(2, "No such file", "media/张三.mp4"), ValueError("张三")])
def test_what_went_wrong_is_logged_without_the_names_of_files(video, broken, caplog, error):
    broken(error)
    encoding.work()
    assert type(error).__name__ in caplog.text
    assert "张三" not in caplog.text


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "no_space"), (errno.EIO, "no_store")])
def test_a_fault_of_the_store_leaves_no_files(video, monkeypatch, number, code):
    def half(prefix, folder, names, beat):
        real(prefix, folder, names[:2], beat)
        raise OSError(number, "the disk")

    real = store.put
    monkeypatch.setattr(store, "put", half)
    encoding.work()
    assert (EncodeTask.objects.get().error_code, stored_files()) == (code, [])


def test_work_on_a_replaced_file_stops_and_leaves_no_files(video, monkeypatch):
    """The trainer stops it while it is being encoded."""

    def stopped(*args):
        made = real(*args)
        services.cancel_encoding(video=video)
        return made

    real = produce.encode_whole
    monkeypatch.setattr(produce, "encode_whole", stopped)
    encoding.work()
    assert (playback_for(video).state, stored_files()) == ("failed", [])


def test_an_attempt_that_counts_keeps_its_files_whatever_the_database_answers(video, monkeypatch):
    """The commit arrived, its answer did not: the second try finds the task done."""

    def unanswered(*, task, outcome):
        real(task=task, outcome=outcome)
        raise leases.LeaseLost

    real = flow.finish_task
    monkeypatch.setattr(flow, "finish_task", unanswered)
    encode_first()
    assert default_storage.exists(stored(playback_for(video).saver.url))


def test_a_database_that_is_away_for_a_moment_is_waited_for(monkeypatch):
    monkeypatch.setattr(encoding, "PAUSES_S", (0, 0))
    monkeypatch.setattr(encoding, "connection", type("Connection", (), {"in_atomic_block": False, "close": print}))
    answers = iter([OperationalError("away"), OperationalError("away"), 7])

    def act():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert encoding.persistently(act) == 7


def test_nothing_is_begun_on_a_full_disk(video, settings):
    settings.VIDEO_MIN_FREE_BYTES = 10**18
    assert encoding.work() == 1
    task = EncodeTask.objects.get()
    assert (task.state, task.attempts, task.error_code) == (State.WAITING, 0, "disk_full")
    assert encoding_state(video).problem == problem_text("disk_full")


def test_the_old_version_plays_until_the_new_one_is_ready(video):
    encoding.work()
    before = playback_for(video).hls_url
    services.request_encoding(video=video)
    assert playback_for(video).hls_url == before
    encode_first()
    assert playback_for(video).hls_url != before


def test_a_file_replaced_behind_the_form_is_looked_into_again(video, silent_clip):
    video.file.save("silent.mp4", ContentFile(silent_clip.read_bytes()))
    services.request_encoding(video=video)
    encode_first()
    assert "audio" not in [quality.name for quality in playback_for(video).qualities]


def test_a_cut_is_heeded(video):
    video.trim_start_s, video.trim_end_s = 1.0, 2.5
    video.save()
    services.request_encoding(video=video)
    encode_first()
    assert playback_for(video).duration_s == pytest.approx(1.5, abs=0.1)
    assert Package.objects.get().trim_start_s == pytest.approx(1.0)


def test_chapters_stand_on_the_lessons_clock(video):
    for at_s, title in ((0.5, "before"), (1.2, "first"), (2.9, "after")):
        video.chapters.create(at_s=at_s, title=title)
    finish(claim(), planned())
    Package.objects.update(trim_start_s=1.0, duration_s=1.5)
    assert [(mark.at_s, mark.title) for mark in playback_for(video).chapters] == [(0.2, "first")]


def test_captions_have_an_address(video):
    video.captions.create(language="en", text="WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n")
    finish(claim(), planned())
    [(language, url)] = playback_for(video).captions
    assert language == "en"
    assert url.endswith(".vtt")


def test_a_video_that_is_none_is_not_stored(db, song):
    with pytest.raises(SourceProblem, match="no_video"):
        add_video(song)


def test_no_video_plays_nothing():
    assert playback_for(None).state == "none"


def test_a_list_of_videos_costs_the_same_as_one(video, silent_clip, django_assert_num_queries):
    videos = [video, add_video(silent_clip)]
    with django_assert_num_queries(3):
        assert [play.state for play in playbacks_for(videos).values()] == ["encoding", "encoding"]


def test_a_list_of_lessons_that_play_costs_the_same_as_one(video, silent_clip, django_assert_num_queries):
    videos = [video, add_video(silent_clip)]
    finish(claim(), planned())
    finish(claim(), planned())
    with django_assert_num_queries(5):
        assert [play.state for play in playbacks_for(videos).values()] == ["ready", "ready"]


def test_a_package_of_before_there_were_stages_plays(video):
    package = Package.objects.create(video=video, state="live", duration_s=3, master="master.m3u8")
    made = {"bandwidth": 1, "average_bandwidth": 1, "size_bytes": 5, "streamed": "s.mp4", "playlist": "saver.m3u8"}
    package.renditions.create(quality="saver", codec="avc1.4D4015", kept="saver.mp4", **made)
    play = playback_for(video)
    assert play.hls_url == f"/files/packages/{package.token}/master.m3u8"
    assert play.saver.sources[0].mime_with_codecs == 'video/mp4; codecs="avc1.4D4015"'


def test_every_known_fault_has_its_sentence():
    own = {"cancelled", "disk_full", "no_original", "no_space", "no_store", "worker_error", "worker_lost"}
    assert set(PROBLEM_CODES) | own <= set(TEXTS)


def test_the_workshop_is_this_machine():
    assert 1 <= errands.workshop().threads <= errands.MOST_THREADS
