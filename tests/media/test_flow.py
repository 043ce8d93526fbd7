"""From task to task, without encoding anything."""

from itertools import chain

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from media import flow
from media.flow import MAX_ATTEMPTS, fail_task
from media.leases import LeaseLost
from media.models import EncodeJob, EncodeTask, Package, State, Video
from media.queries import encoding_state, playback_for
from media.services import cancel_encoding, request_encoding, request_stills, retry_encoding
from media.sweeping import give_back
from tests.media.lessons import asked_for, claim, finish, finish_all, outcome, planned, reloaded, silence


@pytest.fixture
def bamboo(db):
    return asked_for()


def names(video):
    return {(r.quality, r.family) for r in Package.objects.get(video=video, state="live").renditions.all()}


def until(kind, stage="", plan=None):
    """Work up to the first such task, which is claimed."""
    while task := claim():
        if (task.kind, task.stage) == (kind, stage):
            return task
        finish(task, plan if task.kind == "open" else None)
    return None


def state_of(task):
    return reloaded(task).state


def test_a_short_lesson_takes_two_tasks(bamboo):
    assert finish_all() == ["open 0", "whole av1 0"]
    assert bamboo.jobs.get().state == State.DONE


def test_a_long_lesson_is_made_in_parts_and_joined_stage_by_stage(bamboo):
    parts = [f"{n}" for n in range(2)]
    stages = [[*(f"part {stage} {n}" for n in parts), f"join {stage} 0"] for stage in ("first", "rest", "av1")]
    assert finish_all(planned(parts=2)) == ["open 0", *chain(*stages)]


def test_it_plays_as_soon_as_the_first_stage_is_there(bamboo):
    join = until("join", "first", planned(parts=2))
    assert playback_for(bamboo).state == "encoding"
    finish(join)
    assert [quality.name for quality in playback_for(bamboo).qualities] == ["saver", "audio"]
    assert reloaded(join.job).live_at


def test_every_stage_adds_to_the_same_package(bamboo):
    finish_all(planned(parts=2))
    pictures = {(quality, codec) for quality in ("saver", "standard", "clear") for codec in ("h264", "av1")}
    assert names(bamboo) == pictures | {("audio", "aac"), ("audio", "opus")}
    package = Package.objects.get()
    assert package.master.endswith("/master-av1.m3u8")


def test_the_address_of_a_file_starts_with_the_attempt_that_wrote_it(bamboo):
    task = claim()
    finish(task)
    assert playback_for(bamboo).hls_url.endswith(f"/{task.attempt}/master-first.m3u8")


def test_finishing_twice_counts_once(bamboo):
    task = claim()
    finish(task)
    with pytest.raises(LeaseLost):
        flow.finish_task(task=task, outcome=outcome(task, planned()))
    assert Package.objects.filter(state="live").count() == 1
    assert EncodeTask.objects.count() == 2


def test_the_last_two_parts_make_one_join(bamboo):
    first = until("part", "first", planned(parts=2))
    second = claim("two")
    finish(second)
    assert not EncodeTask.objects.filter(kind="join").exists()
    finish(first)
    assert EncodeTask.objects.filter(kind="join").count() == 1


def test_the_database_allows_one_open_job_per_video(bamboo):
    with pytest.raises(IntegrityError), transaction.atomic():
        EncodeJob.objects.create(video=bamboo, source_name="other.mp4")


def test_a_worker_that_comes_back_late_cannot_finish(bamboo):
    task = claim()
    flow.begin_package(task=task)
    silence(task)
    give_back()
    finish(claim("two"))
    with pytest.raises(LeaseLost):
        flow.finish_task(task=task, outcome=outcome(task, planned()))
    assert Package.objects.filter(state="live").count() == 1


def test_a_bad_file_is_not_tried_again(bamboo):
    fail_task(task=claim(), code="bad_source", permanent=True)
    job = bamboo.jobs.get()
    assert (job.state, job.error_code) == (State.FAILED, "bad_source")


def test_a_passing_fault_is_tried_again_later(bamboo):
    task = claim()
    fail_task(task=task, code="no_space", permanent=False)
    assert state_of(task) == State.WAITING
    assert claim("two") is None
    assert reloaded(task).next_attempt_at > timezone.now()


def test_passing_faults_end_too(bamboo):
    task = claim()
    task.attempts = MAX_ATTEMPTS
    fail_task(task=task, code="no_space", permanent=False)
    assert bamboo.jobs.get().state == State.FAILED


def test_a_file_that_kills_its_worker_is_given_up(bamboo):
    for _ in range(MAX_ATTEMPTS):
        silence(claim())
        give_back()
    assert claim() is None
    job = bamboo.jobs.get()
    assert (job.state, job.error_code) == (State.FAILED, "worker_lost")


def test_one_bad_part_takes_its_siblings_from_their_workers(bamboo):
    first = until("part", "first", planned(parts=3))
    second = claim("two")
    fail_task(task=first, code="crashed", permanent=True)
    assert state_of(second) == State.CANCELLED
    assert claim() is None


