"""What is printed is Chinese on every machine, and reads nothing but what it was given."""

import io

import pytest
from pypdf import PdfReader

from eduplatform.printing import render_pdf


@pytest.fixture
def template(settings, tmp_path):
    """`template("<p>...")`: the name of a template with this text."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path], "APP_DIRS": False, "OPTIONS": {}}]

    def write(text):
        (tmp_path / "paper.html").write_text(text, encoding="utf-8")
        return "paper.html"

    return write


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def test_chinese_text_can_be_copied_from_the_paper(template):
    page = read(render_pdf(template("<p>{{ name }}的教育扶贫档案</p>"), {"name": "岩香"})).pages[0]
    assert "岩香的教育扶贫档案" in page.extract_text()


def test_the_font_is_inside(template):
    page = read(render_pdf(template("<p>竹笋</p>"), {})).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert all("/FontFile2" in str(font["/DescendantFonts"][0].get_object()["/FontDescriptor"]) for font in fonts)


def test_what_a_person_wrote_is_text_and_no_markup(template):
    page = read(render_pdf(template("<p>{{ name }}</p>"), {"name": "<b>x</b>"})).pages[0]
    assert "<b>x</b>" in page.extract_text()


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png"])
def test_no_file_and_no_address_is_read(template, address):
    page = read(render_pdf(template(f"<link rel=attachment href='{address}'><img src='{address}'>竹"), {})).pages[0]
    assert not page.images
