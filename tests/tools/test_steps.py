"""What `make run` does again, and what it skips."""

import pytest

from tools.steps import STEPS, due, due_steps, stamps, step_digest

BY_NAME = {step.name: step for step in STEPS}


@pytest.fixture
def done(tmp_path, monkeypatch):
    """A folder in which every step was done."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DEMO", raising=False)
    (tmp_path / "db.sqlite3").touch()
    (tmp_path / "static").mkdir()
    for step in STEPS:
        stamps().write(step.name, step_digest(step))
    return tmp_path


def test_a_second_start_has_nothing_to_do(done):
    assert due_steps() == []


def test_a_deleted_database_is_made_again(done):
    (done / "db.sqlite3").unlink()
    assert [step.name for step in due_steps()] == ["database", "reference", "demo"]


def test_deleted_styles_are_collected_again(done):
    (done / "static").rmdir()
    assert [step.name for step in due_steps()] == ["static"]


def test_a_database_elsewhere_is_brought_up_to_date_each_time_and_gets_no_demo(done, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/site")
    assert [step.name for step in due_steps()] == ["database", "reference"]


def test_a_database_elsewhere_gets_the_demo_when_asked_for(done, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/site")
    monkeypatch.setenv("DEMO", "1")
    assert BY_NAME["demo"] in due_steps()


def test_a_new_migration_makes_the_database_due(tmp_path):
    folder = tmp_path / "courses" / "migrations"
    folder.mkdir(parents=True)
    before = step_digest(BY_NAME["database"], tmp_path)
    (folder / "0001_initial.py").write_text("operations = []")
    assert step_digest(BY_NAME["database"], tmp_path) != before


def test_each_step_watches_files_that_exist(tmp_path):
    """A renamed folder must not leave a step that never notices a change."""
    for step in STEPS:
        assert step_digest(step) != step_digest(step, root=tmp_path), step.name


def test_a_step_that_was_not_stamped_is_due(done):
    stamps().forget("demo")
    assert due(BY_NAME["demo"])