def test_trying_again_repeats_only_what_failed(bamboo):
    plan = planned(parts=3)
    finish(until("part", "first", plan))
    fail_task(task=claim(), code="crashed", permanent=True)
    job = retry_encoding(video=bamboo)
    assert job == bamboo.jobs.get()
    assert finish_all()[:3] == ["part first 1", "part first 2", "join first 0"]
    assert reloaded(job).state == State.DONE


def test_a_failure_of_the_rest_leaves_the_saver_playing(bamboo):
    fail_task(task=until("join", "rest", planned(parts=2)), code="no_space", permanent=True)
    assert [quality.name for quality in playback_for(bamboo).qualities] == ["saver", "audio"]
    assert encoding_state(bamboo).state == "failed"
    retry_encoding(video=bamboo)
    assert finish_all()[0] == "join rest 0"
    assert encoding_state(bamboo).state == "done"


def test_parts_that_do_not_fit_together_are_made_anew(bamboo):
    fail_task(task=until("join", "first", planned(parts=2)), code="bad_output", permanent=True)
    job = retry_encoding(video=bamboo)
    assert bamboo.jobs.count() == 2
    assert claim().job == job


def test_a_failure_of_av1_is_a_remark(bamboo):
    fail_task(task=until("whole", "av1"), code="crashed", permanent=True)
    state = encoding_state(bamboo)
    assert (state.state, state.problem, len(state.remarks)) == ("done", "", 1)
    assert {row.state for row in state.rows if row.family == "av1"} == {"failed"}
    assert playback_for(bamboo).state == "ready"


def test_a_cancelled_job_stops_its_workers(bamboo):
    task = claim()
    cancel_encoding(video=bamboo)
    with pytest.raises(LeaseLost):
        flow.begin_package(task=task)
    assert (encoding_state(bamboo).state, playback_for(bamboo).state) == ("cancelled", "failed")


def test_what_plays_stays_when_the_rest_is_cancelled(bamboo):
    until("part", "rest", planned(parts=2))
    cancel_encoding(video=bamboo)
    assert playback_for(bamboo).state == "ready"
    assert claim() is None


def test_cancelled_work_can_be_asked_for_again(bamboo):
    cancel_encoding(video=bamboo)
    assert retry_encoding(video=bamboo).state == State.WAITING
    assert claim().job == bamboo.jobs.last()


def test_the_old_package_plays_until_the_new_one_does(bamboo):
    finish_all()
    before = playback_for(bamboo).hls_url
    request_encoding(video=bamboo)
    task = claim()
    assert playback_for(bamboo).hls_url == before
    finish(task)
    assert playback_for(bamboo).hls_url != before
    assert list(Package.objects.values_list("state", flat=True)) == ["retired", "live"]


def test_the_length_is_that_of_what_plays(bamboo):
    finish_all()
    assert Video.objects.get().duration == 59.5


def test_new_pictures_take_no_encoding(bamboo):
    finish_all()
    request_stills(video=bamboo)
    request_stills(video=bamboo)
    assert finish_all() == ["stills 0"]
    assert bamboo.jobs.get().state == State.DONE


def test_pictures_can_be_taken_over_and_over(bamboo):
    finish_all()
    for _ in range(2):
        request_stills(video=bamboo)
        assert finish_all() == ["stills 0"]


def test_pictures_of_what_does_not_play_yet_come_with_the_encoding(bamboo):
    request_stills(video=bamboo)
    assert not EncodeTask.objects.filter(kind="stills").exists()


def test_another_poster_chosen_meanwhile_is_taken_afterwards(bamboo):
    task = claim()
    Video.objects.update(poster_at_s=7)
    finish(task)
    assert EncodeTask.objects.filter(kind="stills").count() == 1


def test_pictures_that_fail_are_a_remark(bamboo):
    finish_all()
    request_stills(video=bamboo)
    fail_task(task=claim(), code="crashed", permanent=True)
    assert (encoding_state(bamboo).state, len(encoding_state(bamboo).remarks)) == ("done", 1)


def test_the_bell_rings_for_every_part(bamboo, quiet, django_capture_on_commit_callbacks):
    quiet.clear()
    with django_capture_on_commit_callbacks(execute=True):
        finish(claim(), planned(parts=3))
    assert len(quiet) == 3


def test_av1_can_be_made_to_wait(bamboo, settings):
    settings.VIDEO_AV1_WAIT_MINUTES = 5
    assert finish_all() == ["open 0"]
    assert EncodeTask.objects.get(stage="av1").next_attempt_at > timezone.now()


@pytest.mark.parametrize("ends", ["given up", "stopped"])
def test_pictures_of_what_plays_are_taken_though_av1_is(bamboo, ends):
    task = until("whole", "av1")
    request_stills(video=bamboo)
    if ends == "given up":
        fail_task(task=task, code="crashed", permanent=True)
    else:
        cancel_encoding(video=bamboo)
    assert EncodeTask.objects.get(kind="stills").state == State.WAITING
    assert claim().kind == "stills"


def test_what_a_worker_sees_of_a_file_is_known_of_its_video(bamboo):
    assert bamboo.source is None
    finish(claim())
    video = reloaded(bamboo)
    assert (video.source.duration_s, video.width, video.duration) == (60, 1280, 59.5)
