"""A better take that turns out to be none: what played plays on, and its file is there again when it is wanted."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from media import flow, packages
from media.models import Caption, Package, State, Video
from media.originals import encode_replacement, go_back, put_aside
from media.progress import REMARKS
from media.queries import encoding_state, playback_for
from media.services import cancel_encoding, request_encoding, request_stills, retry_encoding
from media.sweeping import sweep
from tests.media.lessons import asked_for, claim, finish, finish_all, planned, reloaded


@pytest.fixture
def bamboo(db):
    """A lesson that plays, cut at its beginning."""
    video = asked_for(trim_start_s=2.5)
    finish_all()
    Video.objects.update(loudness_lufs=-20)
    return reloaded(video)


@pytest.fixture(autouse=True)
def commits(django_capture_on_commit_callbacks):
    """What is deleted on commit is deleted at the end of each step."""

    def after(act, **values):
        with django_capture_on_commit_callbacks(execute=True):
            act(**values)

    return after


def replace(video, name="better.mp4"):
    video.refresh_from_db()
    put_aside(video=video, stored=reloaded(video))
    video.file = ContentFile(b"y", name=name)
    video.trim_start_s, video.loudness_lufs = 0, None
    video.save()
    return encode_replacement(video=video)


def fail(task):
    flow.fail_task(task=task, code="bad_source", permanent=True)


def test_the_former_file_stays_until_the_new_one_plays(bamboo, commits):
    former = bamboo.file.name
    commits(replace, video=bamboo)
    assert default_storage.exists(former)
    task = claim()
    commits(finish, task=task)
    assert not default_storage.exists(former)
    assert reloaded(bamboo).former is None


def test_a_bad_replacement_can_be_given_up(bamboo, commits):
    former, duration = bamboo.file.name, bamboo.duration
    commits(replace, video=bamboo)
    worse = bamboo.file.name
    fail(claim())
    assert encoding_state(reloaded(bamboo)).can_go_back
    commits(go_back, video=bamboo)
    kept = reloaded(bamboo)
    assert (kept.file.name, kept.trim_start_s, kept.loudness_lufs, kept.duration) == (former, 2.5, -20, duration)
    assert default_storage.exists(former)
    assert not default_storage.exists(worse)


def test_the_state_is_that_of_the_file_that_is_kept(bamboo):
    replace(bamboo)
    fail(claim())
    go_back(video=bamboo)
    state = encoding_state(reloaded(bamboo))
    assert (state.state, state.can_go_back, state.problem) == ("done", False, "")


def test_what_was_made_of_a_replacement_that_is_given_up_is_swept(bamboo, commits):
    replace(bamboo)
    task = claim()
    flow.begin_package(task=task)
    fail(task)
    go_back(video=bamboo)
    commits(sweep)
    assert [package.state for package in Package.objects.all()] == ["live"]
    assert playback_for(bamboo).state == "ready"


def test_a_replacement_that_was_stopped_can_be_taken_up_or_given_up(bamboo):
    replace(bamboo)
    cancel_encoding(video=bamboo)
    assert encoding_state(reloaded(bamboo)).can_go_back
    retry_encoding(video=reloaded(bamboo))
    assert not encoding_state(reloaded(bamboo)).can_go_back
    finish_all()
    assert reloaded(bamboo).former is None


def test_giving_up_what_plays_by_now_changes_nothing(bamboo):
    replace(bamboo)
    finish_all()
    better = bamboo.file.name
    go_back(video=bamboo)
    assert reloaded(bamboo).file.name == better


def test_a_second_replacement_keeps_the_file_that_plays_and_not_the_one_between(bamboo, commits):
    former = bamboo.file.name
    commits(replace, video=bamboo)
    between = bamboo.file.name
    commits(replace, video=bamboo, name="best.mp4")
    assert default_storage.exists(former)
    assert not default_storage.exists(between)
    go_back(video=bamboo)
    assert reloaded(bamboo).file.name == former


def test_a_file_of_which_nothing_plays_is_not_kept(db, commits):
    video = asked_for()
    former = video.file.name
    commits(replace, video=video)
    assert not default_storage.exists(former)
    assert reloaded(video).former is None


def test_both_files_go_with_the_video(bamboo, commits):
    names = [bamboo.file.name]
    replace(bamboo)
    names.append(bamboo.file.name)
    commits(Video.objects.all().delete)
    assert [name for name in names if default_storage.exists(name)] == []


def test_a_sweep_takes_no_former_file_for_a_leftover(bamboo, commits):
    former = bamboo.file.name
    replace(bamboo)
    commits(sweep)
    assert default_storage.exists(former)


def test_an_original_that_was_dropped_is_still_dropped_when_it_is_kept_again(bamboo, commits):
    Video.objects.update(dropped_file=bamboo.file.name)
    replace(bamboo)
    fail(claim())
    go_back(video=bamboo)
    assert not reloaded(bamboo).has_original


def test_a_trainer_is_asked_to_look_whether_captions_still_fit(bamboo):
    Caption.objects.create(video=bamboo, text="WEBVTT")
    replace(bamboo)
    finish_all()
    assert encoding_state(reloaded(bamboo)).remarks == (REMARKS["check_texts"],)


def test_a_replacement_without_captions_has_no_such_remark(bamboo):
    replace(bamboo)
    assert encoding_state(reloaded(bamboo)).remarks == ()


def test_the_button_keeps_the_former_file(at_desk, trainer, bamboo):
    Video.objects.update(uploaded_by_user=trainer)
    former = bamboo.file.name
    replace(bamboo)
    fail(claim())
    page = at_desk.get(reverse("media_encoding", args=[bamboo.pk])).content.decode()
    address = reverse("media_encoding_back", args=[bamboo.pk])
    assert address in page
    answer = at_desk.post(address, headers={"X-Requested-With": "fetch"})
    assert address not in answer.content.decode()
    assert reloaded(bamboo).file.name == former


def test_nobody_gives_up_what_others_uploaded(at_desk, bamboo):
    replace(bamboo)
    fail(claim())
    assert at_desk.post(reverse("media_encoding_back", args=[bamboo.pk])).status_code in (302, 403, 404)
    assert reloaded(bamboo).former is not None


def test_a_replacement_that_fails_for_a_fault_of_the_server_is_tried_again_with_its_own_file(bamboo):
    replace(bamboo)
    better = bamboo.file.name
    flow.fail_task(task=claim(), code="no_store", permanent=True)
    assert retry_encoding(video=reloaded(bamboo)).source_name == better
    assert bamboo.jobs.last().state == State.WAITING


def test_pictures_of_what_was_replaced_meanwhile_change_nothing(bamboo, commits):
    request_stills(video=bamboo)
    stills = claim()
    replace(bamboo)
    finish(claim())
    pictures = packages.Stills(stills.attempt, "new.webp", "new.jpg", {})
    flow.finish_task(task=stills, outcome=flow.Outcome({}, stills=pictures))
    assert not Package.objects.filter(poster_webp__endswith="new.webp").exists()


def test_a_failed_replacement_has_no_remarks(bamboo):
    Caption.objects.create(video=bamboo, text="WEBVTT")
    replace(bamboo)
    fail(claim())
    assert encoding_state(reloaded(bamboo)).remarks == ()


def test_what_every_phone_could_play_is_ready_when_its_replacement_is_given_up(db):
    video = asked_for()
    finish(claim())
    replace(video)
    fail(claim(but_not=("av1",)))
    go_back(video=video)
    state = encoding_state(reloaded(video))
    assert (state.state, state.plays_everywhere) == ("cancelled", True)


def test_what_was_still_to_come_of_the_kept_file_is_asked_for_again(db):
    video = asked_for()
    finish(claim(), planned(parts=2))
    for _ in range(3):  # two parts of the first quality, and their join
        finish(claim())
    replace(video)
    fail(claim())
    go_back(video=video)
    finish_all()
    assert "clear" in [quality.name for quality in playback_for(reloaded(video)).qualities]


def test_a_cut_that_was_under_way_is_made_of_the_kept_file(bamboo):
    Video.objects.update(trim_start_s=5)
    request_encoding(video=bamboo)
    replace(bamboo)
    fail(claim())
    go_back(video=bamboo)
    assert bamboo.jobs.last().wishes["trim_start_s"] == 5
    assert bamboo.jobs.last().is_open


def test_a_button_pressed_on_an_older_page_works_on_the_file_there_is_now(bamboo, commits):
    older = reloaded(bamboo)
    replace(bamboo)
    commits(retry_encoding, video=older)
    commits(finish_all)
    live = bamboo.packages.get(state="live")
    assert live.job.source_name == reloaded(bamboo).file.name
