"""Finding a font with Chinese characters, and saying how to get one."""

from pathlib import Path

import pytest
from PIL import ImageFont

from eduplatform import fonts

COLLECTION = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


@pytest.fixture
def latin_font(tmp_path):
    """Pillow's own font, which knows no Chinese."""
    path = tmp_path / "latin.ttf"
    path.write_bytes(ImageFont.load_default(20).font_bytes)
    return path


def test_it_finds_a_font_that_draws_chinese(monkeypatch):
    monkeypatch.delenv("CHINESE_FONT", raising=False)
    assert fonts.has_chinese(fonts.find_font())


def test_the_named_font_comes_first(monkeypatch, tmp_path):
    monkeypatch.delenv("CHINESE_FONT", raising=False)
    copy = tmp_path / "mine.font"
    copy.symlink_to(fonts.find_font().path)
    monkeypatch.setenv("CHINESE_FONT", str(copy))
    assert fonts.find_font().path == copy


def test_a_font_without_chinese_is_not_taken(monkeypatch, latin_font):
    assert not fonts.has_chinese(fonts.Font(latin_font))
    monkeypatch.setenv("CHINESE_FONT", str(latin_font))
    with pytest.raises(fonts.FontMissing, match=r"latin\.ttf"):
        fonts.find_font()


def test_a_file_that_is_no_font_is_not_taken(monkeypatch, tmp_path):
    (tmp_path / "notes.txt").write_text("竹笋")
    monkeypatch.setenv("CHINESE_FONT", str(tmp_path / "notes.txt"))
    with pytest.raises(fonts.FontMissing, match=r"notes\.txt"):
        fonts.find_font()


def test_without_any_font_the_message_says_what_to_do(monkeypatch):
    monkeypatch.delenv("CHINESE_FONT", raising=False)
    monkeypatch.setattr(fonts, "_candidates", lambda: iter(()))
    with pytest.raises(fonts.FontMissing, match=r"pip install --no-deps .* apt-get install .* CHINESE_FONT"):
        fonts.find_font()


def test_the_package_is_found_without_being_imported(monkeypatch, tmp_path):
    (tmp_path / "zhplot").mkdir()
    (tmp_path / "zhplot" / "__init__.py").write_text("raise ImportError('wants matplotlib')")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert next(fonts._candidates()) == tmp_path / "zhplot" / "fonts" / "NotoSansSC-Regular.ttf"


@pytest.mark.skipif(not COLLECTION.is_file(), reason="The collection of Noto CJK fonts is not installed.")
def test_of_a_collection_it_takes_the_simplified_chinese_face():
    assert fonts._simplified_face(COLLECTION).at(20).getname()[0] == "Noto Sans CJK SC"
