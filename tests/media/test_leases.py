"""Who works on what: claims, signs of life, silence, and clocks that are wrong."""

from datetime import timedelta

import pytest
from django.utils import timezone

from media import flow, leases
from media.leases import DOUBT_S, LEASE_S, LeaseLost, heartbeat
from media.models import EncodeTask, State
from media.pipeline.runner import Progress
from media.pulse import Pulse
from media.sweeping import give_back
from tests.media.lessons import add_unprobed, asked_for, claim, reloaded, silence

HOUR = timedelta(hours=1)


@pytest.fixture
def task(db):
    asked_for()
    return claim()


def moved(task, by):
    """All that a clock wrote, as it looks after the clock was moved the other way."""
    at = reloaded(task)
    EncodeTask.objects.filter(pk=task.pk).update(lease_expires_at=at.lease_expires_at + by)


def later(seconds, monkeypatch):
    now = timezone.now() + timedelta(seconds=seconds)
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_a_task_is_claimed_once(task):
    assert claim("two") is None


def test_a_claim_shows_on_the_job(task):
    leases.show_running(task=task)
    assert reloaded(task.job).state == State.RUNNING


def test_the_smallest_deadline_comes_first(task):
    later_one, first = asked_for(title="猪"), asked_for(title="鱼")
    EncodeTask.objects.filter(job__video=first).update(due_at=timezone.now() - HOUR)
    assert [claim().job.video, claim().job.video] == [first, later_one]


def test_a_stage_can_be_left_to_others(task):
    EncodeTask.objects.create(job=task.job, kind="whole", stage="av1")
    assert claim(but_not=("av1",)) is None
    assert claim().stage == "av1"


def test_a_heartbeat_shows_how_far_it_is(task):
    heartbeat(task=task, progress=Progress(42.0, 3.5, 12.0))
    assert (reloaded(task).percent, reloaded(task).speed, reloaded(task).eta_s) == (42.0, 3.5, 12.0)


def test_a_heartbeat_after_the_task_was_given_away_says_so(task):
    leases.hand_back(task=task)
    with pytest.raises(LeaseLost):
        heartbeat(task=task)


def test_a_stopped_worker_hands_back_without_loss(task):
    leases.hand_back(task=task)
    assert (reloaded(task).state, reloaded(task).attempts) == (State.WAITING, 0)


def test_what_cannot_be_done_here_is_put_off_without_counting(task):
    leases.postpone(task=task, code="disk_full", seconds=60)
    assert (reloaded(task).attempts, reloaded(task).error_code) == (0, "disk_full")
    assert claim() is None


def test_a_living_worker_is_left_alone(task):
    give_back()
    assert reloaded(task).state == State.RUNNING


def test_a_silent_worker_is_doubted_first(task, monkeypatch):
    later(leases.LEASE_S + 1, monkeypatch)
    give_back()
    assert (reloaded(task).state, reloaded(task).doubted_at) == (State.RUNNING, timezone.now())


def test_a_silent_worker_loses_its_task_at_the_second_look(task, monkeypatch):
    later(leases.LEASE_S + 1, monkeypatch)
    give_back()
    later(DOUBT_S + 1, monkeypatch)
    give_back()
    assert claim("two").pk == task.pk


def test_two_looks_at_once_are_one(task, monkeypatch):
    later(leases.LEASE_S + 1, monkeypatch)
    give_back()
    give_back()
    assert reloaded(task).state == State.RUNNING


def test_a_sign_of_life_ends_all_doubt(task, monkeypatch):
    later(leases.LEASE_S + 1, monkeypatch)
    give_back()
    heartbeat(task=task)
    later(DOUBT_S + 1, monkeypatch)
    give_back()
    assert (reloaded(task).state, reloaded(task).doubted_at) == (State.RUNNING, None)


def test_a_worker_that_speaks_between_the_look_and_the_loss_keeps_its_task(task):
    silence(task)
    seen = reloaded(task)
    heartbeat(task=task)
    flow.lose_task(seen)
    assert reloaded(task).state == State.RUNNING


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_a_clock_that_jumps_costs_a_living_worker_nothing(task, monkeypatch, jump):
    moved(task, -jump)
    give_back()
    heartbeat(task=task)
    later(DOUBT_S + 1, monkeypatch)
    give_back()
    assert (reloaded(task).state, reloaded(task).attempts) == (State.RUNNING, 1)


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_a_dead_worker_is_found_out_whatever_the_clock_does(task, monkeypatch, jump):
    moved(task, -jump)
    give_back()
    later(DOUBT_S + 1, monkeypatch)
    give_back()
    assert reloaded(task).state == State.WAITING


def test_a_try_put_off_by_a_wrong_clock_is_made_now(task):
    flow.fail_task(task=task, code="no_store", permanent=False)
    EncodeTask.objects.update(next_attempt_at=timezone.now() + 24 * HOUR)
    give_back()
    assert claim().pk == task.pk


def test_a_try_put_off_by_the_rules_waits(task):
    flow.fail_task(task=task, code="no_store", permanent=False)
    give_back()
    assert claim() is None


def test_a_video_nobody_asked_for_has_no_task(db):
    add_unprobed()
    assert claim() is None


def test_a_worker_that_is_busy_elsewhere_keeps_its_task(task, monkeypatch):
    pulse = Pulse(task)
    monkeypatch.setattr("media.pulse.LONGEST_SILENCE_S", -1)
    before = reloaded(task).lease_expires_at
    pulse.beat_beside()
    assert reloaded(task).lease_expires_at == before
    with pulse.occupied():
        pulse.beat_beside()
    assert reloaded(task).lease_expires_at > before


def test_a_worker_that_dies_while_it_copies_is_missed_as_soon_as_one_that_encodes(task):
    began = timezone.now()
    Pulse(task).beat()
    task.refresh_from_db()
    assert timedelta(seconds=LEASE_S - 1) < task.lease_expires_at - began < timedelta(seconds=LEASE_S + 5)
