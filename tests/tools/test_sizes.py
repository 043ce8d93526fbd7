"""What outgrows its room is found."""

from tools.sizes import MOST_FILE_LINES, MOST_FUNCTION_LINES, long_parts


def function_of(lines: int) -> str:
    return "def f():\n" + "    pass\n" * (lines - 1)


def test_a_function_of_the_limit_passes_and_one_line_more_is_named(tmp_path):
    path = tmp_path / "a.py"
    path.write_text(function_of(MOST_FUNCTION_LINES))
    assert not list(long_parts(path))
    path.write_text(function_of(MOST_FUNCTION_LINES + 1))
    assert list(long_parts(path)) == [f"{path}:1 f: 61 lines"]


def test_a_long_file_is_named(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("a = 1\n" * (MOST_FILE_LINES + 1))
    assert list(long_parts(path)) == [f"{path}: 501 lines"]
