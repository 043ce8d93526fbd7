"""A worker goes on without a broker."""

from datetime import timedelta

import pytest
from django.utils import timezone

from media import watch
from media.encoding import worker_name
from media.models import EncodeTask
from tests.media.lessons import asked_for, claim


@pytest.fixture
def overdue(db, settings):
    """Due for much longer than a few sweeps take."""
    asked_for()
    EncodeTask.objects.update(next_attempt_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def begun(monkeypatch):
    """Commands that would have been started."""
    commands = []

    class Child:
        def __init__(self, command, **values):
            commands.append(command)

        def poll(self):
            return None

    monkeypatch.setattr(watch.subprocess, "Popen", Child)
    return commands


def test_work_that_nobody_was_rung_for_is_begun_once(overdue, begun):
    one = watch.Watch()
    one.look()
    one.look()
    assert [command[-1] for command in begun] == [watch.WORK]


def test_work_that_is_newly_due_is_left_to_the_bell(db, begun):
    asked_for()
    watch.Watch().look()
    assert begun == []


def test_a_busy_machine_is_left_alone(overdue, begun):
    asked_for(title="猪")
    EncodeTask.objects.update(next_attempt_at=timezone.now() - timedelta(hours=1))
    claim(worker_name())
    watch.Watch().look()
    assert begun == []


def test_work_on_another_machine_is_no_reason_to_wait(overdue, begun):
    asked_for(title="猪")
    EncodeTask.objects.update(next_attempt_at=timezone.now() - timedelta(hours=1))
    claim("elsewhere:7")
    watch.Watch().look()
    assert len(begun) == 1
