"""The card at the end of a film: words that can be read, and a set-up that fits the film."""

from dataclasses import replace
from fractions import Fraction

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from eduplatform.fonts import find_font
from media.pipeline.ending import (
    CARD_S,
    GROUND,
    LINK,
    TITLE,
    Unfit,
    Words,
    broken,
    draw_card,
    encode_card,
    line_height,
    lines_of,
    make_card,
    tracks_of,
)
from media.pipeline.ladder import AudioPlan, VideoPlan
from media.pipeline.plan import Workshop
from media.pipeline.runner import find_ffmpeg

WORDS = Words("认清年纪，砍掉老竹", "乡村技能课堂", "https://example.org/l/12/")
PLAN = VideoPlan("saver", "h264", 426, 240, Fraction(15), 27.0, 80, 160, 12, 4, "veryfast", "", "main")
SOUND = (AudioPlan(),)


@pytest.fixture(scope="module")
def workshop():
    return Workshop(find_ffmpeg())


@pytest.fixture
def film(tmp_path, workshop):
    """As the encoder leaves one; a still is a film too."""

    def film(plan=PLAN, sound=SOUND[0]):
        folder = tmp_path / "film"
        folder.mkdir(exist_ok=True)
        draw_card(replace(WORDS, title="香菇"), plan.width, plan.height, find_font()).save(folder / "card.png")
        return encode_card(folder, plan, sound, workshop)

    return film


def card_for(film, folder, workshop, plan=PLAN):
    return folder / make_card(WORDS, film, folder, plan, SOUND, find_font(), workshop)


def test_a_card_has_the_set_up_of_its_film(film, tmp_path, workshop):
    made = film()
    assert tracks_of(card_for(made, tmp_path, workshop)) == tracks_of(made)


def test_a_card_lasts_as_long_with_silence_as_with_its_picture(film, tmp_path, workshop):
    with av.open(str(card_for(film(), tmp_path, workshop))) as card:
        video, sound = card.streams.video[0], card.streams.audio[0]
        lengths = [float(stream.duration * stream.time_base) for stream in (video, sound)]
        heard = max(abs(frame.to_ndarray()).max() for frame in card.decode(sound))
    assert lengths == pytest.approx([CARD_S, CARD_S], abs=0.1)
    assert heard == 0


def test_a_silent_film_gets_a_silent_card(film, tmp_path, workshop):
    assert set(tracks_of(card_for(film(sound=None), tmp_path, workshop))) == {b"vide"}


def test_the_level_of_a_film_with_a_lowered_ceiling_is_taken_over(film, tmp_path, workshop):
    made = film(replace(PLAN, params="level=31"))
    assert tracks_of(card_for(made, tmp_path, workshop)) == tracks_of(made)


@pytest.mark.parametrize("other", [{"crf": 35.0}, {"profile": "baseline"}, {"width": 320}])
def test_a_card_never_goes_behind_a_film_of_another_set_up(film, tmp_path, workshop, other):
    with pytest.raises(Unfit):
        card_for(film(replace(PLAN, **other)), tmp_path, workshop)


@pytest.mark.parametrize("size", [(426, 240), (240, 426), (1280, 720), (180, 320)])
@pytest.mark.parametrize("title", ["养蜂", "低产竹林改造的第三课：砍老留新、浅松土、埋好肥，三年把林子养回来" * 3])
def test_all_words_stand_on_the_card_and_nothing_touches_its_edge(size, title):
    card = draw_card(replace(WORDS, title=title), *size, find_font())
    drawn = ImageChops.difference(card, Image.new("RGB", size, GROUND))
    left, top, right, bottom = drawn.getbbox()
    assert left > 0
    assert top > 0
    assert right < size[0]
    assert bottom < size[1]


@pytest.mark.parametrize("title", ["竹" * 255, "w" * 255])
@pytest.mark.parametrize("size", [(426, 240), (180, 320), (256, 144)])
def test_a_title_too_long_for_the_card_gives_way_to_the_link(size, title):
    lines = lines_of(replace(WORDS, title=title), *size, find_font())
    assert sum(line_height(face) for _line, face, _ink in lines) <= size[1]
    text = "".join(line for line, _face, _ink in lines)
    assert text.startswith(title[:5])
    assert text.endswith(f"{WORDS.source}{WORDS.link}")
    assert title in text or f"…{WORDS.source}" in text


def test_a_short_title_is_large_on_a_phone_of_360():
    height_on_phone = 360 * 9 / 16
    assert TITLE * height_on_phone >= 24
    assert LINK * height_on_phone >= 18


@given(st.text("香菇竹笋abc/:.", min_size=1, max_size=60), st.integers(40, 400))
def test_lines_hold_every_letter_and_fit(text, width):
    face = find_font().at(20)
    lines = broken(text, face, width)
    assert "".join(lines) == text
    assert all(face.getlength(line) <= width for line in lines)
