"""No tracked file sends a machine to a package index or to somebody's folder."""

import pytest

from tools.tracked import unwanted_in


@pytest.mark.parametrize(
    "text",
    [
        "pip install -i https://py" + "pi.org/simple x",
        "--index-ur" + "l https://mirror.example/",
        "https://mirror.example/simpl" + "e/",
        "open('/hom" + "e/li/clips/a.mp4')",
        "-----BEGIN PRIVATE KE" + "Y-----",
    ],
)
def test_it_is_found_with_its_line(tmp_path, text):
    path = tmp_path / "a.md"
    path.write_text("First line\n" + text)
    assert all(line.startswith(f"{path}:2: ") for line in unwanted_in(path))
    assert list(unwanted_in(path))


@pytest.mark.parametrize("text", ["see docs/home/page.md", "https://example.org/work/a", "pip install -r base.txt"])
def test_plain_words_pass(tmp_path, text):
    path = tmp_path / "a.md"
    path.write_text(text)
    assert not list(unwanted_in(path))


def test_a_picture_is_not_read(tmp_path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    assert not list(unwanted_in(tmp_path / "a.png"))
