from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from learners.people.models import Person
from tests.learners.people.sheets import row, write_register


@pytest.fixture
def run(cast, tmp_path):
    def command(*rows, **options):
        out = StringIO()
        path = write_register(tmp_path / "register.xlsx", rows)
        call_command("import_register", str(path), area="530623103000", stdout=out, **options)
        return out.getvalue()

    return command


def test_it_only_shows_what_would_change(run):
    assert "new persons: 1" in run(row(1))
    assert not Person.objects.filter(name="张平").exists()


def test_it_imports_when_told_to(run):
    run(row(1), apply=True)
    assert Person.objects.filter(name="张平").exists()


def test_it_names_problem_rows_and_imports_nothing(run):
    with pytest.raises(CommandError, match="leave-out-problems"):
        run(row(1), row(2, 户编号="5306231032020002", 身份证号码="1"), apply=True)
    assert not Person.objects.filter(name="张平").exists()


def test_it_leaves_problem_rows_out_when_told_to(run):
    out = run(row(1), row(2, 户编号="5306231032020002", 身份证号码="1"), apply=True, leave_out_problems=True)
    assert "花名册 row 4 column G (身份证号码): 1:" in out
    assert Person.objects.filter(name="张平").count() == 1


def test_an_unknown_area_is_named(run):
    with pytest.raises(CommandError, match="no region 1"):
        call_command("import_register", "x.xlsx", area="1")


def test_a_missing_file_is_named(db):
    with pytest.raises(CommandError, match="no file nowhere"):
        call_command("import_register", "nowhere.xlsx")
