from pathlib import Path

from media.rows import place_of


def raised():
    try:
        Path("/nowhere/张三.mp4").read_bytes()
    except OSError as error:
        try:
            raise ValueError("of 张三") from error
        except ValueError as second:
            return second


def test_a_log_says_where_and_what_kind_and_no_words():
    told = place_of(raised())
    assert told.startswith("ValueError at test_rows.py:")
    assert told.endswith("raised; after FileNotFoundError")
    assert "张三" not in told


def test_the_number_of_a_systems_fault_is_told():
    assert place_of(OSError(28, "film of 张三")) == "OSError (errno 28) at an unknown place"
