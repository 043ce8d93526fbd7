import re

import pytest

from media.names import original_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [("张三.MP4", ".mp4"), ("a.b.mov", ".mov"), ("film", ""), ("film.张三", ""), ("x.mp4 of Mr Li", "")],
)
def test_only_the_kind_of_file_is_kept_of_a_name(given, kept):
    assert re.fullmatch(rf"media/[0-9a-f]{{24}}{re.escape(kept)}", original_name(given))


def test_two_files_of_one_name_keep_apart():
    assert original_name("a.mp4") != original_name("a.mp4")
