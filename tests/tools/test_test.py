"""`make test` says what it left out, and CI does not let that pass."""

from contextlib import contextmanager

import pytest

from tools.checks import Check, python
from tools.say import Stop
from tools.services import postgres_program
from tools.system import Need
from tools.test import BIG, CLOSING, JOURNEYS, Outcome, leave_out, run_all

GONE = Need("chromium", lambda: False, frozenset({"browser"}))


@pytest.fixture
def without_chromium(monkeypatch):
    monkeypatch.setattr("tools.system.NEEDS", (GONE,))
    monkeypatch.setattr("tools.system.permission", lambda: None)


def test_what_cannot_run_is_named_with_the_command_that_repairs_it(without_chromium):
    outcome = Outcome()
    assert leave_out("all", outcome) == {"browser"}
    assert len(outcome.left_out) == 1
    assert outcome.left_out[0].startswith(JOURNEYS.name)
    assert outcome.left_out[0].endswith("apt-get install chromium")


def test_a_small_group_leaves_nothing_out(without_chromium):
    outcome = Outcome()
    assert not leave_out("quick", outcome)
    assert not outcome.left_out


@pytest.mark.parametrize(("ci", "failed"), [("true", True), ("", False)])
def test_leaving_out_is_a_failure_only_in_ci(monkeypatch, ci, failed):
    monkeypatch.setenv("CI", ci)
    assert Outcome(rows=[("ruff", 0.1, True)], left_out=["journeys"]).failed() is failed


def test_one_failed_check_fails_the_whole(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    assert Outcome(rows=[("ruff", 0.1, True), ("mypy", 9.0, False)]).failed()


@pytest.mark.parametrize(
    "line",
    [
        "412 passed, 3 skipped in 120.30s (0:02:00)",
        "=========== 1 failed, 2 passed, 4 warnings in 3.20s ===========",
        "1 error in 0.41s",
    ],
)
def test_the_closing_line_of_pytest_is_recognised(line):
    assert CLOSING.match(line)


@pytest.mark.parametrize("line", ["2 passed", "== ruff check ==", "done in 3 s"])
def test_other_lines_are_not(line):
    assert not CLOSING.match(line)


def test_the_counts_of_all_runs_are_added():
    outcome = Outcome(closings=[("a", "1 failed, 2 passed in 3.2s"), (BIG.name, "5 passed, 2 errors, 1 skipped in 1s")])
    assert dict(outcome.counts()) == {"failed": 1, "passed": 7, "error": 2, "skipped": 1}


def test_a_missing_server_is_a_reason_not_a_traceback(monkeypatch):
    monkeypatch.setattr("pathlib.Path.glob", lambda *_: iter(()))
    monkeypatch.setattr("shutil.which", lambda *_: None)
    with pytest.raises(Exception, match="apt-get install postgresql"):
        postgres_program("initdb")


def test_what_runs_beside_the_others_is_shown_in_one_piece_and_counts(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("tools.test.BESIDE", tmp_path / "log" / "beside.log")
    beside = Check("beside", python("-c", "print('a'); print('2 passed, 1 failed in 0.1s'); raise SystemExit(1)"))
    others = [Check(name, python("-c", f"print('{name}')")) for name in ("one", "two")]
    monkeypatch.setattr("tools.test.JOURNEYS", beside)
    outcome = Outcome()
    run_all([others[0], beside, others[1]], outcome)
    assert "a\n2 passed, 1 failed in 0.1s\n-- FAILED (1)" in capsys.readouterr().out
    assert sorted((name, good) for name, _, good in outcome.rows) == [("beside", False), ("one", True), ("two", True)]
    assert outcome.counts()["failed"] == 1


WAITS_FOR = """import pathlib, sys, time
for _ in range(600):
    if {words!r} in pathlib.Path({path!r}).read_text():
        break
    time.sleep(0.05)
else:
    sys.exit(1)
"""


def test_what_runs_beside_the_others_is_written_down_while_it_runs(monkeypatch, tmp_path):
    log, answer = tmp_path / "beside.log", tmp_path / "answer"
    answer.touch()
    says = "print('begun', flush=True)\n" + WAITS_FOR.format(words="seen", path=str(answer))
    sees = WAITS_FOR.format(words="begun", path=str(log)) + f"pathlib.Path({str(answer)!r}).write_text('seen')"
    beside = Check("beside", python("-c", says))
    monkeypatch.setattr("tools.test.BESIDE", log)
    monkeypatch.setattr("tools.test.JOURNEYS", beside)
    outcome = Outcome()
    run_all([beside, Check("other", python("-c", sees))], outcome)
    assert not outcome.failed()


def test_tests_that_share_a_row_run_one_after_the_other(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("tools.test.BESIDE", tmp_path / "beside.log")
    first = Check("first", python("-c", "import time; time.sleep(0.3); print('first is through')"))
    second, other = Check("second", python("-c", "print('second begins')")), Check("other", python("-c", "pass"))
    monkeypatch.setattr("tools.test.JOURNEYS", first)
    monkeypatch.setattr("tools.test.BIG", second)
    run_all([other, first, second], outcome := Outcome())
    assert sorted(name for name, _, _ in outcome.rows) == ["first", "other", "second"]
    said = capsys.readouterr().out
    assert said.index("first is through") < said.index("second begins")


def test_a_server_that_does_not_come_up_is_a_failure_in_the_second_row_too(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("tools.test.BESIDE", tmp_path / "beside.log")
    monkeypatch.setattr("tools.test.postgres", refuses)
    big = Check("big", python("-c", "pass"), part="postgresql")
    monkeypatch.setattr("tools.test.BIG", big)
    run_all([Check("other", python("-c", "pass")), big], outcome := Outcome())
    assert outcome.failed()
    assert "no room for a database" in capsys.readouterr().out


@contextmanager
def refuses():
    raise Stop("no room for a database")
    yield
