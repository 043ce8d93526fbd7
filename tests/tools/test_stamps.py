"""Steps are skipped exactly while their input stays the same."""

from tools.stamps import Stamps, digest


def test_a_stamp_holds_for_the_value_it_was_written_with(tmp_path):
    stamps = Stamps(tmp_path / "stamps")
    stamps.write("demo", "abc")
    assert stamps.holds("demo", "abc")
    assert not stamps.holds("demo", "abd")


def test_a_stamp_that_was_never_written_does_not_hold(tmp_path):
    assert not Stamps(tmp_path / "nowhere").holds("demo", "abc")


def test_the_digest_changes_with_a_file_below_a_folder(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "one.csv").write_text("a")
    before = digest([tmp_path])
    (tmp_path / "deep" / "one.csv").write_text("b")
    assert digest([tmp_path]) != before


def test_the_digest_changes_when_a_file_is_renamed(tmp_path):
    (tmp_path / "one.csv").write_text("a")
    before = digest([tmp_path])
    (tmp_path / "one.csv").rename(tmp_path / "two.csv")
    assert digest([tmp_path]) != before


def test_compiled_files_do_not_count(tmp_path):
    (tmp_path / "django.po").write_text("a")
    before = digest([tmp_path])
    (tmp_path / "django.mo").write_text("b")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "x.pyc").write_text("c")
    assert digest([tmp_path]) == before
